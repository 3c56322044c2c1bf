//! An exchange goes on in the runtime that it was begun in. If that ends or rests, those who wait in
//! another begin anew.

use std::{
    sync::mpsc,
    task::{Context, Waker},
    thread,
    time::Duration,
};

use tokio::runtime::{Builder, Runtime};

use super::{
    super::witness::show,
    memory::{Fate, Memory, at_once, bearer, token, with},
};
use crate::server::request;

#[test]
fn one_who_waits_in_another_runtime_begins_anew() {
    begins_anew_after(drop);
}

#[test]
fn what_ends_a_runtime_may_be_a_panic_of_somebody_else() {
    begins_anew_after(|runtime| {
        let held = move || {
            let _held = runtime;
            panic!("not of what fetches tokens");
        };
        thread::spawn(held).join().unwrap_err();
    });
}

fn begins_anew_after(end: impl FnOnce(Runtime)) {
    let memory = Memory::new([Fate::Silence], []);
    let client = memory.client();
    let runtime = || Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let begun = first.spawn({
        let client = client.clone();
        async move { client.chat().create(request()).await.map(drop) }
    });
    first.block_on(async {
        while memory.exchanges().is_empty() {
            tokio::task::yield_now().await;
        }
    });
    let (waits, is_waiting) = mpsc::channel();
    let waiting = thread::spawn(move || {
        runtime().block_on(async {
            let chat = client.chat();
            let mut call = Box::pin(chat.create(request()));
            let mut context = Context::from_waker(Waker::noop());
            assert!(call.as_mut().poll(&mut context).is_pending());
            waits.send(()).unwrap();
            call.await
        })
    });
    is_waiting.recv().unwrap();
    assert_eq!(memory.exchanges().len(), 1);
    end(first);
    waiting.join().unwrap().unwrap();
    assert!(begun.is_finished());
    assert_eq!(memory.exchanges().len(), 2);
    assert_eq!(memory.shown(), [bearer("issued-2")]);
}

#[test]
fn nobody_waits_for_a_runtime_that_is_not_at_work() {
    let late = Fate::After(
        Duration::from_secs(1),
        200,
        Vec::new(),
        token("late", 3600.0),
    );
    let memory = Memory::new([late], []);
    let client = memory.client();
    // In which time passes when there is nothing else to do.
    let paused = || {
        let mut builder = Builder::new_current_thread();
        builder.enable_all().start_paused(true).build().unwrap()
    };
    let (resting, other) = (paused(), paused());
    let first = resting.spawn({
        let client = client.clone();
        async move { client.chat().create(request()).await.map(drop) }
    });
    resting.block_on(async {
        while memory.exchanges().is_empty() {
            tokio::task::yield_now().await;
        }
    });
    other.block_on(client.chat().create(request())).unwrap();
    assert_eq!(memory.exchanges().len(), 2);
    // It wakes up: what it has is for those who still wait for it, and for nobody else.
    resting.block_on(first).unwrap().unwrap();
    other.block_on(client.chat().create(request())).unwrap();
    assert_eq!(memory.exchanges().len(), 2);
    assert_eq!(memory.shown(), ["issued-2", "late", "issued-2"].map(bearer));
}

#[test]
fn a_slow_exchange_is_waited_for_in_any_runtime() {
    let slow = Fate::After(
        Duration::from_secs(9),
        200,
        Vec::new(),
        token("slow", 3600.0),
    );
    let busy = with(at_once(503, ""), "retry-after", "120");
    let memory = Memory::new([busy, slow], []);
    let client = memory.client();
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_all().start_paused(true).build().unwrap();
    let (one, other) = (client.chat(), client.chat());
    let (one, other) =
        runtime.block_on(async { tokio::join!(one.create(request()), other.create(request())) });
    one.unwrap();
    other.unwrap();
    assert_eq!(memory.exchanges().len(), 2);
    assert_eq!(memory.shown(), ["slow", "slow"].map(bearer));
}

#[test]
fn the_next_caller_begins_anew_when_nobody_waited() {
    let memory = Memory::new([Fate::Silence], []);
    let client = memory.client();
    for exchanges in 1..=2 {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let chat = client.chat();
        let answered = runtime.block_on(async {
            tokio::select! {
                biased;
                answer = chat.create(request()) => Some(answer),
                () = async {
                    while memory.exchanges().len() < exchanges {
                        tokio::task::yield_now().await;
                    }
                    // The second is answered at once.
                    if exchanges == 2 {
                        std::future::pending::<()>().await;
                    }
                } => None,
            }
        });
        assert_eq!(answered.is_some(), exchanges == 2);
        assert_eq!(memory.exchanges().len(), exchanges);
    }
    assert_eq!(memory.shown(), [bearer("issued-2")]);
}

#[test]
fn without_a_runtime_there_is_an_error() {
    let memory = Memory::new([], []);
    let client = memory.client();
    let chat = client.chat();
    let mut call = Box::pin(chat.create(request()));
    let mut context = Context::from_waker(Waker::noop());
    let std::task::Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else {
        panic!("an error at once")
    };
    show(&error);
    assert_eq!(
        error.to_string(),
        "a token is fetched by a task, and there is no tokio runtime for it"
    );
}
