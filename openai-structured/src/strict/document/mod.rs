//! The run-time check: would the API take this JSON schema?
//!
//! A schema is judged as the API judges it, in the same order: first as a JSON schema document,
//! then by the rules of strict mode, then by its totals, and last for look-around in patterns. The
//! API reports the first violation only; here all of one stage and those after it are listed, the
//! first one first. A document that is no JSON schema at all is not judged further.
//!
//! Nesting counts objects, the root being level one, and does not follow references, which is what
//! the API was seen to count. (The walk over Rust types also counts arrays, to be safe.)

pub(crate) mod beyond;
mod help;
pub(crate) mod meta;
mod nesting;
pub(crate) mod path;
mod python;
pub(crate) mod reference;
mod regex;
mod total;
mod violation;
mod walk;

use serde_json::Value;

use super::totals::Totals;
pub use violation::{Kind, Violation};

/// Where a schema is used; the two differ in what they take at the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Surface {
    /// The `response_format` of a chat request, or `text.format` of a response.
    ResponseFormat,
    /// The parameters of a function tool.
    Function,
}

/// Judges a schema that is sent with `strict: true`. An empty list means that the API takes it.
///
/// # Examples
///
/// ```
/// use openai_structured::strict::document::{Surface, check};
///
/// let open = serde_json::json!({
///     "type": "object",
///     "properties": { "city": { "type": "string" } },
///     "required": ["city"],
/// });
/// let found = check(&open, Surface::ResponseFormat);
/// assert_eq!(
///     found[0].to_string(),
///     "In context=(), 'additionalProperties' is required to be supplied and to be false.",
/// );
/// ```
pub fn check(schema: &Value, surface: Surface) -> Vec<Violation> {
    let mut found = readable(schema);
    if found.is_empty() {
        rules(schema, surface, &mut found);
    }
    found
}

/// The rules of the API, for a document that can be read.
fn rules(schema: &Value, surface: Surface, found: &mut Vec<Violation>) {
    walk::root(schema, surface, found);
    walk::strict(schema, found);
    total::check(schema, found);
    lookaround(schema, found);
}

/// Judges a schema that is sent without `strict`: it must be a JSON schema, its root an object, and
/// its objects and arrays must say what is in them.
///
/// # Examples
///
/// ```
/// use openai_structured::strict::document::check_loose;
///
/// let found = check_loose(&serde_json::json!({ "type": "object" }));
/// assert_eq!(found[0].to_string(), "In context=(), object schema missing properties.");
/// ```
pub fn check_loose(schema: &Value) -> Vec<Violation> {
    let mut found = readable(schema);
    if found.is_empty() {
        walk::root_type(schema, &mut found);
        path::each(schema, &mut |node, path| {
            walk::well_formed(node, path, &mut found);
        });
        lookaround(schema, &mut found);
    }
    found
}

/// Judges a schema that is to be relied on: by all that [`check`] knows, and by what the API takes
/// and cannot keep.
pub(crate) fn judge(schema: &Value, surface: Surface) -> Vec<Violation> {
    let mut found = readable(schema);
    if found.is_empty() {
        rules(schema, surface, &mut found);
        beyond::check(schema, &mut found);
    }
    found
}

/// What keeps a document from being judged: it is too deep, or no JSON schema at all.
pub(crate) fn readable(schema: &Value) -> Vec<Violation> {
    match nesting::check(schema) {
        Some(violation) => vec![violation],
        None => meta::check(schema),
    }
}

/// Whether a document is too deep to be looked at.
pub(crate) fn too_deep(document: &Value) -> Option<Violation> {
    nesting::check(document)
}

/// The sizes of a schema.
pub(crate) fn totals(schema: &Value) -> Totals {
    total::totals(schema)
}

fn lookaround(schema: &Value, found: &mut Vec<Violation>) {
    path::each(schema, &mut |node, path| {
        if let Some(pattern) = node.get("pattern").and_then(Value::as_str)
            && super::pattern::has_lookaround(pattern)
        {
            let place = path.with("pattern");
            let text = format!(
                "regex lookaround is not supported. Found at {}.",
                place.json_path()
            );
            found.push(Violation::bare(Kind::LookAround, &place, text));
        }
    });
}

/// The definitions at the top level of a schema, under either name.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

#[cfg(test)]
mod tests;
