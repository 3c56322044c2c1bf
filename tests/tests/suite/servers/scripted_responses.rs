//! The script's other dialect: responses whole and streamed, as the client reads them.

use super::scripted::Script;
use super::*;
use openai_structured::ErrorKind;
use openai_structured::client::responses::{
    Item, Response, ResponseAccumulator, ResponseRequest, ResponseStatus, Responses,
};
use openai_structured::run::RunOptions;

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

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Solution {
    steps: Vec<Step>,
    final_answer: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct Step {
    explanation: String,
    output: String,
}

fn solution() -> Solution {
    let step = Step {
        explanation: "Subtract 7".to_owned(),
        output: "8x = -30".to_owned(),
    };
    Solution {
        steps: vec![step],
        final_answer: "x = -3.75".to_owned(),
    }
}

#[tokio::test]
async fn a_response_becomes_the_type_whole_and_streamed() {
    let Some(script) = Script::new() else { return };
    let responses = script.client().build().unwrap().responses();
    let request = || saying("hello: solve");
    let whole = responses.parse::<Solution>(request()).await.unwrap();
    assert_eq!(whole.into_parsed().unwrap(), solution());

    let mut stream = responses.stream::<Solution>(request()).await.unwrap();
    let mut steps = stream.items(|draft| draft.steps.done());
    let first = stream.next_item(&mut steps).await.unwrap().cloned();
    assert_eq!(first.as_ref(), solution().steps.first());
    let streamed = stream.finish().await.unwrap();
    assert_eq!(streamed.into_parsed().unwrap(), solution());
    assert_eq!(script.journal().await.len(), 2);
}

#[tokio::test]
async fn a_response_that_is_no_value_says_why() {
    let Some(script) = Script::new() else { return };
    let responses = script.client().build().unwrap().responses();
    for (text, kind) in [
        ("length", ErrorKind::Truncated),
        // It says that a filtered response failed.
        ("filtered", ErrorKind::Failed),
        ("wrong schema", ErrorKind::Mismatch),
        ("unicode", ErrorKind::Mismatch),
    ] {
        let whole = responses.parse::<Solution>(saying(text)).await.unwrap();
        let streamed = responses.stream::<Solution>(saying(text)).await.unwrap();
        for answer in [whole, streamed.finish().await.unwrap()] {
            let error = answer.into_parsed().unwrap_err();
            assert_eq!(error.kind(), kind, "{text}: {error:?}");
        }
    }
}

/// The weather in a place.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct GetWeather {
    location: String,
    unit: String,
}

impl Tool for GetWeather {
    type Context = ();
    type Output = String;

    async fn call(self, (): &()) -> Result<String, ToolError> {
        assert_eq!((&*self.location, &*self.unit), ("Paris", "celsius"));
        Ok("21C".to_owned())
    }
}

#[tokio::test]
async fn a_run_of_tools_tells_the_script_what_came_of_a_call() {
    let Some(script) = Script::new() else { return };
    let responses = script.client().build().unwrap().responses();
    let run = responses.run_tools::<GetWeather, String>(saying("weather"), &());
    let whole = run.await.unwrap();
    let options = RunOptions::new();
    let run = responses.run_tools_streamed::<GetWeather, String>(saying("weather"), &(), options);
    for run in [whole, run.finish().await.unwrap()] {
        assert_eq!(run.answer, "It is 21C in Paris.");
        assert_eq!(run.steps.len(), 2);
    }
    let journal = script.journal().await;
    assert_eq!(journal.len(), 4);
    for request in [&journal[1], &journal[3]] {
        // The journal says it as chat does.
        let messages = request["body"]["messages"].as_array().unwrap();
        let told = messages.last().unwrap();
        assert_eq!(told["tool_call_id"], "call_w1", "{request}");
        assert_eq!(told["content"], "21C", "{request}");
    }
}
