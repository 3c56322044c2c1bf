//! The typed calls on the blocking client's resource of responses.

use super::{Many, ResponseStream, RunStream};
use crate::AnswerFormat;
use crate::answer::NoDraft;
use crate::document::SchemaDocument;
use crate::error::Error;
use crate::many::{FromIter, Input};
use crate::responses::{ParsedResponse, ResponseRun, ResponseRunError, ResponsesExt as _};
use crate::run::{Answer, RunOptions};
use crate::schema::ResponseFormat;
use crate::tool::CallTools;
use openai_client::blocking::Responses;
use openai_client::responses::{self, ResponseRequest};
use serde::de::DeserializeOwned;

/// Typed calls on [`Responses`]: those of [`ResponsesExt`](crate::ResponsesExt), which wait.
///
/// Not in the prelude, where the async one is. A program may import both.
pub trait ResponsesExt: sealed::Sealed {
    /// Sends a request whose answer is a `T`, as [`parse`](crate::ResponsesExt::parse).
    ///
    /// # Errors
    ///
    /// As there.
    fn parse<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> Result<ParsedResponse<T>, Error>;

    /// The same within a format of its own, as [`parse_with`](crate::ResponsesExt::parse_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn parse_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ParsedResponse<T>, Error>;

    /// Sends a request whose answer obeys a schema that is known at run time, as
    /// [`parse_as`](crate::ResponsesExt::parse_as).
    ///
    /// # Errors
    ///
    /// As there.
    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ResponseRequest,
        schema: &SchemaDocument,
    ) -> Result<ParsedResponse<T, NoDraft>, Error>;

    /// Sends a request for each input, a few at a time, as
    /// [`parse_many`](crate::ResponsesExt::parse_many). What it gives is an iterator.
    fn parse_many<T, I>(&self, inputs: I) -> Many<responses::Responses, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ResponseRequest>>;

    /// Sends a request whose answer is a `T`, and reads the answer as it comes, as
    /// [`stream`](crate::ResponsesExt::stream). What it gives is an iterator.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{blocking::{ResponsesExt, Client}, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Story {
    ///     title: String,
    ///     chapters: Vec<String>,
    /// }
    ///
    /// # fn main() -> Result<(), openai_structured::Error> {
    /// let client = Client::from_env()?;
    /// let request = ResponseRequest::new("gpt-5-mini").input("Tell me a story of two chapters.");
    /// let mut stream = client.responses().stream::<Story>(request)?;
    /// while let Some(event) = stream.next() {
    ///     event?;
    ///     println!("{:?}", stream.draft().title.text());
    /// }
    /// let story = stream.finish()?.into_parsed()?;
    /// # Ok(())
    /// # }
    /// ```
    fn stream<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> Result<ResponseStream<T>, Error>;

    /// The same within a format of one request, as [`stream_with`](crate::ResponsesExt::stream_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn stream_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ResponseStream<T>, Error>;

    /// Goes on with the stream of a response that is made in the background, as
    /// [`resume_stream`](crate::ResponsesExt::resume_stream).
    ///
    /// # Errors
    ///
    /// As there.
    fn resume_stream<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
    ) -> Result<ResponseStream<T>, Error>;

    /// The same within the format that the request had, as
    /// [`resume_stream_with`](crate::ResponsesExt::resume_stream_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn resume_stream_with<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
        format: &AnswerFormat<T>,
    ) -> Result<ResponseStream<T>, Error>;

    /// Runs the tools that the model calls until there is an answer, as
    /// [`run_tools`](crate::ResponsesExt::run_tools). Calls of one answer run side by side on this thread;
    /// one that blocks it holds up the others.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::{blocking::{ResponsesExt, Client}, prelude::*};
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
    /// # fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = ResponseRequest::new("gpt-5-mini").input("Do I need a coat in Oslo?");
    /// let run = client.responses().run_tools::<GetWeather, String>(request, &())?;
    /// println!("{}", run.answer);
    /// # Ok(())
    /// # }
    /// ```
    fn run_tools<S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &S::Context,
    ) -> Result<ResponseRun<A>, ResponseRunError> {
        self.run_tools_with::<S, A>(request, context, RunOptions::new())
    }

    /// The same within limits, and with hooks, as
    /// [`run_tools_with`](crate::ResponsesExt::run_tools_with).
    ///
    /// # Errors
    ///
    /// As there.
    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> Result<ResponseRun<A>, ResponseRunError>;

    /// The same, streamed, as [`run_tools_streamed`](crate::ResponsesExt::run_tools_streamed). What it
    /// gives is an iterator.
    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> RunStream<'a, S, A, responses::Responses>;
}

impl ResponsesExt for Responses {
    fn parse<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> Result<ParsedResponse<T>, Error> {
        self.runtime().block_on(self.as_async().parse(request))
    }

    fn parse_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ParsedResponse<T>, Error> {
        let call = self.as_async().parse_with(request, format);
        self.runtime().block_on(call)
    }

    fn parse_as<T: DeserializeOwned>(
        &self,
        request: ResponseRequest,
        schema: &SchemaDocument,
    ) -> Result<ParsedResponse<T, NoDraft>, Error> {
        let call = self.as_async().parse_as(request, schema);
        self.runtime().block_on(call)
    }

    fn parse_many<T, I>(&self, inputs: I) -> Many<responses::Responses, T, FromIter<I::IntoIter>>
    where
        T: ResponseFormat + 'static,
        I: IntoIterator<Item: Input<ResponseRequest>>,
    {
        Many::new(self.runtime(), self.as_async().parse_many(inputs))
    }

    fn stream<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
    ) -> Result<ResponseStream<T>, Error> {
        let stream = self.runtime().block_on(self.as_async().stream(request))?;
        Ok(ResponseStream::new(self.runtime(), stream))
    }

    fn stream_with<T: ResponseFormat>(
        &self,
        request: ResponseRequest,
        format: &AnswerFormat<T>,
    ) -> Result<ResponseStream<T>, Error> {
        let call = self.as_async().stream_with(request, format);
        let stream = self.runtime().block_on(call)?;
        Ok(ResponseStream::new(self.runtime(), stream))
    }

    fn resume_stream<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
    ) -> Result<ResponseStream<T>, Error> {
        let call = self.as_async().resume_stream(id, after);
        let stream = self.runtime().block_on(call)?;
        Ok(ResponseStream::new(self.runtime(), stream))
    }

    fn resume_stream_with<T: ResponseFormat>(
        &self,
        id: &str,
        after: Option<u64>,
        format: &AnswerFormat<T>,
    ) -> Result<ResponseStream<T>, Error> {
        let call = self.as_async().resume_stream_with(id, after, format);
        let stream = self.runtime().block_on(call)?;
        Ok(ResponseStream::new(self.runtime(), stream))
    }

    fn run_tools_with<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> Result<ResponseRun<A>, ResponseRunError> {
        let run = self.as_async();
        let run = run.run_tools_with::<S, A>(request, context, options);
        self.runtime().block_on(run)
    }

    fn run_tools_streamed<'a, S: CallTools, A: Answer>(
        &self,
        request: ResponseRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> RunStream<'a, S, A, responses::Responses> {
        let run = self.as_async();
        let run = run.run_tools_streamed(request, context, options);
        RunStream::new(self.runtime(), run)
    }
}

mod sealed {
    /// Nobody else's types have typed calls, so calls may be added.
    pub trait Sealed {}
    impl Sealed for openai_client::blocking::Responses {}
}
