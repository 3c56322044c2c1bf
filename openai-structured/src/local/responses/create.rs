//! `POST /v1/responses`: a request, what was said before it, and the response to both.

use serde_json::{Value, json};

#[cfg(feature = "local-model")]
use super::asked;
use super::events::events;
use super::input;
use super::item::{Manner, output};
use super::object::{About, finished, unfinished, usage};
use super::request::ResponseRequest;
use super::store::{Kept, Stored};
use super::{Responses, no_conversation};
use crate::local::answer::{Answer, Job, Words, Written, json_answer};
use crate::local::dialect::Request;
use crate::local::error::{ApiError, wrong_reply};
use crate::local::field::given;
use crate::local::said::Said;
use crate::local::text::tokens;
#[cfg(feature = "local-model")]
use crate::local::{reply::Reply, stop::Stop, turn};

/// A request with what was said before it.
pub(super) struct Turn<'a> {
    pub(super) request: ResponseRequest<'a>,
    /// The input as it is kept.
    input: Vec<Value>,
    /// All that was said, the input last.
    talk: Vec<Value>,
}

impl Request for Turn<'_> {
    fn model(&self) -> &str {
        self.request.model
    }

    #[cfg(feature = "local-model")]
    fn stand_in(&self, stop: &Stop) -> Result<Reply, ApiError> {
        turn::reply(&asked::asked(&self.request, &self.talk), stop)
    }
}

impl<'a> Turn<'a> {
    /// Finds what a request goes on from.
    pub(super) fn new(job: &Job<'_>, request: ResponseRequest<'a>) -> Result<Self, ApiError> {
        let mut kept = job.rules.store.open();
        let mut talk = match (request.previous, request.conversation) {
            (Some(id), _) => kept.talk(id).ok_or_else(|| no_previous(id))?,
            (None, Some(id)) => {
                let conversation = kept.conversation(id);
                conversation
                    .ok_or_else(|| no_conversation(id))?
                    .items
                    .clone()
            }
            (None, None) => Vec::new(),
        };
        let items = request.input.iter().enumerate();
        let input = items
            .map(|(at, item)| resolved(&kept, item, job.number, at))
            .collect::<Result<Vec<_>, _>>()?;
        talk.extend(input.iter().cloned());
        Ok(Self {
            request,
            input,
            talk,
        })
    }

    /// The tokens of all that was said, and of the instructions.
    pub(super) fn tokens(&self) -> usize {
        let instructions = given(self.request.body, "instructions").and_then(Value::as_str);
        let talk = self.talk.iter().map(|item| tokens(&input::text(item)));
        tokens(instructions.unwrap_or_default()) + talk.sum::<usize>()
    }
}

/// The item behind a reference, or the item as it is kept.
fn resolved(kept: &Kept, item: &Value, number: usize, at: usize) -> Result<Value, ApiError> {
    let kind = item.as_object().and_then(input::kind);
    if kind != Some("item_reference") {
        return Ok(input::kept(item, number, at));
    }
    let id = item["id"].as_str().unwrap_or_default();
    kept.item(id).ok_or_else(|| {
        let message = format!("Item with id '{id}' not found.");
        ApiError::new(404, message).param("input")
    })
}

fn no_previous(id: &str) -> ApiError {
    let message = format!("Previous response with id '{id}' not found.");
    ApiError::invalid(message)
        .param("previous_response_id")
        .code("previous_response_not_found")
}

/// Makes a response.
pub(super) fn create(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let request = ResponseRequest::read(&body)?;
    request.check_schemas()?;
    let turn = Turn::new(job, request)?;
    input::check_calls(&turn.talk)?;
    job.reply::<Responses>(&turn, |words| {
        let is_data = |said: &Said| matches!(said, Said::Vector(_) | Said::Flags(_));
        if words.said.iter().all(is_data) {
            return Err(wrong_reply("output"));
        }
        Ok(respond(job, &turn, words))
    })
}

fn respond(job: &Job<'_>, turn: &Turn<'_>, words: &Words<'_>) -> Written {
    let request = &turn.request;
    let id = format!("resp_local_{}", job.number);
    let about = About {
        id: &id,
        created: job.created,
        model: words.model,
        input_tokens: turn.tokens(),
    };
    let manner = Manner {
        piece: words.piece,
        logprobs: request.logprobs,
    };
    let output = output(words.said, job.number, manner);
    let response = finished(request, &about, words.said, &output);
    let events = request
        .stream
        .map(|stream| events(&response, manner, stream.obfuscation));
    // A stream that is cut off leaves its response at work; one that was heard has ended.
    let is_heard = events.is_some() && words.whole;
    let stored = Stored {
        response: response.clone(),
        input: turn.input.clone(),
        previous: request.previous.map(str::to_owned),
        background: request.background,
        events: events.clone().filter(|_| request.background),
        polls: if request.background && !is_heard {
            words.polls
        } else {
            0
        },
    };
    let mut kept = job.rules.store.open();
    if let Some(id) = request.conversation
        && let Some(conversation) = kept.conversation(id)
    {
        conversation.add(turn.input.iter().chain(&output).cloned());
    }
    if request.store {
        kept.keep(&id, stored);
    }
    match events {
        Some(events) => Written::Events(events),
        None if request.background => Written::Whole(unfinished(&response, "queued")),
        None => Written::Whole(response),
    }
}

/// `POST /v1/responses/input_tokens`: what the input of a request costs.
pub(super) fn count(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let request = ResponseRequest::read_any(&body)?;
    request.check_schemas()?;
    let tokens = Turn::new(job, request)?.tokens();
    let count = json!({ "object": "response.input_tokens", "input_tokens": tokens });
    Ok(json_answer(200, &count))
}

/// `POST /v1/responses/compact`: the user's words, and all else in one item.
pub(super) fn compact(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let turn = Turn::new(job, ResponseRequest::read(&body)?)?;
    let input_tokens = turn.tokens();
    let is_user = |item: &Value| item["role"] == "user";
    let (mut output, rest): (Vec<_>, Vec<_>) = turn.talk.into_iter().partition(is_user);
    let item = json!({
        "id": format!("cmp_local_{}", job.number),
        "type": "compaction",
        "encrypted_content": input::seal(&rest),
    });
    let cost = usage(input_tokens, &[]);
    output.push(item);
    let compaction = json!({
        "id": format!("resp_local_{}", job.number),
        "object": "response.compaction",
        "created_at": job.created,
        "output": output,
        "usage": cost,
    });
    Ok(json_answer(200, &compaction))
}
