//! What a response says: its text, refusals, thinking and calls.

use std::borrow::Cow;

use bytes::Bytes;

use super::{
    item::{FunctionCall, Item, Message, MessagePhase},
    part::Part,
    response::Response,
};
use crate::meta::ResponseMeta;

impl Response {
    /// The text of the answer; none if it has none or an empty one.
    ///
    /// A model may say what it is about before it answers: messages that are commentary are not part
    /// of the answer, and where some are named the final answer, only those are.
    ///
    /// ```
    /// use openai_client::responses::Response;
    ///
    /// let response = Response::from_json(
    ///     r#"{"output":[
    ///         {"type":"message","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"I look it up."}]},
    ///         {"type":"message","role":"assistant","phase":"final_answer","content":[{"type":"output_text","text":"Paris"}]}
    ///     ]}"#,
    /// )?;
    /// assert_eq!(response.text().as_deref(), Some("Paris"));
    /// assert_eq!(response.output_text(), "I look it up.Paris");
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn text(&self) -> Option<Cow<'_, str>> {
        let mut texts = self.answers().filter_map(|message| message.content.text());
        let mut text = texts.next()?;
        for more in texts {
            text.to_mut().push_str(&more);
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// All texts of all messages, one after the other.
    pub fn output_text(&self) -> String {
        let texts = self.messages().filter_map(|message| message.content.text());
        texts.fold(String::new(), |all, text| all + &text)
    }

    /// Why the model will not answer, in its words.
    pub fn refusal(&self) -> Option<&str> {
        let parts = self.answers().flat_map(|message| message.content.parts());
        parts
            .filter_map(|part| match part {
                Part::Refusal(part) => Some(part.refusal.as_str()),
                _ => None,
            })
            .find(|refusal| !refusal.is_empty())
    }

    /// What the model thought, in short.
    pub fn reasoning_summaries(&self) -> impl Iterator<Item = &str> {
        let parts = self.output.iter().flat_map(|item| match item {
            Item::Reasoning(reasoning) => reasoning.summary.as_slice(),
            _ => &[],
        });
        parts.filter_map(|part| match part {
            Part::SummaryText(part) => Some(part.text.as_str()),
            _ => None,
        })
    }

    /// The calls of functions that wait for what comes of them.
    pub fn function_calls(&self) -> impl Iterator<Item = &FunctionCall> {
        self.output.iter().filter_map(|item| match item {
            Item::FunctionCall(call) => Some(call),
            _ => None,
        })
    }

    /// The messages of the model, commentary included.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.output.iter().filter_map(|item| match item {
            Item::Message(message) => Some(message),
            _ => None,
        })
    }

    /// The messages that are the answer.
    fn answers(&self) -> impl Iterator<Item = &Message> {
        let is_final = |message: &Message| message.phase == Some(MessagePhase::FinalAnswer);
        let has_final = self.messages().any(is_final);
        self.messages().filter(move |message| {
            if has_final {
                is_final(message)
            } else {
                message.phase != Some(MessagePhase::Commentary)
            }
        })
    }

    /// The whole body, as it came; empty if the response was streamed.
    pub fn raw(&self) -> &Bytes {
        &self.origin().raw
    }

    /// Status and headers of the answer.
    pub fn meta(&self) -> &ResponseMeta {
        &self.origin().meta
    }

    /// The service's name for the call (`x-request-id`).
    pub fn request_id(&self) -> Option<&str> {
        self.meta().request_id()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(output: &Value) -> Response {
        Response::from_json(json!({"output": output}).to_string()).unwrap()
    }

    fn message(phase: Option<&str>, parts: &Value) -> Value {
        json!({"type": "message", "role": "assistant", "phase": phase, "content": parts})
    }

    fn text(text: &str) -> Value {
        json!({"type": "output_text", "text": text})
    }

    #[test]
    fn the_text_is_that_of_the_answer() {
        let refusal = json!({"type": "refusal", "refusal": "no"});
        for (output, expected, all) in [
            (json!([]), None, ""),
            (json!([message(None, &json!([text("")]))]), None, ""),
            (
                json!([
                    message(None, &json!([text("a"), text("b")])),
                    message(None, &json!([text("c")]))
                ]),
                Some("abc"),
                "abc",
            ),
            (
                json!([message(None, &json!([refusal, text("a")]))]),
                Some("a"),
                "a",
            ),
            (
                json!([
                    message(Some("commentary"), &json!([text("a")])),
                    message(None, &json!([text("b")]))
                ]),
                Some("b"),
                "ab",
            ),
            (
                json!([
                    message(None, &json!([text("a")])),
                    message(Some("final_answer"), &json!([text("b")]))
                ]),
                Some("b"),
                "ab",
            ),
            (
                json!([message(Some("commentary"), &json!([text("a")]))]),
                None,
                "a",
            ),
            (
                json!([message(Some("musing"), &json!([text("a")]))]),
                Some("a"),
                "a",
            ),
            (
                json!([{"type": "reasoning", "summary": [{"type": "summary_text", "text": "s"}]}]),
                None,
                "",
            ),
        ] {
            let response = of(&output);
            assert_eq!(response.text().as_deref(), expected, "{response:?}");
            assert_eq!(response.output_text(), all, "{response:?}");
        }
    }

    #[test]
    fn refusals_thinking_and_calls_are_found() {
        let response = of(&json!([
            {"type": "reasoning", "id": "rs_1", "summary": [
                {"type": "summary_text", "text": "one"}, {"type": "summary_text", "text": "two"},
            ]},
            message(Some("commentary"), &json!([{"type": "refusal", "refusal": "not this"}])),
            message(None, &json!([text("a"), {"type": "refusal", "refusal": "never"}])),
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "custom_tool_call", "call_id": "call_2", "name": "g", "input": "x"},
        ]));
        assert_eq!(response.refusal(), Some("never"));
        assert_eq!(
            response.reasoning_summaries().collect::<Vec<_>>(),
            ["one", "two"]
        );
        let calls: Vec<_> = response
            .function_calls()
            .map(|call| &call.call_id)
            .collect();
        assert_eq!(calls, ["call_1"]);
    }
}
