//! Where calls go, told to customers over our own API.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::product::Product;

/// A number of the demo's customer.
const OWN: &str = "+15551234567";
const KEY: &str = "tandem_demo_key";
const OTHERS: &str = "tandem_other_key";

struct Told {
    status: StatusCode,
    content_type: String,
    text: String,
}

impl Told {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }
}

async fn asks(product: &Product, key: &str, path: &str, accept: &str, body: Option<Value>) -> Told {
    let method = if body.is_some() { "POST" } else { "GET" };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {key}"))
        .header("accept", accept)
        .body(body.map(|body| Bytes::from(body.to_string())).unwrap_or_default())
        .expect("a request");
    let answer = product.send(request).await;
    let content_type = answer.headers()["content-type"].to_str().expect("plain").to_owned();
    let text = String::from_utf8(answer.body().to_vec()).expect("text");
    Told { status: answer.status(), content_type, text }
}

async fn explains(product: &Product, body: Value) -> Told {
    asks(product, KEY, "/v1/route-explanations", "application/json", Some(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_explained_as_json_text_and_drawing() {
    let product = Product::fresh().await;
    let call = json!({ "to": OWN, "from": "+13055550100" });
    let told = explains(&product, call.clone()).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    let document = told.json();
    assert!(document["version"]["number"].as_i64() > Some(0), "{document}");
    assert_eq!(document["from"], "+13055550100");
    let steps = document["plan"]["steps"].as_array().expect("steps").clone();
    assert!(
        !steps.is_empty() && steps.iter().all(|step| step["because"].is_string()),
        "{document}"
    );
    let path = "/v1/route-explanations";
    let text = asks(&product, KEY, path, "text/plain", Some(call.clone())).await;
    assert!(text.content_type.starts_with("text/plain") && text.text.contains("because"));
    let drawing = asks(&product, KEY, path, "image/svg+xml", Some(call)).await;
    assert_eq!(drawing.content_type, "image/svg+xml");
    assert_eq!(drawing.text.matches("<rect class=\"box\"").count(), steps.len());
    // It is nobody else's to know.
    let others = asks(&product, OTHERS, path, "", Some(json!({ "to": OWN }))).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    assert_eq!(others.content_type, "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn routing_is_drafted_compared_and_taken_back() {
    let product = Product::fresh().await;
    let versions = asks(&product, KEY, "/v1/route-versions", "", None).await.json();
    let before = versions["versions"][0]["number"].as_i64().expect("a version");
    let draft = json!({ "numbers": { OWN: { "routing": "sys:echo" } } });
    let drafted = explains(&product, json!({ "to": OWN, "draft": draft })).await.json();
    assert_eq!(drafted["plan"]["steps"][0]["action"]["do"], "echo", "{drafted}");
    let set = format!(
        "/api/v1/rest.php?api_username=demo@example.com&api_password=demo-voipms-password\
         &method=setDIDRouting&did={}&routing=sys:busy",
        &OWN[2..]
    );
    let set = asks(&product, KEY, &set, "", None).await;
    assert!(set.text.contains("success"), "{}", set.text);
    let compared = json!({ "from": before });
    let compared = asks(&product, KEY, "/v1/route-comparisons", "", Some(compared)).await.json();
    assert_eq!(compared["changes"][0]["what"], format!("did:{OWN}"), "{compared}");
    assert_eq!(compared["changes"][0]["after"]["routing"], "sys:busy");
    let trial = json!({ "version": before });
    let trial = asks(&product, KEY, "/v1/route-trials", "", Some(trial)).await;
    assert_eq!(trial.status, StatusCode::OK, "{}", trial.text);
    let back = json!({ "to": before });
    let back = asks(&product, KEY, "/v1/route-rollbacks", "", Some(back)).await.json();
    assert_eq!(back["changed"], json!([format!("did:{OWN}")]), "{back}");
    let compared = json!({ "from": before });
    let compared = asks(&product, KEY, "/v1/route-comparisons", "", Some(compared)).await.json();
    assert_eq!(compared["changes"], json!([]));
    product.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_as_a_problem() {
    let product = Product::fresh().await;
    for (path, body, status, field) in [
        ("route-explanations", json!({}), 400, Some("to")),
        ("route-explanations", json!({ "to": OWN, "when": 1 }), 400, Some("when")),
        ("route-explanations", json!({ "to": OWN, "version": 1_000_000 }), 404, None),
        ("route-comparisons", json!({}), 400, Some("from")),
        ("route-trials", json!({}), 400, None),
        ("route-rollbacks", json!({ "to": "yesterday" }), 400, Some("to")),
    ] {
        let path = format!("/v1/{path}");
        let told = asks(&product, KEY, &path, "", Some(body.clone())).await;
        assert_eq!(told.status.as_u16(), status, "{path} {body}: {}", told.text);
        assert_eq!(told.content_type, "application/problem+json");
        assert_eq!(told.json()["field"].as_str(), field, "{path} {body}");
    }
    let told = asks(&product, "nobody", "/v1/route-versions", "", None).await;
    assert_eq!(told.status, StatusCode::UNAUTHORIZED);
}
