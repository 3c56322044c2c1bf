//! What a request asks for so that its answer is a type, and what the API has to say of that.

use crate::explain::explain;
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
