//! The Moderations API: `/moderations`, whether something may be said or shown.

#[cfg(feature = "transport")]
mod calls;
mod category;
mod moderation;
mod request;

#[cfg(feature = "transport")]
pub use calls::Moderations;
pub use category::Category;
pub use moderation::{Moderation, ModerationResult};
pub use request::{
    ImagePart, ImageUrl, ModerationInput, ModerationPart, ModerationRequest, TextPart,
};
