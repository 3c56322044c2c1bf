//! One output item as it comes to be: added, growing, done. What grows depends on its type.

use serde_json::{Value, json};

use super::{Events, Fields, fields, with};
use crate::local::text::{self, cut};

/// Items that are never in progress.
const AT_ONCE: [&str; 3] = [
    "apply_patch_call_output",
    "computer_call_output",
    "program_output",
];

/// Adds the events of an item.
pub(super) fn write(events: &mut Events, index: usize, item: &Value) {
    let added = [("output_index", index.into()), ("item", opened(item))];
    events.push("output_item.added", fields(added));
    let place = Place {
        fields: fields([
            ("item_id", item["id"].clone()),
            ("output_index", index.into()),
        ]),
        item,
    };
    match item["type"].as_str().unwrap_or_default() {
        "message" => place.content(events),
        "reasoning" => {
            place.summary(events);
            place.content(events);
        }
        "function_call" => {
            let kind = "function_call_arguments";
            events.grow(kind, &place.fields, place.text("arguments"));
            let done = ["name", "arguments"].map(|key| (key, item[key].clone()));
            events.push(&format!("{kind}.done"), with(&place.fields, done));
        }
        "custom_tool_call" => place.whole(events, "custom_tool_call_input", "input"),
        "mcp_call" => {
            place.state(events, "mcp_call", "in_progress");
            place.whole(events, "mcp_call_arguments", "arguments");
            place.state(events, "mcp_call", place.end());
        }
        "mcp_list_tools" => {
            place.state(events, "mcp_list_tools", "in_progress");
            place.state(events, "mcp_list_tools", place.end());
        }
        "code_interpreter_call" => {
            place.state(events, "code_interpreter_call", "in_progress");
            place.whole(events, "code_interpreter_call_code", "code");
            place.state(events, "code_interpreter_call", "interpreting");
            place.state(events, "code_interpreter_call", "completed");
        }
        kind @ ("web_search_call" | "file_search_call") => {
            for state in ["in_progress", "searching", "completed"] {
                place.state(events, kind, state);
            }
        }
        kind @ "image_generation_call" => {
            for state in ["in_progress", "generating", "completed"] {
                place.state(events, kind, state);
            }
        }
        "shell_call" => commands(events, index, item),
        "shell_call_output" => place.outputs(events),
        _ => {}
    }
    let done = [("output_index", index.into()), ("item", item.clone())];
    events.push("output_item.done", fields(done));
}

/// The item before anything of it has come.
fn opened(item: &Value) -> Value {
    let mut item = item.clone();
    let kind = item.get("type").and_then(Value::as_str);
    if kind.is_some_and(|kind| AT_ONCE.contains(&kind)) {
        return item;
    }
    for (key, value) in item.as_object_mut().into_iter().flatten() {
        match (key.as_str(), value) {
            ("status", status) => *status = "in_progress".into(),
            ("content" | "summary", Value::Array(list)) => list.clear(),
            ("arguments" | "input" | "code", Value::String(text)) => text.clear(),
            _ => {}
        }
    }
    item
}

/// Where the events of an item stand.
struct Place<'a> {
    fields: Fields,
    item: &'a Value,
}

impl Place<'_> {
    fn text(&self, key: &str) -> &str {
        self.item[key].as_str().unwrap_or_default()
    }

    /// Whether the work of a server failed.
    fn end(&self) -> &'static str {
        if self.item["error"].is_null() {
            "completed"
        } else {
            "failed"
        }
    }

    fn state(&self, events: &mut Events, kind: &str, state: &str) {
        events.push(&format!("{kind}.{state}"), self.fields.clone());
    }

    /// A text of the item under this key.
    fn whole(&self, events: &mut Events, kind: &str, key: &str) {
        events.text(kind, &self.fields, key, self.text(key));
    }

    fn list(&self, key: &str) -> impl Iterator<Item = (usize, &Value)> {
        self.item[key].as_array().into_iter().flatten().enumerate()
    }

    fn summary(&self, events: &mut Events) {
        for (at, part) in self.list("summary") {
            let fields = with(&self.fields, [("summary_index", at.into())]);
            let added = with(&fields, [("part", emptied(part))]);
            events.push("reasoning_summary_part.added", added);
            let text = part["text"].as_str().unwrap_or_default();
            events.text("reasoning_summary_text", &fields, "text", text);
            let done = with(&fields, [("part", part.clone())]);
            events.push("reasoning_summary_part.done", done);
        }
    }

    fn content(&self, events: &mut Events) {
        for (at, part) in self.list("content") {
            let fields = with(&self.fields, [("content_index", at.into())]);
            let added = with(&fields, [("part", emptied(part))]);
            events.push("content_part.added", added);
            let text = |key: &str| part[key].as_str().unwrap_or_default();
            match part["type"].as_str() {
                Some("output_text") => output_text(events, &fields, part),
                Some("refusal") => events.text("refusal", &fields, "refusal", text("refusal")),
                Some("reasoning_text") => {
                    events.text("reasoning_text", &fields, "text", text("text"));
                }
                _ => {}
            }
            let done = with(&fields, [("part", part.clone())]);
            events.push("content_part.done", done);
        }
    }

    /// What the commands of a shell wrote.
    fn outputs(&self, events: &mut Events) {
        for (at, output) in self.list("output") {
            let fields = with(&self.fields, [("command_index", at.into())]);
            for key in ["stdout", "stderr"] {
                let text = output[key].as_str().unwrap_or_default();
                for piece in cut(text, events.manner.piece) {
                    let delta = Value::Object(super::fields([(key, piece.into())]));
                    let delta = with(&fields, [("delta", delta)]);
                    events.push("shell_call_output_content.delta", delta);
                }
            }
            let done = with(&fields, [("output", json!([output]))]);
            events.push("shell_call_output_content.done", done);
        }
    }
}

/// The text of a message, with log probabilities if they were asked for, and what is noted about it.
fn output_text(events: &mut Events, fields: &Fields, part: &Value) {
    let text = part["text"].as_str().unwrap_or_default();
    let wanted = events.manner.logprobs;
    let logprobs = |said: &str, piece: usize| {
        let tokens = wanted.then(|| text::logprobs(cut(said, piece)));
        Value::from(tokens.unwrap_or_default())
    };
    for piece in cut(text, events.manner.piece) {
        let delta = [
            ("delta", piece.into()),
            ("logprobs", logprobs(piece, usize::MAX)),
        ];
        let mut delta = with(fields, delta);
        events.pad(&mut delta, piece);
        events.push("output_text.delta", delta);
    }
    let annotations = part["annotations"].as_array().into_iter().flatten();
    for (at, annotation) in annotations.enumerate() {
        let noted = [
            ("annotation_index", at.into()),
            ("annotation", annotation.clone()),
        ];
        events.push("output_text.annotation.added", with(fields, noted));
    }
    let logprobs = logprobs(text, events.manner.piece);
    let done = with(fields, [("text", text.into()), ("logprobs", logprobs)]);
    events.push("output_text.done", done);
}

/// The commands of a shell; their events do not name the item.
fn commands(events: &mut Events, index: usize, item: &Value) {
    let commands = item.pointer("/action/commands").and_then(Value::as_array);
    for (at, command) in commands.into_iter().flatten().enumerate() {
        let fields = fields([("output_index", index.into()), ("command_index", at.into())]);
        let added = with(&fields, [("command", "".into())]);
        events.push("shell_call_command.added", added);
        let command = command.as_str().unwrap_or_default();
        events.text("shell_call_command", &fields, "command", command);
    }
}

/// A part of a content before its text has come.
fn emptied(part: &Value) -> Value {
    let mut part = part.clone();
    for (key, value) in part.as_object_mut().into_iter().flatten() {
        match (key.as_str(), value) {
            ("text" | "refusal", Value::String(text)) => text.clear(),
            ("annotations" | "logprobs", Value::Array(list)) => list.clear(),
            _ => {}
        }
    }
    part
}
