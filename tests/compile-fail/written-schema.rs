use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Written {
    #[openai(schema = "{")]
    broken: String,
    #[openai(schema = r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#)]
    open: serde_json::Value,
    #[openai(schema = r##"{"type": "array", "items": {"$ref": "#/$defs/A"}, "uniqueItems": true}"##)]
    referring: Vec<String>,
    #[openai(schema = r#"{"type": "integer"}"#, minimum = 1)]
    bounded: u8,
}

#[derive(Deserialize, ResponseFormat)]
struct Judged {
    #[openai(schema = r#"{"type": "string", "pattern": "^\\d$"}"#)]
    pattern: String,
    #[openai(schema = r#"{"type": "integer", "minimum": 9007199254740992}"#)]
    bound: u64,
    #[openai(schema = r#"{"type": ["string", "null"], "format": "uri"}"#)]
    format: Option<String>,
}

fn main() {}
