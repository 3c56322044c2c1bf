//! Requests that together set every field to every kind of value it has.

use openai_structured::client::chat::{
    AllowedMode, AllowedTool, AssistantMessage, AudioFormat, AudioOutput, CacheMode, CacheOptions,
    CacheRetention, Content, ContentPart, CustomFormat, CustomTool, CustomToolCall, FunctionCall,
    FunctionCallOption, FunctionTool, FunctionToolCall, GrammarSyntax, ImageDetail,
    InputAudioFormat, JsonSchemaFormat, Message, Modality, ModerationMode, ModerationOptions,
    PartKind, Prediction, ReasoningEffort, ResponseFormatParam, SearchContextSize, ServiceTier,
    StreamOptions, Tool, ToolCall, ToolChoice, UserLocation, Verbosity, Voice, WebSearchOptions,
};
use openai_structured::client::{ChatRequest, RawJson};
use std::collections::BTreeMap;

fn schema() -> RawJson {
    let schema = r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"#;
    RawJson::new(schema).unwrap()
}

fn bare() -> ChatRequest {
    ChatRequest::new("gpt-5-mini").user("Hello")
}

fn function() -> FunctionTool {
    let function = FunctionTool::new("get_weather").description("The weather.");
    function.parameters(schema()).strict(true)
}

fn search() -> WebSearchOptions {
    let place = UserLocation::new().country("DE").region("NW").city("Bonn");
    let options = WebSearchOptions::new().user_location(place.timezone("Europe/Berlin"));
    options.search_context_size(SearchContextSize::Medium)
}

/// One request with every option, also those that no service would take together.
pub(super) fn every_field() -> ChatRequest {
    let moderation = ModerationOptions::new("omni-moderation-latest")
        .input(ModerationMode::Score)
        .output(ModerationMode::Block);
    bare()
        .audio(AudioOutput::new("alloy", AudioFormat::Wav))
        .frequency_penalty(-2)
        .function_call(FunctionCallOption::Auto)
        .functions([FunctionTool::new("f").description("d").parameters(schema())])
        .logit_bias(BTreeMap::from([("50256".to_owned(), -100)]))
        .logprobs(true)
        .max_completion_tokens(100)
        .max_tokens(100)
        .metadata([("purpose", "test")])
        .modalities([Modality::Text, Modality::Audio])
        .moderation(moderation)
        .n(2)
        .parallel_tool_calls(true)
        .prediction(Prediction::new("Hello"))
        .presence_penalty(1.5)
        .prompt_cache_key("k")
        .prompt_cache_options(CacheOptions::new().ttl("30m").mode(CacheMode::Explicit))
        .prompt_cache_retention(CacheRetention::Day)
        .reasoning_effort(ReasoningEffort::Low)
        .response_format(JsonSchemaFormat::new("city", schema()).strict(true))
        .safety_identifier("user-1")
        .seed(-5)
        .service_tier(ServiceTier::Auto)
        .stop(["a", "b"])
        .store(false)
        .stream_options(
            StreamOptions::new()
                .include_usage(true)
                .include_obfuscation(false),
        )
        .temperature(0.5)
        .tool_choice(ToolChoice::Required)
        .tools([function()])
        .top_logprobs(20)
        .top_p(0.9)
        .end_user("user-1")
        .verbosity(Verbosity::High)
        .web_search_options(search())
}

/// What is sent, and what it is for.
pub(crate) fn rows() -> Vec<(String, ChatRequest)> {
    let mut rows = vec![("bare", bare()), ("every field", every_field())];
    rows.extend(messages());
    rows.extend(tools());
    rows.extend(formats());
    let rows = rows
        .into_iter()
        .map(|(name, request)| (name.to_owned(), request));
    rows.chain(words()).collect()
}

/// Every kind of part.
fn parts() -> Vec<ContentPart> {
    let mut parts = vec![
        ContentPart::text("What is this?"),
        ContentPart::image_url("https://example.org/cat.png"),
        ContentPart::input_audio("UklGRg==", InputAudioFormat::Wav),
        ContentPart::input_audio("UklGRg==", InputAudioFormat::Mp3),
        ContentPart::file_id("file-1"),
        ContentPart::file_data("a.pdf", "data:application/pdf;base64,JVBERi0="),
    ];
    for detail in [ImageDetail::Auto, ImageDetail::Low, ImageDetail::High] {
        let image = ContentPart::image_url("data:image/png;base64,iVBORw0KGgo=");
        parts.push(image.detail(detail));
    }
    let marked = parts.iter().map(|part| part.clone().cache_breakpoint());
    parts.extend(marked.collect::<Vec<_>>());
    parts
}

fn messages() -> Vec<(&'static str, ChatRequest)> {
    let texts = || {
        Content::from([
            ContentPart::text("a"),
            ContentPart::text("b").cache_breakpoint(),
        ])
    };
    let mut every = AssistantMessage::new("a").refusal("no").audio_id("audio_1");
    every.name = Some("bot".to_owned());
    every.tool_calls = calls();
    let mut old = AssistantMessage::default();
    old.function_call = Some(FunctionCall::new("f", "{}"));
    let refused = PartKind::Refusal("no".to_owned());
    let old_answer = |content: Option<&str>| Message::Function {
        name: "f".to_owned(),
        content: content.map(str::to_owned),
    };
    let ask = || ChatRequest::new("gpt-5-mini");
    vec![
        (
            "texts",
            ask().system("s").developer("d").user("u").assistant("a"),
        ),
        (
            "names",
            ask()
                .message(Message::system("s").name("n"))
                .message(Message::developer("d").name("n"))
                .message(Message::user("u").name("n"))
                .message(Message::assistant("a").name("n")),
        ),
        (
            "texts in parts",
            ask()
                .system(texts())
                .developer(texts())
                .user(texts())
                .assistant(texts()),
        ),
        ("every part", ask().user(parts())),
        (
            "a refusal in parts",
            ask().assistant([ContentPart::text("a"), refused.into()]),
        ),
        (
            "a refusal",
            bare().message(AssistantMessage::default().refusal("no")),
        ),
        (
            "speech",
            bare().message(AssistantMessage::default().audio_id("audio_1")),
        ),
        (
            "calls and their answers",
            bare()
                .message(AssistantMessage::calls(calls()))
                .tool("call_1", "mild")
                .tool("call_2", texts()),
        ),
        ("all of an assistant", bare().message(every)),
        (
            "the old call",
            bare()
                .message(old.clone())
                .message(old_answer(Some("mild"))),
        ),
        (
            "the old call without an answer",
            bare().message(old).message(old_answer(None)),
        ),
    ]
}

fn calls() -> Vec<ToolCall> {
    vec![
        ToolCall::Function(FunctionToolCall::new(
            "call_1",
            "get_weather",
            "{\"city\":\"Bonn\"}",
        )),
        ToolCall::Custom(CustomToolCall::new("call_2", "shell", "ls")),
    ]
}

fn tools() -> Vec<(&'static str, ChatRequest)> {
    let grammar = |definition: &str, syntax| CustomFormat::Grammar {
        definition: definition.to_owned(),
        syntax,
    };
    let custom = || CustomTool::new("shell").description("Runs it.");
    let all: Vec<Tool> = vec![
        FunctionTool::new("now").into(),
        function().into(),
        CustomTool::new("any").into(),
        custom().format(CustomFormat::Text).into(),
        custom()
            .format(grammar("start: \"a\"+", GrammarSyntax::Lark))
            .into(),
        custom().format(grammar("a+", GrammarSyntax::Regex)).into(),
    ];
    let allowed = |mode| ToolChoice::Allowed {
        mode,
        tools: vec![
            AllowedTool::Function("get_weather".to_owned()),
            AllowedTool::Custom("shell".to_owned()),
        ],
    };
    let choosing = |choice| bare().tools(all.clone()).tool_choice(choice);
    vec![
        ("every tool", bare().tools(all.clone())),
        ("no tool", choosing(ToolChoice::None)),
        ("any tool", choosing(ToolChoice::Auto)),
        ("some tool", choosing(ToolChoice::Required)),
        (
            "this function",
            choosing(ToolChoice::Function("get_weather".to_owned())),
        ),
        (
            "this custom tool",
            choosing(ToolChoice::Custom("shell".to_owned())),
        ),
        ("these tools", choosing(allowed(AllowedMode::Auto))),
        (
            "one of these tools",
            choosing(allowed(AllowedMode::Required)),
        ),
        (
            "no function",
            bare()
                .functions([function_alone()])
                .function_call(FunctionCallOption::None),
        ),
        (
            "the function",
            bare()
                .functions([function_alone()])
                .function_call(FunctionCallOption::Named("now".to_owned())),
        ),
    ]
}

fn function_alone() -> FunctionTool {
    FunctionTool::new("now")
}

fn formats() -> Vec<(&'static str, ChatRequest)> {
    let named = |voice: Voice, format| bare().audio(AudioOutput::new(voice, format));
    let described = JsonSchemaFormat::new("city", schema()).description("A city.");
    vec![
        ("text", bare().response_format(ResponseFormatParam::Text)),
        (
            "JSON",
            bare().response_format(ResponseFormatParam::JsonObject),
        ),
        (
            "a schema",
            bare().response_format(JsonSchemaFormat::new("city", schema())),
        ),
        (
            "a described schema",
            bare().response_format(described.strict(false)),
        ),
        ("a voice", named("ash".into(), AudioFormat::Aac)),
        (
            "a voice of one's own",
            named(Voice::Custom("voice_1".to_owned()), AudioFormat::Mp3),
        ),
        ("one stop", bare().stop("a")),
        (
            "a predicted text in parts",
            bare().prediction(Prediction::new([ContentPart::text("a")])),
        ),
        (
            "no moderation of the answer",
            bare().moderation(ModerationOptions::new("m").input("block")),
        ),
        (
            "a search",
            bare().web_search_options(WebSearchOptions::new()),
        ),
        (
            "a search near nowhere",
            bare().web_search_options(WebSearchOptions::new().user_location(UserLocation::new())),
        ),
        (
            "padding",
            bare().stream_options(StreamOptions::new().include_obfuscation(true)),
        ),
        ("a cache", bare().prompt_cache_options(CacheOptions::new())),
    ]
}

/// Every word of every option that is one.
fn words() -> Vec<(String, ChatRequest)> {
    use ReasoningEffort::{High, Low, Max, Medium, Minimal, None, Xhigh};
    let mut rows = Vec::new();
    for effort in [None, Minimal, Low, Medium, High, Xhigh, Max] {
        rows.push((format!("effort {effort}"), bare().reasoning_effort(effort)));
    }
    for verbosity in [Verbosity::Low, Verbosity::Medium, Verbosity::High] {
        rows.push((
            format!("verbosity {verbosity}"),
            bare().verbosity(verbosity),
        ));
    }
    {
        use ServiceTier::{Auto, Default, Fast, Flex, Priority, Scale};
        for tier in [Auto, Default, Flex, Scale, Priority, Fast] {
            rows.push((format!("tier {tier}"), bare().service_tier(tier)));
        }
    }
    {
        use AudioFormat::{Aac, Flac, Mp3, Opus, Pcm16, Wav};
        for format in [Wav, Aac, Mp3, Flac, Opus, Pcm16] {
            let name = format!("speech {format}");
            rows.push((name, bare().audio(AudioOutput::new("alloy", format))));
        }
    }
    for retention in [CacheRetention::InMemory, CacheRetention::Day] {
        let name = format!("retention {retention}");
        rows.push((name, bare().prompt_cache_retention(retention)));
    }
    for mode in [CacheMode::Implicit, CacheMode::Explicit] {
        let name = format!("cache {mode}");
        rows.push((
            name,
            bare().prompt_cache_options(CacheOptions::new().mode(mode)),
        ));
    }
    for size in [
        SearchContextSize::Low,
        SearchContextSize::Medium,
        SearchContextSize::High,
    ] {
        let name = format!("context {size}");
        let options = WebSearchOptions::new().search_context_size(size);
        rows.push((name, bare().web_search_options(options)));
    }
    rows
}
