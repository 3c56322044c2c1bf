//! The typed calls on the client's chat resource.

use super::ParsedChatCompletion;
use crate::error::Error;
use crate::schema::ResponseFormat;
use openai_client::RawJson;
use openai_client::chat::{Chat, ChatRequest, JsonSchemaFormat};

/// Typed calls on [`Chat`]. In the prelude.
pub trait ChatExt: sealed::Sealed {
    /// Sends a request whose answer is a `T`.
    ///
    /// The schema of `T` becomes the request's response format, in place of any other.
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
}

impl ChatExt for Chat {
    fn parse<T: ResponseFormat>(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ParsedChatCompletion<T>, Error>> + Send {
        let completion = RawJson::new(T::SCHEMA.json()).map(|schema| {
            let format = JsonSchemaFormat::new(T::SCHEMA.name(), schema).strict(true);
            self.create(request.response_format(format))
        });
        async move { Ok(ParsedChatCompletion::new(completion?.await?)) }
    }
}

mod sealed {
    /// Nobody else's types have typed calls, so calls may be added.
    pub trait Sealed {}
    impl Sealed for openai_client::chat::Chat {}
}
