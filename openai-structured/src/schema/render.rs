//! Writes a schema as JSON text, in `const` code.
//!
//! The text depends on nothing but the nodes: keys stand in declaration order whatever the
//! features of `serde_json` are.

#![expect(
    clippy::result_large_err,
    reason = "const code has no heap, and no program runs this: the compiler does"
)]

use crate::node::{Bound, Bounds, Branch, Definition, Member, Node, Property};
use crate::strict::proof::message::Message;
use crate::strict::proof::names::write_name;
use crate::strict::proof::survey::{Survey, large_tables, small_tables, spliced, target};
use crate::strict::totals::Totals;

use super::writer::Writer;

/// The schema of a root, as the API takes it.
///
/// # Errors
///
/// What makes the tree unfit for strict mode.
pub(crate) const fn document(
    root: &Node,
    name: &str,
    writer: &mut Writer<'_>,
) -> Result<Totals, Message> {
    let mut tables = small_tables();
    let mut survey = Survey::new(&mut tables);
    let result = survey.visit(root, name);
    if survey.overflowed() {
        let mut tables = large_tables();
        let mut survey = Survey::new(&mut tables);
        if let Err(message) = survey.visit(root, name) {
            return Err(message);
        }
        writer.root(root, &survey);
        return Ok(survey.totals());
    }
    if let Err(message) = result {
        return Err(message);
    }
    writer.root(root, &survey);
    Ok(survey.totals())
}

impl Writer<'_> {
    const fn root(&mut self, root: &Node, survey: &Survey<'_>) {
        let description = root_description(root);
        let Some(members) = spliced(root) else {
            // The survey has judged the root.
            return;
        };
        self.object_head(description)
            .members(members, survey)
            .definitions(survey)
            .raw(b"}");
    }

    /// The beginning of a schema that says its type, with a description if there is one.
    const fn head(&mut self, start: &[u8], description: Option<&[u8]>) -> &mut Self {
        match description {
            Some(text) => self.raw(start).raw(text),
            None => self.raw(start),
        }
    }

    const fn object_head(&mut self, description: Option<&[u8]>) -> &mut Self {
        self.head(b"{\"type\":\"object\"", description)
    }

    /// The keys of an object, without its braces.
    const fn members(&mut self, members: &[Member], survey: &Survey<'_>) -> &mut Self {
        self.raw(b",\"properties\":{")
            .properties(members, survey, true);
        self.raw(b"},\"required\":[").keys(members, true);
        self.raw(b"],\"additionalProperties\":false")
    }

    const fn properties(
        &mut self,
        members: &[Member],
        survey: &Survey<'_>,
        mut first: bool,
    ) -> bool {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            match member {
                Member::Flatten(node) => {
                    if let Some(members) = spliced(node) {
                        first = self.properties(members, survey, first);
                    }
                }
                Member::Property(property) => {
                    self.key(first, property).node(
                        property.node,
                        property.description,
                        None,
                        survey,
                    );
                    first = false;
                }
                Member::Tag { key, value, .. } => {
                    self.comma(first)
                        .quoted(key)
                        .raw(b":{\"type\":\"string\",\"const\":")
                        .quoted(value)
                        .raw(b"}");
                    first = false;
                }
            }
            rest = tail;
        }
        first
    }

    const fn keys(&mut self, members: &[Member], mut first: bool) -> bool {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            match member {
                Member::Flatten(node) => {
                    if let Some(members) = spliced(node) {
                        first = self.keys(members, first);
                    }
                }
                Member::Property(property) => {
                    self.required_key(first, property);
                    first = false;
                }
                Member::Tag { key, .. } => {
                    self.comma(first).quoted(key);
                    first = false;
                }
            }
            rest = tail;
        }
        first
    }

    /// `,"key":`, which the derive has written for most.
    const fn key(&mut self, first: bool, property: &Property) -> &mut Self {
        match property.written {
            Some([_, text @ ..]) if first => self.raw(text),
            Some(text) => self.raw(text),
            None => self.comma(first).quoted(property.key).raw(b":"),
        }
    }

    /// `,"key"`
    const fn required_key(&mut self, first: bool, property: &Property) -> &mut Self {
        match property.written {
            Some([_, text @ .., _]) if first => self.raw(text),
            Some([text @ .., _]) => self.raw(text),
            _ => self.comma(first).quoted(property.key),
        }
    }

    const fn comma(&mut self, first: bool) -> &mut Self {
        if first { self } else { self.raw(b",") }
    }

    const fn node(
        &mut self,
        node: &Node,
        description: Option<&[u8]>,
        bounds: Option<&Bounds>,
        survey: &Survey<'_>,
    ) -> &mut Self {
        match node {
            Node::Null => self.head(b"{\"type\":\"null\"", description).raw(b"}"),
            Node::Boolean => self.head(b"{\"type\":\"boolean\"", description).raw(b"}"),
            Node::Integer {
                minimum, maximum, ..
            } => {
                let writer = self.head(b"{\"type\":\"integer\"", description);
                match (range(*minimum, *maximum), bounds) {
                    (Some(text), None) => writer.raw(text),
                    (None, None) => writer.range(*minimum, *maximum, &Bounds::NONE),
                    (_, Some(bounds)) => writer.range(*minimum, *maximum, bounds),
                }
            }
            Node::Number => {
                let writer = self.head(b"{\"type\":\"number\"", description);
                match bounds {
                    None => writer.raw(b"}"),
                    Some(bounds) => writer
                        .bound("minimum", bounds.minimum)
                        .bound("maximum", bounds.maximum)
                        .other_bounds(bounds)
                        .raw(b"}"),
                }
            }
            Node::String => {
                let writer = self.head(b"{\"type\":\"string\"", description);
                match bounds {
                    None => writer.raw(b"}"),
                    Some(bounds) => writer.text_bounds(bounds).raw(b"}"),
                }
            }
            Node::Pattern(pattern) => self
                .head(b"{\"type\":\"string\"", description)
                .raw(b",\"pattern\":")
                .quoted(pattern)
                .raw(b"}"),
            Node::Format(format) => self
                .head(b"{\"type\":\"string\"", description)
                .raw(b",\"format\":")
                .quoted(format)
                .raw(b"}"),
            Node::Choice(choice) => self.choice(choice.words, description),
            Node::Array { items, length } => {
                let writer = self
                    .head(b"{\"type\":\"array\"", description)
                    .raw(b",\"items\":")
                    .node(items, None, None, survey);
                let (least, most) = match (length, bounds) {
                    (Some(length), _) => (Some(*length as u64), Some(*length as u64)),
                    (None, Some(bounds)) => (bounds.min_items, bounds.max_items),
                    (None, None) => return writer.raw(b"}"),
                };
                writer
                    .count("minItems", least)
                    .count("maxItems", most)
                    .raw(b"}")
            }
            Node::Object(members) => self
                .object_head(description)
                .members(members, survey)
                .raw(b"}"),
            Node::AnyOf { branches, .. } => self
                .union_head(description)
                .branches(branches, survey)
                .raw(b"]}"),
            Node::Nullable(inner) => self
                .union_head(description)
                .node(inner, None, bounds, survey)
                .raw(b",{\"type\":\"null\"}]}"),
            Node::Bounded(inner, own) => match bounds {
                None => self.node(inner, description, Some(own), survey),
                Some(bounds) => self.node(inner, description, Some(&own.and(bounds)), survey),
            },
            Node::Read { offered, .. } => self.node(offered, description, bounds, survey),
            Node::Named(link) => self.definition(link.follow(), description, bounds, survey),
            Node::Inline(definition) => self.definition(definition, description, bounds, survey),
            // Reported by the judge of fields; no text of it is ever sent.
            Node::Refused(_) => self.raw(b"{}"),
        }
    }

    /// `{"description":"...","anyOf":[` without the closing.
    const fn union_head(&mut self, description: Option<&[u8]>) -> &mut Self {
        match description {
            // Without the comma: it is the first member here.
            Some([_, text @ ..]) => self.raw(b"{").raw(text).raw(b",\"anyOf\":["),
            _ => self.raw(b"{\"anyOf\":["),
        }
    }

    const fn branches(&mut self, branches: &[Branch], survey: &Survey<'_>) -> &mut Self {
        let mut first = true;
        let mut rest = branches;
        while let [branch, tail @ ..] = rest {
            self.comma(first)
                .node(branch.node, branch.description, None, survey);
            first = false;
            rest = tail;
        }
        self
    }

    const fn choice(&mut self, words: &[&str], description: Option<&[u8]>) -> &mut Self {
        self.head(b"{\"type\":\"string\"", description)
            .raw(b",\"enum\":[");
        let mut first = true;
        let mut rest = words;
        while let [word, tail @ ..] = rest {
            self.comma(first).quoted(word);
            first = false;
            rest = tail;
        }
        self.raw(b"]}")
    }

    /// A named type where it is used: a reference if it has a place under `$defs`, else its body.
    const fn definition(
        &mut self,
        definition: &'static Definition,
        description: Option<&[u8]>,
        bounds: Option<&Bounds>,
        survey: &Survey<'_>,
    ) -> &mut Self {
        // The documentation nearest to the use wins: the field's, the newtype's, the type's.
        let nearest = nearest_description(definition, description);
        let Some(stands_for) = target(definition) else {
            return self.raw(b"{}");
        };
        let reference = match survey.find(stands_for.identity.id) {
            Some((0, _)) => Some(Message::new().text("#")),
            Some((number, _)) if survey.shared(number).is_some() => {
                let start = Message::new().text("#/$defs/");
                Some(write_name(start, &stands_for.identity))
            }
            _ => None,
        };
        match reference {
            // Bounds cannot stand beside a reference, and only a newtype's value has any.
            Some(_) if stands_for.transparent && narrows(bounds) => {
                self.node(&stands_for.node, nearest, bounds, survey)
            }
            // A reference has no siblings, and the type's own text stands at its definition.
            Some(reference) => match nearest_above(definition, description) {
                Some(text) => self
                    .union_head(Some(text))
                    .reference(reference.as_str())
                    .raw(b"]}"),
                None => self.reference(reference.as_str()),
            },
            None => self.node(&stands_for.node, nearest, bounds, survey),
        }
    }

    const fn reference(&mut self, target: &str) -> &mut Self {
        self.raw(b"{\"$ref\":").quoted(target).raw(b"}")
    }

    /// `,"$defs":{...}` if there are any.
    const fn definitions(&mut self, survey: &Survey<'_>) -> &mut Self {
        let mut first = true;
        let mut number = 0;
        while number < survey.count() {
            if let Some(definition) = survey.shared(number) {
                let name = write_name(Message::new(), &definition.identity);
                self.raw(if first { b",\"$defs\":{" } else { b"," })
                    .quoted(name.as_str())
                    .raw(b":")
                    .node(&definition.node, definition.description, None, survey);
                first = false;
            }
            number += 1;
        }
        if first { self } else { self.raw(b"}") }
    }

    /// An integer's bounds, and its end.
    const fn range(&mut self, minimum: i64, maximum: i64, bounds: &Bounds) -> &mut Self {
        self.lower(minimum, bounds)
            .upper(maximum, bounds)
            .other_bounds(bounds)
            .raw(b"}")
    }

    const fn lower(&mut self, own: i64, bounds: &Bounds) -> &mut Self {
        match bounds.minimum {
            #[expect(clippy::cast_precision_loss, reason = "within 2^53 - 1")]
            Some(bound) if bound.value > own as f64 => self.bound("minimum", Some(bound)),
            _ => self.raw(b",\"minimum\":").integer(own),
        }
    }

    const fn upper(&mut self, own: i64, bounds: &Bounds) -> &mut Self {
        match bounds.maximum {
            #[expect(clippy::cast_precision_loss, reason = "within 2^53 - 1")]
            Some(bound) if bound.value < own as f64 => self.bound("maximum", Some(bound)),
            _ => self.raw(b",\"maximum\":").integer(own),
        }
    }

    const fn text_bounds(&mut self, bounds: &Bounds) -> &mut Self {
        if let Some(pattern) = bounds.pattern {
            self.raw(b",\"pattern\":").quoted(pattern);
        }
        if let Some(format) = bounds.format {
            self.raw(b",\"format\":").quoted(format);
        }
        if let Some(field) = bounds.choices {
            self.open_field(field);
        }
        self.count("minLength", bounds.min_length)
            .count("maxLength", bounds.max_length)
    }

    const fn other_bounds(&mut self, bounds: &Bounds) -> &mut Self {
        self.bound("exclusiveMinimum", bounds.exclusive_minimum)
            .bound("exclusiveMaximum", bounds.exclusive_maximum)
            .bound("multipleOf", bounds.multiple_of)
    }

    const fn bound(&mut self, keyword: &str, bound: Option<Bound>) -> &mut Self {
        match bound {
            Some(bound) => self
                .raw(b",\"")
                .raw(keyword.as_bytes())
                .raw(b"\":")
                .raw(bound.text.as_bytes()),
            None => self,
        }
    }

    const fn count(&mut self, keyword: &str, count: Option<u64>) -> &mut Self {
        match count {
            Some(count) => self
                .raw(b",\"")
                .raw(keyword.as_bytes())
                .raw(b"\":")
                .digits(count),
            None => self,
        }
    }
}

/// Whether there are bounds that a schema says.
const fn narrows(bounds: Option<&Bounds>) -> bool {
    match bounds {
        Some(bounds) => !bounds.is_none(),
        None => false,
    }
}

/// The rest of an integer's schema, for the ranges of Rust's own types: writing a number digit by
/// digit takes the interpreter longer than all else about a field.
#[expect(clippy::unreadable_literal, reason = "this is how JSON writes them")]
const fn range(minimum: i64, maximum: i64) -> Option<&'static [u8]> {
    macro_rules! ranges {
        ($($minimum:literal $maximum:literal)*) => {
            match (minimum, maximum) {
                $(($minimum, $maximum) => Some(
                    concat!(",\"minimum\":", $minimum, ",\"maximum\":", $maximum, "}").as_bytes(),
                ),)*
                _ => None,
            }
        };
    }
    ranges! {
        0 255
        0 65535
        0 4294967295
        0 9007199254740991
        -128 127
        -32768 32767
        -2147483648 2147483647
        -9007199254740991 9007199254740991
    }
}

/// The text that stands at the root of a schema.
pub(super) const fn root_description(root: &Node) -> Option<&'static [u8]> {
    match root.definition() {
        Some(definition) => nearest_description(definition, None),
        None => None,
    }
}

/// The nearest text on the way from a use to the definition that stands for the type.
const fn nearest_description<'a>(
    definition: &'static Definition,
    description: Option<&'a [u8]>,
) -> Option<&'a [u8]> {
    if description.is_some() || !definition.transparent {
        return match description {
            None => definition.description,
            some => some,
        };
    }
    if definition.description.is_some() {
        return definition.description;
    }
    match definition.node.definition() {
        Some(inner) => nearest_description(inner, None),
        None => None,
    }
}

/// The same, without the text of the definition itself.
const fn nearest_above<'a>(
    definition: &'static Definition,
    description: Option<&'a [u8]>,
) -> Option<&'a [u8]> {
    if description.is_some() || !definition.transparent {
        return description;
    }
    match definition.node.definition() {
        Some(inner) => nearest_above(inner, definition.description),
        None => None,
    }
}
