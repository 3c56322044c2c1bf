//! One question to those who give out tokens, limited in time and in size.

use std::{future::poll_fn, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use secrecy::zeroize::Zeroizing;

use crate::{
    error::Error,
    secrets::Secrets,
    transport::{RequestBody, ResponseBody, Transport, TransportError},
};

/// For the whole of an answer.
const TIME: Duration = Duration::from_secs(10);

/// The longest tokens have a few kilobytes.
const LIMIT: usize = 256 * 1024;

/// So an answer has room for most of them.
const ROOM: usize = 16 * 1024;

/// Who is asked, for errors.
pub(super) struct Who<'a> {
    pub(super) name: &'a str,
    pub(super) host: &'a str,
    /// Why there may be nobody.
    pub(super) hint: &'static str,
    /// What must not be shown of what is asked.
    pub(super) secrets: &'a Secrets,
}

/// An answer, whatever its status.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why there is none.
pub(super) enum Unanswered {
    Late,
    Broken(TransportError),
    TooLarge(StatusCode, HeaderMap),
}

impl Unanswered {
    /// Whether it may be another time.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Late => true,
            Self::Broken(cause) => !cause.is_final(),
            Self::TooLarge(..) => false,
        }
    }

    pub(super) fn into_error(self, who: &Who<'_>) -> Error {
        let Who {
            name, host, hint, ..
        } = who;
        match self {
            Self::Late => {
                let what = format!("{name} at {host} did not answer within {TIME:?}{hint}");
                Error::credentials(what, None).passing()
            }
            Self::Broken(cause) if cause.is_final() => {
                let what = format!("{name} cannot be asked");
                Error::credentials(what, Some(cause.into()))
            }
            Self::Broken(cause) => {
                let what =
                    format!("{name} at {host} could not be reached, or broke off its answer{hint}");
                // Not the text of the transport, which speaks of the service.
                Error::credentials(what, cause.into_cause()).passing()
            }
            Self::TooLarge(status, headers) => {
                let what = format!("the answer of {name} is larger than {LIMIT} bytes");
                Error::issuer_unreadable(what, status, &headers, b"", who.secrets)
            }
        }
    }
}

/// Sends a request once, and waits for the whole of the answer.
pub(super) async fn ask(
    transport: &dyn Transport,
    request: Request<RequestBody>,
) -> Result<Reply, Unanswered> {
    let answered = async {
        let answer = transport.send(request).await.map_err(Unanswered::Broken)?;
        let (head, body) = answer.into_parts();
        match whole(body).await.map_err(Unanswered::Broken)? {
            Some(body) => Ok(Reply {
                status: head.status,
                headers: head.headers,
                body,
            }),
            None => Err(Unanswered::TooLarge(head.status, head.headers)),
        }
    };
    tokio::time::timeout(TIME, answered)
        .await
        .unwrap_or(Err(Unanswered::Late))
}

/// None if it is too large. What it was held in is wiped, as it has a token.
async fn whole(mut body: ResponseBody) -> Result<Option<Bytes>, TransportError> {
    let mut whole = Zeroizing::new(Vec::with_capacity(ROOM));
    while let Some(piece) = poll_fn(|cx| body.poll_piece(cx)).await {
        let piece = piece?;
        let length = whole.len() + piece.len();
        if length > LIMIT {
            return Ok(None);
        }
        if length > whole.capacity() {
            // Not grown in place, which would leave what it was before.
            let mut larger = Zeroizing::new(Vec::with_capacity(2 * length));
            larger.extend_from_slice(&whole);
            whole = larger;
        }
        whole.extend_from_slice(&piece);
    }
    Ok(Some(Bytes::from_owner(whole)))
}
