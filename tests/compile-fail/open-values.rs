use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Event {
    payload: serde_json::Value,
    labels: serde_json::Map<String, serde_json::Value>,
    raw: Box<serde_json::value::RawValue>,
}

fn main() {}
