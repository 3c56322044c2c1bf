//! What is taken out of JSON, one document or an event on each line: what is said in texts, and fields
//! that hold credentials whatever they say.

use std::collections::HashMap;

use super::REDACTED;
use super::edit::Edit;
use super::finder::Finder;
use super::span::{Kind, Span, Text, spans};

/// Fields with objects whose `value` is a credential.
const HOLDERS: &[&str] = &["client_secret", "domain_secrets"];

/// Fields that are credentials where they are texts.
const SECRET_TEXT: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "authorization",
    "bearer_token",
    "client_secret",
    "cookie",
    "id_token",
    "password",
    "private_key",
    "proxy_authorization",
    "refresh_token",
    "secret",
    "set_cookie",
    "x_api_key",
];

/// The members by which one of several things that grow at the same time is known.
const WHICH: &[&str] = &[
    "type",
    "item_id",
    "output_index",
    "content_index",
    "summary_index",
    "index",
];

/// What is to be taken out of a text, whose first byte is at `start`.
pub(super) fn edits(text: &str, start: usize, finder: &Finder<'_>) -> Vec<Edit> {
    let mut work = Work {
        finder,
        edits: Vec::new(),
        growing: HashMap::new(),
    };
    if let Some(whole) = document(text, start) {
        work.value(&whole, text, start, &mut Place::default());
        work.grown();
        return work.edits;
    }
    // What is no JSON between lines that are: looked at as one, as a credential may have several lines.
    let mut plain = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.strip_prefix("data:").unwrap_or(line);
        let begins = at + line.len() - content.len();
        if let Some(found) = document(content, start + begins) {
            work.plain(text, plain, begins, start);
            plain = at + line.len();
            let mut place = Place::default();
            work.value(&found, content, start + begins, &mut place);
        }
        at += line.len();
    }
    work.plain(text, plain, text.len(), start);
    work.grown();
    work.edits
}

/// An object or a list; anything else is as good as text.
fn document(text: &str, start: usize) -> Option<Span> {
    let is_one = text.trim_start().starts_with(['{', '[']);
    is_one.then(|| spans(text, start)).flatten()
}

/// Where in a document one is.
#[derive(Default)]
struct Place {
    path: String,
    /// Within a member that is called `delta`: texts there are parts of one.
    is_growing: bool,
    within: Within,
}

/// What the names around a value say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Within {
    #[default]
    Other,
    /// The value of one of the [`HOLDERS`].
    Holder,
    /// Names of a schema, which say nothing of credentials.
    Properties,
}

impl Within {
    /// What a member's value is within.
    fn member(self, name: &str) -> Self {
        match name {
            "properties" if self != Self::Properties => Self::Properties,
            name if HOLDERS.contains(&name) => Self::Holder,
            _ => Self::Other,
        }
    }

    /// Whether a member is a credential, or an object of them.
    fn is_secret(self, name: &str, value: &Kind) -> bool {
        if self == Self::Properties {
            return false;
        }
        let name = name.to_ascii_lowercase().replace('-', "_");
        match value {
            Kind::Text(_) if self == Self::Holder && name == "value" => true,
            Kind::Text(_) => SECRET_TEXT.contains(&&*name),
            // What an MCP server is sent, by name.
            Kind::Object(_) => name == "headers",
            Kind::List(_) | Kind::Other => false,
        }
    }
}

struct Work<'a> {
    finder: &'a Finder<'a>,
    edits: Vec<Edit>,
    /// The parts of each text that grows.
    growing: HashMap<String, Vec<Text>>,
}

impl Work<'_> {
    fn plain(&mut self, text: &str, from: usize, to: usize, start: usize) {
        let part = text.get(from..to).unwrap_or_default();
        for mut edit in self.finder.find(part) {
            edit.range = start + from + edit.range.start..start + from + edit.range.end;
            self.edits.push(edit);
        }
    }

    fn value(&mut self, span: &Span, text: &str, start: usize, place: &mut Place) {
        let length = place.path.len();
        match &span.kind {
            Kind::Object(members) => {
                for (name, value) in members {
                    if WHICH.contains(&&*name.says) {
                        let said = value.range.start - start..value.range.end - start;
                        place.path.push('#');
                        place.path.push_str(text.get(said).unwrap_or_default());
                    }
                }
                let here = place.path.len();
                let (within, was_growing) = (place.within, place.is_growing);
                for (name, value) in members {
                    self.text(name);
                    if within.is_secret(&name.says, &value.kind) {
                        self.blacken(value);
                        continue;
                    }
                    place.path.push('/');
                    place.path.push_str(&name.says);
                    place.is_growing |= name.says == "delta";
                    place.within = within.member(&name.says);
                    self.value(value, text, start, place);
                    (place.within, place.is_growing) = (within, was_growing);
                    place.path.truncate(here);
                }
            }
            Kind::List(items) => {
                for item in items {
                    self.value(item, text, start, place);
                }
            }
            Kind::Text(said) if place.is_growing => {
                let parts = self.growing.entry(place.path.clone()).or_default();
                parts.push(said.clone());
            }
            Kind::Text(said) => self.text(said),
            Kind::Other => {
                let said = span.range.start - start..span.range.end - start;
                let said = text.get(said).unwrap_or_default();
                if self.finder.knows(said) {
                    self.blacken(span);
                }
            }
        }
        place.path.truncate(length);
    }

    fn text(&mut self, text: &Text) {
        for edit in self.finder.find(&text.says) {
            self.edits.push(Edit {
                range: text.range(&edit.range),
                with: escaped(&edit.with),
            });
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
            Kind::Text(text) => self.edits.push(Edit::away(text.inside())),
            Kind::Other => self.edits.push(Edit {
                range: span.range.clone(),
                with: format!("\"{REDACTED}\""),
            }),
        }
    }

    /// Texts that came in parts: each is looked at as a whole. What stands for a credential is in the
    /// first part that has some of it.
    fn grown(&mut self) {
        for parts in self.growing.values() {
            let whole: String = parts.iter().map(|part| &*part.says).collect();
            for edit in self.finder.find(&whole) {
                let mut with = escaped(&edit.with);
                let mut begins = 0;
                for part in parts {
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
}

/// As it stands within the quotes of JSON.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inside = quoted.get(1..quoted.len() - 1);
    inside.unwrap_or_default().to_owned()
}

/// The texts of the fields that hold credentials, for where they are said again.
pub(super) fn secrets(text: &str) -> Vec<String> {
    fn collect(span: &Span, is_secret: bool, within: Within, found: &mut Vec<String>) {
        match &span.kind {
            Kind::Object(members) => {
                for (name, value) in members {
                    let is_secret = is_secret || within.is_secret(&name.says, &value.kind);
                    collect(value, is_secret, within.member(&name.says), found);
                }
            }
            Kind::List(items) => {
                for item in items {
                    collect(item, is_secret, within, found);
                }
            }
            Kind::Text(text) if is_secret => found.push(text.says.clone()),
            Kind::Text(_) | Kind::Other => {}
        }
    }
    let mut found = Vec::new();
    if let Some(document) = document(text, 0) {
        collect(&document, false, Within::Other, &mut found);
    }
    found
}
