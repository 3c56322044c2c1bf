//! The script's other dialect: responses whole and streamed, as the client reads them.

use super::scripted::Script;
use super::*;
use openai_structured::client::responses::{
    Item, Response, ResponseAccumulator, ResponseRequest, ResponseStatus, Responses,
};

fn saying(text: &str) -> ResponseRequest {
    ResponseRequest::new("m").input(text)
}

/// The response as a whole, and the one that its stream comes to.
async fn both(responses: &Responses, request: ResponseRequest) -> [Response; 2] {
    let whole = responses.create(request.clone()).await.unwrap();
    let mut stream = responses.create_stream(request).await.unwrap();
    let mut answer = ResponseAccumulator::with_meta(stream.meta().clone());
    while let Some(event) = stream.next_into(&mut answer).await {
        event.unwrap();
    }
    assert_eq!(stream.ended(), Some(client::StreamEnd::Marker));
    [whole, answer.into_response()]
}

#[tokio::test]
async fn a_response_says_what_the_script_says() {
    let Some(script) = Script::new() else { return };
    let responses = script.client().build().unwrap().responses();
    let completed = ResponseStatus::Completed;
    for (text, expected, status) in [
        (
            "unicode",
            "h\u{e9}llo \u{4e16}\u{754c} \u{1f680} \u{2028} end",
            &completed,
        ),
        ("reason", "42", &completed),
        ("slow", "Slow and steady wins the race today.", &completed),
        (
            "length",
            "{\"steps\": [{\"expl",
            &ResponseStatus::Incomplete,
        ),
        ("filtered", "part", &ResponseStatus::Failed),
    ] {
        for response in both(&responses, saying(text)).await {
            assert_eq!(response.text().as_deref(), Some(expected), "{text}");
            assert_eq!(response.status.as_ref(), Some(status), "{text}");
            let thought = response.reasoning_summaries().next();
            let expected = (text == "reason").then_some("Let me think.");
            assert_eq!(thought, expected, "{response:?}");
        }
    }
    assert_eq!(script.journal().await.len(), 10);
}

#[tokio::test]
async fn calls_come_alike_whole_and_streamed() {
    let Some(script) = Script::new() else { return };
    let responses = script.client().build().unwrap().responses();
    for response in both(&responses, saying("two tools")).await {
        let calls = response.output.iter().map(|item| match item {
            Item::FunctionCall(call) => (&*call.call_id, &*call.name, &*call.arguments),
            other => panic!("{other:?}"),
        });
        let calls: Vec<_> = calls.collect();
        let expected = [
            (
                "call_a",
                "get_weather",
                r#"{"location":"Paris","unit":"celsius"}"#,
            ),
            (
                "call_b",
                "get_weather",
                r#"{"location":"Rome","unit":"fahrenheit"}"#,
            ),
        ];
        assert_eq!(calls, expected);
    }
}

#[tokio::test]
async fn what_goes_wrong_is_an_error_of_its_kind() {
    let Some(script) = Script::new() else { return };
    let client = script.client().max_retries(0).build().unwrap();
    let responses = client.responses();
    for (text, status) in [("e401", 401), ("e500", 500)] {
        let whole = responses.create(saying(text)).await.unwrap_err();
        let streamed = responses.create_stream(saying(text)).await.unwrap_err();
        for error in [whole, streamed] {
            assert_eq!(End::of(&error), End::Status(status), "{text}: {error:?}");
        }
    }
    let mut stream = responses.create_stream(saying("disconnect")).await.unwrap();
    let mut answer = ResponseAccumulator::new();
    let mut ended = None;
    while let Some(event) = stream.next_into(&mut answer).await {
        ended = event.err();
    }
    let error = ended.unwrap();
    assert_eq!(End::of(&error), End::Cut, "{error:?}");
    let response = answer.into_response();
    assert_eq!(
        response.status,
        Some(ResponseStatus::InProgress),
        "{response:?}"
    );
}
