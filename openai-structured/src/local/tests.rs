use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::answer::{Answer, Body, Rules, answer};
use super::source::Source;
use super::stop::Stop;
use super::*;

mod faults;
mod streams;

fn rules(replies: impl IntoIterator<Item = Reply>) -> Rules {
    Rules {
        source: Source::new(replies.into_iter().collect()),
        key: None,
        pause: None,
    }
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

fn post(rules: &Rules, body: &Value) -> Answer {
    let received = received("POST", "/v1/chat/completions", body.to_string());
    answer(rules, &received, 7, 1_700_000_000, &Stop::default())
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

#[test]
fn routes_and_keys() {
    let mut rules = rules([]);
    let status = |rules: &Rules, method, path| {
        answer(rules, &received(method, path, ""), 1, 0, &Stop::default()).status
    };
    assert_eq!(status(&rules, "GET", "/v1/models"), 200);
    assert_eq!(status(&rules, "GET", "/v1/models/stand-in"), 200);
    assert_eq!(status(&rules, "GET", "/v1/models/other"), 404);
    assert_eq!(status(&rules, "POST", "/v1/nothing"), 404);
    assert_eq!(status(&rules, "GET", "/v1/chat/completions"), 405);
    let wrong = answer(
        &rules,
        &received("GET", "/v1/chat/completions", ""),
        1,
        0,
        &Stop::default(),
    );
    assert!(wrong.headers.contains(&("allow".into(), "POST".into())));
    assert_eq!(status(&rules, "POST", "/v1/chat/completions"), 400);
    rules.key = Some("sk-right".into());
    assert_eq!(status(&rules, "GET", "/v1/models"), 401);
    let mut with_key = received("GET", "/v1/models", "");
    with_key.headers = vec![("authorization".into(), "Bearer sk-wrong".into())];
    let wrong = answer(&rules, &with_key, 1, 0, &Stop::default());
    assert_eq!(
        (wrong.status, json_of(&wrong)["error"]["code"].clone()),
        (401, json!("invalid_api_key"))
    );
    assert!(!json_of(&wrong).to_string().contains("sk-"));
    with_key.headers = vec![("Authorization".into(), "bearer sk-right".into())];
    assert_eq!(
        answer(&rules, &with_key, 1, 0, &Stop::default()).status,
        200
    );
}

#[test]
fn refuses_requests_of_the_wrong_shape() {
    let missing = |param: &str| format!("Missing required parameter: '{param}'.");
    let absent = Some("missing_required_parameter");
    refuses(
        &json!({ "messages": [] }),
        &missing("model"),
        "model",
        absent,
    );
    refuses(
        &json!({ "model": "m" }),
        &missing("messages"),
        "messages",
        absent,
    );
    refuses(
        &json!({ "model": "m", "messages": "x" }),
        "Invalid type for 'messages': expected an array, but got a string instead.",
        "messages",
        Some("invalid_type"),
    );
    refuses(
        &json!({ "model": "m", "messages": [] }),
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        "messages",
        Some("empty_array"),
    );
    let of = |format: Value| request(json!({ "response_format": format }));
    let place = "response_format.json_schema";
    refuses(
        &of(json!({ "type": "json_schema" })),
        &missing(place),
        place,
        absent,
    );
    refuses(
        &of(json!({ "type": "json_schema", "json_schema": {} })),
        &missing("response_format.json_schema.name"),
        "response_format.json_schema.name",
        absent,
    );
    refuses(
        &of(json!({ "type": "json_schema", "schema": {} })),
        "Unknown parameter: 'response_format.schema'.",
        "response_format.schema",
        Some("unknown_parameter"),
    );
    let name = |name: String| of(json!({ "type": "json_schema", "json_schema": { "name": name } }));
    let place = "response_format.json_schema.name";
    for bad in ["my format", "", "naïve"] {
        refuses(
            &name(bad.into()),
            "Invalid 'response_format.json_schema.name': string does not match pattern. Expected a string that \
             matches the pattern '^[a-zA-Z0-9_-]+$'.",
            place,
            Some("invalid_value"),
        );
    }
    refuses(
        &name("n".repeat(65)),
        "Invalid 'response_format.json_schema.name': string too long. Expected a string with maximum length 64, \
         but got a string with length 65 instead.",
        place,
        Some("string_above_max_length"),
    );
    passes(&name("n".repeat(64)));
    refuses(
        &of(json!({ "type": "json_object" })),
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        "messages",
        None,
    );
    assert_eq!(refused(&of(json!({ "type": "yaml" }))).3, "invalid_value");
    for n in [json!(0), json!(129), json!("1"), json!(1.5)] {
        assert_eq!(refused(&request(json!({ "n": n }))).2, "n");
    }
    assert_eq!(refused(&request(json!({ "stream": "yes" }))).2, "stream");
    assert_eq!(
        refused(&request(json!({ "stream_options": {} }))).2,
        "stream_options"
    );
    for body in ["", "{", "[]", "1", "\u{feff}{}"] {
        let answer = answer(
            &rules([]),
            &received("POST", "/v1/chat/completions", body),
            1,
            0,
            &Stop::default(),
        );
        assert_eq!(answer.status, 400, "{body}");
    }
}

#[test]
fn refuses_tools_of_the_wrong_shape() {
    let long = tool(json!({ "name": "n".repeat(65) }));
    refuses(
        &long,
        "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64, but got a \
         string with length 65 instead.",
        "tools[0].function.name",
        Some("string_above_max_length"),
    );
    refuses(
        &tool(json!({ "name": "my tool" })),
        "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the \
         pattern '^[a-zA-Z0-9_-]+$'.",
        "tools[0].function.name",
        Some("invalid_value"),
    );
    refuses(
        &tool(json!({ "name": "t", "description": "d".repeat(1_103) })),
        "Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024, \
         but got a string with length 1103 instead.",
        "tools[0].function.description",
        Some("string_above_max_length"),
    );
    passes(&tool(
        json!({ "name": "t", "description": "d".repeat(1_024) }),
    ));
    let many = |count| {
        request(
            json!({ "tools": vec![json!({ "type": "function", "function": { "name": "t" } }); count] }),
        )
    };
    refuses(
        &many(129),
        "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length \
         129 instead.",
        "tools",
        Some("array_above_max_length"),
    );
    passes(&many(128));
    let choose = |choice: Value| {
        let mut body = tool(json!({ "name": "t" }));
        body["tool_choice"] = choice;
        body
    };
    passes(&choose(json!("required")));
    passes(&choose(
        json!({ "type": "function", "function": { "name": "t" } }),
    ));
    assert_eq!(
        refused(&choose(
            json!({ "type": "function", "function": { "name": "u" } })
        ))
        .2,
        "tool_choice"
    );
    assert_eq!(refused(&choose(json!("perhaps"))).2, "tool_choice");
    assert_eq!(
        refused(&request(json!({ "tool_choice": "auto" }))).2,
        "tool_choice"
    );
}

#[test]
fn refuses_calls_without_results() {
    let call = json!({ "role": "assistant", "content": null, "tool_calls": [
        { "id": "c1", "type": "function", "function": { "name": "t", "arguments": "{}" } },
    ]});
    let result = |id: &str| json!({ "role": "tool", "tool_call_id": id, "content": "1" });
    let say = |messages: Value| json!({ "model": "m", "messages": messages });
    passes(&say(
        json!([{ "role": "user", "content": "x" }, call, result("c1")]),
    ));
    let (status, message, ..) = refused(&say(json!([call])));
    assert!(
        status == 400 && message.ends_with("did not have response messages: c1"),
        "{message}"
    );
    assert_eq!(
        refused(&say(
            json!([call, { "role": "user", "content": "x" }, result("c1")])
        ))
        .0,
        400
    );
    assert_eq!(refused(&say(json!([result("c1")]))).2, "messages[0].role");
    assert_eq!(
        refused(&say(json!([{ "role": "robot", "content": "x" }]))).2,
        "messages[0].role"
    );
}

#[test]
fn refuses_schemas_on_each_surface() {
    let open = json!({ "type": "object", "properties": {} });
    let text = "In context=(), 'additionalProperties' is required to be supplied and to be false.";
    refuses(
        &format(open.clone()),
        &format!("Invalid schema for response_format 'Out': {text}"),
        "response_format",
        Some("invalid_json_schema"),
    );
    refuses(
        &tool(json!({ "name": "t", "strict": true, "parameters": open })),
        &format!("Invalid schema for function 't': {text}"),
        "tools[0].function.parameters",
        Some("invalid_function_parameters"),
    );
    passes(&tool(json!({ "name": "t", "parameters": open })));
    refuses(
        &tool(json!({ "name": "t", "strict": false, "parameters": { "type": "object" } })),
        "Invalid schema for function 't': In context=(), object schema missing properties.",
        "tools[0].function.parameters",
        Some("invalid_function_parameters"),
    );
    let look = json!({ "type": "object", "properties": { "email": { "type": "string", "pattern": "^(?=a)a$" } } });
    refuses(
        &tool(json!({ "name": "t", "strict": false, "parameters": look })),
        "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.email.pattern.",
        "tools",
        Some("invalid_json_schema"),
    );
    refuses(
        &tool(
            json!({ "name": "t", "strict": true, "parameters": { "anyOf": [] , "type": "object" } }),
        ),
        "Invalid schema for function 't': [] should be non-empty.",
        "tools[0].function.parameters",
        Some("invalid_function_parameters"),
    );
    passes(&format(
        json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false }),
    ));
}

/// Bodies from a fixed sequence of numbers: each gets an answer, none a panic.
#[test]
fn survives_made_up_bodies() {
    let mut seed = 3_u64;
    let mut dice = move |sides: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % sides
    };
    let good = tool(json!({ "name": "t", "strict": true, "parameters": { "type": "object", "properties": {} } })).to_string();
    let parts = [
        "null", "[]", "{}", "\"x\"", "true", "-1", "\"", "}", "\u{0}", "é",
    ];
    let rules = rules([]);
    for _ in 0..5_000 {
        let mut body = good.clone();
        for _ in 0..=dice(2) {
            let at = dice(body.len());
            let at = (0..=at).rfind(|at| body.is_char_boundary(*at)).unwrap();
            let end = (at..=body.len())
                .find(|end| *end > at + dice(12) && body.is_char_boundary(*end))
                .unwrap_or(body.len());
            body.replace_range(at..end, parts[dice(parts.len())]);
        }
        let status = answer(
            &rules,
            &received("POST", "/v1/chat/completions", body),
            1,
            0,
            &Stop::default(),
        )
        .status;
        assert!([400, 500].contains(&status));
    }
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

#[tokio::test]
async fn serves_over_a_socket() {
    let api = LocalApi::scripted([
        Reply::text("Hi."),
        Reply::text("Hello."),
        Reply::text("x").header("bad name", "y"),
        Reply::raw(99, ""),
    ])
    .await
    .unwrap();
    let url = api.base_url().to_owned();
    let talks = tokio::task::spawn_blocking(move || {
        let post = "POST /v1/chat/completions?a=b HTTP/1.1\r\nX-Test: 1";
        let plain = request(json!({})).to_string();
        [
            talk(&url, post, &plain),
            talk(&url, post, &request(json!({ "stream": true })).to_string()),
            talk(&url, post, &plain),
            talk(&url, post, &plain),
            talk(&url, "NOT HTTP", ""),
            talk(&url, "GET /v1/models HTTP/1.1", ""),
        ]
    });
    let [plain, stream, bad_header, bad_status, no_http, models] = talks.await.unwrap();
    assert!(
        plain.starts_with("HTTP/1.1 200") && plain.contains("\"content\":\"Hi.\""),
        "{plain}"
    );
    assert!(plain.contains("x-request-id: req_local_1\r\n"), "{plain}");
    assert!(
        stream.contains("text/event-stream") && stream.contains("data: [DONE]\n\n"),
        "{stream}"
    );
    assert!(
        stream.contains("\"content\":\"Hell\"") && stream.contains("\"content\":\"o.\""),
        "{stream}"
    );
    assert!(
        bad_header.starts_with("HTTP/1.1 500") && bad_header.contains("bad name"),
        "{bad_header}"
    );
    assert!(
        bad_status.starts_with("HTTP/1.1 500") && bad_status.contains("status 99"),
        "{bad_status}"
    );
    assert!(no_http.starts_with("HTTP/1.1 400"), "{no_http}");
    assert!(models.contains("stand-in"), "{models}");
    let requests = api.requests();
    assert_eq!(requests.len(), 5);
    assert_eq!(
        (requests[0].path.as_str(), requests[0].query.as_deref()),
        ("/v1/chat/completions", Some("a=b"))
    );
    assert_eq!(requests[0].header("x-test"), Some("1"));
    assert_eq!(requests[0].body["model"], "gpt-x");
}

#[tokio::test]
async fn stops_when_dropped() {
    let api = LocalApi::scripted([]).await.unwrap();
    let address = api
        .base_url()
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/v1")
        .unwrap()
        .to_owned();
    let open = tokio::net::TcpStream::connect(&address).await.unwrap();
    tokio::task::yield_now().await;
    drop(api);
    open.readable().await.unwrap();
    assert!(
        matches!(open.try_read(&mut [0; 8]), Ok(0) | Err(_)),
        "the connection stayed open"
    );
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(&address).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("still listening");
}

#[test]
fn says_when_there_is_no_runtime() {
    let mut start = Box::pin(LocalApi::scripted([]));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let outcome = start.as_mut().poll(&mut context);
    assert!(matches!(
        outcome,
        std::task::Poll::Ready(Err(StartError::NoRuntime))
    ));
}

#[cfg(feature = "local-model")]
mod stand_in {
    use super::*;

    fn rules() -> Rules {
        Rules {
            source: Source::new(Vec::new()).then_stand_in(true),
            key: None,
            pause: None,
        }
    }

    fn message(body: &Value) -> Value {
        let json = json_of(&post(&rules(), body));
        assert_eq!(
            (&json["model"], &json["system_fingerprint"]),
            (&json!("stand-in"), &json!("stand-in")),
            "{json}"
        );
        json["choices"][0].clone()
    }

    fn city() -> Value {
        json!({ "type": "object", "properties": { "city": { "type": "string" } }, "required": ["city"],
            "additionalProperties": false })
    }

    #[test]
    fn fills_the_format() {
        let mut body = format(city());
        body["messages"] = json!([
            { "role": "system", "content": "Which city: answer." },
            { "role": "user", "content": [{ "type": "text", "text": "City: Oslo" }] },
        ]);
        assert_eq!(message(&body)["message"]["content"], "{\"city\":\"Oslo\"}");
        body["max_completion_tokens"] = json!(2);
        let cut = message(&body);
        assert_eq!(
            (&cut["message"]["content"], &cut["finish_reason"]),
            (&json!("{\"city\":"), &json!("length"))
        );
        body["stream"] = json!(true);
        let said: String = events_of(&post(&rules(), &body))
            .iter()
            .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
            .collect();
        assert_eq!(said, "{\"city\":");
    }

    #[test]
    fn calls_the_tool_that_it_must() {
        let mut body = tool(json!({ "name": "get_weather", "strict": true, "parameters": city() }));
        body["messages"] = json!([{ "role": "user", "content": "City: Bergen" }]);
        assert_eq!(message(&body)["message"]["content"], "City: Bergen");
        for choice in [
            json!("required"),
            json!({ "type": "function", "function": { "name": "get_weather" } }),
        ] {
            body["tool_choice"] = choice;
            let choice = message(&body);
            assert_eq!(choice["finish_reason"], "tool_calls");
            let function = &choice["message"]["tool_calls"][0]["function"];
            assert_eq!(
                function,
                &json!({ "name": "get_weather", "arguments": "{\"city\":\"Bergen\"}" })
            );
        }
        let mut bare = tool(json!({ "name": "now" }));
        bare["tool_choice"] = json!("required");
        assert_eq!(
            message(&bare)["message"]["tool_calls"][0]["function"]["arguments"],
            "{}"
        );
    }

    /// Two tools and one that is not a function.
    fn offering(user: &str) -> Value {
        let text = |name: &str| {
            json!({ "type": "object", "properties": { name: { "type": "string" } }, "required": [name],
                "additionalProperties": false })
        };
        request(json!({
            "messages": [{ "role": "user", "content": user }],
            "tools": [
                { "type": "custom", "custom": { "name": "weather_shell" } },
                { "type": "function", "function": { "name": "get_weather", "strict": true, "parameters": text("city"),
                    "description": "What it is like outside, now." } },
                { "type": "function", "function": { "name": "find-trains", "strict": true, "parameters": text("destination"),
                    "description": "Departures of today." } },
                { "type": "function", "function": { "name": "today" } },
            ],
        }))
    }

    /// The names of the functions that are called, whole and streamed.
    fn called(body: &Value) -> Vec<String> {
        let names = |calls: &Value| -> Vec<String> {
            let calls = calls.as_array().into_iter().flatten();
            calls
                .filter_map(|call| call["function"]["name"].as_str().map(str::to_owned))
                .collect()
        };
        let whole = message(body);
        let called = names(&whole["message"]["tool_calls"]);
        let finish = if called.is_empty() {
            "stop"
        } else {
            "tool_calls"
        };
        assert_eq!(whole["finish_reason"], finish);
        let mut streamed = body.clone();
        streamed["stream"] = json!(true);
        let events = events_of(&post(&rules(), &streamed));
        let deltas = events
            .iter()
            .map(|event| &event["choices"][0]["delta"]["tool_calls"]);
        assert_eq!(deltas.flat_map(names).collect::<Vec<_>>(), called);
        called
    }

    #[test]
    fn calls_the_tools_that_the_user_speaks_of() {
        for (user, expected) in [
            // By a word of the name, in any case; by one of the description.
            ("WEATHER, please. City: Bergen", &["get_weather"][..]),
            ("What is it like outside? City: Bergen", &["get_weather"]),
            ("Are there trains? Destination: Bergen", &["find-trains"]),
            (
                "Departures and weather? City: Bergen",
                &["get_weather", "find-trains"],
            ),
            ("Today?", &["find-trains", "today"]),
            // Short words, parts of words and other words.
            ("Is it now? get it", &[]),
            ("Weatherman! Train! Shell!", &[]),
            ("Hello there.", &[]),
        ] {
            let body = offering(user);
            assert_eq!(called(&body), expected, "{user}");
            let mut auto = body.clone();
            auto["tool_choice"] = json!("auto");
            assert_eq!(called(&auto), expected, "{user}");
            let mut one = body.clone();
            one["parallel_tool_calls"] = json!(false);
            assert_eq!(called(&one), expected[..expected.len().min(1)], "{user}");
            let mut none = body;
            none["tool_choice"] = json!("none");
            assert_eq!(called(&none), [""; 0], "{user}");
        }
        let both = message(&offering(
            "Trains and weather? City: Oslo\nDestination: Bergen",
        ));
        let calls = &both["message"]["tool_calls"];
        assert_eq!(calls[0]["function"]["arguments"], r#"{"city":"Oslo"}"#);
        assert_eq!(
            calls[1]["function"]["arguments"],
            r#"{"destination":"Bergen"}"#
        );
    }

    #[test]
    fn answers_once_a_tool_has() {
        let mut body = offering("Weather? City: Bergen");
        let call = json!({ "role": "assistant", "content": null, "tool_calls": [
            { "id": "c", "type": "function", "function": { "name": "get_weather", "arguments": "{}" } },
        ]});
        let mut messages = body["messages"].as_array().unwrap().clone();
        messages.extend([
            call,
            json!({ "role": "tool", "tool_call_id": "c", "content": "Sky: rain" }),
        ]);
        body["messages"] = json!(messages);
        assert_eq!(called(&body), [""; 0]);
        assert_eq!(message(&body)["message"]["content"], "Sky: rain");
        // A typed answer is filled from what users and tools said.
        let sky = json!({ "type": "object", "properties": { "city": { "type": "string" }, "sky": { "type": "string" } },
            "required": ["city", "sky"], "additionalProperties": false });
        body["response_format"] = format(sky)["response_format"].clone();
        assert_eq!(
            message(&body)["message"]["content"],
            r#"{"city":"Bergen","sky":"rain"}"#
        );
        // The user speaks again.
        messages.push(json!({ "role": "assistant", "content": "Rain." }));
        messages.push(json!({ "role": "user", "content": "And trains? Destination: Oslo" }));
        body["messages"] = json!(messages);
        assert_eq!(called(&body), ["find-trains"]);
    }

    #[test]
    fn says_a_line_back_without_a_format() {
        assert_eq!(
            message(&request(json!({})))["message"]["content"],
            "Hello there."
        );
        let json_mode = request(json!({
            "messages": [{ "role": "user", "content": "Say it in JSON" }],
            "response_format": { "type": "json_object" },
        }));
        assert_eq!(
            message(&json_mode)["message"]["content"],
            "{\"text\":\"Say it in JSON\"}"
        );
        let empty = request(json!({ "messages": [{ "role": "assistant", "content": null }] }));
        assert_eq!(
            message(&empty)["message"]["content"],
            "(the prompt is empty)"
        );
    }

    #[test]
    fn refuses_what_it_cannot_fill() {
        let mut endless = city();
        endless["properties"]["city"] = json!({ "$ref": "#" });
        let answer = post(&rules(), &format(endless));
        assert_eq!(answer.status, 500);
        assert_eq!(json_of(&answer)["error"]["code"], "stand_in_gave_up");
        let unique = json!({ "type": "array", "uniqueItems": true });
        let mut unknown = format(json!({ "type": "object", "properties": { "a": unique } }));
        unknown["response_format"]["json_schema"]["strict"] = json!(false);
        let answer = post(&rules(), &unknown);
        assert_eq!(answer.status, 400);
        assert_eq!(json_of(&answer)["error"]["code"], "invalid_json_schema");
    }
}
