//! Streamed runs over responses: what the whole response says stands over what came before it.

use super::live::api;
use super::{Answer, App, Tools};
use openai_structured::Outcome;
use openai_structured::client::responses::Responses;
use openai_structured::local::{Ending, Reply};
use openai_structured::prelude::*;
use openai_structured::run::{CallRecord, CallResult, Run, RunError, RunErrorKind, RunOptions};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(20);

/// A call, whose item has an id that follows from its place.
fn look(id: &str, place: &str, takes: u64) -> Value {
    json!({ "type": "function_call", "id": format!("fc_{place}"), "call_id": id, "name": "look",
        "arguments": json!({ "place": place, "takes": takes }).to_string(),
        "status": "completed" })
}

fn say(text: &str) -> Value {
    json!({ "type": "message", "id": "m", "role": "assistant", "status": "completed",
        "content": [{ "type": "output_text", "text": text, "annotations": [] }] })
}

/// The events of these items.
fn items(items: &[Value]) -> Vec<Value> {
    let mut events = vec![json!({ "type": "response.created", "response":
        { "id": "r", "object": "response", "status": "in_progress", "output": [] } })];
    for (at, item) in items.iter().enumerate() {
        let mut begun = item.clone();
        begun["status"] = json!("in_progress");
        if let Some(arguments) = begun.get_mut("arguments") {
            *arguments = json!("");
        }
        events.push(
            json!({ "type": "response.output_item.added", "output_index": at,
            "item": begun }),
        );
        if let Some(arguments) = item.get("arguments") {
            events.push(json!({ "type": "response.function_call_arguments.delta",
                "output_index": at, "item_id": item["id"], "delta": arguments }));
        }
        events.push(
            json!({ "type": "response.output_item.done", "output_index": at,
            "item": item }),
        );
    }
    events
}

/// A stream of these items whose last event has those.
fn stream(came: &[Value], whole: &[Value]) -> Reply {
    let mut events = items(came);
    events.push(json!({ "type": "response.completed", "response":
        { "id": "r", "object": "response", "status": "completed", "output": whole } }));
    Reply::events(events).pause(PAUSE)
}

fn answer() -> Reply {
    let answer = [say(r#"{"total":3}"#)];
    stream(&answer, &answer)
}

/// What became of a run, the places that were looked at, and what the model was told.
struct Ran {
    run: Result<Run<Answer, Responses>, RunError<Responses>>,
    looked: Vec<String>,
    told: Vec<[String; 2]>,
    dropped: usize,
}

async fn run(replies: impl IntoIterator<Item = Reply>, options: RunOptions<'_>) -> Ran {
    let (api, client) = api(replies).await;
    let app = App::default();
    let request = ResponseRequest::new("m").input("Go.");
    let responses = client.responses();
    let run = responses.run_tools_streamed::<Tools, Answer>(request, &app, options);
    let run = run.finish().await;
    assert_eq!(app.running.load(Ordering::SeqCst), 0, "nothing runs on");
    let sent = api.requests();
    let input = sent.last().unwrap().body["input"].as_array().unwrap();
    let told = input
        .iter()
        .filter(|item| item["type"] == "function_call_output");
    let told = told.map(|item| {
        let output: Value = serde_json::from_str(item["output"].as_str().unwrap()).unwrap();
        [&item["call_id"], &output["at"]].map(|it| it.as_str().unwrap().to_owned())
    });
    Ran {
        run,
        told: told.collect(),
        looked: app.looked.lock().unwrap().clone(),
        dropped: app.dropped.load(Ordering::SeqCst),
    }
}

/// Id, arguments' place, and what came of it.
fn lines(calls: &[CallRecord]) -> Vec<String> {
    let line = |call: &CallRecord| {
        let arguments: Value = serde_json::from_str(&call.arguments).unwrap();
        let result = match &call.result {
            CallResult::Output(_) => "ran",
            CallResult::Unfinished => "dropped",
            CallResult::NotRun => "not run",
            other => panic!("{other:?}"),
        };
        format!(
            "{} {} {result}",
            call.id,
            arguments["place"].as_str().unwrap()
        )
    };
    calls.iter().map(line).collect()
}

#[tokio::test]
async fn what_was_begun_is_found_wherever_it_is_in_the_end() {
    let (oslo, slow) = (look("c1", "Oslo", 0), look("c2", "slow", 150));
    let mut renamed = oslo.clone();
    renamed["id"] = json!("other");
    let mut recalled = oslo.clone();
    recalled["call_id"] = json!("c7");
    let mut nameless = oslo.clone();
    nameless["call_id"] = json!("");
    for (whole, told) in [
        ([&slow, &oslo], [["c2", "slow"], ["c1", "Oslo"]]),
        ([&slow, &renamed], [["c2", "slow"], ["c1", "Oslo"]]),
        // The result goes back under the name that the call has in the end.
        ([&slow, &recalled], [["c2", "slow"], ["c7", "Oslo"]]),
        ([&slow, &nameless], [["c2", "slow"], ["call_0_1", "Oslo"]]),
    ] {
        let first = stream(&[oslo.clone(), slow.clone()], &whole.map(Value::clone));
        let ran = run([first, answer()], RunOptions::new()).await;
        assert_eq!(ran.looked, ["Oslo", "slow"], "each once");
        assert_eq!(ran.told, told);
        let run = ran.run.unwrap();
        assert!(run.steps[0].withdrawn.is_empty());
        let calls = lines(&run.steps[0].calls);
        assert_eq!(calls, told.map(|[id, place]| format!("{id} {place} ran")));
    }
}

/// Nothing of it is sent as the result of another.
#[tokio::test]
async fn what_was_begun_and_is_not_asked_for_in_the_end_is_in_the_ledger() {
    let oslo = look("c1", "Oslo", 0);
    let slow = look("c1", "slow", 150);
    let rome = look("c2", "Rome", 0);
    let both = ["Oslo", "Rome"];
    for (came, whole, looked, told, withdrawn) in [
        // Left out.
        (
            vec![&oslo, &rome],
            vec![rome.clone()],
            &both[..],
            ["c2", "Rome"],
            "c1 Oslo ran",
        ),
        // Another takes its place, and it ends late.
        (
            vec![&slow],
            vec![rome.clone()],
            &["Rome", "slow"],
            ["c2", "Rome"],
            "c1 slow ran",
        ),
        // Its arguments are others, which makes another of it.
        (
            vec![&oslo],
            vec![look("c1", "Rome", 0)],
            &both,
            ["c1", "Rome"],
            "c1 Oslo ran",
        ),
    ] {
        let came: Vec<_> = came.into_iter().cloned().collect();
        let ran = run([stream(&came, &whole), answer()], RunOptions::new()).await;
        assert_eq!(
            (&*ran.looked, &*ran.told),
            (
                &looked.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..],
                &[told.map(str::to_owned)][..]
            )
        );
        let run = ran.run.unwrap();
        assert_eq!(
            lines(&run.steps[0].calls),
            [format!("{} {} ran", told[0], told[1])]
        );
        assert_eq!(lines(&run.steps[0].withdrawn), [withdrawn]);
    }
}

#[tokio::test]
async fn what_waits_and_is_withdrawn_is_not_begun() {
    let (slow, rome) = (look("c1", "slow", 150), look("c2", "Rome", 0));
    let first = stream(&[slow.clone(), rome], &[slow]);
    let ran = run([first, answer()], RunOptions::new().concurrency(1)).await;
    assert_eq!(ran.looked, ["slow"]);
    assert_eq!(
        lines(&ran.run.unwrap().steps[0].withdrawn),
        ["c2 Rome not run"]
    );
}

#[tokio::test]
async fn an_answer_in_place_of_calls_ends_them() {
    let first = stream(&[look("c1", "slow", 60_000)], &[say(r#"{"total":3}"#)]);
    let ran = run([first], RunOptions::new()).await;
    assert_eq!((ran.looked.len(), ran.dropped), (0, 1));
    let run = ran.run.unwrap();
    assert_eq!(run.answer.total, 3);
    assert_eq!(lines(&run.steps[0].withdrawn), ["c1 slow dropped"]);
}

/// Not every service says that it has ended. The typed stream says the same of these.
#[tokio::test]
async fn a_run_judges_an_ending_as_a_typed_stream_does() {
    let whole = items(&[say(r#"{"total":3}"#)]);
    let mut half = items(&[look("c1", "Oslo", 0)]);
    half.push(
        json!({ "type": "response.output_item.added", "output_index": 1, "item":
        { "type": "reasoning", "id": "rs", "summary": [] } }),
    );
    half.push(
        json!({ "type": "response.output_item.added", "output_index": 2, "item":
        { "type": "message", "id": "m", "role": "assistant", "status": "in_progress",
            "content": [] } }),
    );
    for (events, ends, kind) in [
        (&whole, Ending::Closed, None),
        (&half, Ending::Closed, Some(RunErrorKind::Truncated)),
        (&half, Ending::Cut, Some(RunErrorKind::Client)),
    ] {
        let reply = || {
            Reply::events(events.clone())
                .pause(PAUSE)
                .ends(ends.clone())
        };
        let ran = run([reply()], RunOptions::new()).await;
        match ran.run {
            Ok(run) => assert_eq!((run.answer.total, kind), (3, None)),
            Err(error) => {
                assert_eq!(Some(error.kind()), kind, "{error:?}");
                assert_eq!(lines(&error.steps()[0].calls), ["c1 Oslo ran"]);
                // No half items in what may be sent again.
                let messages = serde_json::to_value(error.messages_with_calls()).unwrap();
                let kinds = messages
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|item| &item["type"]);
                assert_eq!(
                    kinds.collect::<Vec<_>>(),
                    ["message", "function_call", "function_call_output"]
                );
            }
        }
        let (_api, client) = api([reply()]).await;
        let request = ResponseRequest::new("m").input("Go.");
        let mut typed = client.responses().stream::<Answer>(request).await.unwrap();
        while typed.next().await.is_some() {}
        let outcome = typed.into_partial().into_outcome();
        match kind {
            None => assert_eq!(outcome.parsed(), Some(&Answer { total: 3 })),
            Some(_) => assert!(matches!(outcome, Outcome::Truncated { .. }), "{outcome:?}"),
        }
    }
    let calls = items(&[look("c1", "Oslo", 0)]);
    let calls = Reply::events(calls).ends(Ending::Closed);
    let ran = run([calls, answer()], RunOptions::new()).await;
    assert_eq!((ran.run.unwrap().answer.total, ran.looked.len()), (3, 1));
}

/// More calls than there is room for at once, and ten thousand pieces for the last.
#[tokio::test]
async fn a_long_call_behind_many_is_run() {
    let mut calls: Vec<_> = (0..300)
        .map(|at| look(&format!("c{at}"), &format!("p{at}"), 0))
        .collect();
    let mut events = items(&calls);
    let long = look("long", &"x".repeat(40_000), 0);
    let arguments = long["arguments"].as_str().unwrap();
    let mut begun = long.clone();
    begun["arguments"] = json!("");
    events
        .push(json!({ "type": "response.output_item.added", "output_index": 300, "item": begun }));
    for at in (0..arguments.len()).step_by(4) {
        let piece = &arguments[at..(at + 4).min(arguments.len())];
        events.push(
            json!({ "type": "response.function_call_arguments.delta", "output_index": 300,
            "item_id": long["id"], "delta": piece }),
        );
    }
    events.push(json!({ "type": "response.output_item.done", "output_index": 300, "item": long }));
    calls.push(long);
    events.push(json!({ "type": "response.completed", "response":
        { "id": "r", "object": "response", "status": "completed", "output": calls } }));
    let bytes = events.iter().map(|event| format!("data: {event}\n\n"));
    let first = Reply::stream([bytes.collect::<String>()]);
    let options = RunOptions::new().calls_per_round(400);
    let ran = run([first, answer()], options).await;
    assert_eq!(ran.looked.len(), 301, "{:?}", ran.run.map(|_| ()));
}
