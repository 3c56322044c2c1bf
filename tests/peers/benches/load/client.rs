//! A process that holds all streams at once with one client, and says what they took.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use async_openai::{
    config::OpenAIConfig,
    types::chat::{ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs},
};
use futures_util::StreamExt;
use openai_client::{ChatRequest, Client};
use openai_peers::held;
use rustix::{
    param::page_size,
    time::{ClockId, clock_gettime},
};
use tokio::{
    runtime,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    STREAMS,
    server::{ALONE, body, pieces, prompt},
};

const MOMENT: Duration = Duration::from_millis(20);
/// All of it takes a few seconds.
const LONGEST: Duration = Duration::from_secs(120);

/// Who reads the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Reqwest,
    Ours,
    AsyncOpenai,
}

/// On how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threads {
    /// The heap is counted for the thread that asks.
    One,
    /// One for each core.
    Two,
}

/// Bytes in use.
#[derive(Debug, Clone, Copy)]
struct Memory {
    resident: i64,
    heap: i64,
}

impl Memory {
    fn now() -> Self {
        let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux says it");
        let pages = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok());
        let pages: i64 = pages.expect("the second number is what is resident");
        Self {
            resident: pages * page_size() as i64,
            heap: held(),
        }
    }
}

/// What a stream took: bytes, and time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) resident: f64,
    /// Only where there is one thread.
    pub(crate) heap: f64,
    pub(crate) cpu_micros: f64,
}

/// How many streams have begun, and how many have ended.
#[derive(Default)]
struct Count {
    begun: AtomicUsize,
    ended: AtomicUsize,
}

pub(crate) fn run(who: Who, threads: Threads, address: SocketAddr) -> Cost {
    let runtime = match threads {
        Threads::One => runtime::Builder::new_current_thread().enable_all().build(),
        Threads::Two => runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build(),
    };
    let runtime = runtime.expect("a runtime");
    let base = format!("http://{address}/v1");
    match who {
        Who::Reqwest => runtime.block_on(read_all(Plain::new(&base))),
        Who::Ours => runtime.block_on(read_all(Ours::new(&base))),
        Who::AsyncOpenai => runtime.block_on(read_all(Theirs::new(&base))),
    }
}

async fn read_all(reader: impl Reader) -> Cost {
    // What is set up once is no stream's.
    reader.read(ALONE, || {}).await;
    let (before, start) = (Memory::now(), cpu_micros());
    let count = Arc::new(Count::default());
    let mut streams = JoinSet::new();
    for number in 0..STREAMS {
        let (reader, count) = (reader.clone(), Arc::clone(&count));
        streams.spawn(async move {
            let has_begun = AtomicBool::new(false);
            let begun = || {
                if !has_begun.swap(true, Relaxed) {
                    count.begun.fetch_add(1, Relaxed);
                }
            };
            reader.read(number, begun).await;
            count.ended.fetch_add(1, Relaxed);
        });
    }
    // None ends before all have begun, so without one of them there is no end.
    let open = timeout(LONGEST, most_while_open(&count)).await;
    let open = open.expect("all streams are open at once");
    // A stream that was mixed up has ended its task.
    while let Some(stream) = streams.join_next().await {
        stream.expect("a whole stream");
    }
    Cost {
        resident: (open.resident - before.resident) as f64 / STREAMS as f64,
        heap: (open.heap - before.heap) as f64 / STREAMS as f64,
        cpu_micros: (cpu_micros() - start) / STREAMS as f64,
    }
}

/// The most memory that is in use while all streams have begun and none has ended.
async fn most_while_open(count: &Count) -> Memory {
    while count.begun.load(Relaxed) < STREAMS {
        sleep(MOMENT).await;
    }
    let mut most = Memory::now();
    while count.ended.load(Relaxed) == 0 {
        let now = Memory::now();
        most = Memory {
            resident: now.resident.max(most.resident),
            heap: now.heap.max(most.heap),
        };
        sleep(MOMENT).await;
    }
    most
}

fn cpu_micros() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// A client, and how it reads a stream.
trait Reader: Clone + Send + Sync + 'static {
    fn new(base: &str) -> Self;

    /// Reads a stream to its end, and sees that it is the one that was asked for, and whole. Says
    /// that there is something with each piece.
    fn read(&self, number: usize, begun: impl Fn() + Send) -> impl Future<Output = ()> + Send;
}

fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy();
    builder.build().expect("a client")
}

/// Sees no text, so nothing but its length.
#[derive(Clone)]
struct Plain {
    http: reqwest::Client,
    url: Arc<str>,
}

impl Reader for Plain {
    fn new(base: &str) -> Self {
        Self {
            http: http(),
            url: format!("{base}/chat/completions").into(),
        }
    }

    async fn read(&self, number: usize, begun: impl Fn() + Send) {
        let request = self.http.post(&*self.url).body(prompt(number));
        let mut response = request.send().await.expect("an answer");
        let mut length = 0;
        while let Some(bytes) = response.chunk().await.expect("a body") {
            begun();
            length += bytes.len();
        }
        assert_eq!(length, body(number).len());
    }
}

#[derive(Clone)]
struct Ours(Client);

impl Reader for Ours {
    fn new(base: &str) -> Self {
        let builder = Client::builder().api_key("none").base_url(base);
        Self(builder.build().expect("a client"))
    }

    async fn read(&self, number: usize, begun: impl Fn() + Send) {
        let request = ChatRequest::new("m").user(prompt(number));
        let stream = self.0.chat().create_stream(request).await;
        let mut stream = stream.expect("an answer");
        let mut expected = pieces(number);
        while let Some(chunk) = stream.next_chunk().await {
            begun();
            for choice in &chunk.expect("a chunk").choices {
                check(choice.delta.content.as_deref(), &mut expected);
            }
        }
        assert_eq!(expected.next(), None);
    }
}

#[derive(Clone)]
struct Theirs(async_openai::Client<OpenAIConfig>);

impl Reader for Theirs {
    fn new(base: &str) -> Self {
        let config = OpenAIConfig::new().with_api_key("none").with_api_base(base);
        Self(async_openai::Client::with_config(config).with_http_client(http()))
    }

    async fn read(&self, number: usize, begun: impl Fn() + Send) {
        let request = CreateChatCompletionRequestArgs::default()
            .model("m")
            .messages([ChatCompletionRequestUserMessage::from(prompt(number)).into()])
            .build()
            .expect("a request");
        let stream = self.0.chat().create_stream(request).await;
        let mut stream = stream.expect("an answer");
        let mut expected = pieces(number);
        while let Some(chunk) = stream.next().await {
            begun();
            for choice in &chunk.expect("a chunk").choices {
                check(choice.delta.content.as_deref(), &mut expected);
            }
        }
        assert_eq!(expected.next(), None);
    }
}

/// The piece of a chunk is the next of this very stream. The last chunk has none.
fn check(piece: Option<&str>, expected: &mut impl Iterator<Item = String>) {
    if let Some(piece) = piece {
        assert_eq!(Some(piece), expected.next().as_deref());
    }
}
