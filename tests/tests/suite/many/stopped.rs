//! A run that is stopped, and sources that say of themselves what cannot be.

use super::desk::{Desk, drain, poll};
use super::{Count, ask, count};
use openai_structured::prelude::*;
use std::iter::repeat_with;
use std::task::Poll;

#[tokio::test]
async fn what_is_in_flight_still_comes_and_nothing_else_is_pulled() {
    for ordered in [false, true] {
        let desk = Desk::default();
        let inputs = (0..100).map(|it| (it, ask(it)));
        let mut many = (desk.client().chat().parse_many::<Count, _>(inputs)).concurrency(3);
        if ordered {
            many = many.in_input_order();
        }
        let mut watched = many.progress();
        assert!(poll(&mut many).is_pending());
        many.stop();
        for question in ["2", "1", "0"] {
            assert!(drain(&mut many).len() <= 2, "no end before the last");
            desk.say(question, &count(1));
        }
        drain(&mut many);
        assert!(matches!(poll(&mut many), Poll::Ready(None)));
        assert_eq!(desk.asked().len(), 3);
        let counts = many.counts();
        assert_eq!(counts.to_string(), "3 of 100: 3 parsed");
        // Whoever watches is let go, though the run is still there.
        assert_eq!(watched.next().await, Some(counts));
        assert_eq!(watched.next().await, None);
    }
}

#[tokio::test]
async fn a_run_that_is_stopped_at_once_asks_nothing() {
    let desk = Desk::default();
    let inputs = repeat_with(|| ("a", ask("a")));
    let mut many = desk.client().chat().parse_many::<Count, _>(inputs);
    many.stop();
    assert!(matches!(poll(&mut many), Poll::Ready(None)));
    assert!(desk.asked().is_empty());
}

/// Says that there are as many as can be said.
struct Endless;

impl Iterator for Endless {
    type Item = (u8, ChatRequest);

    fn next(&mut self) -> Option<Self::Item> {
        Some((0, ask("?")))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, Some(usize::MAX))
    }
}

#[tokio::test]
async fn a_source_may_say_that_it_has_any_number() {
    let desk = Desk::default();
    let many = desk.client().chat().parse_many::<Count, _>(Endless);
    let mut many = many.skip(|_| false);
    assert!(poll(&mut many).is_pending());
    assert_eq!(many.counts().total, Some(u64::MAX));
}
