//! The local API from the outside: what it answers to which request.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::answer::{Answer, Body, Job, Rules};
use super::source::Source;
use super::stop::Stop;
use super::*;

mod azure;
mod batches;
mod chat;
mod conversations;
mod embeddings;
mod faults;
mod files;
mod moderations;
mod refusals;
mod responses;
mod responses_items;
mod responses_refused;
mod responses_stored;
mod server;
#[cfg(feature = "local-model")]
mod stand_in;
#[cfg(feature = "local-model")]
mod stand_in_responses;
mod stored_chat;
mod streams;

fn rules(replies: impl IntoIterator<Item = Reply>) -> Rules {
    Rules::new(Source::new(replies.into_iter().collect()))
}

fn received(method: &str, path: &str, body: impl Into<Vec<u8>>) -> Received {
    let bytes = bytes::Bytes::from(body.into());
    Received {
        method: method.into(),
        path: path.into(),
        query: None,
        headers: Vec::new(),
        body: Value::Null,
        bytes,
    }
}

/// What a server of these rules answers, as its seventh.
fn answer(rules: &Rules, received: &Received) -> Answer {
    route::answer(Job {
        rules,
        received,
        number: 7,
        created: 1_700_000_000,
        stop: &Stop::default(),
    })
}

fn post(rules: &Rules, body: &Value) -> Answer {
    let received = received("POST", "/v1/chat/completions", body.to_string());
    answer(rules, &received)
}

fn json_of(answer: &Answer) -> Value {
    match &answer.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap(),
        Body::Stream(_) => panic!("a stream"),
    }
}

fn events_of(answer: &Answer) -> Vec<Value> {
    let Body::Stream(play) = &answer.body else {
        panic!("no stream: {}", json_of(answer))
    };
    let (last, events) = play.pieces.split_last().unwrap();
    assert_eq!(last, "data: [DONE]\n\n");
    let data = events.iter().map(|event| {
        let text = str::from_utf8(event).unwrap();
        serde_json::from_str(
            text.strip_prefix("data: ")
                .unwrap()
                .strip_suffix("\n\n")
                .unwrap(),
        )
        .unwrap()
    });
    data.collect()
}

fn request(more: Value) -> Value {
    let mut body =
        json!({ "model": "gpt-x", "messages": [{ "role": "user", "content": "Hello there." }] });
    let Value::Object(more) = more else { panic!() };
    body.as_object_mut().unwrap().extend(more);
    body
}

/// The error that a request gets, as `(status, message, param, code)`.
fn refused(body: &Value) -> (u16, String, Value, Value) {
    let answer = post(&rules([]), body);
    let json = json_of(&answer);
    let error = &json["error"];
    assert_eq!(json.as_object().unwrap().len(), 1);
    assert_eq!(error.as_object().unwrap().len(), 4);
    let kind = if answer.status == 500 {
        "server_error"
    } else {
        "invalid_request_error"
    };
    assert_eq!(error["type"], kind);
    let message = error["message"].as_str().unwrap().to_owned();
    (
        answer.status,
        message,
        error["param"].clone(),
        error["code"].clone(),
    )
}

#[track_caller]
fn refuses(body: &Value, message: &str, param: &str, code: Option<&str>) {
    assert_eq!(
        refused(body),
        (400, message.to_owned(), json!(param), json!(code))
    );
    // A request for a stream is refused as plain JSON too.
    let mut streamed = body.clone();
    if streamed.is_object() && body.get("stream").is_none() {
        streamed["stream"] = json!(true);
        assert_eq!(refused(&streamed), refused(body));
    }
}

/// That a request passed all checks: the empty script is what it comes to.
#[track_caller]
fn passes(body: &Value) {
    assert_eq!(refused(body).3, "script_exhausted", "{:?}", refused(body));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
fn format(schema: Value) -> Value {
    request(json!({ "response_format": {
        "type": "json_schema",
        "json_schema": { "name": "Out", "strict": true, "schema": schema },
    }}))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
fn tool(function: Value) -> Value {
    request(json!({ "tools": [{ "type": "function", "function": function }] }))
}

/// Sends bytes to a server and reads what it says until it hangs up.
fn talk(base_url: &str, head: &str, body: &str) -> String {
    let address = base_url
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/v1")
        .unwrap();
    let mut socket = TcpStream::connect(address).unwrap();
    let length = body.len();
    let text =
        format!("{head}\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    socket.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

/// Five thousand bodies that are nearly the good one, from a fixed sequence of numbers.
fn made_up(good: &str) -> impl Iterator<Item = String> {
    let parts = [
        "null", "[]", "{}", "\"x\"", "true", "-1", "\"", "}", "\u{0}", "é",
    ];
    let mut seed = 3_u64;
    let mut dice = move |sides: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % sides
    };
    (0..5_000).map(move |_| {
        let mut body = good.to_owned();
        for _ in 0..=dice(2) {
            let at = dice(body.len());
            let at = (0..=at).rfind(|at| body.is_char_boundary(*at)).unwrap();
            let end = (at..=body.len())
                .find(|end| *end > at + dice(12) && body.is_char_boundary(*end))
                .unwrap_or(body.len());
            body.replace_range(at..end, parts[dice(parts.len())]);
        }
        body
    })
}
