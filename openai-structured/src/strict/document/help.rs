//! What to write instead, for each rule.

use super::violation::Kind;

/// The way out of a violation, where there is one for all cases.
pub(super) fn rule(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::NotASchema | Kind::NotJson | Kind::Meaning | Kind::NotPermitted => return None,
        Kind::NotARegex => {
            "write a pattern that Python's `re` and Rust's `regex` both take, such as `^[0-9]{4}$`"
        }
        Kind::RootType | Kind::RootCombinator => {
            "make the root an object and put this under one of its properties"
        }
        Kind::Open => "add `\"additionalProperties\": false`",
        Kind::NotRequired => {
            "list every property in `required`; one that may be missing is `null` instead: \
             `\"type\": [\"string\", \"null\"]`"
        }
        Kind::ExtraRequired => "add the property or take its name out of `required`",
        Kind::Format => {
            "use one of date-time, time, date, duration, email, hostname, ipv4, ipv6, uuid, or a \
             `pattern`"
        }
        Kind::NoType => "say the `type`",
        Kind::NoItems => "say what the items are: `\"items\": { ... }`",
        Kind::NoProperties => "say the properties: `\"properties\": { ... }`, or none: `{}`",
        Kind::RefSiblings => "put the reference into `\"anyOf\": [{ \"$ref\": ... }]`",
        Kind::RefTarget => "move what it points to under `$defs` of the root",
        Kind::RefMissing => "add the definition under `$defs` of the root",
        Kind::EnumValue => "take the value out, or add its type to `type`",
        Kind::EnumEmpty => "list the values, or take `enum` out",
        Kind::Unsatisfiable => "let the lower bound be at most the upper one",
        Kind::Nesting => "move a part under `$defs` and refer to it",
        Kind::Properties | Kind::Characters => "move a part into a request of its own",
        Kind::EnumValues | Kind::EnumCharacters => {
            "let it be a string, and check the value after reading"
        }
        Kind::LookAround => "write the pattern without `(?=`, `(?!`, `(?<=` and `(?<!`",
        Kind::Name => "use 1 to 64 of `A-Z a-z 0-9 _ -`",
        Kind::DuplicateKey | Kind::EnumDouble => "take one of the two out",
        Kind::Bound => "stay within ±9007199254740991, or take the bound out",
        Kind::NoFiniteValue => {
            "let a value end: allow `null` there, or a list, or a branch without it"
        }
    })
}

/// The way out of a keyword that strict mode does not know.
pub(super) fn keyword(keyword: &str) -> &'static str {
    match keyword {
        "oneOf" => "use `anyOf`, with branches that exclude each other",
        "allOf" => "write the parts as one schema",
        "prefixItems" | "additionalItems" | "unevaluatedItems" => {
            "use an object with a property for each place"
        }
        "patternProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "unevaluatedProperties" => {
            "name the properties, or use a list of objects with a key and a value"
        }
        "default" => "take it out; the description may say what is usual",
        "not" | "if" | "then" | "else" | "dependentRequired" | "dependentSchemas"
        | "dependencies" => "use `anyOf` with a branch for each case",
        "uniqueItems" | "contains" | "minContains" | "maxContains" => {
            "take it out, and check the list after reading"
        }
        _ => "take it out",
    }
}
