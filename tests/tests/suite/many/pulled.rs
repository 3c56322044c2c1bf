//! What is pulled and sent, and when: bounded, as late as possible, and once.

use super::desk::{Desk, drain, poll};
use super::{Count, ask, count};
use futures_core::Stream;
use openai_structured::ErrorKind;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use std::cell::Cell;
use std::collections::{HashSet, VecDeque};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

#[tokio::test]
async fn inputs_are_pulled_as_there_is_room_for_them() {
    let desk = Desk::default();
    let pulled = Cell::new(0);
    let inputs = (0..100).map(|it| {
        pulled.set(it + 1);
        (it, ask(it))
    });
    let mut many = (desk.client().chat().parse_many::<Count, _>(inputs)).concurrency(4);
    assert_eq!(pulled.get(), 0, "nothing before it is awaited");
    for given in 0..100 {
        assert!(poll(&mut many).is_pending());
        let expected = 100.min(given + 4);
        assert_eq!((pulled.get(), desk.asked().len()), (expected, expected));
        assert_eq!(desk.lying().len(), expected - given);
        let question = desk.lying().pop().unwrap();
        desk.say(&question, &count(1));
        let Poll::Ready(Some(done)) = poll(&mut many) else {
            panic!("{question} was answered");
        };
        assert_eq!(done.key.to_string(), question);
        assert_eq!(done.key, usize::try_from(done.index).unwrap());
        assert_eq!(done.into_parsed().unwrap(), Count { pieces: 1 });
    }
    assert!(matches!(poll(&mut many), Poll::Ready(None)));
    assert!(
        matches!(poll(&mut many), Poll::Ready(None)),
        "and so it stays"
    );
    assert_eq!(desk.most(), 4);
    assert_eq!(desk.asked().iter().collect::<HashSet<_>>().len(), 100);
}

#[tokio::test]
async fn sixteen_at_a_time_unless_said_otherwise_and_never_none() {
    for (concurrency, expected) in [(None, 16), (Some(0), 1), (Some(1), 1), (Some(999), 50)] {
        let desk = Desk::default();
        let many = (desk.client().chat()).parse_many::<Count, _>((0..50).map(|it| (it, ask(it))));
        let mut many = match concurrency {
            Some(concurrency) => many.concurrency(concurrency),
            None => many,
        };
        assert!(poll(&mut many).is_pending());
        assert_eq!(desk.lying().len(), expected);
    }
}

/// A key that is counted as long as it lives.
struct Kept(Arc<AtomicUsize>);

impl Kept {
    fn new(alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(alive))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whatever the number of inputs, and however long the first takes.
#[tokio::test]
async fn no_more_is_held_than_runs_at_once() {
    for ordered in [false, true] {
        let desk = Desk::default();
        let alive = Arc::new(AtomicUsize::new(0));
        let inputs = (0..2000).map(|it| (Kept::new(&alive), ask(it)));
        let many = desk.client().chat().parse_many::<Count, _>(inputs);
        let mut many = many.concurrency(8).skip(|_| false);
        if ordered {
            many = many.in_input_order();
        }
        let (mut given, mut most) = (0, 0);
        while given < 2000 {
            let done = drain(&mut many);
            // Those that were given are the test's.
            most = most.max(alive.load(Ordering::Relaxed) - done.len());
            given += done.len();
            // The first of those that lie is answered last, so the others have to wait for it.
            if let Some(question) = desk.lying().pop() {
                desk.say(&question, &count(1));
            }
        }
        assert_eq!((most, alive.load(Ordering::Relaxed)), (8, 0), "{ordered}");
    }
}

#[tokio::test]
async fn what_is_skipped_is_not_sent_and_is_counted() {
    let desk = Desk::default();
    let inputs = (0..1000).map(|it| (it, ask(it)));
    let many = desk.client().chat().parse_many::<Count, _>(inputs);
    let mut many = many.skip(|key| *key < 990 || key % 2 == 0);
    // A long row of them lets others have their turn.
    assert!(poll(&mut many).is_pending());
    assert_eq!((many.counts().skipped, desk.asked().len()), (256, 0));
    while desk.asked().len() < 5 {
        assert!(poll(&mut many).is_pending());
    }
    for question in desk.lying() {
        desk.say(&question, &count(1));
    }
    let mut given: Vec<_> = drain(&mut many).iter().map(|done| done.index).collect();
    given.sort_unstable();
    assert_eq!(given, [991, 993, 995, 997, 999]);
    let counts = many.counts();
    assert_eq!((counts.seen, counts.skipped, counts.parsed), (1000, 995, 5));
    assert_eq!(counts.to_string(), "1000 of 1000: 995 skipped, 5 parsed");
}

/// All inputs may be skipped, and there may be none.
#[tokio::test]
async fn there_may_be_nothing_to_do() {
    for inputs in [0, 7, 5000] {
        let client = Desk::default().client();
        let inputs = (0..inputs).map(|it| (it, ask(it)));
        let mut many = (client.chat().parse_many::<Count, _>(inputs)).skip(|_| true);
        assert!(many.next().await.is_none());
        assert_eq!(many.counts().left(), Some(0));
    }
}

#[tokio::test]
async fn an_input_that_fails_is_done_with_its_error() {
    let desk = Desk::default();
    let read = |name: &str| std::fs::read_to_string(name).map(ask);
    let inputs = ["no/such/file", "Cargo.toml"].map(|name| (name, read(name)));
    let mut many = desk.client().chat().parse_many::<Count, _>(inputs);
    let done = many.next().await.unwrap();
    assert_eq!((done.key, done.index), ("no/such/file", 0));
    let error = done.into_parsed().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(!error.is_retryable() && error.client().is_none());
    let said = error.to_string();
    assert!(
        said.starts_with("no request: ") && said.contains("os error 2"),
        "{said}"
    );
    assert_eq!(format!("{error:?}"), format!("Input: {said}"));
    assert_eq!(many.counts().failed, 1);
    assert!(poll(&mut many).is_pending());
    assert_eq!(desk.lying().len(), 1, "the other is sent");
}

/// Gives inputs when it is told, as a queue or a socket does.
#[derive(Clone, Default)]
struct Queue(Rc<Cell<VecDeque<Option<Mail>>>>);

/// An input of the queue.
type Mail = (u32, Result<ChatRequest, String>);

impl Queue {
    fn push(&self, input: Option<Mail>) {
        let mut queue = self.0.take();
        queue.push_back(input);
        self.0.set(queue);
    }
}

impl Stream for Queue {
    type Item = Mail;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut queue = self.0.take();
        let next = queue.pop_front();
        self.0.set(queue);
        next.map_or(Poll::Pending, Poll::Ready)
    }
}

#[tokio::test]
async fn a_stream_of_inputs_is_awaited_beside_the_calls() {
    let desk = Desk::default();
    let queue = Queue::default();
    let mut many = (desk.client().chat()).parse_many_stream::<Count, _>(queue.clone());
    assert!(poll(&mut many).is_pending(), "none has come");
    queue.push(Some((7, Ok(ask("seven")))));
    assert!(poll(&mut many).is_pending());
    assert_eq!(desk.lying(), ["seven"]);
    desk.say("seven", &count(7));
    let Poll::Ready(Some(done)) = poll(&mut many) else {
        panic!("it was answered while no other input is there");
    };
    assert_eq!((done.key, done.parsed().unwrap().pieces), (7, 7));
    queue.push(Some((8, Err("unreadable".to_owned()))));
    let Poll::Ready(Some(done)) = poll(&mut many) else {
        panic!("there is nothing to wait for");
    };
    assert_eq!(
        done.result.unwrap_err().to_string(),
        "no request: unreadable"
    );
    assert_eq!(many.counts().total, None, "there may be more");
    queue.push(None);
    assert!(matches!(poll(&mut many), Poll::Ready(None)));
    assert_eq!(many.counts().total, Some(2));
}

#[tokio::test]
async fn a_dropped_run_gives_up_what_is_under_way() {
    let desk = Desk::default();
    let inputs = (0..9).map(|it| (it, ask(it)));
    let mut many = (desk.client().chat().parse_many::<Count, _>(inputs)).concurrency(3);
    assert!(poll(&mut many).is_pending());
    let mut progress = many.progress();
    assert_eq!(desk.live(), 3);
    drop(many);
    assert_eq!(desk.live(), 0);
    assert_eq!(progress.next().await.unwrap().in_flight, 3);
    assert_eq!(progress.next().await, None);
}

/// A call that is dropped in the middle of waiting takes nothing with it.
#[tokio::test]
async fn waiting_can_be_given_up_and_taken_up_again() {
    let desk = Desk::default();
    let inputs = (0..5).map(|it| (it, ask(it)));
    let mut many = (desk.client().chat().parse_many::<Count, _>(inputs)).concurrency(2);
    let mut given = Vec::new();
    while given.len() < 5 {
        let soon = std::time::Duration::ZERO;
        if let Ok(done) = tokio::time::timeout(soon, many.next()).await {
            given.push(done.unwrap().key);
        } else {
            let question = desk.lying().pop().unwrap();
            desk.say(&question, &count(1));
        }
    }
    given.sort_unstable();
    assert_eq!((given, desk.asked().len()), ((0..5).collect(), 5));
}

#[tokio::test]
async fn a_format_is_asked_with_and_asks_again() {
    let api =
        LocalApi::scripted([count(1), r#"{"pieces":900}"#.to_owned(), count(2)].map(Reply::text));
    let api = api.await.unwrap();
    let client = crate::reask::client_of(&api);
    let format = openai_structured::AnswerFormat::<Count>::new().reask(1);
    let inputs = [("a", ask("a")), ("b", ask("b"))];
    let many = client.chat().parse_many::<Count, _>(inputs);
    let mut many = many.concurrency(1).format(format);
    let mut tokens = 0;
    for (key, pieces, attempts) in [("a", 1, 0), ("b", 2, 1)] {
        let done = many.next().await.unwrap();
        tokens += done.tokens();
        let answer = done.result.unwrap();
        assert_eq!(done.key, key);
        assert_eq!(answer.attempts().len(), attempts);
        assert_eq!(answer.into_parsed().unwrap(), Count { pieces });
    }
    assert!(many.next().await.is_none());
    assert_eq!((api.requests().len(), many.counts().tokens), (3, tokens));
}

/// A run can be spawned if the type and the inputs can; and there may be types and inputs that cannot.
#[tokio::test]
async fn a_run_is_as_free_as_what_it_is_about() {
    fn is_send<F: Future + Send>(run: F) -> F {
        run
    }
    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Shared {
        pieces: Rc<u8>,
    }
    let api = LocalApi::scripted([(); 2].map(|()| Reply::text(count(4))))
        .await
        .unwrap();
    let client = crate::reask::client_of(&api);
    let chat = client.chat();
    let done = HashSet::from([0]);
    let run = is_send(async {
        let inputs = [0, 1].map(|it| (it, ask(it)));
        let mut many = chat
            .parse_many::<Count, _>(inputs)
            .skip(|key| done.contains(key));
        let mut parsed = 0;
        while let Some(done) = many.next().await {
            parsed += u32::from(done.into_parsed().is_ok());
        }
        parsed
    });
    assert_eq!(run.await, 1);
    let inputs = [(Rc::new(1), ask(1))];
    let mut many = chat.parse_many::<Shared, _>(inputs);
    let done = many.next().await.unwrap();
    assert_eq!((*done.key, *done.into_parsed().unwrap().pieces), (1, 4));
}
