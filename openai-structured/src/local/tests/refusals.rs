//! Chat requests that the API refuses, in its words.

use super::*;

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
        let answer = answer(&rules([]), &received("POST", "/v1/chat/completions", body));
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

/// Each body gets an answer, none a panic.
#[test]
fn survives_made_up_bodies() {
    let good = tool(
        json!({ "name": "t", "strict": true, "parameters": { "type": "object", "properties": {} } }),
    );
    let rules = rules([]);
    for body in made_up(&good.to_string()) {
        let received = received("POST", "/v1/chat/completions", body);
        assert!([400, 500].contains(&answer(&rules, &received).status));
    }
}
