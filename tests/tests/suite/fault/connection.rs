//! One connection of the server: requests as they come, and what is done to each.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{
    frames,
    row::Asks,
    server::{Act, Logged, Shared, Wait, lock, send},
};

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

/// Serves a connection up to its end.
pub(super) async fn serve(stream: TcpStream, shared: &Shared, tls_at_once: bool) {
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
