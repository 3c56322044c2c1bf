//! Chat completions whose answers are types.

mod ext;
mod outcome;
mod parsed;

pub use self::ext::ChatExt;
pub use self::outcome::Outcome;
pub use self::parsed::{ParsedChatCompletion, ParsedChoice};
