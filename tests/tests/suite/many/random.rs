//! Any order of coming, any mixture: what must hold at every moment.

use super::desk::{Desk, poll};
use super::{Count, ask, count};
use crate::random::Random;
use openai_structured::client::chat::Chat;
use openai_structured::many::{Done, Inputs, Kind, Many};
use openai_structured::prelude::*;
use serde_json::json;
use std::cell::Cell;
use std::collections::HashMap;
use std::task::Poll;

/// What becomes of an input in the end; `None`: it is skipped.
fn fate(random: &mut Random) -> Option<Kind> {
    match random.below(10) {
        0 | 1 => None,
        2 => Some(Kind::Refused),
        3 => Some(Kind::Truncated),
        4 => Some(Kind::Mismatch),
        5 => Some(Kind::Failed),
        6 => Some(Kind::Empty),
        _ => Some(Kind::Parsed),
    }
}

fn answer(desk: &Desk, question: &str, fate: Kind) {
    match fate {
        Kind::Parsed => desk.say(question, &count(1)),
        Kind::Refused => desk.answer(question, &json!({"refusal": "No."}), "stop"),
        Kind::Truncated => desk.answer(question, &json!({"content": "{\"pi"}), "length"),
        Kind::Mismatch => desk.say(question, "{}"),
        Kind::Failed => desk.refuse(question, 500),
        _ => desk.say(question, ""),
    }
}

/// Some inputs of a plan fail before anything is sent.
fn is_bad(index: usize, fate: Option<Kind>) -> bool {
    fate == Some(Kind::Failed) && index.is_multiple_of(2)
}

struct Plan {
    fates: Vec<Option<Kind>>,
    concurrency: usize,
    ordered: bool,
}

fn watch<S>(
    many: &mut Many<Chat, Count, S>,
    desk: &Desk,
    pulled: &Cell<usize>,
    plan: &Plan,
    random: &mut Random,
) where
    S: Inputs<ChatRequest, Key = usize>,
{
    let mut given: HashMap<usize, Kind> = HashMap::new();
    let mut last = None;
    let mut watched = many.progress();
    loop {
        let next: Poll<Option<Done<Chat, Count, usize>>> = poll(many);
        let counts = many.counts();
        assert_eq!(
            counts.seen,
            counts.skipped + counts.in_flight + counts.done()
        );
        assert_eq!(counts.seen, pulled.get() as u64);
        assert!(desk.live() <= plan.concurrency && counts.in_flight <= plan.concurrency as u64);
        let held = pulled.get() as u64 - counts.skipped - given.len() as u64;
        assert!(held <= plan.concurrency as u64, "{held} are held");
        match next {
            Poll::Ready(Some(done)) => {
                assert_eq!(done.key as u64, done.index);
                assert!(!plan.ordered || last < Some(done.index));
                last = Some(done.index);
                assert_eq!(given.insert(done.key, done.kind()), None, "given twice");
            }
            Poll::Ready(None) => break,
            Poll::Pending => {
                // Some of those that lie, in any order.
                let lying = desk.lying();
                for _ in 0..=random.below(3) {
                    let lying = desk.lying();
                    if lying.is_empty() {
                        break;
                    }
                    let question = &lying[random.below(lying.len())];
                    answer(
                        desk,
                        question,
                        plan.fates[question.parse::<usize>().unwrap()].unwrap(),
                    );
                }
                // With nothing under way, only a row of skipped ones lets it wait.
                assert!(!lying.is_empty() || counts.skipped > 0);
            }
        }
    }
    let expected: HashMap<usize, Kind> = (plan.fates.iter().enumerate())
        .filter_map(|(at, fate)| Some((at, (*fate)?)))
        .collect();
    assert_eq!(given, expected);
    let counts = many.counts();
    assert_eq!(counts.total, Some(plan.fates.len() as u64));
    for kind in [
        Kind::Parsed,
        Kind::Refused,
        Kind::Truncated,
        Kind::Mismatch,
        Kind::Failed,
        Kind::Empty,
    ] {
        let expected = expected.values().filter(|it| **it == kind).count();
        assert_eq!(counts.of(kind), expected as u64, "{kind}");
    }
    let bad = (0..)
        .zip(&plan.fates)
        .filter(|(at, fate)| is_bad(*at, **fate));
    assert_eq!(
        desk.asked().len(),
        expected.len() - bad.count(),
        "each was sent once"
    );
    assert!(desk.most() <= plan.concurrency);
    let progress = async { (watched.next().await, watched.next().await) };
    let ended = futures_util::FutureExt::now_or_never(progress);
    assert_eq!(ended, Some((Some(counts), None)));
}

#[tokio::test]
async fn every_order_of_coming_is_accounted_for() {
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let plan = Plan {
            fates: (0..random.below(40)).map(|_| fate(&mut random)).collect(),
            concurrency: 1 + random.below(9),
            ordered: random.below(2) == 0,
        };
        let desk = Desk::default();
        let pulled = Cell::new(0);
        let inputs = plan.fates.iter().enumerate().map(|(at, fate)| {
            pulled.set(pulled.get() + 1);
            let request = if is_bad(at, *fate) {
                Err("bad")
            } else {
                Ok(ask(at))
            };
            (at, request)
        });
        let many = desk.client().chat().parse_many::<Count, _>(inputs);
        let mut many = many.concurrency(plan.concurrency);
        if plan.ordered {
            many = many.in_input_order();
        }
        let mut many = many.skip(|key| plan.fates[*key].is_none());
        watch(&mut many, &desk, &pulled, &plan, &mut random);
    }
}
