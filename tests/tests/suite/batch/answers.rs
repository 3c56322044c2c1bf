//! What becomes of each request: the same as of a call, and none is forgotten.

use std::fmt::Debug;

use openai_structured::batch::{BatchAnswer, BatchError};
use openai_structured::chat::SentChatBatch;
use openai_structured::client::chat::Chat;
use openai_structured::client::{Client, ResponseRequest, Wait};
use openai_structured::many::Kind;
use openai_structured::prelude::*;
use openai_structured::{AnswerFormat, ErrorKind, Outcome, ReadOptions};
use serde_json::{Value, json};

use super::service::{Pieces, Service};
use super::{City, OSLO, ask, completion, line, not_done, said};

type Answer = Result<BatchAnswer<Chat, City>, BatchError>;

fn whole(text: impl Into<bytes::Bytes>) -> Pieces {
    vec![Some(text.into())]
}

async fn all(batch: &SentChatBatch<City>) -> Vec<Answer> {
    let done = batch.wait(Wait::new()).await.unwrap();
    let mut answers = done.answers().await.unwrap();
    let mut all = Vec::new();
    while let Some(answer) = answers.next().await {
        all.push(answer);
    }
    assert!(answers.next().await.is_none());
    all
}

/// What came of a request, as far as programs can tell.
fn shown<T: Debug>(result: &Result<T, openai_structured::Error>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let client = error.client().map(|error| {
                (
                    error.kind(),
                    error.status(),
                    error.code(),
                    error.param(),
                    error.message(),
                )
            });
            format!("{:?} {client:?}", error.kind())
        }
    }
}

/// The bodies that a service may answer with, and their status.
fn bodies() -> Vec<(u16, Value)> {
    let message = |fields: Value| {
        let mut message = json!({ "role": "assistant", "content": null });
        message
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        message
    };
    let text = |text: &str| message(json!({ "content": text }));
    let call = json!({ "tool_calls": [
        { "id": "call_1", "type": "function", "function": { "name": "f", "arguments": "{}" } },
    ] });
    let error =
        |code: Value| json!({ "error": { "message": "m", "code": code, "param": "model" } });
    vec![
        (200, said(OSLO)),
        (
            200,
            completion(&message(json!({ "refusal": "no" })), "stop"),
        ),
        (200, completion(&text("{\"name\":\"Os"), "length")),
        (200, completion(&text("{\"name\":"), "content_filter")),
        (200, completion(&message(call), "tool_calls")),
        (200, completion(&text(""), "stop")),
        (200, said("{\"name\":7}")),
        (200, json!({ "choices": [] })),
        (200, error(json!(429))),
        (200, json!("text")),
        (400, error(json!("invalid_value"))),
        (429, error(json!("rate_limit_exceeded"))),
        (500, json!({})),
        (404, json!("gone")),
    ]
}

#[tokio::test]
async fn a_request_of_a_batch_comes_to_what_a_call_would() {
    let bodies = bodies();
    let lines = bodies.iter().enumerate();
    let lines: Vec<_> = lines
        .map(|(at, (status, body))| line(&at.to_string(), *status, body))
        .collect();
    let service = Service::done(Some(whole(lines.join("\n"))), None);
    let chat = service.client().chat();
    let answers = all(&chat.open_batch::<City>("batch_1")).await;
    assert_eq!(answers.len(), bodies.len());
    for (at, (answer, (status, body))) in answers.into_iter().zip(&bodies).enumerate() {
        let BatchAnswer { id, result, .. } = answer.unwrap();
        assert_eq!(id, at.to_string());
        let direct = ("POST /v1/chat/completions", *status, body.to_string());
        service.state().instead.push_back(direct);
        let called = chat.parse::<City>(ask("?")).await;
        let request_id = match &result {
            Ok(answer) => answer.request_id(),
            Err(error) => error.request_id(),
        };
        assert_eq!(request_id, Some(format!("req_{at}").as_str()));
        let outcome = |result: Result<openai_structured::ParsedChatCompletion<City>, _>| {
            shown(&result.map(|answer| (answer.usage().cloned(), answer.into_outcome())))
        };
        assert_eq!(outcome(result), outcome(called), "{status} {body}");
    }
}

/// The words and the tokens are those of many inputs.
#[tokio::test]
async fn an_answer_says_in_a_word_what_it_is() {
    let cut = completion(&json!({ "role": "assistant", "content": "{" }), "length");
    let lines = [
        line("a", 200, &said(OSLO)),
        line("b", 200, &cut),
        not_done("c", "batch_expired"),
    ];
    let service = Service::done(Some(whole(lines.join("\n"))), None);
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let answers = all(&batch).await.into_iter().map(Result::unwrap);
    let mut found = Vec::new();
    for answer in answers {
        let (kind, tokens) = (answer.kind(), answer.tokens());
        let name = answer.parsed().map(|city| city.name.clone());
        assert_eq!(answer.into_parsed().ok().map(|city| city.name), name);
        found.push((kind, tokens, name));
    }
    let expected = [
        (Kind::Parsed, 12, Some("Oslo".to_owned())),
        (Kind::Truncated, 12, None),
        (Kind::Failed, 0, None),
    ];
    assert_eq!(found, expected);
}

/// What a row of `every_request_is_accounted_for` expects.
#[derive(Debug, PartialEq)]
enum Is {
    City(&'static str),
    Refused(u16),
    NotDone(&'static str),
    Unanswered,
    Line(u64),
    Again(u64),
    Unasked(u64),
}

fn what(answer: &Answer) -> (String, Is) {
    match answer {
        Ok(BatchAnswer { id, result, .. }) => {
            let is = match result {
                Ok(answer) => Is::City(match answer.parsed().unwrap().name.as_str() {
                    "Oslo" => "Oslo",
                    other => panic!("{other}"),
                }),
                Err(error) if error.kind() == ErrorKind::Unanswered => Is::Unanswered,
                Err(error) => {
                    let error = error.client().unwrap();
                    match error.status() {
                        Some(status) => Is::Refused(status.as_u16()),
                        None if error.code() == Some("batch_expired") => Is::NotDone("expired"),
                        None => panic!("{error}"),
                    }
                }
            };
            (id.clone(), is)
        }
        Err(error) => {
            assert!(error.is_of_a_line());
            match error {
                BatchError::Line { file, line, .. } => (file.clone(), Is::Line(*line)),
                BatchError::Again { id, line, .. } => (id.clone(), Is::Again(*line)),
                BatchError::Unasked { id, line, .. } => (id.clone(), Is::Unasked(*line)),
                other => panic!("{other}"),
            }
        }
    }
}

fn expected(rows: Vec<(&str, Is)>) -> Vec<(String, Is)> {
    rows.into_iter()
        .map(|(id, is)| (id.to_owned(), is))
        .collect()
}

#[tokio::test]
async fn every_request_is_accounted_for() {
    let good = |id: &str| line(id, 200, &said(OSLO));
    let output = [
        good("d"),
        String::new(),
        "{\"custom_id\":\"b\",".to_owned(),
        "<html>".to_owned(),
        good("a"),
        good("d"),
        good("z"),
        json!({ "custom_id": 7 }).to_string(),
    ];
    let errors = [
        line("c", 400, &json!({ "error": { "message": "m" } })),
        not_done("e", "batch_expired"),
        not_done("a", "batch_expired"),
        "[]".to_owned(),
    ];
    let service = Service::done(
        Some(whole(output.join("\r\n"))),
        Some(whole(errors.join("\n"))),
    );
    let mut batch = service.client().chat().batch::<City>();
    for id in ["a", "b", "c", "d", "e", "f"] {
        batch.push(id, ask(id)).unwrap();
    }
    let answers = all(&batch.submit().await.unwrap()).await;
    let found: Vec<_> = answers.iter().map(what).collect();
    let rows = vec![
        ("d", Is::City("Oslo")),
        ("file-out", Is::Line(3)),
        ("file-out", Is::Line(4)),
        ("a", Is::City("Oslo")),
        ("d", Is::Again(6)),
        ("z", Is::Unasked(7)),
        ("7", Is::Unasked(8)),
        ("c", Is::Refused(400)),
        ("e", Is::NotDone("expired")),
        ("a", Is::Again(3)),
        ("file-err", Is::Line(4)),
        ("b", Is::Unanswered),
        ("f", Is::Unanswered),
    ];
    assert_eq!(found, expected(rows));
    let index = |id: &str| {
        let of = |answer: &&Answer| answer.as_ref().is_ok_and(|answer| answer.id == id);
        answers.iter().find(of).unwrap().as_ref().unwrap().index
    };
    assert_eq!((index("d"), index("f")), (Some(3), Some(5)));
}

#[tokio::test]
async fn a_batch_that_was_opened_knows_its_requests_if_it_is_told() {
    let output = [line("b", 200, &said(OSLO)), line("b", 200, &said(OSLO))].join("\n");
    let service = Service::done(Some(whole(output)), None);
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let found: Vec<_> = all(&batch).await.iter().map(what).collect();
    let rows = vec![("b", Is::City("Oslo")), ("b", Is::Again(2))];
    assert_eq!(found, expected(rows));
    let batch = batch.of_requests(["a", "b", "a"]);
    let found: Vec<_> = all(&batch).await.iter().map(what).collect();
    let rows = vec![
        ("b", Is::City("Oslo")),
        ("b", Is::Again(2)),
        ("a", Is::Unanswered),
    ];
    assert_eq!(found, expected(rows));
}

#[tokio::test]
async fn errors_alone_are_answers_too() {
    let service = Service::done(None, Some(whole(not_done("a", "batch_expired"))));
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let answers = all(&batch).await;
    let error = answers[0].as_ref().unwrap().result.as_ref().unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(
        error.to_string(),
        "the service did not carry out the request (batch_expired): This request could not be executed"
    );
}

/// What came stands, and what did not come is not said to be unanswered.
#[tokio::test]
async fn a_file_that_breaks_off_ends_the_answers() {
    let good = |id: &str| line(id, 200, &said(OSLO));
    let file = format!("{}\n{}\n", good("a"), good("b"));
    for cut in 0..=file.len() {
        let mut pieces = whole(file[..cut].to_owned());
        pieces.push(None);
        let service = Service::done(Some(pieces), None);
        let mut batch = service.client().chat().batch::<City>();
        batch.push("a", ask("?")).unwrap();
        batch.push("b", ask("?")).unwrap();
        let answers = all(&batch.submit().await.unwrap()).await;
        let (last, before) = answers.split_last().unwrap();
        let error = last.as_ref().unwrap_err();
        assert!(!error.is_of_a_line());
        assert!(error.client().is_some());
        let whole_lines = file[..cut].matches('\n').count();
        assert_eq!(before.len(), whole_lines, "{cut}");
        assert!(
            before
                .iter()
                .all(|answer| answer.as_ref().unwrap().result.is_ok())
        );
    }
}

#[tokio::test]
async fn a_file_that_is_gone_is_an_error() {
    let gone = |file: &'static str| {
        let line = not_done("a", "batch_expired");
        let service = Service::done(Some(whole(line.clone())), Some(whole(line)));
        service
            .state()
            .instead
            .push_back((file, 404, "{}".to_owned()));
        service
    };
    let done = |client: Client| async move {
        let batch = client.chat().open_batch::<City>("batch_1");
        batch.wait(Wait::new()).await.unwrap()
    };
    let service = gone("GET /v1/files/file-out");
    let error = done(service.client()).await.answers().await.unwrap_err();
    assert_eq!(error.client().unwrap().status().unwrap().as_u16(), 404);
    let service = gone("GET /v1/files/file-err");
    let mut answers = done(service.client()).await.answers().await.unwrap();
    assert!(answers.next().await.unwrap().is_ok());
    let error = answers.next().await.unwrap().unwrap_err();
    assert_eq!(error.client().unwrap().status().unwrap().as_u16(), 404);
    assert!(answers.next().await.is_none());
}

#[tokio::test]
async fn a_format_of_its_own_reads_the_answers() {
    let fenced = format!("```json\n{OSLO}\n```");
    let service = Service::done(Some(whole(line("a", 200, &said(&fenced)))), None);
    let chat = service.client().chat();
    let strict = all(&chat.open_batch::<City>("batch_1"))
        .await
        .remove(0)
        .unwrap();
    assert!(matches!(
        strict.result.unwrap().outcome(),
        Outcome::Mismatch(_)
    ));
    let format = AnswerFormat::<City>::new().options(ReadOptions::new().lenient());
    let lenient = all(&chat.open_batch_with("batch_1", &format))
        .await
        .remove(0)
        .unwrap();
    assert_eq!(lenient.result.unwrap().into_parsed().unwrap().name, "Oslo");
}

#[tokio::test]
async fn responses_come_in_batches_too() {
    let response = json!({
        "id": "resp_1", "object": "response", "status": "completed",
        "output": [{ "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
            "content": [{ "type": "output_text", "text": OSLO, "annotations": [] }] }],
    });
    let failed = json!({
        "id": "resp_2", "object": "response", "status": "failed", "output": [],
        "error": { "code": "server_error", "message": "m" },
    });
    let output = [line("a", 200, &response), line("b", 200, &failed)].join("\n");
    let service = Service::done(Some(whole(output)), None);
    let mut batch = service.client().responses().batch::<City>();
    for id in ["a", "b"] {
        batch
            .push(id, ResponseRequest::new("gpt-5-mini").input("?"))
            .unwrap();
    }
    let done = batch
        .submit()
        .await
        .unwrap()
        .wait(Wait::new())
        .await
        .unwrap();
    let mut answers = done.answers().await.unwrap();
    let mut next = async || answers.next().await.unwrap().unwrap().result.unwrap();
    assert_eq!(next().await.into_parsed().unwrap().name, "Oslo");
    assert!(matches!(
        next().await.into_outcome(),
        Outcome::Unfinished { .. }
    ));
}

/// A place in the type, where the API complains about its schema.
#[tokio::test]
async fn a_complaint_about_the_schema_has_its_place() {
    let message = "Invalid schema for response_format 'City': In context=('properties', 'name'), \
                   'x' is not permitted.";
    let body = json!({ "error": { "message": message, "param": "response_format" } });
    let service = Service::done(None, Some(whole(line("a", 400, &body))));
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let answer = all(&batch).await.remove(0).unwrap();
    let error = answer.result.unwrap_err();
    assert_eq!(error.schema_path(), Some("City.name"));
}
