//! The fault matrix: every failure that the stack below the client can produce over loopback, played
//! by a server of raw bytes, and judged by how the call ended and by what the server's log has.
//!
//! Each row is played for a whole answer and for a stream. It says the kind, status and attempts; how
//! often the request came; what deadline ends it; and how many connections are left. Always judged:
//! that the attempts send the same, that nothing goes to another origin or tells a proxy the key, that
//! what is said is one line without key or body, that the next call on the client is good, and that no
//! connection outlives the client.
//!
//! The rows by the errors that they come from. A variant without a row says why.
//!
//! | `reqwest::Error` | rows |
//! |---|---|
//! | `Builder` | none: URL, headers and method are checked before |
//! | `Request` | all up to the end of the head |
//! | `Redirect` | redirects that the http client follows in a loop |
//! | `Status` | none: `error_for_status` is not called |
//! | `Body` | a timeout of the http client's own between reads |
//! | `Decode` | all within a body: it is what reqwest calls them |
//! | `Upgrade` | none: nothing is upgraded; 101 that nobody asked for is a refusal |
//!
//! | `hyper_util::client::legacy` | rows |
//! |---|---|
//! | `Connect` | `connect`, `handshake`, tunnels of `proxy` |
//! | `SendRequest` | `head`, `request` |
//! | `Canceled`, `ChannelClosed` | a connection that is closed at once; a runtime that ends within a call |
//! | `User…` | none: no CONNECT, no fixed version, and every URL is absolute |
//! | `TunnelError::ConnectFailed` | a proxy where nobody listens |
//! | `TunnelError::Io` | a proxy that resets |
//! | `TunnelError::MissingHost` | none: an `https` URL has a host |
//! | `TunnelError::ProxyAuthRequired` | a proxy that wants credentials |
//! | `TunnelError::ProxyHeadersTooLong` | a proxy with a head that is too long |
//! | `TunnelError::TunnelUnexpectedEof` | a proxy that closes |
//! | `TunnelError::TunnelUnsuccessful` | a proxy that forbids, is busy, redirects, speaks garbage |
//! | SOCKS | none: the client takes no such proxy |
//!
//! | `hyper::Error` | rows |
//! |---|---|
//! | `Parse(Method, Uri, UriTooLong, VersionH2)` | none: of requests, which servers read |
//! | `Parse(Version)` | a status line of garbage, HTTP/0.9, an unknown version |
//! | `Parse(Status)` | a status with a letter, of two or four digits, below 100 |
//! | `Parse(Header(Token))` | a header without a colon, with a control character, … |
//! | `Parse(Header(ContentLengthInvalid))` | two lengths that differ, a length that is no number |
//! | `Parse(Header(TransferEncodingInvalid))` | none: of requests |
//! | `Parse(Header(TransferEncodingUnexpected))` | chunks in version 1.0 |
//! | `Parse(TooLarge)` | too many headers, a header of 1 MB, endless headers |
//! | `Parse(Internal)` | none: a mistake of hyper's |
//! | `IncompleteMessage` | closed before or within the head |
//! | `UnexpectedMessage` | two answers, an answer that nobody asked for |
//! | `Canceled`, `ChannelClosed`, `User(DispatchGone)` | as of hyper-util |
//! | `Io` | reset before the head, all records of `handshake` |
//! | `Body` | reset, closed and bad chunks within the body |
//! | `BodyWrite` | reset within the request |
//! | `Shutdown` | none: met by the connection when no call has it any more |
//! | `Http2` | `http2` |
//! | `HeaderTimeout`, `User(Service, UnexpectedHeader, UnsupportedStatusCode)` | none: of servers |
//! | `User(Body)` | a body of the user's that fails |
//! | `User(BodyWriteAborted, InvalidConnectWithBody, NoUpgrade, ManualUpgrade)` | none: no channels, no CONNECT, no upgrade |
//!
//! | `h2::Error` | rows |
//! |---|---|
//! | `Reset` from afar | `RST_STREAM` with each reason before the head, after it, within the body |
//! | `Reset` of our own | a head without a status, a length that is not kept |
//! | `GoAway` from afar | GOAWAY that leaves the request out, with three reasons |
//! | `GoAway` of our own | frames that break the protocol |
//! | `Io` | closed, cut and reset before the head and within the body |
//! | `Reason`, `User` | none: of who uses h2 wrongly |
//!
//! | `rustls::Error` | rows |
//! |---|---|
//! | `InappropriateMessage` | data before the handshake |
//! | `InappropriateHandshakeMessage` | another message of the handshake |
//! | `InvalidMessage` | HTTP or garbage where TLS should be, a record that is too large, a greeting that is cut |
//! | `NoCertificatesPresented` | no certificate |
//! | `DecryptError` | a record that cannot be decrypted |
//! | `PeerIncompatible` | a greeting of an old version |
//! | `PeerMisbehaved` | a cipher, a compression, an extension, a protocol that nobody offered |
//! | `AlertReceived` | the alerts, a demand for the client's certificate |
//! | `InvalidCertificate` | below |
//! | `PeerSentOversizedRecord`, `NoApplicationProtocol`, `UnsupportedNameType` | none: of servers, or of other transports |
//! | `InvalidEncryptedClientHello`, `InvalidCertRevocationList`, `InconsistentKeys`, `BadMaxFragmentSize` | none: of settings that are not made |
//! | `EncryptError`, `HandshakeNotComplete`, `FailedToGetCurrentTime`, `FailedToGetRandomBytes`, `General`, `Other` | none: of the machine or of misuse, not of the wire |
//!
//! | `rustls::CertificateError` | rows |
//! |---|---|
//! | `BadEncoding` | a certificate of garbage |
//! | `Expired…`, `NotValidYet…` | a certificate that is expired, not yet valid |
//! | `UnknownIssuer` | a certificate that signed itself, of another authority |
//! | `BadSignature` | a certificate with a bad signature, for another key |
//! | `UnsupportedSignatureAlgorithm…` | a certificate of an unknown algorithm; `…ForPublicKey` depends on the provider's list |
//! | `NotValidForName…` | a certificate for another name |
//! | `InvalidPurpose…` | a certificate for clients |
//! | `UnhandledCriticalExtension` | a certificate with a critical extension |
//! | `Other` | a certificate of an authority |
//! | `Revoked`, `UnknownRevocationStatus`, `ExpiredRevocationList…`, `InvalidOcspResponse` | none: no lists are given, and nobody is asked |
//! | `ApplicationVerificationFailure` | none: of verifiers of one's own |
//!
//! What no error of these crates tells, but the client must: `status` (refusals, advice, redirects),
//! the contents of `body`, `stream`, and every clock.

mod body;
mod connect;
mod connection;
mod frames;
mod handshake;
mod head;
mod http2;
mod judge;
mod pool;
mod proxy;
mod request;
mod row;
mod server;
mod status;
mod stream;
mod tls;

use std::{
    collections::BTreeSet,
    panic,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task::JoinSet};

use row::Asks;

type Judgement = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// A row that is played by a function of its own.
pub(crate) struct Own {
    name: &'static str,
    play: fn(Asks) -> Judgement,
}

fn own(name: &'static str, play: fn(Asks) -> Judgement) -> Own {
    Own { name, play }
}

/// Every row, for one way of asking.
fn rows(asks: Asks) -> Vec<(String, Judgement)> {
    let mut rows = handshake::rows(asks);
    rows.extend(proxy::rows(asks));
    rows.extend(request::rows(asks));
    rows.extend(head::rows(asks));
    rows.extend(body::rows(asks));
    rows.extend(status::rows(asks));
    rows.extend(http2::rows(asks));
    rows.extend(pool::rows(asks));
    if asks == Asks::Stream {
        rows.extend(stream::rows());
    }
    let scripted = rows.into_iter().map(|row| {
        (
            row.name.clone(),
            Box::pin(judge::judge(row, asks)) as Judgement,
        )
    });
    let own = connect::own_rows()
        .into_iter()
        .chain(pool::own_rows())
        .chain(request::own_rows());
    scripted
        .chain(own.map(|own| (own.name.to_owned(), (own.play)(asks))))
        .collect()
}

/// More than any row takes with all its calls.
const LONGEST: Duration = Duration::from_mins(1);

/// Threads of the matrix, whose panics count.
const THREADS: &str = "fault";

#[test]
fn fault_matrix() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() == Some(THREADS) {
            PANICS.fetch_add(1, Ordering::Relaxed);
        }
        before(info);
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // More than there may be processors: a large request is written without a pause.
        .worker_threads(4)
        .thread_name(THREADS)
        .enable_all()
        .build()
        .unwrap();
    let start = Instant::now();
    let only = std::env::var("FAULT").unwrap_or_default();
    let (mut names, mut runs, mut wrong) = (BTreeSet::new(), JoinSet::new(), Vec::new());
    // So many at once that their waits overlap, so few that none is late for want of a turn.
    let turns = Arc::new(Semaphore::new(32));
    for asks in [Asks::Whole, Asks::Stream] {
        let mut of_this_way = BTreeSet::new();
        for (name, judgement) in rows(asks) {
            if !name.contains(&only) {
                continue;
            }
            assert!(of_this_way.insert(name.clone()), "two rows {name}");
            names.insert(name.clone());
            let turns = Arc::clone(&turns);
            let run = async move {
                let _turn = turns.acquire_owned().await;
                let ended = tokio::time::timeout(LONGEST, judgement).await;
                let ended = ended.unwrap_or_else(|_| Err("hangs".into()));
                ended
                    .err()
                    .map(|problem| format!("{name} ({asks:?}): {problem}"))
            };
            runs.spawn_on(run, runtime.handle());
        }
    }
    let count = runs.len();
    runtime.block_on(async {
        while let Some(run) = runs.join_next().await {
            wrong.extend(run.unwrap_or_else(|panic| Some(panic.to_string())));
        }
    });
    // A resolver of the system may still be waiting.
    runtime.shutdown_background();
    println!("fault rows: {}", names.len());
    println!("fault runs: {count} in {:.1?}", start.elapsed());
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} of {count} runs:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "panics");
}
