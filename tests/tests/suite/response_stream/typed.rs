//! The tables over loopback, read into a type as they come.

use openai_structured::Outcome;
use openai_structured::client::ErrorKind;
use openai_structured::client::responses::ResponseStatus;
use openai_structured::local::LocalApi;
use openai_structured::prelude::*;
use serde_json::Value;

use super::cases;
use super::row::{Became, End, Row};
use super::wire::{client, request, sizes};
use crate::openapi::differences;

/// What is asked for.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Say {
    text: String,
    count: Option<f64>,
}

/// What the typed stream made of a row, beside what must hold in each.
async fn became(client: &Client, row: &Row) -> Became {
    let mut stream = client.responses().stream::<Say>(request()).await.unwrap();
    let mut grown = String::new();
    let mut failure = None;
    while let Some(event) = stream.next().await {
        match event {
            Ok(_) => {
                let text = stream.draft().text.text().unwrap_or_default();
                // A text that is corrected in the end may have been another.
                let is_corrected = row.name.contains("corrected") || row.name.contains("messages");
                assert!(text.starts_with(&grown) || is_corrected, "{text:?}");
                text.clone_into(&mut grown);
            }
            Err(error) => failure = Some(error),
        }
    }
    let failure = failure.as_ref().and_then(|error| error.client());
    let failure = failure.map(|error| (error.kind(), error.message()));
    let expected = match row.then.end {
        End::Marker | End::Closed => None,
        End::Cut => Some((ErrorKind::MaybeSent, None)),
        End::Failed(words) => Some((ErrorKind::Status, Some(words))),
    };
    assert_eq!(failure, expected);
    let answer = stream.finish().await.unwrap();
    let output = serde_json::to_value(answer.items()).unwrap();
    assert_eq!(differences(&row.then.output, &output), [""; 0]);
    let tokens = answer.usage().map(|usage| usage.total_tokens);
    assert_eq!(tokens, row.then.total_tokens);
    judged(answer.into_outcome(), &row.then.output, &grown)
}

/// Each outcome against the items that the table has.
fn judged(outcome: Outcome<Say, impl Sized>, output: &Value, grown: &str) -> Became {
    let said = |key: &str| {
        let items = output.as_array().unwrap().iter();
        let parts = items
            .filter_map(|item| item["content"].as_array())
            .flatten();
        let texts = parts.filter_map(|part| part[key].as_str());
        texts.collect::<String>()
    };
    match outcome {
        Outcome::Parsed(value) => {
            assert_eq!(value, serde_json::from_str::<Say>(&said("text")).unwrap());
            assert_eq!(grown, value.text);
            Became::Parsed
        }
        Outcome::Refused(words) => {
            assert_eq!(words, said("refusal"));
            Became::Refused
        }
        Outcome::Truncated { raw, .. } => {
            assert_eq!(raw, said("text"));
            Became::Truncated
        }
        Outcome::Filtered { .. } => Became::Filtered,
        Outcome::ToolCalls(calls) => {
            assert_eq!(calls.len(), output.as_array().unwrap().len());
            Became::ToolCalls
        }
        Outcome::Empty => Became::Empty,
        Outcome::Mismatch(_) => Became::Mismatch,
        Outcome::Unfinished { status, error, .. } => {
            assert_eq!(status, ResponseStatus::Failed);
            assert_eq!(error.unwrap().message, "The server had an error.");
            Became::Failed
        }
    }
}

#[tokio::test]
async fn a_typed_stream_is_what_was_written() {
    let mut wrong = Vec::new();
    for row in cases::all() {
        let sizes = sizes(&row);
        let api = LocalApi::scripted(sizes.map(|size| row.reply(size))).await;
        let api = api.unwrap();
        let client = client(&api);
        for size in sizes {
            let became = became(&client, &row).await;
            if became != row.then.became {
                let (name, expected) = (row.name, row.then.became);
                wrong.push(format!(
                    "{name}, writes of {size:?}: {became:?}, not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
