//! What Azure streams: results of its filters beside the text, within it, and after its end.

use serde_json::{Value, json};

use super::{TEXT, spoken, with};
use crate::stream::row::{Became, End, Row, Then, chunk, finish, role, said, usage};

/// What the filter finds where it finds nothing.
fn safe() -> Value {
    json!({
        "hate": { "filtered": false, "severity": "safe" },
        "self_harm": { "filtered": false, "severity": "safe" },
        "protected_material_text": { "filtered": false, "detected": false },
    })
}

/// The first chunk, which is about the prompt; the name of its field has changed over time.
fn of_prompt(name: &str) -> Value {
    json!({ "id": "", "object": "", "created": 0, "model": "", "choices": [], "usage": null,
        name: [{ "prompt_index": 0, "content_filter_results": safe() }] })
}

/// A chunk about text that has come already, where the filter runs beside the model.
fn noted(reason: Option<&str>, found: &Value) -> Value {
    json!({ "id": "", "object": "", "created": 0, "model": "", "usage": null, "choices": [{
        "index": 0, "finish_reason": reason, "content_filter_results": found,
        "content_filter_raw": [],
        "content_filter_offsets": { "check_offset": 44, "start_offset": 44, "end_offset": 198 } }] })
}

/// The chunks of a text, with what the filter found in each, as it runs before they are sent.
fn filtered_first() -> Vec<Value> {
    let mut all = spoken();
    for chunk in &mut all {
        chunk["choices"][0]["content_filter_results"] = safe();
        chunk["system_fingerprint"] = "fp_b705f0c291".into();
        chunk["usage"] = Value::Null;
    }
    all
}

pub(super) fn rows() -> Vec<Row> {
    let half = r#"{"text":"日本"#;
    let halved = || [of_prompt("prompt_filter_results"), role(), said(half)];
    let part = |finish, outcome| Then {
        texts: vec![Some(half.to_owned())],
        finish,
        outcome,
        ..Then::default()
    };
    let stopped = json!({ "protected_material_text": { "detected": true, "filtered": true } });
    let of_usage = with(chunk(json!([])), json!({ "usage": usage() }));
    let mut before = vec![of_prompt("prompt_filter_results")];
    before.extend(filtered_first());
    before.push(of_usage.clone());
    let mut beside = vec![of_prompt("prompt_annotations")];
    for chunk in spoken() {
        beside.push(chunk);
        beside.push(noted(None, &safe()));
    }
    beside.push(of_usage);
    let mut unnamed = before.clone();
    for chunk in &mut unnamed {
        for name in ["id", "object", "model"] {
            chunk[name] = "".into();
        }
        chunk["created"] = 0.into();
    }
    let mut null = spoken();
    null.insert(
        1,
        chunk(json!([{ "index": 0, "delta": null, "finish_reason": null }])),
    );
    let last = null.len() - 1;
    null[last]["choices"][0]["delta"] = Value::Null;
    let mut broken = filtered_first();
    for chunk in &mut broken {
        chunk["choices"][0]["content_filter_results"] = json!({
            "error": { "code": "content_filter_error", "message": "The contents are not filtered" } });
    }
    let counted = || Then {
        total_tokens: Some(12),
        ..Then::text(TEXT)
    };
    vec![
        Row::events("a filter before the text", before, counted()),
        Row::events(
            "a filter beside the text, and after its end",
            beside,
            counted(),
        ),
        Row::events("chunks without a name", unnamed, counted()),
        Row::events(
            "a delta that is null, the last one too",
            null,
            Then::text(TEXT),
        ),
        Row::events("a filter that is out of order", broken, Then::text(TEXT)),
        Row::events(
            "a filter that stops the text",
            halved().into_iter().chain([finish("content_filter")]),
            part(Some("content_filter"), Became::Filtered),
        ),
        Row::events(
            "a filter that stops the text without a delta",
            halved().into_iter().chain([
                noted(None, &safe()),
                noted(Some("content_filter"), &stopped),
            ]),
            part(Some("content_filter"), Became::Filtered),
        ),
        Row::events(
            "a filter that is an error in the stream",
            halved().into_iter().chain([json!({ "error": {
                "message": "The response was filtered.", "type": null, "param": "prompt",
                "code": "content_filter", "status": 400,
                "innererror": { "code": "ResponsibleAIPolicyViolation",
                    "content_filter_result": stopped } } })]),
            part(None, Became::Truncated)
                .early(End::Failed("The response was filtered."), Became::Truncated),
        )
        .without_done(),
        Row::events(
            "a filter that stops everything",
            [
                of_prompt("prompt_filter_results"),
                role(),
                noted(Some("content_filter"), &stopped),
            ],
            Then {
                texts: vec![None],
                ..part(Some("content_filter"), Became::FilteredAtOnce)
            },
        ),
    ]
}
