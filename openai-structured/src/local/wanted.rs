//! Which of the offered tools the stand-in model calls: those that it must, or those that the user
//! seems to speak of.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::asked::{Asked, Choice, Line, Speaker};

/// Letters of a word that means something: not "the", not "and".
const WORD: usize = 4;

/// The functions to call, in the order of the request's tools; none, if it is to answer.
///
/// A named tool is called, and the first one where any must be. Of itself the model calls the tools
/// whose name or description shares a word with the user's last message, unless a tool has answered
/// since; only the first of them where a request wants no parallel calls.
pub(super) fn functions<'a>(asked: &Asked<'a>) -> Vec<&'a Map<String, Value>> {
    let functions = asked.functions.iter().copied();
    match asked.choice {
        Choice::None => Vec::new(),
        Choice::Any => functions.take(1).collect(),
        Choice::Named(wanted) => {
            let named = |function: &&Map<_, _>| {
                function.get("name").and_then(Value::as_str) == Some(wanted)
            };
            functions.filter(named).take(1).collect()
        }
        Choice::Auto => {
            let at_once = if asked.parallel { usize::MAX } else { 1 };
            let said = spoken_of(&asked.lines);
            let wanted = |function: &&Map<_, _>| shares_a_word(function, &said);
            functions.filter(wanted).take(at_once).collect()
        }
    }
}

/// The words of the user's last message; none once a tool has answered.
fn spoken_of(lines: &[Line<'_>]) -> HashSet<String> {
    match lines.iter().rfind(|line| line.by != Speaker::Other) {
        Some(line) if line.by == Speaker::User => words(&line.text).collect(),
        _ => HashSet::new(),
    }
}

fn shares_a_word(function: &Map<String, Value>, said: &HashSet<String>) -> bool {
    let texts = ["name", "description"].map(|key| function.get(key).and_then(Value::as_str));
    let mut known = texts.into_iter().flatten().flat_map(words);
    known.any(|word| said.contains(&word))
}

/// The words of a text or a name, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    let long = words.filter(|word| word.chars().count() >= WORD);
    long.map(str::to_lowercase)
}
