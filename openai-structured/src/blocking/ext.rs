//! The typed calls on the blocking client's chat resource.

use super::{ChatStream, Many, RunStream};
use crate::AnswerFormat;
use crate::chat::{NoDraft, ParsedChatCompletion};
use crate::document::SchemaDocument;
use crate::error::Error;
use crate::ext::ChatExt as _;
use crate::many::{FromIter, Input};
use crate::run::{Answer, Run, RunError, RunOptions};
use crate::schema::ResponseFormat;
use crate::tool::CallTools;
use openai_client::blocking::Chat;
use openai_client::chat::ChatRequest;
use serde::de::DeserializeOwned;

/// Typed calls on [`Chat`]: those of [`ChatExt`](crate::ChatExt), which wait.
///
/// Not in the prelude, where the async one is. A program may import both.
pub trait ChatExt: sealed::Sealed {
    /// Sends a request whose answer is a `T`, as [`parse`](crate::ChatExt::parse).
    ///
    /// # Errors
    ///
    /// As there.
    fn parse<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> Result<ParsedChatCompletion<T>, Error>;

    /// The same within a format of its own, as [`parse_with`](crate::ChatExt::parse_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn parse_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ParsedChatCompletion<T>, Error>;

    /// Sends a request whose answer obeys a schema that is known at run time, as
    /// [`parse_as`](crate::ChatExt::parse_as).
    ///
    /// # Errors
    ///
    /// As there.
    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ChatRequest,
        schema: &SchemaDocument,
    ) -> Result<ParsedChatCompletion<T, NoDraft>, Error>;

    /// Sends a request for each input, a few at a time, as
    /// [`parse_many`](crate::ChatExt::parse_many). What it gives is an iterator.
    fn parse_many<T, I>(
        &self,
        inputs: I,
    ) -> Many<openai_client::chat::Chat, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ChatRequest>>;

    /// Sends a request whose answer is a `T`, and reads the answer as it comes, as
    /// [`stream`](crate::ChatExt::stream). What it gives is an iterator.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{blocking::{ChatExt, Client}, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Story {
    ///     title: String,
    ///     chapters: Vec<String>,
    /// }
    ///
    /// # fn main() -> Result<(), openai_structured::Error> {
    /// let client = Client::from_env()?;
    /// let request = ChatRequest::new("gpt-5-mini").user("Tell me a story of two chapters.");
    /// let mut stream = client.chat().stream::<Story>(request)?;
    /// while let Some(event) = stream.next() {
    ///     event?;
    ///     println!("{:?}", stream.draft().title.text());
    /// }
    /// let story = stream.finish()?.into_parsed()?;
    /// # Ok(())
    /// # }
    /// ```
    fn stream<T: ResponseFormat>(&self, request: ChatRequest) -> Result<ChatStream<T>, Error>;

    /// The same within a format of one request, as [`stream_with`](crate::ChatExt::stream_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn stream_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ChatStream<T>, Error>;

    /// Runs the tools that the model calls until there is an answer, as
    /// [`run_tools`](crate::ChatExt::run_tools). Calls of one answer run side by side on this thread;
    /// one that blocks it holds up the others.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{blocking::{ChatExt, Client}, prelude::*};
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
    /// # fn run(client: Client) -> Result<(), openai_structured::run::RunError> {
    /// let request = ChatRequest::new("gpt-5-mini").user("Do I need a coat in Oslo?");
    /// let run = client.chat().run_tools::<GetWeather, String>(request, &())?;
    /// println!("{}", run.answer);
    /// # Ok(())
    /// # }
    /// ```
    fn run_tools<S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &S::Context,
    ) -> Result<Run<A>, RunError> {
        self.run_tools_with::<S, A>(request, context, RunOptions::new())
    }

    /// The same within limits, and with hooks, as
    /// [`run_tools_with`](crate::ChatExt::run_tools_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> Result<Run<A>, RunError>;

    /// The same, streamed, as [`run_tools_streamed`](crate::ChatExt::run_tools_streamed). What it
    /// gives is an iterator.
    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> RunStream<'a, S, A>;
}

impl ChatExt for Chat {
    fn parse<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> Result<ParsedChatCompletion<T>, Error> {
        self.runtime().block_on(self.as_async().parse(request))
    }

    fn parse_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ParsedChatCompletion<T>, Error> {
        let call = self.as_async().parse_with(request, format);
        self.runtime().block_on(call)
    }

    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ChatRequest,
        schema: &SchemaDocument,
    ) -> Result<ParsedChatCompletion<T, NoDraft>, Error> {
        let call = self.as_async().parse_as(request, schema);
        self.runtime().block_on(call)
    }

    fn parse_many<T, I>(
        &self,
        inputs: I,
    ) -> Many<openai_client::chat::Chat, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ChatRequest>>,
    {
        Many::new(self.runtime(), self.as_async().parse_many(inputs))
    }

    fn stream<T: ResponseFormat>(&self, request: ChatRequest) -> Result<ChatStream<T>, Error> {
        let stream = self.runtime().block_on(self.as_async().stream(request))?;
        Ok(ChatStream::new(self.runtime(), stream))
    }

    fn stream_with<T: ResponseFormat>(
        &self,
        request: ChatRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ChatStream<T>, Error> {
        let call = self.as_async().stream_with(request, format);
        let stream = self.runtime().block_on(call)?;
        Ok(ChatStream::new(self.runtime(), stream))
    }

    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> Result<Run<A>, RunError> {
        let run = self.as_async();
        let run = run.run_tools_with::<S, A>(request, context, options);
        self.runtime().block_on(run)
    }

    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> RunStream<'a, S, A> {
        let run = self.as_async();
        let run = run.run_tools_streamed(request, context, options);
        RunStream::new(self.runtime(), run)
    }
}

mod sealed {
    /// Nobody else's types have typed calls, so calls may be added.
    pub trait Sealed {}
    impl Sealed for openai_client::blocking::Chat {}
}
