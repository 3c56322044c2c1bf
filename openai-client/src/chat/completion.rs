//! The answer as a whole: choices and what is said about them, read leniently.
//!
//! Only `choices` is essential. Enums keep unknown values, null and missing fields are none, and an
//! optional part of another shape than documented is none too: [`ChatCompletion::raw`] has it
//! still.

use std::{collections::BTreeMap, fmt};

use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{answer::ChatMessage, choice::Choice, options::ServiceTier, text::Text, usage::Usage};
use crate::{lenient, meta::ResponseMeta};

/// The answer to a [`ChatRequest`](super::ChatRequest).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ChatCompletion {
    /// The service's name for this completion; empty if it gave none.
    pub id: String,
    /// The answers; at least one, unless a stream brought none. In the order of their
    /// [`index`](Choice::index), whatever the order they came in.
    pub choices: Vec<Choice>,
    /// When it was made, in seconds since 1970; 0 if the service did not say.
    pub created: u64,
    /// The model that answered; empty if the service did not say.
    pub model: String,
    /// The tier that served the call.
    pub service_tier: Option<ServiceTier>,
    /// Names the configuration that the model ran with.
    pub system_fingerprint: Option<String>,
    /// The tokens that were used.
    pub usage: Option<Usage>,
    /// What was stored with the completion.
    pub metadata: Option<BTreeMap<String, String>>,
    /// The findings of the moderation that the request asked for.
    pub moderation: Option<Value>,
    /// What Azure's filter found in the request.
    pub prompt_filter_results: Option<Value>,
    raw: RawBody,
    meta: ResponseMeta,
}

impl ChatCompletion {
    pub(super) fn new(
        wire: Wire,
        mut choices: Vec<Choice>,
        raw: Bytes,
        meta: ResponseMeta,
    ) -> Self {
        // Some services send the one first that was finished first. The sort is stable, so that
        // choices without an index stay as they came.
        choices.sort_by_key(|choice| choice.index);
        Self {
            id: wire.id,
            choices,
            created: wire.created,
            model: wire.model,
            service_tier: wire.service_tier,
            system_fingerprint: wire.system_fingerprint,
            usage: wire.usage,
            metadata: wire.metadata,
            moderation: wire.moderation,
            prompt_filter_results: wire.prompt_filter_results,
            raw: RawBody(raw),
            meta,
        }
    }

    /// An answer of which nothing has come.
    pub(super) fn empty(meta: ResponseMeta) -> Self {
        Self::new(Wire::default(), Vec::new(), Bytes::new(), meta)
    }

    /// The text of the first choice, which is the one with the lowest index; none if it has none or an empty one.
    pub fn text(&self) -> Option<&str> {
        self.message()?
            .content
            .as_deref()
            .filter(|text| !text.is_empty())
    }

    /// The message of the first choice, which is the one with the lowest index.
    pub fn message(&self) -> Option<&ChatMessage> {
        self.choices.first().map(|choice| &choice.message)
    }

    /// The whole body, as it came; empty if the answer was streamed.
    pub fn raw(&self) -> &Bytes {
        &self.raw.0
    }

    /// Status and headers of the answer.
    pub fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    /// The service's name for the call (`x-request-id`).
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }
}

/// Prints its length only.
#[derive(Clone)]
struct RawBody(Bytes);

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// The body before it is judged.
#[derive(Default, Deserialize)]
#[serde(expecting = "a chat completion")]
pub(super) struct Wire {
    #[serde(default)]
    pub(super) choices: Option<Vec<Choice>>,
    #[serde(default, deserialize_with = "lenient::text")]
    id: String,
    #[serde(default, deserialize_with = "lenient::number")]
    created: u64,
    #[serde(default, deserialize_with = "lenient::text")]
    model: String,
    #[serde(default, deserialize_with = "service_tier")]
    service_tier: Option<ServiceTier>,
    #[serde(default, deserialize_with = "lenient::maybe_text")]
    system_fingerprint: Option<String>,
    #[serde(default, deserialize_with = "lenient::object")]
    usage: Option<Usage>,
    #[serde(default, deserialize_with = "lenient::if_it_fits")]
    metadata: Option<BTreeMap<String, String>>,
    #[serde(default)]
    moderation: Option<Value>,
    #[serde(default)]
    prompt_filter_results: Option<Value>,
}

fn service_tier<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ServiceTier>, D::Error> {
    let Text(word) = Text::deserialize(deserializer)?;
    Ok(word.as_deref().map(ServiceTier::from))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{answer::Role, choice::FinishReason},
        *,
    };

    fn read(json: &str) -> ChatCompletion {
        ChatCompletion::from_json(json.to_owned())
            .unwrap_or_else(|error| panic!("{json}: {error:?}"))
    }

    #[test]
    fn a_documented_answer_is_read_whole() {
        let body = r#"{
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1741569952, "model": "gpt-5-mini",
            "choices": [{
                "index": 0,
                "message": {
                    "role": "assistant", "content": "Hello!", "refusal": null,
                    "annotations": [{"type": "url_citation", "url_citation":
                        {"start_index": 1, "end_index": 2, "url": "u", "title": "t"}}],
                    "audio": {"id": "au", "data": "AAAA", "transcript": "Hello!", "expires_at": 1741569999}
                },
                "logprobs": {
                    "content": [{"token": "Hello", "logprob": -0.5, "bytes": [72], "top_logprobs":
                        [{"token": "Hi", "logprob": -1, "bytes": null}]}],
                    "refusal": null
                },
                "finish_reason": "stop"
            }],
            "usage": {
                "prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29,
                "prompt_tokens_details": {"cached_tokens": 3, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 4}
            },
            "service_tier": "default", "system_fingerprint": "fp", "metadata": {"a": "b"},
            "moderation": {"input": {"type": "error"}}
        }"#;
        let completion = read(body);
        assert_eq!(completion.id, "chatcmpl-1");
        assert_eq!(completion.created, 1_741_569_952);
        assert_eq!(completion.model, "gpt-5-mini");
        assert_eq!(completion.text(), Some("Hello!"));
        assert_eq!(completion.service_tier, Some(ServiceTier::Default));
        assert_eq!(completion.system_fingerprint.as_deref(), Some("fp"));
        assert_eq!(completion.metadata.as_ref().unwrap()["a"], "b");
        assert_eq!(
            completion.moderation.as_ref().unwrap()["input"]["type"],
            "error"
        );
        assert_eq!(completion.raw(), body);
        let usage = completion.usage.as_ref().unwrap();
        assert_eq!(
            (
                usage.prompt_tokens,
                usage.completion_tokens,
                usage.total_tokens
            ),
            (19, 10, 29)
        );
        assert_eq!(
            usage.prompt_tokens_details.as_ref().unwrap().cached_tokens,
            Some(3)
        );
        assert_eq!(
            usage
                .completion_tokens_details
                .as_ref()
                .unwrap()
                .reasoning_tokens,
            Some(4)
        );
        assert_eq!(
            usage
                .completion_tokens_details
                .as_ref()
                .unwrap()
                .audio_tokens,
            None
        );
        let choice = &completion.choices[0];
        assert_eq!(choice.finish_reason, Some(FinishReason::Stop));
        let token = &choice.logprobs.as_ref().unwrap().content[0];
        assert_eq!(
            (token.token.as_str(), token.logprob, token.bytes.as_deref()),
            ("Hello", -0.5, Some(&[72][..]))
        );
        assert_eq!(token.top_logprobs[0].token, "Hi");
        assert_eq!(choice.message.role, Role::Assistant);
        let citation = choice.message.annotations[0].url_citation.as_ref().unwrap();
        assert_eq!(
            (
                citation.start_index,
                citation.end_index,
                citation.url.as_str()
            ),
            (1, 2, "u")
        );
        assert_eq!(choice.message.audio.as_ref().unwrap().transcript, "Hello!");
        assert!(choice.message.extra.is_empty());
    }

    #[test]
    fn only_choices_are_essential() {
        for json in [
            r#"{"choices":[{}]}"#,
            r#"{"choices":[{"index":null,"finish_reason":null,"message":null,"logprobs":null}]}"#,
            r#"{"choices":[{"message":{}}],"id":null,"created":null,"model":null,"usage":null,"service_tier":null}"#,
            r#"{"choices":[{"message":{"content":null,"tool_calls":null,"annotations":null,"audio":null}}],"usage":[]}"#,
            r#"{"choices":[{"message":{"tool_calls":{},"function_call":"x","annotations":7}}],"metadata":{"a":1}}"#,
            r#"{"choices":[{"logprobs":{"content":"x"}},{"logprobs":{"tokens":["old"]}}],"usage":{"prompt_tokens":{}}}"#,
            r#"{"choices":[{"finish_reason":7,"index":"x"}],"id":12,"model":false,"object":[],"new":{"a":[1]}}"#,
        ] {
            let completion = read(json);
            assert_eq!(completion.text(), None, "{json}");
            assert_eq!(completion.created, 0);
        }
    }

    #[test]
    fn numbers_may_be_floats() {
        let json = r#"{"choices":[{"index":0.0}],"created":1.7e9,"usage":{"prompt_tokens":3.0,"total_tokens":"4"}}"#;
        let completion = read(json);
        assert_eq!(completion.created, 1_700_000_000);
        let usage = completion.usage.unwrap();
        assert_eq!(
            (
                usage.prompt_tokens,
                usage.completion_tokens,
                usage.total_tokens
            ),
            (3, 0, 4)
        );
    }

    #[test]
    fn an_unknown_tier_is_kept() {
        let tier = read(r#"{"choices":[{}],"service_tier":"warp"}"#)
            .service_tier
            .unwrap();
        assert_eq!(tier.as_str(), "warp");
        assert_eq!(serde_json::to_string(&tier).unwrap(), r#""warp""#);
    }

    #[test]
    fn an_answer_can_travel_and_prints_no_body() {
        fn travels<T: Send + Sync + Clone + 'static>(_: &T) {}
        let completion = read(r#"{"choices":[{}],"secret":"hunter2"}"#);
        travels(&completion);
        assert!(!format!("{completion:?}").contains("hunter2"));
    }

    #[test]
    fn a_cut_answer_is_an_error_wherever_it_is_cut() {
        let body = r#" {"id":"é","choices":[{"index":0,"message":{"content":"a\u00e9\"b","extra":[{"x":null}],"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"logprobs":{"content":[{"token":"a","logprob":-1.5}]}}],"usage":{"prompt_tokens":1}}"#;
        for end in 0..body.len() {
            let error = ChatCompletion::from_json(body.as_bytes()[..end].to_vec()).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Decode, "{end}");
        }
        assert!(read(body).text().is_some());
    }

    /// Any value in any place: either it is read or it is refused, and refused only around
    /// `choices`.
    #[test]
    fn no_value_spoils_an_optional_field() {
        let fields = [
            "id",
            "created",
            "model",
            "service_tier",
            "system_fingerprint",
            "usage",
            "metadata",
            "moderation",
        ];
        let choice = ["index", "finish_reason", "logprobs"];
        let message = [
            "role",
            "content",
            "refusal",
            "tool_calls",
            "function_call",
            "annotations",
            "audio",
            "new",
        ];
        for value in [
            "null",
            "true",
            "-1",
            "1.5",
            r#""x""#,
            "[]",
            "[1]",
            "[{}]",
            "{}",
            r#"{"id":[]}"#,
        ] {
            let set = |names: &[&str]| {
                names
                    .iter()
                    .map(|name| format!("{name:?}:{value}"))
                    .collect::<Vec<_>>()
                    .join(",")
            };
            for (name, json) in
                fields.map(|name| (name, format!(r#"{{{},"choices":[{{}}]}}"#, set(&[name]))))
            {
                assert_eq!(read(&json).choices.len(), 1, "{name}");
            }
            let json = format!(
                r#"{{"choices":[{{{},"message":{{{}}}}}]}}"#,
                set(&choice),
                set(&message)
            );
            assert_eq!(read(&json).choices.len(), 1);
        }
    }
}
