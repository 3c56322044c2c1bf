use indexmap::IndexMap;
use openai_structured::prelude::*;
use std::collections::{BTreeMap, HashMap};

#[derive(Deserialize, ResponseFormat)]
struct Price {
    cents: u32,
}

#[derive(Deserialize, ResponseFormat)]
struct Order {
    prices: HashMap<String, Price>,
    more: Vec<Option<HashMap<String, Price>>>,
    sorted: BTreeMap<u8, Price>,
    in_order: IndexMap<String, u8>,
    named: Prices,
}

type Prices = HashMap<String, Price>;

fn main() {}
