//! What events say of the work that the service does itself.

use super::slots::Place;
use crate::responses::{
    event::{self, ResponseEvent},
    item::{Item, ItemStatus},
};

/// How far the work on an item is.
pub(super) struct Progress<'a> {
    pub(super) place: Place<'a>,
    status: ItemStatus,
}

/// What an event says of that work, if it is about it.
pub(super) fn progress(event: &ResponseEvent) -> Option<Progress<'_>> {
    use ResponseEvent as E;
    let (event, status): (&event::Progress, _) = match event {
        E::WebSearchCallInProgress(event)
        | E::FileSearchCallInProgress(event)
        | E::CodeInterpreterCallInProgress(event)
        | E::ImageGenerationCallInProgress(event)
        | E::McpCallInProgress(event) => (event, ItemStatus::InProgress),
        E::WebSearchCallSearching(event) | E::FileSearchCallSearching(event) => {
            (event, ItemStatus::Searching)
        }
        E::CodeInterpreterCallInterpreting(event) => (event, ItemStatus::Interpreting),
        E::ImageGenerationCallGenerating(event) => (event, ItemStatus::Generating),
        E::WebSearchCallCompleted(event)
        | E::FileSearchCallCompleted(event)
        | E::CodeInterpreterCallCompleted(event)
        | E::ImageGenerationCallCompleted(event)
        | E::McpCallCompleted(event) => (event, ItemStatus::Completed),
        E::McpCallFailed(event) => (event, ItemStatus::Failed),
        _ => return None,
    };
    let place = Place::new(event.output_index, event.item_id.as_ref());
    Some(Progress { place, status })
}

impl Progress<'_> {
    pub(super) fn note(self, item: &mut Item) {
        let status = match item {
            Item::WebSearchCall(item) => &mut item.status,
            Item::FileSearchCall(item) => &mut item.status,
            Item::CodeInterpreterCall(item) => &mut item.status,
            Item::ImageGenerationCall(item) => &mut item.status,
            Item::McpCall(item) => &mut item.status,
            _ => return,
        };
        *status = Some(self.status);
    }
}
