//! The messages of a request.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::{
    answer::ChatMessage,
    completion::ChatCompletion,
    content::Content,
    echo::{ECHOED_FIELDS, echoed},
    tool_call::{FunctionCall, ToolCall, write_extra},
};

/// A message of a request.
///
/// An answer becomes a message of the next request by `Message::from(&answer)`, the message of a choice
/// as well as a whole completion, of which it is the first choice. What the request has no use for
/// stays behind: see [`ECHOED_FIELDS`].
///
/// ```
/// use openai_client::{ChatCompletion, ChatRequest, Message};
///
/// let answer = ChatCompletion::from_json(r#"{"choices":[{"message":{"content":"Hi!"}}]}"#)?;
/// let request = ChatRequest::new("gpt-5-mini")
///     .user("Hello")
///     .message(&answer)
///     .message(Message::user("How are you?").name("ann"));
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Message {
    /// What the application asks of the model.
    Developer {
        /// What it says.
        content: Content,
        /// Tells speakers of one role apart.
        name: Option<String>,
    },
    /// What the application asks of an older model.
    System {
        /// What it says.
        content: Content,
        /// Tells speakers of one role apart.
        name: Option<String>,
    },
    /// What the user says.
    User {
        /// What it says.
        content: Content,
        /// Tells speakers of one role apart.
        name: Option<String>,
    },
    /// What the model said.
    Assistant(AssistantMessage),
    /// What a tool gave.
    Tool {
        /// The id of the call.
        tool_call_id: String,
        /// What the tool gave.
        content: Content,
    },
    /// What a function gave, in the old way.
    Function {
        /// The name of the function.
        name: String,
        /// What the function gave.
        content: Option<String>,
    },
    /// A message that this version does not know, written as it is.
    Other(Value),
}

impl Message {
    /// What the application asks of the model.
    pub fn developer(content: impl Into<Content>) -> Self {
        Self::Developer {
            content: content.into(),
            name: None,
        }
    }

    /// What the application asks of an older model.
    pub fn system(content: impl Into<Content>) -> Self {
        Self::System {
            content: content.into(),
            name: None,
        }
    }

    /// What the user says.
    pub fn user(content: impl Into<Content>) -> Self {
        Self::User {
            content: content.into(),
            name: None,
        }
    }

    /// What the model said.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self::Assistant(AssistantMessage::new(content))
    }

    /// What a tool gave to the call of this id.
    pub fn tool(tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        Self::Tool {
            tool_call_id: tool_call_id.into(),
            content: content.into(),
        }
    }

    /// The name of the speaker. Messages of tools have none and stay as they are.
    #[must_use]
    pub fn name(mut self, speaker: impl Into<String>) -> Self {
        match &mut self {
            Self::Developer { name, .. } | Self::System { name, .. } | Self::User { name, .. } => {
                *name = Some(speaker.into());
            }
            Self::Assistant(message) => message.name = Some(speaker.into()),
            Self::Function { name, .. } => *name = speaker.into(),
            Self::Tool { .. } | Self::Other(_) => {}
        }
        self
    }
}

/// What the model said, as part of a request.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct AssistantMessage {
    /// The text.
    pub content: Option<Content>,
    /// Why it did not answer.
    pub refusal: Option<String>,
    /// The name of the speaker.
    pub name: Option<String>,
    /// The id of what it said aloud.
    pub audio_id: Option<String>,
    /// The tools it called.
    pub tool_calls: Vec<ToolCall>,
    /// The function it called, in the old way.
    pub function_call: Option<FunctionCall>,
    /// Further fields, for services that want them back: those of [`ECHOED_FIELDS`] that the answer
    /// had, and what you add.
    pub extra: BTreeMap<String, Value>,
}

impl AssistantMessage {
    /// With a text.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: Some(content.into()),
            ..Self::default()
        }
    }

    /// With calls of tools and no text.
    pub fn calls(tool_calls: impl Into<Vec<ToolCall>>) -> Self {
        Self {
            tool_calls: tool_calls.into(),
            ..Self::default()
        }
    }

    /// Why it did not answer.
    #[must_use]
    pub fn refusal(mut self, text: impl Into<String>) -> Self {
        self.refusal = Some(text.into());
        self
    }

    /// The id of what it said aloud.
    #[must_use]
    pub fn audio_id(mut self, id: impl Into<String>) -> Self {
        self.audio_id = Some(id.into());
        self
    }
}

impl From<AssistantMessage> for Message {
    fn from(message: AssistantMessage) -> Self {
        Self::Assistant(message)
    }
}

/// Without what only answers may have: annotations, of audio all but the id, and unknown fields other
/// than [`ECHOED_FIELDS`] and [`ECHOED_CALL_FIELDS`](super::ECHOED_CALL_FIELDS).
impl From<&ChatMessage> for AssistantMessage {
    fn from(answer: &ChatMessage) -> Self {
        Self {
            content: answer.content.as_deref().map(Content::from),
            refusal: answer.refusal.clone(),
            name: None,
            audio_id: answer.audio.as_ref().map(|audio| audio.id.clone()),
            tool_calls: answer.tool_calls.iter().map(ToolCall::echoed).collect(),
            function_call: answer.function_call.as_ref().map(FunctionCall::echoed),
            extra: echoed(&answer.extra, &ECHOED_FIELDS),
        }
    }
}

impl From<&ChatMessage> for Message {
    fn from(answer: &ChatMessage) -> Self {
        Self::Assistant(answer.into())
    }
}

impl From<ChatMessage> for Message {
    fn from(answer: ChatMessage) -> Self {
        Self::Assistant((&answer).into())
    }
}

/// The first choice. An answer without choices, which only a stream can bring, said nothing.
impl From<&ChatCompletion> for Message {
    fn from(answer: &ChatCompletion) -> Self {
        match answer.message() {
            Some(message) => message.into(),
            None => Self::assistant(""),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (role, content, name) = match self {
            Self::Developer { content, name } => ("developer", content, name),
            Self::System { content, name } => ("system", content, name),
            Self::User { content, name } => ("user", content, name),
            Self::Assistant(message) => return message.serialize(serializer),
            Self::Tool {
                tool_call_id,
                content,
            } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("role", "tool")?;
                map.serialize_entry("tool_call_id", tool_call_id)?;
                map.serialize_entry("content", content)?;
                return map.end();
            }
            Self::Function { name, content } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("role", "function")?;
                map.serialize_entry("name", name)?;
                map.serialize_entry("content", content)?;
                return map.end();
            }
            Self::Other(message) => return message.serialize(serializer),
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("role", role)?;
        map.serialize_entry("content", content)?;
        if let Some(name) = name {
            map.serialize_entry("name", name)?;
        }
        map.end()
    }
}

impl Serialize for AssistantMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("role", "assistant")?;
        // Null where there is no text: some services require the key.
        map.serialize_entry("content", &self.content)?;
        if let Some(refusal) = &self.refusal {
            map.serialize_entry("refusal", refusal)?;
        }
        if let Some(name) = &self.name {
            map.serialize_entry("name", name)?;
        }
        if let Some(id) = &self.audio_id {
            map.serialize_entry("audio", &BTreeMap::from([("id", id)]))?;
        }
        // An empty list is refused.
        if !self.tool_calls.is_empty() {
            map.serialize_entry("tool_calls", &self.tool_calls)?;
        }
        if let Some(call) = &self.function_call {
            map.serialize_entry("function_call", call)?;
        }
        write_extra(
            &mut map,
            &self.extra,
            &[
                "role",
                "content",
                "refusal",
                "name",
                "audio",
                "tool_calls",
                "function_call",
            ],
        )?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tool_call::FunctionToolCall, *};

    fn check(message: impl Into<Message>, expected: &str) {
        assert_eq!(serde_json::to_string(&message.into()).unwrap(), expected);
    }

    #[test]
    fn every_role_has_its_shape() {
        check(
            Message::developer("d"),
            r#"{"role":"developer","content":"d"}"#,
        );
        check(
            Message::system("s").name("n"),
            r#"{"role":"system","content":"s","name":"n"}"#,
        );
        check(
            Message::user("u").name("n"),
            r#"{"role":"user","content":"u","name":"n"}"#,
        );
        check(
            Message::assistant("a").name("n"),
            r#"{"role":"assistant","content":"a","name":"n"}"#,
        );
        check(
            Message::tool("c", "t").name("n"),
            r#"{"role":"tool","tool_call_id":"c","content":"t"}"#,
        );
        let function = Message::Function {
            name: "f".to_owned(),
            content: None,
        };
        check(
            function.name("g"),
            r#"{"role":"function","name":"g","content":null}"#,
        );
        check(
            Message::Other(json!({"role": "judge"})),
            r#"{"role":"judge"}"#,
        );
        check(
            AssistantMessage::calls([ToolCall::Function(FunctionToolCall::new("c", "f", "{}"))]),
            r#"{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}"#,
        );
        check(
            AssistantMessage::default().refusal("no").audio_id("au"),
            r#"{"role":"assistant","content":null,"refusal":"no","audio":{"id":"au"}}"#,
        );
    }

    #[test]
    fn an_answer_is_sent_back_without_what_only_answers_have() {
        let answer: ChatMessage = serde_json::from_value(json!({
            "role": "assistant",
            "content": "text",
            "refusal": null,
            "annotations": [{"type": "url_citation", "url_citation": {"url": "u", "title": "t"}}],
            "audio": {"id": "au", "data": "AAAA", "transcript": "t", "expires_at": 1},
            "function_call": {"name": "old", "arguments": "{}"},
            "tool_calls": [
                {"id": "c1", "index": 0, "type": "function",
                 "function": {"name": "f", "arguments": "{\"a\": 1}", "parsed_arguments": {"a": 1}, "thought_signature": "f"},
                 "extra_content": {"google": {"thought_signature": "xyz"}}},
                {"id": "c2", "index": 1, "type": "custom", "custom": {"name": "g", "input": "free"}, "thought_signature": null},
                {"id": "c3", "type": "new_kind", "new_kind": {"x": 1}},
            ],
            "reasoning_content": "because",
            "reasoning": null,
            "reasoning_details": [],
            "parsed": {"a": 1},
            "provider": {"name": "p"},
        }))
        .unwrap();
        let sent = serde_json::to_value(Message::from(&answer)).unwrap();
        assert_eq!(
            sent,
            json!({
                "role": "assistant",
                "content": "text",
                "audio": {"id": "au"},
                "function_call": {"name": "old", "arguments": "{}"},
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}", "thought_signature": "f"},
                     "extra_content": {"google": {"thought_signature": "xyz"}}},
                    {"id": "c2", "type": "custom", "custom": {"name": "g", "input": "free"}},
                    {"id": "c3", "type": "new_kind", "new_kind": {"x": 1}},
                ],
                "reasoning_content": "because",
            })
        );
        assert_eq!(Message::from(answer.clone()), Message::from(&answer));
        // Everything can still be read.
        assert_eq!(answer.extra["provider"]["name"], "p");
        let ToolCall::Function(call) = &answer.tool_calls[0] else {
            panic!("{:?}", answer.tool_calls)
        };
        assert_eq!(call.extra["index"], 0);
        assert_eq!(call.function.extra["parsed_arguments"]["a"], 1);
    }

    #[test]
    fn every_field_that_services_want_back_goes_back() {
        for fields in [&ECHOED_FIELDS[..], &super::super::ECHOED_CALL_FIELDS] {
            assert!(fields.is_sorted());
        }
        let all: BTreeMap<_, _> =
            (ECHOED_FIELDS.iter().map(|it| (*it, json!({"a": [it]})))).collect();
        let answer: ChatMessage = serde_json::from_value(json!(all)).unwrap();
        let mut expected = json!(all);
        expected["role"] = json!("assistant");
        expected["content"] = Value::Null;
        assert_eq!(
            serde_json::to_value(Message::from(&answer)).unwrap(),
            expected
        );
    }

    #[test]
    fn a_completion_stands_for_its_first_choice() {
        let body = r#"{"choices":[{"index":1,"message":{"content":"b"}},{"index":0,"message":{"content":"a"}}]}"#;
        let answer = ChatCompletion::from_json(body).unwrap();
        check(&answer, r#"{"role":"assistant","content":"a"}"#);
        let nothing = super::super::ChatAccumulator::new().into_completion();
        check(&nothing, r#"{"role":"assistant","content":""}"#);
    }

    #[test]
    fn an_extra_field_is_not_sent_twice() {
        let mut message = AssistantMessage::new("a");
        message.extra.insert("content".to_owned(), json!("b"));
        message.extra.insert("more".to_owned(), json!(1));
        check(message, r#"{"role":"assistant","content":"a","more":1}"#);
    }
}
