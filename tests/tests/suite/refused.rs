//! The types that do not compile, in order: each is a program of `tests/compile-fail`, beside
//! which stands what the compiler says of it.
//!
//! `docs/accepted.md` of openai-structured is written from these.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A program that must not compile.
pub(crate) struct Row {
    /// What is refused.
    pub(crate) title: &'static str,
    /// The program's name.
    pub(crate) case: &'static str,
}

const fn row(title: &'static str, case: &'static str) -> Row {
    Row { title, case }
}

/// What strict mode, or serde, cannot do.
pub(crate) const ROWS: &[Row] = &[
    row("Maps", "map-field"),
    row("Tuples", "tuples"),
    row("Values that may be anything", "open-values"),
    row("`null` in `null`", "null-twice"),
    row("A root that is no object", "root-is-no-object"),
    row("A type without a finite value", "no-finite-value"),
    row("More than 10 levels", "too-deep"),
    row("More than 5,000 properties", "too-many-properties"),
    row("More than 1,000 values in one enum", "too-many-values"),
    row(
        "More than 1,000 values in all enums",
        "too-many-values-together",
    ),
    row(
        "More than 15,000 characters in an enum of more than 250 values",
        "too-many-characters-in-an-enum",
    ),
    row(
        "More than 120,000 characters of names and values",
        "too-many-characters",
    ),
    row("Two fields of one key", "duplicate-keys"),
    row("A tag that is also a key", "tag-clash"),
    row(
        "A tag beside what has no keys",
        "tagged-values-without-keys",
    ),
    row(
        "An untagged object that is also read from a longer one",
        "untagged-shorter-object-first",
    ),
    row(
        "An untagged float before an integer",
        "untagged-float-first",
    ),
    row("An untagged text before words", "untagged-text-first"),
    row("One untagged variant", "untagged-variant"),
    row("Flattening what has no keys of its own", "flatten"),
    row("128-bit integers where serde buffers", "wide-integers"),
    row("Borrowed text", "borrowed"),
    row("A wire form that only a function knows", "hidden-wire-form"),
    row(
        "Times that serde writes as lists of numbers",
        "lists-of-numbers",
    ),
    row("Forms that a model would not hit", "odd-wire-forms"),
    row("Types without a value on the wire", "no-sensible-value"),
    row("Patterns that engines read differently", "patterns"),
    row("Bounds that leave no value, or fit no type", "bounds"),
    row("Formats that the API does not take", "formats"),
    row("Names that the API does not take", "names"),
    row("Names of tools that the API does not take", "tool-names"),
    row(
        "Descriptions of tools of more than 1,024 characters",
        "tool-descriptions",
    ),
    row("Enums without variants", "empty-enums"),
    row("Two definitions of one name", "definition-clash"),
    row("An array without items", "empty-array"),
    row("A generic type inside itself", "recursive-generic"),
    row("Identifiers of serde", "identifiers"),
];

/// What goes beyond: combinations, and mistakes in words.
pub(crate) const MORE: &[Row] = &[
    row("A type without the derive", "underived-field"),
    row("Unknown words and values", "attributes"),
    row("Bounds on types with bounds", "nested-bounds"),
    row("Bounds that nothing can look at", "unchecked-bounds"),
    row("Schemas written by hand", "written-schema"),
    row("What serde's attributes exclude", "serde-combinations"),
    row("Untagged branches and aliases", "untagged-aliases"),
    row(
        "What serde reads untagged, apart from what it writes",
        "untagged-readers",
    ),
    row("Untagged branches of foreign types", "untagged-foreign"),
    row("Instances of generic types", "instance"),
    row(
        "A type with a name of the standard library's",
        "shadowed-name",
    ),
    row("What can be no tool", "no-tool"),
    row("What can be no set of tools", "tool-sets"),
    row("Two tools of one name", "tools-of-one-name"),
    row("Words that a request chooses, in arguments", "tool-choices"),
    row("A tool without a schema", "tool-without-schema"),
    row("A text for the error of a tool", "tool-errors"),
    row("Calls that nothing answers", "calls-without-answers"),
];

/// Where the programs are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("compile-fail")
}

#[test]
fn each_program_is_in_the_table_once() {
    let mut pinned = BTreeSet::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        pinned.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
    }
    let mut listed = BTreeSet::new();
    for row in ROWS.iter().chain(MORE) {
        assert!(
            listed.insert(row.case.to_owned()),
            "{} is there twice",
            row.case
        );
    }
    assert_eq!(listed, pinned);
}
