//! The stand-in model at the responses endpoint.

use super::responses::Talk;
use super::*;

fn talk() -> Talk {
    Talk::by(Rules::new(Source::new(Vec::new()).then_stand_in(true)))
}

fn texts(keys: &[&str]) -> Value {
    let properties: serde_json::Map<_, _> = (keys.iter())
        .map(|key| ((*key).to_owned(), json!({ "type": "string" })))
        .collect();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}

fn format(keys: &[&str]) -> Value {
    json!({ "format": { "type": "json_schema", "name": "Out", "strict": true, "schema": texts(keys) } })
}

/// The text of a response, which the stand-in model gave.
fn said(response: &Value) -> &str {
    assert_eq!(response["model"], "stand-in", "{response}");
    let output = response["output"].as_array().unwrap();
    assert_eq!(output.len(), 1, "{response}");
    output[0]["content"][0]["text"].as_str().unwrap()
}

/// The names of the functions that a response calls, and their arguments.
fn called(response: &Value) -> Vec<(&str, &str)> {
    let calls = response["output"].as_array().unwrap().iter();
    let calls = calls.filter(|item| item["type"] == "function_call");
    calls
        .map(|call| {
            (
                call["name"].as_str().unwrap(),
                call["arguments"].as_str().unwrap(),
            )
        })
        .collect()
}

#[test]
fn fills_the_format_from_what_the_user_says() {
    let talk = talk();
    let inputs = [
        json!("City: Oslo"),
        json!([{ "role": "user", "content": "City: Oslo" }]),
        json!([
            { "role": "developer", "content": "City: none of this" },
            { "type": "message", "role": "user", "content": [{ "type": "input_text", "text": "City: Oslo" }] },
        ]),
    ];
    for input in inputs {
        let asked =
            json!({ "input": input, "text": format(&["city"]), "instructions": "City: nor this" });
        let response = talk.make(asked.clone());
        assert_eq!(said(&response), r#"{"city":"Oslo"}"#);
        let events = talk.stream(asked);
        let streamed: String = events
            .iter()
            .filter_map(|event| event["delta"].as_str())
            .collect();
        assert_eq!(streamed, said(&response));
    }
    assert_eq!(said(&talk.make(json!({ "input": "Hello.\nYou." }))), "You.");
    let json_mode =
        json!({ "input": "Say it in JSON", "text": { "format": { "type": "json_object" } } });
    assert_eq!(said(&talk.make(json_mode)), r#"{"text":"Say it in JSON"}"#);
}

#[test]
fn keeps_to_the_limit() {
    let long = "word ".repeat(30);
    let cut = talk().make(json!({ "input": long, "max_output_tokens": 16 }));
    assert_eq!(said(&cut).chars().count(), 64);
    assert_eq!(cut["status"], "incomplete");
    assert_eq!(cut["incomplete_details"]["reason"], "max_output_tokens");
    assert_eq!(cut["usage"]["output_tokens"], 16);
}

fn tools() -> Value {
    let tool = |name: &str, key: &str| json!({ "type": "function", "name": name, "strict": true, "parameters": texts(&[key]) });
    json!([{ "type": "web_search" }, tool("get_weather", "city"), tool("find-trains", "destination")])
}

#[test]
fn calls_the_tools_that_the_user_speaks_of_then_answers() {
    let talk = talk();
    let asked =
        json!({ "input": "Trains and weather? City: Oslo\nDestination: Bergen", "tools": tools() });
    let weather = ("get_weather", r#"{"city":"Oslo"}"#);
    let trains = ("find-trains", r#"{"destination":"Bergen"}"#);
    let with = |key: &str, value: Value| {
        let mut asked = asked.clone();
        asked[key] = value;
        talk.make(asked)
    };
    let first = talk.make(asked.clone());
    assert_eq!(called(&first), [weather, trains]);
    assert_eq!(
        called(&with("parallel_tool_calls", json!(false))),
        [weather]
    );
    assert_eq!(called(&with("tool_choice", json!("none"))), []);
    assert_eq!(called(&with("tool_choice", json!("required"))), [weather]);
    let named = json!({ "type": "function", "name": "find-trains" });
    assert_eq!(called(&with("tool_choice", named.clone())), [trains]);
    for mode in ["auto", "required"] {
        let allowed = json!({ "type": "allowed_tools", "mode": mode, "tools": [named] });
        assert_eq!(called(&with("tool_choice", allowed)), [trains]);
    }
    // The outputs, with all that was said before or after what is stored.
    let calls = first["output"].as_array().unwrap().clone();
    let outputs = calls.iter().map(|call| {
        let id = &call["call_id"];
        json!({ "type": "function_call_output", "call_id": id, "output": "{\"sky\":\"rain\"}" })
    });
    let outputs: Vec<_> = outputs.collect();
    let user = json!({ "role": "user", "content": asked["input"] });
    let whole: Vec<_> = [user]
        .into_iter()
        .chain(calls)
        .chain(outputs.clone())
        .collect();
    for next in [
        json!({ "input": whole }),
        json!({ "input": outputs, "previous_response_id": first["id"] }),
    ] {
        let mut next = next;
        next["tools"] = tools();
        next["text"] = format(&["city", "sky"]);
        assert_eq!(said(&talk.make(next)), r#"{"city":"Oslo","sky":"rain"}"#);
    }
}

#[test]
fn remembers_what_was_said_before() {
    let talk = talk();
    let first = talk.make(json!({ "input": "City: Oslo" }));
    let next = json!({ "input": "Which city?", "text": format(&["city"]) });
    let with = |key: &str, value: &Value| {
        let mut next = next.clone();
        next[key] = value.clone();
        talk.make(next)
    };
    let oslo = r#"{"city":"Oslo"}"#;
    assert_eq!(said(&with("previous_response_id", &first["id"])), oslo);
    let body = json!({ "items": [{ "role": "user", "content": "City: Oslo" }] });
    let conversation = json_of(&talk.send("POST", "/conversations", Some(body)));
    assert_eq!(said(&with("conversation", &conversation["id"])), oslo);
    // A compaction hides what tools said, and the model knows it all the same.
    let call = json!({ "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}" });
    let output =
        json!({ "type": "function_call_output", "call_id": "c", "output": "City: Bergen" });
    let long =
        json!({ "model": "m", "input": [{ "role": "user", "content": "Where?" }, call, output] });
    let compaction = json_of(&talk.send("POST", "/responses/compact", Some(long)));
    assert!(!compaction.to_string().contains("Bergen"));
    let compacted = with("input", &compaction["output"]);
    assert_eq!(said(&compacted), r#"{"city":"Bergen"}"#);
}

#[test]
fn gives_up_with_the_params_of_the_endpoint() {
    let unique = json!({ "type": "object", "properties": { "a": { "type": "array", "uniqueItems": true, "items": {} } } });
    let format = json!({ "format": { "type": "json_schema", "name": "Out", "schema": unique } });
    let body = json!({ "model": "m", "input": "x", "text": format });
    let refused = talk().refused("POST", "/responses", Some(body));
    assert_eq!(
        (refused.0, refused.2, refused.3),
        (
            400,
            json!("text.format.schema"),
            json!("invalid_json_schema")
        )
    );
}
