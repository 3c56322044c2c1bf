//! Enums in serde's four representations, and the names of variants and fields.

/// An enum of words
mod an_enum_of_words {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Word,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    enum Word {
        A,
        B,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "string", "enum": ["A", "B"]}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// Renamed variants
///
/// By serde's own algorithm. A word has no description of its own, so those of the variants follow
/// the type's.
mod renamed_variants {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Word,
    }

    /// How it went.
    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        FooBar,
        /// Nobody knows why.
        HTTPUrl,
        A1B,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "type": "string",
              "description": "How it went.\n`h_t_t_p_url`: Nobody knows why.",
              "enum": ["foo_bar", "h_t_t_p_url", "a1_b"]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// Renamed fields
mod renamed_fields {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(rename_all = "camelCase")]
    #[allow(non_snake_case)]
    struct Root {
        foo_bar: u8,
        r#type: u8,
        _x: u8,
        a1_b: u8,
        HTTPUrl: u8,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "fooBar": {"type": "integer", "minimum": 0, "maximum": 255},
            "type": {"type": "integer", "minimum": 0, "maximum": 255},
            "x": {"type": "integer", "minimum": 0, "maximum": 255},
            "a1B": {"type": "integer", "minimum": 0, "maximum": 255},
            "hTTPUrl": {"type": "integer", "minimum": 0, "maximum": 255}
          },
          "required": ["fooBar", "type", "x", "a1B", "hTTPUrl"],
          "additionalProperties": false
        }
        "#
    );
}

/// A field renamed for each direction
///
/// The schema is for what is read.
mod a_field_renamed_for_each_direction {
    use crate::accepted::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        #[serde(rename(serialize = "a", deserialize = "b"))]
        x: u8,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"b": {"type": "integer", "minimum": 0, "maximum": 255}},
          "required": ["b"],
          "additionalProperties": false
        }
        "#
    );
}

/// An optional enum of words
mod an_optional_enum_of_words {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Option<Word>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    enum Word {
        Good,
        Bad,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {"anyOf": [{"type": "string", "enum": ["Good", "Bad"]}, {"type": "null"}]}
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// An enum tagged by the variant's name
///
/// serde's own representation: words are merged into one branch.
mod an_externally_tagged_enum {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Answer,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    enum Answer {
        /// Nothing to say.
        Nothing,
        Number(u8),
        Text {
            /// The words.
            text: String,
        },
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {
                  "type": "string",
                  "description": "`Nothing`: Nothing to say.",
                  "enum": ["Nothing"]
                },
                {
                  "type": "object",
                  "properties": {"Number": {"type": "integer", "minimum": 0, "maximum": 255}},
                  "required": ["Number"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {
                    "Text": {
                      "type": "object",
                      "properties": {"text": {"type": "string", "description": "The words."}},
                      "required": ["text"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["Text"],
                  "additionalProperties": false
                }
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// An enum with a tag inside
mod an_internally_tagged_enum {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Answer,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(tag = "t")]
    enum Answer {
        U,
        N(Inner),
        /// Written out.
        S {
            a: bool,
        },
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Inner {
        x: u8,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {
                  "type": "object",
                  "properties": {"t": {"type": "string", "const": "U"}},
                  "required": ["t"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {
                    "t": {"type": "string", "const": "N"},
                    "x": {"type": "integer", "minimum": 0, "maximum": 255}
                  },
                  "required": ["t", "x"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "description": "Written out.",
                  "properties": {
                    "t": {"type": "string", "const": "S"},
                    "a": {"type": "boolean"}
                  },
                  "required": ["t", "a"],
                  "additionalProperties": false
                }
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// An enum with a tag beside its content
mod an_adjacently_tagged_enum {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Answer,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(tag = "t", content = "c")]
    enum Answer {
        U,
        N(u8),
        S { a: bool },
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {
                  "type": "object",
                  "properties": {"t": {"type": "string", "const": "U"}},
                  "required": ["t"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {
                    "t": {"type": "string", "const": "N"},
                    "c": {"type": "integer", "minimum": 0, "maximum": 255}
                  },
                  "required": ["t", "c"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {
                    "t": {"type": "string", "const": "S"},
                    "c": {
                      "type": "object",
                      "properties": {"a": {"type": "boolean"}},
                      "required": ["a"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["t", "c"],
                  "additionalProperties": false
                }
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// An untagged enum of different kinds
mod an_untagged_enum_of_different_kinds {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Answer,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(untagged)]
    enum Answer {
        Flag(bool),
        Text(String),
        Bytes(Vec<u8>),
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {"type": "boolean"},
                {"type": "string"},
                {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 255}}
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// An untagged enum of an integer, then a float
mod an_untagged_integer_before_a_float {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Number,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(untagged)]
    enum Number {
        Whole(i64),
        Fraction(f64),
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {"type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991},
                {"type": "number"}
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// An untagged enum of objects, the one with more keys first
mod untagged_objects_the_narrower_first {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Answer,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(untagged)]
    enum Answer {
        Long { x: u8, y: u8 },
        Short { x: u8 },
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {
                  "type": "object",
                  "properties": {
                    "x": {"type": "integer", "minimum": 0, "maximum": 255},
                    "y": {"type": "integer", "minimum": 0, "maximum": 255}
                  },
                  "required": ["x", "y"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {"x": {"type": "integer", "minimum": 0, "maximum": 255}},
                  "required": ["x"],
                  "additionalProperties": false
                }
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A variant for whatever else there is
///
/// In the schema it is a word like any other.
mod a_variant_for_whatever_else {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Event,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(tag = "t")]
    enum Event {
        Moved {
            to: u8,
        },
        #[serde(other)]
        Unknown,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {
                  "type": "object",
                  "properties": {
                    "t": {"type": "string", "const": "Moved"},
                    "to": {"type": "integer", "minimum": 0, "maximum": 255}
                  },
                  "required": ["t", "to"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {"t": {"type": "string", "const": "Unknown"}},
                  "required": ["t"],
                  "additionalProperties": false
                }
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}
