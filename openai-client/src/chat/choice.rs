//! One of the answers, and why the model stopped.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{answer::ChatMessage, logprobs::Logprobs, text::Text};
use crate::{lenient, open_enum::open_enum};

/// One of the answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, expecting = "a choice")]
#[non_exhaustive]
pub struct Choice {
    /// Its place among the choices; 0 if the service did not say.
    #[serde(deserialize_with = "lenient::number")]
    pub index: u64,
    /// Why the model stopped; none if the service did not say (some send an empty text or
    /// `"null"`).
    #[serde(deserialize_with = "finish_reason")]
    pub finish_reason: Option<FinishReason>,
    /// What the model said.
    #[serde(deserialize_with = "lenient::or_default")]
    pub message: ChatMessage,
    /// How likely each token was, if the request asked.
    #[serde(deserialize_with = "lenient::if_it_fits")]
    pub logprobs: Option<Logprobs>,
    /// What Azure's filter found in the answer.
    pub content_filter_results: Option<Value>,
}

open_enum! {
    /// Why the model stopped.
    pub enum FinishReason {
        /// It had finished, or came to a stop sequence.
        Stop = "stop",
        /// It ran into a limit of tokens; the text is cut.
        Length = "length",
        /// It calls tools.
        ToolCalls = "tool_calls",
        /// A filter took text away.
        ContentFilter = "content_filter",
        /// It calls a function, in the old way.
        FunctionCall = "function_call",
    }
}

fn finish_reason<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<FinishReason>, D::Error> {
    let word = Text::deserialize(deserializer)?.said();
    Ok(word.as_deref().map(FinishReason::from))
}

#[cfg(test)]
mod tests {
    use super::{super::completion::ChatCompletion, *};

    fn read(choices: &str) -> ChatCompletion {
        ChatCompletion::from_json(format!(r#"{{"choices":[{choices}]}}"#)).unwrap()
    }

    #[test]
    fn unknown_words_are_kept_and_empty_reasons_are_none() {
        for (word, expected) in [
            (r#""length""#, Some(FinishReason::Length)),
            (r#""eos""#, Some(FinishReason::Other("eos".to_owned()))),
            (r#""""#, None),
            (r#""null""#, None),
            ("null", None),
        ] {
            let completion = read(&format!(r#"{{"finish_reason":{word}}}"#));
            assert_eq!(completion.choices[0].finish_reason, expected, "{word}");
        }
    }

    #[test]
    fn choices_are_in_the_order_of_their_index() {
        for (indexes, expected) in [
            ([Some(1), Some(0), Some(2)], ["b", "a", "c"]),
            ([Some(0), Some(0), Some(0)], ["a", "b", "c"]),
            ([None, None, None], ["a", "b", "c"]),
            ([Some(2), Some(1), None], ["c", "b", "a"]),
        ] {
            let choices = indexes.iter().zip(["a", "b", "c"]).map(|(index, text)| {
                let index = index.map_or_else(|| "null".to_owned(), |index: u8| index.to_string());
                format!(r#"{{"index":{index},"message":{{"content":"{text}"}}}}"#)
            });
            let choices = choices.collect::<Vec<_>>().join(",");
            let completion = read(&choices);
            let texts = completion.choices.iter();
            let texts: Vec<_> = texts
                .filter_map(|it| it.message.content.as_deref())
                .collect();
            assert_eq!(texts, expected);
            assert_eq!(completion.text(), Some(expected[0]));
        }
    }
}
