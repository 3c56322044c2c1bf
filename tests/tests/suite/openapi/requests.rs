//! Bodies of requests, as the schemas have them: each is built through the types, written, and the same.
//! The requests so built are also what a mock of the service is asked with.

use openai_structured::client::chat::ModerationOptions;
use openai_structured::client::conversations::ConversationRequest;
use openai_structured::client::responses::{
    CompactRequest, Input, InputTokensRequest, Item, ReasoningOptions, ResponseRequest, Tool,
    ToolChoice,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Description;
use super::description::reference;
use super::meant::instances;
use super::report::Report;

/// A request for each instance of its schema, if the description is there.
pub(crate) fn response_requests() -> Option<Vec<ResponseRequest>> {
    let bodies = instances(&Description::published()?, "CreateResponse");
    Some(bodies.iter().map(response_request).collect())
}

/// The request that this body says.
fn response_request(body: &Value) -> ResponseRequest {
    let mut request = ResponseRequest::default();
    for (key, value) in set_fields(body) {
        request = set(request, key, value);
    }
    request
}

pub(super) fn set_fields(body: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let fields = body.as_object().unwrap().iter();
    let fields = fields.map(|(key, value)| (key.as_str(), value));
    fields.filter(|(_, value)| !value.is_null())
}

fn set(request: ResponseRequest, key: &str, value: &Value) -> ResponseRequest {
    let flag = || value.as_bool().unwrap();
    let text = || value.as_str().unwrap();
    let number = || u32::try_from(value.as_u64().unwrap()).unwrap();
    let float = || value.as_f64().unwrap();
    match key {
        "background" => request.background(flag()),
        "context_management" => request.context_management(read::<Vec<_>>(value)),
        "conversation" => request.conversation(conversation(value)),
        "include" => request.include(value.as_array().unwrap().iter().filter_map(Value::as_str)),
        "input" => request.input(input(value)),
        "instructions" => request.instructions(text()),
        "max_output_tokens" => request.max_output_tokens(number()),
        "max_tool_calls" => request.max_tool_calls(number()),
        "metadata" => request.metadata(notes(value)),
        "model" => request.model(text()),
        "moderation" => request.moderation(moderation(value)),
        "parallel_tool_calls" => request.parallel_tool_calls(flag()),
        "previous_response_id" => request.previous_response_id(text()),
        "prompt" => request.prompt(read(value)),
        "prompt_cache_key" => request.prompt_cache_key(text()),
        "prompt_cache_options" => request.prompt_cache_options(read(value)),
        "prompt_cache_retention" => request.prompt_cache_retention(text()),
        "reasoning" => request.reasoning(read::<ReasoningOptions>(value)),
        "safety_identifier" => request.safety_identifier(text()),
        "service_tier" => request.service_tier(text()),
        "store" => request.store(flag()),
        // The call says it.
        "stream" => request,
        "stream_options" => request.stream_options(read(value)),
        "temperature" => request.temperature(float()),
        "text" => request.text(read(value)),
        "tool_choice" => request.tool_choice(read::<ToolChoice>(value)),
        "tools" => request.tools(read::<Vec<Tool>>(value)),
        "top_logprobs" => request.top_logprobs(number()),
        "top_p" => request.top_p(float()),
        "truncation" => request.truncation(text()),
        "user" => request.end_user(text()),
        other => panic!("the request has no {other}"),
    }
}

pub(super) fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn input(value: &Value) -> Input {
    match value.as_str() {
        Some(text) => text.into(),
        None => read::<Vec<Item>>(value).into(),
    }
}

fn notes(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    let notes = value.as_object().unwrap().iter();
    notes.map(|(key, note)| (key.as_str(), note.as_str().unwrap()))
}

/// By its id, which is all that either form has.
fn conversation(value: &Value) -> &str {
    value.get("id").unwrap_or(value).as_str().unwrap()
}

fn moderation(value: &Value) -> ModerationOptions {
    let mut options = ModerationOptions::new(value["model"].as_str().unwrap());
    let mode = |side| value["policy"][side]["mode"].as_str();
    if let Some(mode) = mode("input") {
        options = options.input(mode);
    }
    if let Some(mode) = mode("output") {
        options = options.output(mode);
    }
    options
}

/// The same for putting a conversation in short.
pub(crate) fn compact_requests() -> Option<Vec<CompactRequest>> {
    let mut bodies = instances(
        &Description::published()?,
        "CompactResponseMethodPublicBody",
    );
    bodies.iter_mut().for_each(name_a_model);
    Some(bodies.iter().map(compact_request).collect())
}

/// Which may be null, but not missing; the client leaves out what is not set.
fn name_a_model(body: &mut Value) {
    if body["model"].is_null() {
        body["model"] = "m".into();
    }
}

fn compact_request(body: &Value) -> CompactRequest {
    let mut request = CompactRequest::default();
    for (key, value) in set_fields(body) {
        let text = || value.as_str().unwrap();
        request = match key {
            "input" => request.input(input(value)),
            "instructions" => request.instructions(text()),
            "model" => request.model(text()),
            "previous_response_id" => request.previous_response_id(text()),
            "prompt_cache_key" => request.prompt_cache_key(text()),
            "prompt_cache_options" => request.prompt_cache_options(read(value)),
            "prompt_cache_retention" => request.prompt_cache_retention(text()),
            "service_tier" => request.service_tier(text()),
            other => panic!("the request has no {other}"),
        };
    }
    request
}

/// The same for counting tokens.
pub(crate) fn count_requests() -> Option<Vec<InputTokensRequest>> {
    let bodies = instances(&Description::published()?, "TokenCountsBody");
    Some(bodies.iter().map(count_request).collect())
}

fn count_request(body: &Value) -> InputTokensRequest {
    let mut request = InputTokensRequest::default();
    for (key, value) in set_fields(body) {
        let text = || value.as_str().unwrap();
        request = match key {
            "conversation" => request.conversation(conversation(value)),
            "input" => request.input(input(value)),
            "instructions" => request.instructions(text()),
            "model" => request.model(text()),
            "parallel_tool_calls" => request.parallel_tool_calls(value.as_bool().unwrap()),
            "personality" => request.personality(text()),
            "previous_response_id" => request.previous_response_id(text()),
            "reasoning" => request.reasoning(read::<ReasoningOptions>(value)),
            "text" => request.text(read(value)),
            "tool_choice" => request.tool_choice(read::<ToolChoice>(value)),
            "tools" => request.tools(read::<Vec<Tool>>(value)),
            "truncation" => request.truncation(text()),
            other => panic!("the request has no {other}"),
        };
    }
    request
}

/// The same for a conversation.
pub(crate) fn conversation_requests() -> Option<Vec<ConversationRequest>> {
    let bodies = instances(&Description::published()?, "CreateConversationBody");
    Some(bodies.iter().map(conversation_request).collect())
}

fn conversation_request(body: &Value) -> ConversationRequest {
    let mut request = ConversationRequest::default();
    for (key, value) in set_fields(body) {
        request = match key {
            "items" => request.items(read::<Vec<Item>>(value)),
            "metadata" => request.metadata(notes(value)),
            other => panic!("the request has no {other}"),
        };
    }
    request
}

#[test]
fn every_body_of_a_request_can_be_built() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut report = Report::default();
    let validator = |name| description.validator(&json!({ "$ref": reference(name) }));
    let name = "CreateResponse";
    let valid = validator(name);
    for body in instances(&description, name) {
        let request = response_request(&body);
        report.look(name, &sent(&body), &request);
        report.valid(name, &valid, &request);
    }
    let name = "CompactResponseMethodPublicBody";
    let valid = validator(name);
    for mut body in instances(&description, name) {
        name_a_model(&mut body);
        let request = compact_request(&body);
        report.look(name, &body, &request);
        report.valid(name, &valid, &request);
    }
    let name = "TokenCountsBody";
    let valid = validator(name);
    for body in instances(&description, name) {
        let request = count_request(&body);
        report.look(name, &sent(&body), &request);
        report.valid(name, &valid, &request);
    }
    let name = "CreateConversationBody";
    let valid = validator(name);
    for body in instances(&description, name) {
        let request = conversation_request(&body);
        report.look(name, &body, &request);
        report.valid(name, &valid, &request);
    }
    report.end();
}

/// The body as the client says it: a conversation by its id, a policy without sides not at all, and
/// whether it is streamed by the call that is made.
fn sent(body: &Value) -> Value {
    let mut body = body.clone();
    let fields = body.as_object_mut().unwrap();
    fields.remove("stream");
    if let Some(value) = fields
        .get_mut("conversation")
        .filter(|value| !value.is_null())
    {
        *value = conversation(value).into();
    }
    if let Some(Value::Object(moderation)) = fields.get_mut("moderation")
        && moderation.get("policy") == Some(&json!({ "input": null, "output": null }))
    {
        moderation.remove("policy");
    }
    body
}
