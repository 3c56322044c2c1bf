//! The judges of tools, each at the place of the mistake.

use super::judge::refuse;
use super::message::Message;
use super::survey::{Survey, large_tables, small_tables};
use crate::draft::Draft;
use crate::node::characters;
use crate::schema::{ResponseFormat, Schema};
use crate::strict::format::equal;
use crate::strict::{limit, name};

/// Judges the name that a tool has from its type. Where the type's own is no name either, that has
/// been said.
#[track_caller]
pub const fn judge_tool_name(ty: &str, tool: &str) {
    let problem = match (name::check(ty), name::check(tool)) {
        (Err(_), _) | (_, Ok(())) => return,
        (Ok(()), Err(error)) => error.rule(),
    };
    refuse(
        &Message::new()
            .text("`")
            .text(tool)
            .text("` cannot name a tool: ")
            .text(problem)
            .help("give it another with `#[openai(name = \"...\")]`"),
    );
}

/// Judges what the model is told of a tool.
#[track_caller]
pub const fn judge_tool_description(text: &str) {
    // A text has no more characters than bytes, and those need no counting.
    if text.len() <= limit::TOOL_DESCRIPTION {
        return;
    }
    let characters = characters(text);
    if characters <= limit::TOOL_DESCRIPTION {
        return;
    }
    refuse(
        &Message::new()
            .text("the description of a tool has at most ")
            .number(limit::TOOL_DESCRIPTION as u128)
            .text(" characters, and this one has ")
            .number(characters as u128)
            .help("say less to the model with `#[openai(description = \"...\")]`"),
    );
}

/// Judges that nothing in the arguments is left for a request to fill. What else is wrong with them,
/// their own judges say.
#[track_caller]
pub const fn judge_tool_arguments<T>(name: &str)
where
    // The value is the type itself, of which rustc does not know where there is no schema: so it says
    // that alone, and not also that there is no root.
    T: Schema<Draft: Draft<Value: ResponseFormat>>,
{
    let node = T::REF;
    let mut tables = small_tables();
    let mut survey = Survey::new(&mut tables);
    let _ = survey.collect(node, name);
    let mut choices = survey.choices();
    if survey.overflowed() {
        let mut tables = large_tables();
        let mut survey = Survey::new(&mut tables);
        let _ = survey.collect(node, name);
        choices = survey.choices();
    }
    if let Some(field) = choices {
        refuse(
            &Message::new()
                .text("`")
                .text(field)
                .text("` has `choices`, which only the format of an answer can fill, so a tool's ")
                .text("arguments cannot have it (at ")
                .text(name)
                .text(")")
                .help(
                    "use an enum, or a `String` with `ToolError::tell` for words that there are not",
                ),
        );
    }
}

/// Judges that the tools of a variant have other names than those of the variants before it.
#[track_caller]
pub const fn judge_tools(names: &[&[&str]], places: &[&str], number: usize) {
    let (before, [own, ..]) = names.split_at(number) else {
        return;
    };
    let (others, [place, ..]) = places.split_at(number) else {
        return;
    };
    let mut rest = *own;
    while let [name, tail @ ..] = rest {
        let mut sets = before;
        let mut others = others;
        while let ([set, sets_tail @ ..], [other, others_tail @ ..]) = (sets, others) {
            if has(set, name) {
                refuse(
                    &Message::new()
                        .text("`")
                        .text(name)
                        .text("` is the name of a tool of `")
                        .text(other)
                        .text("` already, and a call of it could not be told from one of `")
                        .text(place)
                        .text("`")
                        .help(
                            "give one of the tools another name with `#[openai(name = \"...\")]`",
                        ),
                );
            }
            sets = sets_tail;
            others = others_tail;
        }
        rest = tail;
    }
}

const fn has(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [other, tail @ ..] = rest {
        if equal(other.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = tail;
    }
    false
}
