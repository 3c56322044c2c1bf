//! The calls in a response that wait for the application, and what goes back for them.

use crate::dialect::{Calling, Named, Speech, ids};
use openai_client::chat::{self, FunctionToolCall, ToolCall};
use openai_client::responses::{
    ApplyPatchCallOutput, Caller, CustomToolCallOutput, ExitOutcome, FunctionCallOutput, Item,
    ItemStatus, LocalShellCallOutput, McpApprovalResponse, Response, ResponseAccumulator,
    ResponseStatus, ShellCallOutput, ShellEnvironment, ShellOutput, ToolSearchExecution,
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::ptr;

/// The calls that wait for the application, with their places in the list. The service runs those of
/// its own tools itself; what it has run has its output beside it.
pub(super) fn waiting(items: &[Item]) -> impl Iterator<Item = (usize, &Item)> {
    let answered: HashSet<_> = items.iter().filter_map(answered).collect();
    let calls = items.iter().enumerate();
    calls.filter(move |(_, item)| {
        names(item).is_some_and(|it| it.call.is_empty() || !answered.contains(it.call))
    })
}

/// What names a call that may wait for the application. None for all other items.
pub(super) fn names(item: &Item) -> Option<Named<'_>> {
    let call = match item {
        Item::FunctionCall(call) => &call.call_id,
        Item::CustomToolCall(call) => &call.call_id,
        Item::LocalShellCall(call) => &call.call_id,
        Item::ApplyPatchCall(call) => &call.call_id,
        Item::ComputerCall(call) => &call.call_id,
        Item::McpApprovalRequest(request) => &request.id,
        Item::ShellCall(call) => match call.environment.as_deref() {
            None | Some(ShellEnvironment::Local(_)) => &call.call_id,
            Some(_) => return None,
        },
        Item::ToolSearchCall(call) => match (&call.execution, &call.call_id) {
            (Some(ToolSearchExecution::Client), Some(id)) => id,
            _ => return None,
        },
        _ => return None,
    };
    let item = item.id().filter(|id| !id.is_empty());
    Some(Named { call, item })
}

/// The call that an item is the output of.
fn answered(item: &Item) -> Option<&str> {
    match item {
        Item::FunctionCallOutput(output) => output.call_id.as_deref(),
        Item::CustomToolCallOutput(output) => Some(&output.call_id),
        Item::LocalShellCallOutput(output) => output.call_id.as_deref().or(Some(&output.id)),
        Item::ShellCallOutput(output) => Some(&output.call_id),
        Item::ApplyPatchCallOutput(output) => Some(&output.call_id),
        Item::ComputerCallOutput(output) => Some(&output.call_id),
        Item::McpApprovalResponse(response) => Some(&response.approval_request_id),
        Item::ToolSearchOutput(output) => output.call_id.as_deref(),
        _ => None,
    }
}

/// A call in the form of chat, which runs know. One of another kind is its item as it is.
pub(super) fn call(item: &Item) -> Option<ToolCall> {
    Some(match item {
        Item::FunctionCall(item) => {
            let mut call = FunctionToolCall::new(&*item.call_id, &*item.name, &*item.arguments);
            if let Some(caller) = item.caller.as_ref().and_then(as_value) {
                call.extra.insert(CALLER.to_owned(), caller);
            }
            ToolCall::Function(call)
        }
        Item::CustomToolCall(item) => {
            let mut call = chat::CustomToolCall::new(&*item.call_id, &*item.name, &*item.input);
            if let Some(caller) = item.caller.as_ref().and_then(as_value) {
                call.extra.insert(CALLER.to_owned(), caller);
            }
            ToolCall::Custom(call)
        }
        other => ToolCall::Other(as_value(other)?),
    })
}

/// Where a call says who calls.
const CALLER: &str = "caller";

fn as_value(part: impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(part).ok()
}

/// What has come of a call.
pub(super) fn calling(item: &Item) -> Calling<'_> {
    let (is_function, name, input) = match item {
        Item::FunctionCall(call) => (true, &*call.name, &*call.arguments),
        Item::CustomToolCall(call) => (false, &*call.name, &*call.input),
        Item::McpApprovalRequest(request) => (false, &*request.name, &*request.arguments),
        _ => (false, "", ""),
    };
    Calling {
        is_function,
        name,
        input,
    }
}

/// Whether nothing more comes of an item, and nothing is missing.
pub(super) fn is_whole(item: &Item) -> bool {
    !matches!(
        item.status(),
        Some(ItemStatus::Incomplete | ItemStatus::InProgress | ItemStatus::Failed)
    )
}

/// The place of an item among the calls. None while items before it are missing, which may be calls.
pub(super) fn place_of(answer: &ResponseAccumulator, key: u64) -> Option<usize> {
    let (item, output) = (answer.item(key)?, &answer.snapshot().output);
    let at = usize::try_from(key).ok()?;
    if !output.get(at).is_some_and(|other| ptr::eq(item, other)) {
        return None;
    }
    waiting(&answer.snapshot().output).position(|(place, _)| place == at)
}

/// The items as they go back, without the calls that are not kept and with an id for each that is.
///
/// Services refuse what is half: of a response that broke off, items that are not whole are left out,
/// and thinking that nothing follows.
pub(super) fn speech(
    answer: &Response,
    round: usize,
    keeps: impl Fn(usize) -> bool,
) -> Speech<Item> {
    let items = &*answer.output;
    let is_whole = answer.status == Some(ResponseStatus::Completed);
    let is_half = |item: &Item| {
        let status = item.status();
        matches!(
            status,
            Some(ItemStatus::InProgress | ItemStatus::Incomplete)
        )
    };
    let mut waits = waiting(items).peekable();
    let mut calls: Vec<_> = waiting(items).filter_map(|(_, item)| call(item)).collect();
    ids::complete(&mut calls, round);
    let mut kept = Vec::new();
    let mut calls = calls.into_iter().enumerate();
    let mut messages = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if waits.next_if(|(place, _)| *place == at).is_none() {
            if is_whole || !is_half(item) {
                messages.push(item.clone());
            }
            continue;
        }
        let Some((place, call)) = calls.next() else {
            continue; // never: each that waits is a call
        };
        if keeps(place) {
            messages.push(named(item, call.id()));
            kept.push(call);
        }
    }
    while !is_whole && matches!(messages.last(), Some(Item::Reasoning(_))) {
        messages.pop();
    }
    Speech {
        messages,
        calls: kept,
    }
}

/// A call by its id, where the service gave none or one twice.
fn named(item: &Item, id: &str) -> Item {
    let mut item = item.clone();
    let own = match &mut item {
        Item::FunctionCall(call) => &mut call.call_id,
        Item::CustomToolCall(call) => &mut call.call_id,
        Item::LocalShellCall(call) => &mut call.call_id,
        Item::ApplyPatchCall(call) => &mut call.call_id,
        Item::ComputerCall(call) => &mut call.call_id,
        Item::ShellCall(call) => &mut call.call_id,
        _ => return item,
    };
    if own != id {
        id.clone_into(own);
    }
    item
}

/// What came of a call, as it goes back.
pub(super) fn result(call: &ToolCall, words: String, is_good: bool) -> Item {
    match call {
        ToolCall::Function(call) => {
            let mut output = FunctionCallOutput::new(&*call.id, words);
            output.caller = call.extra.get(CALLER).and_then(caller);
            output.into()
        }
        ToolCall::Custom(call) => {
            let mut output = CustomToolCallOutput::new(&*call.id, words);
            output.caller = call.extra.get(CALLER).and_then(caller);
            output.into()
        }
        ToolCall::Other(Value::Object(item)) => of_kind(item, call.id(), words, is_good),
        call => FunctionCallOutput::new(call.id(), words).into(),
    }
}

fn caller(caller: &Value) -> Option<Caller> {
    serde_json::from_value(caller.clone()).ok()
}

/// Whether the words can go back for a call.
pub(super) fn can_tell(call: &ToolCall, words: &str, is_good: bool) -> bool {
    let ToolCall::Other(item) = call else {
        return true;
    };
    let kind = item.get("type").and_then(Value::as_str);
    let Some(output) = kind.and_then(beyond_words) else {
        return true;
    };
    is_good && written(output, call.id(), words).is_some()
}

/// The kind of item that answers a call of this kind, where no text can say what came of it: what a
/// computer shows, or which tools were found.
fn beyond_words(kind: &str) -> Option<&'static str> {
    match kind {
        "computer_call" => Some("computer_call_output"),
        "tool_search_call" => Some("tool_search_output"),
        _ => None,
    }
}

/// The item of this kind, for this call, that a text is. What tools give is data, often from strangers:
/// it must not become anything else that the model hears.
fn written(kind: &str, id: &str, words: &str) -> Option<Item> {
    let mut item: Map<String, Value> = serde_json::from_str(words).ok()?;
    if item.get("type")? != kind {
        return None;
    }
    match item.get("call_id") {
        None | Some(Value::Null) => {
            item.insert("call_id".to_owned(), id.into());
        }
        Some(own) if own == id => {}
        Some(_) => return None,
    }
    let item = serde_json::from_value(item.into()).ok()?;
    (!matches!(item, Item::Other(_))).then_some(item)
}

/// A text as the output of a call of this kind.
fn of_kind(call: &Map<String, Value>, id: &str, words: String, is_good: bool) -> Item {
    let kind = call.get("type").and_then(Value::as_str);
    if let Some(output) = kind.and_then(beyond_words) {
        // Who runs calls by hand may settle one so all the same. The service says what is wrong.
        let written = written(output, id, &words).filter(|_| is_good);
        return written.unwrap_or_else(|| {
            Item::Other(json!({ "type": output, "call_id": id, "output": words }))
        });
    }
    match kind {
        Some("mcp_approval_request") => {
            let mut response = McpApprovalResponse::new(id, is_good);
            response.reason = Some(words).filter(|_| !is_good);
            response.into()
        }
        Some("local_shell_call") => {
            let mut output = LocalShellCallOutput::new(id, words);
            output.call_id = Some(id.to_owned());
            output.into()
        }
        Some("shell_call") => {
            let (stdout, stderr) = if is_good {
                (words, String::new())
            } else {
                (String::new(), words)
            };
            let outcome = ExitOutcome::new(i64::from(!is_good));
            let mut output = ShellCallOutput::new(id, [ShellOutput::new(stdout, stderr, outcome)]);
            let limit = call
                .get("action")
                .and_then(|it| it.get("max_output_length"));
            output.max_output_length = limit.and_then(Value::as_u64);
            output.into()
        }
        Some("apply_patch_call") => {
            let status = if is_good {
                ItemStatus::Completed
            } else {
                ItemStatus::Failed
            };
            ApplyPatchCallOutput::new(id, status).output(words).into()
        }
        _ => FunctionCallOutput::new(id, words).into(),
    }
}
