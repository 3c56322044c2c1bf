//! Types that serde writes as objects or as texts of a certain form.

/// A duration
///
/// Nanoseconds stay below a second, as more of them could overflow the seconds.
mod a_duration {
    use crate::accepted::prelude::*;
    use std::time::Duration;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Duration,
    }

    accepts!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "type": "object",
              "properties": {
                "secs": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
                "nanos": {"type": "integer", "minimum": 0, "maximum": 999999999}
              },
              "required": ["secs", "nanos"],
              "additionalProperties": false
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// Internet addresses
mod internet_addresses {
    use crate::accepted::prelude::*;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        v4: Ipv4Addr,
        v6: Ipv6Addr,
        any: IpAddr,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "v4": {"type": "string", "format": "ipv4"},
            "v6": {"type": "string", "format": "ipv6"},
            "any": {
              "anyOf": [
                {"type": "string", "format": "ipv4"},
                {"type": "string", "format": "ipv6"}
              ]
            }
          },
          "required": ["v4", "v6", "any"],
          "additionalProperties": false
        }
        "#
    );
}

/// UUIDs, instants and days
///
/// With features `uuid` and `chrono`; jiff's types are the same. A format allows 29 February in
/// every year, so a day may be refused after all.
mod uuids_instants_and_days {
    use crate::accepted::prelude::*;
    use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
    use uuid::Uuid;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        id: Uuid,
        utc: DateTime<Utc>,
        local: DateTime<FixedOffset>,
        day: NaiveDate,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "id": {"type": "string", "format": "uuid"},
            "utc": {"type": "string", "format": "date-time"},
            "local": {"type": "string", "format": "date-time"},
            "day": {"type": "string", "format": "date"}
          },
          "required": ["id", "utc", "local", "day"],
          "additionalProperties": false
        }
        "#
    );
}

/// Times of day
///
/// Format `time` demands an offset, which these types refuse; so it is a pattern.
mod times_of_day {
    use crate::accepted::prelude::*;
    use chrono::NaiveTime;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Root {
        x: NaiveTime,
    }

    accepts_one_way!(
        Root,
        r#"
        {
          "type": "object",
          "properties": {
            "x": {
              "type": "string",
              "pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?$"
            }
          },
          "required": ["x"],
          "additionalProperties": false
        }
        "#
    );
}

/// A result
mod a_result {
    use crate::accepted::prelude::*;

    #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
    struct Root {
        x: Result<u8, String>,
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
                  "properties": {"Ok": {"type": "integer", "minimum": 0, "maximum": 255}},
                  "required": ["Ok"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {"Err": {"type": "string"}},
                  "required": ["Err"],
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
