//! The clocks jump, and those who give credentials fail: how often they are asked.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_credential_types::provider::{ProvideCredentials, error::CredentialsError, future};

use super::*;
use crate::transport::HttpTransport;

thread_local! {
    /// Seconds since 1970, for this test's thread.
    static NOW: Cell<u64> = const { Cell::new(1_000_000) };
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW.get())
}

fn jump(seconds: i64) {
    NOW.set(NOW.get().saturating_add_signed(seconds));
}

/// Gives what a function makes of the number of the question, from 0, after a while.
struct Scripted<F> {
    asked: Arc<AtomicUsize>,
    give: F,
}

impl<F> std::fmt::Debug for Scripted<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scripted")
    }
}

impl<F> ProvideCredentials for Scripted<F>
where
    F: Fn(usize) -> Option<Credentials> + Send + Sync,
{
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        future::ProvideCredentials::new(async move {
            tokio::time::sleep(Duration::from_secs(2)).await;
            (self.give)(number).ok_or_else(|| CredentialsError::provider_error("the vault is shut"))
        })
    }
}

/// Credentials with a token that says how many were made before, good for so many seconds.
fn numbered(number: usize, seconds: Option<u64>) -> Credentials {
    let end = seconds.map(|seconds| now() + Duration::from_secs(seconds));
    Credentials::new("id", "secret", Some(number.to_string()), end, "Test")
}

fn held<F>(give: F) -> (Arc<Held>, Arc<AtomicUsize>)
where
    F: Fn(usize) -> Option<Credentials> + Send + Sync + 'static,
{
    let asked = Arc::new(AtomicUsize::new(0));
    let provider = Scripted {
        asked: Arc::clone(&asked),
        give,
    };
    let source = Source::Provider(SharedCredentialsProvider::new(provider));
    let transport = Arc::new(HttpTransport::from(reqwest_client()));
    let carrier = Carrier::new(transport);
    let held = Held::new(source, "us-east-1".to_owned(), carrier, now);
    (Arc::new(held), asked)
}

/// Nothing is sent over it.
fn reqwest_client() -> reqwest::Client {
    crate::transport::Connect::default().client().unwrap()
}

/// What all of so many callers at once get, which must be the same.
async fn all(held: &Arc<Held>, callers: usize) -> Result<String, String> {
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let held = Arc::clone(held);
            tokio::spawn(async move { token(held.get().await) })
        })
        .collect();
    let mut got = Vec::new();
    for caller in callers {
        got.push(caller.await.unwrap());
    }
    got.dedup();
    assert_eq!(got.len(), 1, "{got:?}");
    got.remove(0)
}

fn token(loaded: Loaded) -> Result<String, String> {
    loaded
        .map(|credentials| credentials.session_token().unwrap().to_owned())
        .map_err(|failure| failure.error().to_string())
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_at_the_end_ask_once() {
    let (held, asked) = held(|number| Some(numbered(number, Some(3600))));
    for round in 0..4 {
        assert_eq!(all(&held, 200).await, Ok(round.to_string()));
        assert_eq!(all(&held, 200).await, Ok(round.to_string()));
        assert_eq!(asked.load(Ordering::Relaxed), round + 1);
        // Ten seconds before the end they are as good as gone.
        jump(3589);
        assert_eq!(all(&held, 1).await, Ok(round.to_string()));
        jump(2);
    }
}

#[tokio::test(start_paused = true)]
async fn those_without_an_end_are_asked_for_anew_after_a_while() {
    let (held, asked) = held(|number| Some(numbered(number, None)));
    assert_eq!(all(&held, 1).await.as_deref(), Ok("0"));
    jump(14 * 60);
    assert_eq!(all(&held, 1).await.as_deref(), Ok("0"));
    jump(60);
    assert_eq!(all(&held, 1).await.as_deref(), Ok("1"));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_when_it_comes_is_for_those_who_waited() {
    for life in [0, 1, 10] {
        let (held, asked) = held(move |number| Some(numbered(number, Some(life))));
        for round in 0..3 {
            assert_eq!(all(&held, 200).await, Ok(round.to_string()));
            assert_eq!(asked.load(Ordering::Relaxed), round + 1);
            jump(1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_clock_jumps_and_credentials_come() {
    let (held, asked) = held(|number| Some(numbered(number, Some(3600))));
    assert_eq!(all(&held, 1).await.as_deref(), Ok("0"));
    // Back: they seem to last longer, which only the service can tell.
    jump(-100_000);
    assert_eq!(all(&held, 200).await.as_deref(), Ok("0"));
    // Far ahead, and back again: what was got then has not ended yet.
    jump(10_000_000);
    assert_eq!(all(&held, 200).await.as_deref(), Ok("1"));
    jump(-9_900_000);
    assert_eq!(all(&held, 200).await.as_deref(), Ok("1"));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_and_tried_again_after_a_second() {
    let (held, asked) = held(|number| (number > 0).then(|| numbered(number, Some(3600))));
    let expected = Err("the credentials provider could not give credentials".to_owned());
    assert_eq!(all(&held, 200).await, expected);
    assert_eq!(all(&held, 200).await, expected);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    jump(1);
    assert_eq!(all(&held, 200).await.as_deref(), Ok("1"));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_waiting_does_not_keep_the_others() {
    let (held, asked) = held(|number| Some(numbered(number, Some(3600))));
    let impatient = tokio::time::timeout(Duration::from_secs(1), held.get());
    let patient = tokio::spawn({
        let held = Arc::clone(&held);
        async move { token(held.get().await) }
    });
    assert!(impatient.await.is_err());
    assert_eq!(patient.await.unwrap().as_deref(), Ok("1"));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn what_the_service_refuses_is_forgotten_once() {
    let (held, asked) = held(|number| Some(numbered(number, Some(3600))));
    let first = SecretString::from(all(&held, 1).await.unwrap());
    // All who were refused say so, some of them late.
    assert!(held.refused(&first));
    assert!(held.refused(&first));
    assert_eq!(all(&held, 200).await.as_deref(), Ok("1"));
    assert!(held.refused(&first));
    assert_eq!(all(&held, 200).await.as_deref(), Ok("1"));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
