//! The lines of a batch's file: one request each, or what is wrong with them.

use std::collections::HashSet;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::local::error::ApiError;
use crate::local::field::{object, required, text, unsupported};
use crate::local::shape;

/// Requests of one batch.
const MOST: usize = 50_000;

/// Mistakes that are told of.
const TOLD: usize = 100;

/// A request that waits for its answer.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) custom_id: String,
    /// Counts the lines from one.
    pub(super) number: usize,
    /// The body of the request.
    pub(super) body: Bytes,
}

/// What keeps a batch from being carried out.
#[derive(Debug)]
pub(super) struct Wrong {
    code: &'static str,
    message: String,
    param: Option<String>,
    line: Option<usize>,
}

impl Wrong {
    pub(super) fn object(&self) -> Value {
        json!({
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "line": self.line,
        })
    }

    fn whole(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            param: None,
            line: None,
        }
    }
}

/// Reads the lines, which are for one endpoint. Lines of blanks are passed over.
pub(super) fn read(content: &[u8], endpoint: &str) -> Result<Vec<Line>, Vec<Wrong>> {
    let lines = content.split(|byte| *byte == b'\n').zip(1..);
    let lines = lines.filter(|(line, _)| !line.trim_ascii().is_empty());
    let mut known = HashSet::new();
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for (line, number) in lines {
        if read.len() == MOST {
            let message = format!("Input file has more than {MOST} requests.");
            return Err(vec![Wrong::whole("too_many_tasks", message)]);
        }
        match request(line, number, endpoint, &mut known) {
            Ok(line) => read.push(line),
            Err(mistake) if wrong.len() < TOLD => wrong.push(mistake),
            Err(_) => break,
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    if read.is_empty() {
        let message =
            "Input file is empty. Please ensure that the batch contains at least one request.";
        return Err(vec![Wrong::whole("empty_file", message)]);
    }
    Ok(read)
}

fn request(
    line: &[u8],
    number: usize,
    endpoint: &str,
    known: &mut HashSet<String>,
) -> Result<Line, Wrong> {
    let wrong = |code, message: String, param: Option<String>| Wrong {
        code,
        message,
        param,
        line: Some(number),
    };
    let value: Value = serde_json::from_slice(line).map_err(|_| {
        let message = "This line is not parseable as valid JSON.";
        wrong("invalid_json_line", message.to_owned(), None)
    })?;
    let request = parts(&value).map_err(|error| {
        let code = error.code.as_deref();
        let code = match code {
            Some("missing_required_parameter") => "missing_required_parameter",
            _ => "invalid_request",
        };
        wrong(code, error.message, error.param)
    })?;
    let Request {
        custom_id,
        url,
        body,
    } = request;
    if url != endpoint {
        let message = format!(
            "The URL provided for this request does not match the batch endpoint. Expected \
             '{endpoint}', but got '{url}' instead."
        );
        return Err(wrong("url_mismatch", message, Some("url".into())));
    }
    if !known.insert(custom_id.to_owned()) {
        let message = format!(
            "The custom_id '{custom_id}' for this request is a duplicate of another request. The \
             custom_id parameter must be unique for each request in a batch."
        );
        return Err(wrong(
            "duplicate_custom_id",
            message,
            Some("custom_id".into()),
        ));
    }
    Ok(Line {
        custom_id: custom_id.to_owned(),
        number,
        body: body.to_string().into(),
    })
}

struct Request<'a> {
    custom_id: &'a str,
    url: &'a str,
    body: &'a Value,
}

fn parts(line: &Value) -> Result<Request<'_>, ApiError> {
    let line: &Map<String, Value> = shape::body(line)?;
    let custom_id = text(required(line, "custom_id")?, "custom_id")?;
    let method = text(required(line, "method")?, "method")?;
    if method != "POST" {
        return Err(unsupported("method", method, "'POST'"));
    }
    let url = text(required(line, "url")?, "url")?;
    let body = required(line, "body")?;
    object(body, "body")?;
    Ok(Request {
        custom_id,
        url,
        body,
    })
}
