//! What services stream of calls, as a run takes it: each call once, with its arguments, typed.

use super::live::api;
use crate::stream::{Row, call_rows};
use openai_structured::local::Reply;
use openai_structured::prelude::*;
use openai_structured::run::RunOptions;
use serde_json::{Value, json};
use std::sync::Mutex;

/// Looks.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct Look {
    q: Option<i64>,
}

/// Finds.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct Find {}

#[derive(Debug, ToolSet)]
enum Tools {
    Look(Look),
    Find(Find),
}

/// The calls that were run.
type Ran = Mutex<Vec<[String; 2]>>;

impl Tool for Look {
    type Context = Ran;
    type Output = Option<i64>;

    async fn call(self, ran: &Ran) -> Result<Option<i64>, ToolError> {
        let arguments = match self.q {
            Some(q) => format!("{{\"q\":{q}}}"),
            None => "{}".to_owned(),
        };
        ran.lock().unwrap().push(["look".to_owned(), arguments]);
        Ok(self.q)
    }
}

impl Tool for Find {
    type Context = Ran;
    type Output = ();

    async fn call(self, ran: &Ran) -> Result<(), ToolError> {
        ran.lock()
            .unwrap()
            .push(["find".to_owned(), "{}".to_owned()]);
        Ok(())
    }
}

/// Runs a row, cut into writes of so many bytes, and an answer behind it.
async fn run(row: &Row, writes_of: Option<usize>) -> (Vec<[String; 2]>, Vec<[String; 3]>, Value) {
    let (api, client) = api([row.reply(writes_of), Reply::text("Done.")]).await;
    let ran = Ran::default();
    let request = ChatRequest::new("m").user("Go.");
    let options = RunOptions::new().sequential();
    let run = client
        .chat()
        .run_tools_streamed::<Tools, String>(request, &ran, options);
    let run = run
        .finish()
        .await
        .unwrap_or_else(|error| panic!("{}: {error:?}", row.name()));
    let ledger = run.steps[0].calls.iter();
    let ledger = ledger.map(|it| [it.id.clone(), it.name.clone(), it.arguments.clone()]);
    let ledger = ledger.collect();
    let body = api.requests()[1].body.clone();
    (ran.into_inner().unwrap(), ledger, body)
}

#[tokio::test]
async fn every_call_is_run_once_with_its_arguments() {
    for row in call_rows() {
        for writes_of in [None, Some(1), Some(7)] {
            let (ran, ledger, body) = run(&row, writes_of).await;
            let expected: Vec<[String; 3]> = row
                .calls()
                .iter()
                .map(|call| call.map(str::to_owned))
                .collect();
            assert_eq!(ledger, expected, "{}", row.name());
            let expected = row
                .calls()
                .iter()
                .map(|[_, name, arguments]| [(*name).to_owned(), (*arguments).to_owned()]);
            assert_eq!(ran, expected.collect::<Vec<_>>(), "{}", row.name());
            // Each has its result, in order, under its id.
            let messages = body["messages"].as_array().unwrap();
            let answered = messages.iter().filter(|message| message["role"] == "tool");
            let answered: Vec<_> = answered
                .map(|it| it["tool_call_id"].as_str().unwrap())
                .collect();
            let ids: Vec<_> = row.calls().iter().map(|[id, ..]| *id).collect();
            assert_eq!(answered, ids, "{}", row.name());
        }
    }
}

/// Gemini wants its signature back.
#[tokio::test]
async fn what_must_go_back_with_a_call_does() {
    let row = call_rows()
        .into_iter()
        .find(|row| row.name() == "fields that must go back with the call")
        .unwrap();
    let (_, _, body) = run(&row, None).await;
    assert_eq!(
        body["messages"][1]["tool_calls"][0]["extra_content"],
        json!({ "google": { "thought_signature": "s1" } })
    );
}

/// Two equal calls are two, and it is said.
#[tokio::test]
async fn equal_calls_are_marked() {
    let call = ("look", r#"{"q":1}"#);
    let (_api, client) = api([Reply::tool_calls([call, call]), Reply::text("Done.")]).await;
    let ran = Ran::default();
    let request = ChatRequest::new("m").user("Go.");
    let run = client
        .chat()
        .run_tools::<Tools, String>(request, &ran)
        .await
        .unwrap();
    let repeats: Vec<_> = run.steps[0].calls.iter().map(|call| call.repeats).collect();
    assert_eq!(repeats, [false, true]);
    assert_eq!(ran.into_inner().unwrap().len(), 2);
}
