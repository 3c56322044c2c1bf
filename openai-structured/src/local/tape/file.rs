//! The file of a tape: JSON that is laid out for people, and reads back as the same exchanges.

use std::time::Duration;

use serde::{Deserialize, Serialize, de, ser};

use super::body::WrittenBody;
use super::error::Wrong;
use super::exchange::{Exchange, Piece, RecordedAnswer, RecordedEnd, RecordedRequest};
use super::layout::{Layout, lay};

/// The version of what is written.
pub(super) const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u64,
    exchanges: Vec<Written>,
}

/// What is read of any version.
#[derive(Deserialize)]
struct AnyFile {
    version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    request: WrittenRequest,
    answer: WrittenAnswer,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRequest {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<Header>,
    #[serde(default, skip_serializing_if = "WrittenBody::is_empty")]
    body: WrittenBody,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAnswer {
    status: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<Header>,
    #[serde(default, skip_serializing_if = "WrittenBody::is_empty")]
    body: WrittenBody,
    /// None where it came at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<WrittenPiece>,
    #[serde(default, skip_serializing_if = "is_whole")]
    end: WrittenEnd,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenEnd {
    #[default]
    Whole,
    CutOff,
}

fn is_whole(end: &WrittenEnd) -> bool {
    matches!(end, WrittenEnd::Whole)
}

/// A header as a line, `name: value`.
struct Header(String, String);

impl Serialize for Header {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}: {}", self.0, self.1))
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = String::deserialize(deserializer)?;
        match line.split_once(": ") {
            Some((name, value)) => Ok(Self(name.to_owned(), value.to_owned())),
            None => Err(de::Error::custom("a header is written as `name: value`")),
        }
    }
}

/// A piece as a line, `312 bytes after 12.5 ms`.
struct WrittenPiece(Piece);

impl Serialize for WrittenPiece {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nanos = self.0.pause.as_nanos();
        let (whole, part) = (nanos / 1_000_000, nanos % 1_000_000);
        let part = format!(".{part:06}");
        let part = part.trim_end_matches('0').trim_end_matches('.');
        serializer.collect_str(&format_args!(
            "{} bytes after {whole}{part} ms",
            self.0.bytes
        ))
    }
}

impl<'de> Deserialize<'de> for WrittenPiece {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = String::deserialize(deserializer)?;
        let piece = piece(&line).map(Self);
        piece.ok_or_else(|| de::Error::custom("a piece is written as `312 bytes after 12.5 ms`"))
    }
}

fn piece(line: &str) -> Option<Piece> {
    let (bytes, pause) = line.strip_suffix(" ms")?.split_once(" bytes after ")?;
    let (whole, part) = pause.split_once('.').unwrap_or((pause, ""));
    let known = part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit());
    let nanos = format!("{part:0<6}").parse().ok().filter(|_| known)?;
    let pause = Duration::from_millis(whole.parse().ok()?) + Duration::from_nanos(nanos);
    Some(Piece {
        bytes: bytes.parse().ok()?,
        pause,
    })
}

/// The text of a file.
pub(super) fn write(exchanges: &[Exchange]) -> String {
    let file = File {
        version: VERSION,
        exchanges: exchanges.iter().map(written).collect(),
    };
    // No value here can fail to be JSON: there are no maps, and no numbers but integers.
    let text = serde_json::to_string(&file).unwrap_or_default();
    let mut text = lay(&text, Layout::Pretty);
    text.push('\n');
    text
}

fn written(exchange: &Exchange) -> Written {
    let Exchange { request, answer } = exchange;
    Written {
        request: WrittenRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: headers(&request.headers),
            body: WrittenBody::of(&request.body),
        },
        answer: WrittenAnswer {
            status: answer.status,
            headers: headers(&answer.headers),
            body: WrittenBody::of(&answer.body),
            pieces: match &answer.pieces[..] {
                [only] if only.pause.is_zero() && only.bytes == answer.body.len() => Vec::new(),
                pieces => pieces.iter().copied().map(WrittenPiece).collect(),
            },
            end: match answer.end {
                RecordedEnd::Whole => WrittenEnd::Whole,
                RecordedEnd::CutOff => WrittenEnd::CutOff,
            },
        },
    }
}

fn headers(headers: &[(String, String)]) -> Vec<Header> {
    let headers = headers.iter();
    headers
        .map(|(name, value)| Header(name.clone(), value.clone()))
        .collect()
}

/// The exchanges of a file.
pub(super) fn read(text: &str) -> Result<Vec<Exchange>, Wrong> {
    let AnyFile { version } = parse(text)?;
    if version != VERSION {
        return Err(Wrong::Version(version));
    }
    let file: File = parse(text)?;
    let exchanges = file.exchanges.into_iter().enumerate();
    exchanges
        .map(|(at, written)| exchange(at, written))
        .collect()
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Wrong> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut reader);
    let read = read.map_err(|error| Wrong::Format {
        at: error.path().to_string(),
        what: error.inner().to_string(),
    })?;
    reader.end().map_err(|error| Wrong::Format {
        at: ".".to_owned(),
        what: error.to_string(),
    })?;
    Ok(read)
}

fn exchange(at: usize, Written { request, answer }: Written) -> Result<Exchange, Wrong> {
    let wrong = |part: &str, what: &str| Wrong::Format {
        at: format!("exchanges[{at}].{part}.body"),
        what: what.to_owned(),
    };
    let body = answer.body.into_bytes();
    let body = body.map_err(|what| wrong("answer", what))?;
    let mut pieces: Vec<_> = answer.pieces.into_iter().map(|piece| piece.0).collect();
    if pieces.is_empty() && !body.is_empty() {
        pieces.push(Piece {
            bytes: body.len(),
            pause: Duration::ZERO,
        });
    }
    let text = |headers: Vec<Header>| headers.into_iter().map(|it| (it.0, it.1)).collect();
    Ok(Exchange {
        request: RecordedRequest {
            method: request.method,
            path: request.path,
            query: request.query,
            headers: text(request.headers),
            body: (request.body.into_bytes()).map_err(|what| wrong("request", what))?,
        },
        answer: RecordedAnswer {
            status: answer.status,
            headers: text(answer.headers),
            body,
            pieces,
            end: match answer.end {
                WrittenEnd::Whole => RecordedEnd::Whole,
                WrittenEnd::CutOff => RecordedEnd::CutOff,
            },
        },
    })
}
