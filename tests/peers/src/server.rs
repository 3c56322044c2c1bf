//! A server in a thread of its own that gives each request the same answer.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Serves the events, each in a chunk of its own as far as HTTP/1.1 goes. They are written many at
/// a time, so that a client reads many at a time and its own work shows.
///
/// Gives the address.
pub fn serve(events: &[String]) -> String {
    let mut answer =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec();
    for event in events {
        // Writing into memory never fails.
        let _ = write!(answer, "{:x}\r\n{event}\r\n", event.len());
    }
    answer.extend(b"0\r\n\r\n");
    serve_bytes(answer)
}

/// Serves one answer, head and all, as it is. Gives the address.
pub fn serve_bytes(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let answer = answer.clone();
            // A client that leaves ends its connection, not the server.
            thread::spawn(move || drop(answer_all(&connection, &answer)));
        }
    });
    format!("http://{address}")
}

fn answer_all(connection: &TcpStream, answer: &[u8]) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut requests = BufReader::new(connection);
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        std::io::copy(&mut (&mut requests).take(length), &mut std::io::sink())?;
        (&*connection).write_all(answer)?;
    }
}
