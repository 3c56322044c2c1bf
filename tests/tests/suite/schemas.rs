//! Rust types and the exact schemas they become, each judged by others than us.
#![allow(dead_code, reason = "the fields are there for their schemas")]

use crate::judge::{check, judge};
use crate::oracle::Grammar;
use openai_structured::prelude::*;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Numbers {
    a: u8,
    b: i16,
    c: u32,
    d: i64,
    e: u64,
    f: f64,
    g: f32,
    h: i128,
    i: usize,
}

#[test]
fn numbers_have_their_ranges() {
    check::<Numbers>(
        "{'type':'object','properties':{\
         'a':{'type':'integer','minimum':0,'maximum':255},\
         'b':{'type':'integer','minimum':-32768,'maximum':32767},\
         'c':{'type':'integer','minimum':0,'maximum':4294967295},\
         'd':{'type':'integer','minimum':-9007199254740991,'maximum':9007199254740991},\
         'e':{'type':'integer','minimum':0,'maximum':9007199254740991},\
         'f':{'type':'number'},\
         'g':{'type':'number'},\
         'h':{'type':'integer','minimum':-9007199254740991,'maximum':9007199254740991},\
         'i':{'type':'integer','minimum':0,'maximum':9007199254740991}},\
         'required':['a','b','c','d','e','f','g','h','i'],'additionalProperties':false}",
    );
}

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
struct Wrappers {
    boxed: Box<str>,
    counted: Rc<u8>,
    shared: Arc<[bool]>,
    cow: Cow<'static, str>,
    letter: char,
    three: [f32; 3],
    list: Vec<Option<u8>>,
    unit: Unit,
    alias: Maybe<u8>,
    meters: Meters,
}

type Maybe<T> = Option<T>;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Unit;

/// A length.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Meters(#[openai(minimum = 0)] f64);

#[test]
fn wrappers_are_what_they_hold() {
    check::<Wrappers>(
        "{'type':'object','properties':{\
         'boxed':{'type':'string'},\
         'counted':{'type':'integer','minimum':0,'maximum':255},\
         'shared':{'type':'array','items':{'type':'boolean'}},\
         'cow':{'type':'string'},\
         'letter':{'type':'string','pattern':'^.$'},\
         'three':{'type':'array','items':{'type':'number'},'minItems':3,'maxItems':3},\
         'list':{'type':'array','items':{'anyOf':[{'type':'integer','minimum':0,'maximum':255},{'type':'null'}]}},\
         'unit':{'type':'null'},\
         'alias':{'anyOf':[{'type':'integer','minimum':0,'maximum':255},{'type':'null'}]},\
         'meters':{'type':'number','description':'A length.','minimum':0}},\
         'required':['boxed','counted','shared','cow','letter','three','list','unit','alias','meters'],\
         'additionalProperties':false}",
    );
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Empty {}

#[test]
fn an_empty_struct_is_an_empty_object() {
    check::<Empty>("{'type':'object','properties':{},'required':[],'additionalProperties':false}");
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(rename_all = "camelCase")]
#[allow(non_snake_case, dead_code)]
struct Renamed {
    foo_bar: u8,
    r#type: u8,
    _x: u8,
    a1_b: u8,
    HTTPUrl: u8,
    #[serde(rename(serialize = "out", deserialize = "in"))]
    both: u8,
    #[serde(skip)]
    skipped: u8,
    #[serde(skip_deserializing)]
    not_read: u8,
    #[serde(default)]
    defaulted: u8,
    #[serde(rename = "a \"quoted\" kü")]
    odd: u8,
}

#[test]
fn keys_are_renamed_as_serde_does() {
    let byte = "{'type':'integer','minimum':0,'maximum':255}";
    check::<Renamed>(
        &"{'type':'object','properties':{'fooBar':@,'type':@,'x':@,'a1B':@,'hTTPUrl':@,'in':@,'defaulted':@,\
          'a \\'quoted\\' kü':@},'required':['fooBar','type','x','a1B','hTTPUrl','in','defaulted','a \\'quoted\\' kü'],\
          'additionalProperties':false}"
            .replace('@', byte),
    );
}

/// How it went.
#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(rename_all = "snake_case")]
enum Mood {
    FooBar,
    /// Nobody knows why.
    HTTPUrl,
    A1B,
    #[serde(skip)]
    #[allow(dead_code)]
    Hidden,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Mixed {
    /// Nothing to say.
    Nothing,
    Number(u8),
    Text {
        /// The words.
        text: String,
    },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Tagged {
    U,
    N(Inner),
    /// Inline.
    S {
        a: bool,
    },
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Inner {
    x: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    U,
    N(u8),
    S { a: bool },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Untagged {
    Flag(bool),
    Text(String),
    Bytes(Vec<u8>),
    Whole(i64),
    Fraction(f64),
    Long { x: u8, y: u8 },
    Short { x: u8 },
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Enums {
    mood: Mood,
    maybe: Option<Mood2>,
    mixed: Mixed,
    tagged: Tagged,
    adjacent: Adjacent,
    untagged: Untagged,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Mood2 {
    Good,
    Bad,
}

#[test]
fn enums_in_their_four_representations() {
    check::<Enums>(
        &"{'type':'object','properties':{\
         'mood':{'type':'string','description':'How it went.\\n`h_t_t_p_url`: Nobody knows why.','enum':['foo_bar','h_t_t_p_url','a1_b']},\
         'maybe':{'anyOf':[{'type':'string','enum':['Good','Bad']},{'type':'null'}]},\
         'mixed':{'anyOf':[{'type':'string','description':'`Nothing`: Nothing to say.','enum':['Nothing']},\
         {'type':'object','properties':{'Number':B},'required':['Number'],'additionalProperties':false},\
         {'type':'object','properties':{'Text':{'type':'object','properties':{'text':{'type':'string','description':'The words.'}},\
         'required':['text'],'additionalProperties':false}},'required':['Text'],'additionalProperties':false}]},\
         'tagged':{'anyOf':[\
         {'type':'object','properties':{'t':{'type':'string','const':'U'}},'required':['t'],'additionalProperties':false},\
         {'type':'object','properties':{'t':{'type':'string','const':'N'},'x':B},'required':['t','x'],'additionalProperties':false},\
         {'type':'object','description':'Inline.','properties':{'t':{'type':'string','const':'S'},'a':{'type':'boolean'}},'required':['t','a'],'additionalProperties':false}]},\
         'adjacent':{'anyOf':[\
         {'type':'object','properties':{'t':{'type':'string','const':'U'}},'required':['t'],'additionalProperties':false},\
         {'type':'object','properties':{'t':{'type':'string','const':'N'},'c':B},'required':['t','c'],'additionalProperties':false},\
         {'type':'object','properties':{'t':{'type':'string','const':'S'},'c':{'type':'object','properties':{'a':{'type':'boolean'}},\
         'required':['a'],'additionalProperties':false}},'required':['t','c'],'additionalProperties':false}]},\
         'untagged':{'anyOf':[{'type':'boolean'},{'type':'string'},{'type':'array','items':B},\
         {'type':'integer','minimum':-9007199254740991,'maximum':9007199254740991},{'type':'number'},\
         {'type':'object','properties':{'x':B,'y':B},'required':['x','y'],'additionalProperties':false},\
         {'type':'object','properties':{'x':B},'required':['x'],'additionalProperties':false}]}},\
         'required':['mood','maybe','mixed','tagged','adjacent','untagged'],'additionalProperties':false}"
            .replace('B', "{'type':'integer','minimum':0,'maximum':255}")
            .replace("{'type':'integer','minimum':0,'maximum':255}ad'", "Bad'"),
    );
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Address {
    street: String,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Customer {
    /// Where the bill goes.
    billing: Address,
    shipping: Option<Address>,
}

#[test]
fn a_type_used_twice_has_a_definition_and_its_references_stand_alone() {
    check::<Customer>(
        "{'type':'object','properties':{\
         'billing':{'description':'Where the bill goes.','anyOf':[{'$ref':'#/$defs/Address'}]},\
         'shipping':{'anyOf':[{'$ref':'#/$defs/Address'},{'type':'null'}]}},\
         'required':['billing','shipping'],'additionalProperties':false,\
         '$defs':{'Address':{'type':'object','properties':{'street':{'type':'string'}},'required':['street'],'additionalProperties':false}}}",
    );
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Part {
    name: String,
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Machine {
    /// Everything hangs on it.
    root: Part,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Person {
    house: Option<Box<House>>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct House {
    people: Vec<Person>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Forest {
    trees: Trees,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Trees(Vec<Trees>);

#[test]
fn recursive_types() {
    check::<Part>(
        "{'type':'object','properties':{'name':{'type':'string'},'parts':{'type':'array','items':{'$ref':'#'}}},\
         'required':['name','parts'],'additionalProperties':false}",
    );
    check::<Machine>(
        "{'type':'object','properties':{'root':{'description':'Everything hangs on it.','anyOf':[{'$ref':'#/$defs/Part'}]}},\
         'required':['root'],'additionalProperties':false,\
         '$defs':{'Part':{'type':'object','properties':{'name':{'type':'string'},'parts':{'type':'array','items':{'$ref':'#/$defs/Part'}}},\
         'required':['name','parts'],'additionalProperties':false}}}",
    );
    check::<Person>(
        "{'type':'object','properties':{'house':{'anyOf':[{'type':'object','properties':{'people':{'type':'array','items':{'$ref':'#'}}},\
         'required':['people'],'additionalProperties':false},{'type':'null'}]}},'required':['house'],'additionalProperties':false}",
    );
    check::<Forest>(
        "{'type':'object','properties':{'trees':{'$ref':'#/$defs/Trees'}},'required':['trees'],'additionalProperties':false,\
         '$defs':{'Trees':{'type':'array','items':{'$ref':'#/$defs/Trees'}}}}",
    );
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

#[derive(Debug, Deserialize, ResponseFormat)]
struct Stamped {
    before: u8,
    #[serde(flatten)]
    stamp: Stamp,
    after: u8,
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
fn flattened_and_converted_types() {
    check::<Stamped>(
        &"{'type':'object','properties':{'before':U,'at':{'type':'string'},'by':{'type':'string'},'after':U},\
         'required':['before','at','by','after'],'additionalProperties':false}"
            .replace('U', "{'type':'integer','minimum':0,'maximum':255}"),
    );
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
