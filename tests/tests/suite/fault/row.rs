//! A row of the matrix: what the server does, and how the call must end.

use std::{ops::RangeInclusive, time::Duration};

use openai_client::{ClientBuilder, ErrorKind};

use super::{
    frames,
    server::{Act, Turn, Wait, send},
    tls::{Certificate, Demands},
};

/// Stands in bodies where no error may repeat it.
pub(super) const MARK: &str = "body-mark-7741";
pub(super) const KEY: &str = "fault-key-5309";
pub(super) const TEXT: &str = "hi there";

const WHOLE: &str = r#"{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi there"},"finish_reason":"stop"}]}"#;
const EVENTS: &str = concat!(
    "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n",
    "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" there\"},\"finish_reason\":\"stop\"}]}\n\n",
    "data: [DONE]\n\n"
);

/// How the client asks: for the whole answer or for its pieces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Asks {
    Whole,
    Stream,
}

impl Asks {
    pub(super) fn of(request: &[u8]) -> Self {
        // It is the last of the fields.
        if request.ends_with(br#""stream":true}"#) {
            Self::Stream
        } else {
            Self::Whole
        }
    }

    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Whole => "application/json",
            Self::Stream => "text/event-stream",
        }
    }

    /// The body of a good answer.
    pub(super) fn body(self) -> &'static str {
        match self {
            Self::Whole => WHOLE,
            Self::Stream => EVENTS,
        }
    }

    /// The beginning of a good answer: a half JSON text, an event and a half.
    pub(super) fn beginning(self) -> &'static str {
        let body = self.body();
        &body[..body.len() * 2 / 3]
    }

    /// A good answer.
    pub(super) fn ok(self) -> Vec<u8> {
        self.reply(200, &[], self.body())
    }

    /// The head of a success with its own framing.
    pub(super) fn head(self, framing: &str) -> Vec<u8> {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {}\r\n{framing}\r\n",
            self.kind()
        )
        .into()
    }

    pub(super) fn reply(
        self,
        status: u16,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Vec<u8> {
        let headers = [&[("content-type", self.kind())], headers].concat();
        reply(status, &headers, body)
    }
}

/// A whole response with its length.
pub(super) fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let line = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
    let headers = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers: Vec<_> = headers.collect();
    [line.as_bytes(), headers.concat().as_bytes(), b"\r\n", body].concat()
}

/// So many headers.
pub(super) fn numbered(count: usize) -> String {
    let headers: Vec<_> = (0..count).map(|at| format!("x-{at}: 1\r\n")).collect();
    headers.concat()
}

/// A piece of a body as a chunk; an empty one ends the body.
pub(super) fn chunk(piece: impl AsRef<[u8]>) -> Vec<u8> {
    let piece = piece.as_ref();
    let size = format!("{:x}\r\n", piece.len());
    [size.as_bytes(), piece, b"\r\n"].concat()
}

/// What lies between the client and the script.
#[derive(Clone, Copy)]
pub(super) enum Site {
    /// Nothing: bytes as they are.
    Plain,
    /// The client speaks TLS, the script says what the server does instead.
    NoTls,
    Tls(Certificate, Demands),
    /// The same, for a client that was given the authority's certificate.
    Rooted(Certificate, Demands),
    /// The server is a proxy on the way to an `http` address.
    Proxy,
    /// The server is a proxy on the way to an `https` address, and that too after
    /// [`Act::StartTls`].
    Tunnel,
}

impl Site {
    pub(super) const HTTP2: Self = Self::Tls(
        Certificate::Good,
        Demands {
            http2: true,
            client_certificate: false,
            only_tls12: false,
        },
    );
    pub(super) const TLS: Self = Self::Tls(
        Certificate::Good,
        Demands {
            http2: false,
            client_certificate: false,
            only_tls12: false,
        },
    );

    /// A good answer to whatever comes first.
    pub(super) fn good_turn(self, asks: Asks) -> Turn {
        let answer = match self {
            Self::Tls(_, Demands { http2: true, .. }) => frames::answer(asks.body()),
            _ => asks.ok(),
        };
        Turn {
            wait: Wait::Whole,
            acts: vec![send(answer)],
        }
    }
}

pub(super) type HttpSettings = fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder;
pub(super) type Settings = fn(ClientBuilder) -> ClientBuilder;

pub(super) struct Row {
    pub(super) name: String,
    pub(super) site: Site,
    pub(super) settings: Settings,
    pub(super) connects_within: Duration,
    /// Settings of the HTTP client, where the row has its own.
    pub(super) http: Option<HttpSettings>,
    /// How long the message is that is asked.
    pub(super) asked: usize,
    pub(super) after_a_call: bool,
    pub(super) script: Vec<Turn>,
    pub(super) expected: Expected,
}

/// A row without a script: the server is in good health.
pub(super) fn row(name: impl Into<String>, expected: Expected) -> Row {
    Row {
        name: name.into(),
        site: Site::Plain,
        settings: |builder| builder,
        connects_within: Duration::from_secs(30),
        http: None,
        asked: 5,
        after_a_call: false,
        script: Vec::new(),
        expected,
    }
}

impl Row {
    pub(super) fn at(self, site: Site) -> Self {
        Self { site, ..self }
    }

    pub(super) fn with(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    pub(super) fn connects_within(self, connects_within: Duration) -> Self {
        Self {
            connects_within,
            ..self
        }
    }

    /// By an HTTP client of the user's own.
    pub(super) fn by(self, http: HttpSettings) -> Self {
        let http = Some(http);
        Self { http, ..self }
    }

    /// With so long a message.
    pub(super) fn asking(self, asked: usize) -> Self {
        Self { asked, ..self }
    }

    /// Ended by a deadline of the connection.
    pub(super) fn later(mut self, time: Duration) -> Self {
        self.expected = self.expected.after(time);
        self
    }

    /// A good call goes before, on the same client.
    pub(super) fn after_a_call(self) -> Self {
        Self {
            after_a_call: true,
            ..self
        }
    }

    fn turn(mut self, wait: Wait, acts: impl IntoIterator<Item = Act>) -> Self {
        let acts = acts.into_iter().collect();
        self.script.push(Turn { wait, acts });
        self
    }

    /// Done when a connection has been made, or after the turn before.
    pub(super) fn at_once(self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.turn(Wait::Nothing, acts)
    }

    pub(super) fn on_first_byte(self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.turn(Wait::FirstByte, acts)
    }

    pub(super) fn on_head(self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.turn(Wait::Head, acts)
    }

    /// Done when a whole request has come.
    pub(super) fn does(self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.turn(Wait::Whole, acts)
    }

    /// Sent when a whole request has come; the connection stays.
    pub(super) fn sends(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.does([send(bytes)])
    }
}

/// How a call must end, and what it must leave.
pub(super) struct Expected {
    /// None for a good answer.
    pub(super) kind: Option<ErrorKind>,
    pub(super) status: Option<u16>,
    /// Of a good answer.
    pub(super) text: &'static str,
    pub(super) attempts: u32,
    /// What the server's log has of this call.
    pub(super) requests: usize,
    /// Connections that are still open when the outcome has been dropped.
    pub(super) kept: RangeInclusive<usize>,
    pub(super) at_least: Duration,
    /// The sum of the deadlines that pass.
    pub(super) within: Duration,
    /// Stands in `Display`.
    pub(super) says: &'static str,
    /// Stands in `Debug`, which has the causes: it tells the variant of the library's error.
    pub(super) cause: &'static str,
    pub(super) retry_after: Option<Duration>,
    /// Of a refusal.
    pub(super) is_retryable: bool,
    /// Whether the next call on the same client is good.
    pub(super) recovers: bool,
}

/// A deadline that passes. A busy machine needs a part of it to get as far as the row wants.
pub(super) const SHORT: Duration = Duration::from_millis(1500);

pub(super) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn expected(kind: Option<ErrorKind>, status: Option<u16>) -> Expected {
    Expected {
        kind,
        status,
        text: TEXT,
        attempts: 1,
        requests: 1,
        kept: 0..=0,
        at_least: Duration::ZERO,
        within: Duration::ZERO,
        says: "",
        cause: "",
        retry_after: None,
        is_retryable: false,
        recovers: true,
    }
}

/// A good answer.
pub(super) fn good() -> Expected {
    expected(None, Some(200)).kept(1)
}

/// No connection, tried twice.
pub(super) fn not_sent(cause: &'static str) -> Expected {
    let mut expected = expected(Some(ErrorKind::NotSent), None)
        .attempts(2)
        .requests(0);
    expected.cause = cause;
    // One wait between the attempts.
    expected.within = ms(500);
    expected
}

/// No answer to a request that was sent once.
pub(super) fn maybe_sent(cause: &'static str) -> Expected {
    let mut expected = expected(Some(ErrorKind::MaybeSent), None);
    expected.cause = cause;
    expected
}

/// An answer that broke off.
pub(super) fn cut(cause: &'static str) -> Expected {
    let mut expected = expected(Some(ErrorKind::MaybeSent), Some(200));
    expected.cause = cause;
    expected
}

/// A refusal that is not tried again.
pub(super) fn refused(status: u16) -> Expected {
    expected(Some(ErrorKind::Status), Some(status)).kept(1)
}

/// A refusal that may pass, and is tried again in vain.
pub(super) fn refused_twice(status: u16) -> Expected {
    refused(status).may_pass().tried(2).within(ms(500))
}

/// A success that is no answer.
pub(super) fn no_answer(says: &'static str) -> Expected {
    let mut expected = expected(Some(ErrorKind::Decode), Some(200)).kept(1);
    expected.says = says;
    expected
}

impl Expected {
    pub(super) fn status(self, status: u16) -> Self {
        Self {
            status: Some(status),
            ..self
        }
    }

    /// Less than the whole text, which is said to have ended without its end.
    pub(super) fn text(self, text: &'static str) -> Self {
        Self { text, ..self }
    }

    pub(super) fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    pub(super) fn requests(self, requests: usize) -> Self {
        Self { requests, ..self }
    }

    /// Tried so often, and each time the request came.
    pub(super) fn tried(self, times: u32) -> Self {
        self.attempts(times).requests(times as usize)
    }

    pub(super) fn kept(self, kept: usize) -> Self {
        Self {
            kept: kept..=kept,
            ..self
        }
    }

    /// Whether the whole answer has come when it is given up is chance.
    pub(super) fn perhaps_kept(self) -> Self {
        Self {
            kept: 0..=1,
            ..self
        }
    }

    /// The deadline that ends it.
    pub(super) fn after(self, time: Duration) -> Self {
        Self {
            at_least: time,
            within: self.within + time,
            ..self
        }
    }

    pub(super) fn within(self, time: Duration) -> Self {
        Self {
            within: time,
            ..self
        }
    }

    pub(super) fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    pub(super) fn retry_after(self, time: Duration) -> Self {
        Self {
            retry_after: Some(time),
            ..self
        }
    }

    /// A refusal that the same call may not meet later.
    pub(super) fn may_pass(self) -> Self {
        Self {
            is_retryable: true,
            ..self
        }
    }

    /// The site stays as it is.
    pub(super) fn for_good(self) -> Self {
        Self {
            recovers: false,
            ..self
        }
    }
}
