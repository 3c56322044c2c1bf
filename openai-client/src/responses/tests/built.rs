//! What users build is what the service takes.

use serde_json::{Value, json};

use super::{
    examples::{items, tools},
    read, written,
};
use crate::{
    RawJson, chat,
    responses::{
        AdditionalTools, ApplyPatchCallOutput, AutoContainer, CodeInterpreterTool,
        CompactionTrigger, Comparison, ComputerCallOutput, ComputerScreenshot,
        CustomToolCallOutput, ExitOutcome, FileSearchTool, Filter, FunctionCallOutput,
        FunctionTool, InputFile, InputImage, Item, ItemReference, ItemStatus, LocalEnvironment,
        LocalShellTool, McpApprovalResponse, McpTool, Message, Part, ShellCallOutput, ShellOutput,
        ShellTool, SkillSource, TimeoutOutcome, Tool, ToolChoice, ToolSearchOutput, UserLocation,
        WebSearchPreviewTool, WebSearchTool,
    },
};

fn schema() -> RawJson {
    RawJson::new(r#"{"type":"object", "properties":{}}"#).unwrap()
}

#[test]
fn items_are_built() {
    let image = Part::from(InputImage::url("https://example.org/a.png").detail("low"));
    let rows: Vec<(Item, Value)> = vec![
        (
            Message::user(vec![image, InputFile::data("a.pdf", "data:,a").into()]).into(),
            json!({"type": "message", "role": "user", "content": [
                {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "low"},
                {"type": "input_file", "filename": "a.pdf", "file_data": "data:,a"},
            ]}),
        ),
        (
            FunctionCallOutput::new("call_1", "21").into(),
            json!({"type": "function_call_output", "call_id": "call_1", "output": "21"}),
        ),
        (
            CustomToolCallOutput::new("call_1", [InputFile::file("file-1")]).into(),
            json!({"type": "custom_tool_call_output", "call_id": "call_1",
                "output": [{"type": "input_file", "file_id": "file-1"}]}),
        ),
        (
            ComputerCallOutput::new("call_1", ComputerScreenshot::file("file-1")).into(),
            json!({"type": "computer_call_output", "call_id": "call_1",
                "output": {"type": "computer_screenshot", "file_id": "file-1"}}),
        ),
        (
            ShellCallOutput::new(
                "call_1",
                [
                    ShellOutput::new("a", "b", ExitOutcome::new(1)),
                    ShellOutput::new("", "", TimeoutOutcome::new()),
                ],
            )
            .max_output_length(100)
            .into(),
            json!({"type": "shell_call_output", "call_id": "call_1", "max_output_length": 100, "output": [
                {"stdout": "a", "stderr": "b", "outcome": {"type": "exit", "exit_code": 1}},
                {"stdout": "", "stderr": "", "outcome": {"type": "timeout"}},
            ]}),
        ),
        (
            ApplyPatchCallOutput::new("call_1", ItemStatus::Failed)
                .output("no such file")
                .into(),
            json!({"type": "apply_patch_call_output", "call_id": "call_1", "status": "failed",
                "output": "no such file"}),
        ),
        (
            McpApprovalResponse::new("mcpr_1", false).reason("r").into(),
            json!({"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": false, "reason": "r"}),
        ),
        (
            ToolSearchOutput::new([LocalShellTool::new().into()])
                .execution("client")
                .into(),
            json!({"type": "tool_search_output", "tools": [{"type": "local_shell"}], "execution": "client"}),
        ),
        (
            AdditionalTools::new([LocalShellTool::new().into()]).into(),
            json!({"type": "additional_tools", "role": "developer", "tools": [{"type": "local_shell"}]}),
        ),
        (
            CompactionTrigger::new().into(),
            json!({"type": "compaction_trigger"}),
        ),
        (
            ItemReference::new("msg_1").into(),
            json!({"type": "item_reference", "id": "msg_1"}),
        ),
    ];
    for (item, expected) in rows {
        assert_eq!(written(&item), expected);
    }
}

#[test]
fn tools_are_built() {
    let rows: Vec<(Tool, Value)> = vec![
        (
            McpTool::url("s", "https://example.org")
                .header("x-key", "s3cret")
                .allowed_tools(["a"])
                .into(),
            json!({"type": "mcp", "server_label": "s", "server_url": "https://example.org",
                "headers": {"x-key": "s3cret"}, "allowed_tools": ["a"]}),
        ),
        (
            FileSearchTool::new(["vs_1".to_owned()])
                .max_num_results(5)
                .filters(Filter::any([
                    Filter::eq("a", "b"),
                    Filter::compare(Comparison::In, "a", [1, 2]),
                ]))
                .into(),
            json!({"type": "file_search", "vector_store_ids": ["vs_1"], "max_num_results": 5, "filters":
            {"type": "or", "filters": [
                {"type": "eq", "key": "a", "value": "b"},
                {"type": "in", "key": "a", "value": [1.0, 2.0]},
            ]}}),
        ),
        (
            WebSearchTool::new()
                .user_location(UserLocation::new().city("Bonn"))
                .into(),
            json!({"type": "web_search", "user_location": {"type": "approximate", "city": "Bonn"}}),
        ),
        (
            WebSearchPreviewTool::new().into(),
            json!({"type": "web_search_preview"}),
        ),
        (
            CodeInterpreterTool::new(AutoContainer::new()).into(),
            json!({"type": "code_interpreter", "container": {"type": "auto"}}),
        ),
        (
            CodeInterpreterTool::new("cntr_1").into(),
            json!({"type": "code_interpreter", "container": "cntr_1"}),
        ),
        (
            ShellTool::new().environment(LocalEnvironment::new()).into(),
            json!({"type": "shell", "environment": {"type": "local"}}),
        ),
    ];
    for (tool, expected) in rows {
        assert_eq!(written(&tool), expected);
    }
    let source = written(&SkillSource::zip("UEsD"));
    assert_eq!(
        source,
        json!({"type": "base64", "media_type": "application/zip", "data": "UEsD"})
    );
}

/// Where it is not said, the service makes a schema strict, and refuses one that cannot be.
#[test]
fn a_function_says_whether_it_is_strict() {
    let text = |tool: &FunctionTool| serde_json::to_string(tool).unwrap();
    let hint = FunctionTool::new("f", schema());
    assert_eq!(
        text(&hint),
        r#"{"type":"function","name":"f","parameters":{"type":"object", "properties":{}},"strict":false}"#
    );
    assert!(text(&hint.strict(true)).ends_with(r#""strict":true}"#));
}

#[test]
fn tools_of_chat_are_tools_here() {
    let function = chat::FunctionTool::new("f")
        .description("d")
        .parameters(schema());
    let flat = |strict: bool| {
        json!({"type": "function", "name": "f", "description": "d", "strict": strict,
            "parameters": {"type": "object", "properties": {}}})
    };
    assert_eq!(written(&Tool::from(&function)), flat(false));
    assert_eq!(
        written(&Tool::from(function.clone().strict(true))),
        flat(true)
    );
    // Byte for byte.
    let text = serde_json::to_string(&Tool::from(function)).unwrap();
    assert!(text.contains(schema().get()), "{text}");

    let grammar = chat::CustomFormat::Grammar {
        definition: "a+".to_owned(),
        syntax: chat::GrammarSyntax::Regex,
    };
    let new = json!({"type": "new"});
    for (format, expected) in [
        (
            grammar,
            json!({"type": "grammar", "syntax": "regex", "definition": "a+"}),
        ),
        (chat::CustomFormat::Text, json!({"type": "text"})),
        (chat::CustomFormat::Other(new.clone()), new.clone()),
    ] {
        let tool = chat::Tool::from(chat::CustomTool::new("c").description("d").format(format));
        let expected =
            json!({"type": "custom", "name": "c", "description": "d", "format": expected});
        assert_eq!(written(&Tool::from(tool)), expected);
    }
    assert_eq!(Tool::from(chat::Tool::Other(new.clone())), Tool::Other(new));
}

#[test]
fn choices_of_chat_are_choices_here() {
    let allowed = chat::ToolChoice::Allowed {
        mode: chat::AllowedMode::Required,
        tools: vec![
            chat::AllowedTool::Function("f".to_owned()),
            chat::AllowedTool::Custom("c".to_owned()),
            chat::AllowedTool::Other(json!({"type": "new"})),
        ],
    };
    for (choice, expected) in [
        (chat::ToolChoice::None, json!("none")),
        (chat::ToolChoice::Auto, json!("auto")),
        (chat::ToolChoice::Required, json!("required")),
        (
            chat::ToolChoice::Function("f".to_owned()),
            json!({"type": "function", "name": "f"}),
        ),
        (
            chat::ToolChoice::Custom("c".to_owned()),
            json!({"type": "custom", "name": "c"}),
        ),
        (
            chat::ToolChoice::Other(json!({"type": "new"})),
            json!({"type": "new"}),
        ),
        (
            allowed,
            json!({"type": "allowed_tools", "mode": "required", "tools": [
                {"type": "function", "name": "f"}, {"type": "custom", "name": "c"}, {"type": "new"},
            ]}),
        ),
    ] {
        assert_eq!(written(&ToolChoice::from(choice)), expected);
    }
}

#[test]
fn secrets_are_written_and_not_shown() {
    let secret_ones = tools()
        .into_iter()
        .filter(|tool| tool.to_string().contains("s3cret"));
    let tools: Vec<Value> = secret_ones.collect();
    assert_eq!(tools.len(), 3);
    for value in &tools {
        let tool: Tool = read(value);
        assert_eq!(&written(&tool), value);
        let shown = format!("{tool:?} {tool:#?}");
        assert!(
            !shown.contains("s3cret") && shown.contains("[secret]"),
            "{shown}"
        );
    }
    for item in items() {
        let shown = format!("{:?}", read::<Item>(&item));
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
