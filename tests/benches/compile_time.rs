//! What deriving costs: `cargo check` of 100 types with 10 fields, against serde's derive alone and
//! against serde's with schemars', and `cargo build` of the same with the calls that a user makes. Also
//! a tree of 500 types with 5,000 properties.
//!
//! Whole processes are timed, in turn, and medians are printed. Machines are noisy: read the ratio.
//! The large tree takes long, so it has fewer rounds, and its walk is repeated to stand out.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints its table, and fails loudly"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

const ROUNDS: usize = 5;
const LARGE_ROUNDS: usize = 1;
/// Walks over the large tree in one program, beside the derive's own.
const WALKS: usize = 10;

/// A program that derives something, and the name of its row.
struct Program {
    name: &'static str,
    source: String,
}

fn main() {
    let package = write_package(&programs());
    // Dependencies are built once and count for nobody.
    cargo(&package, "check", "serde");
    cargo(&package, "build", "build-serde");
    let mut times: Vec<(&str, Vec<Duration>)> = programs()
        .iter()
        .map(|program| (program.name, Vec::new()))
        .collect();
    for round in 0..ROUNDS {
        for (name, times) in &mut times {
            if round < LARGE_ROUNDS || !name.starts_with("large") {
                let command = if name.starts_with("build") {
                    "build"
                } else {
                    "check"
                };
                times.push(cargo(&package, command, name));
            }
        }
    }
    let medians: Vec<(&str, f64)> = times
        .into_iter()
        .map(|(name, mut times)| {
            times.sort();
            (name, times[times.len() / 2].as_secs_f64())
        })
        .collect();
    let median = |name: &str| medians.iter().find(|(other, _)| *other == name).unwrap().1;
    println!("cargo check, median of {ROUNDS} interleaved rounds, incremental off");
    println!("100 types, 10 fields each:");
    let beside = |base: &str, rows: [&str; 3]| {
        let extra = |name: &str| median(name) - median(base);
        println!("  {base:14} {:6.2} s", median(base));
        for name in rows {
            let ratio = extra(name) / extra(rows[0]);
            println!(
                "  {name:14} {:6.2} s  (+{:.2} s, {ratio:.2} of schemars')",
                median(name),
                extra(name)
            );
        }
    };
    beside("serde", ["schemars", "ours", "leaf"]);
    println!("cargo build of the same, with the readers called:");
    beside(
        "build-serde",
        ["build-schemars", "build-ours", "build-draft"],
    );
    println!("5,000 properties in 500 types under one root, median of {LARGE_ROUNDS}:");
    let derive = median("large-ours") - median("large-serde");
    let walks = median("large-walk") - median("large-ours");
    let text = median("large-text") - median("large-ours");
    println!("  serde alone   {:6.2} s", median("large-serde"));
    println!("  derive, walk  {derive:+6.2} s");
    println!("  one walk      {:+6.2} s", walks / WALKS as f64);
    println!("  text          {text:+6.2} s");
}

fn programs() -> [Program; 12] {
    let small = |derives: &str, imports: &str| types(100, derives, imports, "");
    let large = |derives: &str, imports: &str, main: &str| {
        // Two levels below the root, so that the depth stays within the limit.
        let mut source = types(500, derives, imports, main);
        write!(source, "#[derive({derives})]\npub struct Root {{").unwrap();
        for part in 0..500 {
            write!(source, " p{part}: T{part},").unwrap();
        }
        source.push_str(" }\n");
        source
    };
    let built = |derives: &str, imports: &str, call: &str| {
        let mut main = String::from("fn main() {\n");
        // One in five is the first of a chain.
        for root in (0..100).step_by(5) {
            main.push_str(&call.replace("T0", &format!("T{root}")));
        }
        main.push_str("}\n");
        types(100, derives, imports, "").replace("fn main() {}\n", &main)
    };
    let schemars = "use schemars::JsonSchema;\n";
    let ours = "use openai_structured::ResponseFormat;\n";
    [
        Program {
            name: "serde",
            source: small("Deserialize", ""),
        },
        Program {
            name: "schemars",
            source: small("Deserialize, JsonSchema", schemars),
        },
        Program {
            name: "ours",
            source: small("Deserialize, ResponseFormat", ours),
        },
        Program {
            name: "leaf",
            source: small("Deserialize, ResponseFormat", ours)
                .replace("\npub struct", "\n#[openai(leaf)]\npub struct"),
        },
        Program {
            name: "build-serde",
            source: built(
                "Deserialize",
                "",
                "let _ = serde_json::from_str::<T0>(\"\");\n",
            ),
        },
        Program {
            name: "build-schemars",
            source: built(
                "Deserialize, JsonSchema",
                schemars,
                "let _ = serde_json::from_str::<T0>(\"\"); let _ = schemars::schema_for!(T0);\n",
            ),
        },
        Program {
            name: "build-ours",
            source: built(
                "Deserialize, ResponseFormat",
                ours,
                "let _ = openai_structured::read::<T0>(\"\"); let _ = T0::SCHEMA.json();\n",
            ),
        },
        Program {
            name: "build-draft",
            source: built(
                "Deserialize, ResponseFormat",
                ours,
                "let _ = openai_structured::DraftReader::<T0>::new().finish();\n\
                 let _ = T0::SCHEMA.json();\n",
            ),
        },
        Program {
            name: "large-serde",
            source: large("Deserialize", "", ""),
        },
        Program {
            name: "large-ours",
            source: large("Deserialize, ResponseFormat", ours, ""),
        },
        Program {
            name: "large-walk",
            source: large(
                "Deserialize, ResponseFormat",
                ours,
                &"const _: () = openai_structured::__private::prove(\n\
                  &<Root as openai_structured::__private::Schema>::NODE, \"Root\");\n"
                    .repeat(WALKS),
            ),
        },
        Program {
            name: "large-text",
            source: large(
                "Deserialize, ResponseFormat",
                ours,
                "const TEXT: usize = <Root as ResponseFormat>::SCHEMA.json().len();\n\
                 const _: () = assert!(TEXT > 0);\n",
            ),
        },
    ]
}

/// Types of ten fields; the last five of ten in a row refer to the next.
fn types(count: usize, derives: &str, imports: &str, main: &str) -> String {
    const TYPES: [&str; 9] = [
        "u8",
        "String",
        "Option<u32>",
        "Vec<String>",
        "bool",
        "f64",
        "Option<String>",
        "i64",
        "char",
    ];
    let large = count > 100;
    let mut source = format!(
        "#![allow(dead_code, long_running_const_eval)]\nuse serde::Deserialize;\n{imports}{main}fn main() {{}}\n"
    );
    for number in 0..count {
        write!(
            source,
            "/// Type {number}.\n#[derive({derives})]\npub struct T{number} {{\n"
        )
        .unwrap();
        for field in 0..if large { 9 } else { 10 } {
            let next = number + 1;
            let ty = if field == 9 && number % 5 != 4 {
                format!("Option<Box<T{next}>>")
            } else {
                TYPES[field % TYPES.len()].to_owned()
            };
            writeln!(
                source,
                "  /// Field {field}.\n  pub field_number_{field}: {ty},"
            )
            .unwrap();
        }
        source.push_str("}\n");
    }
    source
}

/// A package outside of the workspace, as a user's.
fn write_package(programs: &[Program]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let package = root.join("target/compile-time");
    fs::create_dir_all(package.join("src")).unwrap();
    let mut manifest = format!(
        "[package]\nname = \"compile-time\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\n\
         openai-structured = {{ path = {:?}, default-features = false }}\n\
         schemars = \"1.2\"\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = \"1\"\n\
         [workspace]\n",
        root.join("openai-structured").to_str().unwrap(),
    );
    for Program { name, source } in programs {
        writeln!(
            manifest,
            "[[bin]]\nname = {name:?}\npath = \"src/{name}.rs\""
        )
        .unwrap();
        fs::write(package.join("src").join(format!("{name}.rs")), source).unwrap();
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    package
}

/// Checks or builds one program anew.
fn cargo(package: &Path, command: &str, program: &str) -> Duration {
    // A newer file is checked again.
    let source = package.join("src").join(format!("{program}.rs"));
    let text = fs::read(&source).unwrap();
    fs::write(&source, text).unwrap();
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args([
            command,
            "--quiet",
            "--target-dir",
            "target",
            "--bin",
            program,
        ])
        .current_dir(package)
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .unwrap();
    assert!(status.success());
    start.elapsed()
}
