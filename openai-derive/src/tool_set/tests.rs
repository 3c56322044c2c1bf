//! Every mistake with the source text that it underlines, and odd items that must not panic.

use super::{derive, read};

#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let input = syn::parse_str(source).expect("an item");
    let (_, errors) = read(&input);
    assert_eq!(errors.into_lines(), expected, "{source}");
}

/// The generated code without blanks.
fn output(source: &str) -> String {
    let tokens = source.parse().expect("tokens");
    derive(tokens).to_string().replace([' ', '\n'], "")
}

#[test]
fn all_mistakes_at_once() {
    check(
        "enum Tools<'a, T> { Now, Get { city: String }, Two(A, Vec<B>), Empty(), Good(C) }",
        &[
            "'a: the tools of a set are known where it is declared: \
             remove the parameters, and name a type in each variant",
            "Now: a variant holds the tool that is called: write `Now(Now)`, \
             and `struct Now {}` for a tool without arguments",
            "Get: the arguments of a call are the fields of a struct of its own: \
             write `Get(Get)`, with `#[derive(FunctionTool)]` on the struct",
            "Vec<B>: a variant holds one tool, or one set of tools: \
             give this one a variant of its own",
            "Empty: a variant holds the tool that is called: write `Empty(Empty)`, \
             and `struct Empty {}` for a tool without arguments",
        ],
    );
}

#[test]
fn what_is_no_enum() {
    let message = "a set of tools is an enum: write `enum Tools { GetWeather(GetWeather) }`, \
                   with one variant for each tool";
    check("struct Tools { a: A }", &[&format!("struct: {message}")]);
    check("union Tools { a: A }", &[&format!("union: {message}")]);
    check(
        "enum Tools {}",
        &["Tools: a set without tools cannot be called: add a variant for each tool"],
    );
}

#[test]
fn words() {
    check(
        "#[openai(nmae = \"a\")] enum Tools { #[openai(name = \"a\")] A(A), B(#[openai(leaf)] B) }",
        &[
            "nmae = \"a\": Unknown field: `nmae`. Available values: `crate`, `draft`",
            "name = \"a\": Unknown field: `name`",
            "leaf: Unknown field: `leaf`",
        ],
    );
    check(
        "#[openai(draft = \"Tools\")] enum Tools { A(A) }",
        &["\"Tools\": this is the name of the set itself: its draft needs another one"],
    );
    check("#[openai(draft = \"Call\")] enum Tools { A(A) }", &[]);
    let output = output("#[openai(draft = \"Call\", crate = a::b)] pub(crate) enum Tools { A(A) }");
    for part in [
        "pub(crate)enumCall<'a>",
        "pub(crate)enum__OaiReader",
        "usea::b::__privateas__oai",
    ] {
        assert!(output.contains(part), "{part} is not in {output}");
    }
}

#[test]
fn odd_items_do_not_panic() {
    for source in [
        "",
        "fn f() {}",
        "enum A { B(!), C(_), D(dyn Fn()), E(m!(x)), F(fn()), G((A,)) }",
        "enum r#enum { r#fn(r#struct) }",
        "enum A { B(B) = 5 }",
        "#[openai] enum A { #[openai = 1] B(#[openai(5)] B) }",
        "#[openai(crate = 5)] enum A { B(B) }",
        "#[openai(draft = 5)] enum A { B(B) }",
        "#[openai(draft)] enum A { B(B) }",
        "enum A where u8: Copy { B(B) }",
        "union U<'a, T> { a: &'a T }",
    ] {
        let tokens = source.parse().expect("tokens");
        assert!(!derive(tokens).is_empty(), "{source}");
    }
}
