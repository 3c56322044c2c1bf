//! The derive across crates: types from elsewhere, and openai-structured under other names.

use openai_structured::prelude::*;
use openai_tests::{House, Page, Person};

#[derive(Debug, Deserialize, ResponseFormat)]
struct Street {
    houses: Vec<House>,
    visitor: Person,
}

/// A cycle that passes through another crate's generic type.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Folder {
    name: String,
    inner: Page<Folder>,
}

#[test]
fn types_that_contain_each_other_in_another_crate() {
    assert_eq!(
        Street::SCHEMA.json(),
        "{'type':'object','properties':{'houses':{'type':'array','items':{'$ref':'#/$defs/House'}},\
         'visitor':{'$ref':'#/$defs/Person'}},'required':['houses','visitor'],'additionalProperties':false,\
         '$defs':{'House':{'type':'object','description':'The other half.','properties':{'people':\
         {'type':'object','description':'Who lives here.','properties':{'items':{'type':'array','description':'What is on it.',\
         'items':{'$ref':'#/$defs/Person'}}},'required':['items'],'additionalProperties':false}},\
         'required':['people'],'additionalProperties':false},\
         'Person':{'type':'object','description':'One half of a cycle.','properties':{'house':{'description':'Where the person lives.',\
         'anyOf':[{'$ref':'#/$defs/House'},{'type':'null'}]}},'required':['house'],'additionalProperties':false}}}"
            .replace('\'', "\"")
    );
    let text = r#"{"houses":[{"people":{"items":[{"house":null}]}}],"visitor":{"house":null}}"#;
    let street: Street = openai_structured::read(text).unwrap();
    assert!(street.houses[0].people.items[0].house.is_none());
    assert!(street.visitor.house.is_none());
}

#[test]
fn a_cycle_through_two_crates() {
    assert_eq!(
        Folder::SCHEMA.json(),
        "{'type':'object','description':'A cycle that passes through another crate\u{2019}s generic type.','properties':{\
         'name':{'type':'string'},'inner':{'type':'object','description':'A list of anything.','properties':{\
         'items':{'type':'array','description':'What is on it.','items':{'$ref':'#'}}},'required':['items'],\
         'additionalProperties':false}},'required':['name','inner'],'additionalProperties':false}"
            .replace('\'', "\"")
            .replace('\u{2019}', "'")
    );
    let folder: Folder = openai_structured::read(
        r#"{"name":"a","inner":{"items":[{"name":"b","inner":{"items":[]}}]}}"#,
    )
    .unwrap();
    assert_eq!((&*folder.inner.items[0].name, &*folder.name), ("b", "a"));
}

#[derive(Debug, Deserialize, openai_tests::sdk::ResponseFormat)]
#[openai(crate = "openai_tests::sdk")]
struct ThroughAFacade {
    value: u8,
}

openai_tests::answer!(ThroughAMacro { value: u8 });

#[test]
fn the_crate_may_come_through_another() {
    let schema =
        "{'type':'object','properties':{'value':{'type':'integer','minimum':0,'maximum':255}},\
                  'required':['value'],'additionalProperties':false}"
            .replace('\'', "\"");
    assert_eq!(ThroughAFacade::SCHEMA.json(), schema);
    assert_eq!(ThroughAMacro::SCHEMA.json(), schema);
    let text = r#"{"value":1}"#;
    let sum = openai_structured::read::<ThroughAFacade>(text)
        .unwrap()
        .value
        + openai_structured::read::<ThroughAMacro>(text)
            .unwrap()
            .value;
    assert_eq!(sum, 2);
}

/// What a user with strict lints writes; clippy runs over it in CI.
#[deny(warnings, clippy::all, clippy::pedantic, missing_docs, unreachable_pub)]
mod strict_lints {
    #![allow(
        missing_docs,
        reason = "of the items below, not of what the derive makes of them"
    )]
    use openai_structured::prelude::*;

    /// Named like what the derive's output may need.
    pub(super) type Option<T> = ::core::option::Option<T>;
    #[allow(dead_code)]
    pub(super) struct Some;
    #[allow(dead_code)]
    pub(super) struct Schema;

    #[derive(Debug, Deserialize, ResponseFormat)]
    pub(super) struct Root<T>
    where
        T: Clone,
    {
        pub(super) one: T,
        pub(super) kind: Kind,
        pub(super) maybe: Option<Pair>,
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    pub(super) enum Kind {
        FirstOne { r#in: bool },
        SecondOne(Pair),
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    pub(super) struct Pair {
        pub(super) left: ::std::string::String,
    }
}

#[test]
fn under_strict_lints() {
    use strict_lints::{Kind, Root};
    let root: Root<u8> = openai_structured::read(
        r#"{"one":1,"kind":{"kind":"first-one","in":true},"maybe":{"left":"l"}}"#,
    )
    .unwrap();
    assert!(matches!(root.kind, Kind::FirstOne { r#in: true }));
    assert_eq!((root.one, root.maybe.unwrap().left.as_str()), (1, "l"));
    let root: Root<u8> = openai_structured::read(
        r#"{"one":1,"kind":{"kind":"second-one","left":"x"},"maybe":null}"#,
    )
    .unwrap();
    assert!(matches!(root.kind, Kind::SecondOne(pair) if pair.left == "x"));
}

#[test]
fn types_in_functions_are_told_apart() {
    fn first() -> &'static str {
        #[derive(Deserialize, ResponseFormat)]
        struct Local {
            a: u8,
        }
        Local::SCHEMA.json()
    }
    fn second() -> &'static str {
        #[derive(Deserialize, ResponseFormat)]
        struct Local {
            b: u8,
        }
        Local::SCHEMA.json()
    }
    assert!(first().contains("\"a\""));
    assert!(second().contains("\"b\""));
}
