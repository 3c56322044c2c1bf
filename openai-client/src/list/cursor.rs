//! Where a list goes on: pure.

use std::collections::HashSet;

/// Where a list is.
#[derive(Debug, Clone, Default)]
pub(super) struct Cursor {
    /// What the next page comes after; none for the first one.
    after: Option<String>,
    /// All that were, as services have been seen to go in circles.
    seen: HashSet<String>,
}

/// How a list goes on after a page.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// With another page.
    On,
    /// It was the last one.
    End,
    /// It cannot, though there is more.
    Stuck(&'static str),
    /// The page was there before.
    Circle(&'static str),
}

impl Cursor {
    /// Begins after this one.
    pub(super) fn after(id: String) -> Self {
        Self {
            seen: HashSet::from([id.clone()]),
            after: Some(id),
        }
    }

    pub(super) fn get(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Goes behind a page. Where the service does not say whether there is more, a page that is empty
    /// is the last one.
    pub(super) fn pass(
        &mut self,
        is_empty: bool,
        has_more: Option<bool>,
        last_id: Option<&str>,
    ) -> Step {
        if has_more.map_or(is_empty, |more| !more) {
            return Step::End;
        }
        let Some(last_id) = last_id else {
            return match has_more {
                Some(_) => Step::Stuck("the list has more, but the page does not say after what"),
                None => Step::End,
            };
        };
        if !self.seen.insert(last_id.to_owned()) {
            return Step::Circle("the list goes in a circle: the page ends where one before did");
        }
        self.after = Some(last_id.to_owned());
        Step::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CIRCLE: Step =
        Step::Circle("the list goes in a circle: the page ends where one before did");
    const LOST: Step = Step::Stuck("the list has more, but the page does not say after what");

    #[test]
    fn a_list_goes_on_as_the_pages_say() {
        for (is_empty, has_more, last_id, expected) in [
            (false, Some(true), Some("b"), Step::On),
            (false, None, Some("b"), Step::On),
            (false, Some(false), Some("b"), Step::End),
            // Nothing of it was for us, but there is more behind it.
            (true, Some(true), Some("b"), Step::On),
            (true, Some(true), Some("a"), CIRCLE),
            (true, Some(true), None, LOST),
            (true, None, Some("b"), Step::End),
            (true, None, None, Step::End),
            (false, None, None, Step::End),
            (false, Some(true), None, LOST),
            (false, Some(true), Some("a"), CIRCLE),
            (false, None, Some("a"), CIRCLE),
            // It is over, so the circle is not walked.
            (false, Some(false), Some("a"), Step::End),
        ] {
            let mut cursor = Cursor::after("a".to_owned());
            let row = format!("{is_empty} {has_more:?} {last_id:?}");
            let goes_on = expected == Step::On;
            assert_eq!(cursor.pass(is_empty, has_more, last_id), expected, "{row}");
            let after = if goes_on { last_id } else { Some("a") };
            assert_eq!(cursor.get(), after, "{row}");
        }
    }

    #[test]
    fn circles_of_any_length_are_seen() {
        let mut cursor = Cursor::default();
        for id in ["a", "b", "c"] {
            assert_eq!(cursor.pass(false, None, Some(id)), Step::On);
        }
        assert_eq!(cursor.pass(false, None, Some("b")), CIRCLE);
    }
}
