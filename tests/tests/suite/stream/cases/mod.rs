//! What compatible services stream, and what it should come to.

use serde_json::Value;

use super::row::{Row, event, finish, role, said, with};

mod azure;
mod calls;
mod chunks;
mod endings;
mod framing;

/// A value of the type that is asked for, with characters of three and four bytes and an escape.
pub(super) const TEXT: &str = r#"{"text":"日本語 🎉 a\nb"}"#;

/// Calls of tools.
pub(crate) use calls::rows as call_rows;
/// How bytes can be cut and dressed.
pub(super) use framing::rows as framing;

/// All tables.
pub(super) fn all() -> impl Iterator<Item = Row> {
    [
        azure::rows(),
        calls::rows(),
        chunks::rows(),
        framing(),
        endings::rows(),
        endings::runaways(),
    ]
    .into_iter()
    .flatten()
}

/// The text in three pieces, and the chunk that ends it.
fn spoken() -> Vec<Value> {
    let mut all = vec![role()];
    all.extend(["{\"text\":\"日", "本語 🎉 a\\", "nb\"}"].map(said));
    all.push(finish("stop"));
    all
}

/// The same, each chunk with more fields.
fn spoken_with(more: &Value) -> Vec<Value> {
    (spoken().into_iter())
        .map(|chunk| with(chunk, more.clone()))
        .collect()
}

fn joined(events: &[Value]) -> String {
    String::from_utf8(events.iter().flat_map(event).collect()).unwrap()
}
