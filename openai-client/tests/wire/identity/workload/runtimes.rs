//! An exchange ends with the runtime that it was begun in, and those who wait elsewhere begin anew.

use std::{
    sync::mpsc,
    task::{Context, Waker},
    thread,
};

use tokio::runtime::Builder;

use super::{
    super::witness::show,
    memory::{Fate, Memory, bearer},
};
use crate::server::request;

#[test]
fn one_who_waits_in_another_runtime_begins_anew() {
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
    drop(first);
    waiting.join().unwrap().unwrap();
    assert!(begun.is_finished());
    assert_eq!(memory.exchanges().len(), 2);
    assert_eq!(memory.shown(), [bearer("issued-2")]);
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
