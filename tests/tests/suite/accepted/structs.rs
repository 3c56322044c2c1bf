//! Structs, optional fields, and types that stand in more than one place.

/// A struct
///
/// Every field is required.
mod a_struct {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        a: u8,
        b: String,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "a": {"type": "integer", "minimum": 0, "maximum": 255},
            "b": {"type": "string"}
          },
          "required": ["a", "b"],
          "additionalProperties": false
        }
        "#
    );
}

/// The order of fields
///
/// Keys stand, and are answered, in the order of declaration.
mod the_order_of_fields {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        b: String,
        a: u8,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "b": {"type": "string"},
            "a": {"type": "integer", "minimum": 0, "maximum": 255}
          },
          "required": ["b", "a"],
          "additionalProperties": false
        }
        "#
    );
}

/// A struct without fields
///
/// Write `struct Ping {}` where nothing is asked for: a unit struct is `null` on the wire, which
/// no root can be.
mod a_struct_without_fields {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {}

    accepts!(
        Root,
        r#"
        {"type": "object", "properties": {}, "required": [], "additionalProperties": false}
        "#
    );
}

/// An optional field
///
/// Strict mode has no key that may be left out: what is absent is `null`.
mod an_optional_field {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Option<u32>,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 4294967295},
                {"type": "null"}
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// `Option` under another name
///
/// Types are told by what they are, not by how they are spelled.
mod an_option_under_another_name {
    use crate::accepted::prelude::*;

    type Maybe<T> = Option<T>;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Maybe<u32>,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 4294967295},
                {"type": "null"}
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A struct inside, used once
///
/// It is written where it stands.
mod a_struct_used_once {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Option<Inner>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Inner {
        a: u8,
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
                  "properties": {"a": {"type": "integer", "minimum": 0, "maximum": 255}},
                  "required": ["a"],
                  "additionalProperties": false
                },
                {"type": "null"}
              ]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A struct inside, used twice
///
/// It has a definition, and each place refers to it.
mod a_struct_used_twice {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Inner,
        y: Option<Inner>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Inner {
        a: u8,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {
            "x": {"$ref": "#/$defs/Inner"},
            "y": {"anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "null"}]}
          },
          "required": ["x", "y"],
          "additionalProperties": false,
          "$defs": {
            "Inner": {
              "type": "object",
              "properties": {"a": {"type": "integer", "minimum": 0, "maximum": 255}},
              "required": ["a"],
              "additionalProperties": false
            }
          }
        }
        "##
    );
}

/// Documentation beside a reference
///
/// A reference takes no description beside it, so it stands inside of one that does.
mod documentation_beside_a_reference {
    use crate::accepted::prelude::*;

    /// Who pays, and where it goes.
    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        /// Where the bill goes.
        bill: Address,
        parcel: Address,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Address {
        street: String,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "description": "Who pays, and where it goes.",
          "properties": {
            "bill": {
              "description": "Where the bill goes.",
              "anyOf": [{"$ref": "#/$defs/Address"}]
            },
            "parcel": {"$ref": "#/$defs/Address"}
          },
          "required": ["bill", "parcel"],
          "additionalProperties": false,
          "$defs": {
            "Address": {
              "type": "object",
              "properties": {"street": {"type": "string"}},
              "required": ["street"],
              "additionalProperties": false
            }
          }
        }
        "##
    );
}
