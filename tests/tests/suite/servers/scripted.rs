//! A server that answers from a script (aimock), and its journal of what it was asked: typed answers,
//! streams and runs of tools.

use super::*;
use openai_structured::client::chat::{FinishReason, ToolChoice};
use openai_structured::run::{RunErrorKind, RunOptions};
use openai_structured::{ErrorKind, MismatchKind, Outcome};
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

/// The server, and what its journal calls the requests of one test.
pub(super) struct Script {
    url: String,
    id: String,
}

impl Script {
    pub(super) fn new() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let url = named("AIMOCK_SERVER")?;
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
        let id = format!("test-{}-{next}", now.as_nanos());
        Some(Self { url, id })
    }

    pub(super) fn client(&self) -> ClientBuilder {
        plain(&self.url).default_header("x-test-id", &self.id)
    }

    /// Everything that was received.
    pub(super) async fn journal(&self) -> Vec<Value> {
        let text = self.control(http::Method::GET, "journal", "").await;
        serde_json::from_str(&text).unwrap()
    }

    /// Calls what controls the server, for the requests of this test.
    pub(super) async fn control(&self, method: http::Method, what: &str, body: &str) -> String {
        let client = plain(self.url.trim_end_matches("/v1")).build().unwrap();
        let request = client.request(method, format!("__aimock/{what}"));
        let request = request.query("testId", &self.id);
        let answer = request
            .body("application/json", body.to_owned())
            .send()
            .await;
        String::from_utf8(answer.unwrap().body().to_vec()).unwrap()
    }
}

pub(super) fn saying(text: &str) -> ChatRequest {
    ChatRequest::new("m").user(text)
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Solution {
    steps: Vec<Step>,
    final_answer: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct Step {
    explanation: String,
    output: String,
}

fn solution() -> Solution {
    let step = Step {
        explanation: "Subtract 7".to_owned(),
        output: "8x = -30".to_owned(),
    };
    Solution {
        steps: vec![step],
        final_answer: "x = -3.75".to_owned(),
    }
}

#[tokio::test]
async fn an_answer_becomes_the_type_whole_and_streamed() {
    let Some(script) = Script::new() else { return };
    let chat = script.client().build().unwrap().chat();
    let whole = chat.parse::<Solution>(saying("solve")).await.unwrap();
    assert_eq!(whole.into_parsed().unwrap(), solution());

    let mut stream = chat.stream::<Solution>(saying("solve")).await.unwrap();
    let mut steps = stream.items(|draft| draft.steps.done());
    let first = stream.next_item(&mut steps).await.unwrap().cloned();
    assert_eq!(first.as_ref(), solution().steps.first());
    let streamed = stream.finish().await.unwrap();
    assert_eq!(streamed.into_parsed().unwrap(), solution());

    let journal = script.journal().await;
    assert_eq!(journal.len(), 2);
    for request in journal {
        let format = &request["body"]["response_format"];
        assert_eq!(format["json_schema"]["name"], "Solution", "{request}");
        assert_eq!(format["json_schema"]["strict"], true, "{request}");
    }
}

#[tokio::test]
async fn an_answer_that_is_none_says_why() {
    let Some(script) = Script::new() else { return };
    let chat = script.client().build().unwrap().chat();
    for (text, kind) in [
        ("length", ErrorKind::Truncated),
        ("filtered", ErrorKind::Filtered),
        ("wrong schema", ErrorKind::Mismatch),
        ("unicode", ErrorKind::Mismatch),
    ] {
        let whole = chat.parse::<Solution>(saying(text)).await.unwrap();
        let streamed = chat.stream::<Solution>(saying(text)).await.unwrap();
        let streamed = streamed.finish().await.unwrap();
        for answer in [whole, streamed] {
            let is_cut = matches!(answer.outcome(), Outcome::Truncated { .. });
            assert_eq!(is_cut, kind == ErrorKind::Truncated, "{text}");
            let error = answer.into_parsed().unwrap_err();
            assert_eq!(error.kind(), kind, "{text}: {error:?}");
        }
    }
    let wrong = chat.parse::<Solution>(saying("wrong schema")).await;
    let wrong = wrong.unwrap().into_parsed().unwrap_err();
    let kind = wrong.mismatch().unwrap().kind();
    assert_eq!(kind, MismatchKind::Type, "{wrong:?}");
    assert_eq!(script.journal().await.len(), 9);
}

#[tokio::test]
async fn a_text_comes_as_it_is() {
    let Some(script) = Script::new() else { return };
    let chat = script.client().build().unwrap().chat();
    for (text, expected) in [
        (
            "unicode",
            "h\u{e9}llo \u{4e16}\u{754c} \u{1f680} \u{2028} end",
        ),
        ("reason", "42"),
        ("slow", "Slow and steady wins the race today."),
    ] {
        let whole = chat.create(saying(text)).await.unwrap();
        let mut stream = chat.create_stream(saying(text)).await.unwrap();
        let mut answer = client::chat::ChatAccumulator::with_meta(stream.meta().clone());
        while let Some(events) = stream.next_into(&mut answer).await {
            drop(events.unwrap());
        }
        let ended = stream.ended().unwrap();
        assert_eq!(ended, client::StreamEnd::Marker);
        drop(answer.end(ended));
        for completion in [whole, answer.into_completion()] {
            assert_eq!(completion.text(), Some(expected));
            let choice = &completion.choices[0];
            assert_eq!(choice.finish_reason, Some(FinishReason::Stop));
            let thought = choice.message.extra.get("reasoning_content");
            assert_eq!(thought.is_some(), text == "reason", "{choice:?}");
            assert!(completion.request_id().is_some());
        }
    }
}

/// The weather in a place.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct GetWeather {
    location: String,
    unit: Unit,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Fahrenheit,
}

impl Tool for GetWeather {
    type Context = Mutex<Vec<String>>;
    type Output = String;

    async fn call(self, asked: &Mutex<Vec<String>>) -> Result<String, ToolError> {
        let warm = match self.unit {
            Unit::Celsius => "21C",
            Unit::Fahrenheit => "70F",
        };
        asked.lock().unwrap().push(self.location);
        Ok(warm.to_owned())
    }
}

#[tokio::test]
async fn a_run_of_tools_asks_as_often_as_the_journal_says() {
    let Some(script) = Script::new() else { return };
    let chat = script.client().build().unwrap().chat();
    let asked = Mutex::default();
    let request = || saying("weather").tool_choice(ToolChoice::Auto);
    let run = chat
        .run_tools::<GetWeather, String>(request(), &asked)
        .await;
    let whole = run.unwrap();
    let run = chat.run_tools_streamed::<GetWeather, String>(request(), &asked, RunOptions::new());
    let streamed = run.finish().await.unwrap();
    for run in [whole, streamed] {
        assert_eq!(run.answer, "It is 21C in Paris.");
        assert_eq!(run.steps.len(), 2);
    }
    assert_eq!(*asked.lock().unwrap(), ["Paris", "Paris"]);
    let journal = script.journal().await;
    assert_eq!(journal.len(), 4);
    for request in [&journal[1], &journal[3]] {
        let told = request["body"]["messages"]
            .as_array()
            .unwrap()
            .last()
            .unwrap();
        assert_eq!(told["tool_call_id"], "call_w1", "{request}");
        assert_eq!(told["content"], "21C", "{request}");
    }

    // It calls two tools for ever.
    let endless = chat.run_tools_with::<GetWeather, String>(
        saying("two tools"),
        &asked,
        RunOptions::new().rounds(3),
    );
    let error = endless.await.unwrap_err();
    assert_eq!(error.kind(), RunErrorKind::Rounds, "{error:?}");
    let journal = script.journal().await;
    assert_eq!(journal.len() - 4, error.steps().len());
}
