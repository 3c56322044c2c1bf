//! Many inputs: a bounded number of calls at a time, each input accounted for.
//!
//! [`ChatExt::parse_many`](crate::ChatExt::parse_many) and
//! [`ResponsesExt::parse_many`](crate::ResponsesExt::parse_many) make a [`Many`], which gives a
//! [`Done`] for each input. [`Progress`] says how far it is, and a [`Journal`] has what came of it, so that
//! a run that was killed goes on where it was.
//!
//! # Examples
//!
//! ```no_run
//! use openai_structured::{Outcome, prelude::*};
//!
//! #[derive(Debug, Deserialize, ResponseFormat)]
//! struct Invoice {
//!     supplier: String,
//!     total: f64,
//! }
//!
//! # async fn run(client: Client, texts: Vec<(String, String)>) {
//! let inputs = texts.into_iter().map(|(name, text)| (name, ChatRequest::new("gpt-5-mini").user(text)));
//! let mut many = client.chat().parse_many::<Invoice, _>(inputs).concurrency(32);
//! let progress = many.progress();
//! while let Some(done) = many.next().await {
//!     match done.result {
//!         Ok(answer) => match answer.into_outcome() {
//!             Outcome::Parsed(invoice) => println!("{}: {invoice:?}", done.key),
//!             other => println!("{}: no invoice: {other:?}", done.key),
//!         },
//!         Err(error) => println!("{}: {error}", done.key),
//!     }
//! }
//! println!("{}", progress.counts()); // 120 of 120: 117 parsed, 2 refused, 1 failed
//! # }
//! ```

mod call;
mod counts;
mod done;
mod input;
mod inputs;
mod journal;
mod line;
mod progress;
mod run;

pub use self::counts::Counts;
pub(crate) use self::done::tokens_of_call;
pub use self::done::{Done, Kind};
pub use self::input::Input;
pub use self::inputs::{FromIter, FromStream, Inputs, Unless};
pub use self::journal::{Entries, Entry, Journal, JournalError, Recorded};
pub use self::progress::Progress;
pub use self::run::Many;

#[doc(hidden)]
pub use self::inputs::Pulled;
