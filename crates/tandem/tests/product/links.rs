//! Addresses that customers name: files there are read at once, and pages are told, by a server of the customer's.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::product::Product;

/// A server that has a PDF at `/a.pdf`, nothing that people read at `/page`, and nothing elsewhere. It remembers what
/// it was asked for.
struct Files {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Files {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let ears = Arc::clone(&ears);
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        if stream.read_buf(&mut head).await.unwrap_or_default() == 0 {
                            return;
                        }
                    }
                    let head = String::from_utf8_lossy(&head);
                    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    let (status, body) = match target.split('?').next() {
                        Some("/a.pdf") => ("200 OK", "%PDF-1.4\n"),
                        Some("/page") => ("200 OK", "<html>"),
                        _ => ("404 Not Found", ""),
                    };
                    ears.lock().expect("nobody panics here").push(target);
                    let length = body.len();
                    let answer =
                        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
                    // The caller may have gone.
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Self { port, asked, task }
    }

    fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics here").clone()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn get(product: &Product, target: &str) -> (String, Bytes) {
    let request = Request::get(target).body(Bytes::new()).expect("a request");
    let body = product.send(request).await.into_body();
    (String::from_utf8_lossy(&body).into_owned(), body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fax_of_links_has_what_they_lead_to() {
    let (product, files) = (Product::fresh().await, Files::open().await);
    let of = |more: String| {
        format!("/fax/create?key=api_key&source=5551234567&destination=3035551212&{more}")
    };
    let (pdf, page, nothing) = (files.at("/a.pdf"), files.at("/page"), files.at("/b.pdf"));

    let (kept, _) = get(&product, &of(format!("file1={pdf}&file2={pdf}"))).await;
    assert!(kept.starts_with(r#"{"status":"ok","fax_id":""#), "{kept}");
    let id = kept.split('"').nth(7).expect("its id").to_owned();
    let (_, file) = get(&product, &format!("/fax/download?key=api_key&fax_id={id}&file=2")).await;
    assert_eq!(file, "%PDF-1.4\n");

    for (more, why) in [
        (format!("file1={page}"), "file1 must be a PDF"),
        (format!("file1={pdf}&file2={nothing}"), "file2 cannot be read: HTTP status 404"),
        (format!("file1={page}&ignore_bad_files=yes"), "no files found"),
        (format!("file1={}", "http://192.168.0.1/a.pdf"), "192.168.0.1, which is not a public"),
    ] {
        let (refused, _) = get(&product, &of(more.clone())).await;
        assert!(
            refused.contains(r#""status":"error""#) && refused.contains(why),
            "{more}: {refused}"
        );
    }
    let some = of(format!("file1={page}&file2={pdf}&file3={nothing}&ignore_bad_files=yes"));
    let (kept, _) = get(&product, &some).await;
    assert!(kept.contains(r#""status":"ok""#), "{kept}");
    assert_eq!(files.asked().len(), 9, "each link once");
    let (listed, _) = get(&product, "/fax/list?key=api_key").await;
    assert_eq!(listed.matches("\"fax_id\"").count(), 2, "{listed}");
    product.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_a_message_is_told_to_the_page_of_its_number() {
    let (product, files) = (Product::fresh().await, Files::open().await);
    let keys = "/ibp_api.php?access_key=foo&secret_access_key=bar";
    let page = files.at("/page");
    let (said, _) = get(
        &product,
        &format!("{keys}&action=sms.register_number&number=5551234567&dlr_url={page}"),
    )
    .await;
    assert!(said.contains("Registered"), "{said}");
    let (said, _) = get(
        &product,
        &format!("{keys}&action=sms.send_message&from=5551234567&to=8574884828&message=hello"),
    )
    .await;
    assert!(said.contains("<result>success</result>"), "{said}");
    for _ in 0..600 {
        if !files.asked().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asked = files.asked();
    let target = asked.first().map(String::as_str).unwrap_or_default();
    let begins = "/page?from=5551234567&to=8574884828&msg_id=";
    assert!(target.starts_with(begins) && target.ends_with("&status=delivered"), "{asked:?}");
    product.assert_sound().await;
}
