//! A server of raw bytes: what it does to each connection is a script, what it was sent is its log.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    ops::RangeInclusive,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, server::TlsStream};

use super::{frames, row::Asks};

/// One thing that the server does.
#[derive(Clone)]
pub(super) enum Act {
    Send(Bytes),
    /// Sends below the TLS of the connection.
    SendBelow(Bytes),
    Pause(Duration),
    /// The same without reading anything, so that the client cannot write.
    Stall(Duration),
    /// Sends the same again and again, with a pause before each.
    Repeat {
        piece: Bytes,
        times: usize,
        pause: Duration,
    },
    /// Sends bytes one by one, with a pause before each.
    Drip(Bytes, Duration),
    /// Ends its side, with a `close_notify` where there is TLS, and waits for the client's end.
    Fin,
    /// Ends its side without a `close_notify`.
    Cut,
    /// Resets the connection.
    Reset,
    /// Does nothing more.
    Hang,
    /// Speaks TLS from now on: what was a proxy is now what it leads to.
    StartTls,
}

pub(super) fn send(bytes: impl Into<Vec<u8>>) -> Act {
    Act::Send(Bytes::from(bytes.into()))
}

/// For how much of a request the server waits before it acts.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Wait {
    Nothing,
    /// The log has nothing of it.
    FirstByte,
    Head,
    Whole,
}

/// What is done once a request has come so far.
#[derive(Clone)]
pub(super) struct Turn {
    pub(super) wait: Wait,
    pub(super) acts: Vec<Act>,
}

/// A request as it came, or as much of it as was waited for.
#[derive(Debug, Clone, Default)]
pub(super) struct Logged {
    pub(super) line: String,
    pub(super) head: String,
    pub(super) body: Bytes,
}

impl Logged {
    pub(super) fn is_connect(&self) -> bool {
        self.line.starts_with("CONNECT ")
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

struct Shared {
    script: Mutex<VecDeque<Turn>>,
    log: watch::Sender<Vec<Logged>>,
    /// Connections that the client has not closed.
    open: watch::Sender<usize>,
    accepted: watch::Sender<usize>,
    tls: Option<Arc<ServerConfig>>,
}

pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

/// How the server speaks from the first byte of a connection.
#[derive(Clone)]
pub(super) enum Speaks {
    /// Bytes as they are. The configuration is for [`Act::StartTls`].
    Plain(Option<Arc<ServerConfig>>),
    Tls(Arc<ServerConfig>),
}

impl Server {
    pub(super) fn start(speaks: Speaks, script: Vec<Turn>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Inherited by every connection: what the server does not read, the client soon cannot send.
        socket.set_recv_buffer_size(64 << 10).unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener = socket.listen(64).unwrap();
        let address = listener.local_addr().unwrap();
        let (tls, at_once) = match speaks {
            Speaks::Plain(tls) => (tls, false),
            Speaks::Tls(tls) => (Some(tls), true),
        };
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into()),
            log: watch::Sender::default(),
            open: watch::Sender::new(0),
            accepted: watch::Sender::new(0),
            tls,
        });
        let listening = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    shared.accepted.send_modify(|count| *count += 1);
                    let open = Open::new(&shared);
                    tokio::spawn(async move {
                        serve(stream, &open.0, at_once).await;
                    });
                }
            }
        });
        Self {
            address,
            shared,
            listening,
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn log(&self) -> Vec<Logged> {
        self.shared.log.borrow().clone()
    }

    /// Waits until so many requests have come.
    pub(super) async fn logged(&self, count: usize) {
        let mut log = self.shared.log.subscribe();
        // The sender lives as long as the server.
        let _ = log.wait_for(|log| log.len() >= count).await;
    }

    /// Drops what is left of the script: from now on the server is in good health.
    pub(super) fn recover(&self) {
        lock(&self.shared.script).clear();
    }

    /// How many connections were ever made.
    pub(super) fn accepted(&self) -> usize {
        *self.shared.accepted.borrow()
    }

    /// Waits until so many connections are open; says how many are, when it takes too long.
    pub(super) async fn left_open(
        &self,
        count: RangeInclusive<usize>,
        patience: Duration,
    ) -> Result<(), usize> {
        let mut open = self.shared.open.subscribe();
        let waited = open.wait_for(|open| count.contains(open));
        let waited = tokio::time::timeout(patience, waited).await;
        let is_so = waited.is_ok_and(|open| open.is_ok());
        if is_so {
            Ok(())
        } else {
            Err(*self.shared.open.borrow())
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts a connection as open as long as it lives.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.open.send_modify(|open| *open += 1);
        Self(Arc::clone(shared))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}

/// A connection, with and without TLS.
enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Io {
    fn tcp(&mut self) -> &mut TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_mut().0,
        }
    }

    async fn read(&mut self, into: &mut BytesMut) -> std::io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read_buf(into).await,
            Self::Tls(tls) => tls.read_buf(into).await,
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.write_all(bytes).await,
            Self::Tls(tls) => {
                tls.write_all(bytes).await?;
                tls.flush().await
            }
        }
    }

    async fn shutdown(&mut self) {
        // The client may have closed before.
        match self {
            Self::Plain(tcp) => tcp.shutdown().await.unwrap_or_default(),
            Self::Tls(tls) => tls.shutdown().await.unwrap_or_default(),
        }
    }
}

/// The connection is over: the client has closed it, or the server has.
struct Over;

struct Connection {
    io: Io,
    /// What came and was not taken yet.
    came: BytesMut,
    frames: Option<frames::Reader>,
}

async fn serve(stream: TcpStream, shared: &Shared, tls_at_once: bool) {
    stream.set_nodelay(true).unwrap();
    let mut connection = Connection {
        io: Io::Plain(stream),
        came: BytesMut::new(),
        frames: None,
    };
    if tls_at_once {
        let Some(started) = connection.start_tls(shared).await else {
            return;
        };
        connection = started;
    }
    loop {
        let turn = {
            let mut script = lock(&shared.script);
            script.pop_front_if(|turn| turn.wait == Wait::Nothing)
        };
        let acts = match turn {
            Some(turn) => turn.acts,
            None => match connection.request(shared).await {
                Ok(acts) => acts,
                Err(Over) => return,
            },
        };
        for act in acts {
            if matches!(act, Act::StartTls) {
                let Some(started) = connection.start_tls(shared).await else {
                    return;
                };
                connection = started;
            } else if connection.act(act).await.is_err() {
                return;
            }
        }
    }
}

impl Connection {
    async fn start_tls(self, shared: &Shared) -> Option<Self> {
        let (Io::Plain(tcp), Some(config)) = (self.io, shared.tls.clone()) else {
            return None;
        };
        let acceptor = TlsAcceptor::from(config);
        // A handshake that fails is told to the client, whose end is awaited.
        let tls = match acceptor.accept(tcp).into_fallible().await {
            Ok(tls) => tls,
            Err((_, mut tcp)) => {
                tcp.shutdown().await.unwrap_or_default();
                drain(&mut tcp).await;
                return None;
            }
        };
        let is_http2 = tls.get_ref().1.alpn_protocol() == Some(b"h2");
        Some(Self {
            io: Io::Tls(Box::new(tls)),
            came: BytesMut::new(),
            frames: is_http2.then(frames::Reader::default),
        })
    }

    /// Waits for a request, writes it into the log and says what to do.
    async fn request(&mut self, shared: &Shared) -> Result<Vec<Act>, Over> {
        while self.came.is_empty() {
            self.read().await?;
        }
        let wait = lock(&shared.script)
            .front()
            .map_or(Wait::Whole, |turn| turn.wait);
        let next = || lock(&shared.script).pop_front();
        if wait == Wait::FirstByte {
            self.came.clear();
            return Ok(next().map(|turn| turn.acts).unwrap_or_default());
        }
        let (logged, stream) = if self.frames.is_some() {
            let (logged, stream) = self.read_frames(wait).await?;
            (logged, Some(stream))
        } else {
            (self.read_text(wait).await?, None)
        };
        let turn = next();
        let acts = turn.map(|turn| turn.acts);
        let acts = acts.unwrap_or_else(|| vec![healthy(&logged, stream)]);
        shared.log.send_modify(|log| log.push(logged));
        Ok(match stream {
            Some(stream) => acts
                .into_iter()
                .map(|act| frames::for_stream(act, stream))
                .collect(),
            None => acts,
        })
    }

    async fn read_text(&mut self, wait: Wait) -> Result<Logged, Over> {
        let end = loop {
            if let Some(at) = self
                .came
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
            {
                break at + 4;
            }
            self.read().await?;
        };
        let head = String::from_utf8_lossy(&self.came.split_to(end)).into_owned();
        let mut logged = Logged {
            line: head.lines().next().unwrap_or_default().to_owned(),
            head,
            body: Bytes::new(),
        };
        if wait == Wait::Whole {
            let length = logged
                .header("content-length")
                .map_or(0, |length| length.parse().unwrap());
            while self.came.len() < length {
                self.read().await?;
            }
            logged.body = self.came.split_to(length).freeze();
        }
        Ok(logged)
    }

    async fn read_frames(&mut self, wait: Wait) -> Result<(Logged, u32), Over> {
        loop {
            let Some(mut frames) = self.frames.take() else {
                return Err(Over);
            };
            let read = frames.read(&mut self.came, wait == Wait::Head);
            self.frames = Some(frames);
            if !read.reply.is_empty() {
                self.write(&read.reply).await?;
            }
            if let Some((stream, body)) = read.request {
                let line = format!("HTTP/2 stream {stream}");
                return Ok((
                    Logged {
                        line,
                        head: String::new(),
                        body,
                    },
                    stream,
                ));
            }
            self.read().await?;
        }
    }

    async fn act(&mut self, act: Act) -> Result<(), Over> {
        match act {
            Act::Send(bytes) => self.write(&bytes).await,
            Act::SendBelow(bytes) => {
                let written = self.io.tcp().write_all(&bytes).await;
                written.map_err(|_| Over)
            }
            Act::Pause(time) => self.pause(time).await,
            Act::Stall(time) => {
                tokio::time::sleep(time).await;
                Ok(())
            }
            Act::Repeat {
                piece,
                times,
                pause,
            } => {
                for _ in 0..times {
                    if !pause.is_zero() {
                        self.pause(pause).await?;
                    }
                    self.write(&piece).await?;
                }
                Ok(())
            }
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    self.pause(pause).await?;
                    self.write(&[byte]).await?;
                }
                Ok(())
            }
            Act::Fin => {
                self.io.shutdown().await;
                self.until_closed().await
            }
            Act::Hang => self.until_closed().await,
            Act::Cut => {
                self.io.tcp().shutdown().await.unwrap_or_default();
                drain(self.io.tcp()).await;
                Err(Over)
            }
            Act::Reset => {
                self.io.tcp().set_zero_linger().unwrap();
                Err(Over)
            }
            // Done by whoever owns the connection.
            Act::StartTls => Ok(()),
        }
    }

    /// Does nothing, but notices when the client closes.
    async fn pause(&mut self, time: Duration) -> Result<(), Over> {
        let end = tokio::time::Instant::now() + time;
        while let Ok(read) = tokio::time::timeout_at(end, self.read()).await {
            read?;
        }
        Ok(())
    }

    async fn read(&mut self) -> Result<(), Over> {
        match self.io.read(&mut self.came).await {
            Ok(0) | Err(_) => Err(Over),
            Ok(_) => Ok(()),
        }
    }

    async fn until_closed(&mut self) -> Result<(), Over> {
        while self.read().await.is_ok() {
            self.came.clear();
        }
        Err(Over)
    }

    /// A client that gives up closes with bytes unread, which ends the write.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Over> {
        self.io.write(bytes).await.map_err(|_| Over)
    }
}

async fn drain(tcp: &mut TcpStream) {
    let mut unread = [0; 4096];
    while let Ok(1..) = tcp.read(&mut unread).await {}
}

/// A good answer to a request.
fn healthy(request: &Logged, stream: Option<u32>) -> Act {
    let asks = Asks::of(&request.body);
    match stream {
        Some(_) => send(frames::answer(asks.body())),
        None => send(asks.ok()),
    }
}
