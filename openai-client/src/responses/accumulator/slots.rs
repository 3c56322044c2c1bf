//! Which item an event belongs to.
//!
//! An event belongs to the item at its place, unless that has another id than the event and there is
//! an item that has it; without a place to the item of its id; with neither to the item of the event
//! before. A place that is new, or an id that is, is a new item. (Ids may change with each event of an
//! item, as those of some gateways do, and all places may be 0, as those of others are.)

use crate::responses::{
    item::{Item, ItemStatus},
    item_id::ItemId,
};

/// How many items a response may have: far more than any service makes. Each event looks for its own
/// among them.
const MANY_ITEMS: usize = 1024;

/// The same for the parts of an item, its sources and its commands.
pub(super) const MANY: usize = 128;

/// There are more than that.
#[derive(Debug)]
pub(super) struct TooManyItems;

/// What is known of the items beside what they say, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    all: Vec<Slot>,
    /// The place of the item of the last event.
    last: Option<u64>,
}

#[derive(Debug, Clone)]
struct Slot {
    key: u64,
    id: Option<ItemId>,
    done: bool,
}

/// Where an event says that it belongs.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) index: Option<u64>,
    pub(super) id: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(super) fn new(index: Option<u64>, id: Option<&'a ItemId>) -> Self {
        Self {
            index,
            id: id.map(|id| &**id).filter(|id| !id.is_empty()),
        }
    }
}

impl Slots {
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> + use<'_> {
        self.all.iter().map(|slot| slot.key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether the service said of each item that it is whole.
    pub(super) fn are_done(&self) -> bool {
        self.all.iter().all(|slot| slot.done)
    }

    pub(super) fn last(&self) -> Option<u64> {
        self.last
    }

    /// Where the item at a place is in the list, or where it belongs.
    pub(super) fn find(&self, key: u64) -> Result<usize, usize> {
        self.all.binary_search_by_key(&key, |slot| slot.key)
    }

    /// Where the item of an event is in the list; none if it has not come.
    pub(super) fn at(&mut self, place: Place<'_>) -> Option<usize> {
        let found = match (place.index, place.id) {
            (Some(index), id) => {
                let found = self.find(index).ok();
                let is_other = found.is_some_and(|found| self.is_other(found, id));
                let by_id = id.filter(|_| is_other).and_then(|id| self.by_id(id));
                by_id.or(found)
            }
            (None, Some(id)) => self.by_id(id),
            (None, None) => self.find(self.last?).ok(),
        }?;
        self.last = self.all.get(found).map(|slot| slot.key);
        Some(found)
    }

    /// The same for an event with which an item begins, where one of another id is another.
    pub(super) fn beginning(&mut self, place: Place<'_>) -> Option<usize> {
        let found = match (place.index, place.id) {
            (Some(index), id) => {
                let found = self.find(index).ok()?;
                if self.is_other(found, id) {
                    self.by_id(id?)
                } else {
                    Some(found)
                }
            }
            (None, Some(id)) => self.by_id(id),
            (None, None) => None,
        }?;
        self.last = self.all.get(found).map(|slot| slot.key);
        Some(found)
    }

    /// Adds an item where it says that it belongs, or at the end; gives where it is in the list.
    pub(super) fn add(&mut self, place: Place<'_>) -> Result<usize, TooManyItems> {
        if self.all.len() >= MANY_ITEMS {
            return Err(TooManyItems);
        }
        let next = self.all.last().map_or(0, |slot| slot.key.saturating_add(1));
        let (key, at) = match place.index.map(|index| (index, self.find(index))) {
            Some((index, Err(at))) => (index, at),
            _ => (next, self.all.len()),
        };
        let slot = Slot {
            key,
            id: place.id.map(ItemId::from),
            done: false,
        };
        self.all.insert(at, slot);
        self.last = Some(key);
        Ok(at)
    }

    /// The service says that an item is whole.
    pub(super) fn done(&mut self, at: usize) {
        if let Some(slot) = self.all.get_mut(at) {
            slot.done = true;
        }
    }

    /// Begins anew with the items of a response.
    pub(super) fn renew(&mut self, items: &[Item]) {
        let slots = items.iter().zip(0..).map(|(item, key)| Slot {
            key,
            id: item.id().map(ItemId::from),
            done: item.status() == Some(&ItemStatus::Completed),
        });
        self.all = slots.collect();
        self.last = None;
    }

    /// Whether the item here has another id.
    fn is_other(&self, found: usize, id: Option<&str>) -> bool {
        let known = self.all.get(found).and_then(|slot| slot.id.as_deref());
        id.zip(known).is_some_and(|(id, known)| id != known)
    }

    fn by_id(&self, id: &str) -> Option<usize> {
        let is_it = |slot: &Slot| slot.id.as_deref() == Some(id);
        self.all.iter().rposition(is_it)
    }
}
