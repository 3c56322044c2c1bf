//! What a user heard: chunks put together, and the events that were said on the way.

use std::collections::BTreeMap;

use openai_structured::client::StreamEnd;
use openai_structured::client::chat::{ChatAccumulator, ChatEvent, ChunkRef, Ending, ToolCall};

use super::row::{Became, Then};

/// A stream put together.
#[derive(Debug, PartialEq)]
pub(super) struct Heard {
    pub(super) texts: Vec<Option<String>>,
    refusal: Option<String>,
    calls: Vec<[String; 3]>,
    finish: Option<String>,
    total_tokens: Option<u64>,
    ending: Option<Ending>,
}

impl From<&Then> for Heard {
    fn from(then: &Then) -> Self {
        let calls = then.calls.iter().map(|call| call.map(str::to_owned));
        let ending = match (then.finish, then.outcome) {
            (Some(_), _) => Ending::Finished,
            (None, Became::Parsed) => Ending::Unannounced,
            (None, _) => Ending::CutOff,
        };
        Self {
            texts: then.texts.clone(),
            refusal: then.refusal.map(str::to_owned),
            calls: calls.collect(),
            finish: then.finish.map(str::to_owned),
            total_tokens: then.total_tokens,
            ending: Some(ending),
        }
    }
}

/// Puts chunks together, and holds the events against what comes of them.
#[derive(Default)]
pub(super) struct Listener {
    answer: ChatAccumulator,
    events: Vec<ChatEvent>,
}

impl Listener {
    pub(super) fn push(&mut self, chunk: ChunkRef<'_>) {
        self.events.extend(self.answer.push(chunk).unwrap());
    }

    /// What was heard, after an end with the marker or another.
    pub(super) fn heard(mut self, marker: bool) -> Heard {
        let end = if marker {
            StreamEnd::Marker
        } else {
            StreamEnd::Closed
        };
        self.events.extend(self.answer.end(end));
        self.check_events();
        let answer = self.answer.snapshot();
        let ending = self.answer.ending(0);
        let choice = answer.choices.first().unwrap();
        let texts = answer
            .choices
            .iter()
            .map(|choice| choice.message.content.clone());
        let calls = choice.message.tool_calls.iter().map(|call| match call {
            ToolCall::Function(call) => {
                let function = call.function.clone();
                [call.id.clone(), function.name, function.arguments]
            }
            other => panic!("{other:?}"),
        });
        let reason = choice.finish_reason.as_ref();
        Heard {
            texts: texts.collect(),
            refusal: choice
                .message
                .refusal
                .clone()
                .filter(|text| !text.is_empty()),
            calls: calls.collect(),
            finish: reason.map(|reason| reason.as_str().to_owned()),
            total_tokens: answer.usage.as_ref().map(|usage| usage.total_tokens),
            ending,
        }
    }

    /// The pieces are the texts, no piece is empty, and each call ends once.
    fn check_events(&self) {
        let mut texts = BTreeMap::<u64, String>::new();
        let mut done = BTreeMap::<(u64, usize), u8>::new();
        for event in &self.events {
            match event {
                ChatEvent::Content { choice, text, .. } => {
                    assert!(!text.is_empty());
                    texts.entry(*choice).or_default().push_str(text);
                }
                ChatEvent::ToolCallDone { choice, call, .. } => {
                    *done.entry((*choice, *call)).or_default() += 1;
                }
                _ => {}
            }
        }
        for choice in &self.answer.snapshot().choices {
            let text = choice.message.content.clone().unwrap_or_default();
            assert_eq!(texts.remove(&choice.index).unwrap_or_default(), text);
            for call in 0..choice.message.tool_calls.len() {
                assert_eq!(
                    done.remove(&(choice.index, call)),
                    Some(1),
                    "{:?}",
                    self.events
                );
            }
        }
        assert!(texts.is_empty() && done.is_empty(), "{:?}", self.events);
    }
}
