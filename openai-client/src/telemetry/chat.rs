//! What the span of a chat completion is told.

use super::{Answers, Asked, Asks, Told, content};
use crate::chat::{ChatCompletion, ChatRequest, FinishReason, ResponseFormatParam, ServiceTier};

/// The form of the answer that is asked for, by its word of the conventions.
fn output_type(format: &ResponseFormatParam) -> Option<&'static str> {
    match format {
        ResponseFormatParam::Text => Some("text"),
        ResponseFormatParam::JsonObject | ResponseFormatParam::JsonSchema(_) => Some("json"),
        ResponseFormatParam::Other(_) => None,
    }
}

impl Asks for ChatRequest {
    fn asked(&self) -> Asked<'_> {
        Asked {
            model: Some(&self.model),
            choices: self.n,
            max_tokens: self.max_completion_tokens.or(self.max_tokens),
            temperature: self.temperature,
            top_p: self.top_p,
            frequency_penalty: self.frequency_penalty,
            presence_penalty: self.presence_penalty,
            seed: self.seed,
            output_type: self.response_format.as_ref().and_then(output_type),
            conversation: None,
        }
    }

    fn messages(&self) -> String {
        content::inputs(&self.messages)
    }
}

impl Answers for ChatCompletion {
    fn told(&self) -> Told<'_> {
        let usage = self.usage.as_ref();
        let details = usage.and_then(|usage| usage.prompt_tokens_details.as_ref());
        let reasons = self.choices.iter();
        Told {
            id: &self.id,
            model: &self.model,
            finish_reasons: reasons
                .filter_map(|choice| choice.finish_reason.as_ref())
                .map(FinishReason::as_str)
                .collect(),
            input_tokens: usage.map(|usage| usage.prompt_tokens),
            output_tokens: usage.map(|usage| usage.completion_tokens),
            cached_tokens: details.and_then(|details| details.cached_tokens),
            service_tier: self.service_tier.as_ref().map(ServiceTier::as_str),
            system_fingerprint: self.system_fingerprint.as_deref(),
            failure: None,
        }
    }

    fn messages(&self) -> Option<String> {
        (!self.choices.is_empty()).then(|| content::outputs(&self.choices))
    }
}
