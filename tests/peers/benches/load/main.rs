//! Two thousand streams at once on two cores: what each holds, beside only reading the bodies.
//!
//! Each client has processes of its own, because memory that a process had does not come back.

mod client;
mod server;

use std::{
    env,
    net::SocketAddr,
    process::{Command, ExitCode, Stdio},
};

use self::client::{Cost, Threads, Who};
use openai_peers::{Bars, Table, time};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

const STREAMS: usize = 2_000;
const ROUNDS: usize = 3;

/// Bytes that a stream may hold above reqwest's.
const MOST: f64 = 6_000.0;

const CLIENTS: [(&str, Who); 3] = [
    ("reqwest, the body read and dropped", Who::Reqwest),
    ("openai-client, create_stream and next_chunk", Who::Ours),
    ("async-openai, create_stream", Who::AsyncOpenai),
];

/// How a child is told what to do.
const AS: &str = "as";

fn main() -> ExitCode {
    open_many_files();
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [word, name, threads, address] = &*arguments
        && word == AS
    {
        let mut clients = CLIENTS.into_iter();
        let client = clients.find(|(other, _)| other == name);
        let threads = if threads == "1" {
            Threads::One
        } else {
            Threads::Two
        };
        let address = address.parse().expect("an address");
        let cost = client::run(client.expect("a client").1, threads, address);
        println!("{} {} {}", cost.resident, cost.heap, cost.cpu_micros);
        return ExitCode::SUCCESS;
    }
    compare(server::serve())
}

/// Each stream is a connection.
fn open_many_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).expect("up to the maximum it is allowed");
}

fn compare(address: SocketAddr) -> ExitCode {
    let mut table = Table::new(&[
        "",
        "resident a stream, two threads",
        "resident, one thread",
        "heap, one thread",
        "CPU time, two threads",
    ]);
    let mut rounds: [Vec<[Cost; 2]>; CLIENTS.len()] = Default::default();
    for _ in 0..ROUNDS {
        for ((name, _), rounds) in CLIENTS.iter().zip(&mut rounds) {
            rounds.push(["1", "2"].map(|threads| child(name, threads, address)));
        }
    }
    let mut resident = Vec::new();
    for ((name, _), rounds) in CLIENTS.iter().zip(&rounds) {
        let of = |what: fn(&[Cost; 2]) -> f64| median(rounds.iter().map(what).collect());
        let two = of(|[_, two]| two.resident);
        resident.push(two);
        table.row([
            (*name).to_owned(),
            kilobytes(two),
            kilobytes(of(|[one, _]| one.resident)),
            kilobytes(of(|[one, _]| one.heap)),
            time(of(|[_, two]| two.cpu_micros * 1e3)),
        ]);
    }
    table.print(&format!(
        "## {STREAMS} streams at once, each whole and none mixed with another; medians of {ROUNDS} \
         processes each"
    ));
    let [reqwest, ours, theirs] = *resident else {
        unreachable!("there are three clients");
    };
    let mut bars = Bars::default();
    println!();
    bars.check(
        &format!("at most {} above reqwest", kilobytes(MOST)),
        ours - reqwest <= MOST,
    );
    bars.check("below async-openai", ours < theirs);
    bars.exit()
}

fn child(name: &str, threads: &str, address: SocketAddr) -> Cost {
    let program = env::current_exe().expect("this program");
    let output = Command::new(program)
        .args([AS, name, threads, &address.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .expect("a process");
    // It has said what was mixed up or missing.
    assert!(output.status.success(), "{name}: {}", output.status);
    let text = String::from_utf8(output.stdout).expect("three numbers");
    let numbers: Vec<f64> = text
        .split_whitespace()
        .map(|number| number.parse().expect("a number"))
        .collect();
    let [resident, heap, cpu_micros] = *numbers else {
        panic!("{name} said {text}");
    };
    Cost {
        resident,
        heap,
        cpu_micros,
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn kilobytes(bytes: f64) -> String {
    format!("{:.1} KB", bytes / 1000.0)
}
