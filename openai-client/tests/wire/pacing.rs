//! Calls that wait for their turn, through the client, in time that passes as it is awaited.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{Request, Response, StatusCode};
use openai_client::{
    CallOptions, ChatRequest, Client, ClientBuilder, ErrorKind, RateLimiter,
    transport::{RequestBody, ResponseBody, Sending, Transport},
};
use tokio::time::{Instant, sleep, timeout};

use crate::server::{ANSWER, request};

type Headers = &'static [(&'static str, &'static str)];

/// Status, headers and body.
type Answer = (u16, Headers, &'static str);

/// Answers in order, then with [`ANSWER`], each after its time; and remembers when it was asked.
#[derive(Clone, Default)]
struct Service {
    script: Arc<Mutex<Vec<Answer>>>,
    asked: Arc<Mutex<Vec<Instant>>>,
    takes: Duration,
}

impl Transport for Service {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        assert!(request.body().as_bytes().is_some());
        self.asked.lock().unwrap().push(Instant::now());
        let mut script = self.script.lock().unwrap();
        let next = (!script.is_empty()).then(|| script.remove(0));
        let (status, headers, body) = next.unwrap_or((200, &[], ANSWER));
        let takes = self.takes;
        Box::pin(async move {
            sleep(takes).await;
            let mut response = Response::new(ResponseBody::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                response.headers_mut().insert(*name, value.parse().unwrap());
            }
            Ok(response)
        })
    }
}

impl Service {
    fn answering(script: &[Answer]) -> Self {
        Self {
            script: Arc::new(Mutex::new(script.to_vec())),
            ..Self::default()
        }
    }

    fn builder(&self, limiter: RateLimiter) -> ClientBuilder {
        let builder = Client::builder().no_auth().transport(self.clone());
        builder.rate_limiter(limiter)
    }

    fn client(&self, limiter: RateLimiter) -> Client {
        self.builder(limiter).build().unwrap()
    }

    /// When it was asked, in milliseconds since then, to the nearest ten: timers round.
    fn asked(&self, since: Instant) -> Vec<u128> {
        let asked = self.asked.lock().unwrap();
        let millis = asked.iter().map(|at| (*at - since).as_millis());
        millis.map(|millis| (millis + 5) / 10 * 10).collect()
    }
}

/// A request in 1.02 seconds.
fn slow() -> RateLimiter {
    RateLimiter::new().requests_per_second(1)
}

async fn call(client: Client) {
    client.chat().create(request()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn clones_and_copies_share_a_pace() {
    let service = Service::default();
    let client = service.client(slow());
    let copy = client.with(|settings| settings.max_retries(5)).unwrap();
    let begin = Instant::now();
    tokio::join!(
        call(client.clone()),
        call(copy.clone()),
        call(copy.clone()),
        call(client.clone())
    );
    assert_eq!(service.asked(begin), [0, 1020, 2040, 3060]);

    // One without a limiter waits for nobody, and nobody for it.
    let free = client.with(|settings| settings.rate_limiter(None)).unwrap();
    let begin = Instant::now();
    tokio::join!(call(free.clone()), call(free));
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn streams_take_their_turn_and_calls_without_a_model_do_not() {
    let later: Headers = &[("retry-after", "9")];
    let service = Service::answering(&[(200, &[], ""), (429, later, "{}")]);
    let client = service.builder(slow()).max_retries(0).build().unwrap();
    let begin = Instant::now();
    let _stream = client.chat().create_stream(request()).await;
    // Its refusal is none of chat.
    let models = client.request(http::Method::GET, "models").send().await;
    assert_eq!(
        models.unwrap_err().status(),
        Some(StatusCode::TOO_MANY_REQUESTS)
    );
    call(client).await;
    assert_eq!(service.asked(begin), [0, 0, 1020]);
}

/// Lets so many in each second, from a full bucket, and says of the others only that they are too many.
#[derive(Clone)]
struct Bucket {
    rate: u32,
    level: Arc<Mutex<(f64, Instant)>>,
    refused: Arc<Mutex<u32>>,
}

impl Transport for Bucket {
    fn send(&self, _: Request<RequestBody>) -> Sending {
        let now = Instant::now();
        let mut bucket = self.level.lock().unwrap();
        let (level, at) = *bucket;
        let full = f64::from(self.rate);
        let level = (level + (now - at).as_secs_f64() * full).min(full);
        let is_in = level >= 1.0;
        *bucket = (if is_in { level - 1.0 } else { level }, now);
        *self.refused.lock().unwrap() += u32::from(!is_in);
        Box::pin(async move {
            sleep(Duration::from_millis(50)).await;
            let mut response = Response::new(ResponseBody::from(if is_in { ANSWER } else { "{}" }));
            if !is_in {
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            }
            Ok(response)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn all_get_through_with_the_usual_retries_though_nobody_says_the_limit() {
    for at_once in [32, 500] {
        let service = Bucket {
            rate: 50,
            level: Arc::new(Mutex::new((50.0, Instant::now()))),
            refused: Arc::default(),
        };
        let client = Client::builder()
            .no_auth()
            .transport(service.clone())
            .max_retries(2)
            .rate_limiter(RateLimiter::new())
            .build()
            .unwrap();
        let left = Arc::new(Mutex::new(3000));
        let mut tasks = Vec::new();
        for _ in 0..at_once {
            let (client, left) = (client.clone(), Arc::clone(&left));
            tasks.push(tokio::spawn(async move {
                let mut failed = 0;
                loop {
                    {
                        let mut left = left.lock().unwrap();
                        if *left == 0 {
                            return failed;
                        }
                        *left -= 1;
                    }
                    failed += u32::from(client.chat().create(request()).await.is_err());
                }
            }));
        }
        let mut failed = 0;
        for task in tasks {
            failed += task.await.unwrap();
        }
        assert!(*service.refused.lock().unwrap() > 0);
        assert_eq!(failed, 0, "{at_once} at once");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_call_waits_its_turn_again_but_not_for_ever() {
    let soon: Headers = &[("retry-after-ms", "1")];
    let never: Headers = &[("retry-after-ms", "1"), ("x-should-retry", "false")];
    for (retries, headers, attempts) in [(2, soon, 13), (1, soon, 12), (0, soon, 1), (2, never, 1)]
    {
        let service = Service::answering(&[(429, headers, "{}"); 20]);
        let builder = service.builder(RateLimiter::new()).max_retries(retries);
        let client = builder.build().unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(error.attempts(), attempts);
        assert_eq!(service.asked(Instant::now()).len(), attempts as usize);
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_that_may_be_given_back_are_waited_for() {
    let answer = r#"{"choices":[{"message":{"content":"hi"}}],"usage":{"total_tokens":100}}"#;
    let service = Service {
        takes: Duration::from_secs(2),
        ..Service::answering(&[(200, &[], answer)])
    };
    let builder = service
        .builder(RateLimiter::new().tokens_per_minute(6000))
        .total_timeout(Duration::from_secs(30));
    let client = builder.build().unwrap();
    let asks = || request().max_completion_tokens(6000);
    let begin = Instant::now();
    let (first, second, third) = tokio::join!(
        client.chat().create(asks()),
        client.chat().create(asks()),
        async {
            let result = client.chat().create(asks()).await;
            (result, begin.elapsed().as_secs())
        }
    );
    // By what they were thought to take, the second would have gone after a minute.
    first.unwrap();
    second.unwrap();
    assert_eq!(service.asked(begin), [0, 2000]);
    // The answer to the second does not say what it took.
    let (third, after) = third;
    let error = third.unwrap_err();
    assert_eq!((error.kind(), after), (ErrorKind::NotSent, 30));
    assert_eq!(
        error.to_string(),
        "the rate limiter did not send the request before the deadline of the call"
    );
}

#[tokio::test(start_paused = true)]
async fn turns_come_in_the_order_of_asking_and_who_leaves_is_not_waited_for() {
    let service = Service::default();
    let limiter = slow();
    let client = service.client(limiter.clone());
    let begin = Instant::now();
    let done = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = (0..5)
        .map(|nth| {
            let (client, done) = (client.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                call(client).await;
                done.lock().unwrap().push(nth);
            })
        })
        .collect();
    sleep(Duration::from_millis(500)).await;
    assert_eq!(limiter.pace().waiting, 4);
    // The one that is next, and one behind it.
    tasks[1].abort();
    tasks[3].abort();
    for task in tasks {
        let _ = task.await;
    }
    assert_eq!(*done.lock().unwrap(), [0, 2, 4]);
    assert_eq!(service.asked(begin), [0, 1020, 2040]);
    assert_eq!(limiter.pace().waiting, 0);
}

#[tokio::test(start_paused = true)]
async fn a_turn_after_the_deadline_is_not_waited_for() {
    let service = Service::default();
    let client = service.client(slow());
    call(client.clone()).await;
    let hasty = CallOptions::new().total_timeout(Duration::from_millis(1500));
    let hasty = client.chat().with(hasty);
    let begin = Instant::now();
    let (first, second) = tokio::join!(hasty.create(request()), async {
        let result = hasty.create(request()).await;
        (result, begin.elapsed())
    });
    // The first comes in time; the second is told at once that it does not.
    first.unwrap();
    let (second, after) = second;
    let error = second.unwrap_err();
    assert_eq!(after, Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(error.is_retryable() && error.attempts() == 0);
    assert_eq!(
        error.to_string(),
        "the rate limiter would send the request in 1.9s, after the deadline of the call"
    );
    assert_eq!(service.asked(begin), [0, 1020]);
}

#[tokio::test(start_paused = true)]
async fn the_wait_is_part_of_the_total_time_and_not_of_the_first_byte() {
    let service = Service {
        takes: Duration::from_millis(400),
        ..Service::default()
    };
    let limiter = slow();
    let client = service
        .builder(limiter)
        .first_byte_timeout(Duration::from_millis(500));
    let client = client.build().unwrap();
    tokio::join!(
        call(client.clone()),
        call(client.clone()),
        call(client.clone())
    );

    let options = CallOptions::new()
        .total_timeout(Duration::from_millis(900))
        .max_retries(0);
    let both = client.chat().with(options);
    let begin = Instant::now();
    // Its turn is in a good 600 ms, and what is left is too little for the answer.
    let error = both.create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(begin.elapsed().as_millis() / 10, 90);
}

#[tokio::test(start_paused = true)]
async fn a_retry_takes_a_turn_of_its_own() {
    let soon: Headers = &[("retry-after-ms", "1")];
    let service = Service::answering(&[(500, soon, "{}"), (500, soon, "{}")]);
    let client = service.client(slow());
    let begin = Instant::now();
    tokio::join!(call(client.clone()), call(client));
    // Behind the other, who was there before.
    assert_eq!(service.asked(begin), [0, 1020, 2040, 3060]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_whose_turn_comes_too_late_ends_as_the_attempt_before_it() {
    let soon: Headers = &[("retry-after-ms", "1")];
    let service = Service::answering(&[(500, soon, "{}")]);
    let builder = service
        .builder(slow())
        .total_timeout(Duration::from_millis(900));
    let client = builder.build().unwrap();
    let begin = Instant::now();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!(begin.elapsed().as_millis(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_a_pause_for_all() {
    for (status, after, pause) in [
        (429, Some("3"), 3000),
        (429, None, 500),
        (503, Some("3"), 3000),
        (503, None, 0),
        (500, Some("3"), 0),
        // The caller is told; the others wait no longer than two minutes.
        (429, Some("3600"), 120_000),
    ] {
        let headers: Headers = match after {
            Some("3") => &[("retry-after", "3")],
            Some(_) => &[("retry-after", "3600")],
            None => &[],
        };
        let service = Service::answering(&[(status, headers, "{}")]);
        let limiter = RateLimiter::new();
        let client = service
            .builder(limiter.clone())
            .max_retries(0)
            .build()
            .unwrap();
        let begin = Instant::now();
        client.chat().create(request()).await.unwrap_err();
        let paused = limiter.pace().paused.map_or(0, |pause| pause.as_millis());
        assert_eq!(paused, pause, "{status} {after:?}");
        tokio::join!(call(client.clone()), call(client));
        assert_eq!(
            service.asked(begin),
            [0, pause, pause],
            "{status} {after:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_quota_that_is_used_up_slows_nobody() {
    let quota = r#"{"error":{"message":"Pay.","code":"insufficient_quota"}}"#;
    let service = Service::answering(&[(429, &[("retry-after", "9")], quota)]);
    let limiter = RateLimiter::new();
    let client = service
        .builder(limiter.clone())
        .max_retries(0)
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap_err();
    assert_eq!(limiter.pace().paused, None);
}

#[tokio::test(start_paused = true)]
async fn limits_are_learned_from_the_headers_of_any_answer() {
    let headers: Headers = &[
        ("x-ratelimit-limit-requests", "60"),
        ("x-ratelimit-remaining-requests", "59"),
        ("x-ratelimit-reset-requests", "1s"),
        ("x-ratelimit-limit-tokens", "6000"),
    ];
    for (status, body) in [(200, ANSWER), (400, "{}")] {
        let service = Service::answering(&[(status, headers, body)]);
        let limiter = RateLimiter::new();
        let client = service.client(limiter.clone());
        let begin = Instant::now();
        let _ = client.chat().create(request()).await;
        let pace = limiter.pace();
        assert!((pace.requests_per_second.unwrap() - 1.0 / 1.02).abs() < 1e-9);
        assert!((pace.tokens_per_second.unwrap() - 100.0 / 1.02).abs() < 1e-9);
        // The one before is counted, and all may be late by a tenth of a second.
        tokio::join!(call(client.clone()), call(client));
        assert_eq!(service.asked(begin), [0, 920, 1940], "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_of_a_day_and_tokens_of_a_minute_are_told_apart() {
    let headers: Headers = &[
        ("x-ratelimit-limit-requests", "864"),
        ("x-ratelimit-limit-tokens", "6000"),
    ];
    let service = Service::answering(&[(200, headers, ANSWER)]);
    let limiter = RateLimiter::new().requests_period(Duration::from_hours(24));
    call(service.client(limiter.clone())).await;
    let pace = limiter.pace();
    assert!((pace.requests_per_second.unwrap() - 0.01 / 1.02).abs() < 1e-9);
    assert!((pace.tokens_per_second.unwrap() - 100.0 / 1.02).abs() < 1e-9);
    let _ = limiter.clone().tokens_period(Duration::from_secs(1));
    let pace = limiter.pace();
    assert!((pace.requests_per_second.unwrap() - 0.01 / 1.02).abs() < 1e-9);
    assert!((pace.tokens_per_second.unwrap() - 6000.0 / 1.02).abs() < 1e-6);
}

#[tokio::test(start_paused = true)]
async fn what_others_have_used_is_waited_for() {
    let headers: Headers = &[
        ("x-ratelimit-limit-requests", "6000"),
        ("x-ratelimit-remaining-requests", "1"),
        ("x-ratelimit-reset-requests", "7s"),
    ];
    let service = Service::answering(&[(200, headers, ANSWER)]);
    let client = service.client(RateLimiter::new());
    let begin = Instant::now();
    call(client.clone()).await;
    tokio::join!(call(client.clone()), call(client.clone()));
    assert_eq!(service.asked(begin), [0, 0, 7000]);
}

#[tokio::test(start_paused = true)]
async fn tokens_are_counted_and_what_was_not_used_is_given_back() {
    let asks = |tokens| {
        ChatRequest::new("m")
            .user("hi")
            .max_completion_tokens(tokens)
    };
    let bytes = serde_json::to_vec(&asks(4000)).unwrap().len();
    let thought = 4000 + bytes.div_ceil(4);

    // ANSWER says nothing of its usage: all that was thought counts.
    let service = Service::default();
    let client = service.client(RateLimiter::new().tokens_per_minute(6000));
    let begin = Instant::now();
    client.chat().create(asks(4000)).await.unwrap();
    client.chat().create(asks(4000)).await.unwrap();
    let interval = thought * 61_200 / 6000 - 100;
    let second = service.asked(begin)[1];
    assert!(
        second.abs_diff(interval as u128) <= 10,
        "{second} {interval}"
    );

    let answer = r#"{"choices":[{"message":{"content":"hi"}}],"usage":{"total_tokens":100}}"#;
    let service = Service::answering(&[(200, &[], answer)]);
    let client = service.client(RateLimiter::new().tokens_per_minute(6000));
    let begin = Instant::now();
    client.chat().create(asks(4000)).await.unwrap();
    client.chat().create(asks(4000)).await.unwrap();
    assert_eq!(service.asked(begin), [0, 920]);

    // One that wants more than there is goes alone, and the next waits as if it had taken all.
    let service = Service::default();
    let client = service.client(RateLimiter::new().tokens_per_minute(6000));
    let begin = Instant::now();
    for tokens in [1_000_000, 1_000_000, 1] {
        client.chat().create(asks(tokens)).await.unwrap();
    }
    assert_eq!(service.asked(begin), [0, 61_100, 122_300]);
}

/// When the second call went out, of two which together are more than the limit, the first of which
/// was answered so.
async fn second_after(first: Answer, is_streamed: bool) -> u128 {
    let service = Service::answering(&[first]);
    let builder = service
        .builder(RateLimiter::new().tokens_per_minute(6000))
        .max_retries(0);
    let client = builder.build().unwrap();
    let asks = || {
        let request = ChatRequest::new("m").user("hi");
        request.max_completion_tokens(6000)
    };
    let begin = Instant::now();
    if is_streamed {
        let mut stream = client.chat().create_stream(asks()).await.unwrap();
        while let Some(event) = stream.next().await {
            event.unwrap();
        }
    } else {
        let _ = client.chat().create(asks()).await;
    }
    client.chat().create(asks()).await.unwrap();
    service.asked(begin)[1]
}

#[tokio::test(start_paused = true)]
async fn what_a_stream_did_not_use_is_given_back() {
    const WORD: &str = r#"data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}"#;
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":60,\"total_tokens\":100}}";
    let end = "data: [DONE]\n\n";
    let headers: Headers = &[("content-type", "text/event-stream")];
    let told: &'static str = format!("{WORD}\n\n{usage}\n\n{end}").leak();
    let untold: &'static str = format!("{WORD}\n\n{end}").leak();
    assert_eq!(second_after((200, headers, told), true).await, 920);
    assert_eq!(second_after((200, headers, untold), true).await, 61_100);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_or_not_sent_gives_all_back() {
    assert_eq!(second_after((400, &[], "{}"), false).await, 0);
    let quota = r#"{"error":{"message":"Pay.","code":"insufficient_quota"}}"#;
    assert_eq!(second_after((429, &[], quota), false).await, 0);
    // A pause, and nothing else.
    let later: Headers = &[("retry-after", "2")];
    assert_eq!(second_after((429, later, "{}"), false).await, 2000);
    // The model may have worked.
    assert_eq!(second_after((500, &[], "{}"), false).await, 61_100);

    let limiter = RateLimiter::new().tokens_per_minute(6000);
    let unreachable = Client::builder()
        .no_auth()
        .max_retries(0)
        .base_url("http://127.0.0.1:1/v1")
        .rate_limiter(limiter.clone())
        .build()
        .unwrap();
    let request = request().max_completion_tokens(6000);
    let error = unreachable.chat().create(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    let begin = Instant::now();
    limiter.turn(1).await;
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn settings_hold_for_who_waits_already() {
    let service = Service::default();
    let limiter = RateLimiter::new().requests(1, Duration::from_hours(1));
    let client = service.client(limiter.clone());
    call(client.clone()).await;
    let mut second = Box::pin(call(client.clone()));
    assert!(timeout(Duration::from_secs(5), &mut second).await.is_err());
    let begin = Instant::now();
    let _ = limiter.clone().requests_per_second(1000);
    second.await;
    call(client).await;
    assert!(begin.elapsed() < Duration::from_millis(10));
}

#[tokio::test(start_paused = true)]
async fn a_limiter_works_without_a_client() {
    let limiter = RateLimiter::new();
    let turn = limiter.turn(1).await;
    let mut headers = http::HeaderMap::new();
    headers.insert("retry-after", 2.into());
    turn.answered(StatusCode::TOO_MANY_REQUESTS, &headers);
    let begin = Instant::now();
    limiter.turn(1).await.used(5);
    assert_eq!(begin.elapsed().as_millis(), 2000);
    assert!(format!("{limiter:?}").starts_with("RateLimiter(Pace {"));
}
