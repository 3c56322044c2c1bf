//! What one would write by hand with reqwest and serde_json.
#![expect(dead_code, reason = "a program reads what it needs now and then")]

use bytes::Bytes;
use openai_peers::Report;
use openai_structured::ResponseFormat as _;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{KEY, MODEL, QUESTION, RULES};

/// A client with one request.
pub(crate) struct Plain {
    http: reqwest::Client,
    url: String,
    schema: Box<RawValue>,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    response_format: Format<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'a str,
    content: &'a str,
}

#[derive(Serialize)]
struct Format<'a> {
    r#type: &'a str,
    json_schema: Schema<'a>,
}

#[derive(Serialize)]
struct Schema<'a> {
    name: &'a str,
    strict: bool,
    schema: &'a RawValue,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    id: String,
    model: String,
    pub(crate) choices: Vec<Choice>,
    usage: Usage,
}

#[derive(Deserialize)]
pub(crate) struct Choice {
    pub(crate) message: AnswerMessage,
    finish_reason: String,
}

#[derive(Deserialize)]
pub(crate) struct AnswerMessage {
    pub(crate) content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: u64,
    completion_tokens: u64,
    total_tokens: u64,
}

impl Plain {
    pub(crate) fn new(http: reqwest::Client, base: &str) -> Self {
        Self {
            http,
            url: format!("{base}/chat/completions"),
            schema: RawValue::from_string(Report::SCHEMA.json().to_owned()).expect("a schema"),
        }
    }

    /// Gives the body of the answer.
    pub(crate) async fn send(&self) -> Bytes {
        let request = Request {
            model: MODEL,
            messages: [("developer", RULES), ("user", QUESTION)]
                .map(|(role, content)| Message { role, content }),
            response_format: Format {
                r#type: "json_schema",
                json_schema: Schema {
                    name: "Report",
                    strict: true,
                    schema: &self.schema,
                },
            },
        };
        let request = self
            .http
            .post(&self.url)
            .bearer_auth(KEY)
            .header("content-type", "application/json")
            .body(serde_json::to_vec(&request).expect("a request is JSON"));
        let answer = request.send().await.expect("an answer");
        let answer = answer.error_for_status().expect("a success");
        answer.bytes().await.expect("a body")
    }
}
