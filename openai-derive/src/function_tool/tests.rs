//! Every mistake with the source text that it underlines, and what becomes of names.

use super::{check, derive, parse};
use crate::errors::Errors;

#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let input = syn::parse_str(source).expect("an item");
    let mut errors = Errors::default();
    check::check(&parse::tool(&input), &mut errors);
    assert_eq!(errors.into_lines(), expected, "{source}");
}

/// The generated code without blanks.
fn output(source: &str) -> String {
    let tokens = source.parse().expect("tokens");
    derive(tokens).to_string().replace([' ', '\n'], "")
}

#[track_caller]
fn check_output(source: &str, part: &str) {
    let output = output(source);
    assert!(output.contains(part), "{part} is not in {output}");
}

#[test]
fn what_can_be_no_tool() {
    check(
        "struct r#Now;",
        &[
            "r#Now: the arguments of a call are an object, and a unit struct is `null`: \
           write `struct Now {}`",
        ],
    );
    check(
        "enum Unit { Celsius }",
        &["Unit: the arguments of a call are the fields of a struct: \
           write `struct Tool { argument: Enum }` for an enum as an argument, \
           or `#[derive(ToolSet)]` for a choice of tools"],
    );
    for (source, place) in [
        ("struct Page<T> { items: Vec<T> }", "T"),
        ("struct Page<const N: usize> { items: [u8; N] }", "N"),
    ] {
        let message = "a tool has one name and one schema: make a newtype for the instance you \
                       need, `struct Tool(Page<...>)`, with `#[derive(FunctionTool)]` on that";
        check(source, &[&format!("{place}: {message}")]);
    }
}

#[test]
fn what_the_schema_reports_is_reported_there() {
    for source in [
        "struct A(u8, u8);",
        "struct A<'a> { a: &'a str }",
        "union A { a: u8 }",
        "#[openai(strict = 1, nmae = \"a\")] struct A {}",
    ] {
        check(source, &[]);
        assert!(!output(source).contains("compile_error"), "{source}");
    }
}

#[test]
fn names() {
    for (ident, name) in [
        ("GetWeather", "get_weather"),
        ("HTTPGet", "http_get"),
        ("GetHTTP2Page", "get_http2_page"),
        ("r#Move", "move"),
        ("now", "now"),
    ] {
        let source = format!("struct {ident} {{}}");
        check_output(&source, &format!("__NAME:&'staticstr=\"{name}\""));
    }
    check_output(
        "#[openai(name = \"look-up\")] struct A {}",
        "__NAME:&'staticstr=\"look-up\"",
    );
}

#[test]
fn words() {
    check_output("struct A {}", "(::core::option::Option::None,true)");
    check_output("#[openai(strict = true)] struct A {}", "None,true)");
    check_output("#[openai(strict = false)] struct A {}", "None,false)");
    check_output(
        "/// One.\n/// Two.\nstruct A {}",
        "Some(\"One.\\nTwo.\"),true)",
    );
    check_output(
        "/// One.\n#[openai(description = \"Two.\", check = f)] struct A {}",
        "Some(\"Two.\"),true)",
    );
    check_output(
        "#[openai(crate = \"a::b\")] struct A {}",
        "usea::b::__privateas__oai",
    );
}
