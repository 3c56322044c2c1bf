//! Who waits for a token, and who does not: all in time that passes as it is awaited.

use std::time::Duration;

use openai_client::{ErrorKind, auth::WorkloadIdentity};
use tokio::{
    task::JoinSet,
    time::{Instant, advance, sleep},
};

use super::{
    super::witness::{secret, show, show_debug},
    memory::{Fate, Memory, at_once, bearer, subject, token},
};
use crate::server::request;

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn slowly(seconds: u64, name: &str, expires_in: f64) -> Fate {
    let body = token(name, expires_in);
    Fate::After(Duration::from_secs(seconds), 200, Vec::new(), body)
}

#[tokio::test(start_paused = true)]
async fn a_caller_with_a_good_token_never_waits() {
    let memory = Memory::new(
        [
            at_once(200, token("first", 3600.0)),
            slowly(9, "second", 3600.0),
        ],
        [],
    );
    let client = memory.client();
    client.chat().create(request()).await.unwrap();
    // Not before the last twenty minutes.
    advance(seconds(2399.0)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.exchanges(), [Duration::ZERO]);
    advance(seconds(1.0)).await;
    let start = Instant::now();
    for _ in 0..3 {
        client.chat().create(request()).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    sleep(seconds(8.9)).await;
    client.chat().create(request()).await.unwrap();
    sleep(seconds(0.2)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.exchanges(), [Duration::ZERO, seconds(2400.0)]);
    let names = [
        "first", "first", "first", "first", "first", "first", "second",
    ];
    assert_eq!(memory.shown(), names.map(bearer));
}

#[tokio::test(start_paused = true)]
async fn the_buffer_is_never_more_than_half_a_life() {
    for (buffer, lifetime, from) in [(20, 100.0, 80.0), (90, 100.0, 50.0), (1200, 1.0, 0.5)] {
        let memory = Memory::new([at_once(200, token("first", lifetime))], []);
        let identity = WorkloadIdentity::new("idp_1", "sa_1", subject());
        let identity = identity.refresh_buffer(Duration::from_secs(buffer));
        let client = memory.builder_with(identity).build().unwrap();
        client.chat().create(request()).await.unwrap();
        let moment = Duration::from_millis(1);
        advance(seconds(from).saturating_sub(moment)).await;
        client.chat().create(request()).await.unwrap();
        assert_eq!(memory.exchanges().len(), 1, "{buffer} of {lifetime}");
        advance(moment).await;
        client.chat().create(request()).await.unwrap();
        sleep(moment).await;
        assert_eq!(memory.exchanges().len(), 2, "{buffer} of {lifetime}");
    }
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_make_one_exchange() {
    let memory = Memory::new(
        [slowly(3, "first", 3600.0), slowly(3, "second", 3600.0)],
        [],
    );
    let client = memory.client();
    for round in 1..=2 {
        let start = Instant::now();
        let mut callers = JoinSet::new();
        for caller in 0..200 {
            // Copies and clones are the same identity.
            let client = match caller % 3 {
                0 => client.clone(),
                1 => client.with(|copy| copy).unwrap(),
                _ => client.with(|copy| copy.max_retries(1)).unwrap(),
            };
            callers.spawn(async move { client.chat().create(request()).await });
        }
        while let Some(answer) = callers.join_next().await {
            answer.unwrap().unwrap();
        }
        assert_eq!(start.elapsed(), seconds(3.0));
        assert_eq!(memory.exchanges().len(), round);
        // To the moment at which it expires, counted from when it was asked for.
        advance(seconds(3597.0)).await;
    }
    let shown = memory.shown();
    let (first, second) = shown.split_at(200);
    assert!(first.iter().all(|shown| *shown == bearer("first")));
    assert!(second.iter().all(|shown| *shown == bearer("second")));
    assert_eq!(second.len(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_keeps_the_token_and_rests() {
    let refusal = at_once(401, r#"{"error":"invalid_client"}"#);
    let script = [
        at_once(200, token("first", 3600.0)),
        refusal.clone(),
        refusal,
    ];
    let memory = Memory::new(script, []);
    let client = memory.client();
    client.chat().create(request()).await.unwrap();
    advance(seconds(2400.0)).await;
    for _ in 0..35 {
        client.chat().create(request()).await.unwrap();
        sleep(seconds(1.0)).await;
    }
    assert_eq!(memory.exchanges(), [0.0, 2400.0, 2430.0].map(seconds));
    sleep(seconds(30.0)).await;
    client.chat().create(request()).await.unwrap();
    sleep(seconds(1.0)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.exchanges().len(), 4);
    let shown = memory.shown();
    let (last, before) = shown.split_last().unwrap();
    assert!(before.iter().all(|shown| *shown == bearer("first")));
    assert_eq!(*last, bearer("issued-4"));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_rests_as_long_as_the_issuer_says() {
    let busy = super::memory::with(at_once(429, ""), "retry-after", "600");
    let memory = Memory::new([at_once(200, token("first", 3600.0)), busy], []);
    let client = memory.client();
    client.chat().create(request()).await.unwrap();
    advance(seconds(2400.0)).await;
    for _ in 0..13 {
        client.chat().create(request()).await.unwrap();
        sleep(seconds(10.0)).await;
    }
    assert_eq!(memory.exchanges(), [0.0, 2400.0, 2520.0].map(seconds));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_hangs_does_no_harm_before_the_end() {
    let script = [
        at_once(200, token("first", 3600.0)),
        Fate::Silence,
        Fate::Silence,
        Fate::Silence,
    ];
    let memory = Memory::new(script, []);
    let client = memory.client();
    client.chat().create(request()).await.unwrap();
    advance(seconds(3590.0)).await;
    client.chat().create(request()).await.unwrap();
    sleep(seconds(9.9)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.shown(), vec![bearer("first"); 3]);
    // Then all there is to do is to wait for it, which fails after three tries.
    sleep(seconds(0.1)).await;
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(
        memory.exchanges(),
        [0.0, 3590.0, 3600.5, 3611.5].map(seconds)
    );
    assert_eq!(memory.elapsed(), seconds(3621.5));
}

#[tokio::test(start_paused = true)]
async fn one_failure_is_that_of_all_who_wait() {
    let refusal = r#"{"error":"invalid_grant","error_description":"The account is gone."}"#;
    let memory = Memory::new(
        [Fate::After(seconds(2.0), 400, Vec::new(), refusal.into())],
        [],
    );
    let client = memory.client();
    let mut callers = JoinSet::new();
    for _ in 0..200 {
        let client = client.clone();
        callers.spawn(async move { client.chat().create(request()).await });
    }
    while let Some(answer) = callers.join_next().await {
        let error = answer.unwrap().unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.code(), Some("invalid_grant"));
        assert_eq!(error.message(), Some("The account is gone."));
        assert_eq!((error.body(), error.attempts()), (&refusal.into(), 0));
        assert!(!error.is_retryable());
    }
    assert_eq!(memory.exchanges().len(), 1);
    assert!(memory.calls().is_empty());
    // And of all who come within a second, so that the issuer is not asked by each.
    advance(seconds(0.9)).await;
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(memory.exchanges().len(), 1);
    advance(seconds(0.1)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.shown(), [bearer("issued-2")]);
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_does_no_harm_to_the_others() {
    let memory = Memory::new([slowly(5, "first", 3600.0)], []);
    let client = memory.client();
    let impatient = client
        .with(|copy| copy.total_timeout(seconds(1.0)))
        .unwrap();
    let patient = tokio::spawn({
        let client = client.clone();
        // Comes later, to what the impatient one has begun.
        async move {
            sleep(seconds(0.5)).await;
            client.chat().create(request()).await
        }
    });
    let error = impatient.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(
        error.to_string(),
        "no token of the token endpoint within the total time"
    );
    // What goes on without it may have one by then.
    assert!(error.is_retryable());
    let chat = client.chat();
    tokio::select! {
        biased;
        _ = chat.create(request()) => panic!("there is no token yet"),
        () = sleep(seconds(1.0)) => {}
    }
    patient.await.unwrap().unwrap();
    assert_eq!(memory.exchanges().len(), 1);
    assert_eq!(memory.shown(), [bearer("first")]);
    // Nor is it lost when nobody waits any more.
    let memory = Memory::new([slowly(5, "first", 3600.0)], []);
    let client = memory.client();
    let impatient = client
        .with(|copy| copy.total_timeout(seconds(1.0)))
        .unwrap();
    show(&impatient.chat().create(request()).await.unwrap_err());
    sleep(seconds(5.0)).await;
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.exchanges().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_at_once_is_good_for_who_waited() {
    let script = [
        // It lived while it was on its way.
        slowly(3, "first", 1.0),
        at_once(200, token("second", 0.001)),
        at_once(200, token("third", 1e-300)),
        at_once(200, token("fourth", 1.0)),
    ];
    let memory = Memory::new(script, []);
    let client = memory.client();
    for _ in 0..4 {
        client.chat().create(request()).await.unwrap();
        sleep(seconds(0.002)).await;
    }
    assert_eq!(memory.exchanges().len(), 4);
    client.chat().create(request()).await.unwrap();
    assert_eq!(
        memory.shown(),
        ["first", "second", "third", "fourth", "fourth"].map(bearer)
    );
}

#[tokio::test(start_paused = true)]
async fn no_wall_clock_is_asked_and_a_long_pause_is_an_end() {
    // In the time of this test, only the monotonic clock passes; what the issuer thinks that it is
    // does not matter.
    let dated = |name, date| super::memory::with(at_once(200, token(name, 3600.0)), "date", date);
    let script = [
        dated("first", "Thu, 01 Jan 1970 00:00:00 GMT"),
        dated("second", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ];
    let memory = Memory::new(script, []);
    let client = memory.client();
    for pause in [0, 2000, 100 * 24 * 3600, 2000] {
        advance(Duration::from_secs(pause)).await;
        client.chat().create(request()).await.unwrap();
    }
    assert_eq!(
        memory.shown(),
        ["first", "first", "second", "second"].map(bearer)
    );
    assert_eq!(memory.exchanges().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_that_is_shown_has_a_token() {
    let identity = WorkloadIdentity::new("idp_1", "sa_1", subject());
    show_debug(&identity);
    let memory = Memory::new(
        [],
        [at_once(
            400,
            format!(
                "{{\"error\":{{\"message\":\"not with {}\"}}}}",
                secret("issued-1")
            ),
        )],
    );
    let builder = memory.builder_with(identity);
    show_debug(&builder);
    let client = builder.build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.message(), Some("not with [key]"));
    println!("error: {error}\n{error:?}");
    show_debug(&client);
}
