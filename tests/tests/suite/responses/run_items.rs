//! Calls of other kinds than functions within a run over responses, and permission for MCP servers.

use super::{City, OSLO, completed, message, response};
use crate::run::{App, Tools};
use openai_structured::client::responses::{ResponseRequest, Responses};
use openai_structured::prelude::*;
use openai_structured::run::{
    Approval, CallResult, Next, RunErrorKind, RunOptions, ToolLoop, Wanted,
};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// What goes back for a call, if the program says this.
fn told(call: &Value, result: CallResult) -> Value {
    let takes = RunOptions::new().otherwise(|_| async { Ok(String::new()) });
    let request = ResponseRequest::new("m").input("Go.");
    let run = ToolLoop::<Tools, City, Responses>::new(request, &takes).unwrap();
    let answer = response(&completed(std::slice::from_ref(call)));
    let Next::Call(mut round) = run.reply(answer).unwrap() else {
        panic!("no calls");
    };
    let calls = round.take_calls();
    assert!(matches!(&calls[..], [call] if matches!(call.wanted, Wanted::Other(_))));
    round.settle(0, result);
    let run = round.go_on();
    let body = serde_json::to_value(run.request()).unwrap();
    assert_eq!(body["input"][1], *call);
    body["input"][2].clone()
}

#[test]
fn results_go_back_in_the_form_of_their_call() {
    let custom =
        json!({ "type": "custom_tool_call", "call_id": "c1", "name": "sql", "input": "select 1" });
    let shell = json!({ "type": "shell_call", "call_id": "c1",
        "action": { "commands": ["ls"], "max_output_length": 99 } });
    let local = json!({ "type": "local_shell_call", "id": "ls_1", "call_id": "c1",
        "action": { "type": "exec", "command": ["ls"], "env": {} } });
    let patch = json!({ "type": "apply_patch_call", "call_id": "c1",
        "operation": { "type": "delete_file", "path": "a" } });
    let computer = json!({ "type": "computer_call", "id": "cu_1", "call_id": "c1",
        "pending_safety_checks": [] });
    let good = || CallResult::Output("a.txt".to_owned());
    let bad = || CallResult::Told("no disk".to_owned());
    let screen = json!({ "type": "computer_call_output", "call_id": "c1",
        "output": { "type": "computer_screenshot", "image_url": "data:," } });
    let ran = |stdout: &str, stderr: &str, code: u8| {
        json!({ "type": "shell_call_output", "call_id": "c1", "max_output_length": 99, "output": [
            { "stdout": stdout, "stderr": stderr, "outcome": { "type": "exit", "exit_code": code } } ] })
    };
    let rows = [
        (
            &custom,
            good(),
            json!({ "type": "custom_tool_call_output", "call_id": "c1", "output": "a.txt" }),
        ),
        (&shell, good(), ran("a.txt", "", 0)),
        (&shell, bad(), ran("", "no disk", 1)),
        (
            &local,
            good(),
            json!({ "type": "local_shell_call_output", "id": "c1", "call_id": "c1", "output": "a.txt" }),
        ),
        (
            &patch,
            good(),
            json!({ "type": "apply_patch_call_output", "call_id": "c1", "status": "completed", "output": "a.txt" }),
        ),
        (
            &patch,
            bad(),
            json!({ "type": "apply_patch_call_output", "call_id": "c1", "status": "failed", "output": "no disk" }),
        ),
        // No text says what a computer shows.
        (&computer, CallResult::Output(screen.to_string()), screen),
        (
            &computer,
            good(),
            json!({ "type": "computer_call_output", "call_id": "c1", "output": "a.txt" }),
        ),
    ];
    for (call, result, expected) in rows {
        assert_eq!(told(call, result.clone()), expected, "{call} {result:?}");
    }
}

fn approval() -> Value {
    json!({ "type": "mcp_approval_request", "id": "mcpr_1", "server_label": "files",
        "name": "drop", "arguments": "{\"all\":true}" })
}

/// Each answer to a request for permission, and none.
#[tokio::test]
async fn permission_for_servers_is_asked_for() {
    let granted = json!({ "type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": true });
    let denied = |why: &str| json!({ "type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": false, "reason": why });
    let rows = [
        (Some(Approval::Allow), Some(granted), CallResult::Approved),
        (
            Some(Approval::Deny("Not that.".to_owned())),
            Some(denied("Not that.")),
            CallResult::Denied("Not that.".to_owned()),
        ),
        (Some(Approval::Stop), None, CallResult::NotRun),
        (
            None,
            Some(denied("There is nobody to approve it.")),
            CallResult::Denied("There is nobody to approve it.".to_owned()),
        ),
    ];
    for (approved, expected, result) in rows {
        let asked = Mutex::new(Vec::new());
        let mut options = RunOptions::new();
        if let Some(approved) = &approved {
            options = options.approve(|call| {
                asked.lock().unwrap_or_else(PoisonError::into_inner).push((
                    call.server,
                    call.name,
                    call.arguments,
                    call.id,
                ));
                let approved = approved.clone();
                async move { approved }
            });
        }
        let has_hook = format!("{options:?}");
        let served = super::live::serve([
            completed(&[approval()]),
            completed(&[message(None, &[OSLO])]),
        ])
        .await;
        let app = App::default();
        let request = ResponseRequest::new("m").input("Go.");
        let run = served
            .client
            .responses()
            .run_tools_with::<Tools, City>(request, &app, options)
            .await;
        let steps = match (&run, &expected) {
            (Ok(run), Some(expected)) => {
                assert_eq!(served.bodies()[1]["input"][2], *expected, "{has_hook}");
                &run.steps
            }
            (Err(error), None) => {
                assert_eq!(
                    (error.kind(), error.tool()),
                    (RunErrorKind::Stopped, Some("drop"))
                );
                error.steps()
            }
            other => panic!("{other:?}"),
        };
        let record = &steps[0].calls[0];
        assert_eq!(
            (record.id.as_str(), record.name.as_str()),
            ("mcpr_1", "drop")
        );
        assert_eq!(record.result, result);
        assert_eq!(record.arguments, r#"{"all":true}"#);
        let asked = asked.into_inner().unwrap();
        let expected = (
            Some("files".to_owned()),
            "drop".to_owned(),
            r#"{"all":true}"#.to_owned(),
            "mcpr_1".to_owned(),
        );
        assert!(asked.iter().all(|it| *it == expected), "{asked:?}");
    }
}
