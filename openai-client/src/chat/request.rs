//! The request: a model, messages, and every option of the endpoint.

use std::collections::BTreeMap;

use super::{
    content::Content,
    format::ResponseFormatParam,
    message::Message,
    options::{
        AudioOutput, CacheOptions, CacheRetention, Modality, ModerationOptions, Prediction,
        ReasoningEffort, ServiceTier, Stop, StreamOptions, Verbosity,
    },
    tool::{FunctionCallOption, FunctionTool, Tool, ToolChoice},
    web_search::WebSearchOptions,
};
use crate::{
    body::{RequestBody, request_body},
    error::Error,
};

request_body! {
    /// A request for a chat completion.
    ///
    /// Only what is set is sent. For a field that this version does not know there is
    /// [`extra`](Self::extra).
    ///
    /// ```
    /// use openai_client::{ChatRequest, chat::ReasoningEffort};
    ///
    /// let request = ChatRequest::new("gpt-5-mini")
    ///     .developer("You are terse.")
    ///     .user("Why is the sky blue?")
    ///     .reasoning_effort(ReasoningEffort::Low)
    ///     .max_completion_tokens(500);
    ///
    /// let request = ChatRequest::new("qwen3").user("Hello").extra("top_k", 20);
    /// let body = br#"{"model":"qwen3","messages":[{"role":"user","content":"Hello"}],"top_k":20}"#;
    /// assert_eq!(request.to_json()?, body);
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub struct ChatRequest {
        /// The model.
        model = "model": String;
        /// The conversation so far.
        messages = "messages": Vec<Message>;
    } with {
        /// How a spoken answer sounds.
        audio = "audio": AudioOutput, plain;
        /// From -2 to 2: above 0, words become less likely the more often they came before.
        frequency_penalty = "frequency_penalty": f64, into;
        /// The old form of `tool_choice`.
        function_call = "function_call": FunctionCallOption, plain;
        /// The old form of `tools`. The function's `strict` is not part of it.
        functions = "functions": Vec<FunctionTool>, into;
        /// From -100 to 100 for tokens by their number: how much likelier they become.
        logit_bias = "logit_bias": BTreeMap<String, i32>, plain;
        /// Whether the answer says how likely each token was.
        logprobs = "logprobs": bool, plain;
        /// The most tokens of the answer, thinking included.
        max_completion_tokens = "max_completion_tokens": u32, plain;
        /// The old form of `max_completion_tokens`, which many compatible services still want.
        max_tokens = "max_tokens": u32, plain;
        /// Up to 16 notes that are stored with the completion.
        metadata = "metadata": BTreeMap<String, String>, pairs;
        /// The forms of the answer: text, speech.
        modalities = "modalities": Vec<Modality>, into;
        /// Moderation of request and answer within the call.
        moderation = "moderation": ModerationOptions, plain;
        /// How many choices are made; all are charged.
        n = "n": u32, plain;
        /// Whether the model may call several tools at once.
        parallel_tool_calls = "parallel_tool_calls": bool, plain;
        /// What is known of the answer beforehand.
        prediction = "prediction": Prediction, plain;
        /// From -2 to 2: above 0, words that came before become less likely.
        presence_penalty = "presence_penalty": f64, into;
        /// Brings requests with the same beginning to the same cache.
        prompt_cache_key = "prompt_cache_key": String, into;
        /// How the prompt is cached.
        prompt_cache_options = "prompt_cache_options": CacheOptions, plain;
        /// How long the prompt stays in the cache; the older form of `prompt_cache_options`.
        prompt_cache_retention = "prompt_cache_retention": CacheRetention, into;
        /// How much a reasoning model thinks.
        reasoning_effort = "reasoning_effort": ReasoningEffort, into;
        /// The form of the answer.
        response_format = "response_format": ResponseFormatParam, into;
        /// Names your user, so that the service can act against one user and not against you; a hash,
        /// at most 64 characters.
        safety_identifier = "safety_identifier": String, into;
        /// Makes answers repeatable, as far as the service can.
        seed = "seed": i64, plain;
        /// How the call is served and charged.
        service_tier = "service_tier": ServiceTier, into;
        /// Where the model stops; the text itself is not part of the answer.
        stop = "stop": Stop, into;
        /// Whether the service keeps the completion.
        store = "store": bool, plain;
        /// What a streamed answer has beside its text.
        stream_options = "stream_options": StreamOptions, plain;
        /// From 0 to 2: how much chance has a say.
        temperature = "temperature": f64, into;
        /// Which tools may or must be called.
        tool_choice = "tool_choice": ToolChoice, plain;
        /// The tools that may be called.
        tools = "tools": Vec<Tool>, by_hand;
        /// From 0 to 20: how many alternatives are given for each token; needs `logprobs`.
        top_logprobs = "top_logprobs": u32, plain;
        /// From 0 to 1: only the likeliest tokens that together are this likely are considered.
        top_p = "top_p": f64, into;
        /// The field `user`, the older form of `safety_identifier` and `prompt_cache_key`. (The method
        /// `user` adds a message.)
        end_user = "user": String, into;
        /// How wordy the answer is.
        verbosity = "verbosity": Verbosity, into;
        /// Lets a model search the web.
        web_search_options = "web_search_options": WebSearchOptions, plain;
    }
}

impl ChatRequest {
    /// A request to this model, without messages.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            ..Self::default()
        }
    }

    /// Adds what the application asks of an older model.
    pub fn system(self, content: impl Into<Content>) -> Self {
        self.message(Message::system(content))
    }

    /// Adds what the application asks of the model.
    pub fn developer(self, content: impl Into<Content>) -> Self {
        self.message(Message::developer(content))
    }

    /// Adds what the user says: a text, or parts (`vec![ContentPart::…]`).
    pub fn user(self, content: impl Into<Content>) -> Self {
        self.message(Message::user(content))
    }

    /// Adds what the model said before.
    pub fn assistant(self, content: impl Into<Content>) -> Self {
        self.message(Message::assistant(content))
    }

    /// Adds what a tool gave to the call of this id.
    pub fn tool(self, tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        self.message(Message::tool(tool_call_id, content))
    }

    /// Adds a message of any kind, also the message of an answer.
    pub fn message(mut self, message: impl Into<Message>) -> Self {
        self.messages.push(message.into());
        self
    }

    /// The tools that may be called, in place of those set before.
    pub fn tools<T: Into<Tool>>(mut self, tools: impl IntoIterator<Item = T>) -> Self {
        self.tools = Some(tools.into_iter().map(Into::into).collect());
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
            format::JsonSchemaFormat,
            options::{AudioFormat, CacheMode, ModerationMode},
            tool::CustomTool,
            web_search::{SearchContextSize, UserLocation},
        },
        *,
    };
    use crate::{ErrorKind, RawJson};

    fn bare() -> ChatRequest {
        ChatRequest::new("m").user("u")
    }

    #[test]
    fn only_what_is_set_is_sent() {
        let body = bare().to_json().unwrap();
        assert_eq!(
            body,
            br#"{"model":"m","messages":[{"role":"user","content":"u"}]}"#
        );
    }

    #[test]
    fn messages_keep_their_order() {
        let request = ChatRequest::new("m")
            .system("s")
            .developer("d")
            .user("u")
            .assistant("a")
            .tool("c", "t");
        let roles: Vec<_> = serde_json::to_value(&request).unwrap()["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["role"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(roles, ["system", "developer", "user", "assistant", "tool"]);
    }

    /// One row for each field of the endpoint's body, but for `stream`.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_option_has_its_place_in_the_body() {
        let schema = || RawJson::new(r#"{"z":1,"a":2}"#).unwrap();
        let moderation = ModerationOptions::new("omni")
            .input("score")
            .output(ModerationMode::Block);
        let search = WebSearchOptions::new()
            .search_context_size(SearchContextSize::Low)
            .user_location(
                UserLocation::new()
                    .country("DE")
                    .region("NW")
                    .city("Bonn")
                    .timezone("Europe/Berlin"),
            );
        let rows: Vec<(ChatRequest, &str, Value)> = vec![
            (
                bare().audio(AudioOutput::new("alloy", AudioFormat::Mp3)),
                "audio",
                json!({"voice": "alloy", "format": "mp3"}),
            ),
            (
                bare().audio(AudioOutput::new(
                    super::super::Voice::Custom("v".to_owned()),
                    "ogg",
                )),
                "audio",
                json!({"voice": {"id": "v"}, "format": "ogg"}),
            ),
            (
                bare().frequency_penalty(-1),
                "frequency_penalty",
                json!(-1.0),
            ),
            (
                bare().function_call(FunctionCallOption::Auto),
                "function_call",
                json!("auto"),
            ),
            (
                bare().functions([FunctionTool::new("f")]),
                "functions",
                json!([{"name": "f"}]),
            ),
            (
                bare().logit_bias(BTreeMap::from([("50256".to_owned(), -100)])),
                "logit_bias",
                json!({"50256": -100}),
            ),
            (bare().logprobs(true), "logprobs", json!(true)),
            (
                bare().max_completion_tokens(9),
                "max_completion_tokens",
                json!(9),
            ),
            (bare().max_tokens(9), "max_tokens", json!(9)),
            (bare().metadata([("a", "b")]), "metadata", json!({"a": "b"})),
            (
                bare().modalities([Modality::Text, Modality::Audio]),
                "modalities",
                json!(["text", "audio"]),
            ),
            (
                bare().moderation(moderation),
                "moderation",
                json!({"model": "omni", "policy": {"input": {"mode": "score"}, "output": {"mode": "block"}}}),
            ),
            (
                bare().moderation(ModerationOptions::new("omni")),
                "moderation",
                json!({"model": "omni"}),
            ),
            (bare().n(2), "n", json!(2)),
            (
                bare().parallel_tool_calls(false),
                "parallel_tool_calls",
                json!(false),
            ),
            (
                bare().prediction(Prediction::new("p")),
                "prediction",
                json!({"type": "content", "content": "p"}),
            ),
            (bare().presence_penalty(0.5), "presence_penalty", json!(0.5)),
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
                bare().reasoning_effort(ReasoningEffort::Xhigh),
                "reasoning_effort",
                json!("xhigh"),
            ),
            (
                bare().reasoning_effort("boundless"),
                "reasoning_effort",
                json!("boundless"),
            ),
            (
                bare().response_format(JsonSchemaFormat::new("n", schema())),
                "response_format",
                json!({"type": "json_schema", "json_schema": {"name": "n", "schema": {"z": 1, "a": 2}}}),
            ),
            (
                bare().safety_identifier("s"),
                "safety_identifier",
                json!("s"),
            ),
            (bare().seed(-7), "seed", json!(-7)),
            (bare().service_tier("flex"), "service_tier", json!("flex")),
            (bare().stop("."), "stop", json!(".")),
            (bare().stop([".", "!"]), "stop", json!([".", "!"])),
            (bare().store(true), "store", json!(true)),
            (
                bare().stream_options(
                    StreamOptions::new()
                        .include_usage(true)
                        .include_obfuscation(false),
                ),
                "stream_options",
                json!({"include_usage": true, "include_obfuscation": false}),
            ),
            (bare().temperature(0), "temperature", json!(0.0)),
            (
                bare().tool_choice(ToolChoice::Required),
                "tool_choice",
                json!("required"),
            ),
            (
                bare().tools([CustomTool::new("c")]),
                "tools",
                json!([{"type": "custom", "custom": {"name": "c"}}]),
            ),
            (bare().top_logprobs(5), "top_logprobs", json!(5)),
            (bare().top_p(0.25), "top_p", json!(0.25)),
            (bare().end_user("e"), "user", json!("e")),
            (bare().verbosity(Verbosity::Low), "verbosity", json!("low")),
            (
                bare().web_search_options(search),
                "web_search_options",
                json!({
                    "search_context_size": "low",
                    "user_location": {"type": "approximate", "approximate":
                        {"country": "DE", "region": "NW", "city": "Bonn", "timezone": "Europe/Berlin"}},
                }),
            ),
        ];
        for (request, name, expected) in rows {
            let mut body = serde_json::to_value(&request).unwrap();
            let body = body.as_object_mut().unwrap();
            assert_eq!(body.remove(name), Some(expected), "{name}");
            assert_eq!(body.len(), 2, "{name} brings nothing else: {body:?}");
        }
    }

    #[test]
    fn an_extra_field_replaces_a_typed_one() {
        let request = bare()
            .temperature(0.5)
            .top_p(0.5)
            .extra("top_k", 20)
            .extra("temperature", Value::Null)
            .extra("model", "other");
        let text = String::from_utf8(request.to_json().unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"messages":[{"role":"user","content":"u"}],"top_p":0.5,"model":"other","temperature":null,"top_k":20}"#
        );
    }

    #[test]
    fn streaming_changes_nothing_else() {
        let request = bare().temperature(0.5).extra("top_k", 20);
        let plain = String::from_utf8(request.to_json().unwrap()).unwrap();
        let streamed = String::from_utf8(request.to_stream_json().unwrap()).unwrap();
        let expected = plain.strip_suffix('}').unwrap().to_owned() + r#","stream":true}"#;
        assert_eq!(streamed, expected);
        let contrary = request.extra("stream", false);
        assert_eq!(contrary.to_stream_json().unwrap(), expected.into_bytes());
        let number = bare().top_p(f64::NAN).to_stream_json().unwrap_err();
        assert_eq!(number.kind(), ErrorKind::Request);
    }

    #[test]
    fn schemas_are_written_byte_for_byte() {
        let schema = "{\n  \"type\": \"object\",\t\"z\": 1.0, \"a\": 1e2, \"é\": \"\\u00e9\"}";
        let format = JsonSchemaFormat::new("n", RawJson::new(schema).unwrap());
        let tool = FunctionTool::new("f").parameters(RawJson::new(schema).unwrap());
        let text = String::from_utf8(
            bare()
                .response_format(format)
                .tools([tool])
                .to_json()
                .unwrap(),
        )
        .unwrap();
        assert_eq!(text.matches(schema).count(), 2, "{text}");
    }

    #[test]
    fn a_number_that_json_does_not_have_is_refused() {
        for request in [
            bare().temperature(f64::NAN),
            bare().top_p(f64::INFINITY),
            bare().presence_penalty(f32::NEG_INFINITY),
            bare().frequency_penalty(f64::NAN),
        ] {
            assert_eq!(request.to_json().unwrap_err().kind(), ErrorKind::Request);
        }
    }
}
