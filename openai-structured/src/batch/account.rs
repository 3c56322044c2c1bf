//! Which requests are answered: each once, and none forgotten.

use super::ids::Ids;
use std::collections::HashSet;
use std::sync::Arc;

/// The requests of a batch, as their answers come.
pub(super) enum Account {
    /// Their names are known.
    Of {
        ids: Arc<Ids>,
        answered: Vec<bool>,
        /// Those before this place have been looked at for being missing.
        passed: usize,
    },
    /// They are not; these have been seen.
    Unknown(HashSet<String>),
}

/// What is odd about an answer's name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// It was answered before.
    Again,
    /// There is no request of this name.
    Unasked,
}

impl Account {
    pub(super) fn new(ids: Option<Arc<Ids>>) -> Self {
        match ids {
            Some(ids) => Self::Of {
                answered: vec![false; ids.len()],
                ids,
                passed: 0,
            },
            None => Self::Unknown(HashSet::new()),
        }
    }

    /// Takes an answer; gives the place of its request, if the names are known.
    pub(super) fn take(&mut self, id: &str) -> Result<Option<usize>, Odd> {
        match self {
            Self::Of { ids, answered, .. } => {
                let place = ids.place(id).ok_or(Odd::Unasked)?;
                // Each name has a place in the list.
                match answered.get_mut(place) {
                    Some(answered) if !*answered => *answered = true,
                    _ => return Err(Odd::Again),
                }
                Ok(Some(place))
            }
            Self::Unknown(seen) => {
                let is_first = seen.insert(id.to_owned());
                is_first.then_some(None).ok_or(Odd::Again)
            }
        }
    }

    /// The next request, in their order, that no answer has come to.
    pub(super) fn next_missing(&mut self) -> Option<(usize, String)> {
        let Self::Of {
            ids,
            answered,
            passed,
        } = self
        else {
            return None;
        };
        let rest = answered.get(*passed..)?;
        let place = *passed + rest.iter().position(|answered| !answered)?;
        *passed = place + 1;
        Some((place, ids.get(place)?.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Arc<Ids> {
        let mut ids = Ids::default();
        for name in names {
            ids.push(name);
        }
        Arc::new(ids)
    }

    #[test]
    fn each_is_answered_once_and_the_others_are_missing() {
        let mut account = Account::new(Some(ids(&["a", "b", "c", "d"])));
        assert_eq!(account.take("c"), Ok(Some(2)));
        assert_eq!(account.take("a"), Ok(Some(0)));
        assert_eq!(account.take("c"), Err(Odd::Again));
        assert_eq!(account.take("e"), Err(Odd::Unasked));
        assert_eq!(account.next_missing(), Some((1, "b".to_owned())));
        assert_eq!(account.next_missing(), Some((3, "d".to_owned())));
        assert_eq!(account.next_missing(), None);
        assert_eq!(account.next_missing(), None);
    }

    #[test]
    fn without_names_none_is_missing() {
        let mut account = Account::new(None);
        assert_eq!(account.take("a"), Ok(None));
        assert_eq!(account.take("a"), Err(Odd::Again));
        assert_eq!(account.take("b"), Ok(None));
        assert_eq!(account.next_missing(), None);
    }
}
