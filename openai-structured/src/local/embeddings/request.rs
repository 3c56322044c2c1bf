//! Is this body a request for embeddings as the API takes it? Each mistake in the API's words.

use serde_json::{Map, Value};

#[cfg(feature = "local-model")]
use super::vector;
use crate::local::dialect::Request;
use crate::local::error::ApiError;
use crate::local::field::{given, integer, invalid_type, list, required, text, unsupported};
use crate::local::shape;
use crate::local::text::tokens;
#[cfg(feature = "local-model")]
use crate::local::{reply::Reply, stop::Stop};

/// Inputs of one request, and tokens of one input where it is a list of them.
const INPUTS: usize = 2_048;

/// Tokens of one input, and of all.
const TOKENS: usize = 8_192;
const ALL_TOKENS: usize = 300_000;

/// Numbers of a vector, as the small models make them.
const NUMBERS: u32 = 1_536;

/// The parts of a request that decide the answer.
#[derive(Debug)]
pub(super) struct EmbeddingRequest<'a> {
    pub(super) model: &'a str,
    pub(super) inputs: Vec<Input<'a>>,
    /// Numbers of each vector.
    #[cfg_attr(
        not(feature = "local-model"),
        expect(dead_code, reason = "a script says its vectors as they are")
    )]
    pub(super) dimensions: usize,
    pub(super) is_base64: bool,
}

/// What one vector is of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input<'a> {
    Text(&'a str),
    Tokens(&'a [Value]),
}

impl Input<'_> {
    fn tokens(&self) -> usize {
        match self {
            Self::Text(text) => tokens(text),
            Self::Tokens(tokens) => tokens.len(),
        }
    }
}

impl<'a> EmbeddingRequest<'a> {
    /// Reads the body, or says which value is the first that the API would refuse.
    pub(super) fn read(body: &'a Value) -> Result<Self, ApiError> {
        let body = shape::body(body)?;
        let keys = ["model", "input", "encoding_format", "dimensions", "user"];
        shape::only(body, &keys)?;
        let model = text(required(body, "model")?, "model")?;
        let inputs = inputs(required(body, "input")?)?;
        let request = Self {
            model,
            inputs,
            dimensions: dimensions(body, model)?,
            is_base64: is_base64(body)?,
        };
        request.check_tokens()?;
        Ok(request)
    }

    pub(super) fn tokens(&self) -> usize {
        self.inputs.iter().map(Input::tokens).sum()
    }

    fn check_tokens(&self) -> Result<(), ApiError> {
        if let Some(at) = self.inputs.iter().position(|it| it.tokens() > TOKENS) {
            let message =
                format!("Invalid 'input[{at}]': maximum input length is {TOKENS} tokens.");
            return Err(ApiError::invalid(message));
        }
        let all = self.tokens();
        if all > ALL_TOKENS {
            let message = format!("Requested {all} tokens, max {ALL_TOKENS} tokens per request");
            return Err(ApiError::invalid(message).code("max_tokens_per_request"));
        }
        Ok(())
    }
}

impl Request for EmbeddingRequest<'_> {
    fn model(&self) -> &str {
        self.model
    }

    #[cfg(feature = "local-model")]
    fn stand_in(&self, _stop: &Stop) -> Result<Reply, ApiError> {
        let vectors = self.inputs.iter().map(|input| match input {
            Input::Text(text) => vector::of_text(text, self.dimensions),
            Input::Tokens(tokens) => vector::of_tokens(tokens, self.dimensions),
        });
        Ok(Reply::vectors(vectors))
    }
}

fn inputs(input: &Value) -> Result<Vec<Input<'_>>, ApiError> {
    if let Value::String(text) = input {
        return Ok(vec![input_text(text)?]);
    }
    let kinds = "a string or an array";
    let items = input.as_array();
    let items = items.ok_or_else(|| invalid_type("input", kinds, input))?;
    if items.is_empty() {
        return Err(invalid_input());
    }
    if items.len() > INPUTS {
        return Err(shape::too_many("input", INPUTS, items.len()));
    }
    if items.iter().all(Value::is_u64) {
        return Ok(vec![Input::Tokens(items)]);
    }
    let is_text = items.iter().any(Value::is_string);
    let inputs = items.iter().enumerate().map(|(at, item)| {
        let place = format!("input[{at}]");
        if is_text {
            return input_text(text(item, &place)?);
        }
        let tokens = list(item, &place)?;
        match tokens.iter().find(|token| !token.is_u64()) {
            Some(odd) => Err(invalid_type(&place, "an array of integers", odd)),
            None if tokens.is_empty() => Err(invalid_input()),
            None => Ok(Input::Tokens(tokens)),
        }
    });
    inputs.collect()
}

fn input_text(text: &str) -> Result<Input<'_>, ApiError> {
    if text.is_empty() {
        return Err(invalid_input());
    }
    Ok(Input::Text(text))
}

/// The refusal of what is empty.
fn invalid_input() -> ApiError {
    ApiError::invalid(
        "'$.input' is invalid. Please check the API reference: \
         https://platform.openai.com/docs/api-reference.",
    )
}

/// How many numbers a vector has: as many as are asked for, where the model can do with fewer.
fn dimensions(body: &Map<String, Value>, model: &str) -> Result<usize, ApiError> {
    let most = if model.ends_with("-large") {
        NUMBERS * 2
    } else {
        NUMBERS
    };
    match given(body, "dimensions") {
        None => integer(&most.into(), "dimensions", 1, most),
        Some(_) if model.ends_with("-ada-002") => {
            let message = "This model does not support specifying dimensions.";
            Err(ApiError::invalid(message))
        }
        Some(value) => integer(value, "dimensions", 1, most),
    }
}

fn is_base64(body: &Map<String, Value>) -> Result<bool, ApiError> {
    let Some(format) = given(body, "encoding_format") else {
        return Ok(false);
    };
    match text(format, "encoding_format")? {
        "float" => Ok(false),
        "base64" => Ok(true),
        other => Err(unsupported(
            "encoding_format",
            other,
            "'float' and 'base64'",
        )),
    }
}
