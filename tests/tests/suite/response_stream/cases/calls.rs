//! Calls of tools, whoever answers them: each kind of item, as its events make it.

use serde_json::{Value, json};

use super::{at, item};
use crate::response_stream::row::{Became, Row, Then, begun, completed, with};

/// A call as its events make it.
struct Call {
    name: &'static str,
    /// The same, where the service does not say the item again when it is whole.
    name_alone: &'static str,
    begun: Value,
    events: Vec<Value>,
    /// What the events make of it.
    made: Value,
    /// What the service says that it is in the end.
    whole: Value,
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![two_functions()];
    for call in calls() {
        let Call {
            begun: first,
            events,
            made,
            whole,
            ..
        } = call;
        let told = || {
            begun()
                .into_iter()
                .chain([item("added", 0, &first)])
                .chain(events.clone())
        };
        // Some the client answers, and the others have been.
        let kind = first["type"].as_str().unwrap();
        let is_asked = ["function_call", "custom_tool_call", "shell_call"].contains(&kind);
        let became = if is_asked {
            Became::ToolCalls
        } else {
            Became::Empty
        };
        let output = json!([whole]);
        let end = [item("done", 0, &whole), completed(&output)];
        rows.push(Row::events(
            call.name,
            told().chain(end),
            Then::whole(output).becomes(became),
        ));
        let end = [completed(&json!([]))];
        rows.push(Row::events(
            call.name_alone,
            told().chain(end),
            Then::whole(json!([made])).becomes(became),
        ));
    }
    rows
}

/// An event of the item.
fn of(kind: &str, fields: Value) -> Value {
    at(
        0,
        &format!("response.{kind}"),
        with(json!({ "item_id": "it_1" }), fields),
    )
}

/// A call whose input comes in pieces in this field, and then whole.
fn input(names: [&'static str; 2], kind: &str, field: &str, begun: Value, more: Value) -> Call {
    let text = "{\"q\":\"日本 🎉\"}";
    let deltas = ["{\"q\":\"日", "本 🎉\"", "}"];
    let deltas = deltas.map(|delta| of(&format!("{kind}.delta"), json!({ "delta": delta })));
    let done = of(&format!("{kind}.done"), json!({ field: text }));
    let made = with(begun.clone(), json!({ field: text }));
    let [name, name_alone] = names;
    Call {
        name,
        name_alone,
        events: deltas.into_iter().chain([done]).collect(),
        whole: with(made.clone(), more),
        begun,
        made,
    }
}

/// A call that the service works on, and says how far it is.
fn worked(names: [&'static str; 2], words: &[&str], begun: Value, more: Value) -> Call {
    let kind = begun["type"].as_str().unwrap();
    let events = words
        .iter()
        .map(|word| of(&format!("{kind}.{word}"), json!({})));
    let last = words.last().copied().unwrap();
    let made = with(begun.clone(), json!({ "status": last }));
    let [name, name_alone] = names;
    Call {
        name,
        name_alone,
        events: events.collect(),
        whole: with(made.clone(), more),
        begun,
        made,
    }
}

fn calls() -> Vec<Call> {
    let item = |kind: &str, fields: Value| with(json!({ "type": kind, "id": "it_1" }), fields);
    let mut calls = vec![
        input(
            [
                "a call of a function",
                "a call of a function, by its pieces alone",
            ],
            "function_call_arguments",
            "arguments",
            item(
                "function_call",
                json!({ "call_id": "c1", "name": "look", "arguments": "", "status": "in_progress" }),
            ),
            json!({ "status": "completed" }),
        ),
        input(
            [
                "a call of a custom tool",
                "a call of a custom tool, by its pieces alone",
            ],
            "custom_tool_call_input",
            "input",
            item(
                "custom_tool_call",
                json!({ "call_id": "c1", "name": "look", "input": "" }),
            ),
            json!({}),
        ),
        input(
            [
                "a call of an MCP server",
                "a call of an MCP server, by its pieces alone",
            ],
            "mcp_call_arguments",
            "arguments",
            item(
                "mcp_call",
                json!({ "server_label": "s", "name": "look", "arguments": "", "status": "in_progress" }),
            ),
            json!({ "status": "completed", "output": "found", "error": null }),
        ),
        input(
            ["code that is run", "code that is run, by its pieces alone"],
            "code_interpreter_call_code",
            "code",
            item(
                "code_interpreter_call",
                json!({ "status": "in_progress", "container_id": "cn_1", "code": "", "outputs": null }),
            ),
            json!({ "status": "completed", "outputs": [{ "type": "logs", "logs": "1\n" }] }),
        ),
        worked(
            [
                "a search of the web",
                "a search of the web, by its progress alone",
            ],
            &["in_progress", "searching", "completed"],
            item(
                "web_search_call",
                json!({ "status": "in_progress", "action": { "type": "search", "query": "q" } }),
            ),
            json!({ "action": { "type": "search", "query": "q", "queries": ["q"],
                "sources": [{ "type": "url", "url": "https://example.com/" }] } }),
        ),
        worked(
            [
                "a search of files",
                "a search of files, by its progress alone",
            ],
            &["in_progress", "searching", "completed"],
            item(
                "file_search_call",
                json!({ "status": "in_progress", "queries": ["q"], "results": null }),
            ),
            json!({ "results": [{ "file_id": "f", "filename": "n", "score": 0.5, "text": "t" }] }),
        ),
        worked(
            [
                "an MCP call that fails",
                "an MCP call that fails, by its progress alone",
            ],
            &["in_progress", "failed"],
            item(
                "mcp_call",
                json!({ "server_label": "s", "name": "look", "arguments": "{}", "status": "calling" }),
            ),
            json!({ "error": { "type": "protocol_error", "code": 7, "message": "no" } }),
        ),
    ];
    calls.extend([image(), shell(), shell_output(), listed()]);
    calls
}

/// Two functions are called in turns, one of them without an id of the item.
fn two_functions() -> Row {
    let call = |id: &str, name: &str, arguments: &str, status: &str| {
        json!({ "type": "function_call", "id": id, "call_id": format!("call_{id}"), "name": name,
            "arguments": arguments, "status": status })
    };
    let delta = |place: u64, delta: &str| {
        at(
            place,
            "response.function_call_arguments.delta",
            json!({ "delta": delta }),
        )
    };
    let whole = [
        call("a", "look", "{\"q\":1}", "completed"),
        call("b", "find", "{}", "completed"),
    ];
    let mut events = begun();
    events.push(item("added", 0, &call("a", "look", "", "in_progress")));
    events.push(delta(0, "{\"q\""));
    events.push(item("added", 1, &call("b", "find", "", "in_progress")));
    events.push(delta(1, "{"));
    events.push(delta(0, ":1}"));
    events.push(delta(1, "}"));
    events.push(item("done", 1, &whole[1]));
    events.push(item("done", 0, &whole[0]));
    let output = json!(whole);
    events.push(completed(&output));
    let then = Then::whole(output).becomes(Became::ToolCalls);
    Row::events("two functions called in turns", events, then)
}

fn image() -> Call {
    let begun = json!({ "type": "image_generation_call", "id": "it_1", "status": "in_progress", "result": null });
    let image = json!({ "partial_image_b64": "aGk=", "partial_image_index": 0, "size": "1x1",
        "quality": "low", "background": "opaque", "output_format": "png" });
    let made = with(begun.clone(), json!({ "status": "completed" }));
    Call {
        name: "an image",
        name_alone: "an image, by its progress alone",
        events: vec![
            of("image_generation_call.in_progress", json!({})),
            of("image_generation_call.generating", json!({})),
            of("image_generation_call.partial_image", image),
            of("image_generation_call.completed", json!({})),
        ],
        whole: with(made.clone(), json!({ "result": "aGkh" })),
        begun,
        made,
    }
}

/// Two commands; their events have no id of the item.
fn shell() -> Call {
    let call = |status: &str, commands: Value| {
        json!({ "type": "shell_call", "id": "it_1", "call_id": "c1", "status": status,
            "action": { "commands": commands, "timeout_ms": null, "max_output_length": null },
            "environment": null })
    };
    let command = |word: &str, index: u64, fields: Value| {
        let place = json!({ "command_index": index });
        at(
            0,
            &format!("response.shell_call_command.{word}"),
            with(place, fields),
        )
    };
    Call {
        name: "commands of a shell",
        name_alone: "commands of a shell, by their pieces alone",
        begun: call("in_progress", json!([])),
        events: vec![
            command("added", 0, json!({ "command": "" })),
            command("delta", 0, json!({ "delta": "ls " })),
            command("delta", 0, json!({ "delta": "日本" })),
            command("done", 0, json!({ "command": "ls 日本" })),
            command("added", 1, json!({ "command": "" })),
            command("delta", 1, json!({ "delta": "pwd" })),
            command("done", 1, json!({ "command": "pwd" })),
        ],
        made: call("in_progress", json!(["ls 日本", "pwd"])),
        whole: call("completed", json!(["ls 日本", "pwd"])),
    }
}

/// What two commands wrote.
fn shell_output() -> Call {
    let output = |status: &str, output: Value| {
        json!({ "type": "shell_call_output", "id": "it_1", "call_id": "c1", "status": status,
            "output": output, "max_output_length": null })
    };
    let piece = |index: u64, delta: Value| {
        let fields = json!({ "command_index": index, "delta": delta });
        of("shell_call_output_content.delta", fields)
    };
    let wrote = |stdout: &str, stderr: &str| json!({ "stdout": stdout, "stderr": stderr, "outcome": { "type": "exit", "exit_code": 0 } });
    let done = |index: u64, output: &Value| {
        let fields = json!({ "command_index": index, "output": [output] });
        of("shell_call_output_content.done", fields)
    };
    let both = [wrote("日本\n", "no"), wrote("/\n", "")];
    Call {
        name: "what commands of a shell wrote",
        name_alone: "what commands of a shell wrote, by its pieces alone",
        begun: output("in_progress", json!([])),
        events: vec![
            piece(0, json!({ "stdout": "日" })),
            piece(0, json!({ "stderr": "no" })),
            piece(0, json!({ "stdout": "本\n" })),
            done(0, &both[0]),
            piece(1, json!({ "stdout": "/\n" })),
            done(1, &both[1]),
        ],
        made: output("in_progress", json!(both)),
        whole: output("completed", json!(both)),
    }
}

/// The tools of an MCP server, which have no status.
fn listed() -> Call {
    let begun = json!({ "type": "mcp_list_tools", "id": "it_1", "server_label": "s", "tools": [] });
    Call {
        name: "the tools of an MCP server",
        name_alone: "the tools of an MCP server, by their progress alone",
        events: vec![
            of("mcp_list_tools.in_progress", json!({})),
            of("mcp_list_tools.completed", json!({})),
        ],
        made: begun.clone(),
        whole: with(
            begun.clone(),
            json!({ "tools": [{ "name": "look", "input_schema": { "type": "object" } }] }),
        ),
        begun,
    }
}
