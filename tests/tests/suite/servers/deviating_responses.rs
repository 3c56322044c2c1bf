//! The Responses API as llama.cpp has it: events without places and numbers, formats that are not heard,
//! and a cut that is called an end.

use super::*;
use openai_structured::client::chat::JsonSchemaFormat;
use openai_structured::client::responses::{
    FunctionTool, Item, Response, ResponseAccumulator, ResponseEvent, ResponseRequest,
    ResponseStatus, ToolChoice,
};
use openai_structured::client::{RawJson, StreamEnd};
use openai_structured::{MismatchKind, Outcome};

fn asking(tokens: u32) -> ResponseRequest {
    let request = ResponseRequest::new("tiny").input("Which city?");
    request.temperature(0).max_output_tokens(tokens)
}

/// The whole response, the streamed one, and the events of the stream.
async fn both(url: &str, request: ResponseRequest) -> ([Response; 2], Vec<ResponseEvent>) {
    let responses = plain(url).build().unwrap().responses();
    let whole = responses.create(request.clone()).await.unwrap();
    let mut stream = responses.create_stream(request).await.unwrap();
    let mut answer = ResponseAccumulator::with_meta(stream.meta().clone());
    let mut events = Vec::new();
    while let Some(event) = stream.next_into(&mut answer).await {
        events.push(event.unwrap());
    }
    assert_eq!(stream.ended(), Some(StreamEnd::Marker));
    ([whole, answer.into_response()], events)
}

#[tokio::test]
async fn events_without_places_come_to_the_same_response() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    // It does not hear the format.
    let format = JsonSchemaFormat::new("numbers", RawJson::new(NUMBERS).unwrap());
    let request = asking(20).text_format(format.strict(true));
    let ([whole, streamed], events) = both(&url, request).await;
    let mut pieces = String::new();
    for event in &events {
        if let ResponseEvent::OutputTextDelta(piece) = event {
            assert_eq!((piece.output_index, piece.content_index), (None, None));
            assert_eq!(piece.sequence_number, None);
            pieces.push_str(&piece.delta);
        }
        assert!(!matches!(event, ResponseEvent::Other(_)), "{event:?}");
    }
    for response in [whole, streamed] {
        let text = response.text().unwrap().into_owned();
        assert_eq!(text, pieces);
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_err(),
            "{text}"
        );
        // The limit of tokens was reached.
        assert_eq!(response.status, Some(ResponseStatus::Completed));
        assert_eq!(response.incomplete_details, None);
        let usage = response.usage.unwrap();
        assert_eq!(usage.output_tokens, 20, "{usage:?}");
        assert_eq!(response.output.len(), 1);
    }
}

#[tokio::test]
async fn calls_without_places_come_to_the_same_response() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let schema = r#"{"type":"object","properties":{"q":{"type":"string","maxLength":4}},"required":["q"],"additionalProperties":false}"#;
    let tool = FunctionTool::new("look", RawJson::new(schema).unwrap());
    let request = asking(200).tools([tool.strict(true)]);
    let (both, _) = both(&url, request.tool_choice(ToolChoice::Required)).await;
    let arguments = both.map(|response| {
        let [Item::FunctionCall(call)] = &*response.output else {
            panic!("{response:?}");
        };
        assert_eq!(call.name, "look");
        assert!(!call.call_id.is_empty(), "{call:?}");
        call.arguments.clone()
    });
    for arguments in &arguments {
        let arguments: serde_json::Value = serde_json::from_str(arguments).unwrap();
        assert!(arguments["q"].as_str().unwrap().len() <= 4, "{arguments}");
    }
}

/// It answers as if no format were asked for, which is no value and says so by name.
#[tokio::test]
async fn a_format_that_is_not_heard_is_a_mismatch() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let responses = plain(&url).build().unwrap().responses();
    let whole = responses.parse::<City>(asking(20)).await.unwrap();
    let streamed = responses.stream::<City>(asking(20)).await.unwrap();
    for answer in [whole, streamed.finish().await.unwrap()] {
        let text = answer.text().unwrap().into_owned();
        let Outcome::Mismatch(mismatch) = answer.into_outcome() else {
            panic!("{text:?} fits");
        };
        assert_eq!(mismatch.kind(), MismatchKind::Syntax, "{mismatch:?}");
    }
}
