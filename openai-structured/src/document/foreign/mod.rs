//! Brings a JSON schema that was not written for strict mode to strict form.
//!
//! The promise is about texts: what the strict form allows is valid under the source. So most steps
//! narrow, and none widens but one, which [`Of::Type`] allows: a list that must have no item twice
//! may have one twice, as serde reads sets from such lists.
//!
//! | source | strict form |
//! |---|---|
//! | an object that is silent about other keys | closed |
//! | a property that may be missing | required; `null` stands for nothing only where it did before |
//! | `oneOf` of branches that exclude each other | `anyOf` |
//! | `allOf`, keywords beside `$ref` | one schema |
//! | a union beside properties | the properties in each branch |
//! | formats of integers | bounds |
//! | bounds beyond 2^53 − 1 | 2^53 − 1 |
//! | a tuple of one type | a list of that length |
//! | names of definitions that need encoding | `_` for what does |
//! | titles, defaults and other notes | nothing |
//!
//! Everything else that strict mode cannot say is refused, at its place.

mod apart;
mod leaf;
mod merge;
mod shape;
mod union;

use self::merge::Source;
use crate::strict::document::path::Path;
use crate::strict::document::reference::{definition, target};
use crate::strict::document::{Kind, Violation, readable};
use serde_json::{Map, Value, json};

type Node = Map<String, Value>;

/// Whose schema it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A Rust type's: serde reads the texts.
    Type,
    /// Nobody knows who reads the texts.
    Anything,
}

/// The strict form of a schema, and what has none, each at its place in the source. With one of
/// those, the form is good for nothing.
pub(super) fn strict(source: &Value, of: Of) -> (Value, Vec<Violation>) {
    let wrong = readable(source);
    if !wrong.is_empty() {
        return (Value::Null, wrong);
    }
    let mut bridge = Bridge {
        source: &Source::new(source),
        of,
        found: Vec::new(),
        wanted: Vec::new(),
    };
    let root = Path::default();
    let mut strict = bridge.node(source, &root);
    let mut done = 0;
    while let Some(Wanted { keyword, name, new }) = bridge.wanted.get(done).cloned() {
        done += 1;
        let Some(node) = source.get(keyword).and_then(|all| all.get(&name)) else {
            continue;
        };
        let node = bridge.node(node, &root.with(keyword).with(&name));
        if let Value::Object(strict) = &mut strict
            && let Value::Object(all) = strict.entry("$defs").or_insert_with(|| json!({}))
        {
            all.insert(new, node);
        }
    }
    if bridge.source.is_spent() && bridge.found.is_empty() {
        bridge.refuse(&root, merge::TOO_MUCH, "write it more plainly");
    }
    (strict, bridge.found)
}

struct Bridge<'a> {
    source: &'a Source<'a>,
    of: Of,
    found: Vec<Violation>,
    /// The definitions that the strict form refers to.
    wanted: Vec<Wanted>,
}

/// A definition: where it stands in the source, and what it is called in the strict form.
#[derive(Clone)]
struct Wanted {
    keyword: &'static str,
    name: String,
    new: String,
}

impl Bridge<'_> {
    /// The strict form of one schema.
    fn node(&mut self, node: &Value, path: &Path) -> Value {
        match node {
            // Reported where it happened.
            _ if self.source.is_spent() => Value::Null,
            _ if path.too_deep() => {
                self.source.spend_all();
                self.refuse(path, "this is nested too deeply", "flatten it")
            }
            Value::Object(map) => match merge::merged(self.source, map, path.is_root()) {
                Ok(map) => self.merged(&map, path),
                Err(reason) => self.refuse(path, &reason, "write the parts as one schema"),
            },
            Value::Bool(false) => self.refuse(path, "no value is allowed here", "take it out"),
            _ => self.refuse(path, ANY, ANY_HELP),
        }
    }

    /// The strict form of a schema that is one, not several at once.
    fn merged(&mut self, map: &Node, path: &Path) -> Value {
        for (keyword, help) in EVERYWHERE {
            if map.contains_key(*keyword) {
                return self.keyword(path, keyword, help);
            }
        }
        if map.contains_key("$ref") {
            return self.reference(map, path);
        }
        if map.contains_key("anyOf") || map.contains_key("oneOf") {
            return self.union(map, path);
        }
        self.shape(map, path)
    }

    /// A reference that stands alone; what is said of its use goes around it.
    fn reference(&mut self, map: &Node, path: &Path) -> Value {
        let Some(Ok(target)) = map.get("$ref").and_then(Value::as_str).map(target) else {
            let text = "this refers to something that is no definition of the whole schema";
            return self.refuse(path, text, "move the definition under `$defs` of the root");
        };
        if definition(self.source.schema, &target).is_none() {
            let text = format!("this refers to `{}`, which is not defined", target.text);
            return self.refuse(path, &text, "add the definition");
        }
        let alone = match target.definition {
            None => json!({ "$ref": "#" }),
            Some((keyword, name)) => {
                json!({ "$ref": format!("#/$defs/{}", self.called(keyword, name)) })
            }
        };
        match map.get("description") {
            Some(description) => json!({ "description": description, "anyOf": [alone] }),
            None => alone,
        }
    }

    /// What a definition is called in the strict form: its own name, with `_` for what cannot stand
    /// in a reference.
    fn called(&mut self, keyword: &'static str, name: String) -> String {
        let known = |wanted: &&Wanted| wanted.keyword == keyword && wanted.name == name;
        if let Some(wanted) = self.wanted.iter().find(known) {
            return wanted.new.clone();
        }
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let mut new: String = name
            .chars()
            .map(|c| if legal(c) { c } else { '_' })
            .collect();
        while new.is_empty() || self.wanted.iter().any(|wanted| wanted.new == new) {
            new.push('_');
        }
        let called = new.clone();
        self.wanted.push(Wanted { keyword, name, new });
        called
    }

    /// Notes a refusal. The value is a placeholder: the form is thrown away.
    fn refuse(&mut self, path: &Path, text: &str, help: &'static str) -> Value {
        let violation = Violation::bare(Kind::Meaning, path, format!("{text}."));
        self.found.push(violation.with_help(help));
        Value::Null
    }

    /// Refuses a keyword.
    fn keyword(&mut self, path: &Path, keyword: &str, help: &'static str) -> Value {
        let text = format!("strict mode cannot say `{keyword}`");
        self.refuse(&path.with(keyword), &text, help)
    }
}

const ANY: &str = "any value is allowed here, and strict mode wants a type";
const ANY_HELP: &str = "say what the value is; JSON of unknown shape can be a string";

/// Keywords that strict mode cannot say of any type.
const EVERYWHERE: &[(&str, &str)] = &[
    ("if", "use `anyOf` with a branch for each case"),
    ("then", "use `anyOf` with a branch for each case"),
    ("else", "use `anyOf` with a branch for each case"),
    ("$dynamicRef", "use `$ref`"),
    ("$recursiveRef", "use `$ref`"),
    ("nullable", "use `\"type\": [..., \"null\"]`"),
];
