//! The typed calls, once for all dialects: what a request asks for so that its answer is a type, and
//! what the API has to say of that.

use super::parsed::Parsed;
use super::reask::Reask;
use super::stream::TypedStream;
use super::text::NoDraft;
use crate::AnswerFormat;
use crate::dialect::Dialect;
use crate::document::SchemaDocument;
use crate::error::Error;
use crate::explain::explain;
use crate::schema::{Profile, ResponseFormat};
use openai_client::RawJson;
use openai_client::chat::JsonSchemaFormat;
use serde::de::DeserializeOwned;

/// Sends a request whose answer is a `T`.
pub(crate) fn parse<D: Dialect, T: ResponseFormat>(
    resource: &D,
    mut request: D::Request,
) -> impl Future<Output = Result<Parsed<D, T>, Error>> + Send + use<D, T> {
    let format = format_of::<T>(D::model(&request));
    let answer = format.map(|format| {
        D::set_format(&mut request, format);
        resource.create(request)
    });
    async move {
        let answer = answer?.await.map_err(explained::<T>)?;
        Ok(Parsed::new(answer))
    }
}

/// The same within a format of its own, and again where the format says so.
pub(crate) fn parse_with<D: Dialect, T: ResponseFormat>(
    resource: &D,
    mut request: D::Request,
    format: &AnswerFormat<T>,
) -> impl Future<Output = Result<Parsed<D, T>, Error>> + Send {
    let schema = format.for_model(D::model(&request));
    D::set_format(&mut request, (&schema).into());
    let mut asked = Reask::<D>::new(request, format.reasks());
    async move {
        loop {
            let answer = match resource.create(asked.request()).await {
                Ok(answer) => answer,
                Err(error) => return Err(asked.failed(explained::<T>(error))),
            };
            if let Some(answer) = asked.answered(answer, format) {
                return Ok(answer);
            }
        }
    }
}

/// Sends a request whose answer obeys a schema that is known at run time.
pub(crate) fn parse_as<D: Dialect, T: DeserializeOwned>(
    resource: &D,
    mut request: D::Request,
    schema: &SchemaDocument,
) -> impl Future<Output = Result<Parsed<D, T, NoDraft>, Error>> + Send + use<D, T> {
    let schema = schema.adapted(Profile::of_model(D::model(&request)));
    D::set_format(&mut request, (&schema).into());
    let answer = resource.create(request);
    async move { Ok(Parsed::unchecked(answer.await?)) }
}

/// Sends a request whose answer is a `T`, and reads the answer as it comes.
pub(crate) fn stream<D: Dialect, T: ResponseFormat>(
    resource: &D,
    mut request: D::Request,
) -> impl Future<Output = Result<TypedStream<D, T>, Error>> + Send + use<D, T> {
    let format = format_of::<T>(D::model(&request));
    let chunks = format.map(|format| {
        D::set_format(&mut request, format);
        D::ask_for_usage(&mut request);
        resource.open(request)
    });
    async move {
        let chunks = chunks?.await.map_err(explained::<T>)?;
        Ok(TypedStream::new(chunks, None))
    }
}

/// The same within a format of one request.
pub(crate) fn stream_with<D: Dialect, T: ResponseFormat>(
    resource: &D,
    mut request: D::Request,
    format: &AnswerFormat<T>,
) -> impl Future<Output = Result<TypedStream<D, T>, Error>> + Send + use<D, T> {
    let schema = format.for_model(D::model(&request));
    D::set_format(&mut request, (&schema).into());
    D::ask_for_usage(&mut request);
    let chunks = resource.open(request);
    let format = format.clone();
    async move {
        let chunks = chunks.await.map_err(explained::<T>)?;
        Ok(TypedStream::new(chunks, Some(format)))
    }
}

/// The response format of a type for a model of this name.
pub(crate) fn format_of<T: ResponseFormat>(
    model: &str,
) -> Result<JsonSchemaFormat, openai_client::Error> {
    let json = T::SCHEMA.render(&Profile::of_model(model));
    let schema = RawJson::new(json)?;
    Ok(JsonSchemaFormat::new(T::SCHEMA.name(), schema).strict(true))
}

/// Where in `T` a complaint about the response format's schema belongs. The API may also complain
/// about the schema of a tool, and then says so.
pub(crate) fn place<T: ResponseFormat>(error: &openai_client::Error) -> Option<String> {
    let message = error.message()?;
    let of_tool = message.contains("Invalid schema for function")
        || error
            .param()
            .is_some_and(|param| param.starts_with("tools"));
    if of_tool {
        return None;
    }
    explain::<T>(message)
}

/// A call that failed, with the place in `T` that the API complains about.
pub(crate) fn explained<T: ResponseFormat>(error: openai_client::Error) -> Error {
    let place = place::<T>(&error);
    Error::client_at(error, place)
}
