//! Writes a schema as JSON text, in `const` code.
//!
//! The text depends on nothing but the nodes: keys stand in declaration order whatever the
//! features of `serde_json` are.

#![expect(
    clippy::result_large_err,
    reason = "const code has no heap, and no program runs this: the compiler does"
)]

use crate::node::{Bound, Bounds, Branch, Definition, Member, Node};
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
        let description = match root.definition() {
            Some(definition) => nearest_description(definition, None),
            None => None,
        };
        let Some(members) = spliced(root) else {
            // The survey has judged the root.
            return;
        };
        self.object_head(description)
            .members(members, survey)
            .definitions(survey)
            .raw("}");
    }

    /// `{"type":"...","description":"..."` without the closing brace.
    const fn head(&mut self, ty: &str, description: Option<&str>) -> &mut Self {
        let writer = self.raw("{\"type\":\"").raw(ty).raw("\"");
        match description {
            Some(text) => writer.raw(",\"description\":").quoted(text),
            None => writer,
        }
    }

    const fn object_head(&mut self, description: Option<&str>) -> &mut Self {
        self.head("object", description)
    }

    /// The keys of an object, without its braces.
    const fn members(&mut self, members: &[Member], survey: &Survey<'_>) -> &mut Self {
        self.raw(",\"properties\":{")
            .properties(members, survey, true);
        self.raw("},\"required\":[").keys(members, true);
        self.raw("],\"additionalProperties\":false")
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
                    self.comma(first).quoted(property.key).raw(":").node(
                        property.node,
                        property.description,
                        &Bounds::NONE,
                        survey,
                    );
                    first = false;
                }
                Member::Tag { key, value, .. } => {
                    self.comma(first)
                        .quoted(key)
                        .raw(":{\"type\":\"string\",\"const\":")
                        .quoted(value)
                        .raw("}");
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
                    self.comma(first).quoted(property.key);
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

    const fn comma(&mut self, first: bool) -> &mut Self {
        if first { self } else { self.raw(",") }
    }

    const fn node(
        &mut self,
        node: &Node,
        description: Option<&str>,
        bounds: &Bounds,
        survey: &Survey<'_>,
    ) -> &mut Self {
        match node {
            Node::Null => self.head("null", description).raw("}"),
            Node::Boolean => self.head("boolean", description).raw("}"),
            Node::Integer {
                minimum, maximum, ..
            } => self
                .head("integer", description)
                .lower(*minimum, bounds)
                .upper(*maximum, bounds)
                .other_bounds(bounds)
                .raw("}"),
            Node::Number => {
                let writer = self
                    .head("number", description)
                    .bound("minimum", bounds.minimum)
                    .bound("maximum", bounds.maximum);
                writer.other_bounds(bounds).raw("}")
            }
            Node::String => self
                .head("string", description)
                .text_bounds(bounds)
                .raw("}"),
            Node::Pattern(pattern) => self
                .head("string", description)
                .raw(",\"pattern\":")
                .quoted(pattern)
                .raw("}"),
            Node::Format(format) => self
                .head("string", description)
                .raw(",\"format\":")
                .quoted(format)
                .raw("}"),
            Node::Choice(choice) => self.choice(choice.words, description),
            Node::Array { items, length } => {
                let writer = self.head("array", description).raw(",\"items\":").node(
                    items,
                    None,
                    &Bounds::NONE,
                    survey,
                );
                let (least, most) = match length {
                    Some(length) => (Some(*length as u64), Some(*length as u64)),
                    None => (bounds.min_items, bounds.max_items),
                };
                writer
                    .count("minItems", least)
                    .count("maxItems", most)
                    .raw("}")
            }
            Node::Object(members) => self
                .object_head(description)
                .members(members, survey)
                .raw("}"),
            Node::AnyOf { branches, .. } => self
                .union_head(description)
                .branches(branches, survey)
                .raw("]}"),
            Node::Nullable(inner) => self
                .union_head(description)
                .node(inner, None, bounds, survey)
                .raw(",{\"type\":\"null\"}]}"),
            Node::Bounded(inner, own) => self.node(inner, description, &own.within(bounds), survey),
            Node::Read { offered, .. } => self.node(offered, description, bounds, survey),
            Node::Named(link) => self.definition(link.follow(), description, bounds, survey),
            Node::Inline(definition) => self.definition(definition, description, bounds, survey),
            // Reported by the judge of fields; no text of it is ever sent.
            Node::Refused(_) => self.raw("{}"),
        }
    }

    /// `{"description":"...","anyOf":[` without the closing.
    const fn union_head(&mut self, description: Option<&str>) -> &mut Self {
        match description {
            Some(text) => self
                .raw("{\"description\":")
                .quoted(text)
                .raw(",\"anyOf\":["),
            None => self.raw("{\"anyOf\":["),
        }
    }

    const fn branches(&mut self, branches: &[Branch], survey: &Survey<'_>) -> &mut Self {
        let mut first = true;
        let mut rest = branches;
        while let [branch, tail @ ..] = rest {
            self.comma(first)
                .node(branch.node, branch.description, &Bounds::NONE, survey);
            first = false;
            rest = tail;
        }
        self
    }

    const fn choice(&mut self, words: &[&str], description: Option<&str>) -> &mut Self {
        self.head("string", description).raw(",\"enum\":[");
        let mut first = true;
        let mut rest = words;
        while let [word, tail @ ..] = rest {
            self.comma(first).quoted(word);
            first = false;
            rest = tail;
        }
        self.raw("]}")
    }

    /// A named type where it is used: a reference if it has a place under `$defs`, else its body.
    const fn definition(
        &mut self,
        definition: &'static Definition,
        description: Option<&str>,
        bounds: &Bounds,
        survey: &Survey<'_>,
    ) -> &mut Self {
        // The documentation nearest to the use wins: the field's, the newtype's, the type's.
        let nearest = nearest_description(definition, description);
        let Some(stands_for) = target(definition) else {
            return self.raw("{}");
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
            Some(_) if stands_for.transparent && !bounds.is_none() => {
                self.node(&stands_for.node, nearest, bounds, survey)
            }
            // A reference has no siblings, and the type's own text stands at its definition.
            Some(reference) => match nearest_above(definition, description) {
                Some(text) => self
                    .union_head(Some(text))
                    .reference(reference.as_str())
                    .raw("]}"),
                None => self.reference(reference.as_str()),
            },
            None => self.node(&stands_for.node, nearest, bounds, survey),
        }
    }

    const fn reference(&mut self, target: &str) -> &mut Self {
        self.raw("{\"$ref\":").quoted(target).raw("}")
    }

    /// `,"$defs":{...}` if there are any.
    const fn definitions(&mut self, survey: &Survey<'_>) -> &mut Self {
        let mut first = true;
        let mut number = 0;
        while number < survey.count() {
            if let Some(definition) = survey.shared(number) {
                let name = write_name(Message::new(), &definition.identity);
                self.raw(if first { ",\"$defs\":{" } else { "," })
                    .quoted(name.as_str())
                    .raw(":")
                    .node(
                        &definition.node,
                        definition.description,
                        &Bounds::NONE,
                        survey,
                    );
                first = false;
            }
            number += 1;
        }
        if first { self } else { self.raw("}") }
    }

    const fn lower(&mut self, own: i64, bounds: &Bounds) -> &mut Self {
        match bounds.minimum {
            #[expect(clippy::cast_precision_loss, reason = "within 2^53 - 1")]
            Some(bound) if bound.value > own as f64 => self.bound("minimum", Some(bound)),
            _ => self.raw(",\"minimum\":").integer(own),
        }
    }

    const fn upper(&mut self, own: i64, bounds: &Bounds) -> &mut Self {
        match bounds.maximum {
            #[expect(clippy::cast_precision_loss, reason = "within 2^53 - 1")]
            Some(bound) if bound.value < own as f64 => self.bound("maximum", Some(bound)),
            _ => self.raw(",\"maximum\":").integer(own),
        }
    }

    const fn text_bounds(&mut self, bounds: &Bounds) -> &mut Self {
        if let Some(pattern) = bounds.pattern {
            self.raw(",\"pattern\":").quoted(pattern);
        }
        if let Some(format) = bounds.format {
            self.raw(",\"format\":").quoted(format);
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
            Some(bound) => self.raw(",\"").raw(keyword).raw("\":").raw(bound.text),
            None => self,
        }
    }

    const fn count(&mut self, keyword: &str, count: Option<u64>) -> &mut Self {
        match count {
            Some(count) => self.raw(",\"").raw(keyword).raw("\":").digits(count),
            None => self,
        }
    }
}

/// The nearest text on the way from a use to the definition that stands for the type.
const fn nearest_description<'a>(
    definition: &'static Definition,
    description: Option<&'a str>,
) -> Option<&'a str> {
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
    description: Option<&'a str>,
) -> Option<&'a str> {
    if description.is_some() || !definition.transparent {
        return description;
    }
    match definition.node.definition() {
        Some(inner) => nearest_above(inner, definition.description),
        None => None,
    }
}
