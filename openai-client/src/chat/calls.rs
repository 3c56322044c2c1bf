//! The calls: a request out, an answer or a stream back.

use std::future::Future;

use super::{ChatCompletion, ChatRequest, ChatStream, decode};
use crate::{
    batches::Batches,
    client::{Resource, resource},
    error::Error,
    files::Files,
    telemetry::Watch,
};

const PATH: &str = "chat/completions";

resource! {
    /// The chat completions of a client; from [`Client::chat`](crate::Client::chat). Cheap to make and
    /// to clone.
    pub struct Chat;
}

impl Chat {
    /// The batches of the client, with what is different about these calls.
    #[doc(hidden)]
    pub fn batches(&self) -> Batches {
        Batches::of(self.calls.clone())
    }

    /// The files of the client, in the same way.
    #[doc(hidden)]
    pub fn files(&self) -> Files {
        Files::of(self.calls.clone())
    }

    pub(super) fn calls(&self) -> &Resource {
        &self.calls
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// All attempts send the same bytes and the same random `Idempotency-Key`.
    ///
    /// The future owns all it needs and can be spawned. Dropping it gives the call up; the service
    /// may finish it nevertheless.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). A refusal by the model, a cut or a filtered answer is
    /// no error: see [`ChatMessage::refusal`](super::ChatMessage::refusal) and [`Choice::finish_reason`](super::Choice::finish_reason).
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, also when later versions send it from its own memory"
    )]
    pub fn create(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatCompletion, Error>> + Send + use<> {
        self.calls.create(PATH, &request, |answer| {
            decode::completion(answer.body, answer.meta, &answer.secrets)
        })
    }

    /// Sends a request and waits for the first byte of the answer, which is then pulled from the
    /// [`ChatStream`] as it comes.
    ///
    /// The request goes out with `"stream": true` and is else sent as it is; for the usage ask with
    /// [`stream_options`](ChatRequest::stream_options). It is tried again as by
    /// [`create`](Self::create) until the status of a success has come, and never from then on.
    ///
    /// The future owns all it needs and can be spawned, and so does the stream. Dropping either
    /// gives the call up; the service may charge for what it made until then.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind) for the time until the answer begins, and
    /// [`ChatStream`] for what follows.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, also when later versions send it from its own memory"
    )]
    pub fn create_stream(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatStream, Error>> + Send + use<> {
        self.calls.create_stream(PATH, &request, |events, span| {
            ChatStream::new(events, Watch::new(span))
        })
    }
}
