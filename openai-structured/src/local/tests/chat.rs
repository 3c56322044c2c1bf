//! Chat completions, whole and streamed, and how a script reaches them.

use super::*;

#[test]
fn answers_in_one_piece() {
    let rules = rules([
        Reply::text("Hi."),
        Reply::refusal("No."),
        Reply::truncated("{\"a"),
        Reply::filtered(""),
    ]);
    let answer = post(&rules, &request(json!({})));
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .headers
            .contains(&("x-request-id".into(), "req_local_7".into()))
    );
    let json = json_of(&answer);
    assert_eq!(json["object"], "chat.completion");
    assert_eq!(json["model"], "gpt-x");
    assert_eq!(json["created"], 1_700_000_000);
    assert_eq!(json["choices"][0]["message"]["content"], "Hi.");
    assert_eq!(json["choices"][0]["message"]["refusal"], Value::Null);
    assert_eq!(json["choices"][0]["finish_reason"], "stop");
    assert_eq!(json["usage"]["prompt_tokens"], 3);
    assert_eq!(json["usage"]["total_tokens"], 4);
    let choice = |n| json_of(&post(&rules, &request(json!({ "n": n }))))["choices"].clone();
    let refusal = choice(1);
    assert_eq!(refusal[0]["message"]["content"], Value::Null);
    assert_eq!(refusal[0]["message"]["refusal"], "No.");
    assert_eq!(choice(1)[0]["finish_reason"], "length");
    assert_eq!(choice(2)[1]["finish_reason"], "content_filter");
    assert_eq!(refused(&request(json!({}))).0, 500);
}

#[test]
fn answers_as_a_stream() {
    let rules = rules([
        Reply::text("äbcdef").pieces(4),
        Reply::refusal("Never."),
        Reply::tool_calls([("one", "{\"x\":1}"), ("two", "{}")]),
        Reply::text("a").and(Reply::text("b")),
    ]);
    let ask = |more| events_of(&post(&rules, &request(more)));
    let all = ask(json!({ "stream": true }));
    let deltas: Vec<_> = all
        .iter()
        .map(|chunk| chunk["choices"][0]["delta"].clone())
        .collect();
    assert_eq!(
        deltas,
        [
            json!({ "role": "assistant", "content": "", "refusal": null }),
            json!({ "content": "äbcd" }),
            json!({ "content": "ef" }),
            json!({}),
        ]
    );
    assert!(all.iter().all(|chunk| chunk["object"] == "chat.completion.chunk" && chunk.get("usage").is_none()));
    assert_eq!(all[3]["choices"][0]["finish_reason"], "stop");

    let all = ask(json!({ "stream": true, "stream_options": { "include_usage": true } }));
    assert_eq!(all[1]["choices"][0]["delta"], json!({ "refusal": "Neve" }));
    assert_eq!(all[1]["usage"], Value::Null);
    assert_eq!(all.last().unwrap()["choices"], json!([]));
    assert_eq!(all.last().unwrap()["usage"]["completion_tokens"], 2);

    let all = ask(json!({ "stream": true }));
    let calls = all
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["tool_calls"].get(0));
    let calls: Vec<_> = calls.cloned().collect();
    assert_eq!(
        calls[0]["function"],
        json!({ "name": "one", "arguments": "" })
    );
    assert!(calls[1].get("id").is_none());
    assert_eq!(calls[1]["function"]["arguments"], "{\"x\"");
    assert_eq!(
        (&calls[3]["index"], &calls[3]["function"]["name"]),
        (&json!(1), &json!("two"))
    );
    assert_eq!(
        all.last().unwrap()["choices"][0]["finish_reason"],
        "tool_calls"
    );

    let all = ask(json!({ "stream": true, "n": 3 }));
    let said: Vec<_> = all
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
        .collect();
    assert_eq!(said, ["", "", "", "a", "b", "a"]);
}

#[test]
fn scripts_errors_and_raw_bodies() {
    let rules = rules([
        Reply::error(429, "Slow down.").header("retry-after-ms", "1"),
        Reply::raw(200, "data: x\n\n").header("Content-Type", "text/event-stream"),
    ]);
    let limited = post(&rules, &request(json!({ "stream": true })));
    assert_eq!(limited.status, 429);
    assert!(
        limited
            .headers
            .contains(&("retry-after-ms".into(), "1".into()))
    );
    assert_eq!(
        json_of(&limited),
        json!({ "error": {
            "message": "Slow down.", "type": "requests", "param": null, "code": "rate_limit_exceeded",
        }})
    );
    let raw = post(&rules, &request(json!({})));
    let types: Vec<_> = raw
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .collect();
    assert_eq!(
        types,
        [&("Content-Type".to_owned(), "text/event-stream".to_owned())]
    );
}
