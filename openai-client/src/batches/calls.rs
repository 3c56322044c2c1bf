//! The calls: batches, and the lines they end in.

use std::{future::Future, sync::Arc};

use bytes::Bytes;

use super::{Batch, BatchOutput, BatchRequest, OutputReader};
use crate::{
    client::{Endpoint, Resource, object, objects, resource},
    error::Error,
    exchange::Answer,
    list::Pages,
    origin::Origin,
    wait::{Wait, until_final},
};

const ALL: &str = "batches";
const ONE: &str = "batches/{batch_id}";
const CANCEL: &str = "batches/{batch_id}/cancel";

objects! {
    Batch, "a batch", id;
}

resource! {
    /// The batches of a client; from [`Client::batches`](crate::Client::batches). Cheap to make and to clone.
    ///
    /// The errors of all calls are those of [`ErrorKind`](crate::ErrorKind).
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use openai_client::{
    ///     Client, FileInput, Wait,
    ///     batches::{BatchEndpoint, BatchRequest},
    ///     files::{FilePurpose, FileRequest},
    /// };
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let requests = FileRequest::new(FileInput::path("requests.jsonl"), FilePurpose::Batch);
    /// let requests = client.files().create(requests).await?;
    /// let request = BatchRequest::new(requests.id, BatchEndpoint::ChatCompletions);
    /// let batch = client.batches().create(request).await?;
    ///
    /// let wait = Wait::new().longest_interval(Duration::from_secs(60));
    /// let batch = client.batches().wait(&batch.id, wait).await?;
    /// if let Some(file) = &batch.output_file_id {
    ///     client.files().content(file).await?.save("answers.jsonl").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct Batches;
}

impl Batches {
    /// With what is different about the calls of another resource.
    pub(crate) fn of(calls: Resource) -> Self {
        Self { calls }
    }

    /// Makes a batch of a file of requests.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). A file that cannot be carried out is no error of this call:
    /// the batch fails soon after, and says why in [`Batch::errors`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn create(
        &self,
        request: BatchRequest,
    ) -> impl Future<Output = Result<Batch, Error>> + Send + use<> {
        let endpoint = Endpoint::post(ALL, []).json(request.to_json());
        self.calls.call(endpoint, batch)
    }

    /// How far a batch is.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve(&self, id: &str) -> impl Future<Output = Result<Batch, Error>> + Send + use<> {
        self.calls.call(Endpoint::get(ONE, [id]), batch)
    }

    /// Cancels a batch. It is `cancelling` for up to ten minutes, and then `cancelled`, with the answers
    /// that there are by then.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn cancel(&self, id: &str) -> impl Future<Output = Result<Batch, Error>> + Send + use<> {
        self.calls
            .call(Endpoint::post(CANCEL, [id]).harmless(), batch)
    }

    fn unkeyed(&self) -> Self {
        Self {
            calls: self.calls.unkeyed(),
        }
    }

    /// The batches, the newest first.
    pub fn list(&self) -> Pages<Batch> {
        Pages::new(&self.calls, Endpoint::get(ALL, []))
    }

    /// Waits until a batch stays as it is: completed, failed, expired or cancelled. It looks at once, and
    /// then as [`Wait`] says. A batch may take a day, which is more than 8,000 looks by the default of one
    /// in ten seconds: a [`longest_interval`](Wait::longest_interval) of a minute or more is enough.
    ///
    /// Dropping the future ends the wait; the service goes on.
    ///
    /// # Errors
    ///
    /// [`Unfinished`](crate::ErrorKind::Unfinished) when the deadline passes. An error of a look that
    /// its retries did not help, as by [`retrieve`](Self::retrieve). Both have the batch as far as it was
    /// known in [`Error::batch`], and it can be waited for again after both. A batch that failed is no
    /// error: see [`Batch::problems`].
    pub fn wait(
        &self,
        id: &str,
        wait: Wait,
    ) -> impl Future<Output = Result<Batch, Error>> + Send + use<> {
        let (calls, id) = (self.clone(), id.to_owned());
        async move {
            let cancel = || calls.unkeyed().cancel(&id);
            let looked = until_final(&wait, None, || calls.retrieve(&id), cancel);
            // Made apart, as it is large, and what waits may be many.
            Box::pin(looked).await
        }
    }

    /// Reads a line of the files that a batch ends in. The client's secrets are blacked out in what is
    /// said of it.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) for what is no JSON, or no such line.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// let line = r#"{"custom_id":"a","response":null,"error":{"code":"batch_expired"}}"#;
    /// let client = Client::builder().api_key("sk-example").build()?;
    /// let output = client.batches().output(line)?;
    /// assert_eq!(output.custom_id, "a");
    /// assert_eq!(output.into_body().unwrap_err().code(), Some("batch_expired"));
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn output(&self, line: impl Into<Bytes>) -> Result<BatchOutput, Error> {
        self.reader()?.read(line)
    }

    /// What reads lines as [`output`](Self::output), made once for all lines of a file.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for options that cannot be.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// let file = "{\"custom_id\":\"a\"}\n{\"custom_id\":\"b\"}\n";
    /// let reader = Client::builder().api_key("sk-example").build()?.batches().reader()?;
    /// for line in file.lines() {
    ///     println!("{}", reader.read(line.to_owned())?.custom_id);
    /// }
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn reader(&self) -> Result<OutputReader, Error> {
        let exchange = self.calls.exchange()?;
        Ok(OutputReader::new(Arc::clone(&exchange.secrets)))
    }
}

/// A batch, with how it came.
fn batch(answer: Answer) -> Result<Batch, Error> {
    let origin = Origin::new(answer.body.clone(), answer.meta.clone());
    Ok(object::<Batch>(answer)?.with_origin(origin))
}
