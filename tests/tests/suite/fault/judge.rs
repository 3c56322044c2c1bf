//! Runs a row and judges how it ended: by the outcome, and by the log of the server.

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
use openai_client::{ChatRequest, Client, ClientBuilder, Error, ErrorKind};
use tokio::time::Instant;

use super::{
    row::{Asks, Expected, KEY, MARK, Row, Site, TEXT},
    server::{Act, Logged, Server, Speaks, Turn},
    tls::{self, Certificate, Demands},
};

/// What a busy machine may add to a deadline. A call that no deadline ends takes minutes, or for
/// ever.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

const MINUTE: Duration = Duration::from_mins(1);

/// Stands for the address of a server that nothing may reach.
pub(super) const STRANGER: &str = "stranger.invalid:9";

/// A good answer: its text, and how often it was asked for.
pub(super) struct Answered {
    text: String,
    status: u16,
    attempts: u32,
}

/// One call, up to the end of its answer.
pub(super) async fn call(client: &Client, asks: Asks) -> Result<Answered, Error> {
    call_with(client, asks, "Hello".into()).await
}

async fn call_with(client: &Client, asks: Asks, message: String) -> Result<Answered, Error> {
    let request = ChatRequest::new("gpt-5-mini").user(message);
    let (text, meta) = match asks {
        Asks::Whole => {
            let completion = client.chat().create(request).await?;
            let text = completion.text().unwrap_or_default().to_owned();
            (text, completion.meta().clone())
        }
        Asks::Stream => {
            let mut stream = client.chat().create_stream(request).await?;
            let mut text = String::new();
            while let Some(chunk) = stream.next().await {
                let chunk = chunk?;
                let delta = chunk
                    .choices
                    .first()
                    .and_then(|choice| choice.delta.content.as_deref());
                text.push_str(delta.unwrap_or_default());
            }
            (text, stream.meta().clone())
        }
    };
    Ok(Answered {
        text,
        status: meta.status().as_u16(),
        attempts: meta.attempts(),
    })
}

/// Plays a row. Its deadline may pass on a busy machine before it has got as far as the row wants;
/// then nothing is known yet, and it is played anew.
pub(super) async fn judge(row: Row, asks: Asks) -> Result<(), String> {
    for _ in 0..4 {
        if let Known::Good = play(&row, asks).await? {
            return Ok(());
        }
    }
    Err("the machine is too busy".into())
}

/// What a play of a row has shown.
enum Known {
    Good,
    Nothing,
}

async fn play(row: &Row, asks: Asks) -> Result<Known, String> {
    let stranger = Server::start(Speaks::Plain(None), Vec::new());
    let first = row.after_a_call.then(|| row.site.good_turn(asks));
    let script = first
        .into_iter()
        .chain(row.script.clone())
        .map(|turn| renamed(turn, &stranger));
    let server = Server::start(speaks(row.site), script.collect());
    let client = (row.settings)(builder(row, &server)).build();
    let client = client.map_err(|error| format!("no client: {error:?}"))?;
    if row.after_a_call {
        let first = call(&client, asks).await;
        first.map_err(|error| format!("the call before: {error:?}"))?;
    }
    let before = server.log().len();

    let asked = call_with(&client, asks, "x".repeat(row.asked));
    let outcome = timed(asked, &row.expected).await;
    let log = server.log().split_off(before);
    let outcome = outcome.map_err(|problem| format!("{problem} [{} requests]", log.len()))?;
    if is_belated(&row.expected, &outcome, &log) {
        return Ok(Known::Nothing);
    }
    end(&row.expected, &outcome)?;
    requests(&row.expected, &log, row.site)?;
    if stranger.accepted() > 0 {
        return Err("went to another origin".into());
    }
    drop(outcome);
    let kept = row.expected.kept.clone();
    let left = server.left_open(kept.clone(), PATIENCE).await;
    left.map_err(|open| format!("{open} connections are kept, not {kept:?}"))?;
    if row.expected.recovers {
        server.recover();
        recovers(&client, asks).await?;
    }
    drop(client);
    let left = server.left_open(0..=0, PATIENCE).await;
    left.map_err(|open| format!("{open} connections outlive the client"))?;
    Ok(Known::Good)
}

/// Whether the deadline of a row has passed before its request came, or before the head of which the
/// row wants more.
fn is_belated(expected: &Expected, outcome: &Result<Answered, Error>, log: &[Logged]) -> bool {
    let Err(error) = outcome else { return false };
    let is_late = !expected.at_least.is_zero() && error.kind() == ErrorKind::MaybeSent;
    let no_head = expected.status.is_some() && error.status().is_none();
    is_late && (no_head || log.len() < expected.requests)
}

/// Makes a call and judges its outcome alone, which is then dropped.
pub(super) async fn ends(client: &Client, asks: Asks, expected: &Expected) -> Result<(), String> {
    let outcome = timed(call(client, asks), expected).await?;
    end(expected, &outcome)
}

/// Makes a call and looks at the time that it takes.
async fn timed(
    call: impl Future<Output = Result<Answered, Error>>,
    expected: &Expected,
) -> Result<Result<Answered, Error>, String> {
    let start = Instant::now();
    let limit = expected.within + PATIENCE;
    let outcome = tokio::time::timeout(limit, call).await;
    let took = start.elapsed();
    let outcome = outcome.map_err(|_| format!("did not end within {limit:?}"))?;
    if took < expected.at_least {
        return Err(format!("ended after {took:?} already: {}", said(&outcome)));
    }
    Ok(outcome)
}

/// The next call is good, and without a second attempt, which would hide why it needed one. A busy
/// machine may miss a short deadline of the row's once or twice.
async fn recovers(client: &Client, asks: Asks) -> Result<(), String> {
    let once = client.with(|settings| settings.max_retries(0));
    let once = once.map_err(|error| error.to_string())?;
    let mut problem = String::new();
    for _ in 0..3 {
        match call(&once, asks).await {
            Ok(answered) if answered.attempts == 1 && answered.text == TEXT => return Ok(()),
            other => problem = format!("the next call: {}", said(&other)),
        }
        if !problem.contains(" within ") {
            break;
        }
    }
    Err(problem)
}

fn renamed(turn: Turn, stranger: &Server) -> Turn {
    let address = stranger.address().to_string();
    let acts = turn.acts.into_iter().map(|act| match act {
        Act::Send(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) if text.contains(STRANGER) => {
                Act::Send(Bytes::from(text.replace(STRANGER, &address)))
            }
            _ => Act::Send(bytes),
        },
        other => other,
    });
    Turn {
        acts: acts.collect(),
        ..turn
    }
}

pub(super) fn speaks(site: Site) -> Speaks {
    match site {
        Site::Plain | Site::NoTls | Site::Proxy => Speaks::Plain(None),
        Site::Tunnel => {
            let behind = tls::server(Certificate::Good, Demands::default());
            Speaks::Plain(Some(behind))
        }
        Site::Tls(certificate, demands) | Site::Rooted(certificate, demands) => {
            Speaks::Tls(tls::server(certificate, demands))
        }
    }
}

pub(super) fn builder(row: &Row, server: &Server) -> ClientBuilder {
    let address = server.address();
    let builder = Client::builder()
        .api_key(KEY)
        .max_retries(1)
        .connect_timeout(row.connects_within);
    // What the client itself trusts beside the system's roots, which take long to read, is looked at
    // in the rows about certificates; the others trust the authority alone.
    let alone = |http: reqwest::ClientBuilder| {
        let http = http.connect_timeout(row.connects_within);
        let http = match row.http {
            Some(settings) => settings(http),
            None => http,
        };
        http.build().unwrap()
    };
    let proxy = || reqwest::Proxy::all(format!("http://{address}")).unwrap();
    match row.site {
        Site::Plain => {
            let builder = builder.base_url(format!("http://{address}/v1"));
            match row.http {
                Some(_) => builder.http_client(alone(tls::client().no_proxy())),
                None => builder,
            }
        }
        Site::Rooted(..) => builder
            .base_url(format!("https://{address}/v1"))
            .root_certificate(tls::root()),
        Site::NoTls | Site::Tls(..) => builder
            .base_url(format!("https://{address}/v1"))
            .http_client(alone(tls::client().no_proxy())),
        Site::Proxy => builder
            .base_url(format!("http://{}/v1", tls::HOST))
            .proxy(format!("http://{address}")),
        Site::Tunnel => builder
            .base_url(format!("https://{}/v1", tls::HOST))
            .http_client(alone(tls::client().proxy(proxy()))),
    }
}

fn said(outcome: &Result<Answered, Error>) -> String {
    match outcome {
        Ok(answered) => format!(
            "{:?} with status {}, {} attempts",
            answered.text, answered.status, answered.attempts
        ),
        Err(error) => format!("{error:?}, {} attempts", error.attempts()),
    }
}

/// Whether a call ended as it should, and says so as it should.
fn end(expected: &Expected, outcome: &Result<Answered, Error>) -> Result<(), String> {
    let problem = |what: &str| Err(format!("{what}: {}", said(outcome)));
    let (kind, status, attempts) = match outcome {
        Ok(answered) => (None, Some(answered.status), answered.attempts),
        Err(error) => {
            let status = error.status().map(|status| status.as_u16());
            (Some(error.kind()), status, error.attempts())
        }
    };
    if kind != expected.kind {
        return problem(&format!("not {:?}", expected.kind));
    }
    if status != expected.status {
        return problem(&format!("status {status:?}, not {:?}", expected.status));
    }
    if attempts != expected.attempts {
        return problem(&format!("not {} attempts", expected.attempts));
    }
    match outcome {
        Ok(answered) if answered.text != expected.text => problem("not the answer"),
        Ok(_) => Ok(()),
        Err(error) => words(expected, error),
    }
}

/// What an error says: what it must, and nothing that it must not.
fn words(expected: &Expected, error: &Error) -> Result<(), String> {
    let (display, debug) = (error.to_string(), format!("{error:?}"));
    let problem = |what: &str| Err(format!("{what}: {debug}"));
    if !display.contains(expected.says) {
        return problem(&format!("does not say {:?}", expected.says));
    }
    if !debug.contains(expected.cause) {
        return problem(&format!("not by {:?}", expected.cause));
    }
    if !is_about(error.retry_after(), expected.retry_after) {
        return problem(&format!("retry after {:?}", error.retry_after()));
    }
    let may_repeat = match error.kind() {
        ErrorKind::NotSent => true,
        ErrorKind::Status => expected.is_retryable,
        _ => false,
    };
    if error.is_retryable() != may_repeat {
        return problem(&format!("retryable is {}", error.is_retryable()));
    }
    let mut texts = vec![display, format!("{error:#?}"), debug.clone()];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(cause.to_string());
        source = cause.source();
    }
    for text in texts {
        if text.contains(KEY) || text.contains(MARK) {
            return problem("shows what it must not");
        }
        if text.contains(['\n', '\r']) {
            return problem("is more than a line");
        }
    }
    Ok(())
}

/// A date counts in whole seconds, and a row may wait for its turn after it was written.
fn is_about(said: Option<Duration>, expected: Option<Duration>) -> bool {
    match (said, expected) {
        (Some(said), Some(expected)) if expected > MINUTE => said.abs_diff(expected) <= MINUTE,
        (said, expected) => said == expected,
    }
}

/// What the server was sent: as often as expected, each time the same, and the key never to a
/// proxy.
fn requests(expected: &Expected, log: &[Logged], site: Site) -> Result<(), String> {
    let (connects, requests): (Vec<_>, Vec<_>) = log.iter().partition(|logged| logged.is_connect());
    if requests.len() != expected.requests {
        let lines: Vec<_> = log.iter().map(|logged| &logged.line).collect();
        return Err(format!(
            "{} requests, not {}: {lines:?}",
            requests.len(),
            expected.requests
        ));
    }
    if let Some(told) = connects.iter().find(|logged| logged.head.contains(KEY)) {
        return Err(format!("the proxy was told the key: {}", told.line));
    }
    if matches!(site, Site::Tunnel) != !connects.is_empty() {
        return Err(format!("{} tunnels", connects.len()));
    }
    let named = |logged: &Logged| {
        let key = logged.header("idempotency-key").map(str::to_owned);
        (logged.line.clone(), key)
    };
    let is_http2 = |logged: &Logged| logged.head.is_empty();
    for (one, other) in requests.iter().zip(requests.iter().skip(1)) {
        // A body may have been left unread.
        let same = one.body == other.body || one.body.is_empty() || other.body.is_empty();
        if !same || !is_http2(one) && named(one) != named(other) {
            return Err("the attempts differ".into());
        }
    }
    Ok(())
}
