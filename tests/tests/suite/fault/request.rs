//! Failures while a request is on its way: what was not sent whole was not carried out.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use openai_client::{Client, ErrorKind, transport::RequestBody};

use super::{
    Own, frames,
    judge::{self, PATIENCE, call},
    own,
    row::{
        Asks, Expected, KEY, Row, SHORT, Site, cut, good, maybe_sent, ms, not_sent, refused, reply,
        row,
    },
    server::{Act, Server, Speaks, Turn, Wait, send},
    tls::{Certificate, Demands},
};

/// More than lies between a client and a server that does not read, also where it comes to that late:
/// buffers of up to 4 MB on one side and 6 MB on the other.
const LARGE: usize = 16 << 20;

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    let mut rows = own_clients(asks);
    // How the answer is asked for is all the same to a request.
    if asks == Asks::Whole {
        rows.extend(halves());
    }
    rows
}

fn halves() -> Vec<Row> {
    let large = |name: &str, expected: Expected| row(name, expected).asking(LARGE);
    let half_sent = || {
        not_sent("")
            .says("before the request was sent to its end")
            .requests(2)
    };
    let unseen = || not_sent("").says("did not look at the request").requests(2);
    // As it has not been sent whole, it is tried again. The time begins anew where something was taken
    // in it: what lies between the two.
    let late = || {
        let late = not_sent("").says("was not sent to its end within 1.5s");
        late.after(ms(6000)).requests(2)
    };
    let too_large = |framing: &str| reply(413, &[("connection", framing)], "");
    let refused_early = [frames::headers(413, &[]), frames::end(), frames::reset(0)].concat();
    vec![
        large("a large request", good()),
        large("reset within the request", half_sent())
            .on_head([Act::Reset])
            .on_head([Act::Reset]),
        large(
            "reset within the request, once",
            good().tried(2).within(ms(500)),
        )
        .on_head([Act::Reset]),
        large("reset within the request over TLS", half_sent())
            .at(Site::TLS)
            .on_head([Act::Reset])
            .on_head([Act::Reset]),
        large("413 within the request", refused(413).kept(0))
            .on_head([send(too_large("close")), Act::Fin]),
        large("a request that is not read", late())
            .with(|builder| builder.first_byte_timeout(ms(1500)))
            .on_head([Act::Stall(ms(3500)), Act::Hang])
            .on_head([Act::Stall(ms(3500)), Act::Hang]),
        large("RST_STREAM within the request", half_sent().perhaps_kept())
            .at(Site::HTTP2)
            .on_head([send(frames::reset(2))])
            .on_head([send(frames::reset(2))]),
        large("GOAWAY within the request", unseen())
            .at(Site::HTTP2)
            .on_head([send(frames::go_away(0, 0)), Act::Fin])
            .on_head([send(frames::go_away(0, 0)), Act::Fin]),
        large(
            "413 within the request of HTTP/2",
            refused(413).perhaps_kept(),
        )
        .at(Site::HTTP2)
        .on_head([send(refused_early)]),
        large(
            "a request that finds no window",
            late().perhaps_kept().requests(0).for_good(),
        )
        .at(Site::HTTP2)
        .with(|builder| builder.first_byte_timeout(ms(1500))),
        // Too small to be seen half.
        row("closed after the head of a small request", maybe_sent("")).on_head([Act::Fin]),
        row("reset after the head of a small request", maybe_sent("")).on_head([Act::Reset]),
    ]
}

/// What an HTTP client of the user's own adds.
fn own_clients(asks: Asks) -> Vec<Row> {
    let opened = [
        asks.head("content-length: 999\r\n"),
        asks.beginning().into(),
    ]
    .concat();
    vec![
        row(
            "a timeout of the http client's own",
            maybe_sent("")
                .says("the http client's own time")
                .after(SHORT),
        )
        .by(|http| http.timeout(SHORT))
        .does([Act::Hang]),
        row(
            "a timeout of the http client's own within the body",
            cut("timed out").after(SHORT),
        )
        .by(|http| http.timeout(SHORT))
        .does([send(opened.clone()), Act::Hang]),
        row(
            "a timeout of the http client's own between reads",
            cut("timed out").after(SHORT),
        )
        .by(|http| http.read_timeout(SHORT))
        .does([send(opened), Act::Hang]),
    ]
}

pub(super) fn own_rows() -> Vec<Own> {
    vec![
        own("a connection that is closed at once", |asks| {
            Box::pin(at_once(asks, Site::Plain, vec![Act::Fin]))
        }),
        own("a connection that is reset at once", |asks| {
            Box::pin(at_once(asks, Site::Plain, vec![Act::Reset]))
        }),
        own("a greeting of HTTP/2 that is garbage", |asks| {
            Box::pin(at_once(
                asks,
                Site::HTTP2,
                vec![send([0xff; 64]), Act::Hang],
            ))
        }),
        own("a greeting of HTTP/1.1 where HTTP/2 was agreed", |asks| {
            let bad = "HTTP/1.1 400 Bad Request\r\n\r\n";
            Box::pin(at_once(asks, Site::HTTP2, vec![send(bad), Act::Hang]))
        }),
        // In TLS 1.3 the client has finished, and may have sent, before it is refused.
        own("a demand for the client's certificate, TLS 1.3", |asks| {
            let demands = Demands {
                client_certificate: true,
                ..Demands::default()
            };
            Box::pin(at_once(
                asks,
                Site::Tls(Certificate::Good, demands),
                Vec::new(),
            ))
        }),
        own("a body of the user's that fails", |asks| {
            Box::pin(failing_body(asks))
        }),
        own("redirects that the http client follows in a loop", |asks| {
            Box::pin(followed(asks))
        }),
        own(
            "a redirect that the http client follows elsewhere",
            |asks| Box::pin(led_away(asks)),
        ),
    ]
}

fn client(server: &Server, redirect: reqwest::redirect::Policy) -> Client {
    let http = super::tls::client()
        .no_proxy()
        .redirect(redirect)
        .build()
        .unwrap();
    let url = format!("http://{}/v1", server.address());
    let builder = Client::builder().base_url(url).api_key(KEY).max_retries(1);
    builder.http_client(http).build().unwrap()
}

/// Whether the request had gone is chance: what is said must fit either way.
async fn at_once(asks: Asks, site: Site, acts: Vec<Act>) -> Result<(), String> {
    let row = row("", maybe_sent(""))
        .at(site)
        .at_once(acts.clone())
        .at_once(acts);
    let server = Server::start(judge::speaks(site), row.script.clone());
    let client = judge::builder(&row, &server).build().unwrap();
    let (ended, connections) = (call(&client, asks).await.map(drop), server.accepted());
    match &ended {
        Err(error)
            if error.kind() == ErrorKind::MaybeSent && error.attempts() as usize == connections => {
        }
        Err(error) if error.kind() == ErrorKind::NotSent && connections == 2 => {}
        other => return Err(format!("{other:?}, {connections} connections")),
    }
    drop((ended, client));
    server
        .left_open(0..=0, PATIENCE)
        .await
        .map_err(|open| format!("{open} connections outlive the client"))
}

/// Bytes, and then an error of the user's.
struct Failing(u8);

impl Stream for Failing {
    type Item = Result<Bytes, &'static str>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0 += 1;
        Poll::Ready(Some(match self.0 {
            1 => Ok(Bytes::from_static(b"{")),
            _ => Err("the disk is gone"),
        }))
    }
}

async fn failing_body(_: Asks) -> Result<(), String> {
    let server = Server::start(Speaks::Plain(None), Vec::new());
    let client = client(&server, reqwest::redirect::Policy::none());
    let body = RequestBody::stream(Failing(0), Some(9));
    let ended = client
        .request(Method::POST, "files")
        .body("application/octet-stream", body)
        .send()
        .await;
    let Err(error) = ended else {
        return Err("an answer".into());
    };
    let said = format!("{error:?}");
    if error.kind() != ErrorKind::Request || !said.contains("the disk is gone") {
        return Err(said);
    }
    drop((error, client));
    server
        .left_open(0..=0, PATIENCE)
        .await
        .map_err(|open| format!("{open} connections outlive the client"))
}

async fn followed(asks: Asks) -> Result<(), String> {
    let again = reply(302, &[("location", "/v1/chat/completions")], "");
    let turn = Turn {
        wait: Wait::Whole,
        acts: vec![send(again)],
    };
    let server = Server::start(Speaks::Plain(None), vec![turn; 50]);
    let client = client(&server, reqwest::redirect::Policy::limited(5));
    judge::ends(&client, asks, &maybe_sent("too many redirects")).await?;
    let posts = server
        .log()
        .iter()
        .filter(|logged| logged.line.starts_with("POST "))
        .count();
    (posts == 1)
        .then_some(())
        .ok_or(format!("{posts} requests"))
}

/// reqwest keeps what it knows to be a credential from other origins.
async fn led_away(asks: Asks) -> Result<(), String> {
    let stranger = Server::start(Speaks::Plain(None), Vec::new());
    let away = format!("http://{}/v1/chat/completions", stranger.address());
    let turns = [302, 307].map(|status| Turn {
        wait: Wait::Whole,
        acts: vec![send(reply(status, &[("location", &away)], ""))],
    });
    let server = Server::start(Speaks::Plain(None), turns.into());
    let client = client(&server, reqwest::redirect::Policy::limited(5));
    for _ in 0..2 {
        // How it ends is of no interest here.
        let _ = call(&client, asks).await;
    }
    let told = stranger
        .log()
        .iter()
        .any(|logged| logged.head.contains(KEY) || !logged.body.is_empty());
    if told {
        Err("the key or the request went away".into())
    } else {
        Ok(())
    }
}
