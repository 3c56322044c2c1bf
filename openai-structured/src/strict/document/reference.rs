//! References: what `$ref` names, and the definition behind it.

use serde_json::Value;

use super::DEFINITIONS;

/// Where a reference points: the root, or a definition by its keyword and name.
pub(crate) struct Target {
    /// The reference as it is written.
    pub(crate) text: String,
    /// The keyword and name of the definition; none for the root.
    pub(crate) definition: Option<(&'static str, String)>,
}

/// What a node refers to, if it does. An error for what is neither the root nor a definition of the
/// whole schema.
pub(crate) fn reference(node: &Value) -> Option<Result<Target, ()>> {
    node.get("$ref")?.as_str().map(target)
}

/// What the text of a reference points to.
pub(crate) fn target(text: &str) -> Result<Target, ()> {
    if text == "#" {
        return Ok(Target {
            text: text.to_owned(),
            definition: None,
        });
    }
    let found = DEFINITIONS.iter().find_map(|keyword| {
        let name = text
            .strip_prefix("#/")?
            .strip_prefix(keyword)?
            .strip_prefix('/')?;
        (!name.is_empty() && !name.contains('/')).then(|| (*keyword, decoded(name)))
    });
    let target = found.map(|found| Target {
        text: text.to_owned(),
        definition: Some(found),
    });
    target.ok_or(())
}

/// The schema that a reference stands for.
pub(crate) fn definition<'a>(root: &'a Value, target: &Target) -> Option<&'a Value> {
    match &target.definition {
        None => Some(root),
        Some((keyword, name)) => root.get(keyword)?.get(name),
    }
}

/// Undoes the two layers of escapes in a reference: percent signs, then those of a JSON pointer.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let digit = |byte: u8| {
            char::from(byte)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        match (first, tail) {
            (b'%', [high, low, tail @ ..])
                if let (Some(high), Some(low)) = (digit(*high), digit(*low)) =>
            {
                bytes.push(high * 16 + low);
                rest = tail;
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes)
        .replace("~1", "/")
        .replace("~0", "~")
}
