//! What is answered to one request: a pure decision over what was received and the script.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::chat::{self, About, Manner};
use super::error::ApiError;
use super::received::Received;
use super::refuse;
use super::reply::Content;
use super::shape::ChatRequest;
use super::source::{MODEL, Source, Spoken};
use super::stop::Stop;
use super::stream::{Flow, Play, event};
use super::transcript;

/// What a server answers by, as its builder set it.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) source: Source,
    /// The one key that is accepted; without it any key is, and none.
    pub(super) key: Option<String>,
    /// What is waited before each piece of a stream, where a reply says nothing else.
    pub(super) pause: Option<Duration>,
}

/// An answer, ready for the wire.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    Whole(Bytes),
    Stream(Play),
}

/// Answers a request. `number` counts the requests of this server from one, `created` is the time
/// in seconds, and `stop` ends the stand-in model's work.
pub(super) fn answer(
    rules: &Rules,
    received: &Received,
    number: usize,
    created: u64,
    stop: &Stop,
) -> Answer {
    let result = route(rules, received, number, created, stop);
    let mut answer = result.unwrap_or_else(|error| error_answer(&error));
    answer
        .headers
        .push(("x-request-id".into(), format!("req_local_{number}")));
    answer
        .headers
        .push(("openai-processing-ms".into(), "1".into()));
    answer
}

fn route(
    rules: &Rules,
    received: &Received,
    number: usize,
    created: u64,
    stop: &Stop,
) -> Result<Answer, ApiError> {
    authorize(received, rules.key.as_deref())?;
    let method = received.method.as_str();
    let path = received.path.as_str();
    if path == "/v1/chat/completions" {
        only("POST", method, path)?;
        return chat_answer(rules, received, number, created, stop);
    }
    if path == "/v1/models" {
        only("GET", method, path)?;
        return Ok(json_answer(
            200,
            &json!({ "object": "list", "data": [model_entry()] }),
        ));
    }
    if let Some(id) = path.strip_prefix("/v1/models/") {
        only("GET", method, path)?;
        if id == MODEL {
            return Ok(json_answer(200, &model_entry()));
        }
        let message = format!("The model '{id}' does not exist or you do not have access to it.");
        return Err(ApiError::new(404, message)
            .param("model")
            .code("model_not_found"));
    }
    Err(ApiError::new(404, format!("Invalid URL ({method} {path})")))
}

fn model_entry() -> Value {
    json!({ "id": MODEL, "object": "model", "created": 0, "owned_by": "local" })
}

fn authorize(received: &Received, key: Option<&str>) -> Result<(), ApiError> {
    let Some(key) = key else {
        return Ok(());
    };
    let Some(given) = received.header("authorization") else {
        let message = "You didn't provide an API key. You need to provide your API key in an \
                       Authorization header using Bearer auth.";
        let mut error = ApiError::new(401, message);
        error.code = None;
        return Err(error);
    };
    let given = given
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if given.is_some_and(|(_, token)| token.trim() == key) {
        return Ok(());
    }
    Err(ApiError::new(401, "Incorrect API key provided."))
}

fn only(allowed: &'static str, method: &str, path: &str) -> Result<(), ApiError> {
    if method == allowed {
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

fn chat_answer(
    rules: &Rules,
    received: &Received,
    number: usize,
    created: u64,
    stop: &Stop,
) -> Result<Answer, ApiError> {
    let body: Value = serde_json::from_slice(&received.bytes).map_err(|error| {
        ApiError::invalid(format!(
            "We could not parse the JSON body of your request: {error}."
        ))
    })?;
    let request = ChatRequest::read(&body)?;
    refuse::check(&request)?;
    let Spoken {
        reply,
        model,
        fingerprint,
    } = rules.source.reply(&request, stop)?;
    let mut answer = match reply.content {
        Content::Error(error) => error_answer(&error),
        Content::Raw { status, body } => whole(status, body),
        Content::Stream(pieces) => stream(reply.flow, pieces, rules.pause),
        Content::Choices(said) => {
            let choices: Vec<_> = said.iter().cycle().take(request.choices).cloned().collect();
            let about = About {
                id: &format!("chatcmpl-local-{number}"),
                created,
                model: &model,
                fingerprint,
                prompt_tokens: prompt_tokens(&request),
            };
            let manner = Manner {
                piece: reply.piece,
                logprobs: request.logprobs,
            };
            if let Some(streaming) = request.stream {
                let chunks = chat::chunks(&about, &choices, &manner, streaming);
                let events = chunks.iter().map(|chunk| event(&chunk.to_string()));
                stream(reply.flow, events.collect(), rules.pause)
            } else {
                json_answer(200, &chat::completion(&about, &choices, &manner))
            }
        }
    };
    answer.headers.retain(|(name, _)| {
        !reply
            .headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    });
    answer.headers.extend(reply.headers);
    Ok(answer)
}

fn prompt_tokens(request: &ChatRequest<'_>) -> usize {
    request
        .messages
        .iter()
        .map(|message| chat::tokens(&transcript::text(message)))
        .sum()
}

pub(super) fn error_answer(error: &ApiError) -> Answer {
    let mut answer = json_answer(error.status, &error.body());
    answer.headers.extend(
        error
            .allow
            .map(|method| ("allow".to_owned(), method.to_owned())),
    );
    if error.is_final {
        answer
            .headers
            .push(("x-should-retry".into(), "false".into()));
    }
    answer
}

fn json_answer(status: u16, body: &Value) -> Answer {
    whole(status, Bytes::from(body.to_string()))
}

fn whole(status: u16, body: Bytes) -> Answer {
    let headers = vec![("content-type".into(), "application/json".into())];
    Answer {
        status,
        headers,
        body: Body::Whole(body),
    }
}

fn stream(flow: Flow, pieces: Vec<Bytes>, pause: Option<Duration>) -> Answer {
    Answer {
        status: 200,
        headers: vec![
            (
                "content-type".into(),
                "text/event-stream; charset=utf-8".into(),
            ),
            ("cache-control".into(), "no-cache".into()),
        ],
        body: Body::Stream(flow.play(pieces, pause)),
    }
}
