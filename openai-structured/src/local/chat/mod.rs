//! `/v1/chat/completions`: a chat request, and its answer as a completion or as chunks; and what is kept
//! of such answers.

#[cfg(feature = "local-model")]
mod asked;
mod request;
pub(super) mod store;
mod stored;
mod transcript;
mod write;

use bytes::Bytes;
use serde_json::Value;

use super::answer::{Answer, Job, Written};
use super::dialect::Dialect;
use super::error::{ApiError, no_such_path, only, wrong_reply};
use super::said::{Choice, Said};
use super::text::{content, tokens};
use request::ChatRequest;
use store::Completion;
use write::{About, Manner};

/// How chat completions are streamed.
pub(super) struct Chat;

impl Dialect for Chat {
    fn event(data: &Value) -> Bytes {
        Bytes::from(format!("data: {data}\n\n"))
    }

    fn done() -> Option<Bytes> {
        Some(Bytes::from_static(b"data: [DONE]\n\n"))
    }

    fn error(message: &str, _events: usize) -> Bytes {
        Self::event(&ApiError::new(500, message).body())
    }
}

/// Answers a request below `/v1/chat/completions`, by the segments that follow.
pub(super) fn route(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    let only = |allowed| only(allowed, method, path);
    match (rest, method) {
        ([], "GET") => stored::list(job),
        ([], _) => only("GET, POST").and_then(|()| create(job)),
        ([id], "POST") => stored::update(job, id),
        ([id], "DELETE") => stored::delete(job, id),
        ([id], _) => only("GET, POST, DELETE").and_then(|()| stored::retrieve(job, id)),
        ([id, "messages"], _) => only("GET").and_then(|()| stored::messages(job, id)),
        _ => Err(no_such_path(method, path)),
    }
}

fn create(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let request = ChatRequest::read(&body)?;
    request.check_schemas()?;
    job.reply::<Chat>(&request, |words| {
        let said = choices(words.said)?;
        let choices: Vec<_> = said.into_iter().cycle().take(request.choices).collect();
        let about = About {
            number: job.number,
            created: job.created,
            model: words.model,
            fingerprint: words.fingerprint,
            prompt_tokens: prompt_tokens(&request),
        };
        let manner = Manner {
            piece: words.piece,
            logprobs: request.logprobs,
        };
        let whole = write::completion(&about, &choices, &manner);
        if request.store {
            let completion = Completion::new(&request, &whole, job.number);
            job.rules.completions.keep(completion);
        }
        Ok(match request.stream {
            Some(streaming) => Written::Events(write::chunks(&about, &choices, &manner, streaming)),
            None => Written::Whole(whole),
        })
    })
}

/// What a completion can say of a reply.
fn choices(said: &[Said]) -> Result<Vec<&Choice>, ApiError> {
    let mut choices = Vec::new();
    for said in said {
        match said {
            Said::Choice(choice) => choices.push(choice),
            Said::Reasoning(_) | Said::Item(_) | Said::Vector(_) | Said::Flags(_) => {}
            Said::Failed { code, message } => {
                return Err(ApiError::new(500, message).code(code.clone()));
            }
        }
    }
    if choices.is_empty() {
        return Err(wrong_reply("choices"));
    }
    Ok(choices)
}

fn prompt_tokens(request: &ChatRequest<'_>) -> usize {
    let messages = request.messages.iter();
    messages
        .map(|message| tokens(&content(message.get("content"))))
        .sum()
}
