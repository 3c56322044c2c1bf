//! The typed calls on the client's chat resource.

use crate::AnswerFormat;
use crate::answer::{self, NoDraft};
use crate::batch::{SentBatch, TypedBatch};
use crate::chat::{ChatBatch, ChatStream, ParsedChatCompletion, SentChatBatch};
use crate::document::SchemaDocument;
use crate::error::Error;
use crate::many::{FromIter, FromStream, Input, Many};
use crate::run::{Answer, Run, RunError, RunOptions, RunStream, drive};
use crate::schema::ResponseFormat;
use crate::tool::CallTools;
use futures_core::Stream;
use openai_client::chat::{Chat, ChatRequest};
use serde::de::DeserializeOwned;

/// Typed calls on [`Chat`]. In the prelude.
///
/// Their futures are `Send`. What they give is so if the type and its draft are, so a generic caller
/// that spawns one asks for `T: ResponseFormat<Draft: Send + Sync> + Send`.
pub trait ChatExt: sealed::Sealed {
    /// Sends a request whose answer is a `T`.
    ///
    /// The schema of `T` becomes the request's response format, in place of any other; that of a
    /// fine-tuned model, whose name begins with `ft:`, has its bounds in the descriptions.
    ///
    /// # Errors
    ///
    /// The client's, if there is no completion. A completion that is no `T` is none: see
    /// [`ParsedChatCompletion::outcome`].
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
    /// let request = ChatRequest::new("gpt-5-mini").user("What is the capital of France?");
    /// let capital = client.chat().parse::<Capital>(request).await?.into_parsed()?;
    /// println!("{} ({})", capital.city, capital.inhabitants);
    /// # Ok(())
    /// # }
    /// ```
    fn parse<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T>, Error>> + Send;

    /// Sends a request whose answer is a `T` within a format of its own: for a profile that the
    /// model's name does not tell, and with words that only this request knows.
    ///
    /// If the format says [`reask`](AnswerFormat::reask), an answer that does not fit is asked for
    /// again.
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse). An error of a later attempt has the earlier ones
    /// ([`Error::attempts`]).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{AnswerFormat, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Ticket {
    ///     #[openai(choices)]
    ///     team: String,
    /// }
    ///
    /// # async fn run(client: Client, teams: Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// let format = AnswerFormat::<Ticket>::new().choices("Ticket.team", teams)?;
    /// let request = ChatRequest::new("gpt-5-mini").user("My invoice is wrong.");
    /// let ticket = client.chat().parse_with(request, &format).await?.into_parsed()?;
    /// # Ok(())
    /// # }
    /// ```
    fn parse_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T>, Error>> + Send;

    /// Sends a request whose answer obeys a schema that is known at run time, and reads it into any
    /// type that serde can: one of yours, or [`serde_json::Value`].
    ///
    /// The schema becomes the request's response format, in place of any other. Whether its texts
    /// fit `T` is for you to know; one that does not is a mismatch.
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{SchemaDocument, prelude::*};
    /// use serde_json::Value;
    ///
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = std::fs::read_to_string("city.schema.json")?;
    /// let schema = SchemaDocument::from_json("city", &text)?;
    /// let request = ChatRequest::new("gpt-5-mini").user("What is the capital of France?");
    /// let answer = Client::from_env()?.chat().parse_as::<Value>(request, &schema).await?;
    /// println!("{}", answer.into_parsed()?["name"]);
    /// # Ok(())
    /// # }
    /// ```
    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ChatRequest,
        schema: &SchemaDocument,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T, NoDraft>, Error>> + Send;

    /// Sends a request for each input, a few at a time, each answer a `T`: the [`Many`] gives every
    /// input once, with what became of it.
    ///
    /// Inputs are pairs of a key and a request, pulled one by one as there is room for them; a request
    /// may also be a `Result`, see [`Input`]. An iterator that blocks, as one that reads files does,
    /// holds up the calls for that time; [`parse_many_stream`](Self::parse_many_stream) takes inputs
    /// that are awaited.
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
    ///     (country, ChatRequest::new("gpt-5-mini").user(question))
    /// });
    /// let mut many = client.chat().parse_many::<Capital, _>(inputs).in_input_order();
    /// while let Some(done) = many.next().await {
    ///     println!("{}: {:?}", done.key, done.parsed());
    /// }
    /// # }
    /// ```
    fn parse_many<T, I>(&self, inputs: I) -> Many<Chat, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ChatRequest>>;

    /// The same for inputs that are awaited: a `Stream` of them.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use openai_structured::prelude::*;
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Ticket { summary: String }
    /// # async fn run<S>(client: Client, mails: S)
    /// # where S: futures_core::Stream<Item = (u64, std::io::Result<ChatRequest>)> {
    /// let mut many = client.chat().parse_many_stream::<Ticket, _>(mails);
    /// while let Some(done) = many.next().await {
    ///     println!("{}: {:?}", done.key, done.parsed());
    /// }
    /// # }
    /// ```
    fn parse_many_stream<T, S>(&self, inputs: S) -> Many<Chat, T, FromStream<S>>
    where
        T: ResponseFormat + 'static,
        S: Stream<Item: Input<ChatRequest>>;

    /// Sends a request whose answer is a `T`, and reads the answer as it comes.
    ///
    /// As [`parse`](Self::parse), but that what has come can be looked at: see [`ChatStream`]. The
    /// usage is asked for, unless the request's `stream_options` say otherwise.
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
    /// let request = ChatRequest::new("gpt-5-mini").user("Tell me a story of two chapters.");
    /// let mut stream = client.chat().stream::<Story>(request).await?;
    /// while let Some(event) = stream.next().await {
    ///     event?;
    ///     if let Some(title) = stream.draft().title.text() {
    ///         println!("{title}");
    ///     }
    /// }
    /// let story = stream.finish().await?.into_parsed()?;
    /// println!("{}", story.chapters.join("\n"));
    /// # Ok(())
    /// # }
    /// ```
    fn stream<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatStream<T>, Error>> + Send;

    /// The same within a format of one request, as [`parse_with`](Self::parse_with).
    ///
    /// The answer is never asked for again, whatever the format's [`reask`](AnswerFormat::reask) says:
    /// what came of it has been seen.
    ///
    /// # Errors
    ///
    /// As for [`stream`](Self::stream).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{AnswerFormat, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Ticket {
    ///     #[openai(choices)]
    ///     team: String,
    ///     summary: String,
    /// }
    ///
    /// # async fn run(client: Client, teams: Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// let format = AnswerFormat::<Ticket>::new().choices("Ticket.team", teams)?;
    /// let request = ChatRequest::new("gpt-5-mini").user("My invoice is wrong.");
    /// let mut stream = client.chat().stream_with(request, &format).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn stream_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ChatStream<T>, Error>> + Send;

    /// Sends a request, runs the tools that the model calls, sends what comes of them, and so on,
    /// until there is an answer: a `String`, or a type that derives
    /// [`ResponseFormat`](derive@crate::ResponseFormat).
    ///
    /// The set's tools join those of the request. Calls of one answer run side by side, and results
    /// go back in the order of the calls. What a model can mend is told to it: arguments that do not
    /// fit, tools that there are not, what [`ToolError::tell`](crate::ToolError::tell) says. A panic
    /// of a tool is the tool's alone, unless the program is built with `panic = "abort"`. Dropping
    /// the future drops the calls. A tool choice that asks for a call is lifted once it is met.
    ///
    /// Ten answers are asked for at most; see [`run_tools_with`](Self::run_tools_with) for limits.
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
    ///         match self.city.as_str() {
    ///             "Oslo" => Ok("Snow, -3 °C".to_owned()),
    ///             other => Err(ToolError::tell(format!("no station in {other}"))),
    ///         }
    ///     }
    /// }
    ///
    /// # async fn run(client: Client) -> Result<(), openai_structured::run::RunError> {
    /// let request = ChatRequest::new("gpt-5-mini").user("Do I need a coat in Oslo?");
    /// let run = client.chat().run_tools::<GetWeather, String>(request, &()).await?;
    /// println!("{}", run.answer);
    /// # Ok(())
    /// # }
    /// ```
    fn run_tools<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
    ) -> impl Future<Output = Result<Run<A>, RunError>> + Send + use<'a, Self, S, A> {
        self.run_tools_with::<S, A>(request, context, RunOptions::new())
    }

    /// The same within limits, and with hooks; see [`RunOptions`].
    ///
    /// # Errors
    ///
    /// As for [`run_tools`](Self::run_tools).
    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> impl Future<Output = Result<Run<A>, RunError>> + Send + use<'a, Self, S, A>;

    /// The same, streamed: pieces of the answers, calls as they begin and end. A call begins to run
    /// as soon as its arguments are whole.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{chat::ChatEvent, prelude::*, run::{RunEvent, RunOptions}};
    ///
    /// # async fn run<T: openai_structured::CallTools<Context = ()>>(client: Client, request: ChatRequest) -> Result<(), openai_structured::run::RunError> {
    /// let mut run = client.chat().run_tools_streamed::<T, String>(request, &(), RunOptions::new());
    /// while let Some(event) = run.next().await {
    ///     match event {
    ///         RunEvent::Answer { event: ChatEvent::Content { text, .. }, .. } => print!("{text}"),
    ///         RunEvent::CallDone { name, result, .. } => println!("{name}: {}", result.content()),
    ///         _ => {}
    ///     }
    /// }
    /// let answer = run.finish().await?.answer;
    /// # Ok(())
    /// # }
    /// ```
    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> RunStream<'a, S, A>;

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
    /// let mut batch = client.chat().batch::<Capital>();
    /// for country in ["France", "Norway"] {
    ///     let question = format!("What is the capital of {country}?");
    ///     batch.push(country, ChatRequest::new("gpt-5-mini").user(question))?;
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
    fn batch<T: ResponseFormat>(&self) -> ChatBatch<T>;

    /// The same within a format of its own, as [`parse_with`](Self::parse_with).
    ///
    /// No answer is asked for again, whatever the format's [`reask`](AnswerFormat::reask) says.
    fn batch_with<T: ResponseFormat>(&self, format: &AnswerFormat<T>) -> ChatBatch<T>;

    /// Goes on with a batch that was submitted before, by its [id](crate::batch::SentBatch::id), also in
    /// another process. The type is to be the same as then.
    fn open_batch<T: ResponseFormat>(&self, id: impl Into<String>) -> SentChatBatch<T>;

    /// The same within the format that the batch was made with.
    fn open_batch_with<T: ResponseFormat>(
        &self,
        id: impl Into<String>,
        format: &AnswerFormat<T>,
    ) -> SentChatBatch<T>;
}

impl ChatExt for Chat {
    fn parse<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T>, Error>> + Send {
        answer::parse(self, request)
    }

    fn parse_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T>, Error>> + Send {
        answer::parse_with(self, request, format)
    }

    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ChatRequest,
        schema: &SchemaDocument,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T, NoDraft>, Error>> + Send {
        answer::parse_as(self, request, schema)
    }

    fn parse_many<T, I>(&self, inputs: I) -> Many<Chat, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ChatRequest>>,
    {
        Many::new(self.clone(), FromIter::new(inputs))
    }

    fn parse_many_stream<T, S>(&self, inputs: S) -> Many<Chat, T, FromStream<S>>
    where
        T: ResponseFormat + 'static,
        S: Stream<Item: Input<ChatRequest>>,
    {
        Many::new(self.clone(), FromStream::new(inputs))
    }

    fn stream<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatStream<T>, Error>> + Send {
        answer::stream(self, request)
    }

    fn stream_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> impl Future<Output = Result<ChatStream<T>, Error>> + Send {
        answer::stream_with(self, request, format)
    }

    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> impl Future<Output = Result<Run<A>, RunError>> + Send + use<'a, S, A> {
        drive::<S, A, Self>(self.clone(), request, context, options)
    }

    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> RunStream<'a, S, A> {
        RunStream::new(self.clone(), request, context, options)
    }

    fn batch<T: ResponseFormat>(&self) -> ChatBatch<T> {
        TypedBatch::new(self.clone(), None)
    }

    fn batch_with<T: ResponseFormat>(&self, format: &AnswerFormat<T>) -> ChatBatch<T> {
        TypedBatch::new(self.clone(), Some(format.clone()))
    }

    fn open_batch<T: ResponseFormat>(&self, id: impl Into<String>) -> SentChatBatch<T> {
        SentBatch::new(self.clone(), id.into(), None)
    }

    fn open_batch_with<T: ResponseFormat>(
        &self,
        id: impl Into<String>,
        format: &AnswerFormat<T>,
    ) -> SentChatBatch<T> {
        SentBatch::new(self.clone(), id.into(), Some(format.clone()))
    }
}

mod sealed {
    /// Nobody else's types have typed calls, so calls may be added.
    pub trait Sealed {}
    impl Sealed for openai_client::chat::Chat {}
}
