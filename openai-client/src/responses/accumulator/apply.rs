//! What each event does to the response.

use super::{
    Place, ResponseAccumulator, TextChange, TooManyItems,
    given::{begin_late, given, set_id},
    progress::progress,
    told::{Growth, told},
};
use crate::responses::{
    event::{OutputItem, ResponseEvent},
    item::Item,
    item_id::ItemId,
    response::ResponseStatus,
};

impl ResponseAccumulator {
    pub(super) fn apply(&mut self, event: &ResponseEvent) -> Result<(), TooManyItems> {
        use ResponseEvent as E;
        match event {
            E::Created(event) | E::Queued(event) | E::InProgress(event) => {
                self.adopt(&event.response);
            }
            E::Completed(event) => {
                self.adopt(&event.response);
                self.finish(ResponseStatus::Completed);
            }
            E::Failed(event) => {
                self.adopt(&event.response);
                self.finish(ResponseStatus::Failed);
            }
            E::Incomplete(event) => {
                self.adopt(&event.response);
                self.finish(ResponseStatus::Incomplete);
            }
            E::Cancelled(event) => {
                self.adopt(&event.response);
                self.finish(ResponseStatus::Cancelled);
            }
            E::Error(event) => self.fail(event),
            E::OutputItemAdded(event) => self.item_added(event)?,
            E::OutputItemDone(event) => self.item_done(event)?,
            _ => self.apply_within(event)?,
        }
        Ok(())
    }

    /// What an event says of an item.
    fn apply_within(&mut self, event: &ResponseEvent) -> Result<(), TooManyItems> {
        if let Some(told) = told(event) {
            let at = self.at(told.place, || told.begun())?;
            if let Some(item) = self.response.output.get_mut(at) {
                let growth = told.say(item)?;
                self.grew(growth);
            }
        } else if let Some(given) = given(event) {
            let at = self.at(given.place, || given.begun())?;
            if let Some(item) = self.response.output.get_mut(at) {
                given.give(item)?;
            }
        } else if let Some(progress) = progress(event)
            && let Some(at) = self.slots.at(progress.place)
            && let Some(item) = self.response.output.get_mut(at)
        {
            progress.note(item);
        }
        Ok(())
    }

    /// An item begins.
    fn item_added(&mut self, event: &OutputItem) -> Result<(), TooManyItems> {
        let Some(item) = event.item.as_deref() else {
            return Ok(());
        };
        let id = item.id().map(ItemId::from);
        let place = Place::new(event.output_index, id.as_ref());
        match self.slots.beginning(place) {
            Some(at) => {
                if let Some(now) = self.response.output.get_mut(at) {
                    begin_late(now, item);
                }
            }
            None => drop(self.insert(place, item.clone())?),
        }
        Ok(())
    }

    /// An item is whole: it is what it says now.
    fn item_done(&mut self, event: &OutputItem) -> Result<(), TooManyItems> {
        let Some(item) = event.item.as_deref() else {
            return Ok(());
        };
        let id = item.id().map(ItemId::from);
        let place = Place::new(event.output_index, id.as_ref());
        let at = match self.slots.at(place) {
            Some(at) => {
                if let Some(now) = self.response.output.get_mut(at) {
                    let growth = Growth::of(&super::text(now), &super::text(item));
                    now.clone_from(item);
                    self.grew(growth);
                }
                at
            }
            None => self.insert(place, item.clone())?,
        };
        self.slots.done(at);
        Ok(())
    }

    /// Where the item of an event is, which begins now if it has not.
    fn at(
        &mut self,
        place: Place<'_>,
        begin: impl FnOnce() -> Item,
    ) -> Result<usize, TooManyItems> {
        if let Some(at) = self.slots.at(place) {
            return Ok(at);
        }
        let mut item = begin();
        if let Some(id) = place.id {
            set_id(&mut item, id);
        }
        self.insert(place, item)
    }

    /// Adds an item that has not come.
    fn insert(&mut self, place: Place<'_>, item: Item) -> Result<usize, TooManyItems> {
        let at = self.slots.add(place)?;
        self.grew(Growth::of("", &super::text(&item)));
        // The list is as long as that of the slots was.
        self.response.output.insert(at, item);
        Ok(at)
    }

    /// Notes how the text of the last item changed.
    fn grew(&mut self, growth: Growth) {
        let Some(item) = self.slots.last() else {
            return;
        };
        self.changes.extend(match growth {
            Growth::Nothing => None,
            Growth::From(from) => Some(TextChange::Grew { item, from }),
            Growth::Changed => Some(TextChange::Changed { item }),
        });
    }
}
