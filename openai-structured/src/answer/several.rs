//! Several texts of one answer, any of which may be its value.

use super::text::Text;
use crate::dialect::Said;
use crate::read::{Mismatch, Notes};
use std::iter;

/// The texts of an answer in the order in which they are tried: the first that is a value stands for
/// all. If none is, it is the first that is judged.
pub(crate) struct Several<'a, X> {
    said: &'a Said<'a>,
    first: X,
    others: Vec<X>,
}

impl<'a, X> Several<'a, X> {
    /// Reads each, by its key and what it says.
    pub(crate) fn of(said: &'a Said<'_>, mut read: impl FnMut(u64, &'a str) -> X) -> Self {
        Self {
            said,
            first: read(said.text.key, &said.text.text),
            others: (said.others.iter())
                .map(|other| read(other.key, &other.text))
                .collect(),
        }
    }
}

impl<X> Several<'_, X> {
    /// The one that shows most: what has left the type will not become the value.
    fn leading<T, D>(&self) -> &X
    where
        X: Text<T, D>,
    {
        let mut all = iter::once(&self.first).chain(&self.others);
        all.find(|text| !text.is_wrong()).unwrap_or(&self.first)
    }
}

impl<T, D, X: Text<T, D>> Text<T, D> for Several<'_, X> {
    fn is_cut(&self) -> bool {
        self.leading::<T, D>().is_cut()
    }

    fn is_wrong(&self) -> bool {
        self.leading::<T, D>().is_wrong()
    }

    fn value(self) -> Result<(T, Notes), Mismatch> {
        let Self {
            said,
            first,
            others,
        } = self;
        let wrong = match first.value() {
            Ok(value) => return Ok(noting(value, said, 0)),
            Err(wrong) => wrong,
        };
        let mut others = others.into_iter().zip(1..);
        let found = others.find_map(|(text, place)| Some((text.value().ok()?, place)));
        match found {
            Some((value, place)) => Ok(noting(value, said, place)),
            None => Err(wrong),
        }
    }

    fn salvage(self) -> Option<D> {
        let mut all = iter::once(self.first).chain(self.others);
        let first = all.next()?;
        if !first.is_wrong() {
            return first.salvage();
        }
        match all.find(|text| !text.is_wrong()) {
            Some(other) => other.salvage(),
            None => first.salvage(),
        }
    }

    fn thought(&self, thinking: &str) -> Option<(T, Notes)> {
        self.first.thought(thinking)
    }
}

/// Notes where a text behind that of the value says the same.
fn noting<T>((value, notes): (T, Notes), said: &Said<'_>, place: usize) -> (T, Notes) {
    let mut texts = iter::once(&said.text).chain(&said.others).skip(place);
    let Some(own) = texts.next() else {
        return (value, notes); // never: it is one of them
    };
    let own = own.text.trim();
    let is_repeated = texts.any(|other| other.text.trim() == own);
    let notes = if is_repeated {
        notes.repeated(own)
    } else {
        notes
    };
    (value, notes)
}
