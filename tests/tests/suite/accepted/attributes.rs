//! serde's attributes on fields and types.

/// A flattened struct
///
/// Its keys stand where it stands.
mod a_flattened_struct {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        before: u8,
        #[serde(flatten)]
        stamp: Stamp,
        after: u8,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Stamp {
        at: String,
        by: String,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "before": {"type": "integer", "minimum": 0, "maximum": 255},
            "at": {"type": "string"},
            "by": {"type": "string"},
            "after": {"type": "integer", "minimum": 0, "maximum": 255}
          },
          "required": ["before", "at", "by", "after"],
          "additionalProperties": false
        }
        "#
    );
}

/// Skipped fields
mod skipped_fields {
    use crate::accepted::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        read: u8,
        #[serde(skip)]
        skipped: u8,
        #[serde(skip_deserializing)]
        not_read: u8,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"read": {"type": "integer", "minimum": 0, "maximum": 255}},
          "required": ["read"],
          "additionalProperties": false
        }
        "#
    );
}

/// A field that is read, but not written
mod a_field_that_is_not_written {
    use crate::accepted::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        #[serde(skip_serializing)]
        x: u8,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "integer", "minimum": 0, "maximum": 255}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A field with a default
///
/// The model gives every key, and `null` is no way to leave one out.
mod a_field_with_a_default {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[serde(default)]
        x: u8,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "integer", "minimum": 0, "maximum": 255}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A newtype
///
/// It is what it holds, with its own description and bounds.
mod a_newtype {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Meters,
    }

    /// A length.
    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Meters(u8);

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {"type": "integer", "description": "A length.", "minimum": 0, "maximum": 255}
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A transparent struct
mod a_transparent_struct {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Meters,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    #[serde(transparent)]
    struct Meters {
        length: Option<u8>,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "anyOf": [{"type": "integer", "minimum": 0, "maximum": 255}, {"type": "null"}]
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A type that is made from another
///
/// With `try_from` the value may be refused after all; that is a mismatch at its place.
pub(super) mod a_type_made_from_another {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    pub(crate) struct Root {
        even: Even,
    }

    #[derive(Debug, Clone, Serialize, Deserialize, ResponseFormat)]
    #[serde(try_from = "u8", into = "u8")]
    struct Even {
        half: u8,
    }

    impl TryFrom<u8> for Even {
        type Error = &'static str;

        fn try_from(number: u8) -> Result<Self, Self::Error> {
            match number % 2 {
                0 => Ok(Self { half: number / 2 }),
                _ => Err("the number is odd"),
            }
        }
    }

    impl From<Even> for u8 {
        fn from(even: Even) -> Self {
            even.half * 2
        }
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"even": {"type": "integer", "minimum": 0, "maximum": 255}},
          "required": ["even"],
          "additionalProperties": false
        }
        "#
    );
}

/// A field that is read by a function
///
/// `as` names a type of the same wire form.
mod a_field_read_by_a_function {
    use crate::accepted::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        #[serde(deserialize_with = "doubled")]
        #[openai(as = "u8")]
        x: u32,
    }

    fn doubled<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        Ok(u32::from(u8::deserialize(deserializer)?) * 2)
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "integer", "minimum": 0, "maximum": 255}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}
