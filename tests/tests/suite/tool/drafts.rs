//! The arguments of a call while they arrive.

use super::{All, PartOfCall, Tools, ToolsDraft};
use openai_structured::Mismatch;
use openai_structured::draft::DraftState;
use openai_structured::prelude::*;

/// The reader for a tool of the set.
fn reader<S: ToolSet>(name: &str) -> S::Reader {
    let tool = S::TOOLS.iter().position(|tool| tool.name() == name);
    S::__reader(tool.unwrap()).unwrap()
}

fn read_in_two<S: ToolSet>(name: &str, (first, second): (&str, &str)) -> Result<S, Mismatch> {
    let mut reader = reader::<S>(name);
    S::__push(&mut reader, first)?;
    S::__push(&mut reader, second)?;
    S::__finish(reader)
}

const CALLS: [(&str, &str); 4] = [
    (
        "get_weather",
        r#"{"city":"Köln \"am\" Rhein","unit":"fahrenheit"}"#,
    ),
    ("get_weather", r#" {"unit":null, "city":""} "#),
    ("now", "{}"),
    ("read-file", r#"{"path":"/etc/hosts","lines":4294967295}"#),
];

#[test]
fn every_cut_gives_the_same_call() {
    for (name, text) in CALLS {
        let whole: All = openai_structured::read_call(name, text).unwrap();
        let ends = text.char_indices().map(|(end, _)| end).chain([text.len()]);
        for end in ends {
            let call = read_in_two::<All>(name, text.split_at(end));
            assert_eq!(call.unwrap(), whole, "{name} {text} cut at {end}");
        }
    }
}

#[test]
fn the_draft_grows() {
    let mut reader = reader::<All>("get_weather");
    let text = CALLS[0].1;
    let mut longest = String::new();
    for (start, character) in text.char_indices() {
        All::__push(&mut reader, &text[start..start + character.len_utf8()]).unwrap();
        let PartOfCall::Tools(ToolsDraft::GetWeather(draft)) = All::__draft(&reader) else {
            panic!("{:?}", All::__draft(&reader));
        };
        if let Some(city) = draft.city.text() {
            assert!(city.starts_with(&longest), "{longest} became {city}");
            city.clone_into(&mut longest);
        }
    }
    assert_eq!(longest, "Köln \"am\" Rhein");
    let draft = All::__draft(&reader);
    // It is borrowed, and as easily copied.
    let again = draft;
    assert_eq!(format!("{draft:?}"), format!("{again:?}"));
    let PartOfCall::Tools(ToolsDraft::GetWeather(draft)) = draft else {
        panic!("{draft:?}");
    };
    assert_eq!(draft.state(), DraftState::Done);
}

#[test]
fn a_draft_that_has_nothing_yet() {
    let reader = reader::<All>("read-file");
    let PartOfCall::ReadFile(draft) = All::__draft(&reader) else {
        panic!("{:?}", All::__draft(&reader));
    };
    assert_eq!(draft.state(), DraftState::Missing);
}

#[test]
fn a_tool_is_a_set_of_one() {
    let mut reader = reader::<super::GetWeather>("get_weather");
    super::GetWeather::__push(&mut reader, r#"{"city":"Bo"#).unwrap();
    let draft: &super::GetWeatherDraft = super::GetWeather::__draft(&reader);
    assert_eq!(draft.city.text(), Some("Bo"));
}

#[test]
fn there_are_as_many_readers_as_tools() {
    for tool in 0..5 {
        assert_eq!(Tools::__reader(tool).is_some(), tool < 2, "{tool}");
        assert_eq!(All::__reader(tool).is_some(), tool < 3, "{tool}");
    }
    assert!(All::__reader(usize::MAX).is_none());
}

#[test]
fn an_error_is_said_as_early_as_it_is_certain_and_at_the_end() {
    let mut reader = reader::<All>("read-file");
    All::__push(&mut reader, r#"{"path":"a","lines":"#).unwrap();
    let early = All::__push(&mut reader, "true").unwrap_err();
    let late = All::__finish(reader).unwrap_err();
    assert_eq!((early.path(), late.path()), ("lines", "lines"));
    assert_eq!(early.detail(), late.detail());
}
