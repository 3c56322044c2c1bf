//! The client for programs without `async` (feature `blocking`).
//!
//! The names are those of the crate, and the machines are the same: requests, retries, deadlines
//! and errors do not differ. Only the futures are waited for, and streams are iterators.
//!
//! ```no_run
//! use openai_client::{ChatRequest, blocking::Client};
//!
//! # fn main() -> Result<(), openai_client::Error> {
//! let client = Client::from_env()?;
//! let request = ChatRequest::new("gpt-5-mini").user("Tell me a story.");
//! for chunk in client.chat().create_stream(request)? {
//!     for choice in chunk?.choices.iter() {
//!         print!("{}", choice.delta.content.as_deref().unwrap_or_default());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Threads
//!
//! A call blocks the thread that makes it, and its work is done there: the request is written and
//! the answer is read by the caller. One thread in the background, shared by all blocking clients
//! of the process, keeps what must go on between calls: connections and clocks. So a connection
//! that the service closes meanwhile is noticed, and not used for the next call. The thread begins
//! with the first client and sleeps while nothing happens; it lasts as long as the process.
//!
//! No async runtime is needed, and none is in the way: calls, and the end of a client or stream,
//! work inside one too. There they block the runtime's thread as any slow function does; within
//! async code the async [`Client`](crate::Client) is the better one.
//!
//! A panic within a call, as of a key provider, comes out of the call. Dropping a [`ChatStream`]
//! gives up the request at once.
//!
//! # What is not handled
//!
//! - A process that forks without running another program (`exec`) has no such thread in the child:
//!   calls of the child never end, neither do their deadlines pass. Make clients after the fork, and
//!   none before.
//! - A call in the destructor of a thread-local variable ends the process: tokio's own variables may be
//!   gone by then.
//! - When the program ends, calls that other threads are in end with it, as do connections.

mod batches;
mod chat;
mod client;
mod conversations;
mod download;
mod embeddings;
mod files;
mod held;
mod models;
mod moderations;
mod pages;
mod request;
mod resource;
mod response_stream;
mod responses;
mod runtime;
mod uploads;

pub use batches::Batches;
pub use chat::{Chat, ChatStream};
pub use client::Client;
pub use conversations::Conversations;
pub use download::Download;
pub use embeddings::Embeddings;
pub use files::Files;
pub use held::Held;
pub use models::Models;
pub use moderations::Moderations;
pub use pages::Pages;
pub use request::RawRequest;
pub use response_stream::ResponseStream;
pub use responses::Responses;
pub use runtime::Runtime;
pub use uploads::Uploads;
