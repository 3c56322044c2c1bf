//! Several tools as one type.

use super::{All, GetWeather, Now, ReadFile, Tools, Unit};
use openai_structured::prelude::*;
use openai_structured::{ToolDefinition, read_call};

fn names<S: ToolSet>() -> Vec<&'static str> {
    S::TOOLS.iter().map(ToolDefinition::name).collect()
}

#[test]
fn tools_stand_in_the_order_of_the_variants() {
    assert_eq!(names::<Tools>(), ["get_weather", "now"]);
    assert_eq!(names::<All>(), ["get_weather", "now", "read-file"]);
    assert_eq!(names::<GetWeather>(), ["get_weather"]);
}

#[test]
fn all_of_them_are_constants() {
    const FIRST: &str = All::TOOLS[0].name();
    assert_eq!(FIRST, "get_weather");
}

#[test]
fn a_call_is_its_variant() {
    let weather = GetWeather {
        city: "Bonn".to_owned(),
        unit: Some(Unit::Celsius),
    };
    let text = r#"{"city":"Bonn","unit":"celsius"}"#;
    assert_eq!(
        read_call::<All>("get_weather", text).unwrap(),
        All::Tools(Tools::GetWeather(weather))
    );
    assert_eq!(
        read_call::<All>("now", "{}").unwrap(),
        All::Tools(Tools::Now(Now {}))
    );
    assert_eq!(
        read_call::<All>("read-file", r#"{"path":"a","lines":2}"#).unwrap(),
        All::ReadFile(ReadFile {
            path: "a".to_owned(),
            lines: 2
        })
    );
}

/// The last set may stand first: the tools behind it are found as well.
#[test]
fn sets_stand_anywhere() {
    #[derive(Debug, ToolSet)]
    enum Outer {
        ReadFile(ReadFile),
        Tools(Tools),
    }

    assert_eq!(names::<Outer>(), ["read-file", "get_weather", "now"]);
    let call = read_call::<Outer>("now", "{}").unwrap();
    assert!(matches!(call, Outer::Tools(Tools::Now(Now {}))), "{call:?}");
    let call = read_call::<Outer>("read-file", r#"{"path":"a","lines":2}"#).unwrap();
    assert!(matches!(call, Outer::ReadFile(ReadFile { lines: 2, .. })));
}

/// No name of the user's is seen by what is generated.
#[test]
fn odd_names_are_no_matter() {
    #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
    struct Reader {}

    #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
    #[allow(non_camel_case_types)]
    struct r#match {}

    #[derive(Debug, ToolSet)]
    #[allow(non_camel_case_types)]
    enum Option {
        Some(Reader),
        r#move(r#match),
    }

    assert_eq!(names::<Option>(), ["reader", "match"]);
    assert!(matches!(
        read_call::<Option>("match", "").unwrap(),
        Option::r#move(r#match {})
    ));
}
