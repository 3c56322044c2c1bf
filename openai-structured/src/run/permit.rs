//! Which calls the request's tool choice permits, and what becomes of a choice that is met.

use openai_client::chat::{AllowedMode, AllowedTool, ToolCall, ToolChoice};

/// What the model is told if the choice does not permit a call. Services that ignore the choice
/// would else run what was not asked for.
pub(super) fn refusal(choice: Option<&ToolChoice>, call: &ToolCall) -> Option<String> {
    let only = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        format!("Only {} may be called now.", names.join(", "))
    };
    match choice? {
        ToolChoice::None => Some("No tool may be called.".to_owned()),
        ToolChoice::Function(name) => {
            let permitted = matches!(call, ToolCall::Function(it) if it.function.name == *name);
            (!permitted).then(|| only(&[name]))
        }
        ToolChoice::Custom(name) => {
            let permitted = matches!(call, ToolCall::Custom(it) if it.name == *name);
            (!permitted).then(|| only(&[name]))
        }
        ToolChoice::Allowed { tools, .. } => {
            let permitted = tools.iter().any(|tool| match (tool, call) {
                (AllowedTool::Function(name), ToolCall::Function(it)) => it.function.name == *name,
                (AllowedTool::Custom(name), ToolCall::Custom(it)) => it.name == *name,
                (AllowedTool::Function(_) | AllowedTool::Custom(_), _) => false,
                // Whatever that is.
                _ => true,
            });
            let names = tools.iter().filter_map(|tool| match tool {
                AllowedTool::Function(name) | AllowedTool::Custom(name) => Some(name.as_str()),
                _ => None,
            });
            (!permitted).then(|| only(&names.collect::<Vec<_>>()))
        }
        _ => None,
    }
}

/// The choice after a call that it asked for: the model decides, else it would have to call tools
/// for ever and could not answer.
pub(super) fn met(choice: ToolChoice) -> Option<ToolChoice> {
    match choice {
        ToolChoice::Required | ToolChoice::Function(_) | ToolChoice::Custom(_) => None,
        ToolChoice::Allowed { tools, .. } => Some(ToolChoice::Allowed {
            mode: AllowedMode::Auto,
            tools,
        }),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{met, refusal};
    use openai_client::chat::{
        AllowedMode, AllowedTool, CustomToolCall, FunctionToolCall, ToolCall, ToolChoice,
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
            assert_eq!(
                refusal(choice.as_ref(), &function).as_deref(),
                of_function,
                "{choice:?}"
            );
            assert_eq!(
                refusal(choice.as_ref(), &custom).as_deref(),
                of_custom,
                "{choice:?}"
            );
        }
    }

    #[test]
    fn a_choice_that_is_met_is_lifted() {
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
