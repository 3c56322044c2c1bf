//! Through which proxies an exchange goes: in the clear through none, and out of this machine through
//! those that there are, wherever the service is.

use std::{
    env,
    process::{Command, Output},
};

use openai_client::{Client, ClientBuilder, Error, ErrorKind};

use super::{
    super::witness::{off_origin, secret, show, show_debug},
    exchange::identity,
    memory::{bearer, token},
};
use crate::server::{ANSWER, Server, ok, own_http, request};

/// Set for a process that has the proxies of a test alone.
const BEHIND: &str = "OPENAI_WIRE_BEHIND_A_PROXY";

/// A name that nobody but a proxy could know.
const SERVICE: &str = "http://service.invalid/v1";

async fn call(builder: ClientBuilder) -> Result<(), Error> {
    show_debug(&builder);
    let client = builder.max_retries(0).build().inspect_err(show)?;
    let completion = client.chat().create(request()).await;
    let completion = completion.inspect_err(show)?;
    assert_eq!(completion.text(), Some("hi"));
    Ok(())
}

async fn issuer() -> Server {
    Server::start([ok(token("issued", 3600.0))]).await
}

/// Sees the call alone, as it is without TLS.
fn saw_the_call(proxy: &Server) {
    let seen = proxy.seen();
    let [call] = &seen[..] else {
        off_origin(proxy);
        panic!("one call")
    };
    let line = "POST http://service.invalid/v1/chat/completions HTTP/1.1";
    assert_eq!(call.line, line);
    assert_eq!(call.all("authorization"), [bearer("issued")]);
}

#[tokio::test]
async fn in_the_clear_it_stays_in_this_machine() {
    for by_own_client in [false, true] {
        let (issuer, proxy) = (issuer().await, Server::start([ok(ANSWER)]).await);
        let builder = Client::builder().auth(identity(&issuer)).base_url(SERVICE);
        let url = proxy.url().replace("/v1", "");
        let builder = if by_own_client {
            let all = reqwest::Proxy::all(url).unwrap();
            builder.http_client(own_http().proxy(all).build().unwrap())
        } else {
            builder.proxy(url)
        };
        call(builder).await.unwrap();
        assert_eq!(issuer.seen()[0].line, "POST /oauth/token HTTP/1.1");
        saw_the_call(&proxy);
    }
}

/// Run by the test below with a proxy in the environment.
#[tokio::test]
async fn whatever_the_environment_says() {
    if env::var_os(BEHIND).is_none() {
        return;
    }
    let issuer = issuer().await;
    let builder = Client::builder().auth(identity(&issuer)).base_url(SERVICE);
    call(builder).await.unwrap();
    assert_eq!(issuer.seen()[0].line, "POST /oauth/token HTTP/1.1");
}

#[tokio::test]
async fn the_proxy_of_the_system_is_not_asked_for_it() {
    let proxy = Server::start([ok(ANSWER)]).await;
    let test = "identity::workload::proxies::whatever_the_environment_says";
    let output = child(test, "http_proxy", &proxy).await;
    succeeded(&output);
    saw_the_call(&proxy);
}

/// The same, with a service in this machine and an issuer that is not.
#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
#[tokio::test]
async fn whichever_way_is_out() {
    use openai_client::auth::X509Identity;

    if env::var_os(BEHIND).is_none() {
        return;
    }
    let service = Server::start([]).await;
    // An identity that is tried once, of a certificate that nobody comes to ask for.
    let identity = X509Identity::new("idp_1", "sa_1");
    let builder = Client::builder()
        .auth(identity.token_endpoint("https://issuer.invalid/oauth/token"))
        .configure_http(|http| http)
        .default_header("x-mine", secret("header"))
        .base_url(service.url().replace("http:", "https:"));
    let error = call(builder).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(service.seen().is_empty());
}

#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
#[tokio::test]
async fn out_of_this_machine_it_goes_by_the_proxy_of_the_system() {
    let proxy = Server::start([crate::server::reply(403, &[], "")]).await;
    let test = "identity::workload::proxies::whichever_way_is_out";
    let output = child(test, "https_proxy", &proxy).await;
    succeeded(&output);
    off_origin(&proxy);
    let lines: Vec<String> = proxy.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(lines, ["CONNECT issuer.invalid:443 HTTP/1.1"]);
}

/// A test in a process whose system has this proxy, and no other.
async fn child(test: &str, variable: &str, proxy: &Server) -> Output {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", test]);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        child.env_remove(name).env_remove(name.to_uppercase());
    }
    child
        .env(variable, proxy.url().replace("/v1", ""))
        .env(BEHIND, "1")
        .env_remove("REQUEST_METHOD");
    let child = tokio::task::spawn_blocking(move || child.output());
    child.await.unwrap().unwrap()
}

fn succeeded(output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    let is_one = text.contains("1 passed");
    assert!(output.status.success() && is_one, "{text}");
}
