//! The order in which answers are given.

use super::desk::{Desk, drain};
use super::{Count, ask, count};
use openai_structured::prelude::*;

#[tokio::test]
async fn answers_are_given_as_they_come_unless_said_otherwise() {
    for ordered in [false, true] {
        let desk = Desk::default();
        let inputs = ["a", "b", "c"].map(|it| (it, ask(it)));
        let mut many = desk.client().chat().parse_many::<Count, _>(inputs);
        if ordered {
            many = many.in_input_order();
        }
        let mut given = vec![drain(&mut many)];
        for question in ["c", "a", "b"] {
            desk.say(question, &count(1));
            given.push(drain(&mut many));
        }
        let given = given
            .iter()
            .map(|it| it.iter().map(|done| done.key).collect());
        let given: Vec<String> = given.collect();
        let expected = if ordered {
            ["", "", "a", "bc"]
        } else {
            ["", "c", "a", "b"]
        };
        assert_eq!(given, expected);
    }
}

/// What waits for its turn counts, so the first holds up the inputs, but not the calls under way.
#[tokio::test]
async fn the_first_holds_up_what_is_behind_it() {
    let desk = Desk::default();
    let inputs = (0..10).map(|it| (it, ask(it)));
    let many = desk.client().chat().parse_many::<Count, _>(inputs);
    let mut many = many.concurrency(3).in_input_order();
    assert!(drain(&mut many).is_empty());
    for question in ["2", "1"] {
        desk.say(question, &count(1));
        assert!(drain(&mut many).is_empty());
        assert_eq!(desk.asked().len(), 3);
    }
    assert_eq!(many.counts().parsed, 2, "they have come");
    desk.say("0", &count(1));
    let given: Vec<_> = drain(&mut many).iter().map(|done| done.key).collect();
    assert_eq!(given, [0, 1, 2]);
    assert_eq!(desk.lying(), ["3", "4", "5"]);
}

/// Calls that were begun before keep their places.
#[tokio::test]
async fn the_order_may_be_asked_for_later() {
    let desk = Desk::default();
    let inputs = (0..6).map(|it| (it, ask(it)));
    let mut many = (desk.client().chat().parse_many::<Count, _>(inputs)).concurrency(3);
    assert!(drain(&mut many).is_empty());
    desk.say("1", &count(1));
    let given: Vec<_> = drain(&mut many).iter().map(|done| done.key).collect();
    assert_eq!(given, [1]);
    let mut many = many.in_input_order();
    let mut given = Vec::new();
    while let Some(question) = desk.lying().pop() {
        desk.say(&question, &count(1));
        given.extend(drain(&mut many).iter().map(|done| done.key));
    }
    assert_eq!(given, [0, 2, 3, 4, 5]);
}
