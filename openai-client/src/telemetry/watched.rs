//! The span of a streamed response, which ends long after the call that began it.

use super::CallSpan;
use crate::{
    error::Error,
    responses::{ResponseAccumulator, ResponseEvent},
    stream_end::StreamEnd,
};

/// Keeps for the span what events say of the response as a whole, and with what is said all of it. There
/// is one only while somebody listens.
pub(crate) struct Watched {
    span: CallSpan,
    response: ResponseAccumulator,
}

impl Watched {
    pub(crate) fn new(span: CallSpan) -> Option<Box<Self>> {
        let response = ResponseAccumulator::new();
        span.is_on().then(|| Box::new(Self { span, response }))
    }

    /// An event was handed out.
    pub(crate) fn note(&mut self, event: &ResponseEvent) {
        if self.hears_all() || event.response().is_some() {
            // Too much of it is an error for who reads it.
            drop(self.response.push(event));
        }
    }

    /// Whether it must be told each event, as the span has what is said.
    pub(crate) fn hears_all(&self) -> bool {
        self.span.has_content()
    }

    /// The stream failed.
    pub(crate) fn failed(&self, error: &Error) {
        self.span.failed(error);
    }
}

/// The stream ended, or was given up.
impl Drop for Watched {
    fn drop(&mut self) {
        self.response.end(StreamEnd::Closed);
        self.span.completed(self.response.snapshot());
    }
}
