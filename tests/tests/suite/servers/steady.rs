//! Every method of the client and every field of a request, against the mock that OpenAI's own SDKs are
//! tested with: it holds each request against the published schema. A request is good if the status is
//! below 400 and the count of mistakes is 0; a mistake within a union is answered 200. The answers are
//! noise under the schema, so what the client makes of them does not matter.

use super::requests::{every_field, rows};
use super::witness::Witness;
use super::*;
use http::Method;
use openai_structured::client::chat::StreamOptions;
use openai_structured::run::RunOptions;
use openai_structured::{AnswerFormat, SchemaDocument};

/// The mock, and a client that calls it through a witness.
pub(super) async fn steady() -> Option<(Witness, ClientBuilder)> {
    let witness = Witness::before(&named("STEADY_SERVER")?).await;
    let builder = Client::builder()
        .api_key("sk-nobody")
        .organization("org-1")
        .project("proj_1")
        .base_url(witness.base_url())
        .default_header("connection", "close");
    Some((witness, builder))
}

/// How many chats were asked for, all of them in the right way.
pub(super) fn good(heads: &[String], name: &str) -> usize {
    good_at("/chat/completions", heads, name)
}

pub(super) fn good_at(path: &str, heads: &[String], name: &str) -> usize {
    for head in heads {
        assert!(is_good_at(path, head), "{name}: {head}");
    }
    heads.len()
}

/// Whether the mock has nothing to say against a request for this path.
pub(super) fn is_good_at(path: &str, head: &str) -> bool {
    let line = head.lines().next().unwrap();
    let status: u16 = line.split(' ').nth(1).unwrap().parse().unwrap();
    let matched = format!("\r\nx-steady-matched-path: {path}\r\n");
    status < 400 && head.contains("\r\nx-steady-error-count: 0\r\n") && head.contains(&matched)
}

/// An answer, or one that cannot be read: never a refusal.
pub(super) fn heard<T>(ended: Result<T, client::Error>, name: &str) {
    if let Err(error) = ended {
        assert_eq!(End::of(&error), End::Decode, "{name}: {error:?}");
    }
}

#[tokio::test]
async fn every_field_of_a_request_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let chat = builder.build().unwrap().chat();
    let rows = rows();
    for (name, request) in &rows {
        heard(chat.create(request.clone()).await, name);
        assert_eq!(good(&witness.heads(), name), 1, "{name}");
    }
    println!("{} requests accepted", rows.len());
}

/// So that a field which is added later is asked about, too.
#[test]
fn the_request_with_every_field_has_every_field() {
    let text = format!("{:#?}", every_field());
    for line in text.lines().filter(|line| !line.starts_with("     ")) {
        assert!(!line.ends_with(": None,"), "not set: {line}");
    }
    assert!(
        text.lines()
            .any(|line| line.starts_with("    verbosity: Some("))
    );
}

/// The mock judges: it is no use if it lets everything pass.
#[tokio::test]
async fn the_mock_tells_a_bad_request() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let chat = builder.build().unwrap().chat();
    let bad = tiny().extra("n", "many");
    assert_eq!(
        End::of(&chat.create(bad).await.unwrap_err()),
        End::Status(400)
    );
    assert!(!witness.heads()[0].contains("x-steady-error-count: 0"));
    // Within a union.
    let bad = tiny().extra("stop", serde_json::json!([1]));
    heard(chat.create(bad).await, "a bad stop");
    let head = &witness.heads()[0];
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(!head.contains("x-steady-error-count: 0"), "{head}");
}

/// The mock streams only to who asks for nothing else; the service itself goes by the body.
#[tokio::test]
async fn streams_are_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let as_it_is = builder.clone().build().unwrap().chat();
    let asking = builder.default_header("accept", "text/event-stream");
    let asking = asking.build().unwrap().chat();
    let options = || StreamOptions::new().include_usage(true);
    for (name, request) in [
        ("one message", tiny()),
        ("with usage", tiny().stream_options(options())),
        ("every field", every_field()),
    ] {
        // Not one event, but a whole completion.
        let mut stream = as_it_is.create_stream(request.clone()).await.unwrap();
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!(End::of(&error), End::Decode, "{name}");
        let counted = &error.headers().unwrap()["x-steady-error-count"];
        assert_eq!(counted, "0", "{name}");

        let mut stream = asking.create_stream(request).await.unwrap();
        assert_eq!(
            stream.meta().headers()["x-steady-error-count"],
            "0",
            "{name}"
        );
        let mut chunks = 0;
        while let Some(chunk) = stream.next().await {
            match chunk {
                Ok(_) => chunks += 1,
                // It ends its streams with an object of nothing.
                Err(error) => assert_eq!(End::of(&error), End::Decode, "{name}: {error:?}"),
            }
        }
        assert!(chunks > 0, "{name}");
        assert_eq!(good(&witness.heads(), name), 2, "{name}");
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
pub(super) struct Pick {
    /// Known to each request alone.
    #[openai(choices)]
    shop: String,
}

/// The weather in a city.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
pub(super) struct GetWeather {
    city: String,
    days: Option<u8>,
}

impl Tool for GetWeather {
    type Context = ();
    type Output = String;

    async fn call(self, (): &()) -> Result<String, ToolError> {
        Ok("mild".to_owned())
    }
}

#[tokio::test]
async fn every_typed_call_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let chat = builder.build().unwrap().chat();
    let sent = |name| assert!(good(&witness.heads(), name) > 0, "{name}");

    drop(chat.parse::<City>(tiny()).await);
    sent("parse");

    let format = AnswerFormat::<Pick>::new().choices("Pick.shop", ["Oslo", "Bergen"]);
    let format = format.unwrap().reask(2);
    drop(chat.parse_with(tiny(), &format).await);
    sent("parse_with");

    let schema = SchemaDocument::from_json("numbers", NUMBERS).unwrap();
    drop(chat.parse_as::<serde_json::Value>(tiny(), &schema).await);
    sent("parse_as");

    if let Ok(stream) = chat.stream::<City>(tiny()).await {
        drop(stream.finish().await);
    }
    sent("stream");

    if let Ok(stream) = chat.stream_with(tiny(), &format).await {
        drop(stream.finish().await);
    }
    sent("stream_with");

    drop(chat.run_tools::<GetWeather, String>(tiny(), &()).await);
    sent("run_tools");

    let options = || RunOptions::new().rounds(3).reask(1);
    drop(
        chat.run_tools_with::<GetWeather, City>(tiny(), &(), options())
            .await,
    );
    sent("run_tools_with");

    let run = chat.run_tools_streamed::<GetWeather, City>(tiny(), &(), options());
    drop(run.finish().await);
    sent("run_tools_streamed");
}

/// What has no method of its own is called by its path.
#[tokio::test]
async fn calls_by_path_are_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let client = builder.admin_api_key("sk-admin-nobody").build().unwrap();
    let chat =
        serde_json::json!({ "model": "m", "messages": [{ "role": "user", "content": "u" }] });
    let call = |method, path: &str| client.request(method, path);
    for (request, path) in [
        (call(Method::GET, "models"), "/models"),
        (
            call(Method::GET, "files")
                .query("limit", "2")
                .query("order", "asc"),
            "/files",
        ),
        (
            call(Method::POST, "chat/completions").json(&chat),
            "/chat/completions",
        ),
        (call(Method::DELETE, "models/ft-1"), "/models/{model}"),
        (
            call(Method::GET, "organization/projects").admin(),
            "/organization/projects",
        ),
    ] {
        request
            .send()
            .await
            .unwrap()
            .json::<serde_json::Value>()
            .unwrap();
        let heads = witness.heads();
        assert_eq!(good_at(path, &heads, path), 1);
    }
}
