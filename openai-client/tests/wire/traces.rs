//! What `tracing` is told of calls.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use openai_client::{ChatRequest, ChatStream, Client, RateLimiter, chat::ChatAccumulator};
use serde_json::{Value, json};
use tracing::{
    Dispatch, Subscriber,
    field::{Field, Visit},
    span,
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt, registry::LookupSpan};

use crate::server::{KEY, Server, ok, reply, stream};

/// The spans that have been closed, each with its name and all its fields, and the events.
#[derive(Default, Clone)]
pub(crate) struct Seen(Arc<Mutex<Vec<Fields>>>);

pub(crate) type Fields = BTreeMap<String, String>;

struct Text<'a>(&'a mut Fields);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let before = self.0.insert(field.name().to_owned(), value.to_owned());
        assert_eq!(before, None, "{field} is recorded once");
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Seen {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, cx: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Text(&mut fields));
        fields.insert("span".to_owned(), attributes.metadata().name().to_owned());
        cx.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, cx: Context<'_, S>) {
        let span = cx.span(id).unwrap();
        values.record(&mut Text(
            span.extensions_mut().get_mut::<Fields>().unwrap(),
        ));
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Text(&mut fields));
        self.0.lock().unwrap().push(fields);
    }

    fn on_close(&self, id: span::Id, cx: Context<'_, S>) {
        let fields = cx.span(&id).unwrap().extensions_mut().remove::<Fields>();
        self.0.lock().unwrap().push(fields.unwrap());
    }
}

impl Seen {
    /// Everything of ours, as one text.
    pub(crate) fn all(&self) -> String {
        format!("{:?}", self.0.lock().unwrap())
    }

    /// The one span that has been closed.
    pub(crate) fn span(&self) -> Fields {
        let seen = self.0.lock().unwrap();
        let mut spans = seen.iter().filter(|fields| fields.contains_key("span"));
        let span = spans.next().unwrap().clone();
        assert!(spans.next().is_none());
        span
    }
}

pub(crate) fn listen() -> (Seen, tracing::subscriber::DefaultGuard) {
    // While there is but one subscriber, what tracing asks whether a place in the code is heard is the
    // thread that comes there first. That may be one of another test, which has none: then nobody hears
    // the place any more. With two it asks both.
    static ANOTHER: LazyLock<Dispatch> =
        LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));
    LazyLock::force(&ANOTHER);
    let seen = Seen::default();
    let ours = tracing_subscriber::filter::Targets::new()
        .with_target("openai_client", tracing::Level::TRACE);
    let layer = seen.clone().with_filter(ours);
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    (seen, guard)
}

fn request() -> ChatRequest {
    ChatRequest::new("gpt-5-mini")
        .user("a private question")
        .temperature(0.5)
        .max_completion_tokens(50)
}

fn answer() -> String {
    json!({
        "id": "chatcmpl-1",
        "model": "gpt-5-mini-2",
        "choices": [{
            "message": {
                "role": "assistant",
                "content": "a private answer",
                "tool_calls": [{
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "look", "arguments": "{}"},
                }],
            },
            "finish_reason": "stop",
        }],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    })
    .to_string()
}

const EVENTS: &str = "data: {\"id\":\"chatcmpl-1\",\"model\":\"gpt-5-mini-2\",\"choices\":[{\"index\":0,\
    \"delta\":{\"role\":\"assistant\",\"content\":\"a private \"}}]}\n\n\
    data: {\"id\":\"chatcmpl-1\",\"model\":\"gpt-5-mini-2\",\"choices\":[{\"index\":0,\
    \"delta\":{\"content\":\"answer\"},\"finish_reason\":\"stop\"}]}\n\n\
    data: {\"id\":\"chatcmpl-1\",\"choices\":[],\
    \"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\ndata: [DONE]\n\n";

/// What every span of these calls has.
fn check_answered(span: &Fields) {
    for (name, value) in [
        ("span", "chat"),
        ("otel.name", "chat gpt-5-mini"),
        ("otel.kind", "client"),
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.provider.name", "openai"),
        ("gen_ai.request.model", "gpt-5-mini"),
        ("gen_ai.request.temperature", "0.5"),
        ("gen_ai.request.max_tokens", "50"),
        ("gen_ai.response.id", "chatcmpl-1"),
        ("gen_ai.response.model", "gpt-5-mini-2"),
        ("gen_ai.response.finish_reasons", r#"["stop"]"#),
        ("gen_ai.usage.input_tokens", "11"),
        ("gen_ai.usage.output_tokens", "7"),
        ("openai.request_id", "req_1"),
        ("server.address", "127.0.0.1"),
        ("http.response.status_code", "200"),
    ] {
        assert_eq!(
            span.get(name).map(String::as_str),
            Some(value),
            "{name} in {span:?}"
        );
    }
    assert!(!span.contains_key("error.type"));
}

#[tokio::test]
async fn a_call_is_a_span_without_what_is_said() {
    let (seen, _guard) = listen();
    let trouble = reply(503, &[("retry-after-ms", "1")], "{}");
    let server = Server::start([trouble, ok(answer())]).await;
    server.client().chat().create(request()).await.unwrap();
    let span = seen.span();
    check_answered(&span);
    assert_eq!(span["http.request.resend_count"], "1");
    assert_eq!(span["http.response.body.size"], answer().len().to_string());
    let all = seen.all();
    assert!(!all.contains("private") && !all.contains(KEY), "{all}");
    assert!(all.contains("trying again"), "{all}");
}

#[tokio::test]
async fn a_wait_for_a_turn_is_an_event() {
    let (seen, _guard) = listen();
    let server = Server::start([ok(answer()), ok(answer())]).await;
    // Two in 204 ms.
    let limiter = RateLimiter::new().requests(1, Duration::from_millis(200));
    let client = server.builder().rate_limiter(limiter).build().unwrap();
    for expected in [false, true] {
        client.chat().create(request()).await.unwrap();
        assert_eq!(seen.all().contains("waiting for a turn"), expected);
    }
}

#[tokio::test]
async fn a_stream_is_a_span_until_its_end() {
    for way in 0..4 {
        let (seen, _guard) = listen();
        let server = Server::start([stream(EVENTS)]).await;
        let mut chunks = server
            .client()
            .chat()
            .create_stream(request())
            .await
            .unwrap();
        let mut answer = ChatAccumulator::new();
        loop {
            let more = match way {
                0 => chunks.next().await.is_some(),
                1 => chunks.next_chunk().await.is_some(),
                2 => chunks.next_event().await.is_some(),
                _ => chunks.next_into(&mut answer).await.is_some(),
            };
            if !more {
                break;
            }
            assert!(!seen.all().contains("\"span\""), "{way}");
        }
        check_answered(&seen.span());
        assert!(!seen.all().contains("private"), "{way}");
    }
}

/// Asks for what comes next in one of four ways; whether there was something, and no error.
async fn next(way: u8, chunks: &mut ChatStream, answer: &mut ChatAccumulator) -> Option<bool> {
    Some(match way {
        0 => chunks.next().await?.is_ok(),
        1 => chunks.next_chunk().await?.is_ok(),
        2 => chunks.next_into(answer).await?.is_ok(),
        _ => chunks.next_event().await?.is_ok(),
    })
}

#[tokio::test]
async fn a_stream_that_is_given_up_is_what_came_of_it() {
    for way in 0..4 {
        for content in [false, true] {
            let (seen, _guard) = listen();
            let server = Server::start([stream(EVENTS)]).await;
            let client = server.builder().trace_content(content).build().unwrap();
            let mut chunks = client.chat().create_stream(request()).await.unwrap();
            let mut answer = ChatAccumulator::new();
            for _ in 0..2 {
                assert_eq!(next(way, &mut chunks, &mut answer).await, Some(true));
            }
            drop(chunks);
            let span = seen.span();
            assert_eq!(span["gen_ai.response.id"], "chatcmpl-1", "{way}");
            assert_eq!(span["gen_ai.response.finish_reasons"], r#"["stop"]"#);
            assert!(!span.contains_key("gen_ai.usage.input_tokens"), "{way}");
            let told = span.get("gen_ai.output.messages");
            assert_eq!(told.is_some(), content, "{way}");
            assert!(told.is_none_or(|text| text.contains("a private answer")));
        }
    }
}

#[tokio::test]
async fn a_chunk_that_cannot_be_read_is_a_failure() {
    for way in 0..3 {
        for content in [false, true] {
            let (seen, _guard) = listen();
            let events = "data: {\"id\":\"chatcmpl-1\",\"choices\":[]}\n\ndata: private\n\n";
            let server = Server::start([stream(events)]).await;
            let client = server.builder().trace_content(content).build().unwrap();
            let mut chunks = client.chat().create_stream(request()).await.unwrap();
            let mut answer = ChatAccumulator::new();
            for expected in [true, false] {
                assert_eq!(next(way, &mut chunks, &mut answer).await, Some(expected));
            }
            let span = seen.span();
            assert_eq!(span["error.type"], "Decode", "{way}");
            assert_eq!(span["otel.status_code"], "ERROR", "{way}");
            assert_eq!(span["gen_ai.response.id"], "chatcmpl-1", "{way}");
            assert!(!span.values().any(|value| value == "private"));
        }
    }
}

#[tokio::test]
async fn a_call_of_any_endpoint_is_traced_without_its_query() {
    for (path, shown) in [
        ("models?sig=hunter2", "models"),
        ("/files/file-1/content?sig=hunter2", "files/file-1/content"),
        ("models/gpt-4.1?sig=hunter2", "models/gpt-4.1"),
    ] {
        let (seen, _guard) = listen();
        let server = Server::start([ok("{}")]).await;
        let request = server.client().request(http::Method::GET, path);
        assert!(!format!("{request:?}").contains("hunter2"), "{request:?}");
        request.send().await.unwrap();
        let span = seen.span();
        assert_eq!(span["otel.name"], "GET");
        let all = seen.all();
        assert!(all.contains(&format!(r#""path": "{shown}""#)), "{all}");
        assert!(!all.contains("hunter2"), "{all}");
    }
    let (seen, _guard) = listen();
    let server = Server::start([]).await;
    let path = server.url().replace("http://", "http://user:hunter2@");
    let refused = server.client().request(http::Method::GET, path).send();
    refused.await.unwrap_err();
    assert!(!seen.all().contains("hunter2"), "{}", seen.all());
}

#[tokio::test]
async fn failures_have_their_type() {
    let refusal = r#"{"error":{"message":"private","code":"context_length_exceeded"}}"#;
    for (reply, expected) in [
        (reply(400, &[], refusal), "context_length_exceeded"),
        (reply(400, &[], ""), "400"),
        (ok("<html>"), "Decode"),
    ] {
        let (seen, _guard) = listen();
        let server = Server::start([reply]).await;
        server.client().chat().create(request()).await.unwrap_err();
        let span = seen.span();
        assert_eq!(span["error.type"], expected);
        assert_eq!(span["otel.status_code"], "ERROR");
        assert!(!seen.all().contains("private"), "{span:?}");
    }
    let (seen, _guard) = listen();
    let broken = "data: {\"choices\":[]}\n\ndata: {\"error\":{\"code\":\"overloaded\"}}\n\n";
    let server = Server::start([stream(broken)]).await;
    let mut chunks = server
        .client()
        .chat()
        .create_stream(request())
        .await
        .unwrap();
    chunks.next().await.unwrap().unwrap();
    chunks.next().await.unwrap().unwrap_err();
    assert_eq!(seen.span()["error.type"], "overloaded");
}

#[tokio::test]
async fn content_is_there_where_it_is_asked_for() {
    let expected = json!([{
        "role": "assistant",
        "parts": [
            {"type": "text", "content": "a private answer"},
            {"type": "tool_call", "id": "call_1", "name": "look", "arguments": "{}"},
        ],
        "finish_reason": "stop",
    }]);
    let (seen, _guard) = listen();
    let server = Server::start([ok(answer())]).await;
    let client: Client = server.builder().trace_content(true).build().unwrap();
    client.chat().create(request()).await.unwrap();
    let span = seen.span();
    let json = |name: &str| serde_json::from_str::<Value>(&span[name]).unwrap();
    let question = json!([{
        "role": "user",
        "parts": [{"type": "text", "content": "a private question"}],
    }]);
    assert_eq!(json("gen_ai.input.messages"), question);
    assert_eq!(json("gen_ai.output.messages"), expected);
    assert!(!seen.all().contains(KEY));
}
