//! Which unknown fields of an answer go back to the service with the next request.

use std::collections::BTreeMap;

use serde_json::Value;

/// The fields beyond OpenAI's own that go back with a message, as services need them for their next
/// answer.
///
/// A message that becomes one of a request ([`Message::from`](super::Message)) takes these along as
/// they came, and no other field that this version does not know: many services refuse a request with
/// a field that they do not know. Null and empty lists, which say nothing, are left out: some refuse
/// those too.
///
/// | field | who wants it back |
/// |---|---|
/// | `reasoning_content` | [`DeepSeek`](https://api-docs.deepseek.com/guides/thinking_mode) and [Kimi](https://platform.kimi.ai/docs/guide/kimi-k2-6-quickstart) refuse the results of tools without it; [GLM](https://docs.z.ai/guides/capabilities/thinking-mode) thinks on with it |
/// | `reasoning` | [`vLLM`](https://github.com/vllm-project/vllm/issues/27755), `OpenRouter`, Ollama |
/// | `reasoning_details` | [`OpenRouter`](https://openrouter.ai/docs/guides/best-practices/reasoning-tokens), [`MiniMax`](https://platform.minimax.io/docs/api-reference/text-openai-api): complete and in order, as signatures are in it |
/// | `reasoning_text`, `reasoning_opaque` | [Copilot](https://github.com/anomalyco/opencode/pull/8900) |
/// | `thinking_blocks` | [`LiteLLM`](https://docs.litellm.ai/docs/reasoning_content), for Claude, which signs them |
/// | `extra_content` | [Gemini](https://ai.google.dev/gemini-api/docs/thought-signatures), whose thought signatures may stand beside a text |
///
/// To send another one back, or one of these not, change the message on its way:
///
/// ```
/// use openai_client::{ChatCompletion, ChatRequest, chat::AssistantMessage};
///
/// let body = r#"{"choices":[{"message":{"content":"Hi","reasoning":"…","mood":"good"}}]}"#;
/// let answer = &ChatCompletion::from_json(body)?.choices[0].message;
///
/// let mut message = AssistantMessage::from(answer);
/// assert!(message.extra.contains_key("reasoning") && !message.extra.contains_key("mood"));
/// message.extra.remove("reasoning");
/// message.extra.insert("mood".to_owned(), answer.extra["mood"].clone());
/// let request = ChatRequest::new("m").user("Hello").message(message);
/// # Ok::<(), openai_client::Error>(())
/// ```
pub const ECHOED_FIELDS: [&str; 7] = [
    "extra_content",
    "reasoning",
    "reasoning_content",
    "reasoning_details",
    "reasoning_opaque",
    "reasoning_text",
    "thinking_blocks",
];

/// The same for the calls of tools in a message, and for the functions that they name.
///
/// | field | who wants it back |
/// |---|---|
/// | `extra_content` | [Gemini](https://ai.google.dev/gemini-api/docs/thought-signatures) refuses the results of tools without the thought signature in it |
/// | `provider_specific_fields` | [`LiteLLM`](https://docs.litellm.ai/docs/providers/gemini), which puts that signature there |
/// | `thought_signature` | [gateways](https://github.com/tashfeenahmed/freellmapi/pull/32) that pass it on by its own name |
pub const ECHOED_CALL_FIELDS: [&str; 3] = [
    "extra_content",
    "provider_specific_fields",
    "thought_signature",
];

/// Those of a message's unknown fields that go back.
pub(super) fn echoed(extra: &BTreeMap<String, Value>, fields: &[&str]) -> BTreeMap<String, Value> {
    let wanted =
        |(name, value): &(&String, &Value)| fields.contains(&name.as_str()) && !says_nothing(value);
    extra
        .iter()
        .filter(wanted)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
