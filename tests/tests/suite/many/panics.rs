//! Panics of the user's code: those of inputs go through, and no input is lost.

use super::desk::{Desk, drain, poll};
use super::{Count, ask, count};
use openai_structured::ErrorKind;
use openai_structured::many::Kind;
use openai_structured::prelude::*;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

/// The words of the panic that comes of it.
fn panic_of<R>(act: impl FnOnce() -> R) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(act)).err()?;
    Some((*panic.downcast::<&str>().unwrap()).to_owned())
}

#[tokio::test]
async fn inputs_that_panic_lose_nothing_else() {
    for ordered in [false, true] {
        let desk = Desk::default();
        let inputs = (0..8).map(|it| {
            assert!(it != 2 && it != 5, "no input");
            (it, ask(it))
        });
        let mut many = (desk.client().chat().parse_many::<Count, _>(inputs)).concurrency(4);
        if ordered {
            many = many.in_input_order();
        }
        assert_eq!(panic_of(|| poll(&mut many)).unwrap(), "no input");
        // What is under way comes before the inputs are asked again.
        let mut given = Vec::new();
        let mut panics = 1;
        loop {
            match catch_unwind(AssertUnwindSafe(|| poll(&mut many))) {
                Ok(Poll::Ready(Some(done))) => given.push(done.key),
                Ok(Poll::Ready(None)) => break,
                Ok(Poll::Pending) => desk.say(&desk.lying().pop().unwrap(), &count(1)),
                Err(_) => panics += 1,
            }
        }
        given.sort_unstable();
        assert_eq!((given, panics), (vec![0, 1, 3, 4, 6, 7], 2));
        assert_eq!(many.counts().to_string(), "6 of 6: 6 parsed");
    }
}

/// Inputs that panic each time keep nobody from what is under way.
#[tokio::test]
async fn inputs_may_be_broken_for_good() {
    let desk = Desk::default();
    let inputs = (0..).map(|it| {
        assert!(it < 2, "broken");
        (it, ask(it))
    });
    let mut many = desk.client().chat().parse_many::<Count, _>(inputs);
    for _ in 0..2 {
        assert!(panic_of(|| poll(&mut many)).is_some() || poll(&mut many).is_pending());
    }
    for question in ["0", "1"] {
        desk.say(question, &count(1));
    }
    let given: HashSet<_> = [poll(&mut many), poll(&mut many)]
        .map(|done| match done {
            Poll::Ready(Some(done)) => done.key,
            other => panic!("{other:?}"),
        })
        .into();
    assert_eq!(given, HashSet::from([0, 1]));
    for _ in 0..3 {
        assert_eq!(panic_of(|| poll(&mut many)).unwrap(), "broken");
    }
}

#[tokio::test]
async fn an_input_stays_when_its_skip_panics() {
    let desk = Desk::default();
    let inputs = (0..3).map(|it| (it, ask(it)));
    let many = desk.client().chat().parse_many::<Count, _>(inputs);
    let mut panics = 2;
    let mut many = many.skip(|key| {
        if *key == 0 && panics > 0 {
            panics -= 1;
            panic!("cannot say");
        }
        *key == 1
    });
    for _ in 0..2 {
        assert_eq!(panic_of(|| poll(&mut many)).unwrap(), "cannot say");
        assert_eq!(many.counts().total, Some(3));
    }
    assert!(poll(&mut many).is_pending());
    assert_eq!(desk.lying(), ["0", "2"]);
    assert_eq!(many.counts().skipped, 1);
}

/// Reads only what it likes.
#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(check = likes)]
struct Picky {
    pieces: u8,
}

fn likes(value: &Picky) -> Result<(), String> {
    match value.pieces {
        13 => panic!("thirteen"),
        0 => Err("nothing".to_owned()),
        _ => Ok(()),
    }
}

#[tokio::test]
async fn an_answer_whose_reading_panics_is_given_as_an_error() {
    for ordered in [false, true] {
        let desk = Desk::default();
        let inputs = (0..3).map(|it| (it, ask(it)));
        let mut many = desk.client().chat().parse_many::<Picky, _>(inputs);
        if ordered {
            many = many.in_input_order();
        }
        assert!(poll(&mut many).is_pending());
        desk.say("0", &count(13));
        let Poll::Ready(Some(done)) = poll(&mut many) else {
            panic!("it was answered");
        };
        assert_eq!((done.key, done.kind()), (0, Kind::Failed));
        let error = done.into_parsed().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Panicked);
        assert_eq!(
            error.to_string(),
            "the code that reads the answer panicked: thirteen"
        );
        for question in ["2", "1"] {
            desk.say(question, &count(1));
        }
        let mut given: Vec<_> = drain(&mut many).iter().map(|done| done.key).collect();
        if !ordered {
            given.sort_unstable();
        }
        assert_eq!(given, [1, 2]);
        assert_eq!(many.counts().to_string(), "3 of 3: 2 parsed, 1 failed");
    }
}
