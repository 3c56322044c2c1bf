//! The stand-in's vectors. No model has made them: a text is near another one if they have words in
//! common, and words are alike if they begin alike.

use serde_json::Value;

/// Letters of a word that means something, and by which it is known again: "invoice" in "invoices".
const WORD: usize = 4;
const STEM: usize = 5;

/// How much a word counts, one that means something; its first letters; and any other.
const WHOLE: f64 = 1.0;
const BEGINNING: f64 = 0.7;
const SMALL: f64 = 0.1;

/// The vector of a text, one long.
pub(super) fn of_text(text: &str, dimensions: usize) -> Vec<f32> {
    let mut sum = Sum::new(dimensions);
    let words = text.split(|character: char| !character.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if word.chars().count() < WORD {
            sum.add(&word, SMALL);
            continue;
        }
        sum.add(&word, WHOLE);
        let beginning: String = word.chars().take(STEM).chain(['-']).collect();
        sum.add(&beginning, BEGINNING);
    }
    sum.one_long(text)
}

/// The vector of tokens, each of which is a word.
pub(super) fn of_tokens(tokens: &[Value], dimensions: usize) -> Vec<f32> {
    let mut sum = Sum::new(dimensions);
    for token in tokens {
        sum.add(&token.to_string(), WHOLE);
    }
    sum.one_long("")
}

/// Words in the places that their hashes say.
struct Sum(Vec<f64>);

impl Sum {
    fn new(dimensions: usize) -> Self {
        Self(vec![0.0; dimensions])
    }

    fn add(&mut self, word: &str, weight: f64) {
        let hash = hash(word);
        let places = u64::try_from(self.0.len()).unwrap_or(u64::MAX).max(1);
        let place = usize::try_from((hash >> 1) % places);
        if let Some(place) = place.ok().and_then(|place| self.0.get_mut(place)) {
            *place += if hash & 1 == 0 { weight } else { -weight };
        }
    }

    /// The direction of the sum. A text without words, or whose words cancel each other, is one word.
    fn one_long(mut self, text: &str) -> Vec<f32> {
        let length = |sum: &Self| sum.0.iter().map(|it| it * it).sum::<f64>().sqrt();
        if length(&self) == 0.0 {
            self.add(text, WHOLE);
        }
        let length = length(&self);
        #[expect(clippy::cast_possible_truncation, reason = "as exact as the API's")]
        let numbers = self.0.iter().map(|number| (number / length) as f32);
        numbers.collect()
    }
}

/// FNV-1a, and its bits mixed: the low ones alone are much alike.
fn hash(word: &str) -> u64 {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 29))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(17)
}
