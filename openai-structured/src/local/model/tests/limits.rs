//! How far one answer goes, and where it ends without one.

use std::time::{Duration, Instant};

use super::*;

fn leaf(leaf: &Value) -> Value {
    strict(json!({ "type": "object", "properties": { "a": leaf } }))
}

/// An answer, or why not, well before anybody loses patience.
#[track_caller]
fn soon(schema: &Value, prompt: &str) -> Result<String, Unfilled> {
    let start = Instant::now();
    let answer = filled(schema, prompt);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
    answer
}

#[test]
fn fills_what_is_large() {
    for least in [100, 300, 1_000] {
        let text = json!({ "type": "string", "minLength": least });
        soon(&leaf(&text), INVOICE).unwrap();
        let list = json!({ "type": "array", "items": { "type": "integer" }, "minItems": least });
        soon(&leaf(&list), INVOICE).unwrap();
        let key = |at: usize| (format!("key_{at}"), json!({ "type": "string" }));
        let properties: Map<_, _> = (0..least).map(key).collect();
        let wide = strict(json!({ "type": "object", "properties": properties }));
        soon(&wide, INVOICE).unwrap();
    }
    let words: Vec<_> = (0..1_000).map(|at| format!("word_{at}")).collect();
    let word = json!({ "type": "string", "enum": words });
    soon(&leaf(&word), &INVOICE.repeat(100)).unwrap();
}

#[test]
fn ends_where_an_answer_is_too_much() {
    let items = json!({ "type": "integer" });
    let list = json!({ "type": "array", "items": items, "minItems": 1_000_000 });
    assert_eq!(soon(&leaf(&list), ""), Err(Unfilled::TooMuch));
    for text in [
        json!({ "type": "string", "minLength": 100_000 }),
        json!({ "type": "string", "pattern": "^(a{1000}){1000}$" }),
    ] {
        assert!(soon(&leaf(&text), "").is_err(), "{text}");
    }
    let _ = soon(&strict(invoice()), &INVOICE.repeat(5_000));
}

#[test]
fn ends_when_nobody_waits() {
    let stop = Stop::default();
    drop(stop.on_drop());
    assert_eq!(
        fill(&strict(invoice()), INVOICE, &stop),
        Err(Unfilled::TooMuch)
    );
}

#[test]
fn takes_what_stands_behind_a_label_that_it_does_not_know() {
    let supplier = json!({ "type": "object", "properties": { "supplier": { "type": "string" } } });
    assert_eq!(
        answer(supplier.clone(), "From: Ärger & Söhne KG\n2 pcs Hammer")["supplier"],
        "Ärger & Söhne KG"
    );
    assert_eq!(
        answer(supplier, "https://example.org")["supplier"],
        "https://example.org"
    );
    let whole = json!({ "type": "string", "pattern": "^Ref: .*$" });
    assert_eq!(answer(leaf(&whole), "Ref: 12 b")["a"], "Ref: 12 b");
}
