//! The request: a model, input, and every option of the endpoint.

use std::collections::BTreeMap;

use super::{
    content::Content,
    input::Input,
    item::{Item, Message},
    options::{ContextManagement, Include, Prompt, ReasoningOptions, StreamOptions, Truncation},
    text_options::{TextFormat, TextOptions},
    tool::Tool,
    tool_choice::ToolChoice,
};
use crate::{
    body::{RequestBody, request_body},
    chat::{
        CacheOptions, CacheRetention, ModerationOptions, ReasoningEffort, ServiceTier, Verbosity,
    },
    error::Error,
};

request_body! {
    /// A request for a response.
    ///
    /// Only what is set is sent. For a field that this version does not know there is
    /// [`extra`](Self::extra). Nothing is required here: what a service needs it says itself.
    ///
    /// ```
    /// use openai_client::responses::{Include, ResponseRequest};
    ///
    /// let request = ResponseRequest::new("gpt-5-mini")
    ///     .instructions("You are terse.")
    ///     .input("Why is the sky blue?")
    ///     .max_output_tokens(500)
    ///     .store(false)
    ///     .include([Include::EncryptedReasoning]);
    ///
    /// let request = ResponseRequest::new("qwen3").input("Hello").extra("top_k", 20);
    /// let body = br#"{"model":"qwen3","input":"Hello","top_k":20}"#;
    /// assert_eq!(request.to_json()?, body);
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub struct ResponseRequest {} with {
        /// The model. A [`prompt`](Self::prompt) may name its own.
        model = "model": String, into;
        /// What goes to the model.
        input = "input": Input, by_hand;
        /// What the application asks of the model; not carried over from the response before.
        instructions = "instructions": String, into;
        /// Whether the response is made after the call has ended; see `Responses::wait`.
        background = "background": bool, plain;
        /// What the service does with a conversation that grows.
        context_management = "context_management": Vec<ContextManagement>, into;
        /// The conversation that input and answer are added to, by its id. Not together with
        /// `previous_response_id`.
        conversation = "conversation": String, into;
        /// What the answer has beyond the usual.
        include = "include": Vec<Include>, by_hand;
        /// The most tokens of the answer, thinking included.
        max_output_tokens = "max_output_tokens": u32, plain;
        /// The most calls of built-in tools; further ones are passed over.
        max_tool_calls = "max_tool_calls": u32, plain;
        /// Up to 16 notes that are stored with the response.
        metadata = "metadata": BTreeMap<String, String>, pairs;
        /// Moderation of input and answer within the call.
        moderation = "moderation": ModerationOptions, plain;
        /// Whether the model may call several tools at once.
        parallel_tool_calls = "parallel_tool_calls": bool, plain;
        /// The response that this one goes on from.
        previous_response_id = "previous_response_id": String, into;
        /// A prompt that is kept at the service.
        prompt = "prompt": Prompt, plain;
        /// Brings requests with the same beginning to the same cache.
        prompt_cache_key = "prompt_cache_key": String, into;
        /// How the prompt is cached.
        prompt_cache_options = "prompt_cache_options": CacheOptions, plain;
        /// How long the prompt stays in the cache; the older form of `prompt_cache_options`.
        prompt_cache_retention = "prompt_cache_retention": CacheRetention, into;
        /// How a reasoning model thinks.
        reasoning = "reasoning": ReasoningOptions, into;
        /// Names your user, so that the service can act against one user and not against you; a hash,
        /// at most 64 characters.
        safety_identifier = "safety_identifier": String, into;
        /// How the call is served and charged.
        service_tier = "service_tier": ServiceTier, into;
        /// Whether the service keeps the response; by default it does.
        store = "store": bool, plain;
        /// What a streamed response has beside its events.
        stream_options = "stream_options": StreamOptions, plain;
        /// From 0 to 2: how much chance has a say.
        temperature = "temperature": f64, into;
        /// What the text of the answer is like.
        text = "text": TextOptions, plain;
        /// Which of the tools the model may or must use.
        tool_choice = "tool_choice": ToolChoice, into;
        /// The tools that the model may use.
        tools = "tools": Vec<Tool>, by_hand;
        /// From 0 to 20: how many alternatives are given for each token; needs
        /// [`Include::Logprobs`].
        top_logprobs = "top_logprobs": u32, plain;
        /// From 0 to 1: only the likeliest tokens that together are this likely are considered.
        top_p = "top_p": f64, into;
        /// What happens when the conversation does not fit in the model.
        truncation = "truncation": Truncation, into;
        /// The field `user`, the older form of `safety_identifier` and `prompt_cache_key`. (The method
        /// `user` adds a message.)
        end_user = "user": String, into;
    }
}

impl ResponseRequest {
    /// A request to this model, without input.
    pub fn new(model: impl Into<String>) -> Self {
        Self::default().model(model)
    }

    /// A request by a prompt that is kept at the service, with the model that it names.
    pub fn of_prompt(prompt: Prompt) -> Self {
        Self::default().prompt(prompt)
    }

    /// Adds what goes to the model: a text of the user, or items.
    ///
    /// ```
    /// use openai_client::responses::{Message, ResponseRequest};
    ///
    /// let request = ResponseRequest::new("gpt-5-mini").input("Hello");
    /// let request = ResponseRequest::new("gpt-5-mini").input([
    ///     Message::user("Hello"),
    ///     Message::assistant("Hi! How can I help?"),
    ///     Message::user("Why is the sky blue?"),
    /// ]);
    /// ```
    pub fn input(mut self, input: impl Into<Input>) -> Self {
        let input = input.into();
        self.input = Some(match self.input {
            Some(before) => before.and(input),
            None => input,
        });
        self
    }

    /// Adds what the user says: a text, or parts.
    pub fn user(self, content: impl Into<Content>) -> Self {
        self.item(Message::user(content))
    }

    /// Adds what the application asks of the model.
    pub fn developer(self, content: impl Into<Content>) -> Self {
        self.item(Message::developer(content))
    }

    /// Adds what the application asks of an older model.
    pub fn system(self, content: impl Into<Content>) -> Self {
        self.item(Message::system(content))
    }

    /// Adds what the model said before.
    pub fn assistant(self, content: impl Into<Content>) -> Self {
        self.item(Message::assistant(content))
    }

    /// Adds an item of any kind, also one of an answer.
    pub fn item(self, item: impl Into<Item>) -> Self {
        self.input(item.into())
    }

    /// Adds items, also those of an answer.
    pub fn items<I: Into<Item>>(self, items: impl IntoIterator<Item = I>) -> Self {
        self.input(items.into_iter().collect::<Input>())
    }

    /// The form of the text of the answer.
    pub fn text_format(mut self, format: impl Into<TextFormat>) -> Self {
        self.text.get_or_insert_default().format = Some(format.into());
        self
    }

    /// How wordy the answer is.
    pub fn verbosity(mut self, verbosity: impl Into<Verbosity>) -> Self {
        self.text.get_or_insert_default().verbosity = Some(verbosity.into());
        self
    }

    /// How much a reasoning model thinks.
    pub fn reasoning_effort(mut self, effort: impl Into<ReasoningEffort>) -> Self {
        self.reasoning.get_or_insert_default().effort = Some(effort.into());
        self
    }

    /// The tools that the model may use, in place of those set before.
    ///
    /// ```
    /// use openai_client::responses::{ResponseRequest, ToolChoice, WebSearchTool};
    ///
    /// let request = ResponseRequest::new("gpt-5-mini")
    ///     .input("What is the weather in Bonn?")
    ///     .tools([WebSearchTool::new()])
    ///     .tool_choice(ToolChoice::Required);
    /// ```
    pub fn tools<T: Into<Tool>>(mut self, tools: impl IntoIterator<Item = T>) -> Self {
        self.tools = Some(tools.into_iter().map(Into::into).collect());
        self
    }

    /// What the answer has beyond the usual, in place of what was set before.
    pub fn include<I: Into<Include>>(mut self, include: impl IntoIterator<Item = I>) -> Self {
        self.include = Some(include.into_iter().map(Into::into).collect());
        self
    }

    /// The body of a call whose answer is streamed: with `"stream": true`, whatever
    /// [`extra`](Self::extra) says of it.
    ///
    /// # Errors
    ///
    /// As [`to_json`](Self::to_json).
    pub fn to_stream_json(&self) -> Result<Vec<u8>, Error> {
        self.stream_json()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{
        super::{
            AdditionalTools, CompactRequest, CustomTool, FileSearchTool, FunctionCallOutput,
            InputText, InputTokensRequest, RankingOptions, ReasoningContext, ReasoningMode,
            ReasoningSummary,
        },
        *,
    };
    use crate::{
        ErrorKind, RawJson,
        chat::{CacheMode, JsonSchemaFormat, ModerationMode},
    };

    #[test]
    fn a_number_that_is_not_finite_is_refused_wherever_it_stands() {
        let ranking = RankingOptions::new().score_threshold(f64::NAN);
        let search = FileSearchTool::new(vec!["vs_1".to_owned()]).ranking_options(ranking);
        let request = bare().tools([search]);
        let count = InputTokensRequest::from(&request);
        let item = Item::from(AdditionalTools::new(request.tools.clone().unwrap()));
        for written in [
            request.to_json(),
            request.to_stream_json(),
            count.to_json(),
            CompactRequest::new("m").input([item]).to_json(),
        ] {
            let error = written.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Request);
            assert_eq!(error.to_string(), "score_threshold is not a finite number");
        }
    }

    fn bare() -> ResponseRequest {
        ResponseRequest::new("m")
    }

    #[test]
    fn only_what_is_set_is_sent() {
        for (request, expected) in [
            (ResponseRequest::default(), "{}"),
            (bare(), r#"{"model":"m"}"#),
            (
                ResponseRequest::of_prompt(Prompt::new("p")),
                r#"{"prompt":{"id":"p"}}"#,
            ),
            (bare().input("u"), r#"{"model":"m","input":"u"}"#),
            (
                bare().user("u"),
                r#"{"model":"m","input":[{"type":"message","role":"user","content":"u"}]}"#,
            ),
        ] {
            assert_eq!(
                String::from_utf8(request.to_json().unwrap()).unwrap(),
                expected
            );
        }
    }

    #[test]
    fn input_is_added_to_input() {
        let request = bare()
            .input("first")
            .input([Message::assistant("second")])
            .input("third")
            .developer("fourth")
            .item(FunctionCallOutput::new("call_1", "fifth"))
            .items(vec![Message::system("sixth")]);
        let json = serde_json::to_value(&request).unwrap();
        let said: Vec<_> = json["input"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| (item["role"].as_str(), item["content"].as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (Some("user"), Some("first")),
                (Some("assistant"), Some("second")),
                (Some("user"), Some("third")),
                (Some("developer"), Some("fourth")),
                (None, None),
                (Some("system"), Some("sixth")),
            ]
        );
        assert_eq!(
            json["input"][4],
            json!({"type": "function_call_output", "call_id": "call_1", "output": "fifth"})
        );
    }

    /// One row for each field of the endpoint's body, but for `stream`.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_option_has_its_place_in_the_body() {
        let moderation = ModerationOptions::new("omni").output(ModerationMode::Block);
        let reasoning = ReasoningOptions::new()
            .effort(ReasoningEffort::Low)
            .summary(ReasoningSummary::Auto)
            .context(ReasoningContext::AllTurns)
            .mode(ReasoningMode::Pro)
            .generate_summary("concise");
        let prompt = Prompt::new("p")
            .version("2")
            .variable("a", "x")
            .variable("b", InputText::new("y"));
        let rows: Vec<(ResponseRequest, &str, Value)> = vec![
            (bare().background(true), "background", json!(true)),
            (
                bare()
                    .context_management([ContextManagement::compaction().compact_threshold(9_u64)]),
                "context_management",
                json!([{"type": "compaction", "compact_threshold": 9}]),
            ),
            (
                bare().conversation("conv_1"),
                "conversation",
                json!("conv_1"),
            ),
            (
                bare().include([Include::EncryptedReasoning, "new".into()]),
                "include",
                json!(["reasoning.encrypted_content", "new"]),
            ),
            (bare().input("i"), "input", json!("i")),
            (bare().instructions("i"), "instructions", json!("i")),
            (bare().max_output_tokens(9), "max_output_tokens", json!(9)),
            (bare().max_tool_calls(9), "max_tool_calls", json!(9)),
            (bare().metadata([("a", "b")]), "metadata", json!({"a": "b"})),
            (
                bare().moderation(moderation),
                "moderation",
                json!({"model": "omni", "policy": {"output": {"mode": "block"}}}),
            ),
            (
                bare().parallel_tool_calls(false),
                "parallel_tool_calls",
                json!(false),
            ),
            (
                bare().previous_response_id("resp_1"),
                "previous_response_id",
                json!("resp_1"),
            ),
            (
                bare().prompt(prompt),
                "prompt",
                json!({"id": "p", "version": "2", "variables": {"a": "x", "b": {"type": "input_text", "text": "y"}}}),
            ),
            (bare().prompt_cache_key("k"), "prompt_cache_key", json!("k")),
            (
                bare()
                    .prompt_cache_options(CacheOptions::new().ttl("30m").mode(CacheMode::Explicit)),
                "prompt_cache_options",
                json!({"ttl": "30m", "mode": "explicit"}),
            ),
            (
                bare().prompt_cache_retention(CacheRetention::Day),
                "prompt_cache_retention",
                json!("24h"),
            ),
            (
                bare().reasoning(reasoning),
                "reasoning",
                json!({"effort": "low", "summary": "auto", "context": "all_turns", "mode": "pro", "generate_summary": "concise"}),
            ),
            (
                bare()
                    .reasoning(ReasoningOptions::new().mode("pro"))
                    .reasoning_effort("max"),
                "reasoning",
                json!({"effort": "max", "mode": "pro"}),
            ),
            (
                bare().safety_identifier("s"),
                "safety_identifier",
                json!("s"),
            ),
            (
                bare().service_tier(ServiceTier::Ultrafast),
                "service_tier",
                json!("ultrafast"),
            ),
            (bare().store(false), "store", json!(false)),
            (
                bare().stream_options(StreamOptions::new().include_obfuscation(false)),
                "stream_options",
                json!({"include_obfuscation": false}),
            ),
            (bare().temperature(1), "temperature", json!(1.0)),
            (
                bare()
                    .text_format(TextFormat::json_object())
                    .verbosity(Verbosity::Low),
                "text",
                json!({"format": {"type": "json_object"}, "verbosity": "low"}),
            ),
            (
                bare().tool_choice(ToolChoice::function("f")),
                "tool_choice",
                json!({"type": "function", "name": "f"}),
            ),
            (
                bare().tools([CustomTool::new("t")]),
                "tools",
                json!([{"type": "custom", "name": "t"}]),
            ),
            (bare().top_logprobs(2), "top_logprobs", json!(2)),
            (bare().top_p(0.5), "top_p", json!(0.5)),
            (
                bare().truncation(Truncation::Auto),
                "truncation",
                json!("auto"),
            ),
            (bare().end_user("u"), "user", json!("u")),
        ];
        for (request, name, expected) in rows {
            let json = serde_json::to_value(&request).unwrap();
            assert_eq!(json[name], expected, "{name}");
            assert_eq!(json.as_object().unwrap().len(), 2, "{json}");
        }
    }

    #[test]
    fn a_schema_is_sent_byte_for_byte() {
        let schema = RawJson::new(r#"{"z":1, "a":2}"#).unwrap();
        let format = JsonSchemaFormat::new("n", schema);
        for (format, expected) in [
            (
                format.clone(),
                r#"{"model":"m","text":{"format":{"type":"json_schema","name":"n","schema":{"z":1, "a":2}}}}"#,
            ),
            (
                format.description("d").strict(true),
                r#"{"model":"m","text":{"format":{"type":"json_schema","name":"n","description":"d","strict":true,"schema":{"z":1, "a":2}}}}"#,
            ),
        ] {
            let body = bare().text_format(format).to_json().unwrap();
            assert_eq!(String::from_utf8(body).unwrap(), expected);
        }
    }

    #[test]
    fn an_extra_field_replaces_a_typed_one() {
        let request = bare().extra("model", "n").extra("stream", false);
        assert_eq!(
            request.to_json().unwrap(),
            br#"{"model":"n","stream":false}"#
        );
        assert_eq!(
            request.to_stream_json().unwrap(),
            br#"{"model":"n","stream":true}"#
        );
    }

    #[test]
    fn numbers_must_be_finite() {
        for (request, name) in [
            (bare().temperature(f64::NAN), "temperature"),
            (bare().top_p(f64::INFINITY), "top_p"),
        ] {
            for error in [request.to_json(), request.to_stream_json()].map(Result::unwrap_err) {
                assert_eq!(error.kind(), ErrorKind::Request);
                assert_eq!(error.to_string(), format!("{name} is not a finite number"));
            }
        }
    }
}
