//! Spans of calls, for `tracing`, with OpenTelemetry's names for generative AI.
//!
//! The names are those of the semantic conventions 1.37
//! (<https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans>). Of a call they have sizes,
//! counts and ids; what is said only if the client is told so.

mod chat;
mod content;
mod responses;
mod watch;
mod watched;

use std::sync::atomic::{AtomicBool, Ordering};

use http::Method;
use tracing::{
    Span,
    field::{Empty, debug},
};
use url::Url;

pub(crate) use watch::Watch;
pub(crate) use watched::Watched;

use crate::{
    error::{Error, ErrorKind},
    exchange::Exchange,
    meta::ResponseMeta,
};

/// What a span is told of a request to a model.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    model: Option<&'a str>,
    choices: Option<u32>,
    max_tokens: Option<u32>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    frequency_penalty: Option<f64>,
    presence_penalty: Option<f64>,
    seed: Option<i64>,
    output_type: Option<&'static str>,
    conversation: Option<&'a str>,
}

/// What a span is told of an answer of a model.
#[derive(Default)]
pub(crate) struct Told<'a> {
    id: &'a str,
    model: &'a str,
    finish_reasons: Vec<&'a str>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    cached_tokens: Option<u64>,
    service_tier: Option<&'a str>,
    system_fingerprint: Option<&'a str>,
    /// Why there is no answer, in a word.
    failure: Option<&'a str>,
}

/// A request to a model.
pub(crate) trait Asks {
    fn asked(&self) -> Asked<'_>;

    /// What is said, as text.
    fn messages(&self) -> String;

    /// What the application asks of the model apart from the messages, as text.
    fn instructions(&self) -> Option<String> {
        None
    }
}

/// An answer of a model.
pub(crate) trait Answers {
    fn told(&self) -> Told<'_>;

    /// What is said, as text; none if nothing is.
    fn messages(&self) -> Option<String>;
}

/// The span of one call, open until its answer has come or its stream has ended, over all attempts.
#[derive(Debug)]
pub(crate) struct CallSpan {
    span: Span,
    /// The head of the answer is recorded; formatters would write what is recorded twice twice.
    is_opened: AtomicBool,
    content: bool,
}

impl CallSpan {
    /// Of a request to a model. What is said is recorded if the client is told so.
    pub(crate) fn generation(client: &Exchange, request: &impl Asks) -> Self {
        let asked = request.asked();
        let base = &client.base;
        let model = asked.model.unwrap_or_default();
        let span = tracing::info_span!(
            "chat",
            otel.name = format_args!("chat {model}").to_string().trim_end(),
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = client.auth.provider(),
            gen_ai.request.model = asked.model,
            gen_ai.request.choice.count = asked.choices,
            gen_ai.request.max_tokens = asked.max_tokens,
            gen_ai.request.temperature = asked.temperature,
            gen_ai.request.top_p = asked.top_p,
            gen_ai.request.frequency_penalty = asked.frequency_penalty,
            gen_ai.request.presence_penalty = asked.presence_penalty,
            gen_ai.request.seed = asked.seed,
            gen_ai.output.type = asked.output_type,
            gen_ai.conversation.id = asked.conversation,
            gen_ai.system_instructions = Empty,
            gen_ai.input.messages = Empty,
            gen_ai.output.messages = Empty,
            gen_ai.response.id = Empty,
            gen_ai.response.model = Empty,
            gen_ai.response.finish_reasons = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            gen_ai.usage.cache_read.input_tokens = Empty,
            openai.request_id = Empty,
            openai.response.service_tier = Empty,
            openai.response.system_fingerprint = Empty,
            server.address = base.host_str(),
            server.port = base.port_or_known_default(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            http.response.body.size = Empty,
            error.type = Empty,
        );
        let content = client.trace_content && !span.is_disabled();
        if content {
            span.record("gen_ai.input.messages", request.messages());
            if let Some(instructions) = request.instructions() {
                span.record("gen_ai.system_instructions", instructions);
            }
        }
        Self {
            span,
            is_opened: AtomicBool::new(false),
            content,
        }
    }

    /// Of another endpoint. Paths have ids, and names of spans must be few, so the path is in the
    /// events alone; the route is known of endpoints that have a method of their own.
    pub(crate) fn endpoint(base: &Url, method: &Method, route: Option<&'static str>) -> Self {
        let span = tracing::info_span!(
            "request",
            otel.name = format_args!("{method} {}", route.unwrap_or_default()).to_string().trim_end(),
            otel.kind = "client",
            otel.status_code = Empty,
            openai.request_id = Empty,
            server.address = base.host_str(),
            server.port = base.port_or_known_default(),
            url.template = route,
            // Of the endpoint that goes on with a streamed response.
            gen_ai.response.id = Empty,
            gen_ai.response.model = Empty,
            gen_ai.response.finish_reasons = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            gen_ai.usage.cache_read.input_tokens = Empty,
            openai.response.service_tier = Empty,
            http.request.method = method.as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            http.response.body.size = Empty,
            error.type = Empty,
        );
        Self {
            span,
            is_opened: AtomicBool::new(false),
            content: false,
        }
    }

    /// To run the call in.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Whether anybody listens.
    pub(crate) fn is_on(&self) -> bool {
        !self.span.is_disabled()
    }

    /// Whether what is said is recorded.
    fn has_content(&self) -> bool {
        self.content
    }

    /// The answer has come so far.
    pub(crate) fn opened(&self, meta: &ResponseMeta) {
        if !self.is_on() {
            return;
        }
        self.is_opened.store(true, Ordering::Relaxed);
        let span = &self.span;
        span.record("http.response.status_code", meta.status().as_u16());
        if let Some(id) = meta.request_id() {
            span.record("openai.request_id", id);
        }
        if meta.attempts() > 1 {
            span.record("http.request.resend_count", meta.attempts() - 1);
        }
    }

    /// So many bytes were the answer.
    pub(crate) fn sized(&self, bytes: usize) {
        self.span.record("http.response.body.size", bytes);
    }

    /// The answer has come whole.
    pub(crate) fn completed(&self, answer: &impl Answers) {
        if !self.is_on() {
            return;
        }
        let span = &self.span;
        let told = answer.told();
        for (name, value) in [
            ("gen_ai.response.id", told.id),
            ("gen_ai.response.model", told.model),
        ] {
            if !value.is_empty() {
                span.record(name, value);
            }
        }
        if !told.finish_reasons.is_empty() {
            span.record("gen_ai.response.finish_reasons", debug(told.finish_reasons));
        }
        for (name, count) in [
            ("gen_ai.usage.input_tokens", told.input_tokens),
            ("gen_ai.usage.output_tokens", told.output_tokens),
            ("gen_ai.usage.cache_read.input_tokens", told.cached_tokens),
        ] {
            if let Some(count) = count {
                span.record(name, count);
            }
        }
        for (name, word) in [
            ("openai.response.service_tier", told.service_tier),
            (
                "openai.response.system_fingerprint",
                told.system_fingerprint,
            ),
            ("otel.status_code", told.failure.map(|_| "ERROR")),
            ("error.type", told.failure),
        ] {
            if let Some(word) = word {
                span.record(name, word);
            }
        }
        if self.content
            && let Some(messages) = answer.messages()
        {
            span.record("gen_ai.output.messages", messages);
        }
    }

    /// The call failed.
    pub(crate) fn failed(&self, error: &Error) {
        if !self.is_on() {
            return;
        }
        let span = &self.span;
        span.record("otel.status_code", "ERROR");
        match (error.kind(), error.status()) {
            (ErrorKind::Status, Some(status)) => {
                span.record("error.type", error.code().unwrap_or(status.as_str()));
            }
            (kind, _) => {
                span.record("error.type", debug(kind));
            }
        }
        if self.is_opened.load(Ordering::Relaxed) {
            return;
        }
        // What an issuer of tokens answered is not of this call.
        if error.kind() != ErrorKind::Credentials {
            if let Some(status) = error.status() {
                span.record("http.response.status_code", status.as_u16());
            }
            if let Some(id) = error.request_id() {
                span.record("openai.request_id", id);
            }
        }
        if error.attempts() > 1 {
            span.record("http.request.resend_count", error.attempts() - 1);
        }
    }
}
