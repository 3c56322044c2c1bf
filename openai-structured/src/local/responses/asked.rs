//! What a request of the Responses API asks for, as the stand-in model sees it.

use serde_json::Value;

use super::input::text;
use super::request::{ResponseRequest, format_of, function};
use crate::local::asked::{Asked, Choice, Format, Line, Speaker};
use crate::local::field::given;
use crate::local::query::hex;

/// What a request asks for in a talk that ends with its input.
pub(super) fn asked<'a>(request: &ResponseRequest<'a>, talk: &[Value]) -> Asked<'a> {
    let body = request.body;
    let choice = given(body, "tool_choice");
    let allowed = choice.filter(|choice| choice["type"] == "allowed_tools");
    let format = format_of(body);
    let kind = format.and_then(|format| format.get("type")?.as_str());
    let limit = given(body, "max_output_tokens").and_then(Value::as_u64);
    let functions = request.tools.iter().filter_map(function);
    let functions = functions.filter(|function| match allowed {
        None => true,
        Some(allowed) => {
            let mut names = allowed["tools"].as_array().into_iter().flatten();
            names.any(|tool| function.get("name") == tool.get("name"))
        }
    });
    let mut lines = Vec::new();
    hear(talk, &mut lines);
    Asked {
        lines,
        functions: functions.collect(),
        choice: match allowed {
            Some(allowed) => Choice::read(allowed.get("mode"), |_| None),
            None => Choice::read(choice, |choice| choice.get("name")),
        },
        parallel: given(body, "parallel_tool_calls") != Some(&Value::Bool(false)),
        format: Format::read(kind, format.and_then(|format| format.get("schema"))),
        limit: limit.and_then(|limit| usize::try_from(limit).ok()),
        format_param: "text.format.schema",
    }
}

fn hear(talk: &[Value], lines: &mut Vec<Line<'_>>) {
    for item in talk {
        let by = match (item["type"].as_str(), item["role"].as_str()) {
            (_, Some("user")) => Speaker::User,
            (Some("message"), _) => Speaker::Other,
            (Some("function_call_output" | "custom_tool_call_output" | "mcp_call"), _) => {
                Speaker::Tool
            }
            (Some("compaction"), _) => {
                if let Some(talk) = unseal(item) {
                    hear(&talk, lines);
                }
                continue;
            }
            _ => continue,
        };
        lines.push(Line {
            by,
            text: text(item).into(),
        });
    }
}

/// The items of a compaction, where it is one of ours.
fn unseal(item: &Value) -> Option<Vec<Value>> {
    let text = item.get("encrypted_content")?.as_str()?;
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => hex(*high, *low),
        _ => None,
    });
    let bytes: Option<Vec<u8>> = pairs.collect();
    serde_json::from_slice(&bytes?).ok()
}
