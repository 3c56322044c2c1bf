//! Every mistake with the source text that it underlines, and odd items that must not panic.

use super::{derive, read};

/// The mistakes of an item, as `underlined text: message`.
fn mistakes(source: &str) -> Vec<String> {
    let input = syn::parse_str(source).expect("an item");
    let (_, errors) = read(&input);
    errors.into_lines()
}

#[track_caller]
fn check(source: &str, expected: &[&str]) {
    assert_eq!(mistakes(source), expected, "{source}");
}

/// The generated code without blanks.
fn output(source: &str) -> String {
    let tokens = source.parse().expect("tokens");
    derive(tokens).to_string().replace([' ', '\n'], "")
}

#[track_caller]
fn check_output(source: &str, parts: &[&str]) {
    let output = output(source);
    for part in parts {
        assert!(output.contains(part), "{part} is not in {output}");
    }
}

#[test]
fn tuples() {
    check(
        "struct A(u8, Vec<u8>);",
        &[
            "Vec<u8>: a tuple struct is a list on the wire with a type for each place, which needs \
             `prefixItems`, and strict mode forbids that: write a struct with named fields, or use \
             `[T; N]` for equal types",
        ],
    );
    check(
        "struct A(u8, #[serde(skip)] Vec<u8>);",
        &[
            "Vec<u8>: a tuple struct is a list on the wire with a type for each place, which needs \
             `prefixItems`, and strict mode forbids that: add `#[serde(transparent)]` to send the \
             one field that is not skipped",
        ],
    );
    check(
        "enum A { Ok(u8), Pair(u8, u8), None() }",
        &[
            "Pair: a tuple variant is a list on the wire with a type for each place, which needs \
             `prefixItems`, and strict mode forbids that: write a variant with named fields, or \
             one that holds a struct",
            "None: a tuple variant is a list on the wire with a type for each place, which needs \
             `prefixItems`, and strict mode forbids that: write a variant with named fields, or \
             one that holds a struct",
        ],
    );
    assert_eq!(mistakes("struct A();").len(), 1);
    check(
        "#[serde(transparent)] struct A(u8, #[serde(skip)] u8);",
        &[],
    );
    // serde's own words.
    check(
        "#[serde(tag = \"t\")] enum A { B(u8, u8) }",
        &["B(u8, u8): #[serde(tag = \"...\")] cannot be used with tuple variants"],
    );
}

#[test]
fn shapes_without_values() {
    let message = "an enum without variants has no value that a model could answer: \
                   add a variant, or remove a `skip`";
    check("enum A {}", &[&format!("A: {message}")]);
    check("enum B { #[serde(skip)] C }", &[&format!("B: {message}")]);
    check(
        "union U { a: u8 }",
        &["union: a union has no schema: write an enum, or a struct with one field for each case"],
    );
}

#[test]
fn names_on_the_wire() {
    check(
        "struct A { a: u8, #[serde(rename = \"a\")] b: u8, #[serde(alias = \"a\")] c: u8 }",
        &[
            "\"a\": two fields have the name `a` on the wire: \
             give one of them another with `#[serde(rename = \"...\")]`",
            "\"a\": the alias `a` is the name of another of the fields, \
             which would be read here: remove the alias or rename the other",
        ],
    );
    check(
        "#[serde(rename_all = \"lowercase\")] enum E { Ab, AB }",
        &["AB: two variants have the name `ab` on the wire: \
             give one of them another with `#[serde(rename = \"...\")]`"],
    );
    check(
        "#[serde(tag = \"kind\")] struct A { kind: u8 }",
        &["kind: the key `kind` is already that of the struct's tag: rename the field or the tag"],
    );
    check(
        "#[serde(untagged)] enum E { #[serde(rename = \"B\")] A(u8), B(bool) }",
        &[],
    );
    check(
        "struct A { #[serde(alias = \"b\")] a: u8, #[serde(skip)] b: u8 }",
        &[],
    );
}

#[test]
fn serde_words_that_no_schema_can_follow() {
    check(
        "struct A { #[serde(default, with = \"m\")] a: u8, #[serde(deserialize_with = \"f\")] b: u8 }",
        &[
            "with: this hides the field's wire form: \
             add `#[openai(as = \"Type\")]` with a type that has the same wire form",
            "deserialize_with: this hides the field's wire form: \
             add `#[openai(as = \"Type\")]` with a type that has the same wire form",
        ],
    );
    check(
        "struct A { #[serde(with = \"m\")] #[openai(as = \"u8\")] a: u8 }",
        &[],
    );
    check("struct A { #[serde(serialize_with = \"m\")] a: u8 }", &[]);
    check("struct A { #[serde(with = \"m\", skip)] a: u8 }", &[]);
    check(
        "enum A { #[serde(with = \"m\")] B(u8), #[serde(untagged)] C(u8) }",
        &[
            "with: this hides the variant's wire form: \
             put it on the variant's field, with `#[openai(as = \"Type\")]` beside it",
            "untagged: one untagged variant among tagged ones cannot be told apart: \
             make the whole enum untagged, or give the variant a tag",
        ],
    );
    check(
        "#[serde(remote = \"Other\")] struct A { a: u8 }",
        &[
            "remote: `remote` makes this a description of another type, which has no schema of its \
             own: derive on a newtype, or name a type with `#[openai(as = \"Type\")]` at the field",
        ],
    );
    for word in ["field_identifier", "variant_identifier"] {
        check(
            &format!("#[serde({word})] enum A {{ B }}"),
            &[&format!(
                "{word}: an identifier enum is a part of a hand-written `Deserialize` and has no \
                 schema: remove the attribute, or do not derive `ResponseFormat`"
            )],
        );
    }
}

#[test]
fn serde_errors_are_passed_on() {
    check(
        "struct A { #[serde(renam = \"b\")] a: u8, #[openai(nam = \"c\")] b: u8 }",
        &[
            "renam: unknown serde field attribute `renam`",
            "nam = \"c\": Unknown field: `nam`",
        ],
    );
}

#[test]
fn our_words() {
    check(
        "struct A { #[openai(minium = 1)] a: u8, #[openai(name = \"x\")] b: u8 }",
        &[
            "minium = 1: Unknown field: `minium`. Did you mean `minimum`?",
            "name = \"x\": `name` stands on a type, not here: move it there",
        ],
    );
    check(
        "#[openai(minimum = 1, drft = \"B\")] struct A { #[openai(draft = \"B\", wrap)] a: u8 }",
        &[
            "minimum = 1: `minimum` stands on a field, not here: move it there",
            "drft = \"B\": Unknown field: `drft`. Did you mean `draft`?",
            "draft = \"B\": `draft` stands on a type, not here: move it there",
            "wrap: `wrap` stands on a type, not here: move it there",
        ],
    );
    check(
        "enum A { #[openai(leaf, \"x\", choices)] B, #[openai(as = Vec<u8>, wrp = Vec<u8>)] C }",
        &[
            "\"x\": Unexpected meta-item format `literal`",
            "leaf: `leaf` stands on a type or a field, not here: move it there",
            "choices: `choices` stands on a field, not here: move it there",
            "as = Vec<u8>: `as` stands on a type or a field, not here: move it there",
            "wrp = Vec<u8>: Unknown field: `wrp`. Available values: `description`",
        ],
    );
    check(
        "struct A { #[openai(minimum = 1, minimum = 2)] a: u8, #[openai(minimum)] b: u8 }",
        &[
            "minimum = 2: Duplicate field `minimum`",
            "minimum: this word needs a value: write `word = value`",
        ],
    );
    check(
        "struct A { #[openai(minimum = LOW, maximum = \"5\")] a: u8, #[openai(min_items = -1)] b: u8 }",
        &[
            "LOW: a bound is a number literal, such as `0` or `-2.5`: \
             write the number itself, not an expression or a string",
            "\"5\": a bound is a number literal, such as `0` or `-2.5`: \
             write the number itself, not an expression or a string",
            "-1: a length is an integer literal, such as `3`",
        ],
    );
    check(
        "struct A { #[openai(as = Vec<u8>)] a: u8, #[openai(as = u8)] b: u8, #[openai(as = \"1\")] c: u8 }",
        &[
            "Vec<u8>: the type stands in quotes: write `as = \"Type\"`",
            "u8: the type stands in quotes: write `as = \"Type\"`",
            "\"1\": `1` is no type: write one, as in `as = \"Vec<String>\"`",
        ],
    );
    check(
        "struct A { #[serde(flatten)] #[openai(minimum = 0)] a: B }",
        &[
            "minimum: a flattened field has no value of its own to bound: \
             put the bound on a field of the flattened struct",
        ],
    );
}

#[test]
fn parameters() {
    check(
        "struct A<'a, 'b> { a: &'a str, b: &'b str }",
        &[
            "'a: an answer owns its text and cannot borrow from what was received: \
             use `String` or `Cow<'static, str>` and remove the lifetime",
            "'b: an answer owns its text and cannot borrow from what was received: \
             use `String` or `Cow<'static, str>` and remove the lifetime",
        ],
    );
    check(
        "struct Tree<T> { value: T, kids: Vec<Tree<T>>, last: Option<Box<Self>> }",
        &[
            "Tree: a recursive type cannot be generic here: \
             make a newtype for the instance you need",
            "Self: a recursive type cannot be generic here: \
             make a newtype for the instance you need",
        ],
    );
    check("struct Tree<T> { value: other::Tree<T> }", &[]);
    check("struct Tree { kids: Vec<Self> }", &[]);
}

#[test]
fn words_of_serde_that_end_each_other() {
    let closed = "deny_unknown_fields: serde cannot tell unknown keys from those of a flattened \
                  struct or of a struct's tag, and refuses them all: remove the word, the schema \
                  is closed in any case";
    check(
        "#[serde(deny_unknown_fields)] struct A { #[serde(flatten)] inner: B }",
        &[closed],
    );
    check(
        "#[serde(tag = \"t\", deny_unknown_fields)] struct A { a: u8 }",
        &[closed],
    );
    check("#[serde(deny_unknown_fields)] struct A { a: u8 }", &[]);
    check(
        "#[serde(tag = \"t\")] struct A { #[serde(alias = \"t\")] a: u8 }",
        &["\"t\": the key `t` is already that of the struct's tag: rename the field or the tag"],
    );
    check(
        "#[serde(tag = \"t\", content = \"c\")] enum A { B, C(#[serde(skip)] u8) }",
        &[
            "C: serde asks for the content of an adjacently tagged variant also where it is \
             skipped: write a unit variant",
        ],
    );
}

#[test]
fn serde_names_pass_through() {
    check_output(
        "#[serde(rename_all = \"camelCase\")] struct A {
            foo_bar: u8, r#type: u8, _x: u8, a1_b: u8, HTTPUrl: u8,
            #[serde(rename(serialize = \"s\", deserialize = \"d\"))] z: u8,
        }",
        &[
            "key:\"fooBar\"",
            "key:\"type\"",
            "key:\"x\"",
            "key:\"a1B\"",
            "key:\"hTTPUrl\"",
            "key:\"d\"",
        ],
    );
    check_output(
        "#[serde(rename_all = \"snake_case\")] enum A { FooBar, HTTPUrl, A1B }",
        &["words:&[\"foo_bar\",\"h_t_t_p_url\",\"a1_b\"]"],
    );
}

#[test]
fn names_of_formats_and_the_crate() {
    check_output(
        "struct r#type { a: u8 }",
        &["\"type\"", "use::openai_structured::__private"],
    );
    check_output(
        "#[openai(name = \"n\", crate = \"a::b\")] struct A { a: u8 }",
        &["(\"n\")", "usea::b::__private"],
    );
    check_output(
        "#[openai(crate = ::a)] struct A { a: u8 }",
        &["use::a::__private"],
    );
    // The path is found although another word is wrong.
    check_output(
        "#[openai(nam = \"n\", crate = crate)] struct A { a: u8 }",
        &["usecrate::__private"],
    );
    // Without a path there is nothing to generate.
    let wrong = output("#[openai(crate = 5)] struct A { a: u8 }");
    assert!(
        wrong.contains("compile_error") && !wrong.contains("impl"),
        "{wrong}"
    );
}

#[test]
fn who_may_be_a_root() {
    let is_root = |source: &str| output(source).contains("ResponseFormatfor");
    assert!(is_root("struct A { a: u8 }"));
    assert!(is_root("struct A {}"));
    assert!(is_root("struct A<T> { a: T }"));
    assert!(!is_root("struct A;"));
    assert!(!is_root("enum A { B }"));
    check_output(
        "struct A(B);",
        &["where for<'__oai>B:__oai::ResponseFormat"
            .replace(' ', "")
            .as_str()],
    );
    check_output(
        "#[serde(from = \"B\")] enum A { C }",
        &["B:__oai::ResponseFormat"],
    );
}

#[test]
fn odd_items_do_not_panic() {
    for source in [
        "",
        "fn f() {}",
        "struct A where u8: Copy;",
        "struct A<const N: usize = { 1 + 1 }> { a: [u8; N] }",
        "struct A<T: ?Sized + Iterator<Item = u8>>(Box<T>) where for<'a> &'a T: Copy;",
        "struct A { a: !, b: _, c: impl Copy, d: dyn Fn(u8) -> u8, e: m!(x), f: fn(), g: *const u8 }",
        "struct A { a: <Self as T>::B, b: [u8; { Self::N }], c: ::a::B, d: (), e: (u8,) }",
        "struct A { #[serde] a: u8, #[serde = \"x\"] b: u8, #[serde()] c: u8, #[serde(,)] d: u8 }",
        "struct A { #[openai] a: u8, #[openai = 1] b: u8, #[openai()] c: u8, #[openai(,)] d: u8 }",
        "struct A { #[openai(minimum = -)] a: u8, #[openai(as =)] b: u8, #[openai(5)] c: u8 }",
        "struct A { #[openai(minimum(1))] a: u8, #[openai(a::b = 1)] b: u8, #[openai(as)] c: u8 }",
        "struct A { #[openai(minimum = 1e400, maximum = 0x_ff_u8, multiple_of = b'a')] a: u8 }",
        "struct A { #[doc] a: u8, #[doc = 5] b: u8, #[doc(alias = \"x\")] c: u8 }",
        "#[openai(crate)] struct A;",
        "#[openai(crate = \"a b\")] struct A;",
        "#[openai(crate = <A>::B)] struct A;",
        "#[openai(name = \"\")] struct A {}",
        "#[serde(transparent)] struct A {}",
        "#[serde(transparent)] struct A;",
        "#[serde(transparent)] enum A { B }",
        "#[serde(from = \"B\", try_from = \"C\")] struct A;",
        "#[serde(from = \"(\")] struct A;",
        "#[serde(remote = \"\")] struct A;",
        "#[serde(tag = \"t\", content = \"t\")] enum A { B(u8) }",
        "#[serde(content = \"t\")] enum A { B(u8) }",
        "#[serde(untagged, tag = \"t\")] enum A { B(#[serde(skip)] u8), C { #[serde(flatten)] a: B } }",
        "#[serde(rename_all = \"nonsense\")] struct A { a: u8 }",
        "enum A { #[serde(other)] B(u8), C = 5, #[serde(skip)] D(u8, u8) }",
        "struct A(#[serde(skip)] u8);",
        "struct A(#[serde(flatten)] B, #[serde(default)] u8, C);",
        "enum r#enum { r#fn { r#struct: r#enum } }",
        "struct A<'a, T: 'a, const C: char> { #[serde(borrow)] a: Cow<'a, str>, b: &'a T }",
        "#[allow()] #[expect] #[allow = 1] struct A { a: u8 }",
        "#[repr(packed(1))] struct A { a: u8 }",
        "union U<'a, T> { a: &'a T }",
    ] {
        let tokens = source.parse().expect("tokens");
        assert!(!derive(tokens).is_empty(), "{source}");
    }
}
