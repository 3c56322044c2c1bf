//! Which calls the request's tool choice permits.

use crate::dialect::{Permit, Permitted};
use openai_client::chat::ToolCall;

/// What the model is told if the choice does not permit a call. Services that ignore the choice
/// would else run what was not asked for.
pub(super) fn refusal(permit: &Permit<'_>, call: &ToolCall) -> Option<String> {
    let tools = match permit {
        Permit::All => return None,
        Permit::Nothing => return Some("No tool may be called.".to_owned()),
        Permit::Only(tools) => tools,
    };
    let permitted = tools.iter().any(|tool| match (tool, call) {
        (Permitted::Function(name), ToolCall::Function(it)) => it.function.name == *name,
        (Permitted::Custom(name), ToolCall::Custom(it)) => it.name == *name,
        (Permitted::Function(_) | Permitted::Custom(_), _) => false,
        (Permitted::Unknown, _) => true,
    });
    let names = tools.iter().filter_map(|tool| match tool {
        Permitted::Function(name) | Permitted::Custom(name) => Some(format!("`{name}`")),
        Permitted::Unknown => None,
    });
    let names = || names.collect::<Vec<_>>().join(", ");
    (!permitted).then(|| format!("Only {} may be called now.", names()))
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::dialect::Dialect;
    use openai_client::chat::{
        AllowedMode, AllowedTool, Chat, ChatRequest, CustomToolCall, FunctionToolCall, ToolCall,
        ToolChoice,
    };
    use serde_json::json;

    #[test]
    fn a_choice_permits_what_it_names() {
        let function = ToolCall::Function(FunctionToolCall::new("1", "f", "{}"));
        let custom = ToolCall::Custom(CustomToolCall::new("2", "c", "text"));
        let allowed = ToolChoice::Allowed {
            mode: AllowedMode::Required,
            tools: vec![
                AllowedTool::Function("f".to_owned()),
                AllowedTool::Custom("d".to_owned()),
            ],
        };
        let rows = [
            (None, None, None),
            (Some(ToolChoice::Auto), None, None),
            (Some(ToolChoice::Required), None, None),
            (
                Some(ToolChoice::None),
                Some("No tool may be called."),
                Some("No tool may be called."),
            ),
            (
                Some(ToolChoice::Function("f".to_owned())),
                None,
                Some("Only `f` may be called now."),
            ),
            (
                Some(ToolChoice::Function("g".to_owned())),
                Some("Only `g` may be called now."),
                Some("Only `g` may be called now."),
            ),
            (
                Some(ToolChoice::Custom("c".to_owned())),
                Some("Only `c` may be called now."),
                None,
            ),
            (
                Some(allowed),
                None,
                Some("Only `f`, `d` may be called now."),
            ),
            (Some(ToolChoice::Other(json!("new"))), None, None),
        ];
        for (choice, of_function, of_custom) in rows {
            let mut request = ChatRequest::new("m");
            request.tool_choice.clone_from(&choice);
            let permit = Chat::permit(&request);
            assert_eq!(
                refusal(&permit, &function).as_deref(),
                of_function,
                "{choice:?}"
            );
            assert_eq!(
                refusal(&permit, &custom).as_deref(),
                of_custom,
                "{choice:?}"
            );
        }
    }

    #[test]
    fn a_choice_that_is_met_is_lifted() {
        let met = |choice| {
            let mut request = ChatRequest::new("m");
            request.tool_choice = Some(choice);
            Chat::lift_choice(&mut request);
            request.tool_choice
        };
        assert_eq!(met(ToolChoice::Required), None);
        assert_eq!(met(ToolChoice::Function("f".to_owned())), None);
        assert_eq!(met(ToolChoice::Auto), Some(ToolChoice::Auto));
        assert_eq!(met(ToolChoice::None), Some(ToolChoice::None));
        let tools = vec![AllowedTool::Function("f".to_owned())];
        let of = |mode| ToolChoice::Allowed {
            mode,
            tools: tools.clone(),
        };
        assert_eq!(met(of(AllowedMode::Required)), Some(of(AllowedMode::Auto)));
    }
}
