//! What the fuzzers run, over the texts that are kept: each is a function from bytes, which panics
//! where something is wrong. `tests/fuzz` runs the same functions over texts without end.

mod accumulator;
mod events;
mod reader;

use std::fs;
use std::path::Path;

/// Runs a function over the texts that are kept for it.
fn over(name: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        run(&bytes);
        // And cut short, which is what streams are.
        for end in (0..bytes.len()).step_by(7) {
            run(&bytes[..end]);
        }
        count += 1;
    }
    assert!(count > 0, "nothing is kept in {}", folder.display());
}

#[test]
fn events() {
    over("events", events::run);
}

#[test]
fn reader() {
    over("reader", reader::run);
}

#[test]
fn accumulator() {
    over("accumulator", accumulator::run);
}
