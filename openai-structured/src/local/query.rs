//! The query of a request: its keys and values, and the page of a list that it asks for.

use serde_json::{Value, json};

use super::error::ApiError;
use super::field::{integer, invalid_type, unsupported};

/// How an endpoint gives its lists in pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paging {
    /// Items of a page, where a request says nothing else.
    pub(super) limit: usize,
    /// Items that a page may have.
    pub(super) most: u32,
    /// Whether a list begins with what is oldest, where a request says nothing else.
    pub(super) oldest_first: bool,
}

/// Most lists.
pub(super) const PAGING: Paging = Paging {
    limit: 20,
    most: 100,
    oldest_first: false,
};

/// The value of a key, decoded.
pub(super) fn get(query: Option<&str>, key: &str) -> Option<String> {
    all(query).find_map(|(name, value)| (name == key).then_some(value))
}

/// All keys and values, decoded.
pub(super) fn all(query: Option<&str>) -> impl Iterator<Item = (String, String)> {
    let pairs = query.into_iter().flat_map(|query| query.split('&'));
    let pairs = pairs.filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value)))
}

/// A flag, where one is given.
pub(super) fn flag(query: Option<&str>, key: &str) -> Result<Option<bool>, ApiError> {
    match get(query, key).as_deref() {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(other) => Err(invalid_type(key, "a boolean", &other.into())),
    }
}

/// A number from `least` to `most`, where one is given.
pub(super) fn number(
    query: Option<&str>,
    key: &str,
    least: u32,
    most: u32,
) -> Result<Option<usize>, ApiError> {
    let Some(text) = get(query, key) else {
        return Ok(None);
    };
    let value = text.parse::<i64>().map_or(Value::String(text), Value::from);
    integer(&value, key, least, most).map(Some)
}

/// The page of a list of objects with ids, the oldest first, that a query asks for by `after`, `limit`
/// and `order`.
pub(super) fn page(query: Option<&str>, items: Vec<Value>) -> Result<Value, ApiError> {
    PAGING.page(query, items)
}

impl Paging {
    /// The same, as this endpoint does it.
    pub(super) fn page(
        self,
        query: Option<&str>,
        mut items: Vec<Value>,
    ) -> Result<Value, ApiError> {
        let limit = number(query, "limit", 1, self.most)?.unwrap_or(self.limit);
        match get(query, "order").as_deref() {
            None if self.oldest_first => {}
            None | Some("desc") => items.reverse(),
            Some("asc") => {}
            Some(other) => return Err(unsupported("order", other, "'asc' and 'desc'")),
        }
        if let Some(after) = get(query, "after") {
            let found = items.iter().position(|item| item["id"] == after.as_str());
            let Some(at) = found else {
                let message = format!("Item with id '{after}' not found.");
                return Err(ApiError::invalid(message).param("after"));
            };
            items.drain(..=at);
        }
        let has_more = items.len() > limit;
        items.truncate(limit);
        Ok(list(&items, has_more))
    }
}

/// A list as the API writes it.
pub(super) fn list(items: &[Value], has_more: bool) -> Value {
    let id = |item: Option<&Value>| item.map_or(Value::Null, |item| item["id"].clone());
    json!({
        "object": "list",
        "data": items,
        "first_id": id(items.first()),
        "last_id": id(items.last()),
        "has_more": has_more,
    })
}

/// The text behind `%` and `+`. What is no text stays as it is.
pub(super) fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, tail @ ..]) if let Some(byte) = hex(*high, *low) => {
                bytes.push(byte);
                rest = tail;
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}

/// The byte of two hexadecimal digits.
pub(super) fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
