//! What a request says that the service must know and errors must not: the service may repeat it where
//! it refuses.

use std::collections::BTreeMap;

use http::{HeaderName, header::AUTHORIZATION};
use serde::Serialize;
use serde_json::Value;

use super::{Input, Item, Tool};
use crate::wire::{secrets_in, secrets_in_field};

/// The secrets of a request, each as the value of a header. Where it is none, it is as good as one.
pub(super) fn secrets(
    tools: Option<&Vec<Tool>>,
    input: Option<&Input>,
    extra: &BTreeMap<String, Value>,
) -> Vec<(HeaderName, String)> {
    let mut found = match input {
        Some(Input::Items(items)) => secrets_of_items(items),
        _ => Vec::new(),
    };
    of_tools(tools.into_iter().flatten(), &mut found);
    of_extra(extra, &mut found);
    found
}

/// The same of items alone.
pub(crate) fn secrets_of_items(items: &[Item]) -> Vec<(HeaderName, String)> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::AdditionalTools(more) => {
                of_tools(&more.tools, &mut found);
                of_extra(&more.extra, &mut found);
            }
            Item::ToolSearchOutput(more) => {
                of_tools(&more.tools, &mut found);
                of_extra(&more.extra, &mut found);
            }
            Item::Other(item) => secrets_in(item, &mut telling(&mut found)),
            _ => {}
        }
    }
    found
}

/// Of what an object keeps that has another form than documented.
fn of_extra(extra: &BTreeMap<String, Value>, found: &mut Vec<(HeaderName, String)>) {
    for (name, value) in extra {
        secrets_in_field(name, value, &mut telling(found));
    }
}

fn of_tools<'a>(tools: impl IntoIterator<Item = &'a Tool>, found: &mut Vec<(HeaderName, String)>) {
    for tool in tools {
        match tool {
            Tool::Mcp(tool) => of_written(tool, found),
            Tool::CodeInterpreter(tool) => of_written(tool, found),
            Tool::Shell(tool) => of_written(tool, found),
            Tool::Other(tool) => secrets_in(tool, &mut telling(found)),
            Tool::Namespace(space) => {
                of_tools(&space.tools, found);
                of_extra(&space.extra, found);
            }
            _ => {}
        }
    }
}

/// Of what is written, as secrets may be in any form there. What cannot be is not sent.
fn of_written(tool: &impl Serialize, found: &mut Vec<(HeaderName, String)>) {
    if let Ok(written) = serde_json::to_value(tool) {
        secrets_in(&written, &mut telling(found));
    }
}

fn telling(found: &mut Vec<(HeaderName, String)>) -> impl FnMut(&str, &str) {
    |name, secret| {
        let name = HeaderName::try_from(name).unwrap_or(AUTHORIZATION);
        found.push((name, secret.to_owned()));
    }
}
