//! What events say of the work that the service does itself.

use super::slots::Place;
use crate::responses::{event::ResponseEvent, item::Item};

/// How far the work on an item is.
pub(super) struct Progress<'a> {
    pub(super) place: Place<'a>,
}

/// What an event says of that work, if it is about it.
pub(super) fn progress(_: &ResponseEvent) -> Option<Progress<'_>> {
    None
}

impl Progress<'_> {
    pub(super) fn note(self, _: &mut Item) {}
}
