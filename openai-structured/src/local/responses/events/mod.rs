//! A response as the events of a stream, each with its number.

mod item;

use serde_json::{Map, Value};

use super::item::Manner;
use super::object::unfinished;
use crate::local::text::{cut, padding};

/// All events of a response that ends like this.
pub(super) fn events(response: &Value, manner: Manner, obfuscation: bool) -> Vec<Value> {
    let mut events = Events {
        all: Vec::new(),
        manner,
        obfuscation,
    };
    let first = if response["background"] == true {
        "queued"
    } else {
        "in_progress"
    };
    events.state("created", unfinished(response, first));
    if first == "queued" {
        events.state("queued", unfinished(response, first));
    }
    events.state("in_progress", unfinished(response, "in_progress"));
    for (index, item) in response["output"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        item::write(&mut events, index, item);
    }
    let status = response["status"].as_str().unwrap_or_default();
    events.state(status, response.clone());
    events.all
}

/// What an event has beside its type and number.
type Fields = Map<String, Value>;

/// The events so far.
struct Events {
    all: Vec<Value>,
    manner: Manner,
    obfuscation: bool,
}

impl Events {
    /// Adds an event of this type with these fields.
    fn push(&mut self, kind: &str, fields: Fields) {
        let mut event = Map::new();
        event.insert("type".into(), format!("response.{kind}").into());
        event.insert("sequence_number".into(), self.all.len().into());
        event.extend(fields);
        self.all.push(Value::Object(event));
    }

    fn state(&mut self, kind: &str, response: Value) {
        self.push(kind, fields([("response", response)]));
    }

    /// Adds a text as it grows: events with these fields and the next piece each.
    fn grow(&mut self, kind: &str, fields: &Fields, text: &str) {
        for piece in cut(text, self.manner.piece) {
            let mut fields = with(fields, [("delta", piece.into())]);
            self.pad(&mut fields, piece);
            self.push(&format!("{kind}.delta"), fields);
        }
    }

    /// Adds a text as it grows, and then whole, under this key.
    fn text(&mut self, kind: &str, fields: &Fields, key: &str, text: &str) {
        self.grow(kind, fields, text);
        self.push(&format!("{kind}.done"), with(fields, [(key, text.into())]));
    }

    /// Hides how long a piece is, if that is wanted.
    fn pad(&self, fields: &mut Fields, piece: &str) {
        if self.obfuscation {
            let padding = padding(piece.chars().count());
            fields.insert("obfuscation".into(), padding.into());
        }
    }
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Fields {
    with(&Fields::new(), fields)
}

/// These fields and more.
fn with<const N: usize>(fields: &Fields, more: [(&str, Value); N]) -> Fields {
    let mut all = fields.clone();
    all.extend(more.map(|(key, value)| (key.to_owned(), value)));
    all
}
