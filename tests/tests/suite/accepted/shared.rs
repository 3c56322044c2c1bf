//! Types that contain themselves, generic types, and what is near a limit.

/// A root that contains itself
mod a_root_that_contains_itself {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        c: Option<Box<Root>>,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {"c": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
          "required": ["c"],
          "additionalProperties": false
        }
        "##
    );
}

/// A field that contains itself
mod a_field_that_contains_itself {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        /// Everything hangs on it.
        first: Part,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Part {
        parts: Vec<Part>,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {
            "first": {
              "description": "Everything hangs on it.",
              "anyOf": [{"$ref": "#/$defs/Part"}]
            }
          },
          "required": ["first"],
          "additionalProperties": false,
          "$defs": {
            "Part": {
              "type": "object",
              "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}}},
              "required": ["parts"],
              "additionalProperties": false
            }
          }
        }
        "##
    );
}

/// Types that contain each other
mod types_that_contain_each_other {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        house: House,
        person: Person,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct House {
        people: Vec<Person>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Person {
        house: Option<Box<House>>,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {
            "house": {"$ref": "#/$defs/House"},
            "person": {"$ref": "#/$defs/Person"}
          },
          "required": ["house", "person"],
          "additionalProperties": false,
          "$defs": {
            "House": {
              "type": "object",
              "properties": {"people": {"type": "array", "items": {"$ref": "#/$defs/Person"}}},
              "required": ["people"],
              "additionalProperties": false
            },
            "Person": {
              "type": "object",
              "properties": {"house": {"anyOf": [{"$ref": "#/$defs/House"}, {"type": "null"}]}},
              "required": ["house"],
              "additionalProperties": false
            }
          }
        }
        "##
    );
}

/// Types that contain each other, one of them the root
///
/// The other is written where it stands, as it is used once.
mod a_root_in_a_cycle {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        house: Option<Box<House>>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct House {
        people: Vec<Root>,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {
            "house": {
              "anyOf": [
                {
                  "type": "object",
                  "properties": {"people": {"type": "array", "items": {"$ref": "#"}}},
                  "required": ["people"],
                  "additionalProperties": false
                },
                {"type": "null"}
              ]
            }
          },
          "required": ["house"],
          "additionalProperties": false
        }
        "##
    );
}

/// A newtype that contains itself
mod a_newtype_that_contains_itself {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        trees: Trees,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Trees(Vec<Trees>);

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {"trees": {"$ref": "#/$defs/Trees"}},
          "required": ["trees"],
          "additionalProperties": false,
          "$defs": {"Trees": {"type": "array", "items": {"$ref": "#/$defs/Trees"}}}
        }
        "##
    );
}

/// Instances of a generic type
///
/// Each has a definition of its own name.
mod instances_of_a_generic_type {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        items: Page<Item>,
        more_items: Page<Item>,
        users: Page<User>,
        more_users: Page<User>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Page<T> {
        page: Vec<T>,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Item {
        price: f64,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct User {
        name: String,
    }

    accepts!(
        Root,
        r##"
        {
          "type": "object",
          "properties": {
            "items": {"$ref": "#/$defs/Page_Item"},
            "more_items": {"$ref": "#/$defs/Page_Item"},
            "users": {"$ref": "#/$defs/Page_User"},
            "more_users": {"$ref": "#/$defs/Page_User"}
          },
          "required": ["items", "more_items", "users", "more_users"],
          "additionalProperties": false,
          "$defs": {
            "Page_Item": {
              "type": "object",
              "properties": {
                "page": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {"price": {"type": "number"}},
                    "required": ["price"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["page"],
              "additionalProperties": false
            },
            "Page_User": {
              "type": "object",
              "properties": {
                "page": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}},
                    "required": ["name"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["page"],
              "additionalProperties": false
            }
          }
        }
        "##
    );
}

/// Ten levels
///
/// The most that the API takes. Objects and lists count, references do not.
mod ten_levels {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        two: Two,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Two {
        three: Three,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Three {
        four: Four,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Four {
        five: Five,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Five {
        six: Six,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Six {
        seven: Seven,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Seven {
        eight: Eight,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Eight {
        nine: Nine,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Nine {
        ten: Ten,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Ten {
        end: u8,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "two": {
              "type": "object",
              "properties": {
                "three": {
                  "type": "object",
                  "properties": {
                    "four": {
                      "type": "object",
                      "properties": {
                        "five": {
                          "type": "object",
                          "properties": {
                            "six": {
                              "type": "object",
                              "properties": {
                                "seven": {
                                  "type": "object",
                                  "properties": {
                                    "eight": {
                                      "type": "object",
                                      "properties": {
                                        "nine": {
                                          "type": "object",
                                          "properties": {
                                            "ten": {
                                              "type": "object",
                                              "properties": {
                                                "end": {
                                                  "type": "integer",
                                                  "minimum": 0,
                                                  "maximum": 255
                                                }
                                              },
                                              "required": ["end"],
                                              "additionalProperties": false
                                            }
                                          },
                                          "required": ["ten"],
                                          "additionalProperties": false
                                        }
                                      },
                                      "required": ["nine"],
                                      "additionalProperties": false
                                    }
                                  },
                                  "required": ["eight"],
                                  "additionalProperties": false
                                }
                              },
                              "required": ["seven"],
                              "additionalProperties": false
                            }
                          },
                          "required": ["six"],
                          "additionalProperties": false
                        }
                      },
                      "required": ["five"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["four"],
                  "additionalProperties": false
                }
              },
              "required": ["three"],
              "additionalProperties": false
            }
          },
          "required": ["two"],
          "additionalProperties": false
        }
        "#
    );
}

/// Names that JSON or a schema must escape
mod names_to_escape {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        #[serde(rename = "a \"quoted\" \\ name")]
        quoted: u8,
        #[serde(rename = "größe")]
        not_ascii: u8,
        #[serde(rename = "")]
        empty: u8,
        #[serde(rename = "line\nbreak")]
        line_break: Word,
    }

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    enum Word {
        #[serde(rename = "\"")]
        Quote,
        #[serde(rename = "🦀")]
        Crab,
        #[serde(rename = "")]
        Nothing,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "a \"quoted\" \\ name": {"type": "integer", "minimum": 0, "maximum": 255},
            "größe": {"type": "integer", "minimum": 0, "maximum": 255},
            "": {"type": "integer", "minimum": 0, "maximum": 255},
            "line\nbreak": {"type": "string", "enum": ["\"", "🦀", ""]}
          },
          "required": ["a \"quoted\" \\ name", "größe", "", "line\nbreak"],
          "additionalProperties": false
        }
        "#
    );
}

/// A list of optional values
mod a_list_of_optional_values {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Vec<Option<u8>>,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "type": "array",
              "items": {
                "anyOf": [{"type": "integer", "minimum": 0, "maximum": 255}, {"type": "null"}]
              }
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}
