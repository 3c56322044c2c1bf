//! The README's claims that no doctest can check.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_first_program_is_at_most_25_lines() {
    let readme = read("../README.md");
    let (_, rest) = readme.split_once("```rust,no_run\n").unwrap();
    let (program, _) = rest.split_once("```").unwrap();
    let lines = program.lines().count();
    assert!(lines <= 25, "{lines} lines");
}

#[test]
fn the_compiler_s_words_are_those_of_the_case() {
    let readme = read("../README.md");
    let pinned = read("compile-fail/map-field.stderr");
    let mut lines = pinned.lines();
    let (message, help) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(readme.contains(message), "{message}");
    assert!(readme.contains(help), "{help}");
}

/// Each piece of code in the table of the ways is one of the program below it.
#[test]
fn the_table_s_words_are_those_of_the_program() {
    let readme = read("../README.md");
    let (_, rest) = readme.split_once("### One type, three ways").unwrap();
    let (table, program) = rest.split_once("```rust\n").unwrap();
    let (program, _) = program.split_once("```").unwrap();
    let rows: Vec<_> = (table.lines().filter(|line| line.starts_with("| "))).collect();
    let codes = rows
        .iter()
        .skip(1)
        .flat_map(|row| row.split('`').skip(1).step_by(2));
    let codes: Vec<_> = codes.collect();
    assert_eq!(codes.len(), 10);
    for code in codes {
        // A type alone is what the call above gives.
        let name = code.split('<').next().unwrap();
        let looked_for = if code.contains('(') { code } else { name };
        assert!(program.contains(looked_for), "{code}");
    }
}
