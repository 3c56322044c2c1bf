//! Runs that are waited for: tools stay async, on the thread that waits.

use super::live::{add, answer, look};
use super::{Answer, App, Tools, request};
use crate::blocking::api;
use openai_structured::blocking::{ChatExt, Client};
use openai_structured::local::Reply;
use openai_structured::prelude::*;
use openai_structured::run::{CallResult, RunErrorKind, RunEvent, RunOptions};
use std::sync::atomic::Ordering;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};
use tokio::runtime;

fn a_run_of_two_rounds() {
    let (_api, client) = api([
        Reply::tool_calls([look("here", 20), look("panic", 0), add(1, 2)]),
        Reply::tool_calls([add(3, 4)]),
        answer(7),
    ]);
    let app = App::default();
    let run = client.chat().run_tools::<Tools, Answer>(request(), &app);
    let run = run.unwrap();
    assert_eq!(run.answer, Answer { total: 7 });
    let first = &run.steps[0].calls;
    assert_eq!(first[0].result.content(), r#"{"at":"here"}"#);
    assert!(
        matches!(&first[1].result, CallResult::Panicked(words) if words == "a tool that panics")
    );
    assert_eq!(first[2].result.content(), "3");
    assert_eq!(run.steps[1].calls[0].result.content(), "7");
    assert_eq!(app.most.load(Ordering::SeqCst), 2, "side by side");
}

#[test]
fn without_a_runtime() {
    a_run_of_two_rounds();
}

#[test]
fn inside_a_task_of_a_runtime() {
    let here = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    here.block_on(async { tokio::spawn(async { a_run_of_two_rounds() }).await })
        .unwrap();
}

#[test]
fn events_come_as_they_happen() {
    let (_api, client) = api([Reply::tool_calls([add(1, 2)]), answer(3)]);
    let app = App::default();
    let chat = client.chat();
    let mut run = chat.run_tools_streamed::<Tools, Answer>(request(), &app, RunOptions::new());
    let mut seen = Vec::new();
    while let Some(event) = run.next() {
        match event {
            RunEvent::CallStarted { .. } => {
                assert!(run.call_draft(0).is_some());
                seen.push("started");
            }
            RunEvent::CallDone { result, .. } => {
                assert_eq!(result.content(), "3");
                seen.push("done");
            }
            _ => {}
        }
    }
    assert_eq!(seen, ["started", "done"]);
    assert_eq!(run.draft().total.get(), Some(&3));
    assert_eq!(run.finish().unwrap().answer, Answer { total: 3 });
}

#[test]
fn limits_hold() {
    let (_api, client) = api([Reply::tool_calls([look("far", 60_000)])]);
    let app = App::default();
    let options = RunOptions::new().deadline(Duration::from_millis(300));
    let begin = Instant::now();
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, options);
    assert_eq!(run.unwrap_err().kind(), RunErrorKind::Deadline);
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(app.dropped.load(Ordering::SeqCst), 1);
}

#[test]
fn a_run_that_is_dropped_drops_its_calls() {
    let (_api, client) = api([Reply::tool_calls([look("far", 60_000)])]);
    let app = App::default();
    let chat = client.chat();
    let mut run = chat.run_tools_streamed::<Tools, Answer>(request(), &app, RunOptions::new());
    run.by_ref()
        .find(|event| matches!(event, RunEvent::CallStarted { .. }))
        .unwrap();
    // The call is polled, and waits, while the next event is asked for.
    run.next().unwrap();
    let here = runtime::Builder::new_current_thread().build().unwrap();
    here.block_on(async { drop(run) });
    assert_eq!(app.running.load(Ordering::SeqCst), 0);
}

/// Asks another model.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct Ask {
    what: String,
}

struct Other {
    client: Client,
    caller: ThreadId,
}

impl Tool for Ask {
    type Context = Other;
    type Output = String;

    async fn call(self, other: &Other) -> Result<String, ToolError> {
        assert_eq!(thread::current().id(), other.caller);
        // A task of the thread in the background, and a call within the call.
        let spawned = tokio::spawn(async { thread::current().id() }).await?;
        assert_ne!(spawned, other.caller);
        let request = ChatRequest::new("m").user(self.what);
        let answer = other.client.chat().create(request)?;
        Ok(answer.text().unwrap_or_default().to_owned())
    }
}

#[test]
fn a_tool_may_call_and_wait_itself() {
    let (_other, client) = api([Reply::text("blue")]);
    let (api, asker) = api([
        Reply::tool_call("ask", r#"{"what":"the sky"}"#),
        Reply::text("It is blue."),
    ]);
    let other = Other {
        client,
        caller: thread::current().id(),
    };
    let run = asker
        .chat()
        .run_tools::<Ask, String>(request(), &other)
        .unwrap();
    assert_eq!(run.answer, "It is blue.");
    assert_eq!(api.requests()[1].body["messages"][2]["content"], "blue");
}
