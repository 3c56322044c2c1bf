use serde_json::json;

use super::*;
use crate::noise::Noise;

mod limits;

/// Closes every object and requires all its keys, as strict mode asks.
fn strict(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(map) => {
                if map.get("type") == Some(&json!("object")) {
                    let keys: Vec<_> = map["properties"]
                        .as_object()
                        .unwrap()
                        .keys()
                        .cloned()
                        .collect();
                    map.insert("required".into(), json!(keys));
                    map.insert("additionalProperties".into(), json!(false));
                }
                map.values_mut().for_each(close);
            }
            Value::Array(list) => list.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

fn filled(schema: &Value, prompt: &str) -> Result<String, Unfilled> {
    fill(schema, prompt, &Stop::default())
}

/// Fills the schema and checks the answer against a fresh grammar with the engine's own options.
#[track_caller]
fn answer(schema: Value, prompt: &str) -> Value {
    let schema = strict(schema);
    let text = filled(&schema, prompt).unwrap_or_else(|error| panic!("{schema}: {error:?}"));
    assert!(accepts(&schema, &text), "{schema} refuses {text}");
    assert_eq!(filled(&schema, prompt).unwrap(), text, "not deterministic");
    serde_json::from_str(&text).unwrap()
}

fn accepts(schema: &Value, text: &str) -> bool {
    let env = toktrie::ApproximateTokEnv::single_byte_env();
    let mut factory = llguidance::ParserFactory::new_simple(&env).unwrap();
    factory.quiet();
    let grammar = llguidance::api::TopLevelGrammar::from_json_schema(schema.clone());
    let mut matcher = llguidance::Matcher::new(factory.create_parser(grammar));
    let tokens: Vec<u32> = text.bytes().map(u32::from).collect();
    matcher.consume_tokens(&tokens).is_ok() && matcher.is_accepting().unwrap()
}

const INVOICE: &str = "\
INVOICE 2026-0117

Supplier: Northwind Paper GmbH
Customer: Lakeside Print Studio

Item                      Quantity    Price
A4 paper, 80 g, 500 sh.         40     4.25
Toner black                      3    61.90
Stapler, heavy duty              2    18.50

Due: 2026-12-15
Total: 392.70
";

fn invoice() -> Value {
    json!({ "type": "object", "properties": {
        "supplier": { "type": "string", "description": "Supplier name as printed." },
        "lines": { "type": "array", "items": { "$ref": "#/$defs/Line" } },
        "due": { "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }] },
        "total": { "type": "number", "minimum": 0 },
    }, "$defs": { "Line": { "type": "object", "properties": {
        "item": { "type": "string" },
        "quantity": { "type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32 },
        "price": { "type": "number" },
    }}}})
}

#[test]
fn reads_an_invoice() {
    assert_eq!(
        answer(invoice(), INVOICE),
        json!({
            "supplier": "Northwind Paper GmbH",
            "lines": [
                { "item": "A4 paper, 80 g, 500 sh.", "quantity": 40, "price": 4.25 },
                { "item": "Toner black", "quantity": 3, "price": 61.90 },
                { "item": "Stapler, heavy duty", "quantity": 2, "price": 18.50 },
            ],
            "due": "2026-12-15",
            "total": 392.70,
        })
    );
}

#[test]
fn a_changed_value_changes_the_answer() {
    let changed = INVOICE
        .replace("392.70", "512.99")
        .replace("Toner black", "Toner cyan");
    let answer = answer(invoice(), &changed.replace("Due: 2026-12-15\n", ""));
    assert_eq!(answer["total"], 512.99);
    assert_eq!(answer["lines"][1]["item"], "Toner cyan");
    assert_eq!(answer["due"], Value::Null);
}

#[test]
fn reads_a_job_advertisement() {
    let text = "\
Senior Rust Engineer (m/f/d)

Company: Fjord Analytics AS
Location: Bergen, Norway
Salary: 780,000 to 950,000 NOK a year
Remote: yes, two days a week
Employment type: full time

What you bring:
- five years with systems languages
- good written English
- experience with PostgreSQL

Apply by 2026-03-31 to jobs@fjord-analytics.example
";
    let schema = json!({ "type": "object", "properties": {
        "title": { "type": "string", "description": "The position." },
        "company": { "type": "string" },
        "location": { "type": "string" },
        "salary_min": { "type": "integer" },
        "salary_max": { "type": "integer" },
        "remote": { "type": "boolean" },
        "employment": { "type": "string", "enum": ["part_time", "full_time", "contract"] },
        "requirements": {
            "type": "array",
            "items": { "type": "string" },
            "description": "What the candidate brings.",
        },
        "contact": { "type": "string", "format": "email" },
        "deadline": { "type": "string", "format": "date" },
        "bonus": { "anyOf": [{ "type": "number" }, { "type": "null" }] },
    }});
    assert_eq!(
        answer(schema, text),
        json!({
            "title": "Senior Rust Engineer (m/f/d)",
            "company": "Fjord Analytics AS",
            "location": "Bergen, Norway",
            "salary_min": 780_000,
            "salary_max": 950_000,
            "remote": true,
            "employment": "full_time",
            "requirements": [
                "five years with systems languages",
                "good written English",
                "experience with PostgreSQL",
            ],
            "contact": "jobs@fjord-analytics.example",
            "deadline": "2026-03-31",
            "bonus": null,
        })
    );
}

#[test]
fn reads_a_recipe() {
    let text = "\
# Apple Crumble

Serves: 4   Prep time: 20 minutes   Difficulty: easy

## Ingredients

- 6 large apples
- 150 g plain flour
- 100 g cold butter
- 80 g brown sugar

## Method

1. Peel and slice the apples.
2. Rub butter, flour and sugar to crumbs.
3. Bake for 40 minutes until golden.
";
    let schema = json!({ "type": "object", "properties": {
        "name": { "type": "string", "description": "Name of the dish." },
        "serves": { "type": "integer", "minimum": 1 },
        "prep_minutes": { "type": "integer", "description": "Prep time in minutes." },
        "difficulty": { "type": "string", "enum": ["easy", "medium", "hard"] },
        "ingredients": { "type": "array", "items": { "type": "object", "properties": {
            "amount": { "type": "number" },
            "unit": { "type": "string" },
            "name": { "type": "string" },
        }}},
        "steps": {
            "type": "array",
            "items": { "type": "string" },
            "description": "The method, step by step.",
        },
        "vegan": { "type": "boolean" },
    }});
    assert_eq!(
        answer(schema, text),
        json!({
            "name": "Apple Crumble",
            "serves": 4,
            "prep_minutes": 20,
            "difficulty": "easy",
            "ingredients": [
                { "amount": 6, "unit": "large", "name": "apples" },
                { "amount": 150, "unit": "g", "name": "plain flour" },
                { "amount": 100, "unit": "g", "name": "cold butter" },
                { "amount": 80, "unit": "g", "name": "brown sugar" },
            ],
            "steps": [
                "Peel and slice the apples.",
                "Rub butter, flour and sugar to crumbs.",
                "Bake for 40 minutes until golden.",
            ],
            "vegan": false,
        })
    );
}

#[test]
fn reads_a_support_mail() {
    let text = "\
From: Ines Duarte <ines@harbour.example>
Subject: Cannot export reports since the update

Hello,

since version 4.12.1 the export button does nothing. This is urgent, our audit
starts on 2026-05-04. Our account is ACC-20871 and we have 35 seats.

It looks like a bug to me. Browser: Firefox 140. Please do not call, mail is fine.

Ines
";
    let schema = json!({ "type": "object", "properties": {
        "sender": { "type": "string", "format": "email", "description": "Who it is from." },
        "subject": { "type": "string" },
        "priority": { "type": "string", "enum": ["low", "normal", "urgent"] },
        "category": { "type": "string", "enum": ["billing", "bug", "question"] },
        "account": { "type": "string", "pattern": "^ACC-[0-9]{5}$" },
        "seats": { "type": ["integer", "null"] },
        "call_back": { "type": "boolean", "description": "Whether a call is wanted." },
        "browser": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
        "phone": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
    }});
    let first = answer(schema.clone(), text);
    assert_eq!(first["sender"], "ines@harbour.example");
    assert_eq!(first["subject"], "Cannot export reports since the update");
    assert_eq!(first["priority"], "urgent");
    assert_eq!(first["category"], "bug");
    assert_eq!(first["account"], "ACC-20871");
    assert_eq!(first["call_back"], false);
    assert!(
        first["browser"]
            .as_str()
            .unwrap()
            .starts_with("Firefox 140"),
        "{first}"
    );
    assert_eq!(first["phone"], Value::Null);
    let changed = text
        .replace("urgent", "of low importance")
        .replace("20871", "55555");
    let second = answer(schema, &changed);
    assert_eq!(second["priority"], "low");
    assert_eq!(second["account"], "ACC-55555");
}

#[test]
fn answers_odd_schemas() {
    let cases = [
        json!({ "type": "object", "properties": {} }),
        json!({ "type": "object", "properties": { "quote\"\\ ü": { "type": "string" }, "": { "type": "null" } } }),
        json!({ "type": "object", "properties": { "a": { "type": "array", "items": { "type": "array",
            "items": { "type": "array", "items": { "type": "integer" } } } } } }),
        json!({ "type": "object", "properties": {
            "low": { "type": "integer", "minimum": 17, "maximum": 18 },
            "negative": { "type": "integer", "maximum": -5 },
            "step": { "type": "integer", "minimum": 1, "multipleOf": 12 },
            "between": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
            "some": { "type": "array", "items": { "type": "integer" }, "minItems": 3, "maxItems": 3 },
            "none": { "type": "array", "items": { "type": "integer" }, "maxItems": 0 },
            "long": { "type": "string", "minLength": 5, "maxLength": 6 },
            "sku": { "type": "string", "pattern": "^[A-Z]{2}(?:-[0-9]+)?$" },
            "one": { "type": "integer", "enum": [3, 12] },
            "both": { "type": ["string", "integer", "null"] },
            "maybe": { "type": ["string", "null"], "enum": ["x", null] },
            "flag": { "type": "boolean", "const": true },
        }}),
        json!({ "type": "object", "properties": { "shape": { "anyOf": [
            { "type": "object", "properties": {
                "kind": { "type": "string", "const": "circle" }, "radius": { "type": "number" } } },
            { "type": "object", "properties": {
                "kind": { "type": "string", "const": "square" }, "side": { "type": "number" } } },
        ] } } }),
    ];
    for schema in cases {
        for prompt in [
            "",
            "a",
            INVOICE,
            "\u{0}\u{7f}\"\\ 😀 -1 1e9 99999999999999999999999 ::: = |\t|",
        ] {
            answer(schema.clone(), prompt);
        }
    }
    let deep = (0..100).fold(
        json!({ "type": "integer" }),
        |inner, _| json!({ "type": "array", "items": inner, "minItems": 1 }),
    );
    answer(
        json!({ "type": "object", "properties": { "a": deep } }),
        INVOICE,
    );
    for format in crate::strict::format::NAMES {
        let leaf = json!({ "type": "string", "format": format });
        answer(
            json!({ "type": "object", "properties": { "value": leaf } }),
            INVOICE,
        );
    }
}

#[test]
fn takes_the_branch_that_the_prompt_speaks_of() {
    let pay = json!({ "type": "object", "properties": { "pay": { "anyOf": [
        { "type": "object", "properties": {
            "kind": { "type": "string", "const": "card" }, "number": { "type": "string" } } },
        { "type": "object", "properties": {
            "kind": { "type": "string", "const": "bank_transfer" }, "iban": { "type": "string" } } },
    ] } } });
    assert_eq!(
        answer(pay.clone(), "Paid by bank transfer.\nIBAN: NO93 8601")["pay"],
        json!({ "kind": "bank_transfer", "iban": "NO93 8601" }),
    );
    assert_eq!(
        answer(pay, "Paid by card.\nNumber: 4111")["pay"],
        json!({ "kind": "card", "number": "4111" })
    );
}

#[test]
fn ends_recursion() {
    let tree = json!({ "type": "object", "properties": { "root": { "$ref": "#/$defs/Node" } },
    "$defs": { "Node": { "type": "object", "properties": {
        "name": { "type": "string" },
        "children": { "type": "array", "items": { "$ref": "#/$defs/Node" }, "minItems": 0 },
        "next": { "anyOf": [{ "$ref": "#/$defs/Node" }, { "type": "null" }] },
    }}}});
    for prompt in ["", "name: a\nchildren: b, c, d\nnext: e", "- a\n- b\n- c"] {
        let text = answer(tree.clone(), prompt).to_string();
        assert!(text.len() < 10_000);
    }
    let own = json!({ "type": "object", "properties": {
        "value": { "type": "integer" }, "more": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] } } });
    let deep = answer(own, "value 1 value 2 value 3 value 4 value 5 more");
    let mut levels = 0;
    let mut node = &deep;
    while node.is_object() {
        levels += 1;
        node = &node["more"];
    }
    assert!(levels <= DEPTH, "{deep}");
    // Nothing finite fits, so it ends without an answer.
    let endless = strict(json!({ "type": "object", "properties": { "a": { "$ref": "#" } } }));
    assert!(filled(&endless, "a").is_err());
    let mutual = strict(
        json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/A" } }, "$defs": {
            "A": { "anyOf": [
                { "type": "object", "properties": { "b": { "$ref": "#/$defs/B" }, "c": { "$ref": "#/$defs/B" } } },
                { "type": "object", "properties": { "d": { "$ref": "#/$defs/B" } } }] },
            "B": { "anyOf": [
                { "type": "object", "properties": { "a": { "$ref": "#/$defs/A" }, "e": { "$ref": "#/$defs/A" } } },
                { "type": "object", "properties": { "f": { "$ref": "#/$defs/A" } } }] },
        }}),
    );
    assert!(filled(&mutual, "a").is_err());
}

#[test]
fn refuses_what_the_engine_does_not_know() {
    for schema in [
        json!({ "type": "object", "properties": { "a": { "type": "array", "uniqueItems": true } } }),
        json!({ "type": "object", "properties": { "a": { "type": "string", "format": "nope" } }, "required": ["a"] }),
        json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/None" } }, "required": ["a"] }),
        json!([1, 2]),
        json!("text"),
    ] {
        assert!(filled(&schema, "a").is_err(), "{schema}");
    }
}

/// Schemas and prompts from a fixed sequence of numbers: every answer is legal.
#[test]
fn answers_made_up_schemas() {
    fn make(dice: &mut dyn FnMut(u64) -> u64, depth: u64) -> Value {
        let keys = ["name", "total", "due_date", "lineItems", "x", "is_open"];
        match dice(if depth == 0 { 7 } else { 10 }) {
            0 => json!({ "type": "string" }),
            1 => json!({ "type": "integer", "minimum": dice(50), "maximum": 50 + dice(500) }),
            2 => json!({ "type": "number" }),
            3 => json!({ "type": "boolean" }),
            4 => json!({ "type": "string", "enum": ["toner", "paper", "new_item"] }),
            5 => {
                json!({ "type": "string", "format": crate::strict::format::NAMES[usize::try_from(dice(9)).unwrap()] })
            }
            6 => json!({ "type": "string", "pattern": "^[A-Z][a-z]{0,5}(?: [0-9]{2})?$" }),
            7 => json!({ "type": "array", "items": make(dice, depth - 1) }),
            8 => json!({ "anyOf": [make(dice, depth - 1), { "type": "null" }] }),
            _ => {
                let count = dice(5);
                let properties: Map<_, _> = (0..count)
                    .map(|at| {
                        (
                            keys[usize::try_from(at).unwrap()].to_owned(),
                            make(dice, depth - 1),
                        )
                    })
                    .collect();
                json!({ "type": "object", "properties": properties })
            }
        }
    }
    let mut noise = Noise::new(7);
    let mut dice = |sides: u64| noise.below(usize::try_from(sides).unwrap()) as u64;
    for _ in 0..150 {
        let leaf = make(&mut dice, 3);
        let prompt: String = INVOICE.chars().filter(|_| dice(20) > 0).collect();
        answer(
            json!({ "type": "object", "properties": { "value": leaf } }),
            &prompt,
        );
    }
}

/// Any JSON as a schema and any text as a prompt: an answer or an error, no panic and no end of time.
#[test]
fn survives_what_is_no_schema() {
    const KEYS: [&str; 16] = [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "pattern",
        "format",
        "minimum",
        "maxLength",
        "minItems",
        "maxItems",
    ];
    const WORDS: [&str; 12] = [
        "object",
        "array",
        "string",
        "integer",
        "#",
        "#/$defs/a",
        "#/properties/type",
        "a",
        "^a{3}$",
        "(",
        "date",
        "é",
    ];
    let mut noise = Noise::new(11);
    for _ in 0..200 {
        let inner = noise.document(&KEYS, &WORDS, 4);
        let prompt: String = (0..noise.below(80))
            .map(|_| {
                [
                    'a', ':', '\n', ' ', '3', '-', '"', '|', 'é', '\u{0}', '.', ',',
                ][noise.below(12)]
            })
            .collect();
        let _ = filled(&inner, &prompt);
        let _ = filled(
            &json!({ "type": "object", "properties": { "a": inner }, "required": ["a"] }),
            &prompt,
        );
    }
}
