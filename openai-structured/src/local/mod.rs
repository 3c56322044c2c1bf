//! An OpenAI-compatible server in your process, for tests and for trying things without a key.
//!
//! [`LocalApi`] listens on 127.0.0.1 at a port that the system chooses. It answers
//!
//! - `/v1/chat/completions`: created plain and streamed; with `store: true` listed, retrieved, changed
//!   and deleted, and their messages;
//! - `/v1/responses`: created plain, streamed and in the background, retrieved, streamed once more,
//!   cancelled and deleted; their input items, `input_tokens` and `compact`;
//! - `/v1/conversations` and their items;
//! - `/v1/files`, sent in forms and given back as they were sent;
//! - `/v1/uploads`: files in parts;
//! - `/v1/batches`, of which the lines are answered by the endpoints here;
//! - `/v1/embeddings` and `/v1/moderations`;
//! - `/v1/models`, the one that there is.
//!
//! A client of Azure finds them at [`LocalApi::endpoint`] where Azure has them: below `/openai/v1`, or, with an
//! `api-version`, below `/openai` and `/openai/deployments/{any}`. It may send its key as `api-key`.
//!
//! It refuses what the API refuses (a schema that is not strict, a tool name that is too long, a call
//! without its output) with the API's status, code and text, and remembers what it received. Of
//! responses and conversations it keeps the last thousand each, in memory: `previous_response_id` goes
//! on from them, and from nothing that was made with `store: false`. So it does with stored completions,
//! batches and files, which may have a gigabyte together; a request may have 65 MiB, a part of an upload
//! 64.
//!
//! A [`Reply`] is written in the words of the endpoint that is asked. One that is streamed is cut into
//! events, and can be written in other pieces, slowly, or with an [`Ending`] that no client hopes for.
//! [`Reply::stream`] and [`Reply::events`] play a recording, or what the API would never send. What only
//! a response can say are [`Reply::reasoning`], [`Reply::item`] and [`Reply::failed`]; where no text is
//! asked for, [`Reply::vectors`] and [`Reply::flagged`] answer.
//!
//! A batch goes on when it is looked at (`GET /v1/batches/{id}`), and at no other time: the first look
//! finds it `in_progress`, or `failed` for what is wrong with its file. Each look asks a thousand of its
//! lines, in their order; one has its answer after as many looks as [`Reply::polls`] says, or never by
//! [`Reply::expired`]. Its files have the lines in another order, as those of the API may.
//!
//! What it answers comes from a script of [`Reply`]s, or, with the feature `local-model`, from a
//! stand-in model. The stand-in is no language model: it copies what it finds in the prompt into
//! the shape that the request's schema asks for. Where tools are offered, it calls those whose name or
//! description has a word of at least four letters in common with the user's last message, all in one
//! answer (with `parallel_tool_calls: false` only the first), and answers once a tool has; with
//! `tool_choice` it calls the tool that it must, or none. Of what a tool gives as JSON it reads a line
//! for each value, and arguments it takes from the user's last message before those that came earlier.
//! It has no tools of its own, and does not think. Its embeddings are made of the words of a text, so
//! texts with words in common are near; it finds nothing to moderate.
//!
//! # Record and replay
//!
//! With the feature `client`, a `Recorder` is a transport of the client's that keeps what goes over it as a
//! [`Tape`], without credentials: a file of JSON for people to read and to review. [`LocalApi::replay`] plays
//! it, without a key and without the service. A [`Replay`] says how: in the recorded pieces, cut at any
//! byte, slowly, broken off, or with an error first.
//!
//! ```
//! # #[cfg(feature = "client")]
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use openai_structured::local::{LocalApi, Recorder, Tape};
//! use openai_structured::client::{ClientBuilder, transport::HttpTransport};
//! use openai_structured::prelude::*;
//!
//! // The program under test: all of it works on a client.
//! async fn capital(client: &Client) -> Result<String, openai_structured::client::Error> {
//!     let request = ChatRequest::new("gpt-5-mini").user("Capital of Norway?");
//!     let mut stream = client.chat().create_stream(request).await?;
//!     let mut text = String::new();
//!     while let Some(chunk) = stream.next().await {
//!         let chunk = chunk?;
//!         let deltas = chunk.choices.iter().filter_map(|choice| choice.delta.content.as_deref());
//!         text.extend(deltas);
//!     }
//!     Ok(text)
//! }
//!
//! let path = "tests/tapes/capital.json";
//! # let path = std::env::temp_dir().join(format!("capital-{}.json", std::process::id()));
//! // Once, with a key: in a test that is `#[ignore]`d, say.
//! let http = HttpTransport::new()?;
//! let recorder = Recorder::new(http.clone());
//! # let api = LocalApi::scripted([openai_structured::local::Reply::text("Oslo")]).await?;
//! let client = ClientBuilder::from_env().transport(recorder.clone());
//! # let client = client.api_key("sk-of-the-example").base_url(api.base_url());
//! capital(&client.build()?).await?;
//! recorder.tape().save(&path)?;
//!
//! // In a test, once for each byte at which an answer can be cut in two:
//! let tape = Tape::load(&path)?;
//! # std::fs::remove_file(&path)?;
//! for replay in tape.splits() {
//!     let api = LocalApi::replay(replay).await?;
//!     let client = Client::builder().no_auth().transport(http.clone()).base_url(api.base_url());
//!     assert_eq!(capital(&client.build()?).await?, "Oslo");
//!     assert!(api.unplayed().is_empty());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A tape is recorded anew when somebody says so, and never because there is none: a test that finds no tape
//! fails, and does not call the service.
//!
//! # Examples
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use openai_structured::local::{LocalApi, Reply};
//!
//! let api = LocalApi::scripted([Reply::text(r#"{"city":"Oslo"}"#)]).await?;
//! let base_url = api.base_url(); // for the client under test
//! # assert!(base_url.starts_with("http://127.0.0.1:") && base_url.ends_with("/v1"));
//! assert!(api.requests().is_empty());
//! # Ok::<(), openai_structured::local::StartError>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod api;
#[cfg(feature = "local-model")]
mod asked;
mod azure;
mod batches;
mod chat;
mod dialect;
mod embeddings;
mod error;
mod field;
mod files;
mod form;
#[cfg(feature = "local-model")]
mod heard;
#[cfg(feature = "local-model")]
mod model;
mod models;
mod moderations;
mod outgoing;
mod query;
mod received;
mod refuse;
mod reply;
mod responses;
mod route;
mod said;
mod serve;
mod shape;
mod shelf;
mod source;
mod stop;
mod stream;
mod tape;
mod text;
#[cfg(feature = "local-model")]
mod turn;
mod uploads;
#[cfg(feature = "local-model")]
mod wanted;

pub use api::{Builder, LocalApi};
pub use error::StartError;
pub use received::Received;
pub use reply::Reply;
pub use stream::Ending;
#[cfg(feature = "client")]
pub use tape::Recorder;
pub use tape::{
    Exchange, Piece, REDACTED, RecordedAnswer, RecordedEnd, RecordedRequest, Replay, Tape,
    TapeError, TapeErrorKind,
};

#[cfg(test)]
mod tests;
