//! Where in a document one is: which texts of several documents may be parts of one, and what the names
//! around a value say of it.

use super::name;
use super::span::{Kind, Span, Text};

/// Fields with objects whose `value` is a credential.
const HOLDERS: &[&str] = &["client_secret", "domain_secrets"];

/// The members by which one of several things that grow at the same time is known.
const WHICH: &[&str] = &[
    "item_id",
    "output_index",
    "content_index",
    "summary_index",
    INDEX,
];

/// Takes the place of the position in a list.
const INDEX: &str = "index";

/// Members whose values are schemas.
const SCHEMAS: &[&str] = &["parameters", "schema", "input_schema"];

/// Members of a schema with schemas by name.
const PROPERTIES: &[&str] = &["properties", "$defs", "definitions"];

#[derive(Default)]
pub(super) struct Place {
    /// Names, positions, and numbers of things.
    pub(super) path: String,
    /// Within a member that is called `delta`.
    pub(super) is_delta: bool,
    pub(super) within: Within,
    /// An item of a list, whose index is in the path already.
    is_item: bool,
}

/// An object that was entered.
pub(super) struct Here {
    before: usize,
    length: usize,
    is_schema: bool,
}

impl Place {
    /// Goes into an object. `raw` gives the JSON of a value.
    pub(super) fn enter<'a>(
        &mut self,
        members: &[(Text, Span)],
        raw: impl Fn(&Span) -> &'a str,
    ) -> Here {
        let before = self.path.len();
        let is_item = std::mem::take(&mut self.is_item);
        let mut is_schema = matches!(self.within, Within::Schema);
        for (name, value) in members {
            let name = &*name.says;
            // The kind of an event; further down, only the first part of some things has one.
            let is_kind = name == "type" && before == 0;
            if is_kind || (WHICH.contains(&name) && !(is_item && name == INDEX)) {
                self.path.push('#');
                self.path.push_str(raw(value));
            }
            is_schema |= name == "type" && raw(value) == "\"object\"";
        }
        Here {
            before,
            length: self.path.len(),
            is_schema,
        }
    }

    /// Goes to a member; gives what holds outside of it.
    pub(super) fn step(&mut self, here: &Here, name: &str) -> (Within, bool) {
        let outside = (self.within, self.is_delta);
        self.path.push('/');
        self.path.push_str(name);
        self.is_delta |= name == "delta";
        self.within = self.within.member(name, here.is_schema);
        outside
    }

    pub(super) fn back(&mut self, here: &Here, outside: (Within, bool)) {
        (self.within, self.is_delta) = outside;
        self.is_item = false;
        self.path.truncate(here.length);
    }

    pub(super) fn leave(&mut self, here: &Here) {
        self.path.truncate(here.before);
    }

    /// Goes to an item of a list; gives the length of the path outside of it.
    pub(super) fn item<'a>(
        &mut self,
        at: usize,
        item: &Span,
        raw: impl Fn(&Span) -> &'a str,
    ) -> usize {
        let length = self.path.len();
        let index = match &item.kind {
            Kind::Object(members) => members.iter().find(|(name, _)| name.says == INDEX),
            _ => None,
        };
        self.path.push('/');
        match index {
            Some((_, index)) => self.path.push_str(raw(index)),
            None => self.path.push_str(&at.to_string()),
        }
        self.is_item = true;
        length
    }
}

/// What the names around a value say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Within {
    #[default]
    Other,
    /// The value of one of the [`HOLDERS`].
    Holder,
    Schema,
    /// Names of a schema, which say nothing of credentials.
    Properties,
}

impl Within {
    /// What a member's value is within.
    fn member(self, name: &str, is_schema: bool) -> Self {
        match name {
            _ if self == Self::Properties => Self::Schema,
            name if is_schema && PROPERTIES.contains(&name) => Self::Properties,
            name if HOLDERS.contains(&name) => Self::Holder,
            _ if self == Self::Schema => Self::Schema,
            name if SCHEMAS.contains(&name) => Self::Schema,
            _ => Self::Other,
        }
    }

    /// Whether a member is a credential, or holds nothing else.
    pub(super) fn is_secret(self, name: &str, value: &Kind, raw: &str) -> bool {
        let has_members = matches!(value, Kind::Object(_));
        if name::is_nothing(raw) || (has_members && self == Self::Properties) {
            return false;
        }
        match value {
            Kind::Text(_) if self == Self::Holder && name == "value" => true,
            // What an MCP server is sent, by name.
            Kind::Object(_) if name.eq_ignore_ascii_case("headers") => true,
            Kind::Object(_) | Kind::List(_) if HOLDERS.contains(&name) => false,
            _ => name::is_secret(name),
        }
    }
}
