//! The search for the end of a string's run, safe as we have it, beside the twin that unsafe code would
//! bring.

use std::hint::black_box;

use openai_peers::{Race, Table, ratio, time};

// The very file that the reader is built with, and what its own tests need to be compiled.
#[cfg(test)]
#[allow(dead_code, reason = "the tests of the file do not run here")]
#[path = "../../../../openai-structured/src/noise.rs"]
mod noise;
#[allow(unused_imports, reason = "the tests of the file do not run here")]
#[path = "../../../../openai-structured/src/scan/special.rs"]
mod special;
#[cfg(target_arch = "x86_64")]
mod sse2;

/// How long the runs of texts are: from a piece of a stream to a long text.
const LENGTHS: [usize; 8] = [4, 8, 16, 31, 64, 100, 1024, 4096];
const SAFE: &str = "safe";
const UNSAFE: &str = "unsafe, SSE2";

#[cfg(target_arch = "x86_64")]
fn main() {
    let mut table = Table::new(&[
        "a run of",
        "safe, as it is",
        "unsafe, SSE2",
        "safe of unsafe",
    ]);
    for length in LENGTHS {
        // Behind the run stands a quote, and more of the text.
        let text = ["a".repeat(length), "\"".to_owned(), "b".repeat(32)].concat();
        let bytes = text.as_bytes();
        assert_eq!(
            (special::plain(bytes), sse2::plain(bytes)),
            (length, length)
        );
        let mut race = Race::default();
        race.add(SAFE, || drop(black_box(special::plain(black_box(bytes)))));
        race.add(UNSAFE, || drop(black_box(sse2::plain(black_box(bytes)))));
        let results = race.run(41);
        table.row([
            format!("{length}"),
            time(results.nanos(SAFE)),
            time(results.nanos(UNSAFE)),
            ratio(results.ratio(SAFE, UNSAFE)),
        ]);
    }
    table.print("## The scan of strings: CPU time a run");
}

#[cfg(not(target_arch = "x86_64"))]
fn main() {
    println!("the unsafe twin is for x86-64");
}
