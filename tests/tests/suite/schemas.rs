//! Rust types and the exact schemas they become, each judged by others than us.
#![allow(dead_code, reason = "the fields are there for their schemas")]

use crate::judge::{check, judge};
use crate::oracle::Grammar;
use openai_structured::prelude::*;
use openai_structured::strict::pattern::{self, PatternError};

/// A supplier invoice.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Invoice {
    /// Supplier name as printed.
    supplier: String,
    lines: Vec<Line>,
    due: Option<jiff::civil::Date>,
    #[openai(minimum = 0)]
    total: f64,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    item: String,
    #[openai(minimum = 1, maximum = 1_000)]
    quantity: u32,
    #[openai(exclusive_minimum = -0.5)]
    price: f64,
}

#[test]
fn the_invoice() {
    assert_eq!(Invoice::SCHEMA.name(), "Invoice");
    check::<Invoice>(
        "{'type':'object','description':'A supplier invoice.','properties':{\
         'supplier':{'type':'string','description':'Supplier name as printed.'},\
         'lines':{'type':'array','items':{'type':'object','properties':{\
         'item':{'type':'string'},\
         'quantity':{'type':'integer','minimum':1,'maximum':1000},\
         'price':{'type':'number','exclusiveMinimum':-0.5}},\
         'required':['item','quantity','price'],'additionalProperties':false}},\
         'due':{'anyOf':[{'type':'string','format':'date'},{'type':'null'}]},\
         'total':{'type':'number','minimum':0}},\
         'required':['supplier','lines','due','total'],'additionalProperties':false}",
    );
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Inner {
    x: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Address {
    street: String,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Page<T> {
    items: Vec<T>,
    next: Option<T>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Grid<const N: usize> {
    cells: Vec<u8>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Shop {
    first: Page<Address>,
    second: Page<Inner>,
    third: Page<Address>,
    fourth: Page<Inner>,
    grid: Grid<2>,
}

openai_structured::check!(Page<String>);

#[test]
fn generic_types_have_a_definition_for_each_instance() {
    assert_eq!(Page::<Address>::SCHEMA.name(), "Page_Address");
    assert_eq!(Grid::<4>::SCHEMA.name(), "Grid_4");
    check::<Page<Inner>>(
        "{'type':'object','properties':{'items':{'type':'array','items':{'$ref':'#/$defs/Inner'}},\
         'next':{'anyOf':[{'$ref':'#/$defs/Inner'},{'type':'null'}]}},'required':['items','next'],'additionalProperties':false,\
         '$defs':{'Inner':{'type':'object','properties':{'x':{'type':'integer','minimum':0,'maximum':255}},'required':['x'],'additionalProperties':false}}}",
    );
    check::<Grid<2>>(
        "{'type':'object','properties':{'cells':{'type':'array','items':{'type':'integer','minimum':0,'maximum':255}}},\
         'required':['cells'],'additionalProperties':false}",
    );
    let shop = Shop::SCHEMA.json();
    assert!(
        shop.contains(r##""$ref":"#/$defs/Page_Address""##),
        "{shop}"
    );
    assert!(shop.contains(r##""$ref":"#/$defs/Page_Inner""##), "{shop}");
    judge::<Shop>();
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Stamp {
    at: String,
    by: String,
}

/// The same invoice under another name.
#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(name = "checked-invoice")]
struct Checked(Invoice);

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(from = "Stamp")]
#[openai(description = "Who and when.")]
struct Who {
    #[allow(dead_code)]
    who: String,
}

impl From<Stamp> for Who {
    fn from(stamp: Stamp) -> Self {
        Self { who: stamp.by }
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Converted {
    who: Who,
    #[serde(deserialize_with = "doubled")]
    #[openai(as = "u8")]
    twice: u32,
}

fn doubled<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(u32::from(u8::deserialize(deserializer)?) * 2)
}

#[test]
fn types_under_other_names_and_from_others() {
    assert_eq!(Checked::SCHEMA.name(), "checked-invoice");
    assert!(
        Checked::SCHEMA.json().starts_with(
            r#"{"type":"object","description":"The same invoice under another name.""#
        )
    );
    judge::<Checked>();
    check::<Converted>(
        "{'type':'object','properties':{'who':{'type':'object','description':'Who and when.','properties':{'at':{'type':'string'},'by':{'type':'string'}},\
         'required':['at','by'],'additionalProperties':false},'twice':{'type':'integer','minimum':0,'maximum':255}},\
         'required':['who','twice'],'additionalProperties':false}",
    );
    assert_eq!(
        openai_structured::read::<Converted>(r#"{"who":{"at":"now","by":"me"},"twice":4}"#)
            .unwrap()
            .twice,
        8
    );
}

#[test]
fn the_grammar_produces_keys_in_the_order_of_declaration() {
    let grammar = Grammar::compile(Address2::SCHEMA.json()).unwrap();
    assert!(grammar.accepts(r#"{"street":"a","city":"b"}"#));
    assert!(!grammar.accepts(r#"{"city":"b","street":"a"}"#));
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Address2 {
    street: String,
    city: String,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Branches(Vec<Twig>);

#[derive(Debug, Deserialize, ResponseFormat)]
struct Twig {
    #[openai(max_items = 3)]
    twigs: Branches,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Shrub {
    branches: Branches,
    #[openai(min_items = 1)]
    more: AtLeast5,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct AtLeast5(#[openai(min_items = 5)] Vec<u8>);

#[test]
fn bounds_are_kept_through_newtypes() {
    check::<Shrub>(
        "{'type':'object','properties':{'branches':{'type':'array','items':{'$ref':'#/$defs/Twig'}},\
         'more':{'type':'array','items':{'type':'integer','minimum':0,'maximum':255},'minItems':5}},\
         'required':['branches','more'],'additionalProperties':false,\
         '$defs':{'Twig':{'type':'object','properties':{'twigs':{'type':'array','items':{'$ref':'#/$defs/Twig'},'maxItems':3}},\
         'required':['twigs'],'additionalProperties':false}}}",
    );
}

mod elsewhere {
    use openai_structured::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    pub(super) struct Node {
        value: u8,
    }
}

/// Recursive, and of the same name as a type that is used twice.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Node {
    me: Option<Box<Node>>,
    a: elsewhere::Node,
    b: elsewhere::Node,
}

#[test]
fn the_root_has_no_name_to_clash_with() {
    assert!(Node::SCHEMA.json().contains(r##""$ref":"#/$defs/Node""##));
    judge::<Node>();
}

/// Documented inside.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Documented {
    key: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Wrapped(Documented);

#[test]
fn a_newtype_root_keeps_the_inner_description() {
    assert_eq!(Wrapped::SCHEMA.json(), Documented::SCHEMA.json());
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Lists<const N: i8, const BIG: u128> {
    items: Vec<u8>,
}

#[test]
fn const_parameters_have_their_own_names() {
    assert_eq!(Lists::<-3, 0>::SCHEMA.name(), "Lists_-3_0");
    assert_eq!(
        Lists::<1, { 1 << 64 }>::SCHEMA.name(),
        "Lists_1_18446744073709551616"
    );
}

macro_rules! levels {
    ($outer:ident $inner:ident $($rest:ident)*) => {
        #[derive(Debug, Deserialize, ResponseFormat)]
        struct $outer { inner: $inner }
        levels! { $inner $($rest)* }
    };
    ($last:ident) => {
        #[derive(Debug, Deserialize, ResponseFormat)]
        struct $last { a: Option<Box<Alpha>> }
    };
}

levels! { L1 L2 L3 L4 L5 L6 L7 }

#[derive(Debug, Deserialize, ResponseFormat)]
struct Alpha {
    beta: Option<Box<Beta>>,
    deep: Deep1,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Beta {
    alpha: Option<Box<Alpha>>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Deep1 {
    deep: Deep2,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Deep2 {
    deep: Vec<u8>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct LeftFirst {
    alpha: Alpha,
    levels: L1,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct RightFirst {
    levels: L1,
    alpha: Alpha,
}

#[test]
fn depth_does_not_hang_on_the_order_of_fields() {
    judge::<LeftFirst>();
    judge::<RightFirst>();
}

/// The reason for a rule of the pattern dialect: the engine lets through, as an escape, what a class
/// excludes by name, unless the control characters are excluded too.
#[test]
fn the_engine_lets_excluded_quotes_through() {
    let accepts = |pattern: &str, text: &str| {
        let schema = serde_json::json!({"type": "string", "pattern": pattern});
        let grammar = Grammar::compile(&schema.to_string()).unwrap();
        grammar.accepts(&serde_json::to_string(text).unwrap())
    };
    for (class, excluded) in [
        (r#"[^"]"#, "\""),
        (r"[^\\]", "\\"),
        (r#"[^"\\]"#, "\""),
        (r#"[^a"]"#, "\""),
    ] {
        let pattern = format!("^{class}$");
        assert!(
            accepts(&pattern, excluded),
            "{pattern}: the rule is not needed"
        );
        assert_eq!(pattern::check(&pattern), Err(PatternError::ExcludedEscape));
        let pattern = pattern.replace(']', r"\x00-\x1f]");
        assert!(!accepts(&pattern, excluded), "{pattern}");
        assert_eq!(pattern::check(&pattern), Ok(()));
    }
    assert!(!accepts("^[^a]$", "a"));
}
