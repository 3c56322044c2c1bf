//! The tokens of a call.

use std::{fmt, iter::Sum, ops::AddAssign};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::text::Text;
use crate::lenient;

/// The tokens that a call used. Counts that the service did not send are 0 or none.
///
/// Those of several calls are added, details included.
///
/// ```
/// use openai_client::{ChatCompletion, chat::Usage};
///
/// let body = r#"{"choices":[{}],"usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10}}"#;
/// let answers = [ChatCompletion::from_json(body)?, ChatCompletion::from_json(body)?];
/// let total: Usage = answers.iter().filter_map(|answer| answer.usage.as_ref()).sum();
/// assert_eq!(total.total_tokens, 20);
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Of the request.
    pub prompt_tokens: u64,
    /// Of the answer, thinking included.
    pub completion_tokens: u64,
    /// Both together.
    pub total_tokens: u64,
    /// Kinds of tokens of the request.
    pub prompt_tokens_details: Option<PromptTokensDetails>,
    /// Kinds of tokens of the answer.
    pub completion_tokens_details: Option<CompletionTokensDetails>,
}

/// Kinds of tokens of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PromptTokensDetails {
    /// Sound.
    pub audio_tokens: Option<u64>,
    /// Read from the cache.
    pub cached_tokens: Option<u64>,
    /// Written to the cache.
    pub cache_write_tokens: Option<u64>,
    /// Images.
    pub image_tokens: Option<u64>,
    /// Text.
    pub text_tokens: Option<u64>,
}

/// Kinds of tokens of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletionTokensDetails {
    /// Of the prediction, and used.
    pub accepted_prediction_tokens: Option<u64>,
    /// Sound.
    pub audio_tokens: Option<u64>,
    /// Thinking, which is charged and not shown.
    pub reasoning_tokens: Option<u64>,
    /// Of the prediction, and not used, but charged.
    pub rejected_prediction_tokens: Option<u64>,
    /// Text.
    pub text_tokens: Option<u64>,
}

/// Gives a type of counts its addition and its reading, which takes every object. A count that one of both has is that one's; sums beyond `u64`
/// stay at its end, as the numbers are a service's.
macro_rules! counts {
    ($type:ident: $($number:ident)*; $($part:ident)*) => {
        impl AddAssign<&Self> for $type {
            fn add_assign(&mut self, other: &Self) {
                $(self.$number = self.$number.plus(other.$number);)*
                $(if let Some(part) = &other.$part {
                    *self.$part.get_or_insert_default() += part;
                })*
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields;

                impl<'de> Visitor<'de> for Fields {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("counts of tokens")
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<$type, A::Error> {
                        let mut counts = $type::default();
                        while let Some(Text(name)) = fields.next_key()? {
                            match name.as_deref() {
                                $(Some(stringify!($number)) => {
                                    counts.$number = Count::of(fields.next_value::<Number>()?.0);
                                })*
                                $(Some(stringify!($part)) => {
                                    counts.$part = fields.next_value::<Object<_>>()?.0;
                                })*
                                _ => drop(fields.next_value::<IgnoredAny>()?),
                            }
                        }
                        Ok(counts)
                    }
                }

                deserializer.deserialize_map(Fields)
            }
        }
    };
}

counts!(Usage: prompt_tokens completion_tokens total_tokens;
    prompt_tokens_details completion_tokens_details);
counts!(PromptTokensDetails:
    audio_tokens cached_tokens cache_write_tokens image_tokens text_tokens;);
counts!(CompletionTokensDetails:
    accepted_prediction_tokens audio_tokens reasoning_tokens rejected_prediction_tokens text_tokens;);

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self += &other;
    }
}

impl<'a> Sum<&'a Self> for Usage {
    fn sum<I: Iterator<Item = &'a Self>>(calls: I) -> Self {
        calls.fold(Self::default(), |mut sum, call| {
            sum += call;
            sum
        })
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Number(#[serde(deserialize_with = "lenient::maybe_number")] Option<u64>);

#[derive(Deserialize)]
#[serde(transparent, bound = "T: Deserialize<'de>")]
struct Object<T>(#[serde(deserialize_with = "lenient::object")] Option<T>);

/// A count, known or not.
trait Count {
    fn of(number: Option<u64>) -> Self;

    fn plus(self, other: Self) -> Self;
}

impl Count for u64 {
    fn of(number: Option<u64>) -> Self {
        number.unwrap_or_default()
    }

    fn plus(self, other: Self) -> Self {
        self.saturating_add(other)
    }
}

impl Count for Option<u64> {
    fn of(number: Self) -> Self {
        number
    }

    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Some(one), Some(other)) => Some(one.plus(other)),
            (one, other) => one.or(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(json: &str) -> Usage {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_count_is_added() {
        // Each count has a power of two of its own, so a sum says which counts are in it.
        let one = usage(
            r#"{"prompt_tokens":1,"completion_tokens":2,"total_tokens":4,
                "prompt_tokens_details":{"audio_tokens":8,"cached_tokens":16,"cache_write_tokens":32,
                    "image_tokens":64,"text_tokens":128},
                "completion_tokens_details":{"accepted_prediction_tokens":256,"audio_tokens":512,
                    "reasoning_tokens":1024,"rejected_prediction_tokens":2048,"text_tokens":4096}}"#,
        );
        let twice = usage(
            r#"{"prompt_tokens":2,"completion_tokens":4,"total_tokens":8,
                "prompt_tokens_details":{"audio_tokens":16,"cached_tokens":32,"cache_write_tokens":64,
                    "image_tokens":128,"text_tokens":256},
                "completion_tokens_details":{"accepted_prediction_tokens":512,"audio_tokens":1024,
                    "reasoning_tokens":2048,"rejected_prediction_tokens":4096,"text_tokens":8192}}"#,
        );
        assert_eq!([&one, &one].into_iter().sum::<Usage>(), twice);
        let mut sum = Usage::default();
        sum += one.clone();
        assert_eq!(sum, one);
        sum += &Usage::default();
        assert_eq!(sum, one);
    }

    #[test]
    fn what_nobody_counted_stays_unknown() {
        let mut sum = usage(r#"{"completion_tokens_details":{"reasoning_tokens":3}}"#);
        sum += usage(r#"{"completion_tokens_details":{"audio_tokens":1},"total_tokens":5}"#);
        assert_eq!(sum.total_tokens, 5);
        assert_eq!(sum.prompt_tokens_details, None);
        let details = sum.completion_tokens_details.unwrap();
        assert_eq!(
            (
                details.reasoning_tokens,
                details.audio_tokens,
                details.text_tokens
            ),
            (Some(3), Some(1), None)
        );
    }

    #[test]
    fn absurd_counts_do_not_overflow() {
        let most = usage(&format!(
            r#"{{"total_tokens":{most},"prompt_tokens_details":{{"cached_tokens":{most}}}}}"#,
            most = u64::MAX
        ));
        assert_eq!([&most, &most].into_iter().sum::<Usage>(), most);
    }
}
