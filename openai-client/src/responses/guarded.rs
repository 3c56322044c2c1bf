//! What a request says that the service must know and errors must not: the service may repeat it where
//! it refuses.

use http::{HeaderName, header::AUTHORIZATION};

use super::{Container, Input, Item, NetworkPolicy, ShellEnvironment, Tool};

/// The secrets of a request, each as the value of a header. Where it is none, it is as good as one.
pub(super) fn secrets<'a>(
    tools: Option<&'a Vec<Tool>>,
    input: Option<&'a Input>,
) -> Vec<(HeaderName, &'a str)> {
    let mut found = match input {
        Some(Input::Items(items)) => secrets_of_items(items),
        _ => Vec::new(),
    };
    of_tools(tools.into_iter().flatten(), &mut found);
    found
}

/// The same of items alone.
pub(crate) fn secrets_of_items(items: &[Item]) -> Vec<(HeaderName, &str)> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::AdditionalTools(more) => of_tools(&more.tools, &mut found),
            Item::ToolSearchOutput(more) => of_tools(&more.tools, &mut found),
            _ => {}
        }
    }
    found
}

fn of_tools<'a>(tools: impl IntoIterator<Item = &'a Tool>, found: &mut Vec<(HeaderName, &'a str)>) {
    for tool in tools {
        let network = match tool {
            Tool::Mcp(server) => {
                let token = server.authorization.as_ref();
                found.extend(token.map(|token| (AUTHORIZATION, token.expose())));
                for (name, value) in server.headers.iter().flatten() {
                    let name = HeaderName::try_from(name).unwrap_or(AUTHORIZATION);
                    found.push((name, value.expose()));
                }
                continue;
            }
            Tool::Namespace(space) => {
                of_tools(&space.tools, found);
                continue;
            }
            Tool::CodeInterpreter(tool) => match &tool.container {
                Container::Auto(container) => container.network_policy.as_ref(),
                Container::Id(_) => None,
            },
            Tool::Shell(tool) => match &tool.environment {
                Some(ShellEnvironment::Auto(container)) => container.network_policy.as_ref(),
                _ => None,
            },
            _ => None,
        };
        if let Some(NetworkPolicy::Allowlist(domains)) = network {
            let secrets = domains.domain_secrets.iter().flatten();
            found.extend(secrets.map(|secret| (AUTHORIZATION, secret.value.expose())));
        }
    }
}
