//! Failures to connect: names, addresses, and connections that end at once.

use std::{
    future,
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use openai_client::{Client, ClientBuilder};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::TcpSocket;

use super::{
    Own,
    judge::ends,
    own,
    row::{Asks, KEY, ms, not_sent},
};

pub(super) fn own_rows() -> Vec<Own> {
    vec![
        own("a port where nobody listens", |asks| {
            Box::pin(refused(asks))
        }),
        own("a proxy where nobody listens", |asks| {
            Box::pin(no_proxy(asks))
        }),
        own("addresses where nobody listens", |asks| {
            Box::pin(all_refused(asks))
        }),
        own("a queue that is full", |asks| Box::pin(full(asks))),
        own("a host that does not exist", |asks| {
            Box::pin(unknown_host(asks))
        }),
        own("a host without an address", |asks| {
            Box::pin(no_address(asks))
        }),
        own("a resolver that fails", |asks| Box::pin(no_resolver(asks))),
        own("a resolver that does not answer", |asks| {
            Box::pin(slow_resolver(asks))
        }),
    ]
}

fn builder(url: String) -> ClientBuilder {
    Client::builder().base_url(url).api_key(KEY).max_retries(1)
}

/// Where nobody listens: a port that was free a moment ago, and is held so that nobody else takes it.
fn free() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

async fn refused(asks: Asks) -> Result<(), String> {
    let (_held, address) = free();
    let client = builder(format!("http://{address}/v1")).build().unwrap();
    ends(
        &client,
        asks,
        &not_sent("onnection refused").says("no connection to the service [2 attempts]"),
    )
    .await
}

async fn no_proxy(asks: Asks) -> Result<(), String> {
    let (_held, address) = free();
    let proxy = reqwest::Proxy::all(format!("http://{address}")).unwrap();
    let http = super::tls::client().proxy(proxy).build().unwrap();
    let client = builder("https://api.fault.test/v1".into());
    let client = client.http_client(http).build().unwrap();
    ends(&client, asks, &not_sent("onnection refused")).await
}

/// A connection that nobody accepts: the system holds a few back, and does not answer the next.
async fn full(asks: Asks) -> Result<(), String> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    let _listener = socket.listen(1).unwrap();
    let fill = move || {
        let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(200));
        let held: Vec<_> = std::iter::from_fn(|| connect().ok()).take(100).collect();
        (held.len() < 100).then_some(held)
    };
    let _held = tokio::task::spawn_blocking(fill)
        .await
        .unwrap()
        .ok_or("the queue has no end")?;
    let client = builder(format!("http://{address}/v1"))
        .connect_timeout(ms(300))
        .build()
        .unwrap();
    ends(&client, asks, &not_sent("").after(ms(600))).await
}

/// No deadline.
const PLENTY: Duration = Duration::from_secs(30);

/// What a resolver does.
#[derive(Clone)]
enum Resolver {
    Finds(Vec<SocketAddr>),
    Fails,
    Hangs,
}

impl Resolve for Resolver {
    fn resolve(&self, _: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            match this {
                Self::Finds(addresses) => Ok(Box::new(addresses.into_iter()) as Addrs),
                Self::Fails => Err("the resolver is out".into()),
                Self::Hangs => future::pending().await,
            }
        })
    }
}

fn resolved(resolver: Resolver, within: Duration) -> Client {
    let http = super::tls::client()
        .no_proxy()
        .connect_timeout(within)
        .dns_resolver(Arc::new(resolver));
    builder("http://api.fault.test/v1".into())
        .http_client(http.build().unwrap())
        .build()
        .unwrap()
}

async fn all_refused(asks: Asks) -> Result<(), String> {
    let ((_one, first), (_two, second)) = (free(), free());
    let client = resolved(Resolver::Finds(vec![first, second]), PLENTY);
    ends(&client, asks, &not_sent("onnection refused")).await
}

async fn no_address(asks: Asks) -> Result<(), String> {
    ends(
        &resolved(Resolver::Finds(Vec::new()), PLENTY),
        asks,
        &not_sent(""),
    )
    .await
}

async fn no_resolver(asks: Asks) -> Result<(), String> {
    ends(
        &resolved(Resolver::Fails, PLENTY),
        asks,
        &not_sent("the resolver is out"),
    )
    .await
}

async fn slow_resolver(asks: Asks) -> Result<(), String> {
    ends(
        &resolved(Resolver::Hangs, ms(500)),
        asks,
        &not_sent("timed out").after(ms(1000)),
    )
    .await
}

/// The system's resolver, which knows that this name never exists.
async fn unknown_host(asks: Asks) -> Result<(), String> {
    let http = super::tls::client()
        .no_proxy()
        .connect_timeout(Duration::from_secs(5));
    let client = builder("http://no-such-host.invalid/v1".into());
    let client = client.http_client(http.build().unwrap()).build().unwrap();
    ends(&client, asks, &not_sent("").within(Duration::from_secs(11))).await
}
