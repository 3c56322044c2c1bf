//! The tables over loopback, read into a type as they come.

use openai_structured::client::ErrorKind;
use openai_structured::client::chat::FinishReason;
use openai_structured::draft::DraftOf;
use openai_structured::local::LocalApi;
use openai_structured::prelude::*;
use openai_structured::{Error, MismatchKind, Outcome};

use super::cases;
use super::row::{Became, End, Row, Then};
use super::wire::{client, request, sizes};

/// What is asked for.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Say {
    text: String,
    count: Option<f64>,
}

/// A draft only grows, and what is done stays.
#[derive(Default)]
struct Grown {
    text: String,
    done: bool,
}

impl Grown {
    fn look(&mut self, draft: &DraftOf<Say>) {
        let text = draft.text.text().unwrap_or_default();
        assert!(
            text.starts_with(&self.text),
            "{text:?} after {:?}",
            self.text
        );
        assert!(
            !self.done || text == self.text,
            "{text:?} after {:?}",
            self.text
        );
        text.clone_into(&mut self.text);
        self.done = draft.text.state().is_done();
    }
}

/// What the typed stream made of a row, beside what must hold in each.
async fn became(client: &Client, row: &Row) -> Became {
    let Then {
        texts,
        refusal,
        calls,
        finish,
        total_tokens,
        ..
    } = &row.then;
    let mut stream = client.chat().stream::<Say>(request()).await.unwrap();
    let mut grown = Grown::default();
    let mut failure = None;
    while let Some(event) = stream.next().await {
        match event {
            Ok(_) => grown.look(stream.draft()),
            Err(error) => failure = Some(error),
        }
    }
    if row.then.outcome == Became::RanAway {
        let failure = failure.unwrap();
        let partial = stream.into_partial();
        return ran_away(
            &failure,
            partial.text().unwrap(),
            texts[0].as_deref().unwrap(),
        );
    }
    let kind = failure
        .as_ref()
        .and_then(|error| Some(error.client()?.kind()));
    let said = failure.as_ref().and_then(|error| error.client()?.message());
    match row.then.end {
        End::Marker | End::Closed => assert!(failure.is_none(), "{failure:?}"),
        End::Cut => assert_eq!((kind, said), (Some(ErrorKind::MaybeSent), None)),
        End::Failed(words) => assert_eq!((kind, said), (Some(ErrorKind::Status), Some(words))),
    }
    let answer = stream.finish().await.unwrap();
    assert_eq!(answer.text(), texts[0].as_deref());
    assert_eq!(
        answer.usage().map(|usage| usage.total_tokens),
        *total_tokens
    );
    let reasons = answer.choices().map(|choice| choice.finish_reason());
    let reason = reasons.flatten().next().map(FinishReason::as_str);
    assert_eq!(reason, *finish);
    for (choice, text) in answer.choices().zip(texts).skip(1) {
        let parsed = choice.parsed().unwrap();
        let text: Say = serde_json::from_str(text.as_ref().unwrap()).unwrap();
        assert_eq!(*parsed, text);
    }
    match answer.into_outcome() {
        Outcome::Parsed(value) => {
            // serde_json is the judge.
            let text = texts[0].as_deref().unwrap();
            assert_eq!(value, serde_json::from_str::<Say>(text).unwrap());
            assert_eq!((grown.text, grown.done), (value.text, true));
            Became::Parsed
        }
        Outcome::Refused(words) => {
            assert_eq!(Some(words.as_str()), *refusal);
            Became::Refused
        }
        Outcome::Truncated { raw, draft, .. } => {
            assert_eq!(Some(raw), texts[0]);
            assert_eq!(draft.unwrap().text.text(), Some("日本"));
            Became::Truncated
        }
        Outcome::Filtered { raw, draft, .. } => {
            assert_eq!(raw, texts[0].as_deref().unwrap_or_default());
            match draft.as_ref().and_then(|draft| draft.text.text()) {
                None => Became::FilteredAtOnce,
                Some(text) => {
                    assert_eq!(text, "日本");
                    Became::Filtered
                }
            }
        }
        Outcome::ToolCalls(called) => {
            assert_eq!(called.len(), calls.len());
            Became::ToolCalls
        }
        Outcome::Empty => Became::Empty,
        other => panic!("{other:?}"),
    }
}

/// A text that runs away is given up long before its end.
fn ran_away(failure: &Error, came: &str, written: &str) -> Became {
    assert_eq!(
        failure.mismatch().unwrap().kind(),
        MismatchKind::Runaway,
        "{failure}"
    );
    assert!(
        written.starts_with(came) && came.len() < 9_300,
        "{} bytes",
        came.len()
    );
    Became::RanAway
}

#[tokio::test]
async fn answers_become_what_was_written() {
    for row in cases::all() {
        // As the table has it, and cut within lines; every byte alone is played without a type.
        let [written, _, cut, _] = sizes(&row);
        let sizes = [written, cut];
        let api = LocalApi::scripted(sizes.map(|size| row.reply(size)))
            .await
            .unwrap();
        let client = client(&api);
        for size in sizes {
            let became = became(&client, &row).await;
            let name = row.name;
            assert_eq!(became, row.then.outcome, "{name} in writes of {size:?}");
        }
    }
}
