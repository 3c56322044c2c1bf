//! Which of the offered tools the stand-in model calls: those that it must, or those that the user
//! seems to speak of.

use std::collections::HashSet;

use serde_json::Value;

use super::field::given;
use super::shape::ChatRequest;
use super::transcript;

/// Letters of a word that means something: not "the", not "and".
const WORD: usize = 4;

/// The functions to call, in the order of the request's tools; none, if it is to answer.
///
/// A named tool is called, and the first one where any must be. Of itself the model calls the tools
/// whose name or description shares a word with the user's last message, unless a tool has answered
/// since; only the first of them where a request wants no parallel calls.
pub(super) fn functions<'a>(request: &ChatRequest<'a>) -> Vec<&'a Value> {
    let functions = request.tools.iter().filter_map(|tool| tool.get("function"));
    let choice = given(request.body, "tool_choice");
    match choice.map(|choice| (choice.as_str(), choice.pointer("/function/name"))) {
        Some((Some("required"), _)) => functions.take(1).collect(),
        Some((_, Some(wanted))) => {
            let named = |function: &&Value| function.get("name") == Some(wanted);
            functions.filter(named).take(1).collect()
        }
        None | Some((Some("auto"), _)) => {
            let at_once = match given(request.body, "parallel_tool_calls") {
                Some(Value::Bool(false)) => 1,
                _ => usize::MAX,
            };
            let asked = asked(request.messages);
            let spoken_of = |function: &&Value| shares_a_word(function, &asked);
            functions.filter(spoken_of).take(at_once).collect()
        }
        Some(_) => Vec::new(),
    }
}

/// The words of the user's last message; none once a tool has answered.
fn asked(messages: &[Value]) -> HashSet<String> {
    let role = |message: &Value| message.get("role")?.as_str().map(str::to_owned);
    for message in messages.iter().rev() {
        match role(message).as_deref() {
            Some("user") => return words(&transcript::text(message)).collect(),
            Some("tool" | "function") => break,
            _ => {}
        }
    }
    HashSet::new()
}

fn shares_a_word(function: &Value, asked: &HashSet<String>) -> bool {
    let texts = ["name", "description"].map(|key| function.get(key).and_then(Value::as_str));
    let mut known = texts.into_iter().flatten().flat_map(words);
    known.any(|word| asked.contains(&word))
}

/// The words of a text or a name, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    let long = words.filter(|word| word.chars().count() >= WORD);
    long.map(str::to_lowercase)
}
