use bytes::Bytes;
use chrono::Weekday;
use openai_structured::prelude::*;
use rust_decimal::Decimal;
use std::time::Duration;

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum TextFromNumber {
    Price(Decimal),
    Count(u32),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum BytesFromText {
    Data(Option<Bytes>),
    Name(String),
}

#[derive(Deserialize, ResponseFormat)]
enum Word {
    MON,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum WordInAnyCase {
    Day(Weekday),
    Word(Word),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum ListFromStruct {
    Took(Duration),
    Both(Vec<u32>),
}

// These are told apart.
#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Fine {
    Count(u32),
    Price(Decimal),
    Data(Bytes),
    Took(Duration),
}

fn main() {}
