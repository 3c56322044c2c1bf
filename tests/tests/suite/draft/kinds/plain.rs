//! Structs in structs, lists, recursion, generic types, many keys, roots that are none.

use super::check;
use openai_structured::prelude::*;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    text: String,
    count: Option<u8>,
    price: f64,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Order {
    lines: Vec<Line>,
    first: Option<Line>,
    notes: Vec<Option<String>>,
    grid: Vec<Vec<i8>>,
    done: bool,
}

#[test]
fn structs_in_lists() {
    check::<Order>(&[
        r#"{"lines":[{"text":"a\"\u00e9\n","count":1,"price":-1.5e-3},{"text":"","count":null,"price":0}],"first":null,"notes":[null,"x"],"grid":[[],[1,-128],[-0]],"done":true}"#,
        r#"{"lines":[],"first":{"text":"b","price":123456789.125},"notes":[],"grid":[],"done":false}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Tree {
    value: i64,
    left: Option<Box<Tree>>,
    more: Vec<Tree>,
}

#[test]
fn structs_that_hold_themselves() {
    check::<Tree>(&[
        r#"{"value":1,"left":{"value":2,"left":null,"more":[]},"more":[{"value":-3,"left":null,"more":[{"value":4,"more":[]}]}]}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Pair<A, B> {
    one: A,
    other: Vec<B>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Pairs {
    a: Pair<u8, String>,
    b: Pair<Option<bool>, Pair<char, f32>>,
}

#[test]
fn generic_structs() {
    check::<Pairs>(&[
        r#"{"a":{"one":7,"other":["x","y"]},"b":{"one":null,"other":[{"one":"é","other":[1.5,-0,1e38]}]}}"#,
        r#"{"a":{"one":7,"other":[]},"b":{"other":[{"one":"\ud83d\ude00","other":[]}]}}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(wrap)]
struct Many(Vec<Line>);

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(wrap)]
enum Choice {
    Nothing,
    Line(Line),
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(wrap)]
enum Word {
    Yes,
    No,
}

#[test]
fn roots_that_are_wrapped() {
    let key = Many::WRAP.unwrap();
    let text = |value: &str| format!("{{\"{key}\":{value}}}");
    check::<Many>(&[&text(r#"[{"text":"a","count":1,"price":1}]"#), &text("[]")]);
    check::<Choice>(&[
        &text("\"Nothing\""),
        &text("{\"Nothing\":null}"),
        &text(r#"{"Line":{"text":"a","count":1,"price":1}}"#),
    ]);
    check::<Word>(&[&text("\"Yes\""), &text("{\"No\":null}")]);
}

macro_rules! wide {
    ($($name:ident)*) => {
        #[derive(Debug, Deserialize, ResponseFormat)]
        struct Wide { $($name: Option<u8>,)* }

        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

wide! {
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
    g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9 i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
    j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 l0 l1 l2 l3 l4 l5 l6 l7 l8 l9
    m0 m1 m2 m3 m4 m5 m6 m7 m8 m9
}

#[test]
fn more_fields_than_a_word_has_bits() {
    let of = |names: &mut dyn Iterator<Item = &&str>| {
        let fields: Vec<String> = names.map(|name| format!("\"{name}\":1")).collect();
        format!("{{{}}}", fields.join(","))
    };
    let all = of(&mut NAMES.iter());
    let back = of(&mut NAMES.iter().rev());
    let some = of(&mut NAMES.iter().skip(60).step_by(3));
    check::<Wide>(&[&all, &back, &some, "{}"]);
    for name in [0, 63, 64, 65, 127, 128, 129].map(|number| NAMES[number]) {
        let twice = all.replace('}', &format!(",\"{name}\":2}}"));
        let mismatch = openai_structured::read::<Wide>(&twice).unwrap_err();
        assert_eq!(mismatch.detail(), format!("duplicate field `{name}`"));
    }
}
