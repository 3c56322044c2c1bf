//! What serde and `serde_json` say of mistakes: ours are said in the same words.

pub(crate) const TOO_DEEP: &str = "recursion limit exceeded";
pub(crate) const VALUE: &str = "expected value";
pub(crate) const TRAILING: &str = "trailing characters";
pub(crate) const CUT: &str = "EOF while parsing a value";
pub(crate) const KEY: &str = "key must be a string";
pub(crate) const COLON: &str = "expected `:`";
pub(crate) const TRAILING_COMMA: &str = "trailing comma";
/// Behind a member of an object.
pub(crate) const COMMA_OR_BRACE: &str = "expected `,` or `}`";
/// Behind an item of a list.
pub(crate) const COMMA_OR_BRACKET: &str = "expected `,` or `]`";
pub(super) const CONTROL: &str = "control character (\\u0000-\\u001F) found while parsing a string";
pub(super) const ESCAPE: &str = "invalid escape";

pub(crate) fn missing_field(key: &str) -> String {
    format!("missing field `{key}`")
}
