//! What a user sees of a draft, as a value that can be compared with what was seen before.

use openai_structured::__private::ObjectDraft;
use openai_structured::Schema;
use openai_structured::draft::{
    Draft, DraftState, FlatDraft, LeafDraft, ListDraft, OptionDraft, TextDraft, ValueDraft,
};
use std::fmt::Debug;

/// What is seen of a draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) state: DraftState,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Text(Option<String>),
    /// A value that is there as a whole, or not.
    Whole(Option<String>),
    /// What is done, and what grows.
    List(Vec<String>, Option<Box<Shown>>),
    /// What is behind a pointer or an option, and whether it is null.
    Inner(Option<Box<Shown>>, bool),
    /// The fields of a struct.
    Fields(Vec<Shown>),
    /// An enum's variant, or its value in one piece.
    Variant(Option<(&'static str, Option<Box<Shown>>)>, Option<String>),
}

impl Shown {
    /// Whether this may be seen after the other.
    pub(super) fn follows(&self, before: &Self) -> Result<(), String> {
        let rank = |state: DraftState| match state {
            DraftState::Missing => 0,
            DraftState::Growing => 1,
            DraftState::Done => 2,
        };
        let (old, new) = (rank(before.state), rank(self.state));
        if new < old || (old == 2 && self != before) {
            return Err(format!("{self:?} after {before:?}"));
        }
        self.what.follows(&before.what)
    }
}

impl What {
    fn follows(&self, before: &Self) -> Result<(), String> {
        let wrong = || Err(format!("{self:?} after {before:?}"));
        match (before, self) {
            (Self::Text(None) | Self::Whole(None), _)
            | (Self::Inner(None, false), Self::Inner(..))
            | (Self::Inner(None, true), Self::Inner(None, true))
            | (Self::Variant(None, None), Self::Variant(..)) => Ok(()),
            (Self::Text(Some(old)), Self::Text(Some(new))) if new.starts_with(old) => Ok(()),
            (Self::Whole(old), Self::Whole(new)) if old == new => Ok(()),
            (Self::List(old, grew), Self::List(new, grows)) if new.starts_with(old) => {
                match (grew, grows) {
                    (Some(grew), Some(grows)) if old.len() == new.len() => grows.follows(grew),
                    // Nothing takes an item back that has begun.
                    (Some(_), None) if old.len() == new.len() => wrong(),
                    _ => Ok(()),
                }
            }
            (Self::Inner(Some(old), false), Self::Inner(Some(new), false)) => new.follows(old),
            (Self::Fields(old), Self::Fields(new)) if old.len() == new.len() => new
                .iter()
                .zip(old)
                .try_for_each(|(new, old)| new.follows(old)),
            (Self::Variant(None, old), Self::Variant(None, new)) if old == new => Ok(()),
            (Self::Variant(Some((old, inner)), None), Self::Variant(Some((new, inside)), None))
                if old == new =>
            {
                match (inner, inside) {
                    (Some(old), Some(new)) => new.follows(old),
                    (None, None) => Ok(()),
                    _ => wrong(),
                }
            }
            _ => wrong(),
        }
    }
}

/// A draft that can be looked at as a whole.
pub(super) trait Show: Draft {
    fn what(&self) -> What;

    fn show(&self) -> Shown {
        Shown {
            state: self.state(),
            what: self.what(),
        }
    }
}

fn text(value: &impl Debug) -> String {
    format!("{value:?}")
}

impl Show for TextDraft {
    fn what(&self) -> What {
        What::Text(self.text().map(str::to_owned))
    }
}

impl<T: Debug> Show for ValueDraft<T>
where
    Self: Draft,
{
    fn what(&self) -> What {
        What::Whole(self.get().map(text))
    }
}

impl<T: Debug, R> Show for LeafDraft<T, R>
where
    Self: Draft,
{
    fn what(&self) -> What {
        What::Whole(self.get().map(text))
    }
}

impl<T: Schema<Draft: Show> + Debug> Show for ListDraft<T> {
    fn what(&self) -> What {
        let growing = self.growing().map(|item| Box::new(item.show()));
        What::List(self.done().iter().map(text).collect(), growing)
    }
}

impl<D: Show> Show for OptionDraft<D> {
    fn what(&self) -> What {
        What::Inner(
            self.value().map(|value| Box::new(value.show())),
            self.is_null(),
        )
    }
}

impl<D: ObjectDraft<Value: Debug> + Show> Show for FlatDraft<D>
where
    Self: Draft,
{
    fn what(&self) -> What {
        let state = self.state();
        let whole = What::Whole(self.get().map(text));
        What::Fields(vec![(**self).show(), Shown { state, what: whole }])
    }
}

/// Shows the fields of a draft.
macro_rules! fields {
    ($draft:ty { $($field:ident),* $(,)? }) => {
        impl Show for $draft {
            fn what(&self) -> What {
                What::Fields(vec![$(self.$field.show()),*])
            }
        }
    };
}
pub(super) use fields;
