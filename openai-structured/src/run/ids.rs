//! The ids of calls: each names one call of its answer.

use openai_client::chat::ToolCall;
use serde_json::Value;

/// Gives an id to every call that has none, or the one of a call before it: services such as Gemini
/// send empty ones, and results are matched by them.
pub(super) fn complete(calls: &mut [ToolCall], round: usize) {
    for place in 0..calls.len() {
        let (before, rest) = calls.split_at_mut(place);
        let Some(call) = rest.first_mut() else {
            return; // never: the place is below the length
        };
        let id = call.id();
        if id.is_empty() || before.iter().any(|other| other.id() == id) {
            set(call, format!("call_{round}_{place}"));
        }
    }
}

fn set(call: &mut ToolCall, id: String) {
    match call {
        ToolCall::Function(call) => call.id = id,
        ToolCall::Custom(call) => call.id = id,
        ToolCall::Other(Value::Object(call)) => {
            call.insert("id".to_owned(), id.into());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::complete;
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
        complete(&mut calls, 3);
        let ids: Vec<_> = calls.iter().map(ToolCall::id).collect();
        assert_eq!(
            ids,
            ["a", "call_3_1", "call_3_2", "call_3_3", "call_3_4", "b"]
        );
    }
}
