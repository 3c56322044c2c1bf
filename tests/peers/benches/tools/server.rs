//! A model that calls four tools in each of three answers, and then adds up what they gave.
//!
//! It keeps nothing: what it says follows from the conversation that it is sent, and it refuses one
//! in which a result is not where it belongs.

use serde_json::{Value, json};
use std::io;
use std::thread;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub const ROUNDS: u64 = 3;
pub const CALLS: u64 = 4;

/// What the tool gives to a call.
pub fn noted(run: u64, round: u64, call: u64) -> u64 {
    run * 100 + round * 10 + call
}

/// What a run should end in.
pub fn total(run: u64) -> u64 {
    let rounds = (0..ROUNDS).flat_map(|round| (0..CALLS).map(move |call| (round, call)));
    rounds.map(|(round, call)| noted(run, round, call)).sum()
}

/// Serves in a thread of its own. Gives the address.
pub fn serve() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    listener.set_nonblocking(true).expect("a socket");
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((connection, _)) = listener.accept().await {
                // A client that leaves ends its connection, not the server.
                tokio::spawn(async move { drop(converse(connection).await) });
            }
        });
    });
    format!("http://{address}")
}

async fn converse(connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut connection = BufReader::new(connection);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if connection.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        connection.read_exact(&mut body).await?;
        let (status, answer) = match serde_json::from_slice(&body).ok().as_ref().and_then(answer) {
            Some(answer) => ("200 OK", answer.to_string()),
            None => (
                "400 Bad Request",
                r#"{"error":{"message":"mixed up"}}"#.to_owned(),
            ),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        connection.write_all((head + &answer).as_bytes()).await?;
        connection.flush().await?;
    }
}

/// The answer to a conversation; none if it is not one of ours.
fn answer(body: &Value) -> Option<Value> {
    let messages = body["messages"].as_array()?;
    let run: u64 = messages.first()?["content"].as_str()?.parse().ok()?;
    let mut rest = messages.get(1..)?.iter();
    let mut round = 0;
    while let Some(asked) = rest.next() {
        for call in 0..CALLS {
            let id = id(run, round, call);
            let asked = &asked["tool_calls"][call as usize];
            let result = rest.next()?;
            let right = asked["id"] == id
                && result["tool_call_id"] == id
                && result["content"] == noted(run, round, call).to_string();
            right.then_some(())?;
        }
        round += 1;
    }
    let (message, finish) = if round < ROUNDS {
        let calls: Vec<_> = (0..CALLS)
            .map(|call| {
                // In the order of the schema, as strict mode has it.
                let arguments = format!(r#"{{"run":{run},"round":{round},"call":{call}}}"#);
                json!({ "id": id(run, round, call), "type": "function",
                    "function": { "name": "note", "arguments": arguments } })
            })
            .collect();
        (
            json!({ "role": "assistant", "content": null, "tool_calls": calls }),
            "tool_calls",
        )
    } else {
        let text = json!({ "total": total(run) }).to_string();
        (
            json!({ "role": "assistant", "content": text, "refusal": null }),
            "stop",
        )
    };
    Some(json!({
        "id": format!("chatcmpl-{run}-{round}"), "object": "chat.completion", "created": 1_763_812_345,
        "model": "gpt-5-mini-2025-08-07",
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": finish }],
        "usage": { "prompt_tokens": 100, "completion_tokens": 40, "total_tokens": 140 },
    }))
}

fn id(run: u64, round: u64, call: u64) -> String {
    format!("call_{run}_{round}_{call}")
}
