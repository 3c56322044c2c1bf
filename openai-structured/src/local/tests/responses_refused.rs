//! Requests for responses that the service refuses, in its words.

use super::responses::{Talk, asking};
use super::*;

#[track_caller]
fn refuses(more: Value, message: &str, param: &str, code: Option<&str>) {
    let talk = Talk::new([]);
    let refused = talk.refused("POST", "/responses", Some(asking(more)));
    assert_eq!(
        refused,
        (400, message.to_owned(), json!(param), json!(code))
    );
}

/// That a request passed all checks: the empty script is what it comes to.
#[track_caller]
fn passes(more: Value) {
    let refused = Talk::new([]).refused("POST", "/responses", Some(asking(more)));
    assert_eq!(refused.3, "script_exhausted", "{refused:?}");
}

/// What a request is refused for: its `param` and `code`.
#[track_caller]
fn blames(more: Value) -> (Value, Value) {
    let refused = Talk::new([]).refused("POST", "/responses", Some(asking(more)));
    assert_eq!(refused.0, 400, "{refused:?}");
    (refused.2, refused.3)
}

#[test]
fn fields_of_chat_are_told_where_they_went() {
    for (key, value, place) in [
        ("messages", json!([]), "input"),
        ("response_format", json!({}), "text.format"),
        ("max_tokens", json!(1), "max_output_tokens"),
        ("max_completion_tokens", json!(1), "max_output_tokens"),
        ("reasoning_effort", json!("low"), "reasoning.effort"),
        ("verbosity", json!("low"), "text.verbosity"),
    ] {
        let message = format!(
            "Unsupported parameter: '{key}'. In the Responses API, this parameter has moved to '{place}'. \
             Try again with the new parameter. See the API documentation for more information: \
             https://platform.openai.com/docs/api-reference/responses/create."
        );
        refuses(
            json!({ key: value }),
            &message,
            key,
            Some("unsupported_parameter"),
        );
    }
    // A parameter that nobody knows is let pass, as by the chat endpoint.
    passes(json!({ "top_k": 20 }));
}

#[test]
fn what_is_missing_is_named() {
    let absent = Some("missing_required_parameter");
    let missing = |param: &str| format!("Missing required parameter: '{param}'.");
    for key in ["model", "input"] {
        refuses(json!({ key: null }), &missing(key), key, absent);
    }
    passes(json!({ "prompt": { "id": "p" }, "model": null, "input": null }));
    let chat_format = json!({ "type": "json_schema", "json_schema": { "name": "Out" } });
    for (more, place) in [
        (
            json!({ "text": { "format": chat_format } }),
            "text.format.name",
        ),
        (
            json!({ "text": { "format": { "type": "json_schema", "name": "Out" } } }),
            "text.format.schema",
        ),
        (
            json!({ "tools": [{ "type": "function", "function": { "name": "f" } }] }),
            "tools[0].name",
        ),
        (json!({ "input": [{ "role": "user" }] }), "input[0].content"),
        (json!({ "input": [{ "content": "x" }] }), "input[0].type"),
        (
            json!({ "input": [{ "type": "function_call", "call_id": "c", "name": "f" }] }),
            "input[0].arguments",
        ),
        (
            json!({ "input": [{ "type": "function_call_output", "call_id": "c" }] }),
            "input[0].output",
        ),
    ] {
        refuses(more, &missing(place), place, absent);
    }
}

#[test]
fn input_has_items_and_parts_of_known_types() {
    refuses(
        json!({ "input": 1 }),
        "Invalid type for 'input': expected a string or an array, but got an integer instead.",
        "input",
        Some("invalid_type"),
    );
    refuses(
        json!({ "input": [] }),
        "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        "input",
        Some("empty_array"),
    );
    refuses(
        json!({ "input": [{ "role": "assistant", "content": [{ "type": "input_text", "text": "x" }] }] }),
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
        "input[0].content[0]",
        Some("invalid_value"),
    );
    let invalid = json!("invalid_value");
    for (item, place) in [
        (json!({ "role": "tool", "content": "x" }), "input[0].role"),
        (
            json!({ "role": "user", "content": [{ "type": "text", "text": "x" }] }),
            "input[0].content[0]",
        ),
        (json!({ "type": "messages" }), "input[0].type"),
    ] {
        let blamed = blames(json!({ "input": [item] }));
        assert_eq!(blamed, (json!(place), invalid.clone()), "{item}");
    }
    passes(json!({ "input": [
        { "role": "developer", "content": "x" },
        { "type": "message", "role": "user", "content": [
            { "type": "input_text", "text": "x" },
            { "type": "input_image", "image_url": "https://example.com/a.png" },
        ] },
        { "role": "assistant", "content": [{ "type": "refusal", "refusal": "No." }] },
        { "type": "reasoning", "id": "rs_1", "summary": [] },
        { "type": "web_search_call", "id": "ws_1", "status": "completed" },
    ]}));
}

#[test]
fn calls_have_outputs_and_outputs_calls() {
    let call = |id: &str| json!({ "type": "function_call", "call_id": id, "name": "f", "arguments": "{}" });
    let output = |id: &str| json!({ "type": "function_call_output", "call_id": id, "output": "1" });
    passes(json!({ "input": [call("a"), call("b"), output("b"), output("a")] }));
    refuses(
        json!({ "input": [call("a")] }),
        "No tool output found for function call a.",
        "input",
        None,
    );
    refuses(
        json!({ "input": [output("a"), call("a")] }),
        "No tool call found for function call output with call_id a.",
        "input",
        None,
    );
    let long = "c".repeat(65);
    refuses(
        json!({ "input": [call("a"), output(&long)] }),
        "Invalid 'input[1].call_id': string too long. Expected a string with maximum length 64, but got a \
         string with length 65 instead.",
        "input[1].call_id",
        Some("string_above_max_length"),
    );
    let large = |characters: usize| {
        let mut output = output("a");
        output["output"] = "é".repeat(characters).into();
        json!({ "input": [call("a"), output] })
    };
    passes(large(10_485_760));
    assert_eq!(
        blames(large(10_485_761)),
        (json!("input[1].output"), json!("string_above_max_length"))
    );
}

fn format(schema: &Value) -> Value {
    json!({ "text": { "format": { "type": "json_schema", "name": "Out", "strict": true, "schema": schema } } })
}

#[test]
fn schemas_are_refused_with_params_of_their_own() {
    let open = json!({ "type": "object", "properties": {} });
    let text = "In context=(), 'additionalProperties' is required to be supplied and to be false.";
    refuses(
        format(&open),
        &format!("Invalid schema for response_format 'Out': {text}"),
        "text.format.schema",
        Some("invalid_json_schema"),
    );
    let tool = |strict: Value, parameters: &Value| {
        let good = json!({ "type": "function", "name": "good" });
        json!({ "tools": [good, { "type": "web_search" }, { "type": "function", "name": "t",
            "strict": strict, "parameters": parameters }] })
    };
    refuses(
        tool(json!(true), &open),
        &format!("Invalid schema for function 't': {text}"),
        "tools[2].parameters",
        Some("invalid_function_parameters"),
    );
    passes(tool(json!(false), &open));
    passes(tool(json!(null), &open));
    refuses(
        tool(json!(null), &json!({ "type": "object" })),
        "Invalid schema for function 't': In context=(), object schema missing properties.",
        "tools[2].parameters",
        Some("invalid_function_parameters"),
    );
    let look = json!({ "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": { "a": { "type": "string", "pattern": "^(?=a)a$" } } });
    let message =
        "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.a.pattern.";
    let code = Some("invalid_json_schema");
    refuses(format(&look), message, "text.format.schema", code);
    refuses(tool(json!(false), &look), message, "tools", code);
}

#[test]
fn names_are_longer_than_in_chat() {
    let tool =
        |length: usize| json!({ "tools": [{ "type": "function", "name": "n".repeat(length) }] });
    passes(tool(65));
    passes(tool(128));
    refuses(
        tool(129),
        "Invalid 'tools[0].name': string too long. Expected a string with maximum length 128, but got a string \
         with length 129 instead.",
        "tools[0].name",
        Some("string_above_max_length"),
    );
    let described = json!({ "type": "function", "name": "t", "description": "d".repeat(2_000) });
    passes(json!({ "tools": [described] }));
    let name = |name: &str| json!({ "text": { "format": { "type": "json_schema", "name": name, "schema": {} } } });
    refuses(
        name(&"n".repeat(65)),
        "Invalid 'text.format.name': string too long. Expected a string with maximum length 64, but got a string \
         with length 65 instead.",
        "text.format.name",
        Some("string_above_max_length"),
    );
    assert_eq!(blames(name("my format")).0, "text.format.name");
}

#[test]
fn tools_and_their_choice_are_judged() {
    let unknown = blames(json!({ "tools": [{ "type": "telepathy" }] }));
    assert_eq!(unknown, (json!("tools[0].type"), json!("invalid_value")));
    let flat = json!({ "type": "function", "name": "f", "function": {} });
    refuses(
        json!({ "tools": [flat] }),
        "Unknown parameter: 'tools[0].function'.",
        "tools[0].function",
        Some("unknown_parameter"),
    );
    let choose = |choice: Value| {
        json!({ "tools": [{ "type": "function", "name": "f" }, { "type": "custom", "name": "c" }],
            "tool_choice": choice })
    };
    for good in [
        json!("required"),
        json!({ "type": "function", "name": "f" }),
        json!({ "type": "custom", "name": "c" }),
        json!({ "type": "allowed_tools", "mode": "auto", "tools": [] }),
        json!({ "type": "mcp", "server_label": "s" }),
    ] {
        passes(choose(good));
    }
    for bad in [
        json!("perhaps"),
        json!({ "type": "function", "name": "c" }),
        json!({ "type": "function", "function": { "name": "f" } }),
        json!({ "name": "f" }),
    ] {
        let (param, _) = blames(choose(bad.clone()));
        assert!(param.as_str().unwrap().starts_with("tool_choice"), "{bad}");
    }
    assert_eq!(blames(json!({ "tool_choice": "auto" })).0, "tool_choice");
    let many = vec![json!({ "type": "function", "name": "t" }); 129];
    assert_eq!(
        blames(json!({ "tools": many })),
        (json!("tools"), json!("array_above_max_length"))
    );
}

#[test]
fn numbers_words_and_flags_are_judged() {
    refuses(
        json!({ "max_output_tokens": 15 }),
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
        "max_output_tokens",
        Some("integer_below_min_value"),
    );
    passes(json!({ "max_output_tokens": 16 }));
    let json_mode = json!({ "text": { "format": { "type": "json_object" } } });
    refuses(
        json_mode.clone(),
        "Response input messages must contain the word 'json' in some form to use 'text.format' of type \
         'json_object'.",
        "input",
        None,
    );
    let mut says_so = json_mode;
    says_so["input"] = json!("Say it in JSON.");
    passes(says_so);
    for (more, param) in [
        (json!({ "stream": "yes" }), "stream"),
        (json!({ "stream_options": {} }), "stream_options"),
        (
            json!({ "stream": true, "stream_options": { "include_usage": true } }),
            "stream_options.include_usage",
        ),
        (json!({ "include": ["all"] }), "include[0]"),
        (json!({ "metadata": { "a": 1 } }), "metadata.a"),
        (
            json!({ "text": { "format": { "type": "yaml" } } }),
            "text.format.type",
        ),
        (json!({ "background": true, "store": false }), "background"),
    ] {
        assert_eq!(blames(more.clone()).0, param, "{more}");
    }
    assert_eq!(
        blames(json!({ "previous_response_id": "a", "conversation": "b" })),
        (Value::Null, json!("mutually_exclusive_parameters"))
    );
}

/// Each body gets an answer, none a panic.
#[test]
fn survives_made_up_bodies() {
    let empty = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    let good = asking(json!({
        "input": [
            { "role": "user", "content": [{ "type": "input_text", "text": "x" }] },
            { "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}" },
            { "type": "function_call_output", "call_id": "c", "output": "1" },
            { "type": "compaction", "encrypted_content": "5b5d" },
        ],
        "stream": true,
        "text": { "format": { "type": "json_schema", "name": "n", "schema": empty } },
        "tools": [{ "type": "function", "name": "t", "strict": true, "parameters": empty }],
    }))
    .to_string();
    let rules = rules((0..5_000).map(|_| Reply::text("Hi.")));
    let mut statuses = [0; 600];
    for body in made_up(&good) {
        let answer = answer(&rules, &received("POST", "/v1/responses", body));
        statuses[usize::from(answer.status)] += 1;
    }
    assert_eq!(statuses[200] + statuses[400], 5_000);
    assert!(statuses[200] > 50 && statuses[400] > 1_000);
}
