//! The functions of VoIP.ms, held against what its documents say of them.
//!
//! The facts are data, `crates/dialects/voipms/contract/*.txt`: per function a call, the parameters
//! it needs, the keys and types of its answer, the rows that are printed. `document.txt` is the first document from top to
//! bottom; all of a file is sent to one demo in its order, as somebody who reads along would. Facts of
//! a function that is not supported yet wait until it is.

mod facts;
mod samples;
mod shape;
mod speak;

use std::collections::{BTreeMap, BTreeSet};

use tandem_gateway::Param;
use tandem_voipms::operations;
use tandem_wire::php::{self, Value};
use tandem_wire::{Args, form};

use crate::product::Product;
use facts::{Facts, ReadBack};
use speak::{by_rest, by_soap, by_switch};

/// Functions of the document that do not work yet. This list may only shrink.
const WAITING: &[&str] = &[];

/// Functions that work and have no facts. This list may only shrink.
const WITHOUT_FACTS: &[&str] = &[];

/// Each function that works, with what it takes.
fn working() -> BTreeMap<&'static str, &'static [Param]> {
    let rows = operations::coverage().into_iter();
    let working = rows.filter(|row| row.status.is_served());
    working.map(|row| (row.spec.name, row.spec.params)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_followed_from_top_to_bottom() {
    let facts = facts::read("document.txt");
    let waiting: Vec<&str> = facts.iter().map(|facts| facts.function.as_str()).collect();
    let working = working();
    let waiting: BTreeSet<&str> =
        waiting.into_iter().filter(|name| !working.contains_key(name)).collect();
    let listed: BTreeSet<&str> = WAITING.iter().copied().collect();
    hold("document.txt").await;
    assert_eq!(waiting, listed, "take what works now out of WAITING");
}

#[tokio::test(flavor = "multi_thread")]
async fn later_functions_answer_as_documented() {
    hold("beyond.txt").await;
}

#[test]
fn what_works_has_facts() {
    let facts = ["document.txt", "beyond.txt"].into_iter().flat_map(facts::read);
    let known: BTreeSet<String> = facts.map(|facts| facts.function).collect();
    let all: BTreeSet<String> =
        operations::coverage().iter().map(|row| row.spec.name.to_owned()).collect();
    let unheard_of: Vec<&String> = known.difference(&all).collect();
    assert!(unheard_of.is_empty(), "there are no such functions: {unheard_of:?}");
    let working = working();
    let without: Vec<&str> =
        working.keys().copied().filter(|name| !known.contains(*name)).collect();
    assert_eq!(without, WITHOUT_FACTS, "write what the documents say of each into contract/*.txt");
}

/// Holds the functions of a file against its facts, and tells everything that is not as it says.
async fn hold(file: &str) {
    let working = working();
    let product = Product::fresh().await;
    let mut faults = Vec::new();
    for mut facts in facts::read(file) {
        let Some(params) = working.get(facts.function.as_str()) else {
            continue;
        };
        let found = faults_of(&product, &mut facts, params).await;
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", facts.function)));
    }
    product.assert_sound().await;
    assert!(faults.is_empty(), "{file}: {} faults\n  {}", faults.len(), faults.join("\n  "));
}

async fn faults_of(product: &Product, facts: &mut Facts, params: &[Param]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut told = BTreeMap::new();
    for (function, args) in &facts.first {
        let answer = by_rest(product, function, &filled(args, &told)).await;
        if answer.status != "success" {
            faults.push(format!("{function}, which comes first, gets {answer}"));
        }
        told.extend(answer.keys());
    }
    facts.call = filled(&facts.call, &told);
    let facts = &*facts;
    for args in &facts.voice {
        if !by_switch(product, args).await {
            faults.push(format!("the message {} is not kept", form::print(args)));
        }
    }
    let required: BTreeSet<&str> =
        params.iter().filter(|param| param.required).map(|param| param.name).collect();
    let needed: BTreeSet<&str> = facts.need.iter().map(|(param, _)| param.as_str()).collect();
    if required != needed {
        faults.push(format!("the table requires {required:?}, the documents {needed:?}"));
    }
    faults.extend(without_what_it_needs(product, facts).await);
    faults.extend(with_what_is_not_ours(product, facts).await);
    faults.extend(rehearsed(product, facts).await);
    faults.extend(answered(product, facts).await);
    faults
}

/// Arguments in which a value `{key}` is what was answered before under that key.
fn filled(args: &Args, told: &BTreeMap<String, String>) -> Args {
    let value = |value: &str| {
        let key = value.strip_prefix('{').and_then(|key| key.strip_suffix('}'));
        key.and_then(|key| told.get(key).cloned()).unwrap_or_else(|| value.to_owned())
    };
    args.iter().map(|(name, text)| (name.to_owned(), value(text))).collect()
}

/// Without each parameter that must be there, absent or empty, comes the code that says so.
async fn without_what_it_needs(product: &Product, facts: &Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for (param, code) in &facts.need {
        let is_other = |(name, _): &(&str, &str)| !name.eq_ignore_ascii_case(param);
        let absent: Args = facts.call.iter().filter(is_other).collect();
        for (args, how) in [(absent, "without"), (facts.call_with(param, ""), "with an empty")] {
            let answer = by_rest(product, &facts.function, &args).await;
            if answer.status != *code {
                faults.push(format!("{how} {param} it says {answer}, not {code}"));
            } else if answer.message.is_empty() {
                faults.push(format!("{code} has no message"));
            }
        }
    }
    faults
}

/// What is the other account's is answered as if it did not exist.
async fn with_what_is_not_ours(product: &Product, facts: &Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for [theirs, nobodys] in &facts.alien {
        let mut answers = Vec::new();
        for (param, value) in [theirs, nobodys] {
            let args = facts.call_with(param, value);
            answers.push(by_rest(product, &facts.function, &args).await);
        }
        if answers[0].status != answers[1].status || answers[0].status.starts_with("success") {
            let (param, value) = theirs;
            let [first, second] = [&answers[0], &answers[1]];
            faults.push(format!(
                "{param}={value} is the other account's and gets {first}; what does not exist gets {second}"
            ));
        }
    }
    faults
}

/// Each way of writing yes is a rehearsal, and changes nothing: the next one goes as well.
async fn rehearsed(product: &Product, facts: &Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for yes in ["1", "true", "True"].into_iter().filter(|_| facts.is_rehearsable) {
        let answer = by_rest(product, &facts.function, &facts.call_with("test", yes)).await;
        if answer.status != "success_test" {
            faults.push(format!("test={yes} gets {answer}, not success_test"));
        }
    }
    faults
}

/// The call itself, by SOAP; what only looks is asked again by REST, and says the same.
async fn answered(product: &Product, facts: &Facts) -> Vec<String> {
    let function = facts.function.as_str();
    let answer = by_soap(product, function, &facts.call).await;
    let mut faults = shape::faults(&answer, facts.expected_status(), &facts.give);
    if ["get", "search"].iter().any(|verb| function.starts_with(verb)) {
        let again = by_rest(product, function, &facts.call).await.body;
        if again != php::encode(&answer) {
            faults.push(format!("by REST it says {again}, by SOAP {}", php::encode(&answer)));
        }
    }
    for then in &facts.then {
        faults.extend(read_back(product, then, &answer).await);
    }
    for args in &facts.also {
        let answer = by_soap(product, function, args).await;
        let found = shape::faults(&answer, "success", &facts.give);
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", form::print(args))));
    }
    faults
}

/// What was set stands in a row of what is shown then.
async fn read_back(product: &Product, then: &ReadBack, answer: &Value) -> Option<String> {
    let filled = |value: &str| match value.strip_prefix('{').and_then(|key| key.strip_suffix('}')) {
        Some(key) => text_of(answer, key).unwrap_or_default(),
        None => value.to_owned(),
    };
    let call = then.call.iter().map(|(name, value)| (name, filled(value))).collect();
    let shown = by_soap(product, &then.function, &call).await;
    let is_shown = row_with(&shown, &then.row).is_some();
    let wanted: Vec<String> =
        then.row.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let said = || {
        let (function, wanted, shown) = (&then.function, wanted.join(" "), php::encode(&shown));
        format!("{function} has no row with {wanted}: {shown}")
    };
    (!is_shown).then(said)
}

/// The row of an answer in which all of this stands.
fn row_with<'a>(answer: &'a Value, wanted: &[(String, String)]) -> Option<&'a Value> {
    let Value::Map(members) = answer else {
        return None;
    };
    let mut rows = members.iter().flat_map(|(_, member)| match member {
        Value::List(rows) => rows.iter(),
        _ => [].iter(),
    });
    rows.find(|row| wanted.iter().all(|(key, value)| text_of(row, key).as_ref() == Some(value)))
}

/// The text or the number under a key of a map.
fn text_of(map: &Value, key: &str) -> Option<String> {
    let Value::Map(members) = map else {
        return None;
    };
    match &members.iter().find(|(known, _)| known == key)?.1 {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}
