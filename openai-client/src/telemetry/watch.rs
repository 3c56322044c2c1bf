//! The span of a streamed answer, which ends long after the call that began it.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::CallSpan;
use crate::{chat::ChatAccumulator, error::Error, secrets::Secrets, stream_end::StreamEnd};

/// Puts together what the span of a streamed answer is told: with what is said all of it, and else
/// the few chunks that have more than a piece of text. There is one only while somebody listens.
pub(crate) struct Watch {
    span: CallSpan,
    answer: ChatAccumulator,
    begun: bool,
}

/// The keys of a chunk whose values the span is told, null for nearly every chunk.
static TOLD: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [r#""usage""#, r#""finish_reason""#].map(Finder::new));

/// Whether a chunk has one of those values. In a text of the answer the quotes would be escaped.
fn tells(data: &str) -> bool {
    TOLD.iter().any(|key| {
        // Each choice of a chunk has its own.
        let places = key.find_iter(data.as_bytes());
        let mut values = places.filter_map(|at| data.get(at + key.needle().len()..));
        values.any(|value| {
            let value = value.trim_start_matches(|c: char| c == ':' || c.is_ascii_whitespace());
            !value.starts_with("null")
        })
    })
}

impl Watch {
    pub(crate) fn new(span: CallSpan) -> Option<Box<Self>> {
        let answer = ChatAccumulator::new();
        let begun = false;
        span.is_on().then(|| {
            Box::new(Self {
                span,
                answer,
                begun,
            })
        })
    }

    /// An event was handed out. One that cannot be read is its reader's error to tell.
    pub(crate) fn note(&mut self, data: &str, secrets: &Secrets) {
        // The first has the ids.
        let is_first = !std::mem::replace(&mut self.begun, true);
        if !is_first && !self.span.has_content() && !tells(data) {
            return;
        }
        drop(self.answer.take(data, secrets));
    }

    /// Whether it must be shown each event, as the span has what is said.
    pub(crate) fn hears_all(&self) -> bool {
        self.span.has_content()
    }

    /// The stream failed.
    pub(crate) fn failed(&self, error: &Error) {
        self.span.failed(error);
    }
}

/// The stream ended, or was given up.
impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.answer.end(StreamEnd::Closed));
        self.span.completed(self.answer.snapshot());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_tells_by_any_of_its_choices() {
        for (chunk, expected) in [
            (
                r#"{"choices":[{"finish_reason":null}],"usage":null}"#,
                false,
            ),
            (r#"{"choices":[{"finish_reason": "stop"}]}"#, true),
            (
                r#"{"choices":[{"finish_reason":null},{"finish_reason":"stop"}]}"#,
                true,
            ),
            (r#"{"choices":[{"finish_reason":null}],"usage":{}}"#, true),
            (
                r#"{"choices":[{"delta":{"content":"\"usage\": 1"}}]}"#,
                false,
            ),
        ] {
            assert_eq!(tells(chunk), expected, "{chunk}");
        }
    }
}
