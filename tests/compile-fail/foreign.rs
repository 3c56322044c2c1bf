use chrono::TimeDelta;
use indexmap::IndexMap;
use jiff::Zoned;
use openai_structured::prelude::*;
use std::ffi::{CString, OsString};
use time::OffsetDateTime;

#[derive(Deserialize, ResponseFormat)]
struct Standard {
    name: OsString,
    c: CString,
    five: (u8, u8, u8, u8, u8),
    twelve: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
}

#[derive(Deserialize, ResponseFormat)]
struct Foreign {
    took: TimeDelta,
    prices: IndexMap<String, u8>,
    zoned: Zoned,
    at: OffsetDateTime,
}

fn main() {}
