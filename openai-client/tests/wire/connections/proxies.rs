//! The way to the service: directly, through the proxy that was given, or through the system's.

use std::{
    env,
    process::Command,
    sync::{Arc, Mutex},
};

use openai_client::{Client, ClientBuilder, ErrorKind};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use super::server::{Authority, TlsServer};
use crate::server::{ANSWER, KEY, Server, ok, request};

/// What the proxy says of every request that it does not pass on.
type Refusal = Option<&'static str>;

/// Tunnels to where it is told, and answers requests without TLS itself.
struct Proxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl Proxy {
    async fn start(tls: Option<TlsAcceptor>, refusal: Refusal) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let listening = tokio::spawn({
            let heads = Arc::clone(&heads);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (tls, heads) = (tls.clone(), Arc::clone(&heads));
                    tokio::spawn(async move {
                        match tls {
                            Some(tls) => {
                                serve(tls.accept(stream).await.unwrap(), heads, refusal).await;
                            }
                            None => serve(stream, heads, refusal).await,
                        }
                    });
                }
            }
        });
        Self {
            port,
            heads,
            listening,
        }
    }

    fn seen(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    heads: Arc<Mutex<Vec<String>>>,
    refusal: Refusal,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        // Byte by byte, because what follows is not the proxy's.
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.strip_prefix("CONNECT ");
    let target = target.map(|target| target.split(' ').next().unwrap().to_owned());
    heads.lock().unwrap().push(head);
    if let Some(refusal) = refusal {
        let length = refusal.len();
        let answer = format!(
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: {length}\r\n\r\n{refusal}"
        );
        stream
            .write_all(answer.as_bytes())
            .await
            .unwrap_or_default();
    } else if let Some(target) = target {
        let mut service = TcpStream::connect(target).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        // Ends when either side does.
        let _ = copy_bidirectional(&mut stream, &mut service).await;
    } else {
        let answer = format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{ANSWER}",
            ANSWER.len()
        );
        stream
            .write_all(answer.as_bytes())
            .await
            .unwrap_or_default();
    }
}

/// A user and password as they stand in a URL, and as a proxy may repeat them.
const USER: &str = "s3cret-user:p%40ss-w%C3%B6rd";
const PLAIN: [&str; 2] = ["s3cret-user", "p@ss-w\u{f6}rd"];
/// The same as they are sent: `s3cret-user:p@ss-wörd` in Base64.
const BASIC: &str = "proxy-authorization: Basic czNjcmV0LXVzZXI6cEBzcy13w7ZyZA==\r\n";

fn builder(url: impl Into<String>) -> ClientBuilder {
    Client::builder().base_url(url).api_key(KEY).max_retries(0)
}

async fn call(builder: ClientBuilder) -> Result<(), openai_client::Error> {
    let completion = builder.build()?.chat().create(request()).await?;
    assert_eq!(completion.text(), Some("hi"));
    Ok(())
}

#[tokio::test]
async fn with_tls_it_is_a_tunnel_and_the_proxy_sees_no_key() {
    let authority = Authority::new();
    let server = TlsServer::start(&authority, &["h2", "http/1.1"]).await;
    let proxy = Proxy::start(None, None).await;
    let url = format!("http://{USER}@127.0.0.1:{}", proxy.port);
    let builder = builder(server.url()).root_certificate(authority.pem());
    call(builder.proxy(url)).await.unwrap();
    let [head] = &proxy.seen()[..] else {
        panic!("one tunnel")
    };
    let line = format!("CONNECT {} HTTP/1.1\r\n", server.authority());
    assert!(head.starts_with(&line), "{head}");
    assert!(
        head.to_lowercase().contains(&BASIC.to_lowercase()),
        "{head}"
    );
    assert!(!head.contains(KEY), "{head}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn without_tls_it_is_asked_for_the_whole_url() {
    let proxy = Proxy::start(None, None).await;
    // A name that nobody but the proxy could know.
    let builder = builder("http://service.invalid/v1");
    call(builder.proxy(format!("http://{USER}@127.0.0.1:{}/", proxy.port)))
        .await
        .unwrap();
    let [head] = &proxy.seen()[..] else {
        panic!("one request")
    };
    let line = "POST http://service.invalid/v1/chat/completions HTTP/1.1\r\n";
    assert!(head.starts_with(line), "{head}");
    assert!(
        head.to_lowercase().contains(&BASIC.to_lowercase()),
        "{head}"
    );
}

#[tokio::test]
async fn a_proxy_may_be_spoken_to_with_tls() {
    let authority = Authority::new();
    let proxy = Proxy::start(Some(authority.acceptor(&["http/1.1"])), None).await;
    let builder = || {
        let url = format!("https://localhost:{}", proxy.port);
        builder("http://service.invalid/v1").proxy(url)
    };
    call(builder().root_certificate(authority.pem()))
        .await
        .unwrap();
    assert_eq!(proxy.seen().len(), 1);
    let error = call(builder()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
}

#[tokio::test]
async fn a_proxy_that_refuses_keeps_the_request_and_shows_no_password() {
    let refusal = "no s3cret-user, no p@ss-w\u{f6}rd, no p%40ss-w%C3%B6rd, no \
                   proxy-authorization: Basic czNjcmV0LXVzZXI6cEBzcy13w7ZyZA==";
    let proxy = Proxy::start(None, Some(refusal)).await;
    let through = |url: &str| builder(url).proxy(format!("http://{USER}@127.0.0.1:{}", proxy.port));
    let tunnel = call(through("https://service.invalid/v1"))
        .await
        .unwrap_err();
    assert_eq!(tunnel.kind(), ErrorKind::NotSent, "{tunnel:?}");
    let plain = call(through("http://service.invalid/v1"))
        .await
        .unwrap_err();
    assert_eq!(plain.kind(), ErrorKind::Status, "{plain:?}");
    assert_eq!(plain.status().unwrap(), 407);
    assert_eq!(
        plain.message(),
        Some("no [key], no [key], no [key], no proxy-authorization: Basic [key]")
    );
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let gone =
        builder("http://service.invalid/v1").proxy(format!("http://{USER}@127.0.0.1:{port}"));
    let gone = call(gone).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotSent, "{gone:?}");
    for error in [tunnel, plain, gone] {
        let text = format!("{error} {error:?}");
        for secret in PLAIN.into_iter().chain(USER.split(':')).chain(["czNjcmV0"]) {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn what_is_no_proxy_is_refused_without_repeating_it() {
    for url in [
        "",
        "proxy.example:3128",
        "127.0.0.1:3128",
        "socks5://u:s3cret@proxy.example",
        "ftp://u:s3cret@proxy.example",
        "http://",
        "http://u:s3cret@",
        "http://u:s3cret@proxy.example:99999",
    ] {
        let builder = builder("http://service.invalid/v1").proxy(url);
        let shown = format!("{builder:?}");
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{url}");
        let text = format!("{shown} {error} {error:?}");
        assert!(!text.contains("s3cret"), "{text}");
        assert!(error.to_string().starts_with("the proxy "), "{text}");
    }
}

/// Run by the test below with a proxy in the environment; alone, it calls directly.
#[tokio::test]
async fn whatever_the_environment_says() {
    let server = Server::start([ok(ANSWER)]).await;
    let url = env::var("WIRE_BASE_URL").unwrap_or_else(|_| server.url());
    let builder = builder(url);
    let is_direct = env::var_os("WIRE_NO_PROXY").is_some();
    let builder = if is_direct {
        builder.no_proxy()
    } else {
        builder
    };
    call(builder).await.unwrap();
}

#[tokio::test]
async fn proxies_of_the_system_are_used_but_for_this_machine() {
    // Known to connect to this machine, but by no means a name of it.
    let server = Server::start([ok(ANSWER)]).await;
    let elsewhere = server.url().replace("127.0.0.1", "0.0.0.0");
    for (variables, expected) in [
        (&[("WIRE_BASE_URL", "http://service.invalid/v1")][..], 1),
        (&[("WIRE_BASE_URL", &elsewhere)], 1),
        (&[("WIRE_BASE_URL", &elsewhere), ("WIRE_NO_PROXY", "1")], 0),
        (&[], 0),
    ] {
        let proxy = Proxy::start(None, None).await;
        let mut child = Command::new(env::current_exe().unwrap());
        child
            .args([
                "--exact",
                "connections::proxies::whatever_the_environment_says",
            ])
            .env("http_proxy", "http://127.0.0.1:1")
            .env("HTTP_PROXY", format!("http://127.0.0.1:{}", proxy.port))
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .env_remove("REQUEST_METHOD")
            .envs(variables.iter().copied());
        let child = tokio::task::spawn_blocking(move || child.output());
        let output = child.await.unwrap().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{variables:?}: {text}");
        assert!(text.contains("1 passed"), "{text}");
        assert_eq!(proxy.seen().len(), expected, "{variables:?}");
    }
    assert_eq!(server.seen().len(), 1);
}
