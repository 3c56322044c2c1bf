//! What may be said or shown.

use super::resource::resource;
use crate::moderations::{Moderation, ModerationRequest};

resource! {
    /// Whether something may be said or shown; from
    /// [`Client::moderations`](super::Client::moderations). Cheap to make and to clone.
    ///
    /// Each call is that of [`Moderations`](crate::Moderations), errors included.
    Moderations {
        /// Judges texts and pictures
        create(request: ModerationRequest) -> Moderation;
    }
}
