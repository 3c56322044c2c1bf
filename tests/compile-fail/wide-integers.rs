use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Wide {
    number: i128,
}

#[derive(Deserialize, ResponseFormat)]
struct Nested {
    wide: Vec<Wide>,
}

#[derive(Deserialize, ResponseFormat)]
struct Flat {
    #[serde(flatten)]
    inner: Nested,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Tagged {
    Wide { number: u128 },
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Untagged {
    Wide(Wide),
    Text(String),
}

#[derive(Deserialize, ResponseFormat)]
struct Tags {
    tagged: Vec<Tagged>,
}

#[derive(Deserialize, ResponseFormat)]
struct Untags {
    fine: Wide,
    untagged: Option<Untagged>,
}

fn main() {}
