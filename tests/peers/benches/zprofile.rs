use openai_peers::*;
use openai_structured::DraftReader;
use std::hint::black_box;
fn main() {
    let shape = match std::env::args().nth(1).as_deref() { Some("essay") => Shape::Essay, _ => Shape::Records };
    let bytes: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let text = document(shape, 100_000);
    let pieces = pieces(&text, bytes);
    for _ in 0..20 { run(&pieces); }
}
#[inline(never)]
fn run(pieces: &[&str]) {
    let mut reader = DraftReader::<Report>::new();
    for piece in pieces { reader.push(piece).unwrap(); black_box(reader.draft()); }
    black_box(reader.finish().unwrap());
}
