//! What goes on while nobody calls: connections that the service closes are noticed, and a stream
//! that is not read is not read ahead without end.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use openai_client::blocking::Client;
use tokio::runtime;

use super::Apart;
use crate::server::{ANSWER, EVENTS, Server, chunk, ok, request};

const PATIENCE: Duration = Duration::from_millis(40);
const PAUSE: Duration = Duration::from_millis(120);

/// Ten calls with pauses in which the service closes the connection, without a second attempt.
fn ten_calls(server: &Apart) {
    let client = server
        .server
        .builder()
        .max_retries(0)
        .build_blocking()
        .unwrap();
    for call in 0..10 {
        let answer = client.chat().create(request());
        assert!(answer.is_ok(), "call {call}: {answer:?}");
        thread::sleep(PAUSE);
    }
    assert_eq!(server.connections(), 10);
}

fn impatient() -> Apart {
    Apart::on_a_thread(Server::start_impatient(PATIENCE, vec![ok(ANSWER); 10]))
}

#[test]
fn closed_connections_are_noticed_without_a_runtime() {
    ten_calls(&impatient());
}

#[test]
fn closed_connections_are_noticed_inside_a_runtime_that_stands_still() {
    let server = impatient();
    let here = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    here.block_on(async { ten_calls(&server) });
}

#[test]
fn connections_that_stay_open_are_used_again() {
    let server = Apart::start(vec![ok(ANSWER); 3]);
    let chat = server.chat();
    for _ in 0..3 {
        chat.create(request()).unwrap();
        thread::sleep(PAUSE);
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_slow_reader_slows_the_service() {
    const EVENT: usize = 64 << 10;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let written = Arc::new(AtomicUsize::new(0));
    let writer = thread::spawn({
        let written = Arc::clone(&written);
        move || {
            let (mut connection, _) = listener.accept().unwrap();
            let _ = connection.read(&mut [0; 4096]).unwrap();
            let head = format!("{EVENTS}transfer-encoding: chunked\r\n\r\n");
            connection.write_all(head.as_bytes()).unwrap();
            let text = "x".repeat(EVENT);
            let event =
                format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n");
            let event = chunk(event);
            while connection.write_all(&event).is_ok() {
                written.fetch_add(event.len(), Ordering::Relaxed);
            }
        }
    });
    let client = Client::builder()
        .no_auth()
        .base_url(format!("http://{address}/v1"))
        .build_blocking()
        .unwrap();
    let mut stream = client.chat().create_stream(request()).unwrap();
    stream.next_chunk().unwrap().unwrap();
    // The writer stands still once the buffers of both sides' sockets are full.
    let before = loop {
        let before = written.load(Ordering::Relaxed);
        thread::sleep(Duration::from_millis(300));
        if written.load(Ordering::Relaxed) == before {
            break before;
        }
        assert!(before < 64 << 20, "{before} bytes without a reader");
    };
    for _ in 0..before.div_ceil(EVENT) {
        stream.next_chunk().unwrap().unwrap();
    }
    assert!(
        written.load(Ordering::Relaxed) > before,
        "the writer goes on with the reader"
    );
    drop(stream);
    writer.join().unwrap();
}
