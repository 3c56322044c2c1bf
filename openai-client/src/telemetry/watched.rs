//! The span of a streamed response, which ends long after the call that began it.

use super::CallSpan;
use crate::{
    error::Error,
    responses::{Response, ResponseEvent},
};

/// Keeps for the span what events say of the response as a whole. There is one only while somebody
/// listens.
pub(crate) struct Watched {
    span: CallSpan,
    response: Response,
}

impl Watched {
    pub(crate) fn new(span: CallSpan) -> Option<Box<Self>> {
        let response = Response::default();
        span.is_on().then(|| Box::new(Self { span, response }))
    }

    /// An event was handed out.
    pub(crate) fn note(&mut self, event: &ResponseEvent) {
        if let Some(response) = event.response() {
            self.response.clone_from(response);
        }
    }

    /// The stream failed.
    pub(crate) fn failed(&self, error: &Error) {
        self.span.failed(error);
    }
}

/// The stream ended, or was given up.
impl Drop for Watched {
    fn drop(&mut self) {
        self.span.completed(&self.response);
    }
}
