//! The messages of a chat request: their roles, and which calls were answered.

use serde_json::Value;

use crate::local::error::ApiError;
use crate::local::field::{given, object, required_in, text, unsupported};
use crate::local::shape::empty_list;

const ROLES: [&str; 6] = [
    "system",
    "assistant",
    "user",
    "function",
    "tool",
    "developer",
];

/// Refuses an empty transcript, an unknown role, a tool result without its call, and a call
/// without its result.
pub(super) fn check(messages: &[Value]) -> Result<(), ApiError> {
    if messages.is_empty() {
        return Err(empty_list("messages"));
    }
    let mut open: Vec<&str> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let place = format!("messages[{at}]");
        let fields = object(message, &place)?;
        let role_place = format!("{place}.role");
        let role = text(required_in(fields, &place, "role")?, &role_place)?;
        if !ROLES.contains(&role) {
            let supported = "'system', 'assistant', 'user', 'function', 'tool', and 'developer'";
            return Err(unsupported(&role_place, role, supported));
        }
        if role == "tool" {
            let id = text(required_in(fields, &place, "tool_call_id")?, &place)?;
            let Some(found) = open.iter().position(|call| *call == id) else {
                return Err(ApiError::invalid(
                    "Invalid parameter: messages with role 'tool' must be a response to a \
                     preceeding message with 'tool_calls'.",
                )
                .param(role_place));
            };
            open.remove(found);
        } else {
            unanswered(&open, at)?;
            let calls = given(fields, "tool_calls").and_then(Value::as_array);
            let ids = calls
                .into_iter()
                .flatten()
                .filter_map(|call| call.get("id")?.as_str());
            open = ids.collect();
        }
    }
    unanswered(&open, messages.len())
}

fn unanswered(open: &[&str], at: usize) -> Result<(), ApiError> {
    if open.is_empty() {
        return Ok(());
    }
    let ids = open.join(", ");
    Err(ApiError::invalid(format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to \
         each 'tool_call_id'. The following tool_call_ids did not have response messages: {ids}"
    ))
    .param(format!("messages[{at}].role")))
}
