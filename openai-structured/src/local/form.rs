//! Forms (`multipart/form-data`): their fields, refused in the API's words.

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use multer::Multipart;

use super::error::ApiError;
use super::field::missing;
use super::received::Received;

/// The fields of a form, in their order.
#[derive(Debug)]
pub(super) struct Form(Vec<Field>);

#[derive(Debug)]
struct Field {
    name: String,
    filename: Option<String>,
    content: Bytes,
}

/// A file in a form.
#[derive(Debug)]
pub(super) struct Attached {
    pub(super) name: String,
    pub(super) content: Bytes,
}

impl Form {
    /// Reads a form that has none but these fields.
    pub(super) fn read(received: &Received, known: &[&str]) -> Result<Self, ApiError> {
        let kind = received.header("content-type").unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| {
            let message = format!(
                "Invalid Content-Type: expected 'multipart/form-data' with a boundary, but got \
                 '{kind}' instead."
            );
            ApiError::invalid(message)
        })?;
        let body = stream::once(ready(Ok::<_, Infallible>(received.bytes.clone())));
        // All of the body is here, so there is nothing to wait for.
        let fields = fields(Multipart::new(body, boundary)).now_or_never();
        let fields = fields.unwrap_or(Err(multer::Error::IncompleteStream));
        let fields = fields.map_err(|error| {
            ApiError::invalid(format!("We could not parse your multipart form: {error}."))
        })?;
        let is_unknown = |field: &&Field| !known.contains(&field.name.as_str());
        if let Some(field) = fields.iter().find(is_unknown) {
            let message = format!("Unknown parameter: '{}'.", field.name);
            let error = ApiError::invalid(message).param(field.name.clone());
            return Err(error.code("unknown_parameter"));
        }
        Ok(Self(fields))
    }

    /// The text of a field, where there is one.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let Some(field) = self.0.iter().find(|field| field.name == name) else {
            return Ok(None);
        };
        let text = str::from_utf8(&field.content).map_err(|_| {
            let message = format!("Invalid '{name}': expected text.");
            ApiError::invalid(message).param(name)
        })?;
        Ok(Some(text))
    }

    /// Takes a file out of the form.
    pub(super) fn file(&mut self, name: &str) -> Result<Attached, ApiError> {
        let at = self.0.iter().position(|field| field.name == name);
        let field = self.0.swap_remove(at.ok_or_else(|| missing(name))?);
        let Some(filename) = field.filename else {
            let message = format!("Invalid '{name}': expected a file with a name, but got text.");
            return Err(ApiError::invalid(message).param(name));
        };
        Ok(Attached {
            name: filename,
            content: field.content,
        })
    }
}

async fn fields(mut form: Multipart<'_>) -> Result<Vec<Field>, multer::Error> {
    let mut fields = Vec::new();
    while let Some(field) = form.next_field().await? {
        fields.push(Field {
            name: field.name().unwrap_or_default().to_owned(),
            filename: field.file_name().map(str::to_owned),
            content: field.bytes().await?,
        });
    }
    Ok(fields)
}
