//! Real servers on this machine, and faults in front of them. Each is named by a variable; a test whose
//! server is not named says that it is skipped. `.ci/servers` starts them all.

mod batches;
mod cut;
mod deviating;
mod deviating_responses;
mod gateway;
mod pooled;
mod requests;
mod resources;
mod responses;
mod scripted;
mod scripted_faults;
mod scripted_responses;
mod steady;
mod steady_blocking;
mod witness;

pub(crate) use self::requests::rows as chat_requests;

use openai_structured::chat::ChatStream;
use openai_structured::client::{self, Chat, ClientBuilder};
use openai_structured::{Error, prelude::*};
use std::time::{Duration, Instant};

/// What a server is called by; none, said in one line, if it is not there.
#[expect(clippy::print_stdout, reason = "what is skipped is said")]
fn named(variable: &str) -> Option<String> {
    let server = std::env::var(variable).ok().filter(|it| !it.is_empty());
    if server.is_none() {
        println!("skipped: {variable} names no server");
    }
    server
}

/// What a loaded machine may take beyond a deadline.
const SLACK: Duration = Duration::from_secs(10);

/// How a call ended, by how far it got.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    /// With the answer.
    Answer,
    /// There was no connection.
    NotSent,
    /// The request went out, and no head of an answer came.
    NoHead,
    /// The head of a success came, and the body broke off.
    Cut,
    /// The service refused.
    Status(u16),
    /// A success that is no answer.
    Decode,
}

impl End {
    fn of(error: &client::Error) -> Self {
        let status = error.status().map(|status| status.as_u16());
        match (error.kind(), status) {
            (client::ErrorKind::NotSent, None) => Self::NotSent,
            (client::ErrorKind::MaybeSent, None) => Self::NoHead,
            (client::ErrorKind::MaybeSent, Some(200)) => Self::Cut,
            (client::ErrorKind::Status, Some(status)) => Self::Status(status),
            (client::ErrorKind::Decode, Some(200)) => Self::Decode,
            _ => panic!("no way to end: {error:?}"),
        }
    }
}

/// A call, as it ended.
#[derive(Debug)]
struct Told {
    end: End,
    attempts: u32,
    took: Duration,
    /// The text of the answer.
    text: Option<String>,
    /// Of a stream: what came before the end, and how long after the last of it that was.
    events: usize,
    last_wait: Duration,
    error: Option<Error>,
}

impl Told {
    fn new(began: Instant, ended: Result<(String, u32), Error>) -> Self {
        let took = began.elapsed();
        let (end, attempts, text, error) = match ended {
            Ok((text, attempts)) => (End::Answer, attempts, Some(text), None),
            Err(error) => {
                let sent = error.client().unwrap();
                (End::of(sent), sent.attempts(), None, Some(error))
            }
        };
        Self {
            end,
            attempts,
            took,
            text,
            events: 0,
            last_wait: Duration::ZERO,
            error,
        }
    }

    fn error(&self) -> &client::Error {
        self.error.as_ref().and_then(Error::client).unwrap()
    }
}

/// What the service is asked for: an answer of less than 900 bytes with its head, and one of more.
#[derive(Debug, Deserialize, ResponseFormat)]
struct City {
    #[openai(max_length = 8)]
    name: String,
    inhabitants: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Story {
    #[openai(min_length = 240, max_length = 250)]
    text: String,
}

/// A schema that is no type's.
const NUMBERS: &str = r#"{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}"#;

/// A request that the small model answers alike each time.
fn tiny() -> ChatRequest {
    let request = ChatRequest::new("tiny").user("Which city?");
    request.seed(7).temperature(0).max_completion_tokens(2000)
}

/// A client with a pool of its own, so that its first call has a new connection.
fn plain(base_url: impl Into<String>) -> ClientBuilder {
    Client::builder().no_auth().base_url(base_url)
}

async fn parsed<T: ResponseFormat>(builder: ClientBuilder, request: ChatRequest) -> Told {
    parsed_by::<T>(&builder.build().unwrap().chat(), request).await
}

async fn parsed_by<T: ResponseFormat>(chat: &Chat, request: ChatRequest) -> Told {
    let began = Instant::now();
    let answer = chat.parse::<T>(request).await.map(|answer| {
        let attempts = answer.completion().meta().attempts();
        let text = answer.text().unwrap().to_owned();
        answer.into_parsed().unwrap();
        (text, attempts)
    });
    Told::new(began, answer)
}

async fn streamed<T: ResponseFormat>(builder: ClientBuilder, request: ChatRequest) -> Told {
    streamed_by::<T>(&builder.build().unwrap().chat(), request).await
}

async fn streamed_by<T: ResponseFormat>(chat: &Chat, request: ChatRequest) -> Told {
    let began = Instant::now();
    let mut stream = match chat.stream::<T>(request).await {
        Ok(stream) => stream,
        Err(error) => return Told::new(began, Err(error)),
    };
    let (mut events, mut last) = (0, Instant::now());
    let broken = loop {
        match stream.next().await {
            Some(Ok(_)) => (events, last) = (events + 1, Instant::now()),
            Some(Err(error)) => break Some(error),
            None => break None,
        }
    };
    let last_wait = last.elapsed();
    let ended = match broken {
        Some(error) => {
            assert!(stream.next().await.is_none(), "the error is the last item");
            Err(error)
        }
        None => Ok(whole(stream).await),
    };
    Told {
        events,
        last_wait,
        ..Told::new(began, ended)
    }
}

/// A stream that was read to its end.
async fn whole<T: ResponseFormat>(stream: ChatStream<T>) -> (String, u32) {
    let answer = stream.finish().await.unwrap();
    let attempts = answer.completion().meta().attempts();
    let text = answer.text().unwrap().to_owned();
    answer.into_parsed().unwrap();
    (text, attempts)
}
