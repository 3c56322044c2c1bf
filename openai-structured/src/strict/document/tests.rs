use serde_json::{Value, json};

use super::*;
use crate::noise::Noise;

#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
fn closed(properties: Value) -> Value {
    let keys: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}

fn texts(schema: &Value) -> Vec<String> {
    check(schema, Surface::ResponseFormat)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[track_caller]
fn first(schema: &Value, text: &str) {
    assert_eq!(
        texts(schema).first().map(String::as_str),
        Some(text),
        "{schema}"
    );
}

#[track_caller]
fn fine(schema: &Value) {
    assert_eq!(texts(schema), Vec::<String>::new(), "{schema}");
}

#[test]
fn takes_what_the_api_takes() {
    fine(&closed(json!({})));
    fine(&closed(json!({
        "city": { "type": "string", "description": "Where." },
        "maybe": { "type": ["string", "null"], "format": "date" },
        "kind": { "type": "string", "enum": ["a", "b"] },
        "one": { "type": "string", "const": "one" },
        "either": { "anyOf": [{ "type": "integer" }, closed(json!({ "x": { "type": "number" } })), { "type": "null" }] },
        "list": { "type": "array", "items": { "type": "integer", "minimum": 0, "maximum": 9 }, "minItems": 1 },
        "short": { "type": "string", "minLength": 1, "maxLength": 5, "pattern": "^a+$" },
    })));
    let mut tree = closed(json!({ "left": { "$ref": "#/$defs/Node" }, "self": { "$ref": "#" } }));
    tree["$defs"] = json!({ "Node": closed(json!({ "next": { "anyOf": [{ "$ref": "#/$defs/Node" }, { "type": "null" }] } })) });
    fine(&tree);
    fine(&json!({ "$ref": "#/$defs/A", "$defs": { "A": closed(json!({})) } }));
}

#[test]
fn names_open_objects_and_missing_keys() {
    let open = |properties: Value| {
        let mut schema = closed(properties);
        schema
            .as_object_mut()
            .unwrap()
            .remove("additionalProperties");
        schema
    };
    let rule = "'additionalProperties' is required to be supplied and to be false.";
    first(&open(json!({})), &format!("In context=(), {rule}"));
    let inner = closed(json!({ "a": { "type": "array", "items": open(json!({})) } }));
    first(
        &inner,
        &format!("In context=('properties', 'a', 'items'), {rule}"),
    );
    let mut defined = closed(json!({ "x": { "$ref": "#/$defs/X" } }));
    defined["$defs"] = json!({ "X": open(json!({})) });
    first(&defined, &format!("In context=('$defs', 'X'), {rule}"));
    let map =
        closed(json!({ "m": { "type": "object", "additionalProperties": { "type": "string" } } }));
    first(&map, &format!("In context=('properties', 'm'), {rule}"));

    let rule = "'required' is required to be supplied and to be an array including every key in properties.";
    let mut missing = closed(json!({ "params": { "type": "string" } }));
    missing["required"] = json!([]);
    first(
        &missing,
        &format!("In context=(), {rule} Missing 'params'."),
    );
    missing.as_object_mut().unwrap().remove("required");
    first(
        &missing,
        &format!("In context=(), {rule} Missing 'params'."),
    );
    missing["required"] = json!(["params", "x"]);
    first(
        &missing,
        &format!("In context=(), {rule} Extra required key 'x' supplied."),
    );
}

#[test]
fn names_what_is_not_permitted() {
    for (keyword, value) in [
        ("default", json!("a")),
        ("uniqueItems", json!(true)),
        ("oneOf", json!([{ "type": "string" }])),
        ("allOf", json!([{ "type": "string" }])),
        ("propertyNames", json!({ "type": "string" })),
        ("x-mine", json!(1)),
        ("not", json!({})),
        ("patternProperties", json!({ "^a": {} })),
    ] {
        let mut leaf = json!({ "type": "string" });
        leaf[keyword] = value;
        let text = format!("In context=('properties', 'a'), '{keyword}' is not permitted.");
        first(&closed(json!({ "a": leaf })), &text);
    }
    first(
        &closed(json!({ "a": { "oneOf": [{ "type": "string" }] } })),
        "In context=('properties', 'a'), 'oneOf' is not permitted.",
    );
}

#[test]
fn names_wrong_leaves() {
    let at_a = |leaf: Value, text: &str| {
        first(
            &closed(json!({ "a": leaf })),
            &format!("In context=('properties', 'a'), {text}"),
        );
    };
    first(
        &closed(json!({ "url": { "type": ["string", "null"], "format": "uri" } })),
        "In context=('properties', 'url', 'type', '0'), 'uri' is not a valid format.",
    );
    at_a(
        json!({ "type": "string", "format": "uri" }),
        "'uri' is not a valid format.",
    );
    at_a(json!({ "const": 1 }), "schema must have a 'type' key.");
    at_a(json!({}), "schema must have a 'type' key.");
    at_a(json!(true), "schema must have a 'type' key.");
    at_a(
        json!({ "type": "array", "prefixItems": [{ "type": "string" }] }),
        "array schema missing items.",
    );
    at_a(json!({ "type": "array" }), "array schema missing items.");
    at_a(
        json!({ "type": "object", "additionalProperties": false }),
        "object schema missing properties.",
    );
    at_a(
        json!({ "type": "string", "enum": [1] }),
        "enum value 1 does not validate against {'type': 'string'}.",
    );
    at_a(
        json!({ "type": ["integer", "null"], "enum": [0, "it's"] }),
        "enum value \"it's\" does not validate against {'type': ['integer', 'null']}.",
    );
    at_a(
        json!({ "type": "string", "const": null }),
        "const value None does not validate against {'type': 'string'}.",
    );
    at_a(
        json!({ "type": "string", "enum": [] }),
        "enum must have at least one value.",
    );
    at_a(
        json!({ "type": "integer", "minimum": 2, "maximum": 1 }),
        "no value satisfies both 'minimum' and 'maximum'.",
    );
    first(
        &closed(json!({ "x": { "anyOf": [{ "type": "string" }, {}] } })),
        "In context=('properties', 'x', 'anyOf', '1'), schema must have a 'type' key.",
    );
}

#[test]
fn names_wrong_references() {
    let with = |leaf: Value| {
        let mut schema = closed(json!({ "a": { "type": "string" }, "b": leaf }));
        schema["$defs"] = json!({ "X": closed(json!({})), "a/b~c": closed(json!({})) });
        schema
    };
    fine(&with(json!({ "$ref": "#/$defs/X" })));
    fine(&with(json!({ "$ref": "#/$defs/a~1b%7E0c" })));
    first(
        &with(json!({ "$ref": "#/$defs/X", "description": "Where." })),
        "In context=('properties', 'b'), $ref cannot have keywords {'description'}.",
    );
    let target = "In context=('properties', 'b'), reference can only point to definitions defined at \
                  the top level of the schema.";
    for reference in [
        "#/properties/a",
        "#/$defs/X/properties/y",
        "https://example.org/x",
        "X",
        "",
    ] {
        first(&with(json!({ "$ref": reference })), target);
    }
    first(
        &with(json!({ "$ref": "#/$defs/Y" })),
        "In context=('properties', 'b'), reference to '#/$defs/Y', which is not defined.",
    );
}

#[test]
fn judges_the_root() {
    let not_an_object = |got: &str| {
        format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{got}\"'.")
    };
    first(
        &json!({ "type": "array", "items": { "type": "string" } }),
        &not_an_object("array"),
    );
    first(&json!({ "type": "string" }), &not_an_object("string"));
    first(&json!({}), &not_an_object("None"));
    first(
        &json!({ "anyOf": [closed(json!({}))] }),
        &not_an_object("None"),
    );
    let union = "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";
    let mut both = closed(json!({}));
    both["anyOf"] = json!([closed(json!({}))]);
    first(&both, union);
    let found = check(&json!({ "anyOf": [closed(json!({}))] }), Surface::Function);
    assert_eq!(found[0].message(), union);
    assert_eq!(found[0].kind, Kind::RootCombinator);
    let reference = json!({ "$ref": "#/$defs/A", "$defs": { "A": closed(json!({})) } });
    assert_eq!(
        check(&reference, Surface::Function)[0].message(),
        not_an_object("None")
    );
}

#[test]
fn judges_the_document_first() {
    for (schema, text) in [
        (
            json!({ "type": "object", "properties": [] }),
            "[] is not of type 'object'.",
        ),
        (json!([]), "[] is not of type 'object', 'boolean'."),
        (
            closed(json!({ "a": [] })),
            "[] is not of type 'object', 'boolean'.",
        ),
        (
            json!({ "type": "object", "required": true }),
            "True is not of type 'array'.",
        ),
        (
            json!({ "type": "object", "required": null }),
            "None is not of type 'array'.",
        ),
        (
            json!({ "type": "object", "required": ["a", "a"] }),
            "['a', 'a'] has non-unique elements.",
        ),
        (
            json!({ "type": "objekt" }),
            "'objekt' is not valid under any of the given schemas.",
        ),
        (
            closed(json!({ "a": { "anyOf": [] } })),
            "[] should be non-empty.",
        ),
        (
            closed(json!({ "a": { "type": "integer", "minimum": "0" } })),
            "'0' is not of type 'number'.",
        ),
        (
            closed(json!({ "a": { "type": "string", "maxLength": -1 } })),
            "-1 is less than the minimum of 0.",
        ),
        (
            closed(json!({ "a": { "type": "string", "pattern": r"^[^\p{Cc}]{1,200}$" } })),
            r"'^[^\\p{Cc}]{1,200}$' is not a 'regex'.",
        ),
    ] {
        first(&schema, text);
        assert_eq!(check_loose(&schema)[0].message(), text);
    }
}

#[test]
fn counts_the_whole_schema() {
    let nested = |levels: usize| {
        (1..levels).fold(closed(json!({})), |inner, _| closed(json!({ "a": inner })))
    };
    fine(&nested(10));
    first(&nested(11), "11 levels of nesting exceeds limit of 10.");
    let lists = (0..20).fold(
        json!({ "type": "string" }),
        |inner, _| json!({ "type": "array", "items": inner }),
    );
    fine(&closed(json!({ "a": lists })));
    let mut hoisted = closed(json!({ "a": { "$ref": "#/$defs/Deep" } }));
    hoisted["$defs"] = json!({ "Deep": nested(10) });
    fine(&hoisted);

    let many = |count: usize| {
        let leaf = |at: usize| (format!("p{at}"), json!({ "type": "string" }));
        closed(
            (0..count)
                .map(leaf)
                .collect::<serde_json::Map<_, _>>()
                .into(),
        )
    };
    fine(&many(5_000));
    first(&many(5_001), "5001 parameters exceeds limit of 5000.");

    let values: Vec<_> = (0..501).map(|at| at.to_string()).collect();
    let labels = json!({ "type": "string", "enum": values });
    let text = "Expected at most 1000 enum values in total within a single schema when using structured outputs, but \
                received 1002. Consider reducing the number of enums, or use 'strict: false' to opt out of \
                structured outputs.";
    first(&closed(json!({ "a": labels, "b": labels })), text);
    let mut shared = closed(json!({ "a": { "$ref": "#/$defs/L" }, "b": { "$ref": "#/$defs/L" } }));
    shared["$defs"] = json!({ "L": labels });
    fine(&shared);

    let wide = |count: usize, length: usize| {
        let values: Vec<_> = (0..count).map(|at| format!("{at:0length$}")).collect();
        check(
            &closed(json!({ "a": { "type": "string", "enum": values } })),
            Surface::Function,
        )
    };
    assert_eq!(wide(251, 60)[0].kind, Kind::EnumCharacters);
    assert_eq!((wide(250, 61), wide(251, 59)), (vec![], vec![]));
    let long = |length: usize| {
        check(
            &closed(json!({ "k".repeat(length): { "type": "null" } })),
            Surface::Function,
        )
    };
    assert_eq!(long(120_000), vec![]);
    assert_eq!(long(120_001)[0].kind, Kind::Characters);
}

#[test]
fn reports_lookaround_last_and_by_its_own_path() {
    let schema = closed(json!({
        "email": { "type": "string", "pattern": "^(?=a)a$" },
        "to": { "type": "array", "items": { "type": "string", "pattern": "a(?<!b)" } },
    }));
    assert_eq!(
        texts(&schema),
        [
            "regex lookaround is not supported. Found at $.properties.email.pattern.",
            "regex lookaround is not supported. Found at $.properties.to.items.pattern.",
        ]
    );
    assert_eq!(check_loose(&schema).len(), 2);
    let mut defined = closed(json!({}));
    defined["$defs"] = json!({ "identities": { "type": "array", "items": { "type": "string", "pattern": "(?!a)" } } });
    first(
        &defined,
        "regex lookaround is not supported. Found at $['$defs'].identities.items.pattern.",
    );
    let mut both = schema;
    both["additionalProperties"] = json!(true);
    assert!(texts(&both)[0].contains("additionalProperties"));
}

#[test]
fn loose_schemas_need_only_be_well_formed() {
    let text = |schema: Value| check_loose(&schema).first().map(ToString::to_string);
    assert_eq!(
        text(json!({ "type": "object" })).unwrap(),
        "In context=(), object schema missing properties."
    );
    assert_eq!(
        text(json!({ "type": "object", "properties": { "a": { "type": "array" } } })).unwrap(),
        "In context=('properties', 'a'), array schema missing items.",
    );
    assert!(
        text(json!({ "type": "string" }))
            .unwrap()
            .contains("got 'type: \"string\"'")
    );
    assert_eq!(
        text(json!({ "type": "object", "properties": { "a": { "default": 1, "oneOf": [{}] } } })),
        None
    );
}

#[test]
fn places_are_pointers_and_tuples() {
    let found = check(
        &closed(json!({ "a/b~'": { "anyOf": [{}] } })),
        Surface::Function,
    );
    assert_eq!(found[0].pointer, "/properties/a~1b~0'/anyOf/0");
    assert_eq!(found[0].context, "('properties', \"a/b~'\", 'anyOf', '0')");
    assert_eq!(path::Path::default().with("x").context(), "('x',)");
}

#[test]
fn lists_all_in_order() {
    let schema = json!({ "type": "object", "additionalProperties": false, "required": ["a", "b"], "properties": {
        "a": { "type": "string", "default": "" },
        "b": { "type": "string", "format": "uri" },
    }});
    let kinds: Vec<_> = check(&schema, Surface::ResponseFormat)
        .iter()
        .map(|found| found.kind)
        .collect();
    assert_eq!(kinds, [Kind::NotPermitted, Kind::Format]);
}

#[test]
fn patterns_compile_as_in_python() {
    for pattern in [
        "",
        "^a$",
        r"\d\w\s\b",
        "a|b|",
        "(a)(?:b)(?P<n>c)(?P=n)",
        r"(a)\1",
        "(?=a)",
        "(?<!a)",
        "(?i)a",
        "(?i:a)",
        "(?>a)",
        "(?#note)a",
        "[]a]",
        "[^]]",
        "[a-z-]",
        r"[\]\-]",
        r"[\d-]",
        "a{2,3}?",
        "a*+",
        "a{",
        "a{,}",
        "{a}",
        "x{,3}",
        r"\x41\u0041\U00010FFFF",
        r"\.\/\-",
        "[[:alpha:]]",
        "é",
        "()*",
        "a}",
        "]",
    ] {
        assert!(regex::compiles(pattern), "{pattern}");
    }
    for pattern in [
        "(",
        ")",
        "[",
        "[]",
        "[a",
        "a**",
        "*",
        "^*",
        "(*)",
        "(|*)",
        "a{2}{3}",
        "a{3,2}",
        r"\p{L}",
        r"\z",
        r"\e",
        r"\cA",
        r"\u{41}",
        r"[^\0]",
        r"\1",
        r"(a)\2",
        r"\x4",
        "(?<n>a)",
        "a(?m)",
        "(?",
        "(?P<1>a)",
        "[z-a]",
        r"[a-\d]",
        "\\",
        r"\b*",
        "a{99999999999}",
    ] {
        assert!(!regex::compiles(pattern), "{pattern}");
    }
}

/// Documents from a fixed sequence of numbers: nothing panics.
#[test]
fn survives_made_up_documents() {
    const KEYS: [&str; 20] = [
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
        "maximum",
        "minItems",
        "description",
        "default",
        "multipleOf",
        "maxLength",
        "not",
    ];
    const WORDS: [&str; 14] = [
        "object",
        "array",
        "string",
        "#",
        "#/$defs/a",
        "#/$defs/%zz%e9~",
        "a",
        "[",
        "(?=",
        "\\",
        "[a-\\",
        "x{9,",
        "(?P<",
        "é",
    ];
    let mut noise = Noise::new(1);
    for _ in 0..20_000 {
        let schema = noise.document(&KEYS, &WORDS, 5);
        let _ = (
            check(&schema, Surface::ResponseFormat),
            check(&schema, Surface::Function),
            check_loose(&schema),
        );
        let pattern: String = (0..noise.below(12))
            .map(|_| {
                [
                    '(', ')', '[', ']', '?', '<', '=', '\\', 'a', '-', '{', '1', ',', '}', '^',
                    '$', 'é', ':', 'P', '0',
                ][noise.below(20)]
            })
            .collect();
        let narrow = crate::strict::pattern::check(&pattern).is_ok();
        assert!(
            !narrow || regex::compiles(&pattern),
            "{pattern} is in the dialect and does not compile"
        );
    }
}
