//! Types that are texts of a certain form: UUIDs, addresses, decimal numbers, versions.

use super::foreign;
use crate::node::{Identity, Node};
use crate::schema::Schema;
#[cfg(feature = "url")]
use crate::schema::types::{ipv4, port};

/// An address of the web. The types' grammar is wider than a pattern can say, so other schemes,
/// users, IPv6 hosts and hosts with two hyphens in a row are left out: what is left always parses.
#[cfg(feature = "url")]
const URL: &str = concat!(
    "^https?://(?:",
    "(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\\.)*[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*|",
    ipv4!(),
    ")(?::",
    port!(),
    ")?(?:[/?#][^\\x00-\\x20]*)?$"
);

/// At most 28 digits on either side; a fraction that is too long for both is rounded. Numbers would
/// reach further than the type, and are read too.
#[cfg(feature = "rust_decimal")]
const DECIMAL: Node = Node::Read {
    offered: &Node::Pattern("^-?(?:0|[1-9][0-9]{0,27})(?:\\.[0-9]{1,28})?$"),
    besides: &Node::Number,
};

/// A number of a version, within `u64`.
#[cfg(feature = "semver")]
macro_rules! number {
    () => {
        "(?:0|[1-9][0-9]{0,18})"
    };
}

/// A part of a pre-release: a number without leading zeros, or a word.
#[cfg(feature = "semver")]
macro_rules! part {
    () => {
        "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
    };
}

#[cfg(feature = "semver")]
const VERSION: &str = concat!(
    "^",
    number!(),
    "\\.",
    number!(),
    "\\.",
    number!(),
    "(?:-",
    part!(),
    "(?:\\.",
    part!(),
    ")*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$"
);

foreign! {
    #[cfg(feature = "uuid")]
    uuid::Uuid => "Uuid", Node::Format("uuid");
    #[cfg(feature = "url")]
    url::Url => "Url", Node::Pattern(URL);
    #[cfg(feature = "rust_decimal")]
    rust_decimal::Decimal => "Decimal", DECIMAL;
    #[cfg(feature = "semver")]
    semver::Version => "Version", Node::Pattern(VERSION);
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "rust_decimal")]
    use crate::node::Node;
    use crate::strict::pattern;

    #[test]
    fn the_patterns_are_in_the_dialect() {
        let patterns: &[&str] = &[
            #[cfg(feature = "url")]
            super::URL,
            #[cfg(feature = "rust_decimal")]
            match super::DECIMAL.resolve() {
                Node::Pattern(text) => text,
                _ => panic!("a pattern"),
            },
            #[cfg(feature = "semver")]
            super::VERSION,
        ];
        for text in patterns {
            assert_eq!(pattern::check(text), Ok(()), "{text}");
        }
    }
}
