//! Programs at the limits on size, and programs that are one over: too long to write by hand.

use super::Case;
use crate::refused;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A program's name and items, and whether it compiles.
type Program = (&'static str, String, bool);

pub(super) fn cases(folder: &Path) -> BTreeMap<String, Case> {
    fs::create_dir_all(folder).unwrap();
    programs()
        .into_iter()
        .map(|(name, items, compiles)| {
            let program = folder.join(format!("{name}.rs"));
            let text = format!("use openai_structured::prelude::*;\n{items}\nfn main() {{}}\n");
            fs::write(&program, text).unwrap();
            let pinned = refused::folder().join(format!("{name}.stderr"));
            let pinned = (!compiles).then_some(pinned);
            (name.to_owned(), Case { program, pinned })
        })
        .collect()
}

fn programs() -> Vec<Program> {
    let two = |second: usize| {
        let root =
            "#[derive(Deserialize, ResponseFormat)]\nstruct Root { left: Left, right: Right }";
        words("Left", 600, 2_400) + &words("Right", second, 4 * second) + root
    };
    let one = |count, characters| {
        let root = "#[derive(Deserialize, ResponseFormat)]\nstruct Root { word: Word }\n";
        root.to_owned() + &words("Word", count, characters)
    };
    vec![
        ("properties-at-the-limit", fields(5_000, 20_000), true),
        ("too-many-properties", fields(5_001, 20_004), false),
        ("values-at-the-limit", one(1_000, 4_000), true),
        ("too-many-values", one(1_001, 4_004), false),
        ("values-together-at-the-limit", two(400), true),
        ("too-many-values-together", two(401), false),
        ("characters-in-an-enum-at-the-limit", one(251, 15_000), true),
        ("characters-in-a-small-enum", one(250, 15_001), true),
        ("too-many-characters-in-an-enum", one(251, 15_001), false),
        ("characters-at-the-limit", fields(1_200, 120_000), true),
        ("too-many-characters", fields(1_200, 120_001), false),
    ]
}

/// So many names of so many characters in all, as even as can be.
fn names(count: usize, characters: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |number| {
        let width = characters / count + usize::from(number < characters % count);
        format!("N{number:0digits$}", digits = width - 1)
    })
}

/// A tree of so many fields, whose names have so many characters in all.
fn fields(count: usize, characters: usize) -> String {
    let mut names = names(count, characters);
    let (mut root, mut parts) = (String::new(), String::new());
    for part in 0..count / 101 {
        write!(root, " {}: Part{part},", names.next().unwrap()).unwrap();
        write!(parts, "{DERIVE} struct Part{part} {{").unwrap();
        for name in names.by_ref().take(100) {
            write!(parts, " {name}: bool,").unwrap();
        }
        parts.push_str(" }\n");
    }
    for name in names {
        write!(root, " {name}: bool,").unwrap();
    }
    format!("{DERIVE} struct Root {{{root} }}\n{parts}")
}

const DERIVE: &str = "#[derive(Deserialize, ResponseFormat)] #[allow(non_snake_case)]";

/// An enum of so many words, which have so many characters in all.
fn words(name: &str, count: usize, characters: usize) -> String {
    let mut text = format!("#[derive(Deserialize, ResponseFormat)]\nenum {name} {{");
    for name in names(count, characters) {
        write!(text, " {name},").unwrap();
    }
    text.push_str(" }\n");
    text
}
