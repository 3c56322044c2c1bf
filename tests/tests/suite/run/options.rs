//! Who may look on, and who may say no.

use super::live::{add, answer, api, look};
use super::{Answer, App, Tools, request};
use openai_structured::client::chat::{CustomTool, Tool as AnyTool, ToolCall};
use openai_structured::local::Reply;
use openai_structured::prelude::*;
use openai_structured::run::{Approval, CallResult, RunErrorKind, RunEvent, RunOptions};
use serde_json::json;
use std::sync::Mutex;

/// An event on one line.
pub(super) fn line(event: &RunEvent) -> String {
    match event {
        RunEvent::Asked { round, .. } => format!("asked {round}"),
        RunEvent::Answered { round, calls, .. } => format!("answered {round} with {calls} calls"),
        RunEvent::CallStarted {
            round, call, name, ..
        } => format!("started {round}.{call} {name}"),
        RunEvent::CallDone {
            round,
            call,
            name,
            result,
            ..
        } => {
            format!("done {round}.{call} {name}: {}", result.content())
        }
        RunEvent::AskedAgain { round, .. } => format!("asked again {round}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn an_observer_is_told_each_step() {
    let script = [
        Reply::tool_calls([look("here", 30), add(1, 2), ("add", "{}".to_owned())]),
        Reply::text("{}"),
        answer(3),
    ];
    let (_api, client) = api(script).await;
    let app = App::default();
    let seen = Mutex::new(Vec::new());
    let options = RunOptions::new()
        .reask(1)
        .observe(|event| seen.lock().unwrap().push(line(event)));
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, options);
    run.await.unwrap();
    let seen = seen.into_inner().unwrap();
    let bad = seen[2].clone();
    assert!(
        bad.starts_with("done 0.2 add: ") && bad.contains("`a`"),
        "{bad}"
    );
    assert_eq!(
        seen,
        [
            "asked 0",
            "answered 0 with 3 calls",
            &bad,
            "started 0.0 look",
            "started 0.1 add",
            "done 0.1 add: 3",
            r#"done 0.0 look: {"at":"here"}"#,
            "asked 1",
            "answered 1 with 0 calls",
            "asked again 1",
            "asked 2",
            "answered 2 with 0 calls",
        ]
    );
}

#[tokio::test]
async fn a_call_runs_if_it_is_approved() {
    let script = [Reply::tool_calls([
        look("here", 0),
        add(1, 2),
        ("add", "{}".to_owned()),
    ])];
    let (api, client) = api(script.into_iter().chain([answer(3)])).await;
    let app = App::default();
    let proposed = Mutex::new(Vec::new());
    let options = RunOptions::new().approve(|call| {
        proposed
            .lock()
            .unwrap()
            .push((call.call, call.name.clone(), call.arguments));
        async move {
            match call.name.as_str() {
                "look" => Approval::Deny("Looking is not allowed.".to_owned()),
                _ => Approval::Allow,
            }
        }
    });
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, options);
    let run = run.await.unwrap();
    let proposed = proposed.into_inner().unwrap();
    assert_eq!(
        proposed
            .iter()
            .map(|(place, name, _)| (*place, name.as_str()))
            .collect::<Vec<_>>(),
        [(0, "look"), (1, "add")],
        "what does not fit a tool is not proposed"
    );
    assert_eq!(proposed[1].2, r#"{"a":1,"b":2}"#);
    assert!(matches!(
        run.steps[0].calls[0].result,
        CallResult::Denied(_)
    ));
    assert!(app.looked.lock().unwrap().is_empty());
    let messages = &api.requests()[1].body["messages"];
    assert_eq!(messages[2]["content"], "Looking is not allowed.");
}

#[tokio::test]
async fn a_call_may_be_the_end() {
    let (_api, client) = api([Reply::tool_calls([look("here", 0)])]).await;
    let app = App::default();
    let options = RunOptions::new().approve(|_| async { Approval::Stop });
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, options);
    let error = run.await.unwrap_err();
    assert_eq!(
        (error.kind(), error.tool()),
        (RunErrorKind::Stopped, Some("look"))
    );
    assert_eq!(error.steps()[0].calls[0].result, CallResult::NotRun);
}

#[tokio::test]
async fn other_tools_are_run_by_whoever_offers_them() {
    let calls = json!([
        { "id": "c1", "type": "custom", "custom": { "name": "shell", "input": "ls" } },
        { "id": "c2", "type": "function", "function": { "name": "add", "arguments": "{\"a\":1,\"b\":2}" } },
    ]);
    let first = json!({ "choices": [{ "index": 0, "finish_reason": "tool_calls",
        "message": { "role": "assistant", "content": null, "tool_calls": calls } }] });
    let (api, client) = api([Reply::raw(200, first.to_string()), answer(3)]).await;
    let app = App::default();
    let options = RunOptions::new().otherwise(|call| async move {
        match call {
            ToolCall::Custom(call) if call.name == "shell" => Ok(format!("ran {}", call.input)),
            _ => Err(ToolError::tell("there is no such tool")),
        }
    });
    let request = request().tools([AnyTool::from(CustomTool::new("shell"))]);
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request, &app, options);
    run.await.unwrap();
    let messages = &api.requests()[1].body["messages"];
    assert_eq!(messages[1]["tool_calls"], calls);
    assert_eq!(
        (&messages[2]["content"], &messages[3]["content"]),
        (&json!("ran ls"), &json!("3"))
    );
}

/// A hook is no tool: its panic is not a tool's, and is not hidden.
#[tokio::test]
async fn a_hook_that_panics_is_not_taken_for_a_tool() {
    for streamed in [false, true] {
        let (api, client) = api([Reply::tool_calls([add(1, 2)]), answer(3)]).await;
        let run = tokio::spawn(async move {
            let app = App::default();
            let options = RunOptions::new().observe(|event| {
                assert!(!matches!(event, RunEvent::CallStarted { .. }), "seen");
            });
            let chat = client.chat();
            if streamed {
                let run = chat.run_tools_streamed::<Tools, Answer>(request(), &app, options);
                run.finish().await.map(drop)
            } else {
                let run = chat.run_tools_with::<Tools, Answer>(request(), &app, options);
                run.await.map(drop)
            }
        });
        assert!(run.await.unwrap_err().is_panic());
        assert_eq!(api.requests().len(), 1);
    }
}
