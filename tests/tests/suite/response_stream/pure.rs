//! The tables without a network: the events are the same wherever reads end, and what they come to is
//! what the table says.

use openai_structured::client::StreamEnd;
use openai_structured::client::chat::Ending;
use openai_structured::client::responses::{ResponseAccumulator, ResponseStatus};
use openai_structured::client::sse::Decoder;
use serde_json::{Value, json};

use super::cases::{self, NAMED};
use super::row::{End, Ended, Row, Then};
use crate::openapi::differences;

/// The data of each event and its name, in reads that end where `reads` end.
fn decode<'a>(reads: impl IntoIterator<Item = &'a [u8]>) -> Vec<[String; 2]> {
    let mut decoder = Decoder::new();
    let mut found = Vec::new();
    for mut read in reads {
        while let Some(event) = decoder.next_event(&mut read) {
            let event = event.unwrap();
            let name = event.name.unwrap_or_default();
            found.push([name.to_owned(), event.data.to_owned()]);
        }
    }
    found
}

/// What is wrong with a response that should be as the table says.
pub(super) fn unlike(then: &Then, answer: &ResponseAccumulator) -> Vec<String> {
    let response = answer.snapshot();
    let output = serde_json::to_value(&response.output).unwrap();
    let mut wrong = differences(&then.output, &output);
    let status = response.status.as_ref().map(ResponseStatus::as_str);
    let reason = response.incomplete_details.as_ref();
    let reason = reason.and_then(|details| Some(details.reason.as_ref()?.as_str()));
    let failure = response.error.as_ref();
    let failure = failure.map(|error| [error.code.as_str(), error.message.as_str()]);
    let tokens = response.usage.as_ref().map(|usage| usage.total_tokens);
    let ending = match then.ending {
        Ended::Finished => Ending::Finished,
        Ended::Unannounced => Ending::Unannounced,
        Ended::CutOff => Ending::CutOff,
    };
    let found = format!("{:?}", (status, reason, failure, tokens, answer.ending()));
    let expected = (
        then.status,
        then.reason,
        then.failure,
        then.total_tokens,
        Some(ending),
    );
    let expected = format!("{expected:?}");
    if found != expected {
        wrong.push(format!("{found}\n  instead of {expected}"));
    }
    wrong
}

#[test]
fn events_are_the_same_however_they_are_cut() {
    for Row { name, writes, .. } in cases::all() {
        let bytes = writes.concat();
        let whole = decode([&bytes[..]]);
        assert_eq!(decode(writes.iter().map(Vec::as_slice)), whole, "{name}");
        assert_eq!(decode(bytes.chunks(1)), whole, "{name}, byte by byte");
        assert_eq!(decode(bytes.chunks(7)), whole, "{name}, by seven bytes");
    }
    for Row { name, writes, .. } in cases::golden() {
        let bytes = writes.concat();
        let whole = decode([&bytes[..]]);
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(decode([head, tail]), whole, "{name}, cut at {cut}");
        }
    }
}

#[test]
fn events_come_to_the_response_of_the_table() {
    let mut wrong = Vec::new();
    for Row {
        name, writes, then, ..
    } in cases::all()
    {
        let mut answer = ResponseAccumulator::new();
        let failed = decode([&writes.concat()[..]])
            .iter()
            .find_map(|[_, data]| answer.push_data(data).err());
        answer.end(StreamEnd::Closed);
        let End::Failed(words) = then.end else {
            let unlike = unlike(&then, &answer).into_iter();
            wrong.extend(unlike.map(|what| format!("{name}: {what}")));
            assert!(failed.is_none(), "{name}: {failed:?}");
            continue;
        };
        // A flat error is the failure of the response; of others only the stream's reader makes one.
        let told = answer.snapshot().error.as_ref();
        let told = told.map(|error| error.message.as_str());
        let said = failed.as_ref().and_then(|error| error.message()).or(told);
        if said != Some(words) && words != NAMED {
            wrong.push(format!("{name}: {said:?} instead of {words:?}"));
        }
        let output = json!(answer.snapshot().output);
        let unlike = differences(&then.output, &output).into_iter();
        wrong.extend(unlike.map(|what| format!("{name}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Wherever a stream breaks off, what came is there, and it is not taken for whole.
#[test]
fn a_response_may_break_off_after_each_event() {
    for Row {
        name, writes, then, ..
    } in cases::all()
    {
        let events = decode([&writes.concat()[..]]);
        let last = events.iter().position(|[_, data]| {
            let event: Value = serde_json::from_str(data).unwrap_or_default();
            let kind = event["type"].as_str().unwrap_or_default();
            [
                "response.completed",
                "response.failed",
                "response.incomplete",
            ]
            .contains(&kind)
        });
        let Some(last) = last else { continue };
        for end in 0..=last {
            let mut answer = ResponseAccumulator::new();
            for [_, data] in &events[..end] {
                answer.push_data(data).unwrap();
            }
            assert_eq!(answer.ending(), None, "{name} after {end} events");
            answer.end(StreamEnd::Closed);
            assert_ne!(
                answer.ending(),
                Some(Ending::Finished),
                "{name} after {end} events"
            );
            let output = json!(answer.into_response().output);
            let items = output.as_array().unwrap().len();
            assert!(
                items <= then.output.as_array().unwrap().len(),
                "{name}: {output}"
            );
        }
    }
}
