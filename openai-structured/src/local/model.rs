//! The stand-in model: fills a schema from the words of a prompt. It is no language model.
//!
//! One rule: for each leaf, the words of its key and description are looked for in the prompt; the
//! nearest following text of the leaf's kind (number, word of an enum, formatted word, quoted or
//! line text) is taken, else the next that no leaf took, else the shortest legal value. Lists
//! follow repeated lines. What may be null is null unless its words are found; a flag is true if its
//! words are found and not denied. Recursion ends at its third level. The mask decides what is
//! legal: a text that it refuses is passed over. An answer may cost so much work and no more.

mod leaf;
mod mask;
mod promise;
mod rows;
mod scope;
mod text;
mod work;

use serde_json::{Map, Value};

use leaf::{Words, choices, count, properties};
use mask::Mask;
use rows::Item;
use scope::{Found, Label, Scope};
use work::Work;

use super::stop::Stop;
pub(super) use work::Unfilled;

/// Levels of one definition inside itself.
const DEPTH: usize = 3;

/// Items of one list.
const ITEMS: usize = 100;

/// Characters of one copied text.
const TEXT: usize = 300;

/// Answers a schema from a prompt, unless `stop` is raised.
pub(super) fn fill(schema: &Value, prompt: &str, stop: &Stop) -> Result<String, Unfilled> {
    let mask = Mask::new(schema, Work::new(stop.clone())).map_err(Unfilled::Schema)?;
    let mut model = Model {
        root: schema,
        mask,
        open: vec!["#"],
    };
    let whole = model.value(schema, &Words::default(), false, &mut Scope::new(prompt));
    let missing = if model.mask.work.is_over() {
        Unfilled::TooMuch
    } else {
        Unfilled::Nothing
    };
    whole.then(|| model.mask.finish()).flatten().ok_or(missing)
}

struct Model<'a> {
    root: &'a Value,
    mask: Mask,
    /// The references that are being followed.
    open: Vec<&'a str>,
}

impl<'a> Model<'a> {
    /// Adds a value for the schema, or nothing. `near` asks for one that the words point to.
    fn value(&mut self, schema: &'a Value, words: &Words, near: bool, scope: &mut Scope) -> bool {
        let (mark, taken) = (self.mask.mark(), scope.taken());
        let legal = self.mask.work.pay(work::VALUE)
            && self.reads(scope, 1)
            && self.attempt(schema, words, near, scope);
        if !legal {
            self.mask.back(mark);
            scope.give_back(taken);
        }
        legal
    }

    fn attempt(&mut self, schema: &'a Value, words: &Words, near: bool, scope: &mut Scope) -> bool {
        if let Some((name, target)) = self.target(schema) {
            if self.levels(name) >= DEPTH {
                return false;
            }
            self.open.push(name);
            let legal = self.value(target, &words.with(target), near, scope);
            self.open.pop();
            return legal;
        }
        if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
            return self.union(branches, words, scope);
        }
        if let Some(values) = choices(schema) {
            return self.choice(&values, words, near, scope);
        }
        match schema.get("type") {
            Some(Value::Array(types)) => self.any_type(schema, types, words, scope),
            Some(Value::String(name)) => self.typed(schema, name, words, near, scope),
            _ => self.mask.push_shortest(b"\"-0123456789tfn"),
        }
    }

    /// Pays for looking through the text so many times; it costs more where much is taken.
    fn reads(&mut self, scope: &Scope, times: usize) -> bool {
        self.mask.work.read(&scope.text, times + scope.taken() / 16)
    }

    fn levels(&self, name: &str) -> usize {
        self.open.iter().filter(|open| **open == name).count()
    }

    fn typed(
        &mut self,
        schema: &'a Value,
        name: &str,
        words: &Words,
        near: bool,
        scope: &mut Scope,
    ) -> bool {
        let label = scope.label(words);
        match name {
            "object" => self.object(schema, words, scope),
            "array" => self.array(schema, words, scope),
            "boolean" => {
                let line = label.map(|label| scope.line(label)).unwrap_or_default();
                let denied = ["no", "not", "false", "without", "never"];
                let yes =
                    label.is_some() && !line.iter().any(|word| denied.contains(&word.as_str()));
                (label.is_some() || !near)
                    && self.mask.push_value(if yes { "true" } else { "false" })
            }
            "integer" | "number" => {
                let all = scope.order(scope.numbers(), label);
                self.first_legal(all, label, near, scope)
                    || (!near && self.mask.push_shortest(b"-0123456789"))
            }
            "string" => {
                let narrow = schema.get("format").or(schema.get("pattern")).is_some();
                let most = count(schema, "maxLength").unwrap_or(TEXT).min(TEXT);
                let all = scope.strings(label, narrow, most);
                self.first_legal(scope.order(all, label), label, near, scope)
                    || (!near && self.mask.push_shortest(b"\""))
            }
            _ => self.mask.push_value("null"),
        }
    }

    /// Adds the first of these texts that is legal, and takes it.
    fn first_legal(
        &mut self,
        all: Vec<Found>,
        label: Option<Label>,
        near: bool,
        scope: &mut Scope,
    ) -> bool {
        for found in all {
            if near && !label.is_some_and(|label| scope.is_near(label, &found.at)) {
                continue;
            }
            if self.mask.push_value(&found.text) {
                scope.take(found.at);
                return true;
            }
        }
        false
    }

    fn choice(&mut self, values: &[Value], words: &Words, near: bool, scope: &mut Scope) -> bool {
        let label = scope.label(words);
        let said = if values.len() > 1 && self.reads(scope, 2 + values.len() / 16) {
            scope.order(scope.choices(values), label)
        } else {
            Vec::new()
        };
        let mut rest: Vec<_> = values.iter().map(Value::to_string).collect();
        rest.sort_by_key(String::len);
        self.first_legal(said, label, near, scope)
            || ((!near || values.len() == 1) && rest.iter().any(|text| self.mask.push_value(text)))
    }

    fn object(&mut self, schema: &'a Value, outer: &Words, scope: &mut Scope) -> bool {
        if !self.mask.push("{") {
            return false;
        }
        let mut comma = "";
        for (key, schema) in properties(schema).into_iter().flatten() {
            let mark = self.mask.mark();
            let words = outer.inside(key, schema);
            let legal = self
                .mask
                .push(&format!("{comma}{}:", Value::from(key.as_str())))
                && self.value(schema, &words, false, scope);
            if legal {
                comma = ",";
            } else {
                // Without it the object may still be legal; the mask knows.
                self.mask.back(mark);
            }
        }
        self.mask.push("}")
    }

    fn array(&mut self, schema: &'a Value, words: &Words, scope: &mut Scope) -> bool {
        let least = count(schema, "minItems").unwrap_or(0);
        let most = count(schema, "maxItems").unwrap_or(usize::MAX);
        let Some(item) = schema.get("items") else {
            return self.mask.push("[]");
        };
        let row = Item::of(self.resolved(item));
        if !self.reads(scope, 1 + row.keys.len()) || !self.mask.push("[") {
            return false;
        }
        let mut rows = rows::find(scope, words, &row).into_iter();
        let mut items = 0;
        while items < most.min(ITEMS.max(least)) {
            let mark = self.mask.mark();
            let row = rows.next();
            if row.is_none() && items >= least {
                break;
            }
            let (at, mut row) = row.map_or((None, Scope::new("")), |row| (Some(row.at), row.scope));
            let comma = if items == 0 { "" } else { "," };
            let words = Words::default().with(item);
            if !self.mask.push(comma) || !self.value(item, &words, false, &mut row) {
                self.mask.back(mark);
                break;
            }
            if let Some(at) = at {
                scope.take(at);
            }
            items += 1;
        }
        self.mask.push("]")
    }

    /// Tries the branches, those that the prompt speaks of first.
    fn union(&mut self, branches: &'a [Value], words: &Words, scope: &mut Scope) -> bool {
        let mut order: Vec<_> = branches
            .iter()
            .map(|branch| (self.promise(branch, &words.with(branch), scope), branch))
            .collect();
        order.sort_by_key(|(promise, _)| std::cmp::Reverse(*promise));
        [true, false].iter().any(|near| {
            let mut tries = order.iter();
            tries.any(|(_, branch)| self.value(branch, &words.with(branch), *near, scope))
        })
    }

    /// How much of the prompt speaks of this branch.
    fn promise(&mut self, schema: &'a Value, words: &Words, scope: &Scope) -> isize {
        match self.target(schema) {
            Some((name, _)) if self.levels(name) >= DEPTH => -1,
            _ => {
                let schema = self.resolved(schema);
                let item = schema
                    .get("items")
                    .map(|item| Item::of(self.resolved(item)));
                let keys = item.as_ref().map_or(0, |item| item.keys.len());
                let times = 1 + keys + properties(schema).map_or(0, Map::len);
                if self.mask.work.pay(times) && self.reads(scope, times) {
                    promise::promise(schema, words, scope, item.as_ref())
                } else {
                    -1
                }
            }
        }
    }

    /// Tries each type of a list, null first where the prompt says nothing.
    fn any_type(
        &mut self,
        schema: &'a Value,
        types: &[Value],
        words: &Words,
        scope: &mut Scope,
    ) -> bool {
        let spoken = scope.label(words).is_some();
        let mut types: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
        types.sort_by_key(|name| (*name == "null") == spoken);
        let mark = self.mask.mark();
        [true, false].iter().any(|near| {
            types.iter().any(|name| {
                self.mask.back(mark);
                self.typed(schema, name, words, *near, scope)
            })
        })
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        self.target(schema).map_or(schema, |(_, target)| target)
    }

    /// The schema that a reference points to, with the reference.
    fn target(&self, schema: &'a Value) -> Option<(&'a str, &'a Value)> {
        let reference = schema.get("$ref")?.as_str()?;
        Some((reference, self.root.pointer(reference.strip_prefix('#')?)?))
    }
}

#[cfg(test)]
mod tests;
