//! The calls: a request out, a response back.

use std::future::Future;

use serde_json::Value;

use super::{
    CompactRequest, CompactedResponse, Include, InputTokensRequest, Item, Response,
    ResponseRequest, ResponseStream, decode, guarded, input_tokens::InputTokens,
};
use crate::{
    batches::Batches,
    client::{self, Endpoint, Object, Resource, objects, resource},
    error::{Error, refusal_in},
    exchange::Answer,
    files::Files,
    lenient,
    list::Pages,
    telemetry::Watched,
    wait::{Awaited as _, Wait, until_final},
};

const PATH: &str = "responses";
const ONE: &str = "responses/{response_id}";

resource! {
    /// The responses of a client; from [`Client::responses`](crate::Client::responses). Cheap to make and
    /// to clone.
    pub struct Responses;
}

impl Responses {
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

    /// The calls of a request, whose own secrets never stand in an error.
    fn guarding(&self, request: &ResponseRequest) -> Resource {
        let secrets = guarded::secrets(
            request.tools.as_ref(),
            request.input.as_ref(),
            &request.extra,
        );
        self.calls.guarding(&secrets)
    }

    /// Sends a request and waits for the whole response.
    ///
    /// All attempts send the same bytes and the same random `Idempotency-Key`.
    ///
    /// The future owns all it needs and can be spawned. Dropping it gives the call up; the service
    /// may finish it nevertheless.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). A response that failed or was cut off, and a refusal by
    /// the model, are no errors: see [`Response::status`] and [`Response::refusal`].
    ///
    /// ```no_run
    /// use openai_client::{Client, responses::ResponseRequest};
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let request = ResponseRequest::new("gpt-5-mini").input("Why is the sky blue?");
    /// let response = client.responses().create(request).await?;
    /// println!("{}", response.text().unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, also when later versions send it from its own memory"
    )]
    pub fn create(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        self.guarding(&request).create(PATH, &request, response)
    }

    /// Sends a request and waits for the first byte of the response, whose events are then pulled
    /// from the [`ResponseStream`] as they come.
    ///
    /// The request goes out with `"stream": true`. It is tried again as by [`create`](Self::create)
    /// until the status of a success has come, and never from then on.
    ///
    /// The future owns all it needs and can be spawned, and so does the stream. Dropping either
    /// gives the call up; the service may charge for what it made until then.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind) for the time until the response begins, and
    /// [`ResponseStream`] for what follows.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, also when later versions send it from its own memory"
    )]
    pub fn create_stream(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<ResponseStream, Error>> + Send + use<> {
        let calls = self.guarding(&request);
        calls.create_stream(PATH, &request, |events, span| {
            ResponseStream::new(events, Watched::new(span))
        })
    }

    /// Goes on with the stream of a response that is made in the background and was asked for as a
    /// stream: gives its events behind the one with this
    /// [number](super::ResponseEvent::sequence_number), or all.
    ///
    /// ```no_run
    /// use openai_client::{ErrorKind, responses::{ResponseAccumulator, ResponseRequest}};
    ///
    /// # async fn run(client: openai_client::Client) -> Result<(), openai_client::Error> {
    /// let request = ResponseRequest::new("gpt-5").input("Think long.").background(true);
    /// let mut stream = client.responses().create_stream(request).await?;
    /// let mut response = ResponseAccumulator::new();
    /// let mut resumes = 0;
    /// while response.ending().is_none() {
    ///     let id = response.snapshot().id.clone();
    ///     // Without an id there is nothing to go on with.
    ///     let is_over = id.is_empty() || resumes == 5;
    ///     match stream.next_into(&mut response).await {
    ///         Some(Ok(_)) => continue,
    ///         Some(Err(error)) if is_over || error.kind() != ErrorKind::MaybeSent => return Err(error),
    ///         None if is_over => break,
    ///         // It broke, or was closed before its last event.
    ///         Some(Err(_)) | None => {}
    ///     }
    ///     resumes += 1;
    ///     stream = client.responses().resume(&id, response.sequence_number()).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`create_stream`](Self::create_stream).
    pub fn resume(
        &self,
        id: &str,
        after: Option<u64>,
    ) -> impl Future<Output = Result<ResponseStream, Error>> + Send + use<> {
        let after = after.map(|after| after.to_string());
        let after = after.as_deref().map(|after| ("starting_after", after));
        let endpoint =
            Endpoint::get(ONE, [id]).query([("stream", "true")].into_iter().chain(after));
        self.calls.stream(endpoint, |events, span| {
            ResponseStream::new(events, Watched::new(span))
        })
    }

    /// A stored response, as far as it is.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        self.calls.call(Endpoint::get(ONE, [id]), response)
    }

    /// A stored response with more than the usual.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve_with(
        &self,
        id: &str,
        include: &[Include],
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        let endpoint = Endpoint::get(ONE, [id]).include(include);
        self.calls.call(endpoint, response)
    }

    /// Cancels a response that is made in the background, and gives it back as far as it came. One that is
    /// over stays as it is.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn cancel(&self, id: &str) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        let endpoint = Endpoint::post("responses/{response_id}/cancel", [id]).harmless();
        self.calls.call(endpoint, response)
    }

    /// Deletes a stored response.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer that says that it is not deleted is a
    /// [`Decode`](crate::ErrorKind::Decode). When an attempt was repeated, a status of 404 may mean that
    /// the one before had deleted it.
    pub fn delete(&self, id: &str) -> impl Future<Output = Result<(), Error>> + Send + use<> {
        self.calls.call(Endpoint::delete(ONE, [id]), deleted)
    }

    /// Puts a conversation in short, so that it takes fewer tokens from then on.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn compact(
        &self,
        request: CompactRequest,
    ) -> impl Future<Output = Result<CompactedResponse, Error>> + Send + use<> {
        let endpoint = Endpoint::post("responses/compact", []).json(request.to_json());
        let secrets = guarded::secrets(None, request.input.as_ref(), &request.extra);
        self.calls.guarding(&secrets).ask(endpoint)
    }

    /// How many tokens a request would have.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    ///
    /// ```no_run
    /// use openai_client::{
    ///     Client,
    ///     responses::{InputTokensRequest, ResponseRequest},
    /// };
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let request = ResponseRequest::new("gpt-5-mini").input("Why is the sky blue?");
    /// let tokens = client.responses().count_input_tokens(InputTokensRequest::from(&request)).await?;
    /// println!("{tokens} tokens");
    /// # Ok(())
    /// # }
    /// ```
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn count_input_tokens(
        &self,
        request: InputTokensRequest,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<> {
        let endpoint = Endpoint::post("responses/input_tokens", []).json(request.to_json());
        let secrets = guarded::secrets(
            request.tools.as_ref(),
            request.input.as_ref(),
            &request.extra,
        );
        self.calls.guarding(&secrets).call(endpoint, |answer| {
            let count: InputTokens = client::object(answer)?;
            Ok(count.input_tokens.unwrap_or_default())
        })
    }

    /// Waits until a response that is made in the background stays as it is: whole, failed, cut off or
    /// cancelled. It looks at once, and then as [`Wait`] says.
    ///
    /// Dropping the future ends the wait; the service goes on.
    ///
    /// # Errors
    ///
    /// [`Unfinished`](crate::ErrorKind::Unfinished) when the deadline passes. An error of a look, as by
    /// [`retrieve`](Self::retrieve), which nothing helped: see [`Wait`]. Both have the response as far as it
    /// was known in [`Error::response`](Error::response), and it can be waited for again after both.
    ///
    /// A status that this version does not know is not final, so without a deadline it is waited on for
    /// as long as the service says it.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use openai_client::{Client, ResponseRequest, Wait};
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let request = ResponseRequest::new("o3").input("Prove it.").background(true);
    /// let id = client.responses().create(request).await?.id;
    /// // Another program may do this.
    /// let wait = Wait::new().deadline(Duration::from_secs(600));
    /// let response = client.responses().wait(&id, wait).await?;
    /// println!("{}", response.text().unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(
        &self,
        id: &str,
        wait: Wait,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        let (calls, id) = (self.clone(), id.to_owned());
        async move { calls.until_final(&id, &wait, None).await }
    }

    /// Sends a request, to be carried out in the background, and waits for the response as
    /// [`wait`](Self::wait) does: for what takes longer than a connection may last.
    ///
    /// The time of the wait begins when the service has taken the request, which has the client's own
    /// deadlines.
    ///
    /// Dropping the future loses the id of what the service goes on with. Where that may happen, as
    /// under a timeout, use [`create`](Self::create) with
    /// [`background`](ResponseRequest::background) and then [`wait`](Self::wait).
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create) and of [`wait`](Self::wait). From the service's first answer
    /// on each has the response as it was last known, with its id, in
    /// [`Error::response`](Error::response). A response that is not over and has no id cannot be
    /// waited for, which is a [`Decode`](crate::ErrorKind::Decode).
    pub fn create_and_wait(
        &self,
        request: ResponseRequest,
        wait: Wait,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        // A look may be answered with what the request said.
        let calls = Self {
            calls: self.guarding(&request),
        };
        let created = calls.create(request.background(true));
        async move {
            let begun = created.await?;
            let id = begun.id.clone();
            if id.is_empty() && !begun.is_final() {
                let what = "the response is not over and has no id to wait for it by";
                let (meta, body) = (begun.meta().clone(), begun.raw().clone());
                let error = Error::decode(what, Some("id".to_owned()), None, meta, body);
                return Err(error.knowing(Some(begun)));
            }
            calls.until_final(&id, &wait, Some(begun)).await
        }
    }

    async fn until_final(
        &self,
        id: &str,
        wait: &Wait,
        known: Option<Response>,
    ) -> Result<Response, Error> {
        // Made apart, as it is large, and what waits may be many.
        Box::pin(until_final(
            wait,
            known,
            || self.retrieve(id),
            || {
                let calls = self.calls.unkeyed();
                Self { calls }.cancel(id)
            },
        ))
        .await
    }

    /// The items that a stored response was made from, the newest first.
    ///
    /// ```no_run
    /// # async fn run(client: openai_client::Client) -> Result<(), openai_client::Error> {
    /// let mut items = client.responses().input_items("resp_123");
    /// while let Some(item) = items.next().await {
    ///     println!("{:?}", item?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn input_items(&self, id: &str) -> Pages<Item> {
        let endpoint = Endpoint::get("responses/{response_id}/input_items", [id]);
        Pages::items(&self.calls, endpoint)
    }
}

/// What became of a response that was to be deleted. Services may say nothing of it; what they do say
/// holds.
fn deleted(answer: Answer) -> Result<(), Error> {
    let Answer {
        meta,
        body,
        secrets,
    } = answer;
    let body = lenient::without_mark(&body);
    if let Some(refusal) = refusal_in(&body, &meta, &secrets) {
        return Err(refusal);
    }
    let said: Value = serde_json::from_slice(&body).unwrap_or_default();
    if said.get("deleted") == Some(&Value::Bool(false)) {
        let what = "the response is not deleted";
        return Err(Error::decode(
            what,
            Some("deleted".to_owned()),
            None,
            meta,
            body,
        ));
    }
    Ok(())
}

fn response(answer: Answer) -> Result<Response, Error> {
    decode::response(answer.body, answer.meta, &answer.secrets)
}

objects! {
    InputTokens, "a count of tokens", input_tokens;
}

impl Object for CompactedResponse {
    const WHAT: &'static str = "a conversation put in short";
    const FIELD: &'static str = "output";

    fn is_one(&self) -> bool {
        self.is_whole()
    }
}
