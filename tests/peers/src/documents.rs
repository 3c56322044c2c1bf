//! The documents: one type in two shapes, many small fields or few long texts. Compact JSON; about
//! one character in a hundred is escaped, and one is not ASCII.

use openai_structured::prelude::*;
use serde::{Deserialize, Serialize};

/// The root.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ResponseFormat)]
pub struct Report {
    pub title: String,
    pub author: Person,
    pub status: Status,
    pub score: f64,
    pub count: u64,
    pub published: bool,
    pub subtitle: Option<String>,
    pub introduction: String,
    pub method: String,
    pub tags: Vec<String>,
    pub items: Vec<Item>,
    pub discussion: String,
    pub conclusion: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ResponseFormat)]
pub struct Person {
    pub name: String,
    pub email: Option<String>,
    pub age: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ResponseFormat)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    InReview,
    Published,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ResponseFormat)]
pub struct Item {
    pub id: u64,
    pub name: String,
    pub kind: Kind,
    pub price: f64,
    pub quantity: u64,
    pub in_stock: bool,
    pub note: Option<String>,
    pub place: Place,
    pub labels: Vec<String>,
    pub weight: f64,
    pub supplier: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ResponseFormat)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Tool,
    Material,
    SparePart,
    Service,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ResponseFormat)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    pub shelf: Option<u64>,
}

/// What most of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Many small fields.
    Records,
    /// Four long texts.
    Essay,
}

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Essay => "essay",
        }
    }
}

/// A document of about so many bytes.
pub fn document(shape: Shape, bytes: usize) -> String {
    let mut dice = Dice(bytes as u64 ^ 0x9e37_79b9_7f4a_7c15);
    let (items, text) = match shape {
        Shape::Records => ((bytes.saturating_sub(700) / 282).max(1), 100),
        Shape::Essay => (1, bytes.saturating_sub(900) / 4),
    };
    let report = Report {
        title: dice.text(40),
        author: Person {
            name: dice.text(14),
            email: Some("ada@example.org".to_owned()),
            age: dice.below(90),
        },
        status: Status::InReview,
        score: dice.decimal(2),
        count: dice.below(1_000_000),
        published: true,
        subtitle: None,
        introduction: dice.text(text),
        method: dice.text(text),
        tags: (0..4).map(|_| dice.text(10)).collect(),
        items: (0..items).map(|number| dice.item(number as u64)).collect(),
        discussion: dice.text(text),
        conclusion: dice.text(text),
    };
    serde_json::to_string(&report).expect("a report is JSON")
}

/// A text in pieces of so many bytes, or a few more where a character would be cut.
pub fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = bytes.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

const WORDS: [&str; 24] = [
    "the",
    "paper",
    "of",
    "steel",
    "invoice",
    "and",
    "delivery",
    "which",
    "measured",
    "harbour",
    "to",
    "a",
    "seventeen",
    "in",
    "quarter",
    "result",
    "is",
    "colour",
    "between",
    "late",
    "orders",
    "from",
    "machine",
    "it",
];

/// What stands between words now and then: escaped, or not ASCII.
const SPICE: [&str; 6] = [
    "\"so\"",
    "\n",
    "\u{dc}bergabe",
    "caf\u{e9}",
    "C:\\",
    "\u{20ac}",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        // Xorshift: good enough for words, and the same on each machine.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn decimal(&mut self, digits: i32) -> f64 {
        self.below(10_000_000) as f64 / 10_f64.powi(digits)
    }

    fn text(&mut self, bytes: usize) -> String {
        let mut text = String::new();
        while text.len() < bytes {
            if !text.is_empty() {
                text.push(' ');
            }
            let spiced = self.below(9) == 0;
            let words: &[&str] = if spiced { &SPICE } else { &WORDS };
            text.push_str(words[self.below(words.len() as u64) as usize]);
        }
        text
    }

    fn item(&mut self, id: u64) -> Item {
        let kinds = [Kind::Tool, Kind::Material, Kind::SparePart, Kind::Service];
        Item {
            id,
            name: self.text(20),
            kind: kinds[self.below(4) as usize],
            price: self.decimal(2),
            quantity: self.below(500),
            in_stock: self.below(2) == 0,
            note: (self.below(2) == 0).then(|| self.text(30)),
            place: Place {
                latitude: self.decimal(6),
                longitude: self.decimal(6),
                shelf: (self.below(2) == 0).then(|| self.below(90)),
            },
            labels: (0..self.below(3)).map(|_| self.text(8)).collect(),
            weight: self.decimal(3),
            supplier: self.text(16),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_the_size_and_the_spice_that_are_said() {
        for shape in [Shape::Records, Shape::Essay] {
            for bytes in [10_000, 100_000, 1_000_000] {
                let text = document(shape, bytes);
                let near = text.len() as f64 / bytes as f64;
                assert!(
                    (0.93..1.07).contains(&near),
                    "{shape:?} {bytes}: {}",
                    text.len()
                );
                let count = |what: fn(&char) -> bool| {
                    text.chars().filter(what).count() as f64 / text.len() as f64
                };
                let escapes = count(|character| *character == '\\');
                let foreign = count(|character| !character.is_ascii());
                assert!(
                    (0.002..0.02).contains(&escapes),
                    "{shape:?} {bytes}: {escapes}"
                );
                assert!(
                    (0.002..0.02).contains(&foreign),
                    "{shape:?} {bytes}: {foreign}"
                );
                assert!(serde_json::from_str::<Report>(&text).is_ok());
                assert_eq!(pieces(&text, 4).concat(), text);
            }
        }
    }
}
