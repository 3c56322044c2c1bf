//! The page that lists what is accepted and what is refused, written from the tables.
//!
//! `BLESS=1` writes it anew.

use crate::{accepted, refused, residue};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const INTRODUCTION: &str = "\
<!-- Written by the tests of this repository from their tables. Do not edit. -->

Each type below is compiled by the tests, and each schema is exactly what it becomes. Texts that a
constraint engine makes of the schema are read into the type, and compared with what serde writes
of it. All of these types derive `Deserialize` and `ResponseFormat`; `Root` is the type of the
answer.

The messages of what is refused are the compiler's own words, at the source text they underline.
";

const RESIDUE: &str = "\
# What may be refused when it is read

A schema says less than a type in a few places. Such a text is a mismatch at its place, never a
panic.
";

#[test]
fn the_page_is_what_the_tables_say() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openai-structured/docs/accepted.md");
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    let line = page.lines().zip(written.lines()).find(|(a, b)| a != b);
    assert!(
        page == written,
        "{} is another, write it anew with BLESS=1: {line:?}",
        path.display()
    );
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n# What is accepted\n");
    for file in accepted::FILES {
        write!(page, "\n## {}\n", heading(file)).unwrap();
        for row in accepted_rows(file) {
            write!(page, "\n### {}\n", row.title).unwrap();
            if !row.note.is_empty() {
                write!(page, "\n{}\n", row.note).unwrap();
            }
            write!(page, "\n```rust\n{}\n```\n", row.program).unwrap();
            write!(page, "\n```json\n{}\n```\n", row.schema).unwrap();
        }
    }
    page.push_str("\n# What is refused\n");
    for row in refused::ROWS {
        refusal(&mut page, row);
    }
    page.push_str("\n# Mistakes in what belongs together\n");
    for row in refused::MORE {
        refusal(&mut page, row);
    }
    write!(page, "\n{RESIDUE}\n").unwrap();
    for reason in residue::reasons() {
        writeln!(page, "- {reason}").unwrap();
    }
    page
}

/// The first line of a file, without its full stop.
fn heading(file: &str) -> &str {
    let line = file.lines().next().unwrap();
    line.strip_prefix("//! ").unwrap().trim_end_matches('.')
}

/// A row of `accepted`, as it stands in its file.
struct Row {
    title: String,
    note: String,
    program: String,
    schema: String,
}

/// The modules of a file.
fn accepted_rows(file: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut docs: Vec<&str> = Vec::new();
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("///") {
            docs.push(text.trim());
        } else if line.ends_with(" {") && line.trim_start_matches("pub(super) ").starts_with("mod ")
        {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").collect();
            rows.push(accepted_row(&docs, &body));
            docs.clear();
        }
    }
    assert!(!rows.is_empty());
    rows
}

fn accepted_row(docs: &[&str], body: &[&str]) -> Row {
    let accepts = |line: &&str| line.trim_start().starts_with("accepts");
    let end = body.iter().position(accepts).unwrap();
    let (program, schema) = body.split_at(end);
    let schema: Vec<&str> = schema
        .iter()
        .skip_while(|line| !line.trim_start().starts_with("r#"))
        .skip(1)
        .take_while(|line| !line.trim_start().starts_with("\"#"))
        .copied()
        .collect();
    let (title, note) = docs.split_first().unwrap();
    Row {
        title: (*title).to_owned(),
        note: note.join("\n").trim().to_owned(),
        program: shown(program, 4),
        schema: shown(&schema, 8),
    }
}

/// The lines that tell a reader something, without the blanks before them.
fn shown(lines: &[&str], indent: usize) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.get(indent..).unwrap_or_default();
        let word = line.trim_start();
        let same_everywhere = ["use crate::accepted::", "use openai_structured::prelude::"]
            .iter()
            .chain(&["#[derive(", "#[allow(", "fn main() {}"])
            .any(|start| word.starts_with(start));
        if !same_everywhere && !(line.is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
            let line = line.replace("pub(crate) ", "").replace("pub(super) ", "");
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

fn refusal(page: &mut String, row: &refused::Row) {
    write!(page, "\n### {}\n", row.title).unwrap();
    let case = refused::folder().join(row.case);
    // What is too long to write by hand is too long to read.
    if let Ok(program) = fs::read_to_string(case.with_extension("rs")) {
        let lines: Vec<&str> = program.lines().collect();
        write!(page, "\n```rust\n{}\n```\n", shown(&lines, 0)).unwrap();
    }
    let said = fs::read_to_string(case.with_extension("stderr")).unwrap();
    page.push_str("\n```text\n");
    for error in said.split_terminator("\n\n") {
        let (message, place) = error.split_once("\n --> ").unwrap();
        let (_, message) = message.split_once(": ").unwrap();
        let message = message.trim_start_matches("evaluation panicked: ");
        let underlined = place.lines().filter_map(|line| line.strip_prefix("   | "));
        for line in underlined {
            writeln!(page, "{line}").unwrap();
        }
        for line in message.lines() {
            writeln!(page, "  {line}").unwrap();
        }
        // What stands beside the underlined text, where it is ours.
        let label = place.lines().find_map(|line| line.strip_prefix("   = "));
        if let Some(label) = label.filter(|label| !label.starts_with("evaluation of")) {
            writeln!(page, "  {label}").unwrap();
        }
    }
    page.push_str("```\n");
}
