//! The calls that were begun before their answer was whole, and which calls of the answer they are.

use super::calls::{At, Calls};
use super::round::Plan;
use super::step::{CallRecord, CallResult};
use crate::dialect::{Dialect, Named};
use openai_client::chat::ToolCall;
use std::mem::discriminant;

/// The calls of one answer that were begun.
#[derive(Default)]
pub(super) struct AllBegun(Vec<Begun>);

struct Begun {
    /// Its place when it began, and that in the whole answer once there is one.
    at: At,
    /// As it was made.
    call: ToolCall,
    /// The item that it is, where items have ids.
    item: Option<String>,
    /// The id that it was given, if it has none of its own.
    id: String,
    /// What came of it, if it has ended.
    result: Option<CallResult>,
}

impl AllBegun {
    /// Whether a call was begun, or another that had its place.
    pub(super) fn has(&self, place: usize, names: Named<'_>) -> bool {
        self.0.iter().any(|it| {
            it.at == At::Place(place) || (names.item.is_some() && it.item.as_deref() == names.item)
        })
    }

    /// Notes that a call is begun, under an id that it may have from us.
    pub(super) fn add(&mut self, place: usize, call: ToolCall, item: Option<String>, id: String) {
        self.0.push(Begun {
            at: At::Place(place),
            call,
            item,
            id,
            result: None,
        });
    }

    /// What came of a call.
    pub(super) fn settle(&mut self, at: At, result: CallResult) {
        if let Some(begun) = self.0.iter_mut().find(|begun| begun.at == at) {
            begun.result = Some(result);
        }
    }

    /// The tool that is called.
    pub(super) fn name(&self, at: At) -> &str {
        let begun = self.0.iter().find(|begun| begun.at == at);
        begun.map_or("", |begun| begun.call.name())
    }

    /// What is left to do about the call at a place. None if it was not begun.
    pub(super) fn plan<S>(&self, place: usize) -> Option<Plan<S>> {
        let begun = self.0.iter().find(|begun| begun.at == At::Place(place))?;
        Some(match &begun.result {
            Some(result) => Plan::Ended(result.clone()),
            None => Plan::Running,
        })
    }

    /// The places of those that the answer makes.
    pub(super) fn places(&self) -> Vec<usize> {
        let places = self.0.iter().filter_map(|begun| match begun.at {
            At::Place(place) => Some(place),
            At::Withdrawn(_) => None,
        });
        places.collect()
    }

    /// Finds each in the answer, which stands over what came before it; gives those that it does not
    /// make.
    ///
    /// A call is the same if it is called the same and has the same arguments: what was run for
    /// others is not what is asked for. Its place says nothing, as services may order anew.
    pub(super) fn find<D: Dialect>(
        &mut self,
        answer: &D::Answer,
        calls: &Calls<'_>,
    ) -> Vec<CallRecord> {
        let (made, names) = (D::calls(answer), D::names(answer));
        let mut made: Vec<_> = made.iter().zip(names).map(Some).collect();
        let mut found = vec![None; self.0.len()];
        for is_named_as in [is_the_same, shares_a_name, may_be_the_same] {
            for (begun, found) in self.0.iter().zip(&mut found) {
                if found.is_some() {
                    continue;
                }
                let own = begun.names();
                *found = made.iter_mut().position(|made| {
                    let is_it = made.as_ref().is_some_and(|(call, names)| {
                        is_named_as(own, *names) && says_the_same(&begun.call, call)
                    });
                    is_it && made.take().is_some()
                });
            }
        }
        let at_work = calls.at_work();
        let mut moved = Vec::new();
        let mut withdrawn = Vec::new();
        for (begun, found) in self.0.iter_mut().zip(found) {
            let to = found.map_or(At::Withdrawn(withdrawn.len()), At::Place);
            if let At::Withdrawn(_) = to {
                withdrawn.push(begun.record(at_work.contains(&begun.at)));
            }
            moved.push((begun.at, to));
            begun.at = to;
        }
        calls.relocate(|place| {
            let mut moved = moved.iter();
            moved
                .find(|(from, _)| *from == At::Place(place))
                .map(|(_, to)| *to)
        });
        withdrawn
    }

    /// What came of those that the answer makes, by their places, where the run ends now.
    pub(super) fn ended(
        self,
        calls: &Calls<'_>,
    ) -> impl Iterator<Item = (usize, CallResult)> + use<> {
        let at_work = calls.at_work();
        self.0.into_iter().filter_map(move |begun| {
            let At::Place(place) = begun.at else {
                return None;
            };
            let dropped = || {
                at_work
                    .contains(&begun.at)
                    .then_some(CallResult::Unfinished)
            };
            Some((place, begun.result.or_else(dropped)?))
        })
    }
}

impl Begun {
    fn names(&self) -> Named<'_> {
        Named {
            call: self.call.id(),
            item: self.item.as_deref(),
        }
    }

    /// For the ledger: it is of no answer.
    fn record(&self, is_at_work: bool) -> CallRecord {
        let known = self.result.clone();
        CallRecord {
            id: self.id.clone(),
            name: self.call.name().to_owned(),
            arguments: self.call.input().to_owned(),
            result: known.unwrap_or(if is_at_work {
                CallResult::Unfinished // until it has ended
            } else {
                CallResult::NotRun
            }),
            repeats: false,
        }
    }
}

fn says_the_same(one: &ToolCall, other: &ToolCall) -> bool {
    discriminant(one) == discriminant(other)
        && one.name() == other.name()
        && one.input() == other.input()
}

fn is_the_same(one: Named<'_>, other: Named<'_>) -> bool {
    one.call == other.call && one.item == other.item
}

fn shares_a_name(one: Named<'_>, other: Named<'_>) -> bool {
    let is_item = one.item.is_some() && one.item == other.item;
    is_item || (!one.call.is_empty() && one.call == other.call)
}

/// Where a name is missing, it cannot be another.
fn may_be_the_same(one: Named<'_>, other: Named<'_>) -> bool {
    let items = one.item.is_none() || other.item.is_none();
    items && (one.call.is_empty() || other.call.is_empty())
}
