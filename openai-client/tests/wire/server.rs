//! A server that answers each request with the next line of a script and remembers what it was
//! sent.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use openai_client::{ChatRequest, Client, ClientBuilder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

pub(crate) const KEY: &str = "hunter2-key";

/// The smallest answer that is one.
pub(crate) const ANSWER: &str = r#"{"choices":[{"message":{"content":"hi"}}]}"#;

/// What to do with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Sends these bytes and keeps the connection.
    Send(Vec<u8>),
    /// Sends these bytes and closes the connection.
    SendAndClose(Vec<u8>),
    /// Sends these bytes, then nothing more, with the connection open.
    Stall(Vec<u8>),
    /// Sends these bytes one after the other, with a pause before each, and keeps the connection.
    Slowly(Duration, Vec<Vec<u8>>),
}

/// A whole response with its length.
pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut bytes =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    Reply::Send(bytes)
}

/// The head of an event stream, with or without chunks.
pub(crate) const EVENTS: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: req_1\r\n";

/// A piece of a body as a chunk; an empty one ends the body.
pub(crate) fn chunk(piece: impl AsRef<[u8]>) -> Vec<u8> {
    let piece = piece.as_ref();
    let size = format!("{:x}\r\n", piece.len()).into_bytes();
    [&size, piece, b"\r\n"].concat()
}

/// The beginning of an event stream in chunks.
pub(crate) fn events<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = format!("{EVENTS}transfer-encoding: chunked\r\n\r\n").into_bytes();
    bytes.extend(pieces.into_iter().flat_map(chunk));
    bytes
}

/// A whole event stream in one chunk.
pub(crate) fn stream(body: impl AsRef<[u8]>) -> Reply {
    // An empty chunk would be the last one.
    let body = Some(body.as_ref()).filter(|body| !body.is_empty());
    let mut bytes = events(body);
    bytes.extend(chunk(""));
    Reply::Send(bytes)
}

pub(crate) fn ok(body: impl AsRef<[u8]>) -> Reply {
    reply(
        200,
        &[
            ("content-type", "application/json"),
            ("x-request-id", "req_1"),
        ],
        body,
    )
}

/// Has a port, and listens to nobody: whoever comes is refused, for as long as this is kept.
pub(crate) fn nobody() -> tokio::net::TcpSocket {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    socket
}

/// An HTTP client as a program makes it for itself, without a provider of TLS for the whole process.
pub(crate) fn own_http() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().no_proxy();
    #[cfg(any(feature = "rustls-aws-lc", feature = "rustls-ring"))]
    let builder = builder.tls_backend_preconfigured({
        let provider = rustls::crypto::ring::default_provider();
        rustls::ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth()
    });
    builder
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }
}

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    connections: AtomicUsize,
    /// Told when the client closes a connection on which a reply stalls.
    given_up: Notify,
    /// How long a connection is kept on which no request comes; for ever if none.
    patience: Option<Duration>,
}

pub(crate) struct Server {
    address: std::net::SocketAddr,
    shared: Arc<Shared>,
    listening: tokio::task::JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        Self::start_with(None, script).await
    }

    /// One that closes connections on which no request comes within its patience.
    #[cfg(feature = "blocking")]
    pub(crate) async fn start_impatient(
        patience: Duration,
        script: impl IntoIterator<Item = Reply>,
    ) -> Self {
        Self::start_with(Some(patience), script).await
    }

    async fn start_with(
        patience: Option<Duration>,
        script: impl IntoIterator<Item = Reply>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into_iter().collect()),
            patience,
            ..Shared::default()
        });
        let listening = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    shared.connections.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(serve(stream, Arc::clone(&shared)));
                }
            }
        });
        Self {
            address,
            shared,
            listening,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(self.url()).api_key(KEY)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Waits until the client has closed a connection on which a reply stalls.
    pub(crate) async fn given_up(&self) {
        self.shared.given_up.notified().await;
    }

    /// What came so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    while let Some(request) = awaited(&mut stream, shared.patience).await {
        shared.seen.lock().unwrap().push(request);
        let next = shared.script.lock().unwrap().pop_front();
        // A request that no test expects gets a status that no test expects.
        match next.unwrap_or_else(|| reply(418, &[], "the script has ended")) {
            Reply::Send(bytes) => stream.write_all(&bytes).await.unwrap_or_default(),
            Reply::SendAndClose(bytes) => {
                stream.write_all(&bytes).await.unwrap_or_default();
                return;
            }
            Reply::Stall(bytes) => {
                stream.write_all(&bytes).await.unwrap_or_default();
                // Nothing is sent before an answer has ended, so this is the end.
                let end = stream.read_u8();
                if let Ok(Err(_)) = tokio::time::timeout(Duration::from_mins(1), end).await {
                    shared.given_up.notify_one();
                }
                return;
            }
            Reply::Slowly(pause, pieces) => {
                for bytes in pieces {
                    tokio::time::sleep(pause).await;
                    stream.write_all(&bytes).await.unwrap_or_default();
                }
            }
        }
    }
}

/// One request; none when the connection ends, or when no request begins in time.
async fn awaited(stream: &mut TcpStream, patience: Option<Duration>) -> Option<Seen> {
    if let Some(patience) = patience {
        tokio::time::timeout(patience, stream.readable())
            .await
            .ok()?
            .ok()?;
    }
    read(stream).await
}

/// One request; none when the connection ends.
async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: Vec<_> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let seen = Seen {
        line,
        headers,
        body: Vec::new(),
    };
    let length: usize = seen
        .all("content-length")
        .first()
        .map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen { body, ..seen })
}

pub(crate) fn request() -> ChatRequest {
    ChatRequest::new("gpt-5-mini").user("Hello")
}
