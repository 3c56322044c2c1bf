//! What is taken out of an exchange before it is kept. What is not known to be harmless goes: of headers
//! and queries all but those on a list, of bodies what is a credential by its field, by its looks, or
//! because this or another exchange used it as one.

mod edit;
mod finder;
mod head;
mod json;
mod name;
mod place;
mod shape;
mod span;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::exchange::{Exchange, Piece};
use edit::{Edit, apply, moved, sorted};
use finder::{Finder, Hook};

pub(super) use super::REDACTED;
pub(super) use head::of_address;

/// What a recorder takes out.
#[derive(Clone, Default)]
pub(super) struct Redaction {
    pub(super) is_off: bool,
    pub(super) literals: Vec<String>,
    pub(super) headers: Vec<String>,
    pub(super) query: Vec<String>,
    hooks: Vec<Hook>,
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the literals: they are secrets.
        let mut shown = f.debug_struct("Redaction");
        shown.field("is_off", &self.is_off).finish_non_exhaustive()
    }
}

impl Redaction {
    pub(super) fn hook(&mut self, hook: impl Fn(&str) -> String + Send + Sync + 'static) {
        self.hooks.push(Arc::new(hook));
    }

    /// The exchanges without what must not be kept. Credentials of one are looked for in all, as are these
    /// others.
    pub(super) fn exchanges(
        &self,
        mut exchanges: Vec<Exchange>,
        others: &[String],
    ) -> Vec<Exchange> {
        if self.is_off {
            return exchanges;
        }
        let mut known: BTreeSet<String> = exchanges
            .iter()
            .flat_map(|exchange| self.secrets(exchange))
            .collect();
        known.extend(others.iter().cloned());
        let finder = Finder::new(known, &self.literals, &self.hooks);
        for exchange in &mut exchanges {
            self.exchange(exchange, &finder);
        }
        exchanges
    }

    fn exchange(&self, Exchange { request, answer }: &mut Exchange, finder: &Finder<'_>) {
        let below = head::below_base(&request.path);
        let base = if below == request.path { "" } else { "/v1" };
        request.path = text(&format!("{base}{below}"), finder);
        request.query = request.query.take().map(|query| self.query(&query, finder));
        self.headers(&mut request.headers, finder);
        request.body = apply(&request.body, &edits(&request.body, finder)).into();

        let is_encoded = answer
            .header("content-encoding")
            .is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"));
        self.headers(&mut answer.headers, finder);
        let edits = if is_encoded {
            // Nobody can see what is in it.
            vec![Edit::away(0..answer.body.len())]
        } else {
            edits(&answer.body, finder)
        };
        answer.pieces = pieces(&answer.pieces, &edits);
        let body = Bytes::from(apply(&answer.body, &edits));
        set_length(&mut answer.headers, answer.body.len(), body.len());
        answer.body = body;
    }
}

fn text(text: &str, finder: &Finder<'_>) -> String {
    let text = apply(text.as_bytes(), &finder.find(text));
    String::from_utf8_lossy(&text).into_owned()
}

fn edits(body: &[u8], finder: &Finder<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for chunk in body.utf8_chunks() {
        edits.extend(json::edits(chunk.valid(), start, finder));
        start += chunk.valid().len() + chunk.invalid().len();
    }
    if let Cow::Owned(whole) = as_text(body) {
        // What a user changes is not asked for: it would be made of the signs in place of bytes.
        edits.extend(json::edits(&whole, 0, &finder.alone()));
    }
    sorted(edits)
}

/// The body as a text of the same length: JSON with a byte that is wrong is still read as what it is.
fn as_text(body: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(body) {
        return text.into();
    }
    let mut text = String::with_capacity(body.len());
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{1a}'));
    }
    text.into()
}

/// What is announced changes as much as what came, which may be less.
fn set_length(headers: &mut [(String, String)], before: usize, after: usize) {
    for (name, value) in headers {
        if name == "content-length"
            && let Ok(announced) = value.parse::<usize>()
        {
            *value = (announced.saturating_sub(before) + after).to_string();
        }
    }
}

/// The pieces of a body after these edits; those of which nothing is left are a part of the next.
fn pieces(pieces: &[Piece], edits: &[Edit]) -> Vec<Piece> {
    let mut left = Vec::with_capacity(pieces.len());
    let (mut end, mut done, mut waited) = (0, 0, Duration::ZERO);
    for piece in pieces {
        end += piece.bytes;
        waited += piece.pause;
        let place = moved(end, edits);
        if place > done {
            left.push(Piece {
                bytes: place - done,
                pause: std::mem::take(&mut waited),
            });
            done = place;
        }
    }
    left
}
