//! The stand-in model at the chat endpoint.

use super::*;

fn rules() -> Rules {
    Rules::new(Source::new(Vec::new()).then_stand_in(true))
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
