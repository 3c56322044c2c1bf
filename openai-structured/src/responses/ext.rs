//! The typed calls on the client's resource of responses.

use super::{
    ParsedResponse, ResponseBatch, ResponseRun, ResponseRunError, ResponseRunStream,
    ResponseStream, SentResponseBatch,
};
use crate::AnswerFormat;
use crate::answer::{self, NoDraft};
use crate::batch::{SentBatch, TypedBatch};
use crate::document::SchemaDocument;
use crate::error::Error;
use crate::many::{FromIter, FromStream, Input, Many};
use crate::run::{Answer, RunOptions, RunStream, drive};
use crate::schema::ResponseFormat;
use crate::tool::CallTools;
use futures_core::Stream;
use openai_client::responses::{ResponseRequest, Responses};
use serde::de::DeserializeOwned;

/// Typed calls on [`Responses`]: those of [`ChatExt`](crate::ChatExt), in the other dialect. In the
/// prelude.
///
/// Their futures are `Send`, as there.
pub trait ResponsesExt: sealed::Sealed {
    /// Sends a request whose answer is a `T`.
    ///
    /// The schema of `T` becomes the request's text format, in place of any other, as
    /// [`ChatExt::parse`](crate::ChatExt::parse) does it.
    ///
    /// # Errors
    ///
    /// The client's, if there is no response. A response that is no `T`, or has failed, is none: see
    /// [`ParsedResponse::outcome`](crate::answer::Parsed::outcome).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::prelude::*;
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Capital {
    ///     city: String,
    ///     inhabitants: u32,
    /// }
    ///
    /// # async fn run() -> Result<(), openai_structured::Error> {
    /// let client = Client::from_env()?;
    /// let request = ResponseRequest::new("gpt-5-mini").input("What is the capital of France?");
    /// let capital = client.responses().parse::<Capital>(request).await?.into_parsed()?;
    /// println!("{} ({})", capital.city, capital.inhabitants);
    /// # Ok(())
    /// # }
    /// ```
    fn parse<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<ParsedResponse<T>, Error>> + Send;

    /// The same within a format of its own, as [`ChatExt::parse_with`](crate::ChatExt::parse_with).
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse). An error of a later attempt has the earlier ones
    /// ([`Error::attempts`]).
    fn parse_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ParsedResponse<T>, Error>> + Send;

    /// Sends a request whose answer obeys a schema that is known at run time, as
    /// [`ChatExt::parse_as`](crate::ChatExt::parse_as).
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse).
    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ResponseRequest,
        schema: &SchemaDocument,
    ) -> impl Future<Output = Result<ParsedResponse<T, NoDraft>, Error>> + Send;

    /// Sends a request for each input, a few at a time, as
    /// [`ChatExt::parse_many`](crate::ChatExt::parse_many).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::prelude::*;
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Capital {
    ///     city: String,
    /// }
    ///
    /// # async fn run(client: Client) {
    /// let inputs = ["France", "Norway", "Peru"].map(|country| {
    ///     let question = format!("What is the capital of {country}?");
    ///     (country, ResponseRequest::new("gpt-5-mini").input(question))
    /// });
    /// let mut many = client.responses().parse_many::<Capital, _>(inputs);
    /// while let Some(done) = many.next().await {
    ///     println!("{}: {:?}", done.key, done.parsed());
    /// }
    /// # }
    /// ```
    fn parse_many<T, I>(&self, inputs: I) -> Many<Responses, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ResponseRequest>>;

    /// The same for inputs that are awaited, as
    /// [`ChatExt::parse_many_stream`](crate::ChatExt::parse_many_stream).
    fn parse_many_stream<T, S>(&self, inputs: S) -> Many<Responses, T, FromStream<S>>
    where
        T: ResponseFormat + 'static,
        S: Stream<Item: Input<ResponseRequest>>;

    /// Sends a request whose answer is a `T`, and reads the answer as it comes: see
    /// [`TypedStream`](crate::answer::TypedStream).
    ///
    /// # Errors
    ///
    /// The client's, if no answer begins.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::prelude::*;
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Story {
    ///     title: String,
    ///     chapters: Vec<String>,
    /// }
    ///
    /// # async fn run() -> Result<(), openai_structured::Error> {
    /// let client = Client::from_env()?;
    /// let request = ResponseRequest::new("gpt-5-mini").input("Tell me a story of two chapters.");
    /// let mut stream = client.responses().stream::<Story>(request).await?;
    /// while let Some(event) = stream.next().await {
    ///     event?;
    ///     if let Some(title) = stream.draft().title.text() {
    ///         println!("{title}");
    ///     }
    /// }
    /// let story = stream.finish().await?.into_parsed()?;
    /// # Ok(())
    /// # }
    /// ```
    fn stream<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send;

    /// The same within a format of one request, as
    /// [`ChatExt::stream_with`](crate::ChatExt::stream_with).
    ///
    /// # Errors
    ///
    /// As for [`stream`](Self::stream).
    fn stream_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send;

    /// Goes on with the stream of a response that is made in the background, behind the event of this
    /// number, or from its beginning.
    ///
    /// What came before is not told again. A text that began then has no draft until the service gives
    /// it whole, which it does at its end. If the stream breaks again before that, the outcome is
    /// [`Outcome::Truncated`](crate::Outcome::Truncated), whose text is what came of it since.
    ///
    /// # Errors
    ///
    /// The client's, if no answer begins.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{Outcome, prelude::*};
    ///
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Report { text: String }
    /// # async fn run(client: Client) -> Result<(), openai_structured::Error> {
    /// let responses = client.responses();
    /// let request = ResponseRequest::new("gpt-5-mini").input("A long report.").background(true);
    /// let mut stream = responses.stream::<Report>(request).await?;
    /// let (mut id, mut after, mut times) = (String::new(), None, 0);
    /// let outcome = loop {
    ///     while let Some(Ok(event)) = stream.next().await {
    ///         after = event.sequence_number().or(after);
    ///         if id.is_empty() {
    ///             id.clone_from(&stream.snapshot().id);
    ///         }
    ///     }
    ///     match stream.finish().await?.into_outcome() {
    ///         // The connection broke. The response is made all the same.
    ///         Outcome::Truncated { reason: None, .. } if times < 5 && !id.is_empty() => {
    ///             times += 1;
    ///             stream = responses.resume_stream(&id, after).await?;
    ///         }
    ///         outcome => break outcome,
    ///     }
    /// };
    /// # drop(outcome);
    /// # Ok(())
    /// # }
    /// ```
    fn resume_stream<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send;

    /// The same within the format that the request had: see [`stream_with`](Self::stream_with).
    ///
    /// # Errors
    ///
    /// As for [`resume_stream`](Self::resume_stream).
    fn resume_stream_with<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send;

    /// Sends a request, runs the tools that the model calls, sends what comes of them, and so on,
    /// until there is an answer, as [`ChatExt::run_tools`](crate::ChatExt::run_tools).
    ///
    /// The service's own tools run there; what they did is in the steps. The next round sends the
    /// whole conversation, thinking included, or what came of the calls alone: see
    /// [`RunOptions::by_previous_response`].
    ///
    /// A request for an answer in the background is not sent, as there would be none yet when the call
    /// returns; [streamed](Self::run_tools_streamed) it can be run.
    ///
    /// # Errors
    ///
    /// Every end without an answer, with all that happened until then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::prelude::*;
    ///
    /// /// Current weather for a city.
    /// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
    /// struct GetWeather {
    ///     city: String,
    /// }
    ///
    /// impl Tool for GetWeather {
    ///     type Context = ();
    ///     type Output = String;
    ///
    ///     async fn call(self, _: &()) -> Result<String, ToolError> {
    ///         Ok(format!("Snow in {}", self.city))
    ///     }
    /// }
    ///
    /// # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ResponseRequest::new("gpt-5-mini").input("Do I need a coat in Oslo?");
    /// let run = client.responses().run_tools::<GetWeather, String>(request, &()).await?;
    /// println!("{}", run.answer);
    /// # Ok(())
    /// # }
    /// ```
    fn run_tools<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
    ) -> impl Future<Output = Result<ResponseRun<A>, ResponseRunError>> + Send + use<'a, Self, S, A>
    {
        self.run_tools_with::<S, A>(request, context, RunOptions::new())
    }

    /// The same within limits, and with hooks; see [`RunOptions`].
    ///
    /// # Errors
    ///
    /// As for [`run_tools`](Self::run_tools).
    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> impl Future<Output = Result<ResponseRun<A>, ResponseRunError>> + Send + use<'a, Self, S, A>;

    /// The same, streamed, as [`ChatExt::run_tools_streamed`](crate::ChatExt::run_tools_streamed).
    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> ResponseRunStream<'a, S, A>;

    /// Begins a batch of requests whose answers are `T`s: carried out within a day, at half the price. See
    /// [`batch`](crate::batch).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{client::Wait, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Capital {
    ///     city: String,
    /// }
    ///
    /// # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut batch = client.responses().batch::<Capital>();
    /// for country in ["France", "Norway"] {
    ///     let question = format!("What is the capital of {country}?");
    ///     batch.push(country, ResponseRequest::new("gpt-5-mini").input(question))?;
    /// }
    /// let done = batch.submit().await?.wait(Wait::new()).await?;
    /// let mut answers = done.answers().await?;
    /// while let Some(answer) = answers.next().await {
    ///     let answer = answer?;
    ///     println!("{}: {}", answer.id, answer.result?.into_parsed()?.city);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    fn batch<T: ResponseFormat>(&self) -> ResponseBatch<T>;

    /// The same within a format of its own, as [`parse_with`](Self::parse_with).
    ///
    /// No answer is asked for again, whatever the format's [`reask`](AnswerFormat::reask) says.
    fn batch_with<T: ResponseFormat>(&self, format: &AnswerFormat<T>) -> ResponseBatch<T>;

    /// Goes on with a batch that was submitted before, by its [id](crate::batch::SentBatch::id), also in
    /// another process. The type is to be the same as then.
    fn open_batch<T: ResponseFormat>(&self, id: impl Into<String>) -> SentResponseBatch<T>;

    /// The same within the format that the batch was made with.
    fn open_batch_with<T: ResponseFormat>(
        &self,
        id: impl Into<String>,
        format: &AnswerFormat<T>,
    ) -> SentResponseBatch<T>;
}

impl ResponsesExt for Responses {
    fn parse<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<ParsedResponse<T>, Error>> + Send {
        answer::parse(self, request)
    }

    fn parse_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ParsedResponse<T>, Error>> + Send {
        answer::parse_with(self, request, format)
    }

    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ResponseRequest,
        schema: &SchemaDocument,
    ) -> impl Future<Output = Result<ParsedResponse<T, NoDraft>, Error>> + Send {
        answer::parse_as(self, request, schema)
    }

    fn parse_many<T, I>(&self, inputs: I) -> Many<Responses, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ResponseRequest>>,
    {
        Many::new(self.clone(), FromIter::new(inputs))
    }

    fn parse_many_stream<T, S>(&self, inputs: S) -> Many<Responses, T, FromStream<S>>
    where
        T: ResponseFormat + 'static,
        S: Stream<Item: Input<ResponseRequest>>,
    {
        Many::new(self.clone(), FromStream::new(inputs))
    }

    fn stream<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send {
        answer::stream(self, request)
    }

    fn stream_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send {
        answer::stream_with(self, request, format)
    }

    fn resume_stream<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send {
        let events = Self::resume(self, id, after);
        async move { Ok(ResponseStream::new(events.await?, None).joining(after)) }
    }

    fn resume_stream_with<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ResponseStream<T>, Error>> + Send {
        let events = Self::resume(self, id, after);
        let format = format.clone();
        async move { Ok(ResponseStream::new(events.await?, Some(format)).joining(after)) }
    }

    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> impl Future<Output = Result<ResponseRun<A>, ResponseRunError>> + Send + use<'a, S, A> {
        drive::<S, A, Self>(self.clone(), request, context, options)
    }

    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> ResponseRunStream<'a, S, A> {
        RunStream::new(self.clone(), request, context, options)
    }

    fn batch<T: ResponseFormat>(&self) -> ResponseBatch<T> {
        TypedBatch::new(self.clone(), None)
    }

    fn batch_with<T: ResponseFormat>(&self, format: &AnswerFormat<T>) -> ResponseBatch<T> {
        TypedBatch::new(self.clone(), Some(format.clone()))
    }

    fn open_batch<T: ResponseFormat>(&self, id: impl Into<String>) -> SentResponseBatch<T> {
        SentBatch::new(self.clone(), id.into(), None)
    }

    fn open_batch_with<T: ResponseFormat>(
        &self,
        id: impl Into<String>,
        format: &AnswerFormat<T>,
    ) -> SentResponseBatch<T> {
        SentBatch::new(self.clone(), id.into(), Some(format.clone()))
    }
}

mod sealed {
    /// Nobody else's types have typed calls, so calls may be added.
    pub trait Sealed {}
    impl Sealed for openai_client::responses::Responses {}
}
