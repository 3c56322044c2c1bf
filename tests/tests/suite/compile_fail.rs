//! What rustc says about types that cannot be strict.
//!
//! Each file of `tests/compile-fail` is a program that must not compile. Beside it stands what is
//! ours in rustc's answer: how many errors, their codes, messages and labels, and the source text
//! they underline. rustc's own notes are not pinned. `BLESS=1` writes the expectations anew.

mod generated;

use crate::refused;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The compiler whose words are pinned: the one in `rust-toolchain.toml`.
const RUSTC: &str = "rustc 1.95.0";

#[derive(Deserialize)]
struct Line {
    reason: String,
    target: Option<Target>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    rendered: String,
    message: String,
    level: String,
    code: Option<Code>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    is_primary: bool,
    label: Option<String>,
    line_start: usize,
    text: Vec<SourceLine>,
    file_name: String,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

impl Span {
    /// Where the user sees the mistake: a span inside of a macro of ours is shown at its call.
    fn in_the_case(&self) -> &Self {
        match &self.expansion {
            Some(expansion) if !self.file_name.contains("compile-fail") => {
                expansion.span.in_the_case()
            }
            _ => self,
        }
    }
}

#[derive(Deserialize)]
struct SourceLine {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

#[test]
fn every_case_fails_with_the_pinned_words() {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if !version.starts_with(RUSTC) {
        println!("skipped: the words of {RUSTC} are pinned, this is {version}");
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = tests.parent().unwrap().join("target/compile-fail");
    let mut cases = cases(&refused::folder());
    cases.extend(generated::cases(&package.join("generated")));
    write_package(tests, &package, &cases);
    let said = check(&package);
    let mut failures = String::new();
    for (name, case) in &cases {
        let got = said.get(name).map(String::as_str).unwrap_or_default();
        let Some(pinned) = &case.pinned else {
            if !got.is_empty() {
                writeln!(failures, "{name} does not compile\n{got}").unwrap();
            }
            continue;
        };
        if env::var_os("BLESS").is_some() {
            fs::write(pinned, got).unwrap();
        }
        let want = fs::read_to_string(pinned).unwrap_or_default();
        if got.is_empty() {
            writeln!(failures, "{name} compiles").unwrap();
        } else if got != want {
            writeln!(failures, "{name}\n--- wanted\n{want}\n--- got\n{got}").unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    println!("{} cases", cases.len());
}

/// A program, and where the words are pinned if it must not compile.
struct Case {
    program: PathBuf,
    pinned: Option<PathBuf>,
}

/// The programs by name.
fn cases(folder: &Path) -> BTreeMap<String, Case> {
    let cases: BTreeMap<_, _> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|program| {
            let name = program.file_stem().unwrap().to_str().unwrap().to_owned();
            let pinned = Some(program.with_extension("stderr"));
            (name, Case { program, pinned })
        })
        .collect();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    cases
}

/// A package outside of the workspace with one program for each case, so that one run checks all.
fn write_package(tests: &Path, package: &Path, cases: &BTreeMap<String, Case>) {
    let root = tests.parent().unwrap();
    fs::create_dir_all(package).unwrap();
    let mut manifest = format!(
        "[package]\nname = \"compile-fail\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\n\
         openai-structured = {{ path = {:?}, default-features = false, \
         features = [\"bytes\", \"chrono\", \"indexmap\", \"jiff\", \"rc\", \"rust_decimal\", \"time\"] }}\n\
         chrono = {{ version = \"0.4\", default-features = false }}\n\
         bytes = \"1\"\n\
         indexmap = {{ version = \"2\", features = [\"std\"] }}\n\
         jiff = {{ version = \"0.2\", default-features = false }}\n\
         rust_decimal = {{ version = \"1\", default-features = false }}\n\
         time = {{ version = \"0.3\", default-features = false, features = [\"serde\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"raw_value\"] }}\n\
         [workspace]\n",
        text(&root.join("openai-structured")),
    );
    for (name, case) in cases {
        let path = text(&case.program);
        writeln!(manifest, "[[bin]]\nname = {name:?}\npath = {path:?}").unwrap();
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // The same versions as the workspace.
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What is ours in rustc's answer for each program.
fn check(package: &Path) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--bins", "--keep-going", "--message-format=json"])
        .arg("--target-dir")
        .arg(package.join("target"))
        .current_dir(package)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    // cargo shows one and the same message once, and so do we.
    let mut shown = BTreeSet::new();
    let mut finished = false;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        finished |= line.reason == "build-finished";
        let (Some(target), Some(message)) = (line.target, line.message) else {
            continue;
        };
        let new = shown.insert((target.name.clone(), message.rendered.clone()));
        if message.level == "error" && !message.spans.is_empty() && new {
            said.entry(target.name)
                .or_default()
                .push_str(&describe(&message));
        }
    }
    assert!(finished, "{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn describe(message: &Diagnostic) -> String {
    let mut text = match &message.code {
        Some(code) => format!("error[{}]: {}\n", code.code, message.message),
        None => format!("error: {}\n", message.message),
    };
    for span in message.spans.iter().filter(|span| span.is_primary) {
        let shown = span.in_the_case();
        let file = Path::new(&shown.file_name).file_name().unwrap();
        writeln!(text, " --> {}:{}", file.display(), shown.line_start).unwrap();
        for line in &shown.text {
            let underlined: String = line
                .text
                .chars()
                .take(line.highlight_end - 1)
                .skip(line.highlight_start - 1)
                .collect();
            writeln!(text, "   | {underlined}").unwrap();
        }
        if let Some(label) = &span.label {
            writeln!(text, "   = {label}").unwrap();
        }
    }
    text.push('\n');
    text
}
