//! The typed calls for programs without `async` (feature `blocking`).
//!
//! The names are those of the crate; the futures are waited for, and streams are iterators. It works
//! with and without an async runtime in the program: see [`openai_client::blocking`] for what it does
//! with threads.
//!
//! ```no_run
//! use openai_structured::{blocking::{ChatExt, Client}, prelude::*};
//!
//! #[derive(Debug, Deserialize, ResponseFormat)]
//! struct Capital {
//!     city: String,
//!     inhabitants: u32,
//! }
//!
//! # fn main() -> Result<(), openai_structured::Error> {
//! let client = Client::from_env()?;
//! let request = ChatRequest::new("gpt-5-mini").user("What is the capital of France?");
//! let capital = client.chat().parse::<Capital>(request)?.into_parsed()?;
//! println!("{} ({})", capital.city, capital.inhabitants);
//! # Ok(())
//! # }
//! ```
//!
//! Tools are async functions here, too, and are called on the thread that waits. What they need of
//! tokio is there: timers, sockets and tasks belong to the client's thread in the background.
//!
//! The local API of tests (feature `local`) can run there as well:
//!
//! ```
//! # #[cfg(feature = "local")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use openai_structured::{
//!     blocking::{ChatExt, Client, Runtime},
//!     local::{LocalApi, Reply},
//!     prelude::*,
//! };
//!
//! #[derive(Deserialize, ResponseFormat)]
//! struct City {
//!     name: String,
//! }
//!
//! let api = Runtime::shared()?.block_on(LocalApi::scripted([Reply::text(r#"{"name":"Oslo"}"#)]))?;
//! let client = Client::builder().no_auth().base_url(api.base_url()).build_blocking()?;
//! let request = ChatRequest::new("any").user("Capital of Norway?");
//! assert_eq!(client.chat().parse::<City>(request)?.into_parsed()?.name, "Oslo");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "local"))]
//! # fn main() {}
//! ```

mod ext;
mod many;
mod responses;
mod run;
mod stream;

pub use ext::ChatExt;
pub use many::Many;
pub use openai_client::blocking::{Chat, Client, Responses, Runtime};
pub use responses::ResponsesExt;
pub use run::RunStream;
pub use stream::{ChatStream, IntoItems, Pieces, ResponseStream, TypedStream};
