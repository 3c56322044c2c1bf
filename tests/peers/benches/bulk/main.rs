//! Many inputs against a service that takes 50 requests in a second and refuses more: how long it
//! takes beside the ideal, how many requests are refused, and how much memory the program needs.
//!
//! Each run has a process of its own, because memory that a process had does not come back, and a
//! service of its own. They run side by side, as they mostly wait.

mod client;
mod server;

use std::{
    env,
    process::{Child, Command, ExitCode, Stdio},
};

use self::{client::Told, server::Server};
use openai_peers::{Bars, Table};

/// The service's limit, in each second wherever it begins.
const LIMIT: usize = 50;
const FEW: usize = 1_000;
const MANY: usize = 10_000;

/// Beside the ideal time, which is that of the limit.
const LONGEST: f64 = 1.1;
/// Of the requests.
const MOST_REFUSED: f64 = 0.01;
/// Bytes that ten times as many inputs may add: what an allocator keeps, and nothing for each input.
const MOST_MEMORY: f64 = 1e6;

const RUNS: [(&str, Told, usize); 5] = [
    ("limit set, 1,000 inputs", Told::Set, FEW),
    ("limit set, 10,000 inputs", Told::Set, MANY),
    (
        "limit told by the answers, 10,000 inputs",
        Told::Learned,
        MANY,
    ),
    ("limit told by nobody, 10,000 inputs", Told::Nothing, MANY),
    ("no limiter, 1,000 inputs", Told::Unpaced, FEW),
];

/// What a run took.
struct Cost {
    seconds: f64,
    /// The most that was resident, in bytes.
    memory: f64,
    failed: f64,
    refused: usize,
    requests: usize,
}

/// How a child is told what to do.
const AS: &str = "as";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [word, name, address] = &*arguments
        && word == AS
    {
        let (_, told, inputs) = RUNS.into_iter().find(|run| run.0 == name).expect("a run");
        let ran = client::run(told, inputs, address);
        println!("{} {} {}", ran.seconds, ran.memory, ran.failed);
        return ExitCode::SUCCESS;
    }
    report(RUNS.map(|(name, told, _)| {
        let server = Server::start(LIMIT, told == Told::Learned);
        (start(name, server.address()), server)
    }))
}

fn start(name: &str, address: &str) -> Child {
    let program = env::current_exe().expect("this program");
    Command::new(program)
        .args([AS, name, address])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

fn report(runs: [(Child, Server); RUNS.len()]) -> ExitCode {
    let costs = runs.map(|(child, server)| {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", output.status);
        let text = String::from_utf8(output.stdout).expect("three numbers");
        let numbers: Vec<f64> = text
            .split_whitespace()
            .map(|number| number.parse().expect("a number"))
            .collect();
        let [seconds, memory, failed] = *numbers else {
            panic!("a run said {text}");
        };
        let (requests, refused) = server.counted();
        Cost {
            seconds,
            memory,
            failed,
            refused,
            requests,
        }
    });
    let mut table = Table::new(&["", "time", "over ideal", "refused", "failed", "peak memory"]);
    for ((name, _, inputs), cost) in RUNS.iter().zip(&costs) {
        table.row([
            (*name).to_owned(),
            format!("{:.1} s", cost.seconds),
            format!("{:.3} x", over_ideal(cost, *inputs)),
            format!("{} of {}", cost.refused, cost.requests),
            cost.failed.to_string(),
            format!("{:.2} MB", cost.memory / 1e6),
        ]);
    }
    table.print(&format!(
        "## Many inputs, {} at once, to a service that takes {LIMIT} in any second",
        client::AT_ONCE
    ));
    println!();
    let mut bars = Bars::default();
    for ((name, told, inputs), cost) in RUNS.iter().zip(&costs) {
        if *inputs == MANY && *told != Told::Nothing {
            let holds = over_ideal(cost, *inputs) <= LONGEST && cost.failed == 0.0;
            bars.check(&format!("{name}: at most {LONGEST} x the ideal"), holds);
            let refused = cost.refused as f64 / cost.requests as f64;
            bars.check(
                &format!("{name}: at most {MOST_REFUSED} of the requests refused"),
                refused <= MOST_REFUSED,
            );
        }
    }
    let [few, many, ..] = &costs;
    bars.check(
        "ten times as many inputs: at most 1 MB more memory",
        many.memory - few.memory <= MOST_MEMORY,
    );
    bars.exit()
}

fn over_ideal(cost: &Cost, inputs: usize) -> f64 {
    cost.seconds / (inputs as f64 / LIMIT as f64)
}
