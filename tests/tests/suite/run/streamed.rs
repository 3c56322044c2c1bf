//! Streamed runs over HTTP.

use super::live::{add, answer, api, look};
use super::options::line;
use super::{Answer, App, Tools, ToolsDraft, request};
use openai_structured::chat::ChatEvent;
use openai_structured::local::{Ending, Reply};
use openai_structured::prelude::*;
use openai_structured::run::{Approval, CallResult, RunErrorKind, RunEvent, RunOptions, RunStream};
use openai_structured::{Mismatch, MismatchKind};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::Duration;

fn stream<'a, A: openai_structured::chat::Answer>(
    client: &Client,
    app: &'a App,
    options: RunOptions<'a>,
) -> RunStream<'a, Tools, A> {
    client
        .chat()
        .run_tools_streamed::<Tools, A>(request(), app, options)
}

/// The events without the pieces of answers.
async fn steps<A: openai_structured::chat::Answer>(
    run: &mut RunStream<'_, Tools, A>,
) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(event) = run.next().await {
        if !matches!(event, RunEvent::Answer { .. }) {
            lines.push(line(&event));
        }
    }
    lines
}

#[tokio::test]
async fn a_streamed_run_is_the_run() {
    let script = || {
        [
            Reply::tool_calls([look("here", 10), add(1, 2), ("add", "{}".to_owned())]),
            Reply::tool_calls([look("nowhere", 0), ("divide", "{}".to_owned())]),
            answer(3),
        ]
    };
    let app = App::default();
    let (whole_api, client) = api(script()).await;
    let whole = client
        .chat()
        .run_tools::<Tools, Answer>(request(), &app)
        .await
        .unwrap();
    let (api, client) = api(script()).await;
    let run = stream::<Answer>(&client, &app, RunOptions::new())
        .finish()
        .await
        .unwrap();
    assert_eq!(run.answer, whole.answer);
    assert_eq!(run.usage, whole.usage);
    assert_eq!(
        serde_json::to_value(&run.messages).unwrap(),
        serde_json::to_value(&whole.messages).unwrap()
    );
    for (streamed, whole) in api.requests().iter().zip(whole_api.requests()) {
        assert_eq!(streamed.body["messages"], whole.body["messages"]);
        assert_eq!(streamed.body["tools"], whole.body["tools"]);
        assert_eq!(streamed.body["stream"], true);
    }
}

#[tokio::test]
async fn a_call_begins_as_soon_as_it_is_whole() {
    let pause = Duration::from_millis(15);
    let script = [
        Reply::tool_calls([add(1, 2), look("here", 1), add(3, 4)]).pause(pause),
        answer(3),
    ];
    let (_api, client) = api(script).await;
    let app = App::default();
    let mut run = stream::<Answer>(&client, &app, RunOptions::new());
    assert_eq!(
        steps(&mut run).await,
        [
            "asked 0",
            "started 0.0 add",
            "done 0.0 add: 3",
            "started 0.1 look",
            r#"done 0.1 look: {"at":"here"}"#,
            // The last is whole when the model says that it has ended, before the stream does.
            "started 0.2 add",
            "done 0.2 add: 7",
            "answered 0 with 3 calls",
            "asked 1",
            "answered 1 with 0 calls",
        ]
    );
    assert_eq!(run.finish().await.unwrap().answer.total, 3);
}

#[tokio::test]
async fn the_answer_and_the_arguments_are_seen_as_they_grow() {
    let (_api, client) = api([
        Reply::tool_calls([look("a long way from here", 0)]).pieces(3),
        Reply::text(r#"{"total":12345}"#).pieces(2),
    ])
    .await;
    let app = App::default();
    let mut run = stream::<Answer>(&client, &app, RunOptions::new());
    let (mut places, mut totals, mut beside) = (Vec::new(), Vec::new(), 0);
    while let Some(event) = run.next().await {
        let RunEvent::Answer { round, .. } = event else {
            continue;
        };
        if let Some(ToolsDraft::Look(draft)) = run.call_draft(0) {
            places.push(draft.place.text().unwrap_or_default().to_owned());
        } else if round == 0 {
            beside += 1;
        }
        totals.push(run.draft().total.get().copied());
    }
    assert!(
        places.windows(2).all(|two| two[1].starts_with(&two[0])),
        "{places:?}"
    );
    assert!(
        places.len() > 5 && places.iter().any(|place| place == "a lon"),
        "{places:?}"
    );
    assert_eq!(places.last().unwrap(), "a long way from here");
    assert_eq!(beside, 0);
    assert_eq!(totals.last(), Some(&Some(12345)));
    // They stay to be looked at.
    assert!(run.call_draft(0).is_none(), "the last answer made no call");
    assert_eq!(run.draft().total.get(), Some(&12345));
    assert_eq!(run.finish().await.unwrap().answer.total, 12345);
}

fn chunk(delta: &Value, finish: Option<&str>) -> Value {
    json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] })
}

fn piece(index: u8, id: &str, name: &str, arguments: &str) -> Value {
    chunk(
        &json!({ "tool_calls": [{ "index": index, "id": id, "type": "function",
            "function": { "name": name, "arguments": arguments } }] }),
        None,
    )
}

#[tokio::test]
async fn text_and_calls_of_one_answer_both_arrive() {
    let first = [
        chunk(&json!({ "role": "assistant", "content": "Let me " }), None),
        chunk(&json!({ "content": "see." }), None),
        piece(0, "c1", "add", r#"{"a":1,"b":2}"#),
        chunk(&json!({}), Some("tool_calls")),
    ];
    let (api, client) = api([Reply::events(first), Reply::text("It is 3.")]).await;
    let app = App::default();
    let mut run = stream::<String>(&client, &app, RunOptions::new());
    let (mut texts, mut seen) = (String::new(), Vec::new());
    while let Some(event) = run.next().await {
        if let RunEvent::Answer {
            event: ChatEvent::Content { text, .. },
            ..
        } = event
        {
            texts.push_str(&text);
            seen.push(run.draft().to_owned());
        }
    }
    assert_eq!(texts, "Let me see.It is 3.");
    assert_eq!(
        (seen[0].as_str(), seen[1].as_str()),
        ("Let me ", "Let me see.")
    );
    let message = &api.requests()[1].body["messages"][1];
    assert_eq!(message["content"], "Let me see.");
    assert_eq!(message["tool_calls"][0]["id"], "c1");
    assert_eq!(run.finish().await.unwrap().answer, "It is 3.");
}

/// Half of a call is never run; what was whole has run, and is in the ledger.
#[tokio::test]
async fn an_answer_that_breaks_off_ends_the_run() {
    let pieces = || {
        vec![
            piece(0, "c1", "add", r#"{"a":1,"b":2}"#),
            piece(1, "c2", "look", r#"{"place":"here","ta"#),
        ]
    };
    let cut = |finish: &str| {
        let mut pieces = pieces();
        pieces.push(chunk(&json!({}), Some(finish)));
        Reply::events(pieces)
    };
    for (reply, kind) in [
        (cut("length"), RunErrorKind::Truncated),
        (cut("content_filter"), RunErrorKind::Filtered),
        (
            Reply::events(pieces()).ends(Ending::Closed),
            RunErrorKind::Truncated,
        ),
        (
            Reply::events(pieces()).ends(Ending::Cut),
            RunErrorKind::Client,
        ),
    ] {
        let (_api, client) = api([reply.pause(Duration::from_millis(5))]).await;
        let app = App::default();
        let mut run = stream::<Answer>(&client, &app, RunOptions::new());
        while run.next().await.is_some() {}
        let error = run.finish().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let calls = &error.steps()[0].calls;
        let names: Vec<_> = calls.iter().map(|call| call.name.as_str()).collect();
        assert_eq!(names, ["add", "look"], "{kind:?}");
        assert_eq!(calls[0].result.content(), "3", "{kind:?}");
        assert_eq!(calls[1].result, CallResult::NotRun, "{kind:?}");
        assert_eq!(app.dropped.load(Ordering::SeqCst), 0, "look was not run");
        assert_eq!(error.messages().len(), 1);
    }
}

#[tokio::test]
async fn a_tool_that_fails_hangs_up() {
    let slow = Reply::tool_calls([look("broken", 0), look("here", 60_000), add(1, 2)]);
    let (_api, client) = api([slow.pause(Duration::from_millis(30))]).await;
    let app = App::default();
    let mut run = stream::<Answer>(&client, &app, RunOptions::new());
    let lines = steps(&mut run).await;
    assert_eq!(
        lines,
        [
            "asked 0",
            "started 0.0 look",
            "done 0.0 look: The tool failed."
        ],
        "before the answer was whole"
    );
    let error = run.finish().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.tool()),
        (RunErrorKind::Tool, Some("look"))
    );
    assert_eq!(app.running.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn limits_hold_for_streamed_runs() {
    let rows = [
        (RunOptions::new().rounds(1), RunErrorKind::Rounds, 0..=0),
        // The first may have run by the time the second is one too many.
        (
            RunOptions::new().calls_per_round(1),
            RunErrorKind::Calls,
            0..=1,
        ),
        (
            RunOptions::new().deadline(Duration::from_millis(100)),
            RunErrorKind::Deadline,
            1..=1,
        ),
    ];
    for (options, kind, looked) in rows {
        let (_api, client) = api([Reply::tool_calls([look("a", 0), look("b", 60_000)])]).await;
        let app = App::default();
        let run = stream::<Answer>(&client, &app, options);
        let error = run.finish().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        let ended = app.looked.lock().unwrap().clone();
        assert!(looked.contains(&ended.len()), "{kind:?}: {ended:?}");
        assert!(
            ended.iter().all(|place| place == "a"),
            "{kind:?}: {ended:?}"
        );
        assert_eq!(app.running.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn dropping_a_streamed_run_drops_its_calls() {
    let (_api, client) = api([Reply::tool_calls([look("a", 60_000), look("b", 60_000)])]).await;
    let app = App::default();
    let mut run = stream::<Answer>(&client, &app, RunOptions::new());
    while app.running.load(Ordering::SeqCst) < 2 {
        let event = tokio::time::timeout(Duration::from_secs(5), run.next()).await;
        assert!(event.unwrap().is_some());
    }
    // Until nothing happens any more. A future that is dropped has taken nothing.
    while let Ok(event) = tokio::time::timeout(Duration::from_millis(100), run.next()).await {
        assert!(event.is_some());
    }
    assert_eq!(app.running.load(Ordering::SeqCst), 2);
    drop(run);
    assert_eq!(app.running.load(Ordering::SeqCst), 0);
    assert!(app.looked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_asked_for_again() {
    let (_api, client) = api([Reply::text(r#"{"total":"many"}"#), answer(2)]).await;
    let app = App::default();
    let mut run = stream::<Answer>(&client, &app, RunOptions::new().reask(1));
    let lines = steps(&mut run).await;
    assert_eq!(lines[2], "asked again 0");
    let run = run.finish().await.unwrap();
    assert_eq!((run.answer.total, run.steps.len()), (2, 2));
    assert_eq!(run.steps[0].mismatch.as_ref().unwrap().path(), "total");
}

/// Whole or not, nothing begins once it is known that nobody will hear of it.
#[tokio::test]
async fn nothing_begins_in_an_answer_that_is_lost() {
    let call = || piece(0, "c1", "add", r#"{"a":1,"b":2}"#);
    let refusal = chunk(&json!({ "refusal": "No." }), None);
    for (events, kind) in [
        (
            vec![call(), chunk(&json!({}), Some("content_filter"))],
            RunErrorKind::Filtered,
        ),
        (
            vec![call(), chunk(&json!({}), Some("length"))],
            RunErrorKind::Truncated,
        ),
        (
            vec![refusal, call(), chunk(&json!({}), Some("stop"))],
            RunErrorKind::Refused,
        ),
    ] {
        let (_api, client) = api([Reply::events(events)]).await;
        let app = App::default();
        let mut run = stream::<Answer>(&client, &app, RunOptions::new());
        let lines = steps(&mut run).await;
        assert_eq!(lines, ["asked 0", "answered 0 with 1 calls"], "{kind:?}");
        let error = run.finish().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.steps()[0].calls[0].result, CallResult::NotRun);
    }
}

/// Each blank is paid for.
#[tokio::test]
async fn blanks_without_end_are_given_up() {
    let blanks = " ".repeat(100_000);
    let arguments = format!(r#"{{"place":"here",{blanks}"takes":1}}"#);
    let text = format!(r#"{{{blanks}"total":1}}"#);
    for reply in [Reply::tool_call("look", arguments), Reply::text(text)] {
        let (_api, client) = api([reply.pieces(500), answer(1)]).await;
        let app = App::default();
        let run = stream::<Answer>(&client, &app, RunOptions::new().reask(1));
        let error = run.finish().await.unwrap_err();
        assert_eq!(error.kind(), RunErrorKind::Mismatch);
        let runaway = Some(MismatchKind::Runaway);
        assert_eq!(error.mismatch().map(Mismatch::kind), runaway);
        assert_eq!(error.steps()[0].mismatch.as_ref(), error.mismatch());
        let message = &error.answer().unwrap().choices[0].message;
        let came = message
            .tool_calls
            .first()
            .map_or(0, |call| call.input().len());
        let came = came + message.content.as_deref().unwrap_or_default().len();
        assert!((8_000..10_000).contains(&came), "{came}");
    }
}

/// Services that give no ids give none early either.
#[tokio::test]
async fn calls_have_ids_when_they_begin() {
    let add = r#"{"a":1,"b":2}"#;
    let events = [
        piece(0, "", "add", add),
        piece(1, "", "add", add),
        chunk(&json!({}), Some("tool_calls")),
    ];
    let (api, client) = api([Reply::events(events), answer(3)]).await;
    let app = App::default();
    let ids = std::sync::Mutex::new(Vec::new());
    let options = RunOptions::new().approve(|call| {
        ids.lock().unwrap().push(call.id);
        async { Approval::Allow }
    });
    let run = stream::<Answer>(&client, &app, options);
    run.finish().await.unwrap();
    assert_eq!(*ids.lock().unwrap(), ["call_0_0", "call_0_1"]);
    let sent = &api.requests()[1].body["messages"][3]["tool_call_id"];
    assert_eq!(sent, "call_0_1");
}

/// Also where the run ends with them.
#[tokio::test]
async fn calls_that_are_not_run_have_ids_in_the_ledger() {
    let calls = || {
        [
            piece(0, "", "add", r#"{"a":1,"b":2}"#),
            chunk(&json!({}), Some("length")),
        ]
    };
    let (_api, client) = api([Reply::events(calls())]).await;
    let app = App::default();
    let run = stream::<Answer>(&client, &app, RunOptions::new());
    let error = run.finish().await.unwrap_err();
    assert_eq!(error.steps()[0].calls[0].id, "call_0_0");
}

/// Nothing is sent, and nobody is told so, before it is asked for.
#[tokio::test]
async fn a_run_that_is_not_awaited_does_nothing() {
    let (api, client) = api([]).await;
    let app = App::default();
    let options = RunOptions::new().observe(|event| panic!("{event:?}"));
    drop(stream::<Answer>(&client, &app, options));
    assert!(api.requests().is_empty());
}

/// A text does not say where it should end; the stream does.
#[tokio::test]
async fn half_a_text_is_no_answer() {
    let half = || vec![chunk(&json!({ "content": "It is" }), None)];
    let whole = || vec![half().remove(0), chunk(&json!({}), Some("stop"))];
    for (reply, kind) in [
        (
            Reply::events(half()).ends(Ending::Closed),
            Some(RunErrorKind::Truncated),
        ),
        (
            Reply::events(half()).ends(Ending::Cut),
            Some(RunErrorKind::Client),
        ),
        (Reply::events(half()), None),
        (Reply::events(whole()).ends(Ending::Closed), None),
    ] {
        let (_api, client) = api([reply]).await;
        let app = App::default();
        let run = stream::<String>(&client, &app, RunOptions::new())
            .finish()
            .await;
        let completion = |error: &openai_structured::run::RunError| {
            error.answer().and_then(|it| it.text()).map(str::to_owned)
        };
        match run {
            Ok(run) => assert_eq!((run.answer.as_str(), None), ("It is", kind)),
            Err(error) => {
                assert_eq!(Some(error.kind()), kind);
                assert_eq!(completion(&error).as_deref(), Some("It is"));
            }
        }
    }
}

/// Some services do not count choices from 0.
#[tokio::test]
async fn a_choice_with_another_index_is_followed_all_the_same() {
    let other = |mut chunk: Value| {
        chunk["choices"][0]["index"] = json!(1);
        chunk
    };
    let add = piece(0, "c1", "add", r#"{"a":1,"b":2}"#);
    let calls = [add, chunk(&json!({}), Some("tool_calls"))].map(other);
    let half = [chunk(&json!({ "content": "It is" }), None)].map(other);
    let half = Reply::events(half).ends(Ending::Closed);
    let (_api, client) = api([Reply::events(calls), half]).await;
    let app = App::default();
    let mut run = stream::<String>(&client, &app, RunOptions::new());
    let lines = steps(&mut run).await;
    assert_eq!(lines[1..3], ["started 0.0 add", "done 0.0 add: 3"]);
    assert_eq!(run.draft(), "It is");
    // It stops in the middle, and is no answer.
    assert_eq!(
        run.finish().await.unwrap_err().kind(),
        RunErrorKind::Truncated
    );
}
