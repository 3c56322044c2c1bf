use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Inner {
    x: u8,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(deny_unknown_fields)]
struct ClosedFlat {
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "t", deny_unknown_fields)]
struct ClosedTag {
    x: u8,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c")]
enum Emptied {
    A,
    B(#[serde(skip)] u8),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Inside {
    Nothing,
    Text(String),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Outside {
    Inside(Inside),
    Flag(bool),
}

#[derive(Deserialize, ResponseFormat)]
struct TwoNulls {
    value: Option<Outside>,
}

fn main() {}
