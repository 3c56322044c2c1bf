//! A server of raw bytes: what it does to each connection is a script, what it was sent is its log.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    ops::RangeInclusive,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::{net::TcpSocket, sync::watch, task::JoinHandle};
use tokio_rustls::rustls::ServerConfig;

use super::connection::serve;

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

pub(super) struct Shared {
    pub(super) script: Mutex<VecDeque<Turn>>,
    pub(super) log: watch::Sender<Vec<Logged>>,
    /// Connections that the client has not closed.
    open: watch::Sender<usize>,
    accepted: watch::Sender<usize>,
    pub(super) tls: Option<Arc<ServerConfig>>,
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

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
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
