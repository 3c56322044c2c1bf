//! Failures of connections that are kept between calls.

use openai_client::{Client, ErrorKind};

use super::{
    Own,
    judge::{PATIENCE, call, ends},
    own,
    row::{Asks, KEY, Row, Site, good, maybe_sent, ms, row},
    server::{Act, Server, Speaks, Turn, Wait, send},
};

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    let closed = "connection closed before message completed";
    vec![
        row(
            "a kept connection that is closed at the next request",
            maybe_sent(closed),
        )
        .after_a_call()
        .on_head([Act::Fin]),
        row(
            "a kept connection that is reset at the next request",
            maybe_sent(""),
        )
        .after_a_call()
        .does([Act::Reset]),
        row(
            "a kept connection of TLS that is closed at the next request",
            maybe_sent(closed),
        )
        .at(Site::TLS)
        .after_a_call()
        .does([Act::Fin]),
        row(
            "a kept connection that is cut within the next answer",
            super::row::cut(""),
        )
        .after_a_call()
        .does([
            send(asks.head("content-length: 999\r\n")),
            send(asks.beginning()),
            Act::Fin,
        ]),
    ]
}

pub(super) fn own_rows() -> Vec<Own> {
    vec![
        own("a kept connection that is closed meanwhile", |asks| {
            Box::pin(stale(asks, Act::Fin))
        }),
        own("a kept connection that is reset meanwhile", |asks| {
            Box::pin(stale(asks, Act::Reset))
        }),
        own("an answer that nobody asked for", |asks| {
            Box::pin(unasked(asks, asks.ok()))
        }),
        own("a refusal on a kept connection", |asks| {
            let timeout =
                "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            Box::pin(unasked(asks, timeout.into()))
        }),
        own("a runtime that has ended", |asks| {
            Box::pin(two_runtimes(asks))
        }),
        own("a runtime that ends within a call", |asks| {
            Box::pin(ending_runtime(asks))
        }),
    ]
}

/// The server does something to each connection as soon as it has answered, and the next call goes
/// at once: it may meet the connection or not, but it is answered or said to be lost, and comes at
/// most once.
async fn stale(asks: Asks, act: Act) -> Result<(), String> {
    let turn = Turn {
        wait: Wait::Whole,
        acts: vec![send(asks.ok()), act],
    };
    let server = Server::start(Speaks::Plain(None), vec![turn; 30]);
    let url = format!("http://{}/v1", server.address());
    let client = Client::builder()
        .base_url(url)
        .api_key(KEY)
        .max_retries(1)
        .build()
        .unwrap();
    let mut lost = 0;
    for sent in 1..=30 {
        match call(&client, asks).await {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::MaybeSent && error.attempts() == 1 => {
                lost += 1;
            }
            Err(error) => return Err(format!("{error:?}")),
        }
        let requests = server.log().len();
        if requests > sent || requests + lost < sent {
            return Err(format!("{requests} requests of {sent} calls, {lost} lost"));
        }
    }
    drop(client);
    server
        .left_open(0..=0, PATIENCE)
        .await
        .map_err(|open| format!("{open} connections outlive the client"))
}

/// What comes on a connection that is kept: it is no answer to the next request, which goes over
/// another connection. (Where the two cross, nobody could tell.)
async fn unasked(asks: Asks, bytes: Vec<u8>) -> Result<(), String> {
    let first = Turn {
        wait: Wait::Whole,
        acts: vec![send(asks.ok())],
    };
    let later = Turn {
        wait: Wait::Nothing,
        acts: vec![Act::Pause(ms(50)), send(bytes), Act::Hang],
    };
    let server = Server::start(Speaks::Plain(None), vec![first, later]);
    let url = format!("http://{}/v1", server.address());
    let client = Client::builder()
        .base_url(url)
        .api_key(KEY)
        .build()
        .unwrap();
    ends(&client, asks, &good()).await?;
    let closed = server.left_open(0..=0, PATIENCE).await;
    closed.map_err(|_| "the connection is kept")?;
    ends(&client, asks, &good()).await?;
    match (server.log().len(), server.accepted()) {
        (2, 2) => Ok(()),
        other => Err(format!("(requests, connections) are {other:?}")),
    }
}

/// A client that outlives the runtime which its connections live in.
async fn two_runtimes(asks: Asks) -> Result<(), String> {
    let server = Server::start(Speaks::Plain(None), Vec::new());
    let url = format!("http://{}/v1", server.address());
    let client = Client::builder()
        .base_url(url)
        .api_key(KEY)
        .max_retries(1)
        .build()
        .unwrap();
    let first = client.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(call(&first, asks)).map(drop)
    });
    ended
        .await
        .unwrap()
        .map_err(|error| format!("the first call: {error:?}"))?;
    ends(&client, asks, &good()).await?;
    match server.log().len() {
        2 => Ok(()),
        other => Err(format!("{other} requests of 2 calls")),
    }
}

/// A connection lives in the runtime of the first call, which ends while another call waits for it.
async fn ending_runtime(asks: Asks) -> Result<(), String> {
    let turns = [vec![send(asks.ok())], vec![Act::Hang]].map(|acts| Turn {
        wait: Wait::Whole,
        acts,
    });
    let server = Server::start(Speaks::Plain(None), turns.into());
    let url = format!("http://{}/v1", server.address());
    let client = Client::builder()
        .base_url(url)
        .api_key(KEY)
        .max_retries(1)
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let first = client.clone();
    let ended = runtime
        .spawn(async move { call(&first, asks).await.map(drop) })
        .await
        .unwrap();
    ended.map_err(|error| format!("the first call: {error:?}"))?;
    let end = async {
        server.logged(2).await;
        runtime.shutdown_background();
        Ok(())
    };
    let asked = async { ends(&client, asks, &maybe_sent("")).await };
    tokio::try_join!(asked, end)?;
    Ok(())
}
