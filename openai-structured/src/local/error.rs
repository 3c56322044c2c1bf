//! The API's error envelope, and why a local API cannot start.

use std::borrow::Cow;

use serde_json::{Value, json};

/// Why [`LocalApi`](super::LocalApi) could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no tokio runtime here to run the server on.
    #[error("the local API needs a tokio runtime: start it inside one")]
    NoRuntime,
    /// No port on 127.0.0.1 could be opened.
    #[error("the local API could not open a port on 127.0.0.1")]
    Bind(#[source] std::io::Error),
}

/// One error answer, in the API's words and shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ApiError {
    pub(super) status: u16,
    pub(super) message: String,
    pub(super) kind: &'static str,
    pub(super) param: Option<String>,
    pub(super) code: Option<Cow<'static, str>>,
    /// The methods that the path takes, where another was used.
    pub(super) allow: Option<&'static str>,
    /// Whether a client is told not to ask again.
    pub(super) is_final: bool,
}

impl ApiError {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        let (kind, code) = usual(status);
        Self {
            status,
            message: message.into(),
            kind,
            param: None,
            code: code.map(Cow::Borrowed),
            allow: None,
            is_final: false,
        }
    }

    /// A fault of the local API or of its script. Asking again cannot help, so a client that tries
    /// a 500 again is told not to.
    pub(super) fn own(code: &'static str, message: impl Into<String>) -> Self {
        let mut error = Self::new(500, message).code(code);
        error.is_final = true;
        error
    }

    /// A request that the API cannot read or does not take: status 400.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(super) fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    pub(super) fn code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.code = Some(code.into());
        self
    }

    pub(super) fn body(&self) -> Value {
        json!({ "error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }})
    }
}

/// The `type` and `code` that the API sends with a status when nothing more is known.
fn usual(status: u16) -> (&'static str, Option<&'static str>) {
    match status {
        401 => ("invalid_request_error", Some("invalid_api_key")),
        429 => ("requests", Some("rate_limit_exceeded")),
        500.. => ("server_error", None),
        _ => ("invalid_request_error", None),
    }
}

/// Says that the script has a reply which is no answer to what is asked for.
pub(super) fn wrong_reply(wanted: &str) -> ApiError {
    let message = format!(
        "The script of the local API has a reply for this request that has no {wanted} in it."
    );
    ApiError::own("invalid_script", message)
}

/// Refuses a path that there is not.
pub(super) fn no_such_path(method: &str, path: &str) -> ApiError {
    ApiError::new(404, format!("Invalid URL ({method} {path})"))
}

/// Refuses a method that is not among these, as `GET, DELETE`.
pub(super) fn only(allowed: &'static str, method: &str, path: &str) -> Result<(), ApiError> {
    if allowed.split(", ").any(|allowed| allowed == method) {
        return Ok(());
    }
    let message = format!(
        "Not allowed to {method} on {path} (HINT: Perhaps you meant to use a different HTTP \
         method?)"
    );
    Err(ApiError {
        allow: Some(allowed),
        ..ApiError::new(405, message)
    })
}
