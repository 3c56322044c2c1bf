//! What a request asks for so that its answer is a type.

use crate::schema::{Profile, ResponseFormat};
use openai_client::RawJson;
use openai_client::chat::{ChatRequest, JsonSchemaFormat};

/// The response format of a type for a model of this name.
pub(crate) fn format_of<T: ResponseFormat>(
    model: &str,
) -> Result<JsonSchemaFormat, openai_client::Error> {
    let json = T::SCHEMA.render(&Profile::of_model(model));
    let schema = RawJson::new(json)?;
    Ok(JsonSchemaFormat::new(T::SCHEMA.name(), schema).strict(true))
}

/// Asks for the usage, which a stream has not by itself.
pub(crate) fn with_usage(mut request: ChatRequest) -> ChatRequest {
    let mut options = request.stream_options.take().unwrap_or_default();
    options.include_usage.get_or_insert(true);
    request.stream_options(options)
}
