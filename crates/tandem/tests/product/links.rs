//! Files at addresses that customers name: they are read at once, from a server of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::product::Product;

/// A server that has a PDF at `/a.pdf`, nothing that people read at `/page`, and nothing elsewhere. It counts.
struct Files {
    port: u16,
    asked: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Files {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        if stream.read_buf(&mut head).await.unwrap_or_default() == 0 {
                            return;
                        }
                    }
                    let head = String::from_utf8_lossy(&head);
                    let (status, body) = match head.split(' ').nth(1) {
                        Some("/a.pdf") => ("200 OK", "%PDF-1.4\n"),
                        Some("/page") => ("200 OK", "<html>"),
                        _ => ("404 Not Found", ""),
                    };
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
    assert_eq!(files.asked.load(Ordering::SeqCst), 9, "each link once");
    let (listed, _) = get(&product, "/fax/list?key=api_key").await;
    assert_eq!(listed.matches("\"fax_id\"").count(), 2, "{listed}");
    product.assert_sound().await;
}
