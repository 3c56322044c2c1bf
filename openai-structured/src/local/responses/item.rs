//! Items of a response: their types, their ids, and what a reply says as items.

use serde_json::{Value, json};

use crate::local::said::{Choice, Said};
use crate::local::text::{self, call_id, cut};

/// The types of items that the service knows.
pub(super) const KINDS: [&str; 30] = [
    "message",
    "item_reference",
    "file_search_call",
    "function_call",
    "function_call_output",
    "web_search_call",
    "computer_call",
    "computer_call_output",
    "reasoning",
    "program",
    "program_output",
    "tool_search_call",
    "tool_search_output",
    "additional_tools",
    "compaction",
    "compaction_trigger",
    "image_generation_call",
    "code_interpreter_call",
    "local_shell_call",
    "local_shell_call_output",
    "shell_call",
    "shell_call_output",
    "apply_patch_call",
    "apply_patch_call_output",
    "mcp_call",
    "mcp_list_tools",
    "mcp_approval_request",
    "mcp_approval_response",
    "custom_tool_call",
    "custom_tool_call_output",
];

/// What the id of an item begins with.
pub(super) fn id_prefix(kind: &str) -> &'static str {
    match kind {
        "message" => "msg",
        "reasoning" => "rs",
        "function_call" => "fc",
        "function_call_output" => "fco",
        "custom_tool_call" => "ctc",
        "custom_tool_call_output" => "ctco",
        "web_search_call" => "ws",
        "file_search_call" => "fs",
        "code_interpreter_call" => "ci",
        "image_generation_call" => "ig",
        "computer_call" => "cu",
        "mcp_call" => "mcp",
        "mcp_list_tools" => "mcpl",
        "mcp_approval_request" => "mcpr",
        "compaction" => "cmp",
        _ => "item",
    }
}

/// How the text of items is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Characters of one delta.
    pub(super) piece: usize,
    pub(super) logprobs: bool,
}

/// What a reply says, as the output of the response with this number.
pub(super) fn output(said: &[Said], number: usize, manner: Manner) -> Vec<Value> {
    let mut items = Vec::new();
    for said in said {
        match said {
            Said::Choice(choice) => push_choice(&mut items, choice, number, manner),
            Said::Reasoning(summary) => {
                let id = id("reasoning", number, items.len());
                items.push(json!({
                    "id": id,
                    "type": "reasoning",
                    "summary": [{ "type": "summary_text", "text": summary }],
                }));
            }
            Said::Item(item) => {
                let mut item = item.clone();
                if let Value::Object(fields) = &mut item {
                    let kind = fields.get("type").and_then(Value::as_str);
                    let id = id(kind.unwrap_or_default(), number, items.len());
                    fields.entry("id").or_insert(id.into());
                }
                items.push(item);
            }
            Said::Failed { .. } | Said::Vector(_) | Said::Flags(_) => {}
        }
    }
    items
}

fn push_choice(items: &mut Vec<Value>, choice: &Choice, number: usize, manner: Manner) {
    let logprobs = |said: &str| {
        let tokens = (manner.logprobs).then(|| text::logprobs(cut(said, manner.piece)));
        tokens.unwrap_or_default()
    };
    let text = choice.text.iter().map(|text| {
        json!({
            "type": "output_text",
            "text": text,
            "annotations": [],
            "logprobs": logprobs(text),
        })
    });
    let refusal = choice.refusal.iter();
    let refusal = refusal.map(|text| json!({ "type": "refusal", "refusal": text }));
    let content: Vec<_> = text.chain(refusal).collect();
    if !content.is_empty() {
        let status = match incomplete_reason(choice) {
            Some(_) => "incomplete",
            None => "completed",
        };
        items.push(json!({
            "id": id("message", number, items.len()),
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": content,
        }));
    }
    let first = items.len();
    for (at, call) in choice.calls.iter().enumerate() {
        items.push(json!({
            "id": id("function_call", number, items.len()),
            "type": "function_call",
            "status": "completed",
            "call_id": call_id(number, first, at),
            "name": call.name,
            "arguments": call.arguments,
        }));
    }
}

/// Why a choice is not complete, if it is not.
pub(super) fn incomplete_reason(choice: &Choice) -> Option<&'static str> {
    match choice.finish {
        "length" => Some("max_output_tokens"),
        "content_filter" => Some("content_filter"),
        _ => None,
    }
}

fn id(kind: &str, number: usize, at: usize) -> String {
    format!("{}_local_{number}_{at}", id_prefix(kind))
}

/// What a response's items say, in characters, for its usage: what was thought, and all.
pub(super) fn tokens(items: &[Value]) -> (usize, usize) {
    let texts = |list: &Value| -> usize {
        let parts = list.as_array().into_iter().flatten();
        let said = parts.flat_map(|part| [&part["text"], &part["refusal"]]);
        said.filter_map(Value::as_str).map(text::tokens).sum()
    };
    let (mut thought, mut all) = (0, 0);
    for item in items {
        thought += texts(&item["summary"]);
        let fields = ["name", "arguments", "input", "code"].map(|key| item[key].as_str());
        let fields = fields.into_iter().flatten().map(text::tokens);
        all += texts(&item["content"]) + texts(&item["summary"]) + fields.sum::<usize>();
    }
    (thought, all)
}
