//! A JSON text as a tree of places, so that a part of it can be replaced and the rest stays as it is.

use std::ops::Range;

/// Levels that are looked at.
const DEEPEST: usize = 128;

/// One value, and where it stands.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Object(Vec<(Text, Span)>),
    List(Vec<Span>),
    Text(Text),
    /// A number, `true`, `false` or `null`.
    Other,
}

/// A string: what it says, and which byte of the JSON each byte of it is from.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) says: String,
    from: From,
}

#[derive(Debug, Clone)]
enum From {
    /// It stands there as it is, after the opening quote.
    Plain(usize),
    /// The place of each byte, and of the closing quote.
    Escaped(Vec<usize>),
}

impl Text {
    /// Where a part of what is said stands in the JSON.
    pub(super) fn range(&self, part: &Range<usize>) -> Range<usize> {
        match &self.from {
            From::Plain(start) => start + part.start..start + part.end,
            From::Escaped(places) => {
                let place = |at: usize| places.get(at).or(places.last()).copied();
                place(part.start).unwrap_or_default()..place(part.end).unwrap_or_default()
            }
        }
    }

    /// Where all of it stands, without the quotes.
    pub(super) fn inside(&self) -> Range<usize> {
        self.range(&(0..self.says.len()))
    }
}

/// The tree of a JSON text that begins at `start` of a larger one; none if it is no JSON.
pub(super) fn spans(text: &str, start: usize) -> Option<Span> {
    let mut reader = Reader { text, start, at: 0 };
    let span = reader.value(0)?;
    reader.blank();
    (reader.at == text.len()).then_some(span)
}

struct Reader<'a> {
    text: &'a str,
    /// The place of its first byte.
    start: usize,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Span> {
        self.blank();
        let begin = self.start + self.at;
        let kind = match self.peek()? {
            _ if depth > DEEPEST => return None,
            b'{' => Kind::Object(self.all(b'}', |reader| {
                reader.blank();
                let key = reader.string()?;
                reader.blank();
                reader.expect(b':')?;
                Some((key, reader.value(depth + 1)?))
            })?),
            b'[' => Kind::List(self.all(b']', |reader| reader.value(depth + 1))?),
            b'"' => Kind::Text(self.string()?),
            _ => {
                let rest = self.text.get(self.at..)?;
                let ends = |next: char| !(next.is_ascii_alphanumeric() || "+-.".contains(next));
                let length = rest.find(ends).unwrap_or(rest.len());
                serde_json::from_str::<serde::de::IgnoredAny>(rest.get(..length)?).ok()?;
                self.at += length;
                Kind::Other
            }
        };
        let range = begin..self.start + self.at;
        Some(Span { range, kind })
    }

    /// The members of an object, or the items of a list.
    fn all<T>(&mut self, end: u8, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        self.at += 1;
        self.blank();
        if self.peek()? == end {
            self.at += 1;
            return Some(all);
        }
        loop {
            all.push(one(self)?);
            self.blank();
            if self.expect(b',').is_none() {
                self.expect(end)?;
                return Some(all);
            }
        }
    }

    fn string(&mut self) -> Option<Text> {
        self.expect(b'"')?;
        let first = self.at;
        let rest = self.text.get(first..)?;
        let plain = rest.find(['"', '\\'])?;
        if rest.as_bytes().get(plain) == Some(&b'"') {
            self.at += plain + 1;
            return Some(Text {
                says: rest.get(..plain)?.to_owned(),
                from: From::Plain(self.start + first),
            });
        }
        let mut says = String::new();
        let mut places = Vec::new();
        loop {
            let at = self.at;
            let next = self.text.get(at..)?.chars().next()?;
            let said = match next {
                '"' => {
                    places.push(self.start + at);
                    self.at += 1;
                    return Some(Text {
                        says,
                        from: From::Escaped(places),
                    });
                }
                '\\' => self.escaped()?,
                next => {
                    self.at += next.len_utf8();
                    next
                }
            };
            says.push(said);
            places.extend(std::iter::repeat_n(self.start + at, said.len_utf8()));
        }
    }

    /// The character of an escape. Half a pair is no text, and stands as the sign for that.
    fn escaped(&mut self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        let (length, says) = match rest.as_bytes().get(1)? {
            b'u' => {
                let unit = |at: usize| u16::from_str_radix(rest.get(at..at + 4)?, 16).ok();
                let first = unit(2)?;
                let second = rest.get(6..8).filter(|next| *next == "\\u");
                let second = second.and_then(|_| unit(8));
                match char::decode_utf16([Some(first), second].into_iter().flatten()).next()? {
                    Ok(pair) if pair.len_utf16() == 2 => (12, pair),
                    Ok(single) => (6, single),
                    Err(_) => (6, char::REPLACEMENT_CHARACTER),
                }
            }
            b'n' => (2, '\n'),
            b't' => (2, '\t'),
            b'r' => (2, '\r'),
            b'b' => (2, '\u{8}'),
            b'f' => (2, '\u{c}'),
            other @ (b'"' | b'\\' | b'/') => (2, char::from(*other)),
            _ => return None,
        };
        self.at += length;
        Some(says)
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The tree as `serde_json` has it.
    fn value(span: &Span, text: &str) -> Value {
        match &span.kind {
            Kind::Object(members) => {
                let members = members.iter();
                members
                    .map(|(key, it)| (key.says.clone(), value(it, text)))
                    .collect()
            }
            Kind::List(items) => items.iter().map(|it| value(it, text)).collect(),
            Kind::Text(said) => said.says.clone().into(),
            Kind::Other => serde_json::from_str(&text[span.range.clone()]).unwrap(),
        }
    }

    #[test]
    fn reads_what_others_read() {
        let text = r#" { "a" : [1, -2.5e+3, true, null, {}, [ ]] , "b\n\u00e9\ud83d\ude00\/" : "é\"\\x" } "#;
        let span = spans(text, 0).unwrap();
        assert_eq!(
            value(&span, text),
            serde_json::from_str::<Value>(text).unwrap()
        );
        for text in ["", "{", "[1,]", "{\"a\"}", "nul", "\"\\x\"", "1 2", "[1}"] {
            assert!(spans(text, 0).is_none(), "{text}");
        }
    }

    #[test]
    fn knows_where_a_part_stands() {
        let text = r#"["a\u00e9\nsk-b\u0063"]"#;
        let Kind::List(items) = spans(text, 0).unwrap().kind else {
            panic!()
        };
        let Kind::Text(said) = &items[0].kind else {
            panic!()
        };
        let at = said.says.find("sk-").unwrap();
        assert_eq!(&text[said.range(&(at..said.says.len()))], r"sk-b\u0063");
        assert_eq!(&text[said.inside()], r"a\u00e9\nsk-b\u0063");
    }
}
