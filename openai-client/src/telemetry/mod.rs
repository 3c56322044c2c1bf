//! Spans of calls, for `tracing`, with OpenTelemetry's names for generative AI.
//!
//! The names are those of the semantic conventions 1.37
//! (<https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans>). Of a call they have sizes,
//! counts and ids; what is said only if the client is told so.

mod content;
mod watch;

use std::sync::atomic::{AtomicBool, Ordering};

use http::Method;
use tracing::{
    Span,
    field::{Empty, debug},
};
use url::Url;

pub(crate) use watch::Watch;

use crate::{
    chat::{ChatCompletion, ChatRequest, FinishReason, ResponseFormatParam},
    error::{Error, ErrorKind},
    meta::ResponseMeta,
};

/// The form of the answer that is asked for, by its word of the conventions.
fn output_type(format: &ResponseFormatParam) -> Option<&'static str> {
    match format {
        ResponseFormatParam::Text => Some("text"),
        ResponseFormatParam::JsonObject | ResponseFormatParam::JsonSchema(_) => Some("json"),
        ResponseFormatParam::Other(_) => None,
    }
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
    /// Of a chat completion. With `content`, what is said is recorded, too.
    pub(crate) fn chat(base: &Url, request: &ChatRequest, content: bool) -> Self {
        let span = tracing::info_span!(
            "chat",
            otel.name = %format_args!("chat {}", request.model),
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = "openai",
            gen_ai.request.model = request.model,
            gen_ai.request.choice.count = request.n,
            gen_ai.request.max_tokens = request.max_completion_tokens.or(request.max_tokens),
            gen_ai.request.temperature = request.temperature,
            gen_ai.request.top_p = request.top_p,
            gen_ai.request.frequency_penalty = request.frequency_penalty,
            gen_ai.request.presence_penalty = request.presence_penalty,
            gen_ai.request.seed = request.seed,
            gen_ai.output.type = request.response_format.as_ref().and_then(output_type),
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
        let content = content && !span.is_disabled();
        if content {
            span.record("gen_ai.input.messages", content::inputs(&request.messages));
        }
        Self {
            span,
            is_opened: AtomicBool::new(false),
            content,
        }
    }

    /// Of an endpoint that has no method of its own. Paths have ids, and names of spans must be few,
    /// so the path is in the events alone.
    pub(crate) fn raw(base: &Url, method: &Method) -> Self {
        let span = tracing::info_span!(
            "request",
            otel.name = method.as_str(),
            otel.kind = "client",
            otel.status_code = Empty,
            openai.request_id = Empty,
            server.address = base.host_str(),
            server.port = base.port_or_known_default(),
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
    pub(crate) fn completed(&self, completion: &ChatCompletion) {
        if !self.is_on() {
            return;
        }
        let span = &self.span;
        for (name, value) in [
            ("gen_ai.response.id", &completion.id),
            ("gen_ai.response.model", &completion.model),
        ] {
            if !value.is_empty() {
                span.record(name, value.as_str());
            }
        }
        let reasons: Vec<&str> = completion
            .choices
            .iter()
            .filter_map(|choice| choice.finish_reason.as_ref())
            .map(FinishReason::as_str)
            .collect();
        if !reasons.is_empty() {
            span.record("gen_ai.response.finish_reasons", debug(reasons));
        }
        if let Some(usage) = &completion.usage {
            span.record("gen_ai.usage.input_tokens", usage.prompt_tokens);
            span.record("gen_ai.usage.output_tokens", usage.completion_tokens);
            let details = usage.prompt_tokens_details.as_ref();
            if let Some(cached) = details.and_then(|details| details.cached_tokens) {
                span.record("gen_ai.usage.cache_read.input_tokens", cached);
            }
        }
        if let Some(tier) = &completion.service_tier {
            span.record("openai.response.service_tier", tier.as_str());
        }
        if let Some(fingerprint) = &completion.system_fingerprint {
            span.record("openai.response.system_fingerprint", fingerprint.as_str());
        }
        if self.content && !completion.choices.is_empty() {
            span.record(
                "gen_ai.output.messages",
                content::outputs(&completion.choices),
            );
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
        if let Some(status) = error.status() {
            span.record("http.response.status_code", status.as_u16());
        }
        if let Some(id) = error.request_id() {
            span.record("openai.request_id", id);
        }
        if error.attempts() > 1 {
            span.record("http.request.resend_count", error.attempts() - 1);
        }
    }
}
