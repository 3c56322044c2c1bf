//! Typed drafts while the text arrives, beside reading it once with `serde_json`, beside only
//! collecting it, and beside what else reads the beginnings of JSON texts.

use std::hint::black_box;

use openai_peers::{
    Allocations, Race, Report, ReportDraft, Results, Shape, Table, allocations_of, document,
    exponent, keep_memory, pieces, ratio, time,
};
use openai_structured::DraftReader;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const ROUNDS: [usize; 3] = [61, 41, 31];
const SERDE: &str = "serde_json::from_str, once";
const PUSH: &str = "String::push_str, 4-byte pieces";
const SMALL: &str = "draft, 4-byte pieces";
const MIDDLE: &str = "draft, 64-byte pieces";
const WHOLE: &str = "draft, the whole text";
const READ: &str = "read, the whole text";
const ACTSON: &str = "actson, events, strings once whole";
const JSONMODEM: &str = "jsonmodem, events";
const JITER: &str = "jiter, read again";
const FIXER: &str = "partial-json-fixer + serde_json Value, read again";
const OURS: [&str; 6] = [SERDE, PUSH, SMALL, MIDDLE, WHOLE, READ];
const PEERS: [&str; 4] = [ACTSON, JSONMODEM, JITER, FIXER];

fn main() {
    keep_memory();
    for shape in [Shape::Records, Shape::Essay] {
        let texts = SIZES.map(|size| document(shape, size));
        let results = [0, 1, 2].map(|size| timed(&texts[size], ROUNDS[size]));
        let exponent = |name: &str| {
            let at = |size: usize| (texts[size].len() as f64, results[size].nanos(name));
            exponent(at(0), at(2))
        };
        let mut table = Table::new(&["", "10 KB", "100 KB", "1 MB", "exponent"]);
        for name in OURS.into_iter().chain(PEERS) {
            let cell = |results: &Results| match shape {
                Shape::Records => both(results, name, SERDE),
                Shape::Essay => both(results, name, PUSH),
            };
            let [small, middle, large] = &results;
            table.row([
                name.to_owned(),
                cell(small),
                cell(middle),
                cell(large),
                format!("{:.2}", exponent(name)),
            ]);
        }
        let of = match shape {
            Shape::Records => SERDE,
            Shape::Essay => PUSH,
        };
        table.print(&format!(
            "## Drafts, {}: CPU time, and as a multiple of `{of}`",
            shape.name()
        ));
        allocations(shape, &texts);
    }
}

fn both(results: &Results, name: &str, of: &str) -> String {
    format!(
        "{} ({})",
        time(results.nanos(name)),
        ratio(results.ratio(name, of))
    )
}

fn timed(text: &str, rounds: usize) -> Results {
    let (small, middle) = (pieces(text, 4), pieces(text, 64));
    assert_eq!(draft(&small), serde(text), "the same value");
    // Some take so long that they run in a few rounds, and what reads again from the beginning does
    // so at a few places that stand for all.
    let seldom = (text.len() / 10_000).clamp(4, 10);
    let sampled = sample(text, small.len());
    let scale = small.len() as f64 / sampled.len() as f64;
    let mut race = Race::default();
    race.add(SERDE, || drop(black_box(serde(text))));
    race.add(PUSH, || {
        let mut text = String::new();
        for piece in &small {
            text.push_str(piece);
            black_box(&text);
        }
    });
    race.add(SMALL, || drop(black_box(draft(&small))));
    race.add(MIDDLE, || drop(black_box(draft(&middle))));
    race.add(WHOLE, || drop(black_box(draft(&[text]))));
    race.add(READ, || {
        drop(black_box(openai_structured::read::<Report>(black_box(
            text,
        ))))
    });
    race.add_sample(ACTSON, seldom, 1.0, || actson(&small));
    race.add_sample(JSONMODEM, seldom, 1.0, || jsonmodem(&small));
    race.add_sample(JITER, seldom, scale, || {
        sampled.iter().for_each(|text| jiter(text))
    });
    race.add_sample(FIXER, seldom, scale, || {
        sampled.iter().for_each(|text| fixer(text))
    });
    race.run(rounds)
}

fn serde(text: &str) -> Report {
    serde_json::from_str(black_box(text)).expect("a report")
}

fn draft(pieces: &[&str]) -> Report {
    let mut reader = DraftReader::<Report>::new();
    for piece in pieces {
        reader.push(piece).expect("the beginning of a report");
        look(reader.draft());
    }
    reader.finish().expect("a report")
}

/// What someone who shows the draft has to look at: the list that grows, and the text that does.
fn look(draft: &ReportDraft) {
    black_box((
        draft.items.done().len(),
        draft.items.growing().is_some(),
        draft.conclusion.text().map(str::len),
    ));
}

/// As many places of a text as a round has time for, evenly apart.
fn sample(text: &str, pieces: usize) -> Vec<&str> {
    let places = pieces.min(if text.len() > 500_000 { 15 } else { 40 });
    let ends = (0..places).map(|place| text.len() * (2 * place + 1) / (2 * places));
    ends.map(|end| &text[..text.ceil_char_boundary(end)])
        .collect()
}

fn jiter(text: &str) {
    let mode = jiter::PartialMode::TrailingStrings;
    let value = jiter::JsonValue::parse_with_config(text.as_bytes(), false, mode);
    drop(black_box(value).expect("the beginning of JSON"));
}

fn fixer(text: &str) {
    // Places within a key may be too much for it; what it takes to say so counts as well.
    let fixed = partial_json_fixer::fix_json(text);
    drop(black_box(serde_json::from_str::<serde_json::Value>(&fixed)));
}

fn jsonmodem(pieces: &[&str]) {
    let mut parser = jsonmodem::StreamingParser::new(jsonmodem::ParserOptions::default());
    for piece in pieces {
        parser.feed(piece);
        for event in &mut parser {
            drop(black_box(event.expect("the beginning of JSON")));
        }
    }
    for event in parser.finish() {
        drop(black_box(event.expect("JSON")));
    }
}

fn actson(pieces: &[&str]) {
    use actson::feeder::{JsonFeeder, PushJsonFeeder};
    use actson::{JsonEvent, JsonParser};

    let mut parser = JsonParser::new(PushJsonFeeder::new());
    let mut pieces = pieces.iter().map(|piece| piece.as_bytes());
    let mut rest: &[u8] = &[];
    while let Some(event) = parser.next_event().expect("the beginning of JSON") {
        match event {
            JsonEvent::NeedMoreInput => {
                if rest.is_empty() {
                    match pieces.next() {
                        Some(piece) => rest = piece,
                        None => parser.feeder.done(),
                    }
                }
                let taken = parser.feeder.push_bytes(rest);
                rest = &rest[taken..];
            }
            JsonEvent::FieldName | JsonEvent::ValueString => {
                black_box(parser.current_str().expect("a text"));
            }
            event => drop(black_box(event)),
        }
    }
}

/// How often the allocator is called; the text that a reader keeps is part of it.
fn allocations(shape: Shape, texts: &[String; 3]) {
    let mut table = Table::new(&["new + resized", "10 KB", "100 KB", "1 MB"]);
    let mut row = |name: &str, bytes: usize, work: fn(&[&str])| {
        let [small, middle, large] = texts.each_ref().map(|text| {
            let pieces = pieces(text, bytes);
            let Allocations { new, resized, .. } = allocations_of(|| work(&pieces));
            format!("{new} + {resized}")
        });
        table.row([name.to_owned(), small, middle, large]);
    };
    let whole = usize::MAX;
    row(SERDE, whole, |pieces| drop(serde(pieces[0])));
    row(SMALL, 4, |pieces| drop(draft(pieces)));
    row(MIDDLE, 64, |pieces| drop(draft(pieces)));
    row(WHOLE, whole, |pieces| drop(draft(pieces)));
    row(READ, whole, |pieces| {
        drop(openai_structured::read::<Report>(pieces[0]))
    });
    table.print(&format!(
        "## Drafts, {}: calls of the allocator",
        shape.name()
    ));
}
