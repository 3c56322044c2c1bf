//! The words of `#[openai(...)]` that change a schema.

/// Bounds of numbers
///
/// They are checked on what was read too, as are all that follow.
mod bounds_of_numbers {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[openai(minimum = -5, maximum = 1_000)]
        within: i32,
        #[openai(exclusive_minimum = -0.5, exclusive_maximum = 1)]
        between: f64,
        #[openai(multiple_of = 5)]
        fives: u8,
        #[openai(multiple_of = 0.25, minimum = 0)]
        quarters: f32,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "within": {"type": "integer", "minimum": -5, "maximum": 1000},
            "between": {"type": "number", "exclusiveMinimum": -0.5, "exclusiveMaximum": 1},
            "fives": {"type": "integer", "minimum": 0, "maximum": 255, "multipleOf": 5},
            "quarters": {"type": "number", "minimum": 0, "multipleOf": 0.25}
          },
          "required": ["within", "between", "fives", "quarters"],
          "additionalProperties": false
        }
        "#
    );
}

/// Lengths of lists and texts
///
/// Characters are Unicode's scalar values. Not every server takes the words for texts.
mod lengths {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[openai(min_items = 1, max_items = 3)]
        list: Vec<bool>,
        #[openai(min_length = 1, max_length = 3)]
        text: String,
        #[openai(max_length = 2)]
        maybe: Option<String>,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "list": {
              "type": "array",
              "items": {"type": "boolean"},
              "minItems": 1,
              "maxItems": 3
            },
            "text": {"type": "string", "minLength": 1, "maxLength": 3},
            "maybe": {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]}
          },
          "required": ["list", "text", "maybe"],
          "additionalProperties": false
        }
        "#
    );
}

/// Patterns
///
/// In the dialect that every engine reads alike: anchored, with classes written out.
mod patterns {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[openai(pattern = "^[A-Z]{2}[0-9]{2}(?:-[a-z]+)?$")]
        code: String,
        #[openai(pattern = r#"^(?:[^"\\\x00-\x1f]|\\.)*é?$"#)]
        quoted: String,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}(?:-[a-z]+)?$"},
            "quoted": {"type": "string", "pattern": "^(?:[^\"\\\\\\x00-\\x1f]|\\\\.)*é?$"}
          },
          "required": ["code", "quoted"],
          "additionalProperties": false
        }
        "#
    );
}

/// Formats
///
/// The nine of strict mode.
mod formats {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[openai(format = "date-time")]
        date_time: String,
        #[openai(format = "date")]
        date: String,
        #[openai(format = "time")]
        time: String,
        #[openai(format = "duration")]
        duration: String,
        #[openai(format = "email")]
        email: String,
        #[openai(format = "hostname")]
        hostname: String,
        #[openai(format = "ipv4")]
        ipv4: String,
        #[openai(format = "ipv6")]
        ipv6: String,
        #[openai(format = "uuid")]
        uuid: String,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "date_time": {"type": "string", "format": "date-time"},
            "date": {"type": "string", "format": "date"},
            "time": {"type": "string", "format": "time"},
            "duration": {"type": "string", "format": "duration"},
            "email": {"type": "string", "format": "email"},
            "hostname": {"type": "string", "format": "hostname"},
            "ipv4": {"type": "string", "format": "ipv4"},
            "ipv6": {"type": "string", "format": "ipv6"},
            "uuid": {"type": "string", "format": "uuid"}
          },
          "required": [
            "date_time",
            "date",
            "time",
            "duration",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "uuid"
          ],
          "additionalProperties": false
        }
        "#
    );
}

/// A map as a list of entries
mod a_map_as_entries {
    use crate::accepted::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        #[serde(with = "openai_structured::entries")]
        prices: BTreeMap<String, u32>,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "prices": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "key": {"type": "string"},
                  "value": {"type": "integer", "minimum": 0, "maximum": 4294967295}
                },
                "required": ["key", "value"],
                "additionalProperties": false
              }
            }
          },
          "required": ["prices"],
          "additionalProperties": false
        }
        "#
    );
}

/// A root that is no object
///
/// It stands under a key, which reading takes off again.
mod a_wrapped_root {
    use crate::accepted::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    #[openai(wrap)]
    enum Root {
        Yes,
        No { reason: String },
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "value": {
              "anyOf": [
                {"type": "string", "enum": ["Yes"]},
                {
                  "type": "object",
                  "properties": {
                    "No": {
                      "type": "object",
                      "properties": {"reason": {"type": "string"}},
                      "required": ["reason"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["No"],
                  "additionalProperties": false
                }
              ]
            }
          },
          "required": ["value"],
          "additionalProperties": false
        }
        "#
    );
}

/// Names and descriptions of one's own
///
/// A definition has the name of its type; here two types would have the same.
mod names_and_descriptions {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[openai(name = "report", description = "What was sold.")]
    struct Root {
        sold: Vec<Item>,
        returned: Vec<Item>,
        #[openai(description = "Still in stock.")]
        stored: Vec<stock::Item>,
        moved: Vec<stock::Item>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Item {
        price: u32,
    }

    mod stock {
        use crate::accepted::prelude::*;

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[openai(name = "StockItem")]
        pub(super) struct Item {
            shelf: u32,
        }
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "description": "What was sold.",
          "properties": {
            "sold": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
            "returned": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
            "stored": {
              "type": "array",
              "description": "Still in stock.",
              "items": {"$ref": "#/$defs/StockItem"}
            },
            "moved": {"type": "array", "items": {"$ref": "#/$defs/StockItem"}}
          },
          "required": ["sold", "returned", "stored", "moved"],
          "additionalProperties": false,
          "$defs": {
            "Item": {
              "type": "object",
              "properties": {"price": {"type": "integer", "minimum": 0, "maximum": 4294967295}},
              "required": ["price"],
              "additionalProperties": false
            },
            "StockItem": {
              "type": "object",
              "properties": {"shelf": {"type": "integer", "minimum": 0, "maximum": 4294967295}},
              "required": ["shelf"],
              "additionalProperties": false
            }
          }
        }
        "##
    );
}

/// A schema written by hand
///
/// For a reader of your own, which must take what the schema allows.
mod a_written_schema {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[openai(schema = r#"{
            "type": "object",
            "properties": {
                "y": {"type": "number", "description": "Downwards.", "minimum": 0},
                "x": {"type": ["boolean", "null"]}
            },
            "required": ["x", "y"],
            "additionalProperties": false
        }"#)]
        point: Point,
        even: Even,
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Point {
        y: f64,
        x: Option<bool>,
    }

    /// An even digit.
    #[derive(Debug, Serialize, ResponseFormat)]
    #[openai(leaf, schema = r#"{"type": "string", "enum": ["2", "4", "6", "8"]}"#)]
    #[serde(transparent)]
    struct Even(String);

    impl<'de> Deserialize<'de> for Even {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let digit = String::deserialize(deserializer)?;
            if ["2", "4", "6", "8"].contains(&digit.as_str()) {
                Ok(Self(digit))
            } else {
                Err(serde::de::Error::custom("no even digit"))
            }
        }
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "point": {
              "type": "object",
              "properties": {
                "y": {"type": "number", "description": "Downwards.", "minimum": 0},
                "x": {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
              },
              "required": ["y", "x"],
              "additionalProperties": false
            },
            "even": {
              "type": "string",
              "description": "An even digit.",
              "enum": ["2", "4", "6", "8"]
            }
          },
          "required": ["point", "even"],
          "additionalProperties": false
        }
        "#
    );
}

/// Words that each request chooses
///
/// Any text, until `AnswerFormat::choices` fills in the words.
mod words_of_a_request {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[openai(choices)]
        category: String,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"category": {"type": "string"}},
          "required": ["category"],
          "additionalProperties": false
        }
        "#
    );
}
