//! Where the blocking client may be called: without a runtime, inside any, from many threads.

use std::{
    thread,
    time::{Duration, Instant},
};

use http::Method;
use openai_client::{
    CallOptions, StreamEnd,
    blocking::{Chat, ChatStream, Client, RawRequest, Runtime},
    chat::ChatAccumulator,
};
use serde_json::{Value, json};
use tokio::runtime;

use super::Apart;
use crate::server::{ANSWER, Reply, chunk, events, ok, request, stream};

const STORY: &str = concat!(
    "data: {\"choices\":[{\"delta\":{\"content\":\"once \"}}]}\n\n",
    "data: {\"choices\":[{\"delta\":{\"content\":\"upon\"},\"finish_reason\":\"stop\"}]}\n\n",
    "data: [DONE]\n\n",
);

/// A stream that never ends by itself.
fn endless() -> Reply {
    Reply::Stall(events([&STORY.as_bytes()[..48], &STORY.as_bytes()[48..60]]))
}

/// All kinds of calls, one of which is given up in the middle. Nothing is left at the end.
fn one_of_each(server: &Apart) {
    let client = server.client();
    let completion = client.chat().create(request()).unwrap();
    assert_eq!(completion.text(), Some("hi"));

    let chunks = client.chat().create_stream(request()).unwrap();
    let texts = chunks.map(|chunk| chunk.unwrap().choices[0].delta.content.clone().unwrap());
    assert_eq!(texts.collect::<String>(), "once upon");

    let mut given_up = client.chat().create_stream(request()).unwrap();
    let first = given_up.next_chunk().unwrap().unwrap();
    assert_eq!(first.choices[0].delta.content.as_deref(), Some("once "));
    drop(given_up);
    drop(client);
}

fn script() -> [Reply; 3] {
    [ok(ANSWER), stream(STORY), endless()]
}

fn checks(server: &Apart) {
    assert!(server.is_given_up_within(Duration::from_secs(5)));
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn without_a_runtime() {
    let server = Apart::start(script());
    one_of_each(&server);
    checks(&server);
}

#[test]
fn inside_a_current_thread_runtime() {
    let server = Apart::start(script());
    let here = runtime::Builder::new_current_thread().build().unwrap();
    here.block_on(async { one_of_each(&server) });
    checks(&server);
}

#[test]
fn inside_a_task_of_a_multi_thread_runtime() {
    let server = Apart::start(script());
    let here = runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let server = here.block_on(async {
        let task = tokio::spawn(async move {
            one_of_each(&server);
            server
        });
        task.await.unwrap()
    });
    checks(&server);
}

#[test]
fn inside_a_thread_that_may_block() {
    let server = Apart::start(script());
    let here = runtime::Builder::new_current_thread().build().unwrap();
    let server = here.block_on(async {
        let task = tokio::task::spawn_blocking(move || {
            one_of_each(&server);
            server
        });
        task.await.unwrap()
    });
    checks(&server);
}

#[test]
fn a_task_that_does_not_yield_can_make_any_number_of_calls() {
    // Far more than tokio lets a task do in one turn.
    let server = Apart::start(vec![ok(ANSWER); 400]);
    let here = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let chat = server.client().chat();
    let task = async move {
        for _ in 0..400 {
            chat.create(request()).unwrap();
        }
    };
    here.block_on(async { tokio::spawn(task).await }).unwrap();
    assert_eq!(server.seen().len(), 400);
}

#[test]
fn from_fifty_threads_at_once() {
    let pause = Duration::from_millis(200);
    let Reply::Send(bytes) = ok(ANSWER) else {
        unreachable!()
    };
    let server = Apart::start(vec![Reply::Slowly(pause, vec![bytes]); 50]);
    let client = server.client();
    let begin = Instant::now();
    thread::scope(|scope| {
        for _ in 0..50 {
            let chat = client.chat();
            scope.spawn(move || assert_eq!(chat.create(request()).unwrap().text(), Some("hi")));
        }
    });
    assert_eq!(server.seen().len(), 50);
    // Side by side: one after the other would take ten seconds.
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn all_clients_have_one_thread() {
    let server = Apart::start(vec![ok(ANSWER); 20]);
    for _ in 0..20 {
        server.chat().create(request()).unwrap();
    }
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    // Threads of other tests may end meanwhile.
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    assert_eq!(
        names
            .filter(|name| name.trim() == "openai-blocking")
            .count(),
        1
    );
}

#[test]
fn a_stream_is_read_on_another_thread_and_in_four_ways() {
    let story = STORY.repeat(2).replacen("data: [DONE]\n\n", "", 1);
    let server = Apart::start([stream(&story)]);
    let mut chunks = server.chat().create_stream(request()).unwrap();
    assert_eq!(chunks.request_id(), Some("req_1"));
    assert_eq!(chunks.meta().status().as_u16(), 200);
    thread::spawn(move || {
        let owned = chunks.next().unwrap().unwrap();
        assert_eq!(owned.choices[0].delta.content.as_deref(), Some("once "));
        let event = chunks.next_event().unwrap().unwrap();
        assert!(event.data.contains("upon"));
        let mut answer = ChatAccumulator::new();
        assert_eq!(chunks.next_into(&mut answer).unwrap().unwrap().len(), 1);
        let lent = chunks.next_chunk().unwrap().unwrap();
        assert_eq!(lent.choices[0].delta.content.as_deref(), Some("upon"));
        assert_eq!(chunks.ended(), None);
        assert!(chunks.next().is_none() && chunks.next().is_none());
        assert_eq!(chunks.ended(), Some(StreamEnd::Marker));
    })
    .join()
    .unwrap();
}

#[test]
fn any_endpoint() {
    let server = Apart::start([ok(r#"{"id":"b"}"#)]);
    let answer = server
        .client()
        .request(Method::POST, "batches")
        .json(&json!({"input_file_id": "f"}))
        .query("dry", "true")
        .header("x-one", "1")
        .send()
        .unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["id"], "b");
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /v1/batches?dry=true HTTP/1.1");
    assert_eq!(seen.body, br#"{"input_file_id":"f"}"#);
    assert_eq!(seen.all("x-one"), ["1"]);
}

#[test]
fn what_is_different_in_a_copy_and_in_a_call() {
    let server = Apart::start([ok(ANSWER), ok(ANSWER)]);
    let client = server.client();
    let copy = client.with(|settings| settings.project("p")).unwrap();
    copy.chat().create(request()).unwrap();
    let options = CallOptions::new().header("x-two", "2");
    client.chat().with(options).create(request()).unwrap();
    let seen = server.seen();
    let sent = |name| [seen[0].all(name), seen[1].all(name)];
    assert_eq!(sent("openai-project"), [vec!["p"], vec![]]);
    assert_eq!(sent("x-two"), [vec![], vec!["2"]]);
}

#[test]
fn a_server_of_the_program_itself_can_run_beside_the_calls() {
    let runtime = Runtime::shared().unwrap();
    let server = runtime.block_on(crate::server::Server::start([ok(ANSWER)]));
    let client = server.builder().build_blocking().unwrap();
    assert_eq!(client.chat().create(request()).unwrap().text(), Some("hi"));
}

#[test]
fn what_may_travel() {
    fn travels<T: Send + 'static>() {}
    fn is_shared<T: Send + Sync + Clone + 'static>() {}
    is_shared::<Client>();
    is_shared::<Chat>();
    is_shared::<Runtime>();
    travels::<ChatStream>();
    travels::<RawRequest>();
}

#[test]
fn a_stream_that_a_thread_keeps_ends_with_the_thread() {
    use std::cell::RefCell;
    thread_local! {
        static KEPT: RefCell<Option<ChatStream>> = const { RefCell::new(None) };
    }
    let server = Apart::start([Reply::Stall([events([]), chunk(&STORY[..60])].concat())]);
    let chat = server.chat();
    let ended = thread::spawn(move || {
        KEPT.with_borrow_mut(|kept| {
            let kept = kept.insert(chat.create_stream(request()).unwrap());
            kept.next_chunk().unwrap().unwrap();
        });
    });
    ended.join().unwrap();
    assert!(server.is_given_up_within(Duration::from_secs(5)));
}
