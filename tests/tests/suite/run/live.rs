//! Runs over HTTP, against the local API.

use super::{Answer, App, Tools, request};
use openai_structured::client::ErrorKind as ClientErrorKind;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::run::{CallResult, RunErrorKind, RunOptions};
use serde_json::Value;
use std::error::Error;
use std::sync::atomic::Ordering;
use std::time::Duration;

pub(crate) async fn api(script: impl IntoIterator<Item = Reply>) -> (LocalApi, Client) {
    let api = LocalApi::scripted(script).await.unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    let client = client.max_retries(0).build().unwrap();
    (api, client)
}

pub(crate) fn add(a: i64, b: i64) -> (&'static str, String) {
    ("add", format!(r#"{{"a":{a},"b":{b}}}"#))
}

pub(crate) fn look(place: &str, takes: u64) -> (&'static str, String) {
    ("look", format!(r#"{{"place":"{place}","takes":{takes}}}"#))
}

pub(crate) fn answer(total: i64) -> Reply {
    Reply::text(format!(r#"{{"total":{total}}}"#))
}

/// The contents of the tool messages of a request.
fn told(body: &Value) -> Vec<&str> {
    let messages = body["messages"].as_array().unwrap().iter();
    let messages = messages.filter(|message| message["role"] == "tool");
    messages.map(|it| it["content"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_run_ends_in_a_typed_answer() {
    let (api, client) = api([
        Reply::tool_calls([look("here", 20), add(1, 2)]),
        Reply::tool_calls([add(3, 4)]),
        answer(7),
    ])
    .await;
    let app = App::default();
    let run = client.chat().run_tools::<Tools, Answer>(request(), &app);
    let run = run.await.unwrap();
    assert_eq!(run.answer, Answer { total: 7 });
    let requests = api.requests();
    assert_eq!(told(&requests[1].body), [r#"{"at":"here"}"#, "3"]);
    assert_eq!(told(&requests[2].body), [r#"{"at":"here"}"#, "3", "7"]);
    assert_eq!(requests[2].body["tools"].as_array().unwrap().len(), 2);
    let ids: Vec<_> = run
        .steps
        .iter()
        .map(|step| step.answer.request_id().unwrap())
        .collect();
    assert_eq!(ids, ["req_local_1", "req_local_2", "req_local_3"]);
    let tokens = run
        .steps
        .iter()
        .map(|step| step.answer.usage.as_ref().unwrap().total_tokens);
    assert_eq!(run.usage.total_tokens, tokens.sum::<u64>());
    // The conversation can go on.
    assert_eq!(run.messages.len(), 7);
    assert_eq!(
        serde_json::to_value(&run.messages).unwrap()[1],
        requests[1].body["messages"][1]
    );
}

#[tokio::test]
async fn calls_run_side_by_side_up_to_a_bound() {
    let looks = [("slow", 80), ("quick", 5), ("middling", 40), ("last", 1)];
    let calls = looks.map(|(place, takes)| look(place, takes));
    for (options, most) in [
        (RunOptions::new(), 4),
        (RunOptions::new().concurrency(2), 2),
        (RunOptions::new().sequential(), 1),
    ] {
        let (api, client) = api([Reply::tool_calls(calls.clone()), answer(0)]).await;
        let app = App::default();
        let run = client
            .chat()
            .run_tools_with::<Tools, Answer>(request(), &app, options);
        run.await.unwrap();
        assert_eq!(app.most.load(Ordering::SeqCst), most);
        let order = ["slow", "quick", "middling", "last"].map(|it| format!(r#"{{"at":"{it}"}}"#));
        assert_eq!(told(&api.requests()[1].body), order);
        let ended = app.looked.lock().unwrap().clone();
        match most {
            1 => assert_eq!(ended, ["slow", "quick", "middling", "last"]),
            _ => assert_eq!(ended.last().unwrap(), "slow"),
        }
    }
}

#[tokio::test]
async fn what_a_tool_tells_and_how_it_panics_go_back_to_the_model() {
    let (api, client) = api([
        Reply::tool_calls([
            look("nowhere", 0),
            look("panic", 0),
            add(i64::MAX, 1),
            add(1, 1),
        ]),
        answer(2),
    ])
    .await;
    let app = App::default();
    let run = client
        .chat()
        .run_tools::<Tools, Answer>(request(), &app)
        .await
        .unwrap();
    assert_eq!(
        told(&api.requests()[1].body),
        [
            "there is no such place",
            "The tool failed.",
            "the sum is too large",
            "2"
        ]
    );
    let calls = &run.steps[0].calls;
    assert!(matches!(&calls[0].result, CallResult::Told(_)));
    let CallResult::Panicked(words) = &calls[1].result else {
        panic!("{:?}", calls[1].result);
    };
    assert_eq!(words, "a tool that panics");
}

#[tokio::test]
async fn a_tool_that_fails_ends_the_run_and_the_calls_beside_it() {
    let script = [Reply::tool_calls([
        add(1, 2),
        look("slow", 60_000),
        look("broken", 20),
    ])];
    let (_api, client) = api(script).await;
    let app = App::default();
    let run = client.chat().run_tools::<Tools, Answer>(request(), &app);
    let error = run.await.unwrap_err();
    assert_eq!(
        (error.kind(), error.tool()),
        (RunErrorKind::Tool, Some("look"))
    );
    assert_eq!(
        error.to_string(),
        "the tool `look` failed (request req_local_1)"
    );
    assert_eq!(error.source().unwrap().to_string(), "the index is gone");
    assert_eq!(
        format!("{error:?}"),
        "Tool: the tool `look` failed (request req_local_1): the index is gone"
    );
    let results = error.steps()[0].calls.iter().map(|call| &call.result);
    assert_eq!(
        results.collect::<Vec<_>>(),
        [
            &CallResult::Output("3".to_owned()),
            &CallResult::Unfinished,
            &CallResult::Failed("the index is gone".to_owned()),
        ]
    );
    assert_eq!(app.running.load(Ordering::SeqCst), 0);
    // To go on, the model is told what is known.
    assert_eq!(error.messages().len(), 1);
    let messages = serde_json::to_value(error.messages_with_calls()).unwrap();
    assert_eq!(messages[1]["tool_calls"].as_array().unwrap().len(), 3);
    let told = [2, 3, 4].map(|at: usize| messages[at]["content"].as_str().unwrap().to_owned());
    assert_eq!(told, ["3", "The tool gave no result.", "The tool failed."]);
}

/// One call at a time: those behind the one that fails have not begun.
#[tokio::test]
async fn a_call_that_has_not_begun_is_not_said_to_have() {
    let script = [Reply::tool_calls([
        add(1, 2),
        look("broken", 0),
        look("a", 0),
    ])];
    let (_api, client) = api(script).await;
    let app = App::default();
    let options = RunOptions::new().sequential();
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, options);
    let error = run.await.unwrap_err();
    assert_eq!(error.steps()[0].calls[2].result, CallResult::NotRun);
    let messages = serde_json::to_value(error.messages_with_calls()).unwrap();
    let asked = messages[1]["tool_calls"].as_array().unwrap();
    assert_eq!(asked.len(), 2, "only what has begun");
    assert_eq!(messages[3]["tool_call_id"], asked[1]["id"]);
}

#[tokio::test]
async fn nothing_is_sent_once_the_deadline_has_passed() {
    let script = [Reply::tool_calls([look("blocks", 120)]), answer(1)];
    let (api, client) = api(script).await;
    let app = App::default();
    let options = RunOptions::new().deadline(Duration::from_millis(60));
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, options);
    let error = run.await.unwrap_err();
    assert_eq!(error.kind(), RunErrorKind::Deadline);
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn a_deadline_may_be_as_far_away_as_one_likes() {
    let (_api, client) = api([answer(1), answer(1)]).await;
    let app = App::default();
    let far = || RunOptions::new().deadline(Duration::MAX);
    let chat = client.chat();
    let run = chat.run_tools_with::<Tools, Answer>(request(), &app, far());
    assert_eq!(run.await.unwrap().answer.total, 1);
    let run = chat.run_tools_streamed::<Tools, Answer>(request(), &app, far());
    assert_eq!(run.finish().await.unwrap().answer.total, 1);
}

#[tokio::test]
async fn dropping_a_run_drops_its_calls() {
    let script = [Reply::tool_calls([look("a", 60_000), look("b", 60_000)])];
    let (_api, client) = api(script).await;
    let app = App::default();
    let run = client.chat().run_tools::<Tools, Answer>(request(), &app);
    let gone = tokio::time::timeout(Duration::from_millis(400), run).await;
    assert!(gone.is_err());
    assert_eq!(app.most.load(Ordering::SeqCst), 2);
    assert_eq!(app.running.load(Ordering::SeqCst), 0);
    assert!(app.looked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_deadline_ends_the_run_wherever_it_is() {
    let deadline = || RunOptions::new().deadline(Duration::from_millis(300));
    // While a call runs.
    let (_api, client) = api([Reply::tool_calls([add(1, 2), look("a", 60_000)])]).await;
    let app = App::default();
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, deadline());
    let error = run.await.unwrap_err();
    assert_eq!(error.kind(), RunErrorKind::Deadline);
    assert!(error.steps()[0].calls[0].result.is_output());
    assert!(matches!(
        error.steps()[0].calls[1].result,
        CallResult::Unfinished
    ));
    // While an answer is awaited: nobody listens to what is sent there.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(format!("http://{address}/v1"));
    let client = client.build().unwrap();
    let run = client
        .chat()
        .run_tools_with::<Tools, Answer>(request(), &app, deadline());
    let error = run.await.unwrap_err();
    assert_eq!(
        (error.kind(), error.steps().len()),
        (RunErrorKind::Deadline, 0)
    );
}

#[tokio::test]
async fn an_answer_that_does_not_come_ends_the_run_with_its_ledger() {
    let script = [Reply::tool_calls([add(1, 2)]), Reply::error(500, "Down.")];
    let (_api, client) = api(script).await;
    let app = App::default();
    let run = client.chat().run_tools::<Tools, String>(request(), &app);
    let error = run.await.unwrap_err();
    assert_eq!(error.kind(), RunErrorKind::Client);
    assert_eq!(error.client().unwrap().kind(), ClientErrorKind::Status);
    assert_eq!(error.steps().len(), 1);
    assert!(error.steps()[0].calls[0].result.is_output());
    assert_eq!(error.messages().len(), 3, "they may be sent again");
    assert_eq!(
        error.messages_with_calls().len(),
        3,
        "with all that was called"
    );
    assert_eq!(error.request_id(), Some("req_local_2"));
}

#[tokio::test]
async fn a_complaint_about_the_schema_names_its_place() {
    let message = "Invalid schema for response_format 'Answer': In context=('properties', 'total'), \
                   'type' is not permitted.";
    let (_api, client) = api([Reply::error(400, message)]).await;
    let app = App::default();
    let run = client.chat().run_tools::<Tools, Answer>(request(), &app);
    let error = run.await.unwrap_err();
    assert_eq!(error.schema_path(), Some("Answer.total"));
    assert!(error.to_string().ends_with(" (at Answer.total)"), "{error}");
}

/// A tool is a set of one.
#[tokio::test]
async fn one_tool_is_enough() {
    let (_api, client) = api([Reply::tool_calls([add(1, 2)]), Reply::text("3.")]).await;
    let app = App::default();
    let run = client
        .chat()
        .run_tools::<super::Add, String>(request(), &app);
    assert_eq!(run.await.unwrap().answer, "3.");
}

/// Also where the caller is generic.
#[test]
fn runs_can_be_spawned() {
    fn check<S, A>(client: Client, app: std::sync::Arc<S::Context>)
    where
        S: openai_structured::CallTools<Context: Send + Sync + 'static> + 'static,
        A: openai_structured::chat::Answer + Send + 'static,
    {
        drop(tokio::spawn(async move {
            let chat = client.chat();
            chat.run_tools::<S, A>(ChatRequest::new("m"), &*app).await
        }));
    }
    let _ = check::<Tools, Answer>;
    let _ = check::<Tools, String>;
}
