//! Streamed answers that are read into their types as they come.

mod blocking;
mod live;
mod state;

use openai_structured::prelude::*;

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct Invoice {
    supplier: String,
    lines: Vec<Line>,
    total: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct Line {
    item: String,
    quantity: u32,
}

const INVOICE: &str = r#"{"supplier":"Nörd & \"Co\"","lines":[{"item":"bolt","quantity":12},{"item":"nut 🔩","quantity":3}],"total":15}"#;
