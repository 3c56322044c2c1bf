//! Typed calls that wait: the same answers as the async ones, with and without a runtime.

use openai_structured::blocking::{ChatExt, Client, Runtime};
use openai_structured::client::CallOptions;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::{AnswerFormat, ErrorKind, SchemaDocument, prelude::*};
use serde_json::Value;
use tokio::runtime;

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Ticket {
    #[openai(choices)]
    team: String,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct City {
    name: String,
}

/// A local API that runs beside the calls, and a client of it.
pub(crate) fn api(script: impl IntoIterator<Item = Reply>) -> (LocalApi, Client) {
    let runtime = Runtime::shared().unwrap();
    let api = runtime.block_on(LocalApi::scripted(script)).unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    (api, client.max_retries(0).build_blocking().unwrap())
}

fn request() -> ChatRequest {
    ChatRequest::new("m").user("Go.")
}

fn oslo() -> Reply {
    Reply::text(r#"{"name":"Oslo"}"#)
}

#[test]
fn each_kind_of_typed_answer() {
    let (api, client) = api([
        oslo(),
        Reply::text(r#"{"team":"nobody"}"#),
        Reply::text(r#"{"team":"billing"}"#),
        oslo(),
        Reply::refusal("no"),
        Reply::error(404, "no such model"),
    ]);
    let chat = client.chat();

    let city = chat.parse::<City>(request()).unwrap();
    assert_eq!(city.into_parsed().unwrap().name, "Oslo");

    let format = AnswerFormat::<Ticket>::new();
    let format = format.choices("Ticket.team", ["billing"]).unwrap().reask(1);
    let ticket = chat.parse_with(request(), &format).unwrap();
    assert_eq!(ticket.into_parsed().unwrap().team, "billing");

    let schema = SchemaDocument::from_json("city", City::SCHEMA.json()).unwrap();
    let value = chat.parse_as::<Value>(request(), &schema).unwrap();
    assert_eq!(value.into_parsed().unwrap()["name"], "Oslo");

    let refused = chat.parse::<City>(request()).unwrap().into_parsed();
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Refused);
    let options = CallOptions::new().header("x-one", "1");
    let error = chat.with(options).parse::<City>(request()).unwrap_err();
    assert_eq!(error.client().unwrap().status().unwrap(), 404);

    let seen = api.requests();
    let formats: Vec<_> = seen
        .iter()
        .map(|it| {
            it.body["response_format"]["json_schema"]["name"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert_eq!(
        formats,
        ["City", "Ticket", "Ticket", "city", "City", "City"]
    );
    assert_eq!(seen[5].header("x-one"), Some("1"));
}

/// Throws dice.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct Throw {
    dice: u8,
}

impl Tool for Throw {
    type Context = ();
    type Output = u8;

    async fn call(self, (): &()) -> Result<u8, ToolError> {
        Ok(6 * self.dice)
    }
}

/// The other surface, by the same code.
#[test]
fn responses_of_each_kind() {
    use openai_structured::blocking::ResponsesExt as _;
    use openai_structured::client::responses::{ResponseEvent, ResponseRequest};
    let (_api, client) = api([
        oslo(),
        Reply::text(r#"{"team":"nobody"}"#),
        Reply::text(r#"{"team":"billing"}"#),
        oslo(),
        oslo(),
        Reply::text(r#"{"team":"nobody"}"#),
        oslo(),
        Reply::tool_call("throw", r#"{"dice":2}"#),
        Reply::text("Twelve"),
    ]);
    let responses = client.responses();
    let request = || ResponseRequest::new("m").input("Go.");

    let city = responses.parse::<City>(request()).unwrap();
    assert_eq!(city.into_parsed().unwrap().name, "Oslo");

    let format = AnswerFormat::<Ticket>::new();
    let format = format.choices("Ticket.team", ["billing"]).unwrap().reask(1);
    let ticket = responses.parse_with(request(), &format).unwrap();
    assert_eq!(ticket.into_parsed().unwrap().team, "billing");

    let schema = SchemaDocument::from_json("city", City::SCHEMA.json()).unwrap();
    let value = responses.parse_as::<Value>(request(), &schema).unwrap();
    assert_eq!(value.into_parsed().unwrap()["name"], "Oslo");

    let mut stream = responses.stream::<City>(request()).unwrap();
    let mut names = Vec::new();
    while let Some(event) = stream.next() {
        event.unwrap();
        names.extend(stream.draft().name.text().map(str::to_owned));
    }
    assert_eq!(names.last().map(String::as_str), Some("Oslo"));
    assert_eq!(stream.finish().unwrap().into_parsed().unwrap().name, "Oslo");

    let request_behind = request().background(true);
    let mut stream = responses.stream::<Ticket>(request_behind).unwrap();
    stream.next().unwrap().unwrap();
    let id = stream.snapshot().id.clone();
    drop(stream);
    let rest = responses.resume_stream_with(&id, None, &format).unwrap();
    let mismatch = rest.finish().unwrap().into_parsed().unwrap_err();
    assert_eq!(mismatch.kind(), ErrorKind::Mismatch);

    let events = responses.create_stream(request()).unwrap();
    let events: Vec<ResponseEvent> = events.map(Result::unwrap).collect();
    assert!(matches!(events.last(), Some(ResponseEvent::Completed(_))));

    let run = responses
        .run_tools::<Throw, String>(request(), &())
        .unwrap();
    assert_eq!(run.answer, "Twelve");
    assert_eq!(run.steps[0].calls[0].result.content(), "12");
}

#[test]
fn both_clients_in_one_program() {
    use openai_structured::ChatExt as _;
    let (api, client) = api([oslo(), oslo()]);
    let other = openai_structured::client::Client::builder().no_auth();
    let other = other.base_url(api.base_url()).build().unwrap();
    // The API runs on the thread in the background, so this runtime may stand still.
    let here = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    here.block_on(async {
        let waited = client.chat().parse::<City>(request()).unwrap();
        let awaited = other.chat().parse::<City>(request()).await.unwrap();
        assert_eq!(
            waited.into_parsed().unwrap(),
            awaited.into_parsed().unwrap()
        );
    });
}
