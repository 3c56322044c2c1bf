//! Tokens that are asked for before each attempt, and what is said of credentials that are refused.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use openai_client::{CallOptions, Error, ErrorKind, auth::Azure};

use super::{builder, key, resource, silent};
use crate::{
    identity::witness::{secret, show, show_debug},
    server::{ANSWER, Server, ok, reply, request},
};

/// Says what can be seen of an error whose service repeats what it was sent. Its body and its headers
/// are handed out as they came.
fn show_without_body(error: &Error) {
    show_debug(error);
    show_debug(&(error.to_string(), error.message()));
}

/// Counts, and gives a token of its own each time.
fn provider(
    asked: &Arc<AtomicUsize>,
) -> impl Fn() -> std::future::Ready<Result<String, std::io::Error>> + use<> {
    let asked = Arc::clone(asked);
    move || {
        let nth = asked.fetch_add(1, Ordering::Relaxed) + 1;
        std::future::ready(Ok(format!(" {}\n", secret(&format!("entra-{nth}")))))
    }
}

#[tokio::test]
async fn a_provider_is_asked_before_each_attempt() {
    let echo = format!(
        r#"{{"error":{{"code":"503","message":"not with {}"}}}}"#,
        secret("entra-2")
    );
    let trouble = reply(503, &[("retry-after-ms", "1")], echo);
    let server = Server::start([trouble.clone(), trouble, ok(ANSWER)]).await;
    let asked = Arc::default();
    let azure = resource(&server).entra_token_provider(provider(&asked));
    let client = builder(azure).max_retries(1).build().unwrap();
    show_debug(&client);
    let error = client.chat().create(request()).await.unwrap_err();
    show_without_body(&error);
    assert_eq!(error.message(), Some("not with [key]"));
    client.chat().create(request()).await.unwrap();
    let tokens: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.all("authorization")[0].to_owned())
        .collect();
    let expected = [1, 2, 3].map(|nth| format!("Bearer {}", secret(&format!("entra-{nth}"))));
    assert_eq!(tokens, expected);
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

/// It keeps no token, so nothing of it is at hand that would be another.
#[tokio::test]
async fn what_the_service_refuses_is_not_sent_again() {
    let refusal = |credential: String| {
        let body = format!(
            r#"{{"error":{{"code":"401","message":"Access denied due to invalid credential {credential}."}}}}"#
        );
        let header = format!("Bearer error=\"{credential}\"");
        reply(401, &[("www-authenticate", &header)], body)
    };
    let asked = Arc::default();
    let token = secret("entra-token");
    for nth in 0..3 {
        let credential = [key(), token.clone(), secret("entra-1")];
        let server = Server::start([refusal(credential[nth].clone())]).await;
        let azure = resource(&server);
        let azure = match nth {
            0 => azure.api_key(key()),
            1 => azure.entra_token(&token),
            _ => azure.entra_token_provider(provider(&asked)),
        };
        let client = builder(azure).max_retries(2).build().unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        show_without_body(&error);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 1));
        assert_eq!(error.status().unwrap(), 401);
        assert_eq!(error.code(), Some("401"));
        let expected = "Access denied due to invalid credential [key].";
        assert_eq!(error.message(), Some(expected));
        assert_eq!(server.seen().len(), 1);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_provider_that_has_no_token_ends_the_call() {
    let server = silent(0).await;
    for (token, expected) in [
        (
            Ok(String::new()),
            "the provider of Entra tokens gave an empty text",
        ),
        (
            Ok(" \n".to_owned()),
            "the provider of Entra tokens gave an empty text",
        ),
        (
            Ok(format!("{}\u{e9}", secret("odd"))),
            "the provider of Entra tokens gave a text that has characters other than printable ASCII",
        ),
        (
            Ok(format!("{}\r\nx-evil: 1", secret("odd"))),
            "the provider of Entra tokens gave a text that has characters other than printable ASCII",
        ),
        (
            Ok(format!("Bearer {}\n", secret("entra-token"))),
            "the provider of Entra tokens gave a text that is no bearer token: give it without `Bearer`",
        ),
        (
            Err("nobody has signed in"),
            "the provider of Entra tokens failed",
        ),
    ] {
        let azure =
            resource(&server).entra_token_provider(move || std::future::ready(token.clone()));
        let client = builder(azure).max_retries(2).build().unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::Credentials, expected.to_owned())
        );
        assert_eq!((error.attempts(), error.is_retryable()), (0, false));
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_slow_is_waited_for_as_long_as_an_answer_is() {
    let azure = || {
        let never = std::future::pending::<Result<String, std::io::Error>>;
        Azure::v1("http://127.0.0.1:9").entra_token_provider(never)
    };
    let client = builder(azure()).build().unwrap();
    let begin = tokio::time::Instant::now();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.to_string(), "no key within 600s");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Credentials, 0)
    );
    assert_eq!(begin.elapsed().as_secs(), 600);

    let options = CallOptions::new().total_timeout(Duration::from_secs(7));
    let begin = tokio::time::Instant::now();
    let error = client
        .chat()
        .with(options)
        .create(request())
        .await
        .unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(begin.elapsed().as_secs(), 7);
}

/// What one call is given is not another's.
#[tokio::test]
async fn two_hundred_calls_each_have_a_token_of_their_own() {
    let server = Server::start(vec![ok(ANSWER); 200]).await;
    let asked = Arc::default();
    let azure = resource(&server).entra_token_provider(provider(&asked));
    let client = builder(azure).build().unwrap();
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let chat = client.chat();
            tokio::spawn(async move { chat.create(request()).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let seen = server.seen();
    let mut tokens: Vec<_> = seen
        .iter()
        .map(|seen| seen.all("authorization")[0])
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!((tokens.len(), asked.load(Ordering::Relaxed)), (200, 200));
}

#[cfg(feature = "blocking")]
#[test]
fn a_client_that_waits_is_as_good() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(Server::start(vec![ok(ANSWER); 2]));
    let asked = Arc::default();
    let azure = resource(&server).entra_token_provider(provider(&asked));
    let client = builder(azure).build_blocking().unwrap();
    show_debug(&client);
    client.chat().create(request()).unwrap();
    let client = builder(resource(&server).api_key(key()))
        .build_blocking()
        .unwrap();
    client.chat().create(request()).unwrap();
    let [token, of_key] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(
        token.all("authorization"),
        [format!("Bearer {}", secret("entra-1"))]
    );
    assert_eq!(of_key.all("api-key"), [key()]);
    assert_eq!(token.line, of_key.line);
    assert!(
        token
            .line
            .contains("/openai/deployments/gpt-5-mini/chat/completions?api-version=2024-10-21")
    );
    // The server's thread is not waited for.
    drop(server);
    runtime.shutdown_background();
}
