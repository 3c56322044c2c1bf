//! What may come next in an answer, judged by llguidance, byte by byte.

use std::collections::HashSet;
use std::sync::LazyLock;

use llguidance::api::TopLevelGrammar;
use llguidance::{Matcher, ParserFactory};
use serde_json::{Value, json};
use toktrie::{ApproximateTokEnv, TokEnv};

use super::work::{self, Work};

/// An answer under way. Every byte in it is legal so far, and nothing else ever is.
pub(super) struct Mask {
    /// What may still be spent, here and by who asks.
    pub(super) work: Work,
    matcher: Matcher,
    text: Vec<u8>,
}

/// Bytes of a value that the search for the shortest goes through: more than a UUID has.
const SEARCHED: usize = 48;

/// Bytes that a longer value is drawn out by at most.
const LONGEST: usize = 10_000;

/// Beginnings that the search keeps at each length.
const BEAM: usize = 24;

impl Mask {
    /// The empty answer to a schema, written without spaces. Fails where the engine does not know
    /// the schema, in its words.
    pub(super) fn new(schema: &Value, work: Work) -> Result<Self, String> {
        /// One token for each byte.
        static BYTES: LazyLock<TokEnv> = LazyLock::new(ApproximateTokEnv::single_byte_env);
        let mut schema = schema.clone();
        if let Value::Object(map) = &mut schema {
            map.insert("x-guidance".into(), json!({ "whitespace_flexible": false }));
        }
        let plain = |error: &dyn std::fmt::Display| error.to_string();
        let mut factory = ParserFactory::new_simple(&BYTES).map_err(|error| plain(&error))?;
        factory.quiet().limits_mut().verbose_errors = false;
        let parser = factory.create_parser(TopLevelGrammar::from_json_schema(schema));
        let mut matcher = Matcher::new(parser);
        match matcher.get_error() {
            Some(error) => Err(error),
            None if matcher.compute_mask().is_err() => Err("the schema allows no answer".into()),
            None => Ok(Self {
                work,
                matcher,
                text: Vec::new(),
            }),
        }
    }

    /// Where the answer stands, to come [`back`](Mask::back) to.
    pub(super) fn mark(&self) -> usize {
        self.text.len()
    }

    pub(super) fn back(&mut self, mark: usize) {
        let over = self.text.len().saturating_sub(mark);
        if over > 0 && self.matcher.rollback(over).is_ok() {
            self.text.truncate(mark);
        }
    }

    /// Adds all of the text, or nothing if any of it is illegal.
    pub(super) fn push(&mut self, text: &str) -> bool {
        self.push_bytes(text.as_bytes())
    }

    /// Adds a whole value, or nothing: what follows a value must be legal after it.
    pub(super) fn push_value(&mut self, text: &str) -> bool {
        let mark = self.mark();
        let legal = self.push(text) && self.at_end_of_value();
        if !legal {
            self.back(mark);
        }
        legal
    }

    /// Adds the shortest legal string, number, boolean or null that begins with one of these bytes,
    /// the first in the order of [`rank`] among equals. Where that is longer than the search goes,
    /// it is drawn out by the nicest byte each time, up to a bound.
    pub(super) fn push_shortest(&mut self, first: &[u8]) -> bool {
        let start = self.mark();
        let mut level = vec![Vec::new()];
        for _ in 0..SEARCHED {
            let mut next: Vec<Vec<u8>> = Vec::new();
            for prefix in &level {
                if !self.push_bytes(prefix) {
                    continue;
                }
                let mark = self.mark();
                // Bytes with the same future are one: the first of them is enough.
                let mut futures = HashSet::new();
                for byte in self.next() {
                    let begins = !prefix.is_empty() || first.contains(&byte);
                    if begins && self.push_bytes(&[byte]) {
                        if self.is_closed(start) && self.at_end_of_value() {
                            return true;
                        }
                        if futures.insert(self.next()) {
                            next.push(prefix.iter().copied().chain([byte]).collect());
                        }
                        self.back(mark);
                    }
                }
                self.back(start);
            }
            next.truncate(BEAM);
            level = next;
        }
        let begun = level.first().is_some_and(|prefix| self.push_bytes(prefix));
        let ended = begun && self.draw_out(start);
        if !ended {
            self.back(start);
        }
        ended
    }

    /// Adds the nicest byte until the value that began at `start` ends.
    fn draw_out(&mut self, start: usize) -> bool {
        for _ in 0..LONGEST {
            match self.next().first() {
                Some(byte) if self.push_bytes(&[*byte]) => {}
                _ => return false,
            }
            if self.is_closed(start) && self.at_end_of_value() {
                return true;
            }
        }
        false
    }

    /// Whether what began at `start` is no string, or one with both its quotes.
    fn is_closed(&self, start: usize) -> bool {
        match self.text.get(start..) {
            Some([b'"', .., last]) => *last == b'"',
            Some([first]) => *first != b'"',
            _ => true,
        }
    }

    /// The answer, if it may end here.
    pub(super) fn finish(mut self) -> Option<String> {
        let whole = self.matcher.is_accepting().unwrap_or(false);
        String::from_utf8(self.text).ok().filter(|_| whole)
    }

    fn push_bytes(&mut self, bytes: &[u8]) -> bool {
        if !self.work.pay(bytes.len()) {
            return false;
        }
        let tokens: Vec<u32> = bytes.iter().map(|byte| u32::from(*byte)).collect();
        let legal = self
            .matcher
            .validate_tokens(&tokens)
            .is_ok_and(|fit| fit == tokens.len())
            && self.matcher.consume_tokens(&tokens).is_ok();
        if legal {
            self.text.extend_from_slice(bytes);
        }
        legal
    }

    fn at_end_of_value(&mut self) -> bool {
        let ends = [b',', b'}', b']'];
        ends.iter().any(|end| {
            let end = [u32::from(*end)];
            self.matcher.validate_tokens(&end).is_ok_and(|fit| fit == 1)
        }) || self.matcher.is_accepting().unwrap_or(false)
    }

    /// The legal next bytes of a leaf, the nicest first; those of other scripts where no other is.
    fn next(&mut self) -> Vec<u8> {
        if !self.work.pay(work::MASK) {
            return Vec::new();
        }
        let Ok(mask) = self.matcher.compute_mask() else {
            return Vec::new();
        };
        let legal = |byte: &u8| mask.is_allowed(u32::from(*byte));
        let left_out = [b'{', b'[', b'\\'];
        let mut bytes: Vec<u8> = (0..=0x7f_u8).filter(legal).collect();
        bytes.retain(|byte| !left_out.contains(byte));
        if bytes.is_empty() {
            bytes = (0x80..=u8::MAX).filter(legal).collect();
        }
        bytes.sort_by_key(|byte| rank(*byte));
        bytes
    }
}

/// The end of a string first, then digits and letters, then everything else.
fn rank(byte: u8) -> (u8, u8) {
    let class = match byte {
        b'"' => 0,
        b'0'..=b'9' => 1,
        b'A'..=b'Z' => 2,
        b'a'..=b'z' => 3,
        b'!'..=b'~' => 4,
        b' ' => 5,
        _ => 6,
    };
    (class, byte)
}

#[cfg(test)]
mod tests {
    use super::super::super::stop::Stop;
    use super::*;

    fn shortest(leaf: &Value) -> String {
        let schema = json!({
            "type": "object",
            "properties": { "a": leaf },
            "required": ["a"],
            "additionalProperties": false,
        });
        let mut mask = Mask::new(&schema, Work::new(Stop::default())).unwrap();
        assert!(mask.push("{\"a\":"));
        assert!(mask.push_shortest(b"\"-0123456789tfn"), "{leaf}");
        assert!(mask.push("}"));
        let text = mask.finish().unwrap();
        text.strip_prefix("{\"a\":")
            .unwrap()
            .strip_suffix('}')
            .unwrap()
            .to_owned()
    }

    #[test]
    fn finds_shortest_values() {
        for (leaf, value) in [
            (json!({ "type": "string" }), "\"\""),
            (json!({ "type": "integer" }), "0"),
            (json!({ "type": "integer", "minimum": 15 }), "15"),
            (json!({ "type": "integer", "maximum": -3 }), "-3"),
            (
                json!({ "type": "integer", "minimum": 10, "multipleOf": 7 }),
                "14",
            ),
            (json!({ "type": "boolean" }), "true"),
            (json!({ "type": "null" }), "null"),
            (
                json!({ "type": "string", "enum": ["later", "now"] }),
                "\"now\"",
            ),
            (
                json!({ "type": "string", "pattern": "^[A-Z]{3}-[0-9]{2}$" }),
                "\"AAA-00\"",
            ),
            (
                json!({ "type": "string", "pattern": "^(?:[a-z]*x|yy[0-9]+)$" }),
                "\"x\"",
            ),
            (
                json!({ "type": "string", "pattern": "^[ä-ü]{2}$" }),
                "\"ää\"",
            ),
            (json!({ "type": "string", "minLength": 3 }), "\"000\""),
        ] {
            assert_eq!(shortest(&leaf), value, "{leaf}");
        }
    }

    #[test]
    fn finds_a_value_of_each_format() {
        for format in crate::strict::format::NAMES {
            let start = std::time::Instant::now();
            let text = shortest(&json!({ "type": "string", "format": format }));
            println!("{format}: {text} {:?}", start.elapsed());
            assert!(text.len() > 2 || format == "hostname");
        }
    }
}
