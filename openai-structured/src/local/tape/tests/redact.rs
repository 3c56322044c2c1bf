//! What is taken out, and that the rest stays.

use serde_json::{Value, json};

use super::super::redact::Redaction;
use super::*;

fn redacted(exchange: Exchange) -> Exchange {
    Redaction::default()
        .exchanges(vec![exchange], &[])
        .remove(0)
}

fn answer(body: &str) -> String {
    let body = redacted(exchange("", body.to_owned())).answer.body;
    String::from_utf8(body.to_vec()).unwrap()
}

#[test]
fn of_headers_those_on_the_list_stay() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut recorded = exchange("", "");
    recorded.request.headers = vec![
        pair("authorization", "Bearer sk-a"),
        pair("content-type", "application/json"),
        pair("openai-organization", "org-x"),
        pair("openai-beta", "assistants=v2"),
        pair("x-own", "own"),
        pair("x-other", "of sk-abcd"),
    ];
    recorded.answer.headers = vec![
        pair("content-type", "text/event-stream"),
        pair("set-cookie", "a=b"),
        pair("openai-organization", "acme"),
        pair("openai-version", "2020-10-01"),
        pair("x-request-id", "req_1"),
        pair("x-ratelimit-remaining-tokens", "9"),
        pair("retry-after-ms", "5"),
        pair("date", "now"),
    ];
    let mut redaction = Redaction::default();
    redaction.headers = vec!["X-Other".into(), "Authorization".into()];
    let kept = redaction.exchanges(vec![recorded], &[]).remove(0);
    assert_eq!(
        kept.request.headers,
        [
            pair("content-type", "application/json"),
            pair("openai-beta", "assistants=v2"),
            pair("x-other", "of [redacted]"),
        ]
    );
    let names: Vec<_> = kept
        .answer
        .headers
        .iter()
        .map(|(name, _)| &**name)
        .collect();
    let expected = [
        "content-type",
        "openai-version",
        "x-request-id",
        "x-ratelimit-remaining-tokens",
        "retry-after-ms",
    ];
    assert_eq!(names, expected);
}

#[test]
fn of_queries_the_values_of_known_keys_stay() {
    let mut recorded = exchange("", r#"{"echo":"top secret, top%20secret"}"#);
    recorded.request.query =
        Some("limit=2&code=top%20secret&after=sk-abcd&flag&include%5B%5D=a.b".into());
    let kept = redacted(recorded);
    let expected = "limit=2&code=[redacted]&after=[redacted]&[redacted]&include%5B%5D=a.b";
    assert_eq!(kept.request.query.as_deref(), Some(expected));
    assert_eq!(kept.answer.body, r#"{"echo":"[redacted], [redacted]"}"#);
}

#[test]
fn fields_that_hold_credentials_are_black() {
    let body = json!({
        "tools": [
            { "type": "mcp", "server_url": "https://me:pass1@example.org/x", "authorization": "tok",
              "headers": { "X-Acme": "abc", "n": [1, true] } },
            { "type": "function", "parameters": { "type": "object", "properties": {
                "headers": { "type": "object" }, "password": { "type": "string" },
                "properties": { "type": "object", "properties": { "secret": { "const": "x" } } } },
              "required": ["password"] } },
        ],
        "environment": { "domain_secrets": [{ "domain": "example.org", "name": "KEY", "value": "v1" }] },
        "client_secret": { "value": "x", "expires_at": 1 },
        "Api-Key": "k", "token": "kept", "value": "kept",
    });
    let kept: Value = serde_json::from_str(&answer(&body.to_string())).unwrap();
    let mut expected = body;
    expected["tools"][0]["server_url"] = json!("https://me:[redacted]@example.org/x");
    expected["tools"][0]["authorization"] = json!("[redacted]");
    expected["tools"][0]["headers"] =
        json!({ "X-Acme": "[redacted]", "n": ["[redacted]", "[redacted]"] });
    expected["environment"]["domain_secrets"][0]["value"] = json!("[redacted]");
    expected["client_secret"]["value"] = json!("[redacted]");
    expected["Api-Key"] = json!("[redacted]");
    assert_eq!(kept, expected);
}

#[test]
fn what_was_used_as_a_credential_is_taken_out_everywhere() {
    let key = "a\"b/c d";
    let mut first = exchange(
        json!({ "tools": [{ "type": "mcp", "headers": { "x": "mcp-value" } }] }).to_string(),
        json!({ "error": { "message": format!("Not {key}, mcp-value, of acme-inc.") } })
            .to_string(),
    );
    first.request.headers = vec![("x-acme-key".into(), key.into())];
    first.answer.headers = vec![("openai-organization".into(), "acme-inc".into())];
    // In JSON within JSON, in a URL, in keys and numbers, in plain text, and in another exchange.
    let arguments = json!({ "key": key }).to_string();
    let mut second = exchange(
        format!("plain {key} --a%22b%2Fc%20d"),
        json!({ "arguments": arguments, key: 1, "escaped": "a\"b\u{2f}c d" }).to_string(),
    );
    second.request.path = "/v1/files/mcp-value".to_owned();
    let kept = Redaction::default().exchanges(vec![first, second], &[]);
    assert_eq!(
        kept[0].answer.body,
        r#"{"error":{"message":"Not [redacted], [redacted], of [redacted]."}}"#
    );
    assert_eq!(kept[1].request.path, "/v1/files/[redacted]");
    assert_eq!(kept[1].request.body, "plain [redacted] --[redacted]");
    let answer: Value = serde_json::from_slice(&kept[1].answer.body).unwrap();
    assert_eq!(
        answer,
        json!({ "arguments": r#"{"key":"[redacted]"}"#, "[redacted]": 1, "escaped": "[redacted]" })
    );
    let mut redaction = Redaction::default();
    redaction.literals.push("4111".to_owned());
    let number = redaction.exchanges(vec![exchange("", "{\"a\":941110,\"b\":12}")], &[]);
    assert_eq!(number[0].answer.body, r#"{"a":"[redacted]","b":12}"#);
}

#[test]
fn a_text_that_comes_in_parts_is_looked_at_as_one() {
    let chat = |index: u32, text: &str| {
        let choice = json!({ "index": index, "delta": { "content": text } });
        format!(
            "data: {}\n\n",
            json!({ "model": "sk-model", "choices": [choice] })
        )
    };
    // Two choices take turns.
    let parts = ["The key is s", "k-ab", "c", "d1", "23, no", "t that"];
    let body: String = parts
        .iter()
        .map(|part| chat(0, part) + &chat(1, "sk"))
        .collect();
    let kept = answer(&(body + "data: [DONE]\n\n"));
    let said = |index: u64| -> String {
        let events = kept.lines().filter_map(|line| line.strip_prefix("data: {"));
        let events =
            events.map(|line| serde_json::from_str::<Value>(&format!("{{{line}")).unwrap());
        let choices = events.map(|event| event["choices"][0].clone());
        let texts = choices.filter(|choice| choice["index"] == index);
        texts
            .map(|choice| choice["delta"]["content"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(said(0), "The key is [redacted], not that");
    assert_eq!(said(1), "sk".repeat(6));
    assert!(!kept.contains("sk-model"), "{kept}");
    assert!(kept.ends_with("data: [DONE]\n\n"));

    // So are those of a response, each item by itself.
    let event = |item: &str, text: &str| {
        let event = json!({ "type": "response.output_text.delta", "item_id": item, "delta": text });
        format!("event: response.output_text.delta\ndata: {event}\n\n")
    };
    let body = event("a", "whsec") + &event("b", "no") + &event("a", "_abcdef");
    let kept = answer(&body);
    assert_eq!(
        kept,
        event("a", "[redacted]") + &event("b", "no") + &event("a", "")
    );
}

#[test]
fn what_the_user_says_goes_too() {
    let mut redaction = Redaction::default();
    redaction.literals.push("Ada".to_owned());
    redaction.hook(|text| text.replace("Oslo", REDACTED));
    let body = json!({ "a": "Ada of Oslo and sk-abcd", "b": ["\n\u{e9} Oslo"] }).to_string();
    let plain = exchange("", "Ada, sk-abcd");
    let kept = redaction.exchanges(vec![exchange("", body), plain], &[]);
    assert_eq!(
        kept[0].answer.body,
        "{\"a\":\"[redacted] of [redacted] and [redacted]\",\"b\":[\"\\né [redacted]\"]}"
    );
    assert_eq!(kept[1].answer.body, "[redacted], [redacted]");
    redaction.is_off = true;
    let all = exchange("sk-abcd", "Ada");
    assert_eq!(redaction.exchanges(vec![all.clone()], &[]), [all]);
}

#[test]
fn what_is_no_credential_stays_to_the_byte() {
    let mut noise = crate::noise::Noise::new(11);
    for _ in 0..2_000 {
        let parts = [
            "{\"a\":", "\"x\\n\"", "}", "[1,", "]", "data: ", "\n", "\r\n", "\\u00e9", "é", " ",
        ];
        let count = noise.below(14);
        let body: String = (0..count)
            .map(|_| parts[noise.below(parts.len())])
            .collect();
        assert_eq!(answer(&body), body);
    }
}

#[test]
fn bodies_of_other_bytes_are_looked_at_too() {
    let mut recorded = exchange(
        "",
        b"\xff\xfesk-abcd\xff{\"password\":\"x\"}\xff".as_slice(),
    );
    let kept = redacted(recorded.clone());
    let expected = b"\xff\xfe[redacted]\xff{\"password\":\"[redacted]\"}\xff".as_slice();
    assert_eq!(kept.answer.body, expected);
    // Nobody knows what is in these.
    recorded.answer.headers = vec![("content-encoding".into(), "gzip".into())];
    assert_eq!(redacted(recorded).answer.body, "[redacted]");
}

#[test]
fn pieces_follow_what_is_left() {
    let body = "data: one sk-abcdef two\n\n";
    for size in 1..=body.len() {
        let mut recorded = exchange("", body);
        recorded.answer.pieces = pieces_of(body.as_bytes(), size);
        recorded.answer.headers = vec![("content-length".into(), body.len().to_string())];
        let kept = redacted(recorded).answer;
        assert_eq!(kept.body, "data: one [redacted] two\n\n");
        assert_eq!(kept.header("content-length"), Some("26"));
        let sum: usize = kept.pieces.iter().map(|piece| piece.bytes).sum();
        assert_eq!(sum, kept.body.len());
        assert!(kept.pieces.iter().all(|piece| piece.bytes > 0));
    }
}
