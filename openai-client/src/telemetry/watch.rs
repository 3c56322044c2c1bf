//! The span of a streamed answer, which ends long after the call that began it.

use super::CallSpan;
use crate::{
    chat::{ChatAccumulator, ChatCompletion},
    error::Error,
    secrets::Secrets,
    stream_end::StreamEnd,
};

/// Puts a streamed answer together for its span. There is one only while somebody listens, as it
/// costs as much again as the answer.
pub(crate) struct Watch {
    span: CallSpan,
    answer: ChatAccumulator,
}

impl Watch {
    pub(crate) fn new(span: CallSpan) -> Option<Box<Self>> {
        let answer = ChatAccumulator::new();
        span.is_on().then(|| Box::new(Self { span, answer }))
    }

    /// An event was handed out. One that cannot be read is its reader's error to tell.
    pub(crate) fn note(&mut self, data: &str, secrets: &Secrets) {
        drop(self.answer.take(data, secrets));
    }

    /// The stream ended, with an answer that somebody else has put together.
    pub(crate) fn ended_with(mut self: Box<Self>, answer: &ChatCompletion) {
        self.span.completed(answer);
        self.answer = ChatAccumulator::new();
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
