//! Batches of requests whose answers are types: half the price, within a day.
//!
//! [`ChatExt::batch`](crate::ChatExt::batch) begins one, [`ResponsesExt::batch`](crate::ResponsesExt::batch)
//! does the same for responses:
//!
//! | | what it is | what it does |
//! |---|---|---|
//! | [`TypedBatch`] | requests that are being written | `push`, `submit` |
//! | [`SentBatch`] | a batch that the service carries out | `id`, `wait`, `cancel` |
//! | [`DoneBatch`] | one that stays as it is | `answers` |
//! | [`BatchAnswers`] | its answers, as they are received | a stream of [`BatchAnswer`] |
//!
//! Every request comes to a [`BatchAnswer`]: what the model answered, as by
//! [`parse`](crate::ChatExt::parse); the error that a call would have got; or that the batch ended without
//! an answer to it.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use openai_structured::{batch::BatchAnswer, client::Wait, prelude::*};
//!
//! #[derive(Debug, Deserialize, ResponseFormat)]
//! struct Invoice {
//!     supplier: String,
//!     total: f64,
//! }
//!
//! # async fn run(client: Client, texts: Vec<(String, String)>) -> Result<(), Box<dyn std::error::Error>> {
//! let mut batch = client.chat().batch::<Invoice>();
//! for (name, text) in texts {
//!     batch.push(name, ChatRequest::new("gpt-5-mini").user(text))?;
//! }
//! let sent = batch.submit().await?;
//! println!("{}", sent.id());
//!
//! // Another process may go on from here, with `client.chat().open_batch::<Invoice>(id)`.
//! let wait = Wait::new().longest_interval(Duration::from_secs(60));
//! let mut answers = sent.wait(wait).await?.answers().await?;
//! while let Some(answer) = answers.next().await {
//!     let BatchAnswer { id, result, .. } = answer?;
//!     match result {
//!         Ok(answer) => println!("{id}: {:?}", answer.outcome()),
//!         Err(error) => println!("{id}: {error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod account;
mod answers;
mod error;
mod ids;
mod lines;
mod mark;
mod refused;
mod sent;
mod sheet;
mod typed;

pub use self::answers::{BatchAnswer, BatchAnswers};
pub use self::error::BatchError;
pub use self::mark::MARK;
pub use self::refused::PushError;
pub use self::sent::{DoneBatch, SentBatch};
pub use self::typed::TypedBatch;

/// The most requests of a batch, as the API describes the file of a new one.
pub const MOST_REQUESTS: usize = 50_000;

/// The most bytes of its file, from the same place: 200 MB.
pub const MOST_BYTES: u64 = 200_000_000;
