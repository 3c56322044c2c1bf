//! What of a value its type does not know in full: an `Other`, a field in `extra`, or a plain JSON value
//! where the description says more. All of these come back as they were, so reading and writing alone
//! would not tell. Seen in the value's `Debug`, which says the name of each variant and field.

use std::fmt::Debug;

use super::scalars::ANYTHING;

/// Each place that is not typed, by the lines around it.
pub(super) fn unknown(value: &impl Debug) -> Vec<String> {
    let text = format!("{value:#?}");
    let anything = format!("{ANYTHING:?}");
    let mut outer: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let depth = (line.len() - line.trim_start().len()) / 4;
        let line = line.trim();
        outer.truncate(depth);
        let is_other = line.ends_with("Other(") || line.contains("Other(\"");
        let is_extra = line.starts_with("extra: {") && line != "extra: {},";
        // So JSON values show themselves; a text in one is on a line of its own.
        let is_json = ["Number(", "Bool("].iter().any(|json| line.contains(json))
            || line.contains("String(") && !line.contains(&anything);
        if is_other || is_extra || is_json {
            found.push(format!("{}{line}", path(&outer)));
        }
        outer.push(line);
    }
    found
}

fn path(outer: &[&str]) -> String {
    let is_name = |end: char| matches!(end, '{' | '[' | '(' | ' ' | ':');
    let names = outer.iter().map(|line| line.trim_end_matches(is_name));
    let names = names.filter(|name| !name.is_empty() && *name != "Some");
    names.map(|name| format!("{name} > ")).collect()
}
