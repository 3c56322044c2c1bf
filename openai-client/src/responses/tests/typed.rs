//! What is as documented has a type in each of its places.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    examples::{choices, items, parts, tools},
    read, written,
};
use crate::responses::{
    Annotation, ApprovalPolicy, Caller, CodeOutput, ComputerAction, Container, CustomFormat,
    Filter, FilterValue, HostedTool, Item, ItemStatus, McpAllowedTools, McpApproval, McpError,
    MouseButton, NetworkPolicy, Note, Part, PatchOperation, ShellEnvironment, ShellOutcome, Skill,
    Tool, ToolChoice, WebSearchAction, WebSearchVersion,
};

/// Takes a variant apart, or says what else it is.
macro_rules! take {
    ($variant:path, $value:expr) => {
        match $value {
            $variant(inner) => inner,
            other => panic!("{other:?}"),
        }
    };
}

/// Reads values whose every part is known.
fn hold<T>(values: &[Value])
where
    T: DeserializeOwned + Serialize + PartialEq + Debug,
{
    for value in values {
        let typed: T = read(value);
        let shown = format!("{typed:#?}");
        for line in shown.lines() {
            let is_extra = line.contains("extra: {") && !line.contains("extra: {}");
            let is_unknown = line.contains("Other(");
            assert!(!is_extra && !is_unknown, "{line} of {shown}");
        }
        assert_eq!(&written(&typed), value);
    }
}

#[test]
fn every_kind_is_known_with_all_of_its_fields() {
    hold::<Item>(&items());
    hold::<Tool>(&tools());
    hold::<ToolChoice>(&choices());
    hold::<Vec<Part>>(&[parts()]);
}

#[test]
fn every_kind_has_its_name() {
    for value in items() {
        let item: Item = read(&value);
        assert_eq!(item.kind(), value["type"]);
        let status = item.status().map(ItemStatus::as_str);
        assert_eq!(status, value["status"].as_str());
        assert_eq!(item.id(), value["id"].as_str());
        assert_eq!(item.as_message().is_some(), value["type"] == "message");
    }
    for value in tools() {
        assert_eq!(read::<Tool>(&value).kind(), value["type"]);
    }
}

fn item(kind: &str) -> Item {
    let found = items().into_iter().find(|item| item["type"] == kind);
    read(&found.unwrap())
}

fn tool(kind: &str) -> Tool {
    let found = tools().into_iter().find(|tool| tool["type"] == kind);
    read(&found.unwrap())
}

#[test]
fn parts_of_a_message() {
    let message = take!(Item::Message, item("message"));
    assert_eq!(message.content.text().as_deref(), Some("aaa"));
    let text = take!(Part::OutputText, &message.content.parts()[3]);
    let tokens = text.logprobs.as_deref().unwrap();
    assert_eq!(
        tokens[0].top_logprobs.as_ref().unwrap()[0].logprob,
        Some(-1.5)
    );
    let sources = text.annotations.as_deref().unwrap();
    let page = take!(Annotation::UrlCitation, &sources[1]);
    assert_eq!((page.start_index, page.end_index), (1, 4));
}

#[test]
fn calls_of_functions_and_custom_tools() {
    let call = take!(Item::FunctionCall, item("function_call"));
    assert_eq!(
        (&*call.call_id, &*call.name, &*call.arguments),
        ("call_1", "f", "{}")
    );
    let caller = take!(Caller::Program, call.caller.unwrap());
    assert_eq!(caller.caller_id, "call_0");
    let output = take!(Item::FunctionCallOutput, item("function_call_output"));
    assert_eq!(output.call_id.as_deref(), Some("call_1"));
    assert_eq!(output.output.text().as_deref(), Some("a"));
    let output = take!(Item::CustomToolCallOutput, item("custom_tool_call_output"));
    assert_eq!(output.output.text().as_deref(), Some("a"));
}

#[test]
fn searches() {
    let call = take!(Item::FileSearchCall, item("file_search_call"));
    assert_eq!(call.status, Some(ItemStatus::Searching));
    let found = &call.results.unwrap()[0];
    let notes = found.attributes.as_ref().unwrap();
    assert_eq!(notes["a"], Note::from("b"));
    assert_eq!(notes["c"], Note::from(1.5));
    assert_eq!(notes["d"], Note::from(true));
    let call = take!(Item::WebSearchCall, item("web_search_call"));
    let search = take!(WebSearchAction::Search, call.action);
    let sources = search.sources.unwrap();
    assert_eq!(sources[0].url.as_deref(), Some("https://example.org"));
}

#[test]
fn programs_and_images() {
    let call = take!(Item::CodeInterpreterCall, item("code_interpreter_call"));
    let outputs = call.outputs.unwrap();
    assert_eq!(take!(CodeOutput::Logs, &outputs[0]).logs, "1");
    assert_eq!(
        take!(CodeOutput::Image, &outputs[1]).url,
        "https://example.org"
    );
    let call = take!(Item::ImageGenerationCall, item("image_generation_call"));
    assert_eq!(call.result.as_deref(), Some("iVBO"));
    let program = take!(Item::Program, item("program"));
    assert_eq!((&*program.code, &*program.fingerprint), ("f()", "a"));
    let output = take!(Item::ProgramOutput, item("program_output"));
    assert_eq!(output.result, "a");
}

#[test]
fn computers() {
    let call = take!(Item::ComputerCall, item("computer_call"));
    assert_eq!(
        call.pending_safety_checks[0].code.as_deref(),
        Some("malicious")
    );
    let actions = call.actions.unwrap();
    let click = take!(ComputerAction::Click, &actions[0]);
    assert_eq!(
        (&click.button, click.x, click.y),
        (&MouseButton::Wheel, 1, 2)
    );
    let drag = take!(ComputerAction::Drag, &actions[2]);
    assert_eq!(drag.path[1].x, 3);
    let scroll = take!(ComputerAction::Scroll, &actions[6]);
    assert_eq!(scroll.scroll_y, -300);
    let output = take!(Item::ComputerCallOutput, item("computer_call_output"));
    assert_eq!(output.output.image_url.as_deref(), Some("data:,a"));
}

#[test]
fn shells_and_patches() {
    let call = take!(Item::ShellCall, item("shell_call"));
    assert_eq!(call.action.commands, ["ls", "pwd"]);
    let local = take!(ShellEnvironment::Local, *call.environment.unwrap());
    assert_eq!(local.skills.unwrap()[0].path, "c");
    let output = take!(Item::ShellCallOutput, item("shell_call_output"));
    let exit = take!(ShellOutcome::Exit, &output.output[0].outcome);
    assert_eq!(exit.exit_code, -1);
    let call = take!(Item::LocalShellCall, item("local_shell_call"));
    assert_eq!(call.action.command, ["ls", "-l"]);
    assert_eq!(call.action.env["A"], "b");
    let call = take!(Item::ApplyPatchCall, item("apply_patch_call"));
    let file = take!(PatchOperation::CreateFile, call.operation);
    assert_eq!((&*file.path, &*file.diff), ("a", "+a"));
}

#[test]
fn tools_of_servers() {
    let call = take!(Item::McpCall, item("mcp_call"));
    let error = take!(McpError::Protocol, call.error.unwrap());
    assert_eq!(error.code, -32601);
    let list = take!(Item::McpListTools, item("mcp_list_tools"));
    assert_eq!(list.tools[0].input_schema.get(), r#"{"type":"object"}"#);
    let request = take!(Item::McpApprovalRequest, item("mcp_approval_request"));
    assert_eq!((&*request.id, &*request.name), ("mcpr_1", "t"));
    let server = take!(Tool::Mcp, tool("mcp"));
    assert_eq!(server.headers.unwrap()["x-key"].expose(), "s3cret");
    assert_eq!(
        server.allowed_tools,
        Some(McpAllowedTools::from(["a", "b"]))
    );
    assert_eq!(
        server.require_approval,
        Some(McpApproval::Policy(ApprovalPolicy::Never))
    );
}

#[test]
fn searches_for_tools() {
    let call = take!(Item::ToolSearchCall, item("tool_search_call"));
    assert_eq!(call.arguments, json!({"query": ["a"]}));
    let output = take!(Item::ToolSearchOutput, item("tool_search_output"));
    assert_eq!(output.tools[0].kind(), "custom");
    let more = take!(Item::AdditionalTools, item("additional_tools"));
    assert_eq!(more.tools[0].kind(), "local_shell");
}

#[test]
fn tools_of_the_service() {
    let search = take!(Tool::FileSearch, tool("file_search"));
    let all = take!(Filter::Compound, search.filters.unwrap());
    let number = take!(Filter::Comparison, &all.filters[1]);
    assert_eq!(number.value, FilterValue::from(1.5));
    let search = take!(Tool::WebSearch, tool("web_search_2025_08_26"));
    assert_eq!(search.kind, WebSearchVersion::August2025);
    let code = take!(Tool::CodeInterpreter, tool("code_interpreter"));
    let container = take!(Container::Auto, code.container);
    let network = take!(NetworkPolicy::Allowlist, container.network_policy.unwrap());
    assert_eq!(network.domain_secrets.unwrap()[0].value.expose(), "s3cret");
    let shell = take!(Tool::Shell, tool("shell"));
    let container = take!(ShellEnvironment::Auto, shell.environment.unwrap());
    let skill = take!(Skill::Inline, &container.skills.as_deref().unwrap()[1]);
    assert_eq!(skill.source.data, "UEsD");
    let image = take!(Tool::ImageGeneration, tool("image_generation"));
    assert_eq!(
        (image.output_compression, image.partial_images),
        (Some(50), Some(2))
    );
}

#[test]
fn tools_of_the_application() {
    let function = take!(Tool::Function, tool("function"));
    let schema = function.parameters.unwrap();
    // The order of the keys is that of the value that it was read from here.
    assert_eq!(
        serde_json::from_str::<Value>(schema.get()).unwrap(),
        json!({"type": "object", "properties": {}})
    );
    let custom = take!(Tool::Custom, tool("custom"));
    let grammar = take!(CustomFormat::Grammar, custom.format.unwrap());
    assert_eq!(grammar.definition, "start: \"a\"");
    let namespace = take!(Tool::Namespace, tool("namespace"));
    assert_eq!(
        namespace.tools.iter().map(Tool::kind).collect::<Vec<_>>(),
        ["function", "custom"]
    );
}

#[test]
fn tool_choices() {
    let choices: Vec<ToolChoice> = choices().iter().map(read).collect();
    assert_eq!(
        choices[..3],
        [ToolChoice::None, ToolChoice::Auto, ToolChoice::Required]
    );
    let allowed = take!(ToolChoice::Allowed, &choices[6]);
    assert_eq!(
        allowed.tools[2],
        ToolChoice::hosted(HostedTool::ImageGeneration)
    );
    assert_eq!(
        choices[7],
        ToolChoice::hosted(HostedTool::WebSearchPreviewMarch2025)
    );
}
