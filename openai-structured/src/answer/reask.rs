//! Asking again after an answer that does not fit: what to send next, decided without IO.

use super::attempt::Attempt;
use super::outcome::Outcome;
use super::parsed::Parsed;
use crate::AnswerFormat;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::read::{Mismatch, MismatchKind};
use crate::schema::ResponseFormat;

/// A request that may be asked again, and what came of it so far.
pub(crate) struct Reask<D: Dialect> {
    request: D::Request,
    /// How often it may still be asked again.
    left: u32,
    attempts: Vec<Attempt>,
}

impl<D: Dialect> Reask<D> {
    pub(crate) fn new(mut request: D::Request, times: u32) -> Self {
        if times > 0 {
            D::keep_thinking(&mut request);
        }
        Self {
            request,
            left: times,
            attempts: Vec::new(),
        }
    }

    /// What is to be sent now.
    pub(crate) fn request(&mut self) -> D::Request {
        if self.left == 0 {
            return std::mem::take(&mut self.request);
        }
        self.request.clone()
    }

    /// Takes the answer to the request. `None`: the model is to be asked again, with the next
    /// [`request`](Self::request).
    pub(crate) fn answered<T: ResponseFormat>(
        &mut self,
        answer: D::Answer,
        format: &AnswerFormat<T>,
    ) -> Option<Parsed<D, T>> {
        let answer = Parsed::<D, T>::with_format(answer, format);
        let mismatch = match answer.outcome() {
            Outcome::Mismatch(mismatch) if self.left > 0 && is_the_models(mismatch) => mismatch,
            _ => return Some(answer.after(std::mem::take(&mut self.attempts))),
        };
        let mismatch = mismatch.clone();
        let answer = answer.into_answer();
        self.left -= 1;
        let round = self.attempts.len();
        let said = D::go_on_from(&mut self.request, &answer, false);
        let messages = D::messages_mut(&mut self.request);
        if said.is_none() {
            messages.extend(D::speech(&answer, round, |_| true).messages);
        }
        messages.push(D::user(complaint(&mismatch)));
        self.attempts.push(Attempt::new(D::any(answer), mismatch));
        None
    }

    /// The call failed; the answers before it are not lost.
    pub(crate) fn failed(self, error: Error) -> Error {
        error.attempted(self.attempts)
    }
}

/// Whether another answer can be better: a type whose parts disagree reads none, and a text that ran
/// away would have to be sent back.
pub(crate) fn is_the_models(mismatch: &Mismatch) -> bool {
    use MismatchKind::{Disagreement, Runaway};
    !matches!(mismatch.kind(), Disagreement | Runaway)
}

/// What the model is told of its answer.
pub(crate) fn complaint(mismatch: &Mismatch) -> String {
    let wrong = mismatch.for_model();
    format!(
        "Your answer does not have the form that was asked for. {wrong} Answer again with the whole \
         corrected JSON document and nothing else."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use openai_client::chat::{Chat, ChatCompletion};

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Count {
        pieces: u8,
    }

    const RIGHT: &str = r#"{"pieces":4}"#;
    const WRONG: &str = r#"{"pieces":"four"}"#;

    fn completion(text: &str, reason: &str, more: &str) -> ChatCompletion {
        let text = serde_json::to_string(text).unwrap();
        ChatCompletion::from_json(format!(
            r#"{{"choices":[{{"message":{{"content":{text}{more}}},"finish_reason":"{reason}"}}],
                "usage":{{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}}}"#
        ))
        .unwrap()
    }

    #[test]
    fn only_a_mismatch_is_asked_again_and_only_so_often() {
        let refused = r#","refusal":"No.""#;
        let calls = r#","tool_calls":[{"id":"c","type":"function","function":{"name":"f"}}]"#;
        // Each answer, with what it becomes in the end if it is the last.
        let right = (RIGHT, "stop", "");
        let wrong = (WRONG, "stop", "");
        for (times, answers, asked, attempts) in [
            (0, vec![right], 1, 0),
            (0, vec![wrong], 1, 0),
            (2, vec![right], 1, 0),
            (1, vec![wrong, right], 2, 1),
            (2, vec![wrong, wrong, right], 3, 2),
            (2, vec![wrong, wrong, wrong, right], 3, 2),
            (
                9,
                vec![wrong, ("no JSON", "stop", ""), ("{", "stop", ""), right],
                4,
                3,
            ),
            (9, vec![("", "stop", refused), right], 1, 0),
            (9, vec![(WRONG, "stop", refused), right], 1, 0),
            (9, vec![(WRONG, "length", ""), right], 1, 0),
            (9, vec![(WRONG, "content_filter", ""), right], 1, 0),
            (9, vec![(WRONG, "tool_calls", calls), right], 1, 0),
            (9, vec![("", "stop", ""), right], 1, 0),
            (9, vec![wrong, (WRONG, "length", ""), right], 2, 1),
        ] {
            let format = AnswerFormat::<Count>::new();
            let mut reask = Reask::<Chat>::new(ChatRequest::new("m").user("How many?"), times);
            let mut sent = 0;
            let ended = answers.iter().find_map(|(text, reason, more)| {
                let request = reask.request();
                // The question, and for each attempt the answer and the complaint.
                assert_eq!(request.messages.len(), 1 + 2 * sent, "{answers:?}");
                sent += 1;
                reask.answered(completion(text, reason, more), &format)
            });
            let ended = ended.unwrap_or_else(|| panic!("{answers:?} never ended"));
            assert_eq!(
                (sent, ended.attempts().len()),
                (asked, attempts),
                "{answers:?}"
            );
            assert_eq!(ended.usage().unwrap().total_tokens, 3);
            assert_eq!(ended.total_usage().total_tokens, 3 * asked as u64);
        }
    }

    #[test]
    fn the_model_is_told_what_was_wrong() {
        let mut reask = Reask::<Chat>::new(ChatRequest::new("m").user("How many?"), 1);
        let _ = reask.request();
        let answer = completion(WRONG, "stop", r#","reasoning_content":"hm""#);
        assert!(
            reask
                .answered(answer, &AnswerFormat::<Count>::new())
                .is_none()
        );
        let sent = serde_json::to_value(reask.request()).unwrap();
        let complaint = "Your answer does not have the form that was asked for. At `pieces`: expected \
            an integer from 0 to 255, found string \"four\". Answer again with the whole corrected \
            JSON document and nothing else.";
        assert_eq!(
            sent["messages"],
            serde_json::json!([
                {"role": "user", "content": "How many?"},
                {"role": "assistant", "content": WRONG, "reasoning_content": "hm"},
                {"role": "user", "content": complaint},
            ])
        );
    }

    /// Of several choices the first decides, whatever became of the others.
    #[test]
    fn the_first_choice_decides() {
        for (first, second, again) in [(RIGHT, WRONG, false), (WRONG, RIGHT, true)] {
            let choice = |index: u8, text: &str| serde_json::json!({"index": index, "message": {"content": text}, "finish_reason": "stop"});
            let body = serde_json::json!({"choices": [choice(1, second), choice(0, first)]});
            let completion = ChatCompletion::from_json(body.to_string()).unwrap();
            let mut reask = Reask::<Chat>::new(ChatRequest::new("m").user("How many?").n(2), 1);
            let ended = reask.answered(completion, &AnswerFormat::<Count>::new());
            assert_eq!(ended.is_none(), again);
        }
    }

    #[test]
    fn what_no_answer_can_mend_is_not_asked_again() {
        #[derive(Debug, ResponseFormat)]
        struct ByHand {
            pieces: u8,
        }
        impl<'de> Deserialize<'de> for ByHand {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let pieces = String::deserialize(from)?;
                let pieces = pieces.parse().map_err(serde::de::Error::custom)?;
                Ok(Self { pieces })
            }
        }
        let mut reask = Reask::<Chat>::new(ChatRequest::new("m").user("How many?"), 1);
        let ended = reask.answered(
            completion(RIGHT, "stop", ""),
            &AnswerFormat::<ByHand>::new(),
        );
        assert!(matches!(ended.unwrap().outcome(), Outcome::Mismatch(_)));
    }
}
