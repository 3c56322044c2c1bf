//! The ids of calls: each names one call of its answer.

use openai_client::chat::ToolCall;
use serde_json::Value;

/// Gives an id to every call that has none, or the one of a call before it: services such as Gemini
/// send empty ones, and results are matched by them.
pub(super) fn complete(calls: &mut [ToolCall], round: usize) {
    for place in 0..calls.len() {
        let id = ours(calls, place, round);
        if let Some((call, id)) = calls.get_mut(place).zip(id) {
            set(call, id);
        }
    }
}

/// The call at a place, with the id that it has behind those of these ids.
pub(crate) fn completed<'a>(
    call: &ToolCall,
    before: impl IntoIterator<Item = &'a str>,
    place: usize,
    round: usize,
) -> ToolCall {
    let mut call = call.clone();
    if call.id().is_empty() || before.into_iter().any(|other| other == call.id()) {
        set(&mut call, new(round, place));
    }
    call
}

/// The id that we give to the call at a place. `None` if its own will do.
pub(crate) fn ours(calls: &[ToolCall], place: usize, round: usize) -> Option<String> {
    let given = calls.get(place)?.id();
    let mut before = calls.iter().take(place);
    let missing = given.is_empty() || before.any(|other| other.id() == given);
    missing.then(|| new(round, place))
}

fn new(round: usize, place: usize) -> String {
    format!("call_{round}_{place}")
}

fn set(call: &mut ToolCall, id: String) {
    match call {
        ToolCall::Function(call) => call.id = id,
        ToolCall::Custom(call) => call.id = id,
        ToolCall::Other(Value::Object(call)) => {
            let name = if call.contains_key("call_id") {
                "call_id"
            } else {
                "id"
            };
            call.insert(name.to_owned(), id.into());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{complete, completed};
    use openai_client::chat::{CustomToolCall, FunctionToolCall, ToolCall};
    use serde_json::json;

    #[test]
    fn each_call_has_an_id_of_its_own() {
        let function = |id: &str| ToolCall::Function(FunctionToolCall::new(id, "f", "{}"));
        let mut calls = vec![
            function("a"),
            function(""),
            function("a"),
            ToolCall::Custom(CustomToolCall::new("", "c", "text")),
            ToolCall::Other(json!({"type": "new"})),
            function("b"),
        ];
        let each: Vec<_> = (0..6)
            .map(|place| {
                let before = calls.iter().take(place).map(ToolCall::id);
                completed(&calls[place], before, place, 3)
            })
            .collect();
        complete(&mut calls, 3);
        assert_eq!(each, calls);
        let ids: Vec<_> = calls.iter().map(ToolCall::id).collect();
        assert_eq!(
            ids,
            ["a", "call_3_1", "call_3_2", "call_3_3", "call_3_4", "b"]
        );
    }
}
