use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Order {
    #[serde(deserialize_with = "read")]
    paid: bool,
    #[serde(with = "yes_or_no")]
    sent: bool,
}

#[derive(Deserialize, ResponseFormat)]
enum State {
    #[serde(deserialize_with = "read")]
    Paid(bool),
    Open,
}

fn read<'de, D: serde::Deserializer<'de>>(_: D) -> Result<bool, D::Error> {
    Ok(true)
}

mod yes_or_no {
    pub(super) use super::read as deserialize;
}

fn main() {}
