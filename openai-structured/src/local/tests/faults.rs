//! What the local API says where the fault is its own or its script's, and how a count out of
//! range is refused.

use std::time::Duration;
#[cfg(feature = "local-model")]
use std::time::Instant;

use super::*;

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let found = answer.headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn nothing_is_worth_a_retry_after_the_script() {
    let answer = post(&rules([]), &request(json!({})));
    assert_eq!(answer.status, 500);
    assert_eq!(json_of(&answer)["error"]["code"], "script_exhausted");
    assert_eq!(header(&answer, "x-should-retry"), Some("false"));
    let scripted = post(&rules([Reply::error(500, "Oops.")]), &request(json!({})));
    assert_eq!(header(&scripted, "x-should-retry"), None);
}

#[tokio::test]
async fn nothing_is_worth_a_retry_where_http_forbids_the_script() {
    let script = [Reply::text("x").header("bad name", "y"), Reply::raw(99, "")];
    let api = LocalApi::scripted(script).await.unwrap();
    for _ in 0..2 {
        let url = api.base_url().to_owned();
        let head = "POST /v1/chat/completions HTTP/1.1";
        let said = move || talk(&url, head, &request(json!({})).to_string());
        let said = tokio::task::spawn_blocking(said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 500"), "{said}");
        for line in [
            "x-should-retry: false",
            "content-type: application/json",
            "invalid_script",
        ] {
            assert!(said.contains(line), "{said}");
        }
    }
}

#[test]
fn refuses_a_count_of_choices_with_its_value() {
    let n = |n: Value| request(json!({ "n": n }));
    let low = Some("integer_below_min_value");
    let high = Some("integer_above_max_value");
    let below = "Invalid 'n': integer below minimum value. Expected a value >= 1, but got";
    let above = "Invalid 'n': integer above maximum value. Expected a value <= 128, but got";
    for (given, message, code) in [
        (json!(-1), format!("{below} -1 instead."), low),
        (json!(0), format!("{below} 0 instead."), low),
        (json!(129), format!("{above} 129 instead."), high),
        (
            json!(u64::MAX),
            format!("{above} {} instead.", u64::MAX),
            high,
        ),
        (json!(1e9), format!("{above} 1000000000.0 instead."), high),
        (
            json!(1.5),
            "Invalid type for 'n': expected an integer, but got a decimal instead.".into(),
            Some("invalid_type"),
        ),
        (
            json!("2"),
            "Invalid type for 'n': expected an integer, but got a string instead.".into(),
            Some("invalid_type"),
        ),
    ] {
        refuses(&n(given), &message, "n", code);
    }
    passes(&n(json!(1)));
    passes(&n(json!(128)));
}

#[test]
fn joins_choices_with_their_headers() {
    let both = Reply::text("a").header("x-a", "1");
    let both = both.and(Reply::refusal("b").header("x-b", "2"));
    let answer = post(&rules([both]), &request(json!({ "n": 2 })));
    assert_eq!(json_of(&answer)["choices"][1]["message"]["refusal"], "b");
    assert_eq!(header(&answer, "x-a"), Some("1"));
    assert_eq!(header(&answer, "x-b"), Some("2"));
}

#[test]
#[should_panic(expected = "an error, a raw reply or a stream has no choices")]
fn an_error_is_no_choice() {
    let _ = Reply::text("x").and(Reply::error(500, "Oops."));
}

#[test]
#[should_panic(expected = "an error, a raw reply or a stream has no choices")]
fn a_raw_reply_takes_no_choice() {
    let _ = Reply::raw(200, "x").and(Reply::text("x"));
}

/// Only system calls that fail: a server waits between them, and lets others run.
#[tokio::test]
async fn waits_where_no_connection_can_be_had() {
    let server = std::sync::Arc::new(serve::Server::new(rules([])));
    let tries = std::cell::Cell::new(0);
    let accept = || {
        tries.set(tries.get() + 1);
        std::future::ready(Err(std::io::Error::other("too many open files")))
    };
    let wait = Duration::from_millis(200);
    tokio::time::timeout(wait, server.serve(accept))
        .await
        .unwrap_err();
    assert!((1..=21).contains(&tries.get()), "{}", tries.get());
}

/// What a request to the stand-in model gets, in how long.
#[cfg(feature = "local-model")]
fn stand_in(leaf: &Value) -> (Answer, Duration) {
    let rules = Rules::new(Source::new(Vec::new()).then_stand_in(true));
    let schema = json!({ "type": "object", "properties": { "a": leaf }, "required": ["a"],
        "additionalProperties": false });
    let start = Instant::now();
    (post(&rules, &format(schema)), start.elapsed())
}

#[cfg(feature = "local-model")]
#[test]
fn the_stand_in_gives_up_in_its_own_name() {
    for leaf in [
        json!({ "type": "array", "items": { "type": "integer" }, "minItems": 1_000_000 }),
        json!({ "type": "string", "pattern": "^(a{1000}){1000}$" }),
        json!({ "type": "string", "minLength": 100_000 }),
    ] {
        let (answer, took) = stand_in(&leaf);
        let error = &json_of(&answer)["error"];
        assert_eq!(answer.status, 500, "{error}");
        assert_eq!(error["code"], "stand_in_gave_up", "{error}");
        assert_eq!(error["type"], "server_error");
        assert_eq!(header(&answer, "x-should-retry"), Some("false"));
        println!("{leaf}: {took:?} {error}");
        // Work is counted, not time, so a busy machine may take long for it.
        assert!(took < Duration::from_mins(2), "{leaf}: {took:?}");
    }
}

#[cfg(feature = "local-model")]
#[test]
fn the_stand_in_reads_no_instructions() {
    let rules = Rules::new(Source::new(Vec::new()).then_stand_in(true));
    let supplier = json!({ "supplier": { "type": "string" } });
    let mut body = format(json!({ "type": "object", "properties": supplier,
        "required": ["supplier"], "additionalProperties": false }));
    body["messages"] = json!([
        { "role": "developer", "content": "Read the invoice." },
        { "role": "system", "content": "Supplier: none of this" },
        { "role": "user", "content": "" },
    ]);
    let answer = json_of(&post(&rules, &body));
    assert_eq!(
        answer["choices"][0]["message"]["content"],
        "{\"supplier\":\"\"}"
    );
}

/// The work on answers ends with the server, so that the runtime does not wait for it.
#[cfg(feature = "local-model")]
#[test]
fn no_answer_outlives_the_server() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let api = runtime.block_on(LocalApi::start()).unwrap();
    let keys: Vec<_> = (0..1_000).map(|at| format!("key_{at}")).collect();
    let properties: serde_json::Map<_, _> = (keys.iter())
        .map(|key| (key.clone(), json!({ "type": "string" })))
        .collect();
    let mut body = format(
        json!({ "type": "object", "properties": properties, "required": keys,
        "additionalProperties": false }),
    );
    body["messages"][0]["content"] = "name: value\n".repeat(1_000).into();
    let body = body.to_string();
    let address = api.base_url()["http://".len()..].replace("/v1", "");
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let mut socket = TcpStream::connect(&address).unwrap();
            let length = body.len();
            let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x";
            let text = format!("{head}\r\ncontent-length: {length}\r\n\r\n{body}");
            socket.write_all(text.as_bytes()).unwrap();
            socket
        })
        .collect();
    runtime.block_on(async {
        for _ in 0..4_000 {
            if api.requests().len() == clients.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    });
    let start = Instant::now();
    drop(api);
    drop(runtime);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
}
