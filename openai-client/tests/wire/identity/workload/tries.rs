//! How often an exchange is tried, and how long, in time that passes as it is awaited.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use openai_client::{
    Client, ErrorKind, RateLimiter,
    auth::{SubjectToken, WorkloadIdentity},
};
use tokio::time::{Instant, advance};

use super::{
    super::witness::{MARK, secret, show},
    memory::{Fate, Memory, at_once, bearer, with},
};
use crate::{server::request, traces::listen};

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_three_times() {
    let busy = |status| at_once(status, "");
    let after = |text| with(busy(503), "retry-after", text);
    for (fate, tries) in [
        (busy(408), &[0.0, 0.5, 1.5][..]),
        (busy(409), &[0.0, 0.5, 1.5]),
        (busy(429), &[0.0, 0.5, 1.5]),
        (busy(500), &[0.0, 0.5, 1.5]),
        (busy(503), &[0.0, 0.5, 1.5]),
        (Fate::Breaks(seconds(2.0)), &[0.0, 2.5, 5.5]),
        (Fate::Silence, &[0.0, 10.5, 21.5]),
        (Fate::Stalls, &[0.0, 10.5, 21.5]),
        (after("7"), &[0.0, 7.0, 14.0]),
        (after("120"), &[0.0, 120.0, 240.0]),
        (after("0"), &[0.0, 0.5, 1.5]),
        (after("121"), &[0.0]),
    ] {
        let memory = Memory::new(vec![fate; tries.len()], []);
        let client = memory.client();
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.is_retryable(), "{error}");
        assert_eq!(error.attempts(), 0);
        let tries: Vec<Duration> = tries.iter().copied().map(seconds).collect();
        assert_eq!(memory.exchanges(), tries, "{error}");
        // It is not the call that is tried again, whatever the client allows.
        let eager = memory.builder().max_retries(5).build().unwrap();
        eager.chat().create(request()).await.unwrap();
        assert_eq!(memory.calls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_retries_of_calls_are_not_for_their_token() {
    let memory = Memory::new(vec![at_once(503, ""); 9], []);
    let client = memory.builder().max_retries(5).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(
        error.to_string(),
        "the token endpoint refused the exchange (503)"
    );
    assert_eq!(memory.exchanges().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_passed_is_no_failure() {
    let script = [Fate::Breaks(seconds(1.0)), at_once(502, "<html>")];
    let memory = Memory::new(script, []);
    let client = memory.client();
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.exchanges(), [0.0, 1.5, 2.5].map(seconds));
    assert_eq!(memory.shown(), [bearer("issued-3")]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final() {
    for status in [307, 400, 401, 403, 404, 422] {
        let memory = Memory::new([at_once(status, "")], []);
        let error = memory.client().chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.status().unwrap(), status);
        assert!(!error.is_retryable());
        assert_eq!(memory.exchanges().len(), 1);
        assert!(memory.calls().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_sent_is_not_tried_again() {
    let memory = Memory::new([Fate::Unusable], []);
    let error = memory.client().chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(
        format!("{error:?}"),
        "Credentials: the token endpoint cannot be asked: the request cannot be built: too long a name"
    );
    assert!(!error.is_retryable());
    assert_eq!(memory.exchanges().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_reached_is_said_with_its_cause() {
    for (fate, expected) in [
        (
            Fate::Silence,
            "Credentials: the token endpoint at auth.openai.com did not answer within 10s",
        ),
        (
            Fate::Breaks(seconds(0.0)),
            "Credentials: the token endpoint at auth.openai.com could not be reached, or broke off \
             its answer: reset by peer",
        ),
    ] {
        let memory = Memory::new(vec![fate; 3], []);
        let error = memory.client().chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(format!("{error:?}"), expected);
        assert_eq!(error.status(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_limiter_does_not_take_the_issuer_for_the_service() {
    let refused = with(at_once(429, ""), "retry-after", "600");
    let refused = with(refused, "x-ratelimit-limit-requests", "1");
    let refused = with(refused, "x-ratelimit-remaining-requests", "0");
    let refused = with(refused, "x-ratelimit-reset-requests", "600s");
    let memory = Memory::new([refused], []);
    let limiter = RateLimiter::new();
    let builder = memory.builder().rate_limiter(limiter.clone());
    let client = builder.build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.retry_after(), Some(Duration::from_mins(10)));
    let pace = limiter.pace();
    assert_eq!((pace.paused, pace.requests_per_second), (None, None));
    // The issuer is left alone meanwhile, up to two minutes, and the service is as ready as before.
    let start = Instant::now();
    advance(seconds(119.9)).await;
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.retry_after(), Some(Duration::from_mins(10)));
    advance(seconds(0.1)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(start.elapsed(), seconds(120.0));
    assert_eq!(memory.exchanges(), [0.0, 120.0].map(seconds));
}

#[tokio::test(start_paused = true)]
async fn a_span_has_nothing_of_the_issuer() {
    let (seen, _guard) = listen();
    let body = format!(
        r#"{{"error":"invalid_grant","error_description":"not {}"}}"#,
        secret("subject")
    );
    let refusal = with(at_once(403, body), "x-request-id", "req_of_the_issuer");
    let memory = Memory::new([refusal], []);
    let error = memory.client().chat().create(request()).await.unwrap_err();
    show(&error);
    let span = seen.span();
    assert_eq!(span["error.type"], "Credentials");
    for absent in ["http.response.status_code", "openai.request_id"] {
        assert!(!span.contains_key(absent), "{span:?}");
    }
    let all = seen.all();
    for told in [
        "the token endpoint answered",
        "no new token",
        "invalid_grant",
    ] {
        assert!(all.contains(told), "{all}");
    }
    assert!(!all.contains(MARK) && !all.contains("[key]"), "{all}");
}

/// An identity with a source that answers so.
fn by<F, Fut, E>(memory: &Memory, source: F) -> Client
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<String, E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let identity = WorkloadIdentity::new("idp_1", "sa_1", SubjectToken::id(source));
    memory.builder_with(identity).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_source_that_gives_nothing_is_said_to() {
    let memory = Memory::new([], []);
    let failing = || async { Err(std::io::Error::other("the vault is shut")) };
    let empty = || async { Ok::<_, std::io::Error>(" \n".to_owned()) };
    let hanging = std::future::pending::<Result<String, std::io::Error>>;
    for (client, expected, may_pass) in [
        (
            by(&memory, failing),
            "Credentials: the source of subject tokens failed: the vault is shut",
            false,
        ),
        (
            by(&memory, empty),
            "Credentials: the source of subject tokens gave an empty one",
            false,
        ),
        (
            by(&memory, hanging),
            "Credentials: the source of subject tokens gave none within 60s",
            true,
        ),
    ] {
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(format!("{error:?}"), expected);
        assert_eq!(error.is_retryable(), may_pass);
    }
    assert!(memory.exchanges().is_empty() && memory.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_is_an_error_of_each_who_waits() {
    let memory = Memory::new([], []);
    let asked = AtomicUsize::new(0);
    let client = by(&memory, move || {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        async move {
            assert!(number > 0, "out of order");
            Ok::<_, std::io::Error>(secret("subject"))
        }
    });
    let (one, other) = (client.chat(), client.chat());
    let (one, other) = tokio::join!(one.create(request()), other.create(request()));
    for error in [one.unwrap_err(), other.unwrap_err()] {
        show(&error);
        assert_eq!(error.to_string(), "what fetches tokens has panicked");
        assert_eq!(error.kind(), ErrorKind::Credentials);
    }
    advance(seconds(1.0)).await;
    client.chat().create(request()).await.unwrap();
}
