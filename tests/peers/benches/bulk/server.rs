//! A service that counts the requests of the second before each, and takes no more than its limit.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

const SECOND: Duration = Duration::from_secs(1);
/// As long as a quick model takes.
const WORK: Duration = Duration::from_millis(200);

const ANSWER: &str = r#"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\"city\":\"Paris\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":5,"total_tokens":25}}"#;
const REFUSAL: &str =
    r#"{"error":{"message":"Rate limit reached.","type":"requests","code":"rate_limit_exceeded"}}"#;

#[derive(Default)]
struct Counted {
    taken: VecDeque<Instant>,
    requests: usize,
    refused: usize,
}

/// It runs until the process ends.
pub(crate) struct Server {
    address: String,
    counted: Arc<Mutex<Counted>>,
}

/// What a request came to.
struct Verdict {
    is_taken: bool,
    left: usize,
    /// When one more will be taken.
    wait: Duration,
}

impl Server {
    /// With `tells`, answers have `x-ratelimit-…`.
    pub(crate) fn start(limit: usize, tells: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let counted = Arc::new(Mutex::new(Counted::default()));
        let all = Arc::clone(&counted);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let all = Arc::clone(&all);
                // A client that leaves ends its connection, not the server.
                thread::spawn(move || drop(answer_all(&connection, &all, limit, tells)));
            }
        });
        Self { address, counted }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// How many requests came, and how many of them were refused.
    pub(crate) fn counted(&self) -> (usize, usize) {
        let counted = self.counted.lock().expect("nobody panics with it");
        (counted.requests, counted.refused)
    }
}

impl Counted {
    fn judge(&mut self, limit: usize) -> Verdict {
        let now = Instant::now();
        while self.taken.front().is_some_and(|at| *at + SECOND <= now) {
            self.taken.pop_front();
        }
        self.requests += 1;
        let is_taken = self.taken.len() < limit;
        if is_taken {
            self.taken.push_back(now);
        } else {
            self.refused += 1;
        }
        let oldest = self.taken.front().map_or(now, |at| *at + SECOND);
        Verdict {
            is_taken,
            left: limit - self.taken.len(),
            wait: oldest.saturating_duration_since(now),
        }
    }
}

fn answer_all(
    connection: &TcpStream,
    counted: &Mutex<Counted>,
    limit: usize,
    tells: bool,
) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut requests = BufReader::new(connection);
    while read_one(&mut requests)? {
        let verdict = counted.lock().expect("nobody panics with it").judge(limit);
        let (status, body) = if verdict.is_taken {
            thread::sleep(WORK);
            ("200 OK", ANSWER)
        } else {
            ("429 Too Many Requests", REFUSAL)
        };
        let mut head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        if tells {
            head += &format!(
                "x-ratelimit-limit-requests: {limit}\r\nx-ratelimit-remaining-requests: {}\r\n\
                 x-ratelimit-reset-requests: 1s\r\n",
                verdict.left
            );
        }
        if !verdict.is_taken {
            let millis = verdict.wait.as_millis() + 1;
            head += &format!("retry-after-ms: {millis}\r\n");
        }
        (&*connection).write_all(format!("{head}\r\n{body}").as_bytes())?;
    }
    Ok(())
}

/// Reads a request to its end; false if there is none.
fn read_one(requests: &mut BufReader<&TcpStream>) -> io::Result<bool> {
    let mut line = String::new();
    let mut length = 0;
    loop {
        line.clear();
        if requests.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    io::copy(&mut requests.take(length), &mut io::sink())?;
    Ok(true)
}
