//! What a program waits for before it can call at all: packages, and the CPU time of a build from
//! nothing, beside async-openai. Both with their default features.

use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode},
};

use openai_peers::{Bars, Table, time};
use rustix::param::clock_ticks_per_second;

const ROUNDS: usize = 2;

/// A program of nothing but a dependency.
struct Program {
    name: &'static str,
    dependency: String,
}

fn main() -> ExitCode {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openai-client");
    let programs = [
        Program {
            name: "openai-client",
            dependency: format!("openai-client = {{ path = {ours:?} }}"),
        },
        Program {
            name: "async-openai",
            dependency: r#"async-openai = { version = "0.43", features = ["chat-completion"] }"#
                .to_owned(),
        },
    ];
    let place = env::temp_dir().join(format!("openai-peers-{}", std::process::id()));
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        for (program, times) in programs.iter().zip(&mut times) {
            times.push(program.build(&place));
        }
    }
    // The least, as nothing makes a build quicker than it is.
    let times = times.map(|times| times.into_iter().fold(f64::INFINITY, f64::min));
    let packages = programs.each_ref().map(|program| program.packages(&place));
    fs::remove_dir_all(&place).expect("what was made can be removed");
    let mut table = Table::new(&["", "packages", "CPU time"]);
    for ((program, packages), nanos) in programs.iter().zip(packages).zip(times) {
        table.row([program.name.to_owned(), packages.to_string(), time(nanos)]);
    }
    table.print(&format!(
        "## A debug build from nothing, the least of {ROUNDS}, rustc and build scripts"
    ));
    println!();
    let mut bars = Bars::default();
    bars.check("no more packages", packages[0] <= packages[1]);
    bars.check("no more CPU time", times[0] <= times[1]);
    bars.exit()
}

impl Program {
    /// Builds it from nothing. Gives the nanoseconds of CPU.
    fn build(&self, place: &Path) -> f64 {
        let place = place.join(self.name);
        fs::create_dir_all(place.join("src")).expect("a directory");
        fs::write(place.join("src/main.rs"), "fn main() {}\n").expect("a file");
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{}\n\n[workspace]\n",
            self.dependency
        );
        fs::write(place.join("Cargo.toml"), manifest).expect("a file");
        self.cargo(&place, &["fetch", "--quiet"]);
        let before = nanos_of_children();
        self.cargo(&place, &["build", "--quiet"]);
        let nanos = nanos_of_children() - before;
        fs::remove_dir_all(place.join("target")).expect("what was built can be removed");
        nanos
    }

    /// How many it depends on.
    fn packages(&self, place: &Path) -> usize {
        let tree = [
            "tree",
            "-e",
            "normal,build",
            "--prefix",
            "none",
            "--no-dedupe",
        ];
        let tree = self.cargo(&place.join(self.name), &tree);
        let mut packages: Vec<&str> = tree
            .lines()
            .filter_map(|line| {
                let mut words = line.split(' ');
                let name = words.next()?;
                let version = words.next()?;
                line.get(..name.len() + 1 + version.len())
            })
            .collect();
        packages.sort_unstable();
        packages.dedup();
        // It is in the list itself.
        packages.len() - 1
    }

    fn cargo(&self, place: &Path, arguments: &[&str]) -> String {
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(place)
            .env("CARGO_TARGET_DIR", place.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .stderr(std::process::Stdio::inherit())
            .output()
            .expect("cargo is there");
        assert!(output.status.success(), "{}: {}", self.name, output.status);
        String::from_utf8(output.stdout).expect("cargo writes UTF-8")
    }
}

/// The CPU time of all children that have ended, theirs included.
fn nanos_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux says it");
    // The name in parentheses may have spaces in it.
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: f64 = ticks
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum();
    ticks / clock_ticks_per_second() as f64 * 1e9
}
