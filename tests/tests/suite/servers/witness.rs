//! A listener in front of a server that passes everything on, and keeps the heads of the answers: what
//! the server said of each request, whatever the client makes of it.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Of clients that open a connection for each request.
pub(super) struct Witness {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Witness {
    /// In front of `http://host:port`.
    pub(super) async fn before(server: &str) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                let (mut asks, answers) = client.into_split();
                let (from, mut to) = server.into_split();
                tokio::spawn(async move { copy(&mut asks, &mut to).await });
                tokio::spawn(pass(from, answers, Arc::clone(&kept)));
            }
        });
        Self { address, heads }
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads since it was asked last.
    pub(super) fn heads(&self) -> Vec<String> {
        std::mem::take(&mut self.heads.lock().unwrap())
    }
}

/// The head is kept before the client gets its end.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, heads: Arc<Mutex<Vec<String>>>) {
    let (mut head, mut is_kept) = (Vec::new(), false);
    let mut piece = [0; 8192];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        if !is_kept {
            head.extend_from_slice(&piece[..length]);
            if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                heads
                    .lock()
                    .unwrap()
                    .push(String::from_utf8_lossy(&head[..end]).to_lowercase());
                is_kept = true;
            }
        }
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
