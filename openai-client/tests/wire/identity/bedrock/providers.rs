//! Providers of credentials: how often they are asked, and what becomes of their failures.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use openai_client::{
    Client, ErrorKind,
    auth::Bedrock,
    aws_credential_types::{
        Credentials,
        provider::{self, ProvideCredentials, error::CredentialsError, future},
    },
};

use super::{
    super::witness::{secret, show, show_debug},
    ID, REGION, builder, client, key, mantle, oracle,
};
use crate::server::{ANSWER, Server, ok, reply, request};

type Giving = Pin<Box<dyn Future<Output = provider::Result> + Send>>;

/// Gives what a function makes of the number of the question, from 0.
struct Vault {
    asked: Arc<AtomicUsize>,
    give: Box<dyn Fn(usize) -> Giving + Send + Sync>,
}

impl Vault {
    fn new<Fut>(give: impl Fn(usize) -> Fut + Send + Sync + 'static) -> (Self, Arc<AtomicUsize>)
    where
        Fut: Future<Output = provider::Result> + Send + 'static,
    {
        let asked = Arc::new(AtomicUsize::new(0));
        let vault = Self {
            asked: Arc::clone(&asked),
            give: Box::new(move |number| Box::pin(give(number))),
        };
        (vault, asked)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl ProvideCredentials for Vault {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new((self.give)(self.asked.fetch_add(1, Ordering::Relaxed)))
    }
}

fn token(number: usize) -> String {
    secret(&format!("aws-vault-token-{number}"))
}

fn credentials(number: usize) -> Credentials {
    Credentials::new(ID, key(), Some(token(number)), None, "Vault")
}

#[tokio::test]
async fn two_hundred_callers_ask_once() {
    let server = Server::start((0..400).map(|_| ok(ANSWER))).await;
    let (vault, asked) = Vault::new(|number| async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(credentials(number))
    });
    let client = client(mantle(&server).credentials_provider(vault));
    show_debug(&client);
    let copy = client.with(|settings| settings.max_retries(0)).unwrap();
    let callers: Vec<_> = [client, copy]
        .into_iter()
        .cycle()
        .take(200)
        .map(|client| tokio::spawn(async move { client.chat().create(request()).await.map(drop) }))
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let seen = server.seen();
    assert_eq!(seen.len(), 200);
    for seen in &seen {
        oracle::check(seen, ID, &key(), REGION, "bedrock-mantle");
        assert_eq!(seen.all("x-amz-security-token"), [&token(0)]);
    }
}

#[tokio::test]
async fn what_is_refused_is_had_anew_once() {
    let no = |status| reply(status, &[], r#"{"message":"expired"}"#);
    let server = Server::start([no(401), ok(ANSWER), no(401), no(401), no(403), ok(ANSWER)]).await;
    let (vault, asked) = Vault::new(|number| async move { Ok(credentials(number)) });
    let client = builder(mantle(&server).credentials_provider(vault))
        .max_retries(0)
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    // Who may not do something may not do it with newer credentials either.
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    client.chat().create(request()).await.unwrap();
    let tokens: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.all("x-amz-security-token").concat())
        .collect();
    // The second refusal has forgotten them, too.
    assert_eq!(tokens, [0, 1, 1, 2, 3, 3].map(token));
}

#[tokio::test]
async fn keys_that_do_not_change_are_refused_for_good() {
    let no = reply(401, &[], r#"{"message":"no"}"#);
    let server = Server::start([no.clone(), no]).await;
    let temporary = mantle(&server).keys(ID, key()).session_token(token(0));
    let client = client(temporary);
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn why_there_are_none_is_told() {
    let server = Server::start([]).await;
    let causes = || {
        [
            (
                CredentialsError::not_loaded("nobody logged in"),
                "the credentials provider has no credentials",
                false,
            ),
            (
                CredentialsError::provider_error("nobody logged in"),
                "the credentials provider could not give credentials",
                false,
            ),
            (
                CredentialsError::invalid_configuration("nobody logged in"),
                "the credentials provider is not set up to give credentials",
                false,
            ),
            (
                CredentialsError::provider_timed_out(Duration::from_secs(5)),
                "the credentials provider gave no credentials in time",
                true,
            ),
        ]
    };
    for (number, (_, expected, is_retryable)) in causes().into_iter().enumerate() {
        let (vault, asked) = Vault::new(move |_| {
            let [a, b, c, d] = causes().map(|(cause, ..)| cause);
            let cause = match number {
                0 => a,
                1 => b,
                2 => c,
                _ => d,
            };
            async move { Err(cause) }
        });
        let client = client(mantle(&server).credentials_provider(vault));
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.is_retryable(), is_retryable);
        let text = format!("{error:?}");
        assert_eq!(text.contains("nobody logged in"), !is_retryable, "{text}");
        // The call is not made again for that.
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }
    assert!(server.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn one_who_never_answers_is_given_up() {
    let (vault, asked) = Vault::new(|_| std::future::pending());
    let bedrock = Bedrock::mantle(REGION).credentials_provider(vault);
    let client = Client::builder().auth(bedrock).build().unwrap();
    let callers: Vec<_> = (0..200)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.chat().create(request()).await.unwrap_err() })
        })
        .collect();
    for caller in callers {
        let error = caller.await.unwrap();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(
            error.to_string(),
            "the credentials provider gave no credentials within 30s"
        );
        assert!(error.is_retryable());
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
