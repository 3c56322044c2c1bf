//! Credentials that stand where one has to look twice: in texts of JSON, in parts, in tokens, in base64.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::super::redact::Redaction;
use super::*;

/// A secret that has no looks: only names tell it.
const SECRET: &str = "hunter2-horse";

fn kept(request: impl Into<Bytes>, answer: impl Into<Bytes>) -> Exchange {
    let redaction = Redaction::default();
    let all = redaction.exchanges(vec![exchange(request, answer)], &[]);
    all.into_iter().next().unwrap()
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn events(events: &[Value]) -> String {
    let events = events.iter().map(|event| format!("data: {event}\n\n"));
    events.collect()
}

/// What the events of a body say at a place, put together.
fn together(body: &[u8], pointer: &str) -> String {
    let body = text(body);
    let lines = body
        .lines()
        .map(|line| line.strip_prefix("data: ").unwrap_or(line));
    let events = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let texts = events.filter_map(|event| Some(event.pointer(pointer)?.as_str()?.to_owned()));
    texts.collect()
}

#[test]
fn names_count_in_texts_that_are_json() {
    let arguments = json!({ "user": "ada", "password": SECRET, "pin": 1 }).to_string();
    let call = json!({ "function": { "name": "log_in", "arguments": arguments } });
    let result = json!({ "role": "tool", "content": format!("{{\"apiKey\" : [\"{SECRET}\"]}}") });
    let kept = kept(
        json!({ "messages": [{ "tool_calls": [call] }, result] }).to_string(),
        format!("So {SECRET} it is"),
    );
    let request: Value = serde_json::from_slice(&kept.request.body).unwrap();
    let arguments = request["messages"][0]["tool_calls"][0]["function"]["arguments"].as_str();
    let arguments: Value = serde_json::from_str(arguments.unwrap()).unwrap();
    assert_eq!(
        arguments,
        json!({ "user": "ada", "password": REDACTED, "pin": 1 })
    );
    assert_eq!(
        request["messages"][1]["content"],
        "{\"apiKey\" : \"[redacted]\"}"
    );
    // It is known from there.
    assert_eq!(kept.answer.body, "So [redacted] it is");
}

#[test]
fn names_count_in_what_is_no_json() {
    let pretty = serde_json::to_string_pretty(&json!({ "db": { "password": SECRET } })).unwrap();
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{pretty}\r\n--b\r\n\r\nA=1\nDB_PASSWORD={SECRET}\nB=2\r\n--b--\r\n"
    );
    let whole = json!({ "a": 1, "password": SECRET, "b": [2] }).to_string();
    for body in [
        form.into_bytes(),
        whole.as_bytes()[..whole.find("horse").unwrap()].to_vec(),
        [b"{\"x\":\"\xff\",", &whole.as_bytes()[1..]].concat(),
        b"{\"x\":\"\xff\",\"a\":{\"pass\\u0077ord\":\"hunter2-horse\"}}".to_vec(),
    ] {
        let kept = kept("", body).answer.body;
        assert!(!text(&kept).contains("hunter2"), "{}", text(&kept));
        assert!(text(&kept).contains(REDACTED));
    }
}

#[test]
fn texts_of_any_stream_are_joined() {
    let secret = "sk-0123456789abcdef";
    let completion = |part: &str| json!({ "id": "c-1", "choices": [{ "index": 0, "text": part }] });
    let chat = |part: &str| json!({ "model": "m", "message": { "content": part }, "done": false });
    let first = json!({ "choices": [{ "index": 0, "delta": { "tool_calls": [
        { "index": 0, "id": "call_1", "type": "function",
          "function": { "name": "f", "arguments": "{\"k\":\"sk-0123" } }] } }] });
    let next = json!({ "choices": [{ "index": 0, "delta": { "tool_calls": [
        { "index": 0, "function": { "arguments": "456789abcdef\"}" } }] } }] });
    let bodies = [
        (
            events(
                &secret
                    .split_inclusive('3')
                    .map(completion)
                    .collect::<Vec<_>>(),
            ),
            "/choices/0/text",
            "[redacted]",
        ),
        (
            secret
                .split_inclusive('3')
                .map(|part| format!("{}\n", chat(part)))
                .collect::<Vec<_>>()
                .concat(),
            "/message/content",
            "[redacted]",
        ),
        (
            events(&[first, next]),
            "/choices/0/delta/tool_calls/0/function/arguments",
            "{\"k\":\"[redacted]\"}",
        ),
    ];
    for (body, pointer, expected) in bodies {
        let kept = kept("", body).answer.body;
        assert_eq!(together(&kept, pointer), expected, "{}", text(&kept));
        assert!(!text(&kept).contains("456789"), "{}", text(&kept));
    }
}

#[test]
fn a_name_and_its_value_may_be_in_different_events() {
    let event = |part: &str| json!({ "type": "response.function_call_arguments.delta", "item_id": "i", "delta": part });
    let whole = format!("{{\"password\":\"{SECRET}\",\"a\":1}}");
    for cut in 1..whole.len() {
        let (head, tail) = whole.split_at(cut);
        let kept = kept("", events(&[event(head), event(tail)])).answer.body;
        assert_eq!(
            together(&kept, "/delta"),
            "{\"password\":\"[redacted]\",\"a\":1}"
        );
    }
}

#[test]
fn values_of_any_kind_are_black_but_schemas_are_not() {
    let body = json!({
        "password": 123_456, "api_key": [SECRET, 1], "credentials": { "user": SECRET },
        "clientSecret": null, "properties": { "accessToken": SECRET },
        "parameters": { "type": "object", "properties": { "password": { "type": "string" } } },
    });
    let kept: Value = serde_json::from_slice(&kept("", body.to_string()).answer.body).unwrap();
    let expected = json!({
        "password": REDACTED, "api_key": [REDACTED, REDACTED], "credentials": { "user": REDACTED },
        "clientSecret": null, "properties": { "accessToken": REDACTED },
        "parameters": { "type": "object", "properties": { "password": { "type": "string" } } },
    });
    assert_eq!(kept, expected);
}

#[test]
fn tokens_go_where_something_was_taken_out() {
    let answer = |content: &str| {
        let tokens = content.split_inclusive('-').map(|token| {
            json!({ "token": token, "bytes": token.as_bytes(), "logprob": -0.1, "top_logprobs": [] })
        });
        json!({ "choices": [{ "message": { "content": content },
            "logprobs": { "content": tokens.collect::<Vec<_>>() } }] })
    };
    let mut expected = answer("sk-a1b2c3d4e5");
    expected["choices"][0]["message"]["content"] = json!(REDACTED);
    expected["choices"][0]["logprobs"] = Value::Null;
    let body = kept("", answer("sk-a1b2c3d4e5").to_string()).answer.body;
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), expected);
    let harmless = answer("well-known").to_string();
    assert_eq!(kept("", harmless.clone()).answer.body, harmless);

    // In a stream of which the last event was cut off.
    let event = |token: &str| {
        json!({ "type": "response.output_text.delta", "item_id": "m", "delta": token,
        "logprobs": [{ "token": token, "logprob": 0, "top_logprobs": [{ "token": token }] }] })
    };
    let mut body = events(&[event("sk-a1b2"), event("c3d4e5")]);
    body += &format!("data: {}", event("f6g7")).replace("]}", "");
    let kept = text(&kept("", body).answer.body);
    assert!(kept.contains("\"logprobs\":[]"), "{kept}");
    assert!(!kept.contains("\"token\""), "{kept}");
}

#[test]
fn files_of_text_are_looked_into() {
    let file = |text: &str| format!("data:text/plain;base64,{}", BASE64_STANDARD.encode(text));
    let secret = file(&format!("A=1\nPASSWORD={SECRET}\n"));
    let body = json!({ "a": secret, "b": BASE64_STANDARD.encode("my key: sk-abcdef1"),
        "c": file("nothing to see here") });
    let kept = kept(body.to_string(), SECRET);
    let expected =
        json!({ "a": "data:text/plain;base64,[redacted]", "b": REDACTED, "c": body["c"] });
    assert_eq!(
        serde_json::from_slice::<Value>(&kept.request.body).unwrap(),
        expected
    );
    assert_eq!(kept.answer.body, REDACTED);
}

#[test]
fn other_headers_are_credentials_only_if_they_look_so() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let answer = json!({ "object": "chat.completion", "content": "Invoices of openai in production",
        "own": "0123456789abcdef", "named": "own-value" });
    let mut recorded = exchange("", answer.to_string());
    recorded.request.headers = vec![
        pair("x-portkey-provider", "openai"),
        pair("x-title", "Invoices"),
        pair("x-env", "production"),
        pair("x-kind", "content"),
        pair("x-api-key", "object"),
        pair("x-trace", "0123456789abcdef"),
        pair("x-gateway-token", "own-value"),
    ];
    let kept = Redaction::default()
        .exchanges(vec![recorded], &[])
        .remove(0);
    let mut expected = answer;
    expected["own"] = json!(REDACTED);
    expected["named"] = json!(REDACTED);
    let body: Value = serde_json::from_slice(&kept.answer.body).unwrap();
    assert_eq!(body, expected);
}

#[test]
fn of_a_path_what_is_below_the_base_stays() {
    for (path, expected) in [
        ("/v1/chat/completions", "/v1/chat/completions"),
        (
            "/v1/acme-account/gate/openai/chat/completions",
            "/v1/chat/completions",
        ),
        (
            "/proxy/0123456789abcdef/v1/files/file-1",
            "/v1/files/file-1",
        ),
        ("/models/customer/v1/responses", "/v1/responses"),
        ("/openai/deployments/customer/embeddings", "/v1/embeddings"),
        ("/acme/v1/rerank", "/v1/rerank"),
        ("/rerank", "/rerank"),
    ] {
        let mut recorded = exchange("", "at 0123456789abcdef");
        recorded.request.path = path.to_owned();
        recorded.request.query = Some("token-123&stream&limit=1".to_owned());
        let kept = Redaction::default()
            .exchanges(vec![recorded], &[])
            .remove(0);
        assert_eq!(kept.request.path, expected);
        assert_eq!(
            kept.request.query.as_deref(),
            Some("[redacted]&stream&limit=1")
        );
        let has_key = path.contains("0123456789abcdef");
        assert_eq!(text(&kept.answer.body) == "at [redacted]", has_key);
    }
}
