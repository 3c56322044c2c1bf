//! A server that answers slowly: each stream says its number in each event, and none ends before all
//! are open.

use std::{io, net::SocketAddr, sync::Arc, thread, time::Duration};

use openai_peers::events;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
    sync::Barrier,
    time::sleep,
};

use super::STREAMS;

/// Pieces of text in each stream.
const PIECES: usize = 16;
/// What is sent at a time: not a whole event, so that most streams wait in the midst of one.
const SENT: usize = 200;
const PAUSE: Duration = Duration::from_millis(150);

/// What a client says to have a stream that waits for no others.
pub(crate) const ALONE: usize = STREAMS;

/// What a client says to have the stream of this number.
pub(crate) fn prompt(number: usize) -> String {
    format!("stream {number};")
}

/// The text of a stream: its number over and over, and how often it has been said.
pub(crate) fn pieces(number: usize) -> impl Iterator<Item = String> {
    (0..PIECES).map(move |piece| format!("{number}:{piece} "))
}

/// The body of a stream. All are equally long.
pub(crate) fn body(number: usize) -> String {
    let pieces: Vec<String> = pieces(number).collect();
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    events(&pieces).concat()
}

/// Serves in a thread of its own. Gives the address.
pub(crate) fn serve() -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async {
            let socket = TcpSocket::new_v4().expect("a socket");
            let any = SocketAddr::from(([127, 0, 0, 1], 0));
            socket.bind(any).expect("a port");
            // All may come at once.
            let listener = socket.listen(2 * STREAMS as u32).expect("a listener");
            let address = listener.local_addr().expect("an address");
            tell.send(address).expect("who asked is there");
            let all_open = Arc::new(Barrier::new(STREAMS));
            while let Ok((connection, _)) = listener.accept().await {
                let all_open = Arc::clone(&all_open);
                // A client that leaves ends its connection, not the server.
                tokio::spawn(async move { drop(converse(connection, &all_open).await) });
            }
        });
    });
    told.recv().expect("an address")
}

async fn converse(connection: TcpStream, all_open: &Barrier) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut connection = BufReader::new(connection);
    while let Some(number) = asked(&mut connection).await? {
        connection.write_all(HEAD.as_bytes()).await?;
        let body = body(number);
        for (round, piece) in body.as_bytes().chunks(SENT).enumerate() {
            let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
            chunk.extend_from_slice(piece);
            chunk.extend_from_slice(b"\r\n");
            connection.write_all(&chunk).await?;
            if number == ALONE {
                continue;
            }
            if round == 1 {
                all_open.wait().await;
            }
            sleep(PAUSE).await;
        }
        connection.write_all(b"0\r\n\r\n").await?;
    }
    Ok(())
}

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// The number that the next request names; none if there is no further one.
async fn asked(connection: &mut BufReader<TcpStream>) -> io::Result<Option<usize>> {
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    let body = String::from_utf8_lossy(&body);
    let number = body
        .split_once("stream ")
        .and_then(|(_, rest)| rest.split_once(';'));
    Ok(number.and_then(|(number, _)| number.parse().ok()))
}
