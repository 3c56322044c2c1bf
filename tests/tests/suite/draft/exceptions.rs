//! Where the reader does not do what serde does, on purpose: one row for each, with its reason. All
//! else is the same.

use super::mutate::tokens;
use openai_structured::{Mismatch, MismatchKind};
use serde::de::IgnoredAny;
use serde_json::Value;

/// A text that is read as another one is by serde.
pub(super) struct Rewritten {
    pub(super) name: &'static str,
    /// Why it is so.
    pub(super) why: &'static str,
    /// The text that serde gets, if it is another.
    pub(super) text: fn(&str) -> Option<String>,
    /// A text of a struct with `a: i64` that serde does not read.
    pub(super) needed: &'static str,
}

pub(super) const REWRITTEN: [Rewritten; 3] = [
    Rewritten {
        name: "byte order mark",
        why: "some servers send it, and it is no part of the answer",
        text: |text| text.strip_prefix('\u{feff}').map(str::to_owned),
        needed: "\u{feff}{\"a\":1}",
    },
    Rewritten {
        name: "the same document once more",
        why: "some models say everything twice",
        text: once,
        needed: "{\"a\":1}\n{\"a\":1}",
    },
    Rewritten {
        name: "negative zero",
        why: "no schema can exclude it, and serde has no integer for it",
        text: |text| {
            let zero = |token| if token == "-0" { "0" } else { token };
            let rewritten: String = tokens(text).into_iter().map(zero).collect();
            (rewritten != text).then_some(rewritten)
        },
        needed: "{\"a\":-0}",
    },
];

/// The first of two documents that are the same text.
fn once(text: &str) -> Option<String> {
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    documents.next()?.ok()?;
    let first = text.get(..documents.byte_offset())?.trim_matches(is_blank);
    let behind = text.get(documents.byte_offset()..)?.trim_matches(is_blank);
    (first == behind).then(|| first.to_owned())
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\r' | '\t')
}

/// How the reader says that a list is not what it wants.
pub(super) const LIST: &str = "invalid type: sequence, expected ";

/// A text that serde reads and we do not.
pub(super) struct Refused {
    pub(super) name: &'static str,
    /// Why it is so.
    pub(super) why: &'static str,
    /// Whether the mismatch is about this. The text is what serde got, the value what it made of it.
    pub(super) is: fn(&Mismatch, &str, &str) -> bool,
}

pub(super) const REFUSED: [Refused; 7] = [
    Refused {
        name: "a list is no struct",
        why: "the schema says object; a list has the right values in the right order by chance",
        is: |mismatch, text, _| {
            let is_list = || value_at(text, mismatch.path()).is_some_and(|value| value.is_array());
            mismatch.detail().starts_with(LIST) && is_list()
        },
    },
    Refused {
        name: "beyond f32",
        why: "infinity is not what the text says",
        is: |mismatch, _, value| {
            mismatch.detail() == "number out of range" && value.contains("inf")
        },
    },
    Refused {
        name: "bounds",
        why: "the schema says them, and serde knows nothing of them",
        is: |mismatch, _, _| mismatch.kind() == MismatchKind::Bound,
    },
    Refused {
        name: "checks",
        why: "the type says them, and serde knows nothing of them",
        is: |mismatch, _, _| mismatch.kind() == MismatchKind::Check,
    },
    Refused {
        name: "blanks without end",
        why: "a model that has lost its way costs time and money until it is stopped",
        is: |mismatch, _, _| {
            mismatch.kind() == MismatchKind::Runaway && mismatch.detail().contains("blanks")
        },
    },
    Refused {
        name: "digits without end",
        why: "the same",
        is: |mismatch, _, _| {
            mismatch.kind() == MismatchKind::Runaway && mismatch.detail().contains("number")
        },
    },
    Refused {
        name: "too deep for a value in one piece",
        why: "unknown keys within it count, too",
        is: |mismatch, _, _| mismatch.kind() == MismatchKind::TooDeep,
    },
];

/// A text that we read and serde does not.
pub(super) struct Taken {
    pub(super) name: &'static str,
    /// Why it is so.
    pub(super) why: &'static str,
    /// Whether serde's error is about this.
    pub(super) is: fn(&serde_json::Error) -> bool,
}

pub(super) const TAKEN: [Taken; 3] = [
    Taken {
        name: "a number under a key that nobody reads",
        why: "serde keeps such values of an object with flattened keys or a tag; one that is read \
              and out of range we refuse, too",
        is: |error| error.to_string().starts_with("number out of range"),
    },
    Taken {
        name: "nesting under a key that nobody reads",
        why: "the same",
        is: |error| error.to_string().starts_with("recursion limit exceeded"),
    },
    Taken {
        name: "half of a pair under a key that nobody reads",
        why: "the same; elsewhere serde passes over it, too",
        is: |error| error.to_string().contains("hex escape"),
    },
];

/// The value at a path without dots in its keys.
fn value_at(text: &str, path: &str) -> Option<Value> {
    let root: Value = serde_json::from_str(text).ok()?;
    let pointer = path.replace(['.', '['], "/").replace(']', "");
    let pointer = match pointer.strip_prefix('/') {
        _ if pointer.is_empty() => String::new(),
        Some(rest) => format!("/{rest}"),
        None => format!("/{pointer}"),
    };
    root.pointer(&pointer).cloned()
}

#[cfg(test)]
mod tests {
    use super::super::agree::{compare, serde};
    use super::{REFUSED, REWRITTEN, TAKEN};
    use openai_structured::prelude::*;
    use openai_structured::{ResponseFormat, read};
    use std::fmt::Debug;

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    struct One {
        a: i64,
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    struct Many {
        one: Option<One>,
        float: Option<f32>,
        #[openai(maximum = 5)]
        small: Option<u8>,
        #[openai(check = even)]
        even: Option<u8>,
        #[openai(leaf)]
        leaf: Option<One>,
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    struct Flat {
        #[serde(flatten)]
        one: One,
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    struct Tagged {
        #[serde(flatten)]
        part: Part,
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[serde(tag = "t")]
    #[allow(dead_code, reason = "shown by `Debug`")]
    struct Part {
        a: i64,
    }

    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "so it is called"
    )]
    fn even(number: &Option<u8>) -> Result<(), &'static str> {
        match number {
            Some(number) if number % 2 == 1 => Err("odd"),
            _ => Ok(()),
        }
    }

    /// The exceptions that a text needs, of which one is the only one.
    fn needs<T: ResponseFormat + Debug>(text: &str, name: &str) {
        assert_ne!(serde::<T>(text).is_ok(), read::<T>(text).is_ok(), "{name}");
        assert_eq!(compare::<T>(text), Ok(vec![name]));
    }

    #[test]
    fn each_is_needed() {
        let mut named: Vec<&str> = Vec::new();
        for row in &REWRITTEN {
            needs::<One>(row.needed, row.name);
            named.push(row.name);
        }
        let blanks = " ".repeat(10_000);
        let zeros = "0".repeat(3_000);
        let deep = format!("{}{}", "[".repeat(130), "]".repeat(130));
        for (name, text) in [
            ("a list is no struct", "{\"one\":[1]}".to_owned()),
            ("beyond f32", "{\"float\":1e39}".to_owned()),
            ("bounds", "{\"small\":6}".to_owned()),
            ("checks", "{\"even\":3}".to_owned()),
            ("blanks without end", format!("{{{blanks}}}")),
            ("digits without end", format!("{{\"float\":1.{zeros}}}")),
            (
                "too deep for a value in one piece",
                format!("{{\"leaf\":{{\"z\":{deep},\"a\":1}}}}"),
            ),
        ] {
            named.push(name);
            // With `float_roundtrip`, which another crate may turn on, serde_json says the same.
            if name == "beyond f32" && serde_json::from_str::<f32>("1e39").is_err() {
                continue;
            }
            needs::<Many>(&text, name);
        }
        for (name, values) in [
            (
                "a number under a key that nobody reads",
                &["1e400", "11e400", "[-0.1e999]"][..],
            ),
            ("nesting under a key that nobody reads", &[deep.as_str()]),
            (
                "half of a pair under a key that nobody reads",
                &[r#""\ud83d""#, r#""\ude00x""#, r#"{"y":"\ud83d\n"}"#],
            ),
        ] {
            for value in values {
                needs::<Flat>(&format!("{{\"z\":{value},\"a\":1}}"), name);
                // serde passes over it where nothing is flattened.
                assert_eq!(
                    compare::<One>(&format!("{{\"z\":{value},\"a\":1}}")),
                    Ok(vec![]),
                    "{value}"
                );
            }
            named.push(name);
        }
        // The tag of a flattened part, which serde does not look at.
        for value in [r#""\ud83d""#, "11e400"] {
            let text = format!("{{\"t\":{value},\"a\":1}}");
            assert_eq!(compare::<Tagged>(&text).map(|names| names.len()), Ok(1));
        }
        let rows = REWRITTEN.iter().map(|row| (row.name, row.why));
        let rows = rows.chain(REFUSED.iter().map(|row| (row.name, row.why)));
        let rows: Vec<_> = rows
            .chain(TAKEN.iter().map(|row| (row.name, row.why)))
            .collect();
        assert!(rows.iter().all(|(_, why)| !why.is_empty()));
        assert_eq!(
            rows.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            named
        );
    }
}
