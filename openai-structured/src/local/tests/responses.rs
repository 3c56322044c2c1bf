//! Responses, whole and streamed: what a script's replies become there.

use std::cell::Cell;

use super::*;

/// A server to which request after request is sent.
pub(super) struct Talk {
    rules: Rules,
    count: Cell<usize>,
}

impl Talk {
    pub(super) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::by(rules(replies))
    }

    pub(super) fn by(rules: Rules) -> Self {
        Self {
            rules,
            count: Cell::new(0),
        }
    }

    /// Sends a request; the path may have a query.
    pub(super) fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (path, None),
        };
        let mut received = received(method, &format!("/v1{path}"), body);
        received.query = query;
        self.take(&received)
    }

    /// Sends a request as it is.
    pub(super) fn take(&self, received: &Received) -> Answer {
        let number = self.count.get() + 1;
        self.count.set(number);
        route::answer(Job {
            rules: &self.rules,
            received,
            number,
            created: 1_700_000_000,
            stop: &Stop::default(),
        })
    }

    /// Makes a response, which is to succeed.
    pub(super) fn make(&self, more: Value) -> Value {
        let answer = self.send("POST", "/responses", Some(asking(more)));
        let json = json_of(&answer);
        assert_eq!(answer.status, 200, "{json}");
        json
    }

    /// The events of a response that is streamed.
    pub(super) fn stream(&self, more: Value) -> Vec<Value> {
        let mut body = asking(more);
        body["stream"] = json!(true);
        named_events(&self.send("POST", "/responses", Some(body)))
    }

    /// What a request without a body gets.
    pub(super) fn get(&self, path: &str) -> Value {
        json_of(&self.send("GET", path, None))
    }

    /// The error that a request gets, as `(status, message, param, code)`.
    #[track_caller]
    pub(super) fn refused(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, String, Value, Value) {
        let answer = self.send(method, path, body);
        let json = json_of(&answer);
        let error = &json["error"];
        let message = error["message"].as_str();
        (
            answer.status,
            message.unwrap_or_else(|| panic!("{json}")).to_owned(),
            error["param"].clone(),
            error["code"].clone(),
        )
    }
}

/// A request for a response, with these fields in place of its own.
pub(super) fn asking(more: Value) -> Value {
    let mut body = json!({ "model": "gpt-x", "input": "Hello there." });
    let Value::Object(more) = more else { panic!() };
    body.as_object_mut().unwrap().extend(more);
    body
}

/// The events of a stream, each of which is named and numbered.
pub(super) fn named_events(answer: &Answer) -> Vec<Value> {
    let Body::Stream(play) = &answer.body else {
        panic!("no stream: {}", json_of(answer))
    };
    let events = play.pieces.iter().map(|piece| {
        let text = str::from_utf8(piece).unwrap();
        let (name, data) = text.split_once('\n').unwrap();
        let data = data.strip_prefix("data: ").unwrap();
        let event: Value = serde_json::from_str(data.strip_suffix("\n\n").unwrap()).unwrap();
        assert_eq!(name, format!("event: {}", event["type"].as_str().unwrap()));
        event
    });
    events.collect()
}

/// The types of events without what all have in common, and how often each comes in a row.
pub(super) fn types(events: &[Value]) -> Vec<String> {
    let names = events.iter().map(|event| {
        let name = event["type"].as_str().unwrap();
        name.strip_prefix("response.").unwrap_or(name).to_owned()
    });
    let mut all: Vec<String> = names.collect();
    all.dedup();
    all
}

#[test]
fn a_text_is_a_message() {
    let talk = Talk::new([Reply::text("Hi.")]);
    let response = talk.make(json!({ "instructions": "Be brief.", "metadata": { "a": "b" } }));
    let of_it = json!({
        "id": "resp_local_1", "object": "response", "created_at": 1_700_000_000,
        "completed_at": 1_700_000_000, "status": "completed", "background": false, "error": null,
        "incomplete_details": null, "instructions": "Be brief.", "model": "gpt-x",
        "parallel_tool_calls": true, "previous_response_id": null, "store": true,
        "tool_choice": "auto", "tools": [], "metadata": { "a": "b" },
        "text": { "format": { "type": "text" }, "verbosity": "medium" },
        "output": [{
            "id": "msg_local_1_0", "type": "message", "status": "completed", "role": "assistant",
            "content": [{
                "type": "output_text", "text": "Hi.", "annotations": [], "logprobs": [],
            }],
        }],
        "usage": {
            "input_tokens": 6, "input_tokens_details": { "cached_tokens": 0, "cache_write_tokens": 0 },
            "output_tokens": 1, "output_tokens_details": { "reasoning_tokens": 0 }, "total_tokens": 7,
        },
    });
    for (key, value) in of_it.as_object().unwrap() {
        assert_eq!(&response[key], value, "{key}");
    }
}

#[test]
fn what_was_asked_for_is_said_again() {
    let strict = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    let tools = json!([
        { "type": "function", "name": "one", "parameters": strict },
        { "type": "function", "name": "two", "parameters": { "type": "object", "properties": {} } },
        { "type": "web_search" },
    ]);
    let format = json!({ "type": "json_schema", "name": "Out", "schema": strict });
    let response = Talk::new([Reply::text("Hi.")]).make(json!({
        "tools": tools, "text": { "format": format, "verbosity": "low" }, "max_output_tokens": 16,
        "reasoning": { "effort": "low" }, "user": "me", "temperature": 0.5, "truncation": "auto",
    }));
    assert_eq!(
        response["tools"],
        json!([
            { "type": "function", "name": "one", "parameters": strict, "description": null, "strict": true },
            { "type": "function", "name": "two", "parameters": { "type": "object", "properties": {} },
                "description": null, "strict": false },
            { "type": "web_search" },
        ])
    );
    let mut format = format;
    format["strict"] = json!(false);
    assert_eq!(
        response["text"],
        json!({ "format": format, "verbosity": "low" })
    );
    assert_eq!(
        response["reasoning"],
        json!({ "effort": "low", "summary": null })
    );
    for (key, value) in [
        ("max_output_tokens", json!(16)),
        ("user", json!("me")),
        ("temperature", json!(0.5)),
        ("truncation", json!("auto")),
    ] {
        assert_eq!(response[key], value, "{key}");
    }
}

#[test]
fn each_reply_has_its_place_in_the_output() {
    let search = json!({ "type": "web_search_call", "status": "completed",
        "action": { "type": "search", "query": "Oslo" } });
    let talk = Talk::new([
        Reply::refusal("No."),
        Reply::tool_calls([("one", "{\"x\":1}"), ("two", "{}")]),
        Reply::reasoning("Hm.")
            .and(Reply::item(search))
            .and(Reply::text("A city.")),
        Reply::truncated("{\"a"),
        Reply::filtered(""),
        Reply::text("It was").and(Reply::failed("server_error", "Out of words.")),
    ]);
    let refused = talk.make(json!({}));
    assert_eq!(refused["status"], "completed");
    assert_eq!(
        refused["output"][0]["content"],
        json!([{ "type": "refusal", "refusal": "No." }])
    );
    let calls = talk.make(json!({}));
    assert_eq!(
        calls["output"],
        json!([
            { "id": "fc_local_2_0", "type": "function_call", "status": "completed",
                "call_id": "call_2_0_0", "name": "one", "arguments": "{\"x\":1}" },
            { "id": "fc_local_2_1", "type": "function_call", "status": "completed",
                "call_id": "call_2_0_1", "name": "two", "arguments": "{}" },
        ])
    );
    let thought = talk.make(json!({}));
    let output = &thought["output"];
    assert_eq!(
        output[0],
        json!({ "id": "rs_local_3_0", "type": "reasoning",
            "summary": [{ "type": "summary_text", "text": "Hm." }] })
    );
    assert_eq!(output[1]["id"], "ws_local_3_1");
    assert_eq!(output[2]["content"][0]["text"], "A city.");
    assert_eq!(
        thought["usage"]["output_tokens_details"]["reasoning_tokens"],
        1
    );
    assert_eq!(thought["usage"]["output_tokens"], 3);
    for (reason, text) in [("max_output_tokens", "{\"a"), ("content_filter", "")] {
        let cut = talk.make(json!({}));
        assert_eq!(cut["status"], "incomplete");
        assert_eq!(cut["completed_at"], Value::Null);
        assert_eq!(cut["incomplete_details"], json!({ "reason": reason }));
        assert_eq!(cut["output"][0]["status"], "incomplete");
        assert_eq!(cut["output"][0]["content"][0]["text"], text);
    }
    let failed = talk.make(json!({}));
    assert_eq!(failed["status"], "failed");
    assert_eq!(
        failed["error"],
        json!({ "code": "server_error", "message": "Out of words." })
    );
    assert_eq!(failed["output"][0]["content"][0]["text"], "It was");
}

#[test]
fn chat_completions_leave_out_what_they_have_no_words_for() {
    let rules = rules([
        Reply::reasoning("Hm.").and(Reply::text("A city.")),
        Reply::item(json!({ "type": "web_search_call" })),
        Reply::failed("server_error", "Out of words."),
    ]);
    let first = json_of(&post(&rules, &request(json!({ "n": 2 }))));
    for choice in 0..2 {
        assert_eq!(first["choices"][choice]["message"]["content"], "A city.");
    }
    let error = |answer: Answer| (answer.status, json_of(&answer)["error"]["code"].clone());
    let asked = || error(post(&rules, &request(json!({}))));
    assert_eq!(asked(), (500, json!("invalid_script")));
    assert_eq!(asked(), (500, json!("server_error")));
}

#[test]
fn a_text_is_streamed_from_its_creation_to_its_end() {
    let talk = Talk::new([Reply::text("äbcdef"), Reply::truncated("{\"a")]);
    let events = talk.stream(json!({}));
    assert_eq!(
        types(&events),
        [
            "created",
            "in_progress",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "completed",
        ]
    );
    for (at, event) in events.iter().enumerate() {
        assert_eq!(event["sequence_number"], at);
    }
    for event in &events[..2] {
        assert_eq!(event["response"]["status"], "in_progress");
        assert_eq!(event["response"]["output"], json!([]));
        assert_eq!(event["response"]["usage"], Value::Null);
    }
    let message = |status: &str, content: Value| {
        json!({ "id": "msg_local_1_0", "type": "message", "status": status, "role": "assistant",
            "content": content })
    };
    let part =
        |text| json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] });
    assert_eq!(
        events[2],
        json!({ "type": "response.output_item.added", "sequence_number": 2, "output_index": 0,
            "item": message("in_progress", json!([])) })
    );
    assert_eq!(
        events[3],
        json!({ "type": "response.content_part.added", "sequence_number": 3,
            "item_id": "msg_local_1_0", "output_index": 0, "content_index": 0, "part": part("") })
    );
    let deltas: Vec<_> = events[4..6].iter().map(|event| &event["delta"]).collect();
    assert_eq!(deltas, ["äbcd", "ef"]);
    assert_eq!(
        events[5],
        json!({ "type": "response.output_text.delta", "sequence_number": 5,
            "item_id": "msg_local_1_0", "output_index": 0, "content_index": 0, "delta": "ef",
            "logprobs": [], "obfuscation": "3vQ9aLz0TmR7bW" })
    );
    assert_eq!(events[6]["text"], "äbcdef");
    assert_eq!(events[7]["part"], part("äbcdef"));
    assert_eq!(
        events[8]["item"],
        message("completed", json!([part("äbcdef")]))
    );
    assert_eq!(events[9]["response"]["output"][0], events[8]["item"]);
    assert_eq!(events[9]["response"]["usage"]["output_tokens"], 2);
    // The whole is what can be retrieved.
    assert_eq!(events[9]["response"], talk.get("/responses/resp_local_1"));

    let cut = talk.stream(json!({}));
    let last = cut.last().unwrap();
    assert_eq!(last["type"], "response.incomplete");
    assert_eq!(
        last["response"]["incomplete_details"]["reason"],
        "max_output_tokens"
    );
    assert_eq!(cut[cut.len() - 2]["item"]["status"], "incomplete");
}

#[test]
fn a_stream_ends_as_its_script_says() {
    let two = || Reply::events([json!({ "type": "response.created" }), json!({ "data": 1 })]);
    let pieces = |reply: Reply| {
        let talk = Talk::new([reply]);
        match talk
            .send("POST", "/responses", Some(asking(json!({}))))
            .body
        {
            Body::Stream(play) => (play.pieces, play.close),
            Body::Whole(body) => panic!("{body:?}"),
        }
    };
    let created = "event: response.created\ndata: {\"type\":\"response.created\"}\n\n";
    let (all, close) = pieces(two());
    assert_eq!(all, [created, "data: {\"data\":1}\n\n"]);
    assert_eq!(close, stream::Close::Clean);
    let (all, _) = pieces(two().ends_after(1, Ending::Error("Oops.".into())));
    let error = str::from_utf8(&all[1]).unwrap();
    let error = error.strip_prefix("event: error\ndata: ").unwrap();
    let error: Value = serde_json::from_str(error).unwrap();
    assert_eq!(
        error,
        json!({ "type": "error", "sequence_number": 1, "code": "server_error",
            "message": "Oops.", "param": null })
    );
    let (all, close) = pieces(two().ends_after(1, Ending::Cut));
    assert_eq!((all.len(), close), (1, stream::Close::Cut));
    // A recording is played as it is.
    let raw = Reply::stream(["data: [DONE]\n\n"]);
    assert_eq!(pieces(raw).0, ["data: [DONE]\n\n"]);
}

#[test]
fn errors_and_raw_bodies_are_sent_as_they_are() {
    let talk = Talk::new([
        Reply::error(429, "Slow down.").header("retry-after-ms", "1"),
        Reply::raw(200, "{}"),
    ]);
    let limited = talk.send(
        "POST",
        "/responses",
        Some(asking(json!({ "stream": true }))),
    );
    assert_eq!(limited.status, 429);
    let waits = ("retry-after-ms".to_owned(), "1".to_owned());
    assert!(limited.headers.contains(&waits));
    let raw = talk.send("POST", "/responses", Some(asking(json!({}))));
    assert_eq!(json_of(&raw), json!({}));
    assert_eq!(
        talk.refused("POST", "/responses", Some(asking(json!({}))))
            .3,
        "script_exhausted"
    );
}

/// What a client counts: the input of all turns, the instructions, and no answer.
#[test]
fn tokens_are_counted_without_an_answer() {
    let talk = Talk::new([Reply::text("Four.")]);
    let count = |body: Value| {
        let answer = talk.send("POST", "/responses/input_tokens", Some(body));
        json_of(&answer)
    };
    let expected = json!({ "object": "response.input_tokens", "input_tokens": 3 });
    assert_eq!(count(json!({ "input": "Hello there." })), expected);
    let instructed = json!({ "input": "Hello there.", "instructions": "abcd" });
    assert_eq!(count(instructed)["input_tokens"], 4);
    talk.make(json!({}));
    let next = json!({ "input": "abcd", "previous_response_id": "resp_local_3" });
    assert_eq!(count(next)["input_tokens"], 6);
    assert_eq!(count(json!({}))["error"]["param"], "input");
}
