//! The accumulator of streamed answers: it takes every chunk, what it has only grows, and chunks that
//! are borrowed or owned come to the same.

use openai_structured::client::StreamEnd;
use openai_structured::client::chat::{ChatAccumulator, ChunkRef};

/// Each line is the data of an event.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let mut answer = ChatAccumulator::new();
    let mut other = ChatAccumulator::new();
    let mut before = Vec::new();
    for line in text.lines() {
        let pushed = answer.push_data(line).map(|events| format!("{events:?}"));
        let again = if line.trim_start().starts_with("[DONE]") {
            Some(Ok(format!("{:?}", other.end(StreamEnd::Marker))))
        } else {
            let chunk = ChunkRef::from_json(line).ok();
            chunk.map(|chunk| {
                other
                    .push(chunk.into_owned())
                    .map(|events| format!("{events:?}"))
            })
        };
        let again = again.and_then(Result::ok);
        assert_eq!(pushed.ok(), again, "{line}");
        let after = said(&answer);
        grew(&before, &after, line);
        before = after;
    }
    drop(answer.end(StreamEnd::Closed));
    grew(&before, &said(&answer), "the end");
    let whole = answer.is_complete();
    let completion = answer.into_completion();
    assert!(!whole || !completion.choices.is_empty());
}

/// What each choice said: its index, its text, its refusal, and the arguments of its calls.
fn said(answer: &ChatAccumulator) -> Vec<(u64, Vec<String>)> {
    let choices = answer.snapshot().choices.iter();
    choices
        .map(|choice| {
            let message = &choice.message;
            let texts = [&message.content, &message.refusal];
            let texts = texts
                .into_iter()
                .map(|text| text.clone().unwrap_or_default());
            (choice.index, texts.collect())
        })
        .collect()
}

/// Nothing that was said is taken back.
fn grew(before: &[(u64, Vec<String>)], after: &[(u64, Vec<String>)], line: &str) {
    for (index, old) in before {
        let new = after.iter().find(|(other, _)| other == index);
        let (_, new) = new.unwrap_or_else(|| panic!("choice {index} is gone after {line}"));
        for (old, new) in old.iter().zip(new) {
            assert!(
                new.starts_with(old.as_str()),
                "{new:?} after {old:?}: {line}"
            );
        }
    }
}
