//! Types of the standard library and of other crates.

/// An array
mod an_array {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: [f32; 3],
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A set
///
/// Strict mode has no word for "unique". Of what the model says twice, serde keeps one.
mod a_set {
    use crate::accepted::prelude::*;
    use std::collections::HashSet;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        x: HashSet<u8>,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 255}}
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A character
///
/// No line break, as `.` is the only way to say "one character".
mod a_character {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: char,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "string", "pattern": "^.$"}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// Integers
///
/// Their range is that of the type.
mod integers {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        byte: u8,
        signed_byte: i8,
        short: u16,
        signed_short: i16,
        word: u32,
        signed_word: i32,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "byte": {"type": "integer", "minimum": 0, "maximum": 255},
            "signed_byte": {"type": "integer", "minimum": -128, "maximum": 127},
            "short": {"type": "integer", "minimum": 0, "maximum": 65535},
            "signed_short": {"type": "integer", "minimum": -32768, "maximum": 32767},
            "word": {"type": "integer", "minimum": 0, "maximum": 4294967295},
            "signed_word": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647}
          },
          "required": ["byte", "signed_byte", "short", "signed_short", "word", "signed_word"],
          "additionalProperties": false
        }
        "#
    );
}

/// Integers without zero
mod integers_without_zero {
    use crate::accepted::prelude::*;
    use std::num::{NonZeroI8, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU64};

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        signed: NonZeroI8,
        unsigned: NonZeroU8,
        signed_wide: Option<NonZeroI64>,
        unsigned_wide: NonZeroU64,
        widest: NonZeroI128,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "signed": {
              "anyOf": [
                {"type": "integer", "minimum": -128, "maximum": -1},
                {"type": "integer", "minimum": 1, "maximum": 127}
              ]
            },
            "unsigned": {"type": "integer", "minimum": 1, "maximum": 255},
            "signed_wide": {
              "anyOf": [
                {
                  "anyOf": [
                    {"type": "integer", "minimum": -9007199254740991, "maximum": -1},
                    {"type": "integer", "minimum": 1, "maximum": 9007199254740991}
                  ]
                },
                {"type": "null"}
              ]
            },
            "unsigned_wide": {"type": "integer", "minimum": 1, "maximum": 9007199254740991},
            "widest": {
              "anyOf": [
                {"type": "integer", "minimum": -9007199254740991, "maximum": -1},
                {"type": "integer", "minimum": 1, "maximum": 9007199254740991}
              ]
            }
          },
          "required": ["signed", "unsigned", "signed_wide", "unsigned_wide", "widest"],
          "additionalProperties": false
        }
        "#
    );
}

/// Wide integers
///
/// Their range is what a JSON number holds exactly: ±(2^53 − 1). The constraint engine rounds
/// larger bounds.
mod wide_integers {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        long: u64,
        signed_long: i64,
        widest: u128,
        signed_widest: i128,
        size: usize,
        signed_size: isize,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "long": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
            "signed_long": {
              "type": "integer",
              "minimum": -9007199254740991,
              "maximum": 9007199254740991
            },
            "widest": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
            "signed_widest": {
              "type": "integer",
              "minimum": -9007199254740991,
              "maximum": 9007199254740991
            },
            "size": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
            "signed_size": {
              "type": "integer",
              "minimum": -9007199254740991,
              "maximum": 9007199254740991
            }
          },
          "required": ["long", "signed_long", "widest", "signed_widest", "size", "signed_size"],
          "additionalProperties": false
        }
        "#
    );
}

/// A float
mod a_float {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: f64,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "number"}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A unit struct
///
/// `()` is the same.
mod a_unit_struct {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Nothing,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Nothing;

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {"x": {"type": "null"}},
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// Pointers, and owned text that may be borrowed
///
/// They are what they hold. `Rc` and `Arc` come with feature `rc`.
mod pointers {
    use crate::accepted::prelude::*;
    use std::borrow::Cow;
    use std::rc::Rc;
    use std::sync::Arc;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        boxed: Box<str>,
        counted: Rc<u8>,
        shared: Arc<[bool]>,
        cow: Cow<'static, str>,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "boxed": {"type": "string"},
            "counted": {"type": "integer", "minimum": 0, "maximum": 255},
            "shared": {"type": "array", "items": {"type": "boolean"}},
            "cow": {"type": "string"}
          },
          "required": ["boxed", "counted", "shared", "cow"],
          "additionalProperties": false
        }
        "#
    );
}
