//! The rows that the document prints: a demo shows them, and takes back what it shows.

use tandem_wire::Args;
use tandem_wire::php::{self, Value};

use super::speak::{by_rest, by_soap};
use super::{facts, row_with};
use crate::product::Product;

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_of_the_document_are_there() {
    let product = Product::fresh().await;
    let mut faults = Vec::new();
    for facts in facts::read("document.txt") {
        for sample in &facts.samples {
            let shown = by_soap(&product, &facts.function, &sample.call).await;
            if row_with(&shown, &sample.row).is_none() {
                let (row, shown) =
                    (sample.row.iter().cloned().collect::<Args>(), php::encode(&shown));
                faults.push(format!("{}: no row has {row:?}: {shown}", facts.function));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n  {}", faults.len(), faults.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_can_be_set_as_it_is() {
    let product = Product::fresh().await;
    let mut faults = Vec::new();
    for facts in facts::read("document.txt") {
        let Some(set) = &facts.back else { continue };
        for sample in &facts.samples {
            let before = by_soap(&product, &facts.function, &sample.call).await;
            let row = row_with(&before, &sample.row).map(arguments).unwrap_or_default();
            let answer = by_rest(&product, set, &row).await;
            let after = by_soap(&product, &facts.function, &sample.call).await;
            if answer.status != "success" {
                faults.push(format!("{set} gets {answer} for what {} shows", facts.function));
            } else if before != after {
                let [before, after] = [&before, &after].map(php::encode);
                faults.push(format!("{} showed {before} and now {after}", facts.function));
            }
        }
    }
    product.assert_sound().await;
    assert!(faults.is_empty(), "{} faults\n  {}", faults.len(), faults.join("\n  "));
}

/// A row as the arguments of a call.
fn arguments(row: &Value) -> Args {
    let Value::Map(members) = row else {
        return Args::default();
    };
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        _ => String::new(),
    };
    members.iter().map(|(key, value)| (key.clone(), text(value))).collect()
}
