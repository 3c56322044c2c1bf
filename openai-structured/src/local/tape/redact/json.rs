//! What is taken out of JSON, one document or an event on each line: what is said in texts, and fields
//! that hold credentials whatever they say.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::REDACTED;
use super::edit::Edit;
use super::finder::Finder;
use super::name;
use super::place::Place;
use super::span::{Kind, Span, Text, spans};

/// Characters of base64 in which nothing can be.
const SHORT: usize = 16;

/// What is to be taken out of a text, whose first byte is at `start`.
pub(super) fn edits(text: &str, start: usize, finder: &Finder<'_>) -> Vec<Edit> {
    Work::of(text, start, finder).edits
}

/// What the fields that hold credentials say, for where it is said again.
pub(super) fn secrets(text: &str) -> Vec<String> {
    Work::of(text, 0, &Finder::default()).secrets
}

struct Work<'a> {
    text: &'a str,
    start: usize,
    finder: &'a Finder<'a>,
    /// There are several documents: what has the same place in them may be parts of one text.
    are_several: bool,
    edits: Vec<Edit>,
    secrets: Vec<String>,
    /// The texts of each place.
    growing: HashMap<String, Growing>,
    /// The tokens of answers, and what is to stand there if something was taken out.
    logprobs: Vec<Edit>,
}

#[derive(Default)]
struct Growing {
    /// Within a member that is called `delta`: surely parts of one.
    is_delta: bool,
    parts: Vec<Text>,
}

/// An object or a list; anything else is as good as text.
fn document(text: &str, start: usize) -> Option<Span> {
    let is_one = text.trim_start().starts_with(['{', '[']);
    is_one.then(|| spans(text, start)).flatten()
}

impl<'a> Work<'a> {
    fn of(text: &'a str, start: usize, finder: &'a Finder<'a>) -> Self {
        let mut work = Self {
            text,
            start,
            finder,
            are_several: false,
            edits: Vec::new(),
            secrets: Vec::new(),
            growing: HashMap::new(),
            logprobs: Vec::new(),
        };
        if let Some(whole) = document(text, start) {
            work.value(&whole, &mut Place::default());
        } else {
            work.are_several = true;
            work.lines();
            work.grown();
        }
        work.without_tokens();
        work
    }

    /// What is no JSON between lines that are is looked at as one: a credential may have several lines.
    fn lines(&mut self) {
        let (mut plain, mut at) = (0, 0);
        for line in self.text.split_inclusive('\n') {
            let content = line.strip_prefix("data:").unwrap_or(line);
            let begins = at + line.len() - content.len();
            if let Some(found) = document(content, self.start + begins) {
                self.plain(plain, begins);
                plain = at + line.len();
                self.value(&found, &mut Place::default());
            }
            at += line.len();
        }
        self.plain(plain, self.text.len());
    }

    fn plain(&mut self, from: usize, to: usize) {
        let part = self.text.get(from..to).unwrap_or_default();
        let begins = self.start + from;
        self.remember(part);
        for mut edit in self.finder.find(part) {
            edit.range = begins + edit.range.start..begins + edit.range.end;
            self.edits.push(edit);
        }
        // Of an event that was cut off, or is broken.
        for (at, _) in part.match_indices("\"logprobs\"") {
            let rest = part.get(at..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default().len();
            self.logprobs
                .push(Edit::away(begins + at..begins + at + line));
        }
    }

    fn value(&mut self, span: &Span, place: &mut Place) {
        match &span.kind {
            Kind::Object(members) => {
                let here = place.enter(members, |value| self.raw(value));
                for (name, value) in members {
                    self.name(name);
                    let raw = self.raw(value);
                    if place.within.is_secret(&name.says, &value.kind, raw) {
                        self.blacken(value);
                        continue;
                    }
                    if name.says == "logprobs" {
                        self.tokens(value);
                    }
                    let outside = place.step(&here, &name.says);
                    self.value(value, place);
                    place.back(&here, outside);
                }
                place.leave(&here);
            }
            Kind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let length = place.item(at, item, |value| self.raw(value));
                    self.value(item, place);
                    place.path.truncate(length);
                }
            }
            Kind::Text(said) => {
                if self.are_several {
                    let growing = self.growing.entry(place.path.clone()).or_default();
                    growing.is_delta = place.is_delta;
                    growing.parts.push(said.clone());
                }
                if !(self.are_several && place.is_delta) {
                    self.text(said);
                }
            }
            Kind::Other => {
                if self.finder.knows(self.raw(span)) {
                    self.blacken(span);
                }
            }
        }
    }

    fn raw(&self, span: &Span) -> &'a str {
        let range = span.range.start - self.start..span.range.end - self.start;
        self.text.get(range).unwrap_or_default()
    }

    fn remember(&mut self, text: &str) {
        self.secrets
            .extend(name::find(text).filter_map(|it| it.says));
    }

    fn name(&mut self, name: &Text) {
        self.put(name, self.finder.find_in_name(&name.says));
    }

    fn text(&mut self, text: &Text) {
        self.remember(&text.says);
        self.put(text, self.finder.find(&text.says));
        self.file(text);
    }

    fn put(&mut self, text: &Text, edits: Vec<Edit>) {
        self.edits.extend(edits.into_iter().map(|edit| Edit {
            range: text.range(&edit.range),
            with: escaped(&edit.with),
        }));
    }

    /// A file that is a text in base64: all of it goes if something in it would.
    fn file(&mut self, text: &Text) {
        const MARK: &str = ";base64,";
        let at = text.says.find(MARK).map_or(0, |at| at + MARK.len());
        let file = text.says.get(at..).unwrap_or_default();
        if file.len() < SHORT {
            return;
        }
        if let Ok(bytes) = BASE64_STANDARD.decode(file.trim()) {
            let says = String::from_utf8_lossy(&bytes);
            self.remember(&says);
            if self.finder.has(&says) {
                let all = at..text.says.len();
                self.edits.push(Edit::away(text.range(&all)));
            }
        }
    }

    /// Nothing of a value stays but its shape.
    fn blacken(&mut self, span: &Span) {
        match &span.kind {
            Kind::Object(members) => {
                for (_, value) in members {
                    self.blacken(value);
                }
            }
            Kind::List(items) => {
                for item in items {
                    self.blacken(item);
                }
            }
            Kind::Text(text) => {
                self.secrets.push(text.says.clone());
                self.edits.push(Edit::away(text.inside()));
            }
            Kind::Other => self.edits.push(Edit {
                range: span.range.clone(),
                with: format!("\"{REDACTED}\""),
            }),
        }
    }

    /// Texts that came in parts: each is looked at as a whole. What stands for a credential is in the
    /// first part that has some of it.
    fn grown(&mut self) {
        for Growing { is_delta, parts } in std::mem::take(&mut self.growing).into_values() {
            let is_same = |pair: &[Text]| matches!(pair, [one, two] if one.says == two.says);
            // What each event repeats, as an identifier.
            if !is_delta && parts.windows(2).all(is_same) {
                continue;
            }
            let whole: String = parts.iter().map(|part| &*part.says).collect();
            self.remember(&whole);
            for edit in self.finder.find(&whole) {
                let mut with = escaped(&edit.with);
                let mut begins = 0;
                for part in &parts {
                    let ends = begins + part.says.len();
                    let from = edit.range.start.clamp(begins, ends) - begins;
                    let to = edit.range.end.clamp(begins, ends) - begins;
                    if from < to {
                        self.edits.push(Edit {
                            range: part.range(&(from..to)),
                            with: std::mem::take(&mut with),
                        });
                    }
                    begins = ends;
                }
            }
        }
    }

    fn tokens(&mut self, value: &Span) {
        let with = match &value.kind {
            Kind::Object(_) => "null",
            Kind::List(items) if !items.is_empty() => "[]",
            _ => return,
        };
        self.logprobs.push(Edit {
            range: value.range.clone(),
            with: with.to_owned(),
        });
    }

    /// The tokens of an answer say all of it again, piece by piece, as texts and as numbers: where something
    /// was taken out, they go.
    fn without_tokens(&mut self) {
        if self.edits.is_empty() {
            return;
        }
        let gone = std::mem::take(&mut self.logprobs);
        self.edits.retain(|edit| {
            let is_inside = |gone: &Edit| {
                gone.range.start <= edit.range.start && edit.range.end <= gone.range.end
            };
            !gone.iter().any(is_inside)
        });
        self.edits.extend(gone);
    }
}

/// As it stands within the quotes of JSON.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inside = quoted.get(1..quoted.len() - 1);
    inside.unwrap_or_default().to_owned()
}
