//! Typed responses over HTTP, against the local API.

use super::{City, OSLO, completed, function_call, message, oslo, thought};
use crate::run::live::{add, answer, look};
use crate::run::{Answer, App, Tools};
use openai_structured::client::responses::{ResponseEvent, ResponseRequest};
use openai_structured::local::{Ending, LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::run::{CallResult, RunErrorKind, RunEvent, RunOptions};
use openai_structured::{AnswerFormat, ErrorKind, Outcome, SchemaDocument};
use serde_json::{Value, json};

pub(super) struct Served {
    api: LocalApi,
    pub(super) client: Client,
}

impl Served {
    pub(super) async fn script(script: impl IntoIterator<Item = Reply>) -> Self {
        let api = LocalApi::scripted(script).await.unwrap();
        let client = Client::builder().no_auth().base_url(api.base_url());
        let client = client.max_retries(0).build().unwrap();
        Self { api, client }
    }

    /// The bodies of the requests so far.
    pub(super) fn bodies(&self) -> Vec<Value> {
        let requests = self.api.requests();
        requests.into_iter().map(|request| request.body).collect()
    }
}

/// Answers with these responses.
pub(super) async fn serve(bodies: impl IntoIterator<Item = Value>) -> Served {
    Served::script(
        bodies
            .into_iter()
            .map(|body| Reply::raw(200, body.to_string())),
    )
    .await
}

fn ask() -> ResponseRequest {
    ResponseRequest::new("gpt-5-mini").input("Capital of Norway?")
}

#[tokio::test]
async fn a_response_is_parsed() {
    let served = Served::script([Reply::text(OSLO)]).await;
    let answer = served
        .client
        .responses()
        .parse::<City>(ask())
        .await
        .unwrap();
    assert!(answer.request_id().is_some());
    assert_eq!(answer.into_parsed().unwrap(), oslo());
    let body = &served.bodies()[0];
    assert_eq!(body["text"]["format"]["name"], "City");
    assert_eq!(body["text"]["format"]["strict"], true);
    assert_eq!(body["input"], "Capital of Norway?");
}

/// What a scripted reply is on both surfaces, typed.
#[tokio::test]
async fn every_kind_of_answer_has_the_same_name_as_in_chat() {
    let replies = || {
        [
            Reply::text(OSLO),
            Reply::refusal("No."),
            Reply::truncated(&OSLO[..12]),
            Reply::filtered(&OSLO[..12]),
            Reply::tool_call("add", "{}"),
            Reply::text(r#"{"name":5}"#),
        ]
    };
    let served = Served::script(replies()).await;
    let (mut whole, mut streamed, mut chat) = (Vec::new(), Vec::new(), Vec::new());
    for _ in replies() {
        let answer = served
            .client
            .responses()
            .parse::<City>(ask())
            .await
            .unwrap();
        whole.push(answer.into_parsed().map_err(|error| error.kind()));
    }
    let served = Served::script(replies()).await;
    for _ in replies() {
        let stream = served
            .client
            .responses()
            .stream::<City>(ask())
            .await
            .unwrap();
        let answer = stream.finish().await.unwrap();
        streamed.push(answer.into_parsed().map_err(|error| error.kind()));
    }
    let served = Served::script(replies()).await;
    for _ in replies() {
        let request = ChatRequest::new("m").user("Capital of Norway?");
        let answer = served.client.chat().parse::<City>(request).await.unwrap();
        chat.push(answer.into_parsed().map_err(|error| error.kind()));
    }
    assert_eq!(whole, chat);
    assert_eq!(streamed, chat);
    let kinds: Vec<_> = whole.into_iter().map(Result::err).collect();
    assert_eq!(
        kinds,
        [
            None,
            Some(ErrorKind::Refused),
            Some(ErrorKind::Truncated),
            Some(ErrorKind::Filtered),
            Some(ErrorKind::ToolCalls),
            Some(ErrorKind::Mismatch),
        ]
    );
}

#[tokio::test]
async fn a_schema_of_run_time_is_asked_for_and_read() {
    let served = Served::script([Reply::text(r#"{"name":"Oslo"}"#)]).await;
    let schema = json!({ "type": "object", "properties": { "name": { "type": "string" } },
        "required": ["name"], "additionalProperties": false });
    let schema = SchemaDocument::from_value("city", &schema).unwrap();
    let responses = served.client.responses();
    let answer = responses.parse_as::<Value>(ask(), &schema).await;
    assert_eq!(answer.unwrap().into_parsed().unwrap()["name"], "Oslo");
    assert_eq!(served.bodies()[0]["text"]["format"]["name"], "city");
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_asked_for_again() {
    let format = AnswerFormat::<City>::new().reask(1);
    let served = serve([
        completed(&[thought(), message(None, &[r#"{"name":5}"#])]),
        completed(&[message(None, &[OSLO])]),
    ])
    .await;
    let responses = served.client.responses();
    let answer = responses.parse_with(ask(), &format).await.unwrap();
    assert_eq!(answer.parsed(), Some(&oslo()));
    assert_eq!(answer.total_usage().total_tokens, 24);
    let attempt = &answer.attempts()[0];
    assert_eq!(attempt.response().unwrap().output.len(), 2);
    assert_eq!(attempt.usage().unwrap().completion_tokens, 7);
    let input = served.bodies()[1]["input"].as_array().unwrap().clone();
    assert_eq!(input.len(), 4);
    assert_eq!(input[1], thought());
    assert!(input[3]["content"].as_str().unwrap().contains("At `name`"));
}

#[tokio::test]
async fn a_streamed_response_is_shown_while_it_comes() {
    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Names {
        title: String,
        names: Vec<String>,
    }
    let text = r#"{"title":"Cities","names":["Oslo","Bergen"]}"#;
    let served = Served::script([Reply::text(text).pieces(3), Reply::text(text).pieces(1)]).await;
    let responses = served.client.responses();
    let mut stream = responses.stream::<Names>(ask()).await.unwrap();
    let mut pieces = stream.pieces(|draft| &draft.title);
    let mut title = String::new();
    while let Some(piece) = pieces.next().await {
        title.push_str(piece.unwrap());
    }
    assert_eq!(title, "Cities");
    let mut names = stream.items(|draft| draft.names.done());
    let mut seen = Vec::new();
    while let Some(name) = stream.next_item(&mut names).await.unwrap() {
        seen.push(name.clone());
    }
    assert_eq!(seen, ["Oslo", "Bergen"]);
    let answer = stream.finish().await.unwrap();
    assert_eq!(answer.response().output.len(), 1);
    assert_eq!(answer.into_parsed().unwrap().names, ["Oslo", "Bergen"]);

    let mut stream = responses.stream::<Names>(ask()).await.unwrap();
    let (mut deltas, mut last) = (0, None);
    while let Some(event) = stream.next().await {
        let event = event.unwrap();
        deltas += usize::from(matches!(event, ResponseEvent::OutputTextDelta(_)));
        last = event.sequence_number();
    }
    assert_eq!(deltas, text.len());
    assert!(last.is_some());
}

/// What the state machine of a broken stream has come to, and the rest from where it broke.
#[tokio::test]
async fn a_failed_stream_is_named() {
    let served = Served::script([Reply::failed("server_error", "Sorry.")]).await;
    let stream = served
        .client
        .responses()
        .stream::<City>(ask())
        .await
        .unwrap();
    let answer = stream.finish().await.unwrap();
    assert!(matches!(answer.outcome(), Outcome::Unfinished { .. }));
    let error = answer.into_parsed().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
    let failure = error.response().unwrap().error.clone().unwrap();
    assert_eq!(failure.message, "Sorry.");
}

/// The same run on both surfaces.
#[tokio::test]
async fn a_run_ends_in_a_typed_answer() {
    for by_reference in [false, true] {
        let served = Served::script([
            Reply::tool_calls([look("here", 5), add(1, 2)]),
            Reply::tool_calls([add(3, 4)]),
            answer(7),
        ])
        .await;
        let app = App::default();
        let mut options = RunOptions::new();
        if by_reference {
            options = options.by_previous_response();
        }
        let run = served
            .client
            .responses()
            .run_tools_with::<Tools, Answer>(ask(), &app, options)
            .await
            .unwrap();
        assert_eq!(run.answer, Answer { total: 7 });
        let bodies = served.bodies();
        let told = |body: &Value| -> Vec<String> {
            let items = body["input"].as_array().unwrap().iter();
            let outputs = items.filter(|item| item["type"] == "function_call_output");
            outputs
                .map(|it| it["output"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(told(&bodies[1]), [r#"{"at":"here"}"#, "3"]);
        if by_reference {
            assert_eq!(told(&bodies[2]), ["7"]);
            let ids: Vec<_> = run.steps.iter().map(|step| &*step.answer.id).collect();
            assert_eq!(bodies[1]["previous_response_id"], ids[0]);
            assert_eq!(bodies[2]["previous_response_id"], ids[1]);
        } else {
            assert_eq!(told(&bodies[2]), [r#"{"at":"here"}"#, "3", "7"]);
        }
        // Question, two calls and their results, a call and its result, the answer.
        assert_eq!(run.messages.len(), 8);
        let tokens = run
            .steps
            .iter()
            .map(|step| step.answer.usage.as_ref().unwrap().total_tokens);
        assert_eq!(run.usage.total_tokens, tokens.sum::<u64>());
    }
}

#[tokio::test]
async fn a_streamed_run_says_what_happens() {
    let served = Served::script([
        Reply::tool_calls([look("here", 5), add(1, 2)]).pieces(3),
        answer(3).pieces(2),
    ])
    .await;
    let app = App::default();
    let responses = served.client.responses();
    let mut run = responses.run_tools_streamed::<Tools, Answer>(ask(), &app, RunOptions::new());
    let (mut seen, mut drafts, mut places) = (Vec::new(), 0, 0);
    while let Some(event) = run.next().await {
        drafts += usize::from(run.draft().total.get() == Some(&3));
        if let Some(draft) = run.call_draft(0) {
            places += usize::from(format!("{draft:?}").contains("here"));
        }
        seen.push(match event {
            RunEvent::Asked { round, .. } => format!("asked {round}"),
            RunEvent::Answered { round, calls, .. } => format!("answered {round}: {calls}"),
            RunEvent::CallStarted { name, .. } => format!("started {name}"),
            RunEvent::CallDone { name, result, .. } => format!("done {name} {}", result.content()),
            RunEvent::Response { event, .. } => {
                let text = matches!(*event, ResponseEvent::OutputTextDelta(_));
                if text { "text" } else { "event" }.to_owned()
            }
            other => format!("{other:?}"),
        });
    }
    seen.dedup();
    let has = |what: &str| seen.iter().any(|it| it == what);
    for what in [
        "asked 0",
        "started look",
        "started add",
        "done add 3",
        r#"done look {"at":"here"}"#,
        "answered 0: 2",
        "asked 1",
        "text",
        "answered 1: 0",
    ] {
        assert!(has(what), "{what} in {seen:?}");
    }
    // A call begins while the answer goes on.
    let place = |what: &str| seen.iter().position(|it| it == what).unwrap();
    assert!(place("started look") < place("answered 0: 2"));
    assert!(drafts > 0 && places > 0);
    assert_eq!(run.finish().await.unwrap().answer, Answer { total: 3 });
}

/// As the future of a run that is spawned must be.
fn is_send<F: Send>(future: F) -> F {
    future
}

/// What the service runs itself passes through, and is in the steps.
#[tokio::test]
async fn items_of_the_service_pass_through() {
    let search = json!({ "type": "web_search_call", "id": "ws_1", "status": "completed",
        "action": { "type": "search", "query": "Oslo" } });
    let mcp = json!({ "type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "read",
        "arguments": "{}", "output": "x" });
    let first = [
        thought(),
        search.clone(),
        mcp.clone(),
        function_call("c1", "add", r#"{"a":1,"b":2}"#),
    ];
    let served = serve([completed(&first), completed(&[message(None, &["Oslo."])])]).await;
    let app = App::default();
    let run = served
        .client
        .responses()
        .run_tools::<Tools, String>(ask(), &app);
    let run = is_send(run).await.unwrap();
    assert_eq!(run.answer, "Oslo.");
    assert_eq!(run.steps[0].calls.len(), 1);
    assert_eq!(
        run.steps[0].calls[0].result,
        CallResult::Output("3".to_owned())
    );
    let items = serde_json::to_value(&run.steps[0].answer.output).unwrap();
    assert_eq!((&items[1], &items[2]), (&search, &mcp));
    let input = &served.bodies()[1]["input"];
    assert_eq!(input.as_array().unwrap()[1..5], first);
}

/// What is to be answered in the background has no answer when the call returns.
#[tokio::test]
async fn a_run_in_the_background_is_streamed_or_not_sent() {
    let served = Served::script([answer(3)]).await;
    let (app, responses) = (App::default(), served.client.responses());
    let request = || ask().background(true);
    let error = responses.run_tools::<Tools, Answer>(request(), &app).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), RunErrorKind::Request);
    assert!(error.to_string().contains("`background`"), "{error}");
    assert!(error.steps().is_empty() && served.bodies().is_empty());
    let run = responses.run_tools_streamed::<Tools, Answer>(request(), &app, RunOptions::new());
    assert_eq!(run.finish().await.unwrap().answer, Answer { total: 3 });
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Ticket {
    #[openai(choices)]
    team: String,
}

/// A stream that is gone on with is read as the one before.
#[tokio::test]
async fn what_is_gone_on_with_keeps_its_format() {
    let said = Reply::text(r#"{"team":"nobody"}"#).ends_after(3, Ending::Cut);
    let served = Served::script([said]).await;
    let responses = served.client.responses();
    let format = AnswerFormat::<Ticket>::new();
    let format = format.choices("Ticket.team", ["billing"]).unwrap();
    let request = ask().background(true);
    let mut stream = responses.stream_with(request, &format).await.unwrap();
    let mut after = None;
    while let Some(Ok(event)) = stream.next().await {
        after = event.sequence_number().or(after);
    }
    let id = stream.snapshot().id.clone();
    assert!(after.is_some() && !id.is_empty());

    let rest = responses
        .resume_stream_with(&id, after, &format)
        .await
        .unwrap();
    let error = rest.finish().await.unwrap().into_parsed().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    // By itself the type takes every word.
    let rest = responses.resume_stream::<Ticket>(&id, after).await.unwrap();
    let ticket = rest.finish().await.unwrap().into_parsed().unwrap();
    assert_eq!(ticket.team, "nobody");
}
