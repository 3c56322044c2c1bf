//! A typed OpenAI client: requests and answers as types, retries, deadlines, and errors that say
//! how far a call got.
//!
//! The calls take a typed request and give a typed answer. Types of answers are lenient: a value
//! that this version does not know is kept, a missing field is none, and the whole body stays at
//! hand. For answers in types of your own see the crate `openai-structured`, which builds on this
//! one.
//!
//! ```no_run
//! use openai_client::{ChatRequest, Client};
//!
//! # async fn run() -> Result<(), openai_client::Error> {
//! let client = Client::from_env()?;
//! let request = ChatRequest::new("gpt-5-mini")
//!     .developer("Answer in one word.")
//!     .user("Capital of France?");
//! let completion = client.chat().create(request).await?;
//! println!("{}", completion.text().unwrap_or_default());
//! # Ok(())
//! # }
//! ```
//!
//! The same by the Responses API, where the service can keep what was said and has tools of its own; see
//! [`responses`] for what else there is:
//!
//! ```no_run
//! use openai_client::{Client, ResponseRequest};
//!
//! # async fn run(client: Client) -> Result<(), openai_client::Error> {
//! let request = ResponseRequest::new("gpt-5-mini")
//!     .instructions("Answer in one word.")
//!     .input("Capital of France?");
//! let response = client.responses().create(request).await?;
//! println!("{}", response.text().unwrap_or_default());
//!
//! let next = ResponseRequest::new("gpt-5-mini")
//!     .previous_response_id(&response.id)
//!     .input("And of Italy?");
//! # Ok(())
//! # }
//! ```
//!
//! | | calls | answers piece by piece |
//! |---|---|---|
//! | [`chat`] | `Client::chat` | `Chat::create_stream`, [`chat::ChatAccumulator`] |
//! | [`responses`] | `Client::responses` | `Responses::create_stream`, [`responses::ResponseAccumulator`] |
//! | [`conversations`] | `Client::conversations` | |
//! | [`files`] | `Client::files` | `Download` |
//! | [`batches`] | `Client::batches` | |
//! | [`uploads`] | `Client::uploads` | |
//! | [`embeddings`] | `Client::embeddings` | |
//! | [`moderations`] | `Client::moderations` | |
//! | [`models`] | `Client::models` | |
//! | any other endpoint | `Client::request` | `RawRequest` |
//!
//! With feature `webhooks`, `Webhooks` verifies and reads what the service posts to an address of yours.
//!
//! Lists come as `Pages`, which ask for what is needed. [`sse`] decodes event streams that came another
//! way.
//!
//! All futures need a tokio runtime. With feature `blocking` there is a client that waits, in
//! programs with and without one: `blocking::Client`.
//!
//! Without the feature `transport` there are neither calls nor an HTTP stack: types, [`sse`] and
//! errors, for an HTTP client of your own. The README lists the features, among them those that
//! choose what TLS is done with.
//!
//! # What is traced
//!
//! Each call is a span of `tracing` at level info, with OpenTelemetry's [names for generative AI]:
//! `gen_ai.request.model`, `gen_ai.response.id`, `gen_ai.usage.input_tokens`, `error.type` and so on,
//! beside `openai.request_id`, which the service's support asks for. It is open until the answer has
//! come or the stream has ended, over all attempts. Within it each answer and each wait, for another
//! attempt or for a turn at the `RateLimiter`, is an event at level debug: method, path, status,
//! request id, attempt, kind of failure. A token that calls share is fetched by a task of its own, whose
//! events are in no span.
//!
//! They have sizes, counts and ids, never headers, parameters of the URL or bodies. What is said is
//! recorded only with `ClientBuilder::trace_content`, and of images, sound and files within it the
//! size alone.
//!
//! [names for generative AI]: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans

mod alike;
#[cfg(feature = "transport")]
pub mod auth;
pub mod batches;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
pub mod chat;
#[cfg(feature = "transport")]
mod client;
pub mod conversations;
pub mod embeddings;
mod error;
#[cfg(feature = "transport")]
mod exchange;
pub mod files;
#[cfg(feature = "transport")]
mod form;
#[cfg(feature = "transport")]
mod header;
mod lenient;
#[cfg(feature = "transport")]
mod list;
mod meta;
pub mod models;
pub mod moderations;
mod open_enum;
mod origin;
mod rate_limit;
mod raw_json;
pub mod responses;
mod secrets;
pub mod sse;
mod stream_end;
#[cfg(feature = "transport")]
mod telemetry;
#[cfg(feature = "transport")]
pub mod transport;
pub mod uploads;
#[cfg(feature = "transport")]
mod wait;
#[cfg(feature = "webhooks")]
pub mod webhooks;
mod wire;

// The crates whose types are taken and given, in the versions that fit.
#[cfg(feature = "bedrock")]
#[doc(no_inline)]
pub use aws_credential_types;
#[cfg(feature = "transport")]
#[doc(no_inline)]
pub use reqwest;
#[doc(no_inline)]
pub use {bytes, http};

#[cfg(feature = "transport")]
pub use batches::Batches;
#[cfg(feature = "transport")]
pub use chat::{Chat, ChatStream};
pub use chat::{ChatCompletion, ChatRequest, Message};
#[cfg(feature = "transport")]
pub use client::{CallOptions, Client, ClientBuilder, RawAnswer, RawRequest, Residency};
#[cfg(feature = "transport")]
pub use conversations::Conversations;
#[cfg(feature = "transport")]
pub use embeddings::Embeddings;
pub use error::{Error, ErrorKind};
#[cfg(feature = "transport")]
pub use exchange::Download;
#[cfg(feature = "transport")]
pub use exchange::{Pace, RateLimiter, Turn};
#[cfg(feature = "transport")]
pub use files::Files;
#[cfg(feature = "transport")]
pub use form::{FileInput, Form};
#[cfg(feature = "transport")]
pub use list::{Order, Page, Pages};
pub use meta::ResponseMeta;
#[cfg(feature = "transport")]
pub use models::Models;
#[cfg(feature = "transport")]
pub use moderations::Moderations;
pub use rate_limit::{RateLimit, RateLimits};
pub use raw_json::RawJson;
#[cfg(feature = "transport")]
pub use responses::Responses;
pub use responses::{Response, ResponseRequest};
pub use stream_end::StreamEnd;
#[cfg(feature = "transport")]
pub use uploads::Uploads;
#[cfg(feature = "transport")]
pub use wait::Wait;
#[cfg(feature = "webhooks")]
pub use webhooks::{WebhookError, WebhookEvent, Webhooks};

#[cfg(all(doctest, feature = "transport"))]
#[doc = include_str!("../README.md")]
struct Readme;
