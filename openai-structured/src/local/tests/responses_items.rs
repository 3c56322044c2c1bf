//! Output items as they grow: the events of each kind.

use super::responses::{Talk, types};
use super::*;

/// Asserts that a streamed item has these events between its first and its last.
#[track_caller]
fn grows(item: &Value, inner: &[&str]) {
    let events = Talk::new([Reply::item(item.clone())]).stream(json!({}));
    let ends = ["output_item.done", "completed"];
    let expected = [&["output_item.added"], inner, &ends].concat();
    assert_eq!(types(&events)[2..], expected, "{item}");
    assert_eq!(
        events[events.len() - 2]["item"],
        events[events.len() - 1]["response"]["output"][0]
    );
}

#[test]
fn the_work_of_the_service_is_told_in_steps() {
    for (item, inner) in [
        (
            json!({ "type": "mcp_call", "name": "f", "arguments": "{}", "error": null }),
            &[
                "mcp_call.in_progress",
                "mcp_call_arguments.delta",
                "mcp_call_arguments.done",
                "mcp_call.completed",
            ][..],
        ),
        (
            json!({ "type": "mcp_list_tools", "tools": [], "error": "no" }),
            &["mcp_list_tools.in_progress", "mcp_list_tools.failed"],
        ),
        (
            json!({ "type": "web_search_call", "status": "completed" }),
            &[
                "web_search_call.in_progress",
                "web_search_call.searching",
                "web_search_call.completed",
            ],
        ),
        (
            json!({ "type": "file_search_call", "status": "completed", "queries": [] }),
            &[
                "file_search_call.in_progress",
                "file_search_call.searching",
                "file_search_call.completed",
            ],
        ),
        (
            json!({ "type": "code_interpreter_call", "code": "1 + 1" }),
            &[
                "code_interpreter_call.in_progress",
                "code_interpreter_call_code.delta",
                "code_interpreter_call_code.done",
                "code_interpreter_call.interpreting",
                "code_interpreter_call.completed",
            ],
        ),
        (
            json!({ "type": "image_generation_call", "result": "" }),
            &[
                "image_generation_call.in_progress",
                "image_generation_call.generating",
                "image_generation_call.completed",
            ],
        ),
    ] {
        grows(&item, inner);
    }
}

#[test]
fn what_has_a_text_grows() {
    for (item, inner) in [
        (
            json!({ "type": "custom_tool_call", "name": "f", "input": "abcdefgh" }),
            &[
                "custom_tool_call_input.delta",
                "custom_tool_call_input.done",
            ][..],
        ),
        (
            json!({ "type": "shell_call", "action": { "commands": ["ls"] } }),
            &[
                "shell_call_command.added",
                "shell_call_command.delta",
                "shell_call_command.done",
            ],
        ),
        (
            json!({ "type": "shell_call_output", "output": [{ "stdout": "a", "stderr": "" }] }),
            &[
                "shell_call_output_content.delta",
                "shell_call_output_content.done",
            ],
        ),
        (
            json!({ "type": "reasoning", "summary": [], "content": [{ "type": "reasoning_text", "text": "Hm." }] }),
            &[
                "content_part.added",
                "reasoning_text.delta",
                "reasoning_text.done",
                "content_part.done",
            ],
        ),
        (
            json!({ "type": "message", "role": "assistant", "content": [{ "type": "output_text",
                "text": "See", "annotations": [{ "type": "url_citation" }] }] }),
            &[
                "content_part.added",
                "output_text.delta",
                "output_text.annotation.added",
                "output_text.done",
                "content_part.done",
            ],
        ),
        (json!({ "type": "of_tomorrow", "id": "x" }), &[]),
        (json!({ "type": "mcp_approval_request" }), &[]),
        (json!("no item"), &[]),
    ] {
        grows(&item, inner);
    }
    let summary = Talk::new([Reply::reasoning("Hm.")]).stream(json!({}));
    assert_eq!(
        types(&summary)[2..7],
        [
            "output_item.added",
            "reasoning_summary_part.added",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.done",
            "reasoning_summary_part.done",
        ]
    );
    let refusal = Talk::new([Reply::refusal("Never.")]).stream(json!({}));
    assert_eq!(types(&refusal)[4..6], ["refusal.delta", "refusal.done"]);
    assert_eq!(refusal[6]["refusal"], "Never.");
    let failed = Talk::new([Reply::failed("server_error", "x")]).stream(json!({}));
    assert_eq!(types(&failed)[2..], ["failed"]);
}

#[test]
fn arguments_grow_and_end_with_the_name() {
    let calls = Reply::tool_calls([("one", "{\"x\":1}"), ("two", "")]);
    let events = Talk::new([calls]).stream(json!({}));
    assert_eq!(
        types(&events)[2..6],
        [
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done"
        ]
    );
    assert_eq!(events[2]["item"]["arguments"], "");
    assert_eq!(events[2]["item"]["status"], "in_progress");
    assert_eq!(
        events[5],
        json!({ "type": "response.function_call_arguments.done", "sequence_number": 5,
            "item_id": "fc_local_1_0", "output_index": 0, "name": "one", "arguments": "{\"x\":1}" })
    );
    assert_eq!(events[7]["output_index"], 1);
}

#[test]
fn padding_and_log_probabilities_are_for_texts() {
    let plain = Talk::new([Reply::text("abcdef")]);
    let bare = plain.stream(json!({ "stream_options": { "include_obfuscation": false } }));
    assert!(bare.iter().all(|event| event.get("obfuscation").is_none()));
    let talk = Talk::new([Reply::text("abcdef"), Reply::text("abcdef")]);
    let include = json!({ "include": ["message.output_text.logprobs"] });
    let padded = talk.stream(include.clone());
    for event in &padded {
        let is_delta = event["type"] == "response.output_text.delta";
        assert_eq!(event.get("obfuscation").is_some(), is_delta, "{event}");
    }
    let token = |text: &str| json!({ "token": text, "logprob": 0.0, "bytes": text.as_bytes(), "top_logprobs": [] });
    assert_eq!(padded[4]["logprobs"], json!([token("abcd")]));
    let all = json!([token("abcd"), token("ef")]);
    assert_eq!(padded[6]["logprobs"], all);
    let whole = talk.make(include);
    assert_eq!(whole["output"][0]["content"][0]["logprobs"], all);
}
