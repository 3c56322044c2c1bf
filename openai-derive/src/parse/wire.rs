//! The schema after `schema = "..."`: JSON to the parts that a schema of ours is made of.
//!
//! What strict mode thinks of names, numbers and sizes is judged later, as of every other schema;
//! here is only what cannot be said at all.

use super::json::Json;
use crate::errors::Errors;
use crate::model::{Bound, Limit, Wire, WireKind, WireProperty};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::LitStr;

/// Reads a written schema. Its mistakes are reported at the literal, each with its place inside.
pub(super) fn schema(literal: &LitStr, errors: &mut Errors) -> Option<Wire> {
    let json = match serde_json::from_str(&literal.value()) {
        Ok(json) => json,
        Err(error) => {
            errors.over(literal, format_args!("this is no JSON: {error}"));
            return None;
        }
    };
    let mut reader = Reader {
        literal,
        mistakes: Vec::new(),
    };
    let wire = reader.wire(json, "");
    for mistake in &reader.mistakes {
        errors.over(literal, mistake);
    }
    wire.filter(|_| reader.mistakes.is_empty())
}

struct Reader<'a> {
    literal: &'a LitStr,
    mistakes: Vec<String>,
}

/// The keywords of one schema that nothing has asked for yet.
struct Keywords(Vec<(String, Json)>);

impl Keywords {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }
}

/// The JSON keyword of each word that bounds a number, and of each that bounds a length.
const NUMBERS: [(&str, &str); 5] = [
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusiveMinimum", "exclusive_minimum"),
    ("exclusiveMaximum", "exclusive_maximum"),
    ("multipleOf", "multiple_of"),
];
const ITEMS: [(&str, &str); 2] = [("minItems", "min_items"), ("maxItems", "max_items")];
const LENGTHS: [(&str, &str); 2] = [("minLength", "min_length"), ("maxLength", "max_length")];
const TEXTS: [(&str, &str); 2] = [("pattern", "pattern"), ("format", "format")];

impl Reader<'_> {
    fn wire(&mut self, json: Json, at: &str) -> Option<Wire> {
        let Json::Object(keywords) = json else {
            return self.wrong(
                at,
                "a schema is an object, such as `{\"type\": \"string\"}`",
            );
        };
        let mut keywords = Keywords(keywords);
        let wire = match keywords.take("anyOf") {
            Some(branches) => self.any_of(branches, at),
            None => self.typed(&mut keywords, at),
        };
        for (keyword, _) in &keywords.0 {
            let problem = match keyword.as_str() {
                "description" => {
                    "a description stands on a property: write the others as the doc comment"
                }
                "$ref" | "$defs" => {
                    "a written schema has no references: derive a type, and name it with `as`"
                }
                _ => {
                    self.mistakes
                        .push(placed(at, &format!("`{keyword}` has no meaning here")));
                    continue;
                }
            };
            self.wrong::<()>(at, problem);
        }
        wire
    }

    fn any_of(&mut self, branches: Json, at: &str) -> Option<Wire> {
        let Json::Array(branches) = branches else {
            return self.wrong(at, "`anyOf` is a list of schemas");
        };
        let mut wires = Vec::new();
        let mut nullable = false;
        for (number, branch) in branches.into_iter().enumerate() {
            let wire = self.wire(branch, &format!("{at}/anyOf/{number}"))?;
            if matches!(wire.kind, WireKind::Null) {
                nullable = true;
            } else {
                wires.push(wire);
            }
        }
        let kind = match wires.len() {
            0 => return self.wrong(at, "`anyOf` needs a schema that is not `null`"),
            1 => wires.pop()?,
            _ => Wire {
                kind: WireKind::AnyOf(wires),
                bounds: Vec::new(),
            },
        };
        Some(if nullable { nullable_of(kind) } else { kind })
    }

    fn typed(&mut self, keywords: &mut Keywords, at: &str) -> Option<Wire> {
        let (ty, nullable) = match keywords.take("type") {
            Some(Json::String(ty)) => (ty, false),
            Some(Json::Array(types)) => match &types[..] {
                [Json::String(ty), Json::String(null)] if null == "null" => (ty.clone(), true),
                _ => {
                    return self.wrong(at, "a list of types is one type and `null`: write `anyOf`");
                }
            },
            // Reported with the keywords that have no place here.
            None if keywords.has("$ref") => return None,
            _ => return self.wrong(at, "the schema needs a `type`, or `anyOf`"),
        };
        let wire = self.of_type(&ty, keywords, at)?;
        Some(if nullable { nullable_of(wire) } else { wire })
    }

    fn of_type(&mut self, ty: &str, keywords: &mut Keywords, at: &str) -> Option<Wire> {
        let mut bounds = Vec::new();
        let kind = match ty {
            "null" => WireKind::Null,
            "boolean" => WireKind::Boolean,
            "integer" | "number" => {
                self.bounds(&NUMBERS, number, keywords, at, &mut bounds);
                if ty == "integer" {
                    WireKind::Integer
                } else {
                    WireKind::Number
                }
            }
            "string" => {
                if let Some(words) = self.words(keywords, at)? {
                    WireKind::Words(words)
                } else {
                    self.bounds(&LENGTHS, count, keywords, at, &mut bounds);
                    let literal = self.literal;
                    let text = |json: Json| text(json, literal);
                    self.bounds(&TEXTS, text, keywords, at, &mut bounds);
                    WireKind::String
                }
            }
            "array" => {
                let Some(items) = keywords.take("items") else {
                    return self.wrong(at, "a list needs `items`");
                };
                let items = self.wire(items, &format!("{at}/items"))?;
                self.bounds(&ITEMS, count, keywords, at, &mut bounds);
                WireKind::List(Box::new(items))
            }
            "object" => self.object(keywords, at)?,
            _ => {
                return self.wrong(
                    at,
                    "a type is one of string, number, integer, boolean, object, array, null",
                );
            }
        };
        Some(Wire { kind, bounds })
    }

    /// The words of `enum` or `const`, if the text is one of some.
    #[expect(clippy::option_option, reason = "a mistake, none, or some")]
    fn words(&mut self, keywords: &mut Keywords, at: &str) -> Option<Option<Vec<String>>> {
        let words = match (keywords.take("enum"), keywords.take("const")) {
            (Some(Json::Array(words)), None) => words,
            (None, Some(word)) => vec![word],
            (None, None) => return Some(None),
            _ => return self.wrong(at, "`enum` is a list, and does not stand beside `const`"),
        };
        let words: Option<Vec<String>> = words
            .into_iter()
            .map(|word| match word {
                Json::String(word) => Some(word),
                _ => None,
            })
            .collect();
        match words {
            Some(words) if !words.is_empty() => Some(Some(words)),
            _ => self.wrong(
                at,
                "the words of a text are strings, and there is at least one",
            ),
        }
    }

    fn object(&mut self, keywords: &mut Keywords, at: &str) -> Option<WireKind> {
        if keywords.take("additionalProperties") != Some(Json::Bool(false)) {
            self.wrong::<()>(at, "an object needs `\"additionalProperties\": false`");
        }
        let required = keywords.take("required");
        let Some(Json::Object(properties)) = keywords.take("properties") else {
            return self.wrong(at, "an object needs `properties`");
        };
        let Some(Json::Array(required)) = required else {
            return self.wrong(at, "an object needs `required`, with every key");
        };
        let names = |name: &String| required.contains(&Json::String(name.clone()));
        if properties.len() != required.len() || !properties.iter().all(|(name, _)| names(name)) {
            self.wrong::<()>(at, "`required` has every key of `properties`, and no other");
        }
        let mut read = Vec::new();
        for (key, property) in properties {
            let (description, property) = described(property);
            let wire = self.wire(property, &format!("{at}/properties/{key}"));
            read.extend(wire.map(|wire| WireProperty {
                key,
                description,
                wire,
            }));
        }
        Some(WireKind::Object(read))
    }

    fn bounds(
        &mut self,
        names: &[(&str, &str)],
        limit: impl Fn(Json) -> Option<Limit>,
        keywords: &mut Keywords,
        at: &str,
        bounds: &mut Vec<Bound>,
    ) {
        for (keyword, word) in names {
            let Some(value) = keywords.take(keyword) else {
                continue;
            };
            match limit(value) {
                Some(limit) => bounds.push(Bound {
                    word: Ident::new(word, self.literal.span()),
                    literal: self.literal.to_token_stream(),
                    limit,
                }),
                None => self.mistakes.push(placed(
                    at,
                    &format!("the value of `{keyword}` is of another kind"),
                )),
            }
        }
    }

    fn wrong<T>(&mut self, at: &str, problem: &str) -> Option<T> {
        self.mistakes.push(placed(at, problem));
        None
    }
}

fn placed(at: &str, problem: &str) -> String {
    if at.is_empty() {
        problem.to_owned()
    } else {
        format!("at `{at}`: {problem}")
    }
}

fn nullable_of(wire: Wire) -> Wire {
    Wire {
        kind: WireKind::Nullable(Box::new(wire)),
        bounds: Vec::new(),
    }
}

/// A property's description, and the rest of its schema.
fn described(property: Json) -> (Option<String>, Json) {
    let Json::Object(mut keywords) = property else {
        return (None, property);
    };
    let at = keywords
        .iter()
        .position(|(key, value)| key == "description" && matches!(value, Json::String(_)));
    let description = at.map(|at| keywords.remove(at).1);
    let description = match description {
        Some(Json::String(text)) => Some(text),
        _ => None,
    };
    (description, Json::Object(keywords))
}

fn number(json: Json) -> Option<Limit> {
    match json {
        Json::Number(number) => Some(Limit::Number {
            value: number.as_f64()?,
            text: number.to_string(),
        }),
        _ => None,
    }
}

fn count(json: Json) -> Option<Limit> {
    match json {
        Json::Number(number) => number.as_u64().map(Limit::Count),
        _ => None,
    }
}

fn text(json: Json, literal: &LitStr) -> Option<Limit> {
    match json {
        Json::String(text) => Some(Limit::Text(LitStr::new(&text, literal.span()))),
        _ => None,
    }
}
