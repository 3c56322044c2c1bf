//! Chunks of many shapes.

use serde_json::json;

use super::{TEXT, spoken, spoken_with};
use crate::stream::row::{Became, Row, Then, chunk, delta, finish, role, said, usage, with};

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn rows() -> Vec<Row> {
    let text = || Then::text(TEXT);
    let counted = || Then {
        total_tokens: Some(12),
        ..Then::text(TEXT)
    };
    let reason = |word: &str| {
        let mut all = spoken();
        let last = all.len() - 1;
        for chunk in &mut all[..last] {
            chunk["choices"][0]["finish_reason"] = word.into();
        }
        all
    };
    let mut azure = spoken();
    azure.insert(
        0,
        json!({ "choices": [], "created": 0, "id": "", "model": "", "object": "",
            "prompt_filter_results": [{ "prompt_index": 0, "content_filter_results": {} }] }),
    );
    let mut filter_only = spoken();
    filter_only.insert(
        2,
        chunk(json!([{ "index": 0, "finish_reason": null,
            "content_filter_results": { "hate": { "filtered": false, "severity": "safe" } } }])),
    );
    filter_only.insert(
        3,
        chunk(json!([{ "index": 0, "finish_reason": null, "delta": null }])),
    );
    let mut usage_last = spoken();
    usage_last.push(with(chunk(json!([])), json!({ "usage": usage() })));
    let mut usage_beside = spoken();
    let last = usage_beside.pop().unwrap();
    usage_beside.push(with(last, json!({ "usage": usage() })));
    let mut usage_then_null = spoken_with(&json!({ "usage": usage() }));
    usage_then_null.push(with(chunk(json!([])), json!({ "usage": null })));
    let roles = spoken().into_iter().map(|mut chunk| {
        chunk["choices"][0]["delta"]["role"] = "assistant".into();
        chunk
    });
    let mut padded = spoken_with(&json!({ "obfuscation": "kX3vQ" }));
    padded[2]["obfuscation"] = "".into();
    vec![
        Row::events("as the API streams", spoken(), text()),
        Row::events("the role on each chunk", roles, text()),
        Row::events("an empty finish reason on each chunk", reason(""), text()),
        Row::events("a finish reason null in quotes", reason("null"), text()),
        Row::events("a first chunk without choices", azure, text()),
        Row::events("choices without a delta", filter_only, text()),
        Row::events(
            "usage in a last chunk without choices",
            usage_last,
            counted(),
        ),
        Row::events(
            "usage in the last chunk of the text",
            usage_beside,
            counted(),
        ),
        Row::events("usage in each chunk, then null", usage_then_null, counted()),
        Row::events("padding, empty too", padded, text()),
        Row::events(
            "a finish reason of the server's own",
            [role(), said(TEXT), finish("eos")],
            Then {
                finish: Some("eos"),
                ..text()
            },
        ),
        Row::events(
            "fields that nobody knows",
            spoken_with(
                &json!({ "service_tier": "x-odd", "system_fingerprint": 7, "moderation": [{}] }),
            ),
            text(),
        ),
        Row::events(
            "two choices that take turns",
            [
                chunk(
                    json!([{ "index": 1, "delta": { "role": "assistant", "content": "{\"text\":" } }]),
                ),
                chunk(
                    json!([{ "index": 0, "delta": { "role": "assistant", "content": "{\"te" } }]),
                ),
                chunk(json!([
                    { "index": 0, "delta": { "content": "xt\":\"a\"}" } },
                    { "index": 1, "delta": { "content": "\"b\"}" } },
                ])),
                chunk(json!([{ "index": 1, "delta": {}, "finish_reason": "stop" }])),
                finish("stop"),
            ],
            Then {
                texts: [r#"{"text":"a"}"#, r#"{"text":"b"}"#]
                    .map(|text| Some(text.to_owned()))
                    .into(),
                ..text()
            },
        ),
        Row::events(
            "a refusal in pieces",
            [
                delta(json!({ "role": "assistant", "content": null, "refusal": "" })),
                delta(json!({ "refusal": "I'm" })),
                delta(json!({ "refusal": " sorry." })),
                finish("stop"),
            ],
            Then {
                refusal: Some("I'm sorry."),
                outcome: Became::Refused,
                ..Then::nothing()
            },
        ),
        Row::events(
            "nothing but a limit",
            [
                delta(json!({ "role": "assistant", "content": null })),
                with(
                    finish("length"),
                    json!({ "usage": {
                    "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0 } }),
                ),
            ],
            Then {
                finish: Some("length"),
                total_tokens: Some(0),
                ..Then::nothing()
            },
        ),
        Row::events(
            "the text as reasoning, and no answer",
            [
                delta(json!({ "role": "assistant", "reasoning_content": TEXT })),
                finish("stop"),
            ],
            Then::nothing(),
        ),
    ]
}
