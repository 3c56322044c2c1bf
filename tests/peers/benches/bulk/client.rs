//! A process that sends all inputs, so many at once, and says what it took.

use std::{
    fs,
    time::{Duration, Instant},
};

use openai_client::RateLimiter;
use openai_structured::prelude::*;
use tokio::runtime;

use super::LIMIT;

pub(crate) const AT_ONCE: usize = 32;

/// How the limiter knows the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Set,
    Learned,
    Nothing,
    /// There is none.
    Unpaced,
}

pub(crate) struct Ran {
    pub(crate) seconds: f64,
    pub(crate) memory: usize,
    pub(crate) failed: usize,
}

pub(crate) fn run(told: Told, inputs: usize, address: &str) -> Ran {
    let limiter = match told {
        Told::Set => Some(RateLimiter::new().requests_per_second(LIMIT as u64)),
        Told::Learned => Some(RateLimiter::new().period(Duration::from_secs(1))),
        Told::Nothing => Some(RateLimiter::new()),
        Told::Unpaced => None,
    };
    let client = Client::builder()
        .base_url(format!("http://{address}/v1"))
        .no_auth()
        .rate_limiter(limiter)
        .build()
        .expect("a client");
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let begin = Instant::now();
    let failed = runtime.block_on(send_all(&client, inputs));
    Ran {
        seconds: begin.elapsed().as_secs_f64(),
        memory: most_resident(),
        failed,
    }
}

#[derive(Deserialize, ResponseFormat)]
struct Answer {
    city: String,
}

/// How many came to nothing. The inputs are made as they are wanted, and answers are dropped.
async fn send_all(client: &Client, inputs: usize) -> usize {
    let inputs = (0..inputs).map(|number| {
        let text = format!("Which city is number {number}?");
        let request = ChatRequest::new("m").user(text).max_completion_tokens(50);
        (number, request)
    });
    let chat = client.chat();
    let mut many = chat.parse_many::<Answer, _>(inputs).concurrency(AT_ONCE);
    let mut failed = 0;
    while let Some(done) = many.next().await {
        let is_right = done.parsed().is_some_and(|answer| answer.city == "Paris");
        failed += usize::from(!is_right);
    }
    failed
}

/// The most that this process had resident, in bytes.
fn most_resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: usize = kilobytes
        .and_then(|kilobytes| kilobytes.trim().parse().ok())
        .expect("kB");
    kilobytes * 1024
}
