//! Lists: what is finished, and the one item that grows.

use super::{Draft, DraftOf, DraftState};
use crate::Schema;
use crate::scan::{Input, Problem, ProblemKind, Read, words};
use crate::schema::check::{By, Unfilled, check_value};
use std::fmt;

/// A list of which a part may have arrived.
pub struct ListDraft<T: Schema> {
    done: Vec<T>,
    /// On the heap, as an item may hold a list of its own kind. It is used again for the next one.
    tail: Option<Box<DraftOf<T>>>,
    stage: Stage,
    /// Whether a user may take the items before the whole value is read. Of lists within items nobody
    /// may: they are reached by the item.
    lent: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Missing,
    /// Behind the bracket.
    First,
    /// Within an item.
    Item,
    /// Behind an item.
    Comma,
    /// Behind a comma.
    Next,
    Done,
}

impl<T: Schema> ListDraft<T> {
    /// The items that have arrived, in order. They are never changed, and there is never one less.
    /// In a list that is in no other, each is within the bounds of its fields; words that only the
    /// request knows, and the items of lists within, are looked at when the whole value is there.
    pub fn done(&self) -> &[T] {
        &self.done
    }

    /// The item that grows.
    pub fn growing(&self) -> Option<&DraftOf<T>> {
        let tail = self.tail.as_deref()?;
        (tail.state() != DraftState::Missing).then_some(tail)
    }
}

/// The items may have no `Debug`, so they are counted.
impl<T: Schema> fmt::Debug for ListDraft<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.stage == Stage::Missing {
            return formatter.write_str("Missing");
        }
        formatter
            .debug_struct("List")
            .field("done", &self.done.len())
            .field("growing", &self.growing())
            .finish_non_exhaustive()
    }
}

impl<T: Schema> Draft for ListDraft<T> {
    type Value = Vec<T>;
    const EMPTY: Self = Self {
        done: Vec::new(),
        tail: None,
        stage: Stage::Missing,
        lent: false,
    };

    fn state(&self) -> DraftState {
        match self.stage {
            Stage::Missing => DraftState::Missing,
            Stage::Done => DraftState::Done,
            _ => DraftState::Growing,
        }
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        while self.stage == Stage::Item || self.stage.next(input)? {
            let tail = self.tail.get_or_insert_with(|| Box::new(Draft::EMPTY));
            self.lent |= input.lend(false);
            tail.__read(input)?;
            self.stage = Stage::Comma;
            let item = tail.__take();
            if std::mem::take(&mut self.lent) {
                input.lend(true);
                check(&item, input)?;
            }
            self.done.push(item);
        }
        Ok(())
    }

    fn __take(&mut self) -> Vec<T> {
        self.stage = Stage::Missing;
        std::mem::take(&mut self.done)
    }
}

/// Checks an item that a user may take before the whole value is read and checked. Words that only
/// the request knows wait for that.
fn check<T: Schema>(item: &T, input: &mut Input<'_>) -> Read {
    check_value(item, None, &Unfilled).map_err(|refused| {
        input.failed(Problem {
            at: input.at(),
            // Behind the item the path is still that of the item.
            value: input.at(),
            kind: match refused.by {
                By::Type => ProblemKind::Type,
                By::Bound => ProblemKind::Bound,
                By::Check => ProblemKind::Check,
            },
            inside: match refused.path.chars().next() {
                None | Some('[') => refused.path,
                Some(_) => format!(".{}", refused.path),
            },
            words: refused.problem,
        })
    })
}

impl Stage {
    /// Takes what stands between items. Whether there is one more.
    fn next(&mut self, input: &mut Input<'_>) -> Read<bool> {
        loop {
            if *self == Self::Item {
                return Ok(true);
            }
            let byte = input.peek()?;
            *self = match (*self, byte) {
                (Self::Missing, b'[') => {
                    input.open()?;
                    Self::First
                }
                (Self::Missing, _) => return input.unexpected("a sequence"),
                (Self::First | Self::Comma, b']') => {
                    input.close();
                    *self = Self::Done;
                    return Ok(false);
                }
                (Self::Next, b']') => return Err(input.syntax(words::TRAILING_COMMA)),
                (Self::First | Self::Next | Self::Item | Self::Done, _) => Self::Item,
                (Self::Comma, b',') => {
                    input.take();
                    Self::Next
                }
                (Self::Comma, _) => return Err(input.syntax(words::COMMA_OR_BRACKET)),
            };
        }
    }
}
