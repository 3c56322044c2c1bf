//! Typed OpenAI answers: derive a Rust type, get a strict schema that the compiler has checked,
//! and parse the answer into it.
//!
//! ```
//! use openai_structured::prelude::*;
//!
//! /// A supplier invoice.
//! #[derive(Debug, Deserialize, ResponseFormat)]
//! struct Invoice {
//!     /// Supplier name as printed.
//!     supplier: String,
//!     #[openai(minimum = 0)]
//!     total: f64,
//! }
//!
//! // What the API enforces, known at compile time:
//! assert!(Invoice::SCHEMA.json().contains(r#""total":{"type":"number","minimum":0}"#));
//!
//! // What the answer becomes, whoever sent it:
//! let invoice: Invoice = openai_structured::read(r#"{"supplier":"Northwind","total":12.5}"#)?;
//! assert_eq!(invoice.supplier, "Northwind");
//! # Ok::<(), openai_structured::Mismatch>(())
//! ```
//!
//! With the default feature `client`, [`ChatExt::parse`] sends the request and reads the answer, and
//! [`ChatExt::stream`] reads it as it comes; [`ResponsesExt`] does the same over the Responses API.
//! [`many`] does it for any number of inputs, with a journal from which a run goes on.
//! [`batch`] sends many requests for half the price, to be answered within a day.
//! [`client`] is the whole of `openai_client`. Without the feature there is no HTTP stack: the schema
//! and [`read`] serve any other client.
//!
//! A struct may also be a tool that the model calls, and an enum of tools a set of them: [`FunctionTool`],
//! [`ToolSet`], and [`read_call`] for calls that came through another client.
//!
//! A schema that no type of yours has, written by hand or loaded, is checked by these rules at
//! run time: [`SchemaDocument`].
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `client` | yes | the typed calls, and `openai_client` itself |
//! | `bedrock` | | `client::auth::Bedrock`, the client's way into Amazon Bedrock |
//! | `blocking` | | `openai_structured::blocking`: the same calls for programs without `async` |
//! | `rustls-ring` | yes | the client's TLS, by rustls with ring |
//! | `rustls-aws-lc` | | the same with AWS-LC, which goes before ring |
//! | `native-tls` | | the system's TLS, if neither of the above is on |
//! | `webhooks` | | `client::Webhooks`, which verifies and reads what the service posts; without `client`, too |
//! | `bytes` | | `Bytes`, `BytesMut`: lists of numbers |
//! | `chrono` | | `DateTime`, `NaiveDate`, `NaiveDateTime`, `NaiveTime`, `Weekday`, `Month` |
//! | `either` | | `Either` |
//! | `indexmap` | | `IndexSet`, and `IndexMap` as [`entries`] |
//! | `jiff` | | `Timestamp`, `civil::{Date, DateTime, Time}`, `Span`, `SignedDuration` |
//! | `ordered-float` | | `OrderedFloat`, `NotNan` |
//! | `rust_decimal` | | `Decimal`, as text; not beside `rust_decimal`'s own `serde-float` with `serde-str`, which read numbers alone |
//! | `semver` | | `Version` |
//! | `smallvec` | | `SmallVec` |
//! | `time` | | its own forms are refused with the way out: `time::serde::rfc3339` as [`wire::DateTime`] |
//! | `url` | | `Url`, of `http` and `https`; for others `#[openai(as = "String")]` |
//! | `uuid` | | `Uuid` |
//! | `rc` | | `Rc` and `Arc`; turns on serde's `rc` |
//! | `schemars` | | `SchemaDocument::from_schemars`; turns on `serde_json/preserve_order` |
//! | `local` | | `openai_structured::local`: an OpenAI-compatible server in your process, for tests; it plays what was recorded |
//! | `local-model` | | the local API's stand-in model; turns on `serde_json/preserve_order` |
//!
//! # What deriving costs
//!
//! For 100 types of ten fields, serde's derive alone takes 1.9 s of `cargo check`, with schemars'
//! `JsonSchema` 3.0 s, with ours 3.7 s. Half of ours are the drafts: with `#[openai(leaf)]` on each
//! type it is 3.0 s. In a debug build that also calls the readers, schemars costs 2.0 s over serde
//! alone and ours 2.5 s. For a tree of 5,000 properties in 500 types one walk takes 0.05 s and its text
//! 3.6 s, which is only made where it is used. `cargo bench -p openai-tests --bench compile_time`
//! measures it.

// The derive's output names the crate, also inside the crate itself.
#[allow(unused_extern_crates, reason = "derives inside this crate name it")]
extern crate self as openai_structured;

mod agreement;
#[cfg(feature = "client")]
pub mod answer;
mod answer_format;
#[cfg(feature = "client")]
pub mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub mod chat;
#[cfg(feature = "client")]
mod dialect;
mod document;
pub mod draft;
pub mod entries;
#[cfg(feature = "client")]
mod error;
mod explain;
#[cfg(feature = "client")]
mod ext;
#[cfg(feature = "local")]
pub mod local;
/// What is accepted, what is refused, and why: the tables of the tests.
///
/// The words of `#[openai(...)]` and what serde's attributes do are listed at
/// [`ResponseFormat`](derive@crate::ResponseFormat).
///
#[doc = include_str!("../docs/accepted.md")]
#[cfg(all(doc, not(doctest)))]
pub mod accepted {}
#[cfg(feature = "client")]
pub mod many;
mod node;
#[cfg(test)]
mod noise;
pub mod prelude;
mod read;
#[cfg(feature = "client")]
pub mod responses;
#[cfg(feature = "client")]
pub mod run;
mod scan;
mod schema;
pub mod strict;
mod tool;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use agreement::assert_agrees;
#[cfg(feature = "client")]
pub use answer::Outcome;
pub use answer_format::{AnswerFormat, ChoicesError};
#[cfg(feature = "client")]
pub use chat::{ChatStream, ChatStreamState, ParsedChatCompletion};
pub use document::{SchemaDocument, Violations};
#[cfg(feature = "client")]
pub use error::{Error, ErrorKind};
pub use explain::explain;
#[cfg(feature = "client")]
pub use ext::ChatExt;
#[cfg(any(feature = "client", feature = "webhooks"))]
pub use openai_client as client;
pub use openai_derive::{FunctionTool, ResponseFormat, ToolSet};
pub use read::{DraftReader, Mismatch, MismatchKind, Notes, ReadOptions, read};
#[cfg(feature = "client")]
pub use responses::{ParsedResponse, ResponseStream, ResponseStreamState, ResponsesExt};
pub use schema::{Profile, ResponseFormat, Schema, StrictSchema, wire};
#[cfg(feature = "client")]
pub use tool::ToolCallExt;
pub use tool::{
    CallError, CallTools, FunctionTool, Tool, ToolDefinition, ToolError, ToolSet, read_call,
};

/// The README's program, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Proves that an instance of a generic type may be the root of an answer, at the place of the
/// call.
///
/// A derive proves types without parameters where they are declared. What `Page<Item>` is, only
/// its user knows; without this line a violation is found when the program is built, not when it
/// is checked.
///
/// ```
/// use openai_structured::prelude::*;
///
/// #[derive(Deserialize, ResponseFormat)]
/// struct Page<T> {
///     items: Vec<T>,
/// }
///
/// openai_structured::check!(Page<String>);
/// ```
#[macro_export]
macro_rules! check {
    ($ty:ty) => {
        const _: () = $crate::__private::prove_root::<$ty>(::core::stringify!($ty));
    };
}
