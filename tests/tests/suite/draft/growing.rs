//! A draft only grows: what was seen of it stays, whatever the pieces are.

use super::shown::{Show, What, fields};
use super::{cuts, mutate};
use crate::random::Random;
use openai_structured::draft::{BoxDraft, Draft, DraftState, EnumDraft};
use openai_structured::prelude::*;
use openai_structured::{DraftReader, ResponseFormat};
use std::fmt::Debug;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Report {
    title: String,
    count: u16,
    ratio: f64,
    word: Word,
    lines: Vec<Line>,
    first: Option<Line>,
    texts: Vec<String>,
    grid: Vec<Vec<i8>>,
    next: Option<Box<Report>>,
    shape: Shape,
    event: Vec<Event>,
    #[serde(flatten)]
    stamp: Stamp,
    pair: [u8; 2],
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    text: String,
    price: Option<f64>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Stamp {
    by: String,
    on: bool,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Word {
    Good,
    Bad,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Shape {
    Point,
    Circle { radius: f64 },
    Named(String),
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Event {
    Start,
    Said { text: String },
    Moved(Line),
}

fields!(ReportDraft {
    title,
    count,
    ratio,
    word,
    lines,
    first,
    texts,
    grid,
    next,
    shape,
    event,
    stamp,
    pair,
});
fields!(LineDraft { text, price });
fields!(StampDraft { by, on });
fields!(ShapeCircleDraft { radius });
fields!(EventSaidDraft { text });

impl Show for BoxDraft<Box<Report>> {
    fn what(&self) -> What {
        What::Inner(self.value().map(|value| Box::new(value.show())), false)
    }
}

impl Show for EnumDraft<ShapeDraft> {
    fn what(&self) -> What {
        let variant = self.variant().map(|variant| match variant {
            ShapeDraft::Point => ("Point", None),
            ShapeDraft::Circle(inner) => ("Circle", Some(Box::new(inner.show()))),
            ShapeDraft::Named(inner) => ("Named", Some(Box::new(inner.show()))),
        });
        What::Variant(variant, self.get().map(|value| format!("{value:?}")))
    }
}

impl Show for EnumDraft<EventDraft> {
    fn what(&self) -> What {
        let variant = self.variant().map(|variant| match variant {
            EventDraft::Start => ("Start", None),
            EventDraft::Said(inner) => ("Said", Some(Box::new(inner.show()))),
            EventDraft::Moved(inner) => ("Moved", Some(Box::new(inner.show()))),
        });
        What::Variant(variant, self.get().map(|value| format!("{value:?}")))
    }
}

const INNER: &str = r#"{"title":"","count":0,"ratio":0,"word":"Bad","lines":[],"first":null,"texts":[],"grid":[],"next":null,"shape":{"Named":"ä\n"},"event":[],"by":"","on":false,"pair":[0,0]}"#;

fn document() -> String {
    format!(
        r#"{{"title":"a \"b\" \ud83d\ude00 é","count":17,"ratio":-1.5e-3,"word":"Good",
        "lines":[{{"text":"x\\y","price":1}},{{"price":null,"text":"\u00e9"}}],"first":{{"text":"f","price":2.5}},
        "texts":["","abc","\n"],"grid":[[],[1,-128],[-0]],"next":{INNER},"shape":{{"Circle":{{"radius":12}}}},
        "event":[{{"t":"Start"}},{{"t":"Said","text":"hello"}},{{"text":"tag last","t":"Said"}},{{"t":"Moved","text":"m","price":3}}],
        "by":"me","on":true,"unknown":[1,{{"a":"b"}}],"pair":[1,2]}}"#
    )
}

/// Pushes the pieces, and looks at the draft after each: it grew, and is what the whole text so far
/// makes in one piece.
fn grows<T: ResponseFormat<Draft: Show> + Debug>(pieces: &[&str]) {
    let mut reader = DraftReader::<T>::new();
    let mut before = reader.draft().show();
    assert_eq!(before.state, DraftState::Missing);
    let mut refused = false;
    for piece in pieces {
        refused |= reader.push(piece).is_err();
        let after = reader.draft().show();
        if let Err(difference) = after.follows(&before) {
            panic!("{difference}\nafter {:?}", reader.text());
        }
        let mut whole = DraftReader::<T>::new();
        assert_eq!(
            whole.push(reader.text()).is_err(),
            refused,
            "{}",
            reader.text()
        );
        assert_eq!(whole.draft().show(), after, "{}", reader.text());
        before = after;
    }
    let done = reader.draft().state() == DraftState::Done;
    assert_eq!(done, reader.is_done() || (done && refused));
    let value = reader.finish();
    assert!(value.is_err() || (done && !refused), "{value:?}");
}

#[test]
fn what_was_seen_stays() {
    let mut random = Random::new(3);
    let text = document();
    openai_structured::read::<Report>(&text).unwrap();
    grows::<Report>(&cuts::single(&text));
    grows::<Report>(&cuts::single(INNER));
    for text in mutate::rewritten(&text, &mut random) {
        grows::<Report>(&cuts::random(&text, &mut random));
    }
    for _ in 0..crate::soundness::samples() {
        let broken = mutate::broken(&text, &mut random);
        grows::<Report>(&cuts::random(&broken, &mut random));
    }
}

/// What is seen on the way is what the value has in the end.
#[test]
fn what_is_done_is_in_the_value() {
    let text = document();
    let mut reader = DraftReader::<Report>::new();
    reader.push(&text).unwrap();
    let draft = reader.draft();
    let title = draft.title.text().map(str::to_owned);
    let (count, ratio) = (draft.count.get().copied(), draft.ratio.get().copied());
    let lines = format!("{:?}", draft.lines.done());
    let texts = draft.texts.done().to_vec();
    let grid = draft.grid.done().to_vec();
    let by = draft.stamp.by.text().map(str::to_owned);
    let report = reader.finish().unwrap();
    assert_eq!(title, Some(report.title));
    assert_eq!((count, ratio), (Some(report.count), Some(report.ratio)));
    assert_eq!(lines, format!("{:?}", report.lines));
    assert_eq!(texts, report.texts);
    assert_eq!(grid, report.grid);
    assert_eq!(by, Some(report.stamp.by));
}

/// A text is seen character by character, a number once something stands behind it, an item once
/// its object has begun.
#[test]
fn each_piece_is_seen_at_once() {
    let mut reader = DraftReader::<Report>::new();
    let mut push = |piece: &str| {
        reader.push(piece).unwrap();
        let draft = reader.draft();
        let growing = draft.lines.growing().and_then(|line| line.text.text());
        (
            draft.title.text().map(str::to_owned),
            draft.count.get().copied(),
            draft.lines.done().len(),
            growing.map(str::to_owned),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(push("{\"title\":"), (None, None, 0, None));
    assert_eq!(push("\""), (some(""), None, 0, None));
    assert_eq!(push("ab\\u00"), (some("ab"), None, 0, None));
    assert_eq!(push("e9\\ud83d"), (some("abé"), None, 0, None));
    assert_eq!(
        push("\\ude00\",\"count\":12"),
        (some("abé😀"), None, 0, None)
    );
    assert_eq!(push("3"), (some("abé😀"), None, 0, None));
    assert_eq!(push(","), (some("abé😀"), Some(123), 0, None));
    assert_eq!(push("\"lines\":[{\"text\":\"x").3, some("x"));
    assert_eq!(push("y\"").3, some("xy"));
    assert_eq!(push("},").2, 1);
}
