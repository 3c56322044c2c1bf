//! The recorder: a transport that hands everything on, and remembers it.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::Body;
use openai_client::http::{HeaderMap, Request, Response};
use openai_client::transport::{
    BoxError, RequestBody, ResponseBody, Sending, Transport, TransportError,
};

use super::Tape;
use super::exchange::{Exchange, Piece, RecordedAnswer, RecordedEnd, RecordedRequest};
use super::redact::{Redaction, of_address};

/// A [`Transport`] around another one that records what goes over it.
///
/// Everything passes as it is: bodies go on in the pieces in which they come, at once. What is kept of them
/// is what [`tape`](Self::tape) gives, when it is asked for. Each attempt of a call that got an answer is an
/// exchange; one that got none is not recorded. A body that breaks off, or that nobody reads to its end, is
/// [`CutOff`](RecordedEnd::CutOff).
///
/// All that went over it is in memory until [`take_tape`](Self::take_tape) takes it, or the last clone of the
/// recorder is dropped: bodies of requests, too, as the file of an upload. To make a tape of it takes as much
/// again.
///
/// # What is not kept
///
/// A tape is made to be shared, so credentials are taken out of it, and [`REDACTED`](super::REDACTED) stands
/// where they were:
///
/// - of headers only those stay that say how to read a body, which version answered, by which id the
///   service knows the call, and how much of the limits is left; [`keep_header`](Self::keep_header) keeps
///   another one. Those with credentials, cookies, organizations and projects never stay;
/// - of a query the values of the keys that the API's lists and streams have;
/// - of a path what is below the base: a gateway's may have an account's name in it, or a key. A path in
///   which neither an endpoint of the API nor `/v1/` is found stays;
/// - what was sent as a credential is taken out of all bodies, too, where an answer may repeat it: as it is,
///   escaped, and also where it is spread over the events of a stream. Credentials are what stands in such a
///   query, in the headers that never stay, in those that are called `key`, `token` and the like, and in
///   others what has digits, no blanks and 16 bytes or more. Texts of fewer than six bytes are taken for
///   placeholders, and stay;
/// - so are the headers and the authorization of MCP servers, and what is called `password`, `apiKey`,
///   `client_secret`, `GITHUB_TOKEN` and the like: whatever kind of value it is, as a field, and within texts
///   as `"password": "…"`, `PASSWORD=…` and `password: …`, as arguments of tools, files and broken JSON
///   have it;
/// - and what looks like a credential: `sk-…`, `whsec_…`, `Bearer …`, signed tokens, passwords in URLs, private
///   keys, and the keys of a few other services;
/// - of a file that is a text in base64, as `data:text/plain;base64,…`, all of it if any of that is in it;
/// - of an answer of which anything was taken out, its `logprobs`: they say it again in tokens and in numbers.
///
/// Names of fields that are but letters stay.
///
/// The host is not recorded. What was said is: prompts, answers, files. [`redact`](Self::redact) changes
/// texts, and [`also_redact`](Self::also_redact) takes out what you name.
///
/// Nobody looks into these: what is said in prose, as "the password is …"; pictures, sound and other files
/// that are no text, and compressed requests; base64 that comes in parts; half of a credential in an event
/// that was cut off; and a credential that is but letters, where it is said without its name. Look through
/// a tape before you share it.
///
/// # Examples
///
/// ```
/// use openai_structured::local::{LocalApi, Recorder, Reply, REDACTED};
/// use openai_structured::{client::transport::HttpTransport, prelude::*};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # let api = LocalApi::scripted([Reply::text("Oslo, sk-secret.")]).await?;
/// let recorder = Recorder::new(HttpTransport::new()?);
/// let client = Client::builder()
///     .transport(recorder.clone())
///     .api_key("sk-secret")
/// #   .base_url(api.base_url())
///     .build()?;
/// client.chat().create(ChatRequest::new("gpt-5-mini").user("Capital of Norway?")).await?;
///
/// let tape = recorder.tape();
/// let answer = str::from_utf8(&tape.exchanges()[0].answer.body)?;
/// assert!(answer.contains("Oslo, [redacted]."));
/// assert!(!tape.to_json().contains("sk-secret"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Recorder {
    transport: Arc<dyn Transport>,
    redaction: Redaction,
    takes: Arc<Mutex<Vec<Take>>>,
}

/// One attempt, as far as it is known.
type Take = Arc<Mutex<Taken>>;

struct Taken {
    request: RecordedRequest,
    /// The body of the request where it comes in pieces.
    sent: Vec<Bytes>,
    answer: Option<Answered>,
    /// The user and the password of the address.
    user_info: Option<String>,
}

struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    pieces: Vec<(Bytes, Duration)>,
    end: RecordedEnd,
}

impl Recorder {
    /// Records what goes over a transport, and keeps no credentials.
    pub fn new(transport: impl Transport) -> Self {
        Self {
            transport: Arc::new(transport),
            redaction: Redaction::default(),
            takes: Arc::default(),
        }
    }

    /// Takes a text out, too, wherever it stands: a name, a number, an address.
    #[must_use]
    pub fn also_redact(mut self, text: impl Into<String>) -> Self {
        self.redaction.literals.push(text.into());
        self
    }

    /// Changes texts before they are kept: each that stands in a body of JSON or in an event of a stream,
    /// the parts of a streamed text as one, and other texts as a whole. Write [`REDACTED`](super::REDACTED)
    /// where something goes: on replay it stands for any text. Leave something that tells requests apart: of
    /// several that are alike, each gets the answer of the next one in order, whoever asks first.
    ///
    /// ```
    /// # use openai_structured::local::{Recorder, REDACTED};
    /// # use openai_structured::client::transport::HttpTransport;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let recorder = Recorder::new(HttpTransport::new()?)
    ///     .redact(|text| text.replace("Ada Lovelace", REDACTED));
    /// # let _ = recorder;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn redact(mut self, change: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        self.redaction.hook(change);
        self
    }

    /// Keeps a header, of requests and of answers, that is not kept otherwise. Those that hold credentials
    /// are not kept all the same.
    #[must_use]
    pub fn keep_header(mut self, name: impl Into<String>) -> Self {
        self.redaction.headers.push(name.into());
        self
    }

    /// Keeps the values of a key of queries.
    #[must_use]
    pub fn keep_query(mut self, name: impl Into<String>) -> Self {
        self.redaction.query.push(name.into());
        self
    }

    /// Keeps everything as it was, keys and cookies too. Such a tape is as secret as they are.
    #[must_use]
    pub fn without_redaction(mut self) -> Self {
        self.redaction.is_off = true;
        self
    }

    /// What has been recorded so far, by all clones of this. An answer that is still on its way is
    /// [`CutOff`](RecordedEnd::CutOff) where it is.
    pub fn tape(&self) -> Tape {
        let takes = lock(&self.takes).clone();
        self.tape_of(&takes)
    }

    /// What has been recorded so far, which is forgotten: a tape that is made later has what came since.
    /// What is still on its way comes to its end on no tape.
    pub fn take_tape(&self) -> Tape {
        let takes = std::mem::take(&mut *lock(&self.takes));
        self.tape_of(&takes)
    }

    fn tape_of(&self, takes: &[Take]) -> Tape {
        let (mut exchanges, mut secrets) = (Vec::new(), Vec::new());
        for take in takes {
            let take = lock(take);
            match take.exchange() {
                Some(exchange) => exchanges.push(exchange),
                // What came to nothing is not kept, and yet its key may be said elsewhere.
                None => secrets.extend(self.redaction.secrets_of(&take.request)),
            }
            secrets.extend(take.user_info.iter().flat_map(|info| of_address(info)));
        }
        Tape {
            exchanges: self.redaction.exchanges(exchanges, &secrets),
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without what was recorded: it has credentials.
        f.debug_struct("Recorder")
            .field("redaction", &self.redaction)
            .finish_non_exhaustive()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let (head, body) = request.into_parts();
        let take = Arc::new(Mutex::new(Taken {
            request: RecordedRequest {
                method: head.method.as_str().to_owned(),
                path: head.uri.path().to_owned(),
                query: head.uri.query().map(str::to_owned),
                headers: headers(&head.headers),
                body: Bytes::new(),
            },
            sent: Vec::new(),
            answer: None,
            user_info: (head.uri.authority())
                .and_then(|authority| authority.as_str().rsplit_once('@'))
                .map(|(user_info, _)| user_info.to_owned()),
        }));
        lock(&self.takes).push(Arc::clone(&take));
        // Bytes are handed on as they are, and looked at when the answer has come: who looks at them
        // before makes it unknown whether they were sent.
        let (body, bytes) = if body.is_stream() {
            (watched(body, Arc::clone(&take)), None)
        } else {
            let bytes = body.again();
            (body, bytes)
        };
        let sending = self.transport.send(Request::from_parts(head, body));
        Box::pin(async move {
            let (head, body) = sending.await?.into_parts();
            let mut taken = lock(&take);
            if let Some(bytes) = bytes.as_ref().and_then(RequestBody::as_bytes) {
                taken.request.body = bytes.clone();
            }
            taken.answer = Some(Answered {
                status: head.status.as_u16(),
                headers: headers(&head.headers),
                pieces: Vec::new(),
                end: RecordedEnd::CutOff,
            });
            drop(taken);
            let announced = body.size_hint().exact();
            let body = ResponseBody::announcing(Passing::new(body, take), announced);
            Ok(Response::from_parts(head, body))
        })
    }
}

/// The body of a request that comes in pieces, with each of them remembered as it is taken.
fn watched(body: RequestBody, take: Take) -> RequestBody {
    let length = body.size_hint().exact();
    RequestBody::stream(Sent { body, take }, length)
}

struct Sent {
    body: RequestBody,
    take: Take,
}

impl Stream for Sent {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) => {
                        lock(&self.take).sent.push(piece.clone());
                        Some(Ok(piece))
                    }
                    Err(_trailers) => continue,
                },
                Some(Err(cause)) => Some(Err(cause)),
                None => None,
            });
        }
    }
}

/// The body of an answer on its way through.
struct Passing {
    body: ResponseBody,
    take: Take,
    /// When the last piece came.
    since: Instant,
}

impl Passing {
    fn new(body: ResponseBody, take: Take) -> Self {
        let since = Instant::now();
        Self { body, take, since }
    }

    fn with(&self, change: impl FnOnce(&mut Answered)) {
        if let Some(answer) = &mut lock(&self.take).answer {
            change(answer);
        }
    }
}

impl Stream for Passing {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) => {
                        let pause = self.since.elapsed();
                        self.since += pause;
                        self.with(|answer| answer.pieces.push((piece.clone(), pause)));
                        Some(Ok(piece))
                    }
                    Err(_trailers) => continue,
                },
                Some(Err(cause)) => Some(Err(cause)),
                None => {
                    self.with(|answer| answer.end = RecordedEnd::Whole);
                    None
                }
            });
        }
    }
}

impl Taken {
    /// What there is of it, if it was answered.
    fn exchange(&self) -> Option<Exchange> {
        let answer = self.answer.as_ref()?;
        let mut request = self.request.clone();
        if request.body.is_empty() {
            request.body = self.sent.concat().into();
        }
        let pieces = answer.pieces.iter().filter(|(bytes, _)| !bytes.is_empty());
        let pieces = pieces.map(|(bytes, pause)| Piece {
            bytes: bytes.len(),
            // Nobody reviews fractions.
            pause: Duration::from_millis(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)),
        });
        let body: Vec<_> = answer
            .pieces
            .iter()
            .map(|(bytes, _)| bytes.clone())
            .collect();
        Some(Exchange {
            request,
            answer: RecordedAnswer {
                status: answer.status,
                headers: answer.headers.clone(),
                body: body.concat().into(),
                pieces: pieces.collect(),
                end: answer.end,
            },
        })
    }
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    headers.collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
