//! Watching a run.

use super::desk::{Desk, drain, poll};
use super::{Count, ask, count};
use futures_util::StreamExt;
use openai_structured::prelude::*;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_slow_reader_sees_the_newest_and_the_end() {
    let desk = Desk::default();
    let inputs = (0..30).map(|it| (it, ask(it)));
    let mut many = desk.client().chat().parse_many::<Count, _>(inputs);
    let mut slow = many.progress();
    let mut quick = slow.clone();
    let mut never = slow.clone();
    assert_eq!(quick.next().await.unwrap().to_string(), "0 of 30");

    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    // Asked twice, it is woken once.
    for _ in 0..2 {
        assert!(pin!(quick.next()).poll(&mut context).is_pending());
    }
    assert!(poll(&mut many).is_pending());
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    let Poll::Ready(Some(counts)) = pin!(quick.next()).poll(&mut context) else {
        panic!("there are new ones");
    };
    assert_eq!(counts.to_string(), "0 of 30: 16 in flight");
    assert!(pin!(quick.next()).poll(&mut context).is_pending());

    let mut given = 0;
    while given < 30 {
        if let Some(question) = desk.lying().pop() {
            desk.say(&question, &count(1));
        }
        given += drain(&mut many).len();
    }
    let counts = slow.next().await.unwrap();
    assert_eq!((counts.parsed, counts.tokens), (30, 210));
    assert_eq!(counts, many.counts());
    assert!(slow.next().await.is_none());
    // A clone reads by itself, and of the stream there is nothing more.
    assert_eq!(quick.collect::<Vec<_>>().await, [counts]);
    drop(many);
    assert_eq!(never.next().await, Some(counts));
    assert_eq!(never.next().await, None);
    assert_eq!(never.counts(), counts);
}

/// From another task, and another thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_can_be_watched_from_elsewhere() {
    let api = openai_structured::local::LocalApi::scripted(
        (0..40).map(|_| openai_structured::local::Reply::text(count(1))),
    );
    let api = api.await.unwrap();
    let client = crate::reask::client_of(&api);
    let inputs = (0..40).map(|it| (it, ask(it)));
    let mut many = client.chat().parse_many::<Count, _>(inputs);
    let progress = many.progress();
    let watch = tokio::spawn(progress.collect::<Vec<_>>());
    while many.next().await.is_some() {}
    let seen = watch.await.unwrap();
    assert_eq!(*seen.last().unwrap(), many.counts());
    assert_eq!(many.counts().to_string(), "40 of 40: 40 parsed");
    for (before, after) in seen.iter().zip(seen.iter().skip(1)) {
        assert!(before.seen <= after.seen && before.done() <= after.done());
    }
    for counts in seen {
        assert_eq!(
            counts.seen,
            counts.skipped + counts.in_flight + counts.done()
        );
        assert_eq!(counts.total, Some(40));
    }
}

/// What the source says of its length is believed only where it is exact.
#[tokio::test]
async fn the_total_is_known_as_soon_as_the_source_knows_it() {
    let desk = Desk::default();
    let chat = desk.client().chat();
    let inputs = || (0..40).map(|it| (it, ask(it)));
    assert_eq!(
        chat.parse_many::<Count, _>(inputs()).counts().total,
        Some(40)
    );
    let mut many = chat.parse_many::<Count, _>(inputs().filter(|it| it.0 >= 30));
    assert_eq!(many.counts().to_string(), "0");
    assert!(poll(&mut many).is_pending());
    assert_eq!(
        many.counts().to_string(),
        "0 of 10: 10 in flight",
        "the source is over"
    );
}
