//! Whether a request is the recorded one, and if not, what differs.

use std::fmt;

use hyper::header::CONTENT_TYPE;
use serde_json::Value;

use super::super::received::Received;
use super::REDACTED;
use super::exchange::RecordedRequest;

/// One thing in which a request differs from a recorded one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// `the path`, or a JSON pointer into the body.
    place: String,
    recorded: String,
    came: String,
}

/// Characters of a value in a message.
const SHOWN: usize = 80;

impl Difference {
    fn new(place: impl Into<String>, recorded: impl fmt::Display, came: impl fmt::Display) -> Self {
        let short = |text: String| match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        };
        Self {
            place: place.into(),
            recorded: short(recorded.to_string()),
            came: short(came.to_string()),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            recorded,
            came,
        } = self;
        write!(f, "at {place}, {recorded} was recorded, and {came} came")
    }
}

/// How far a request is from a recorded one, for a choice of the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    is_elsewhere: bool,
    differences: usize,
}

/// What differs between two requests; headers do not count.
#[derive(Debug, Default)]
pub(super) struct Differences {
    is_elsewhere: bool,
    first: Option<Difference>,
    count: usize,
    /// Bytes that came where something was taken out.
    unknown: usize,
}

impl Differences {
    pub(super) fn between(recorded: &RecordedRequest, came: &Received) -> Self {
        let mut found = Self::default();
        if recorded.method != came.method {
            found.is_elsewhere = true;
            found.add(Difference::new(
                "the method",
                &recorded.method,
                &came.method,
            ));
        }
        if !is_same_path(&recorded.path, &came.path) {
            found.is_elsewhere = true;
            found.add(Difference::new("the path", &recorded.path, &came.path));
        }
        found.query(recorded.query.as_deref(), came.query.as_deref());
        found.body(recorded, came);
        found
    }

    /// The first of them; none if the request is the recorded one.
    pub(super) fn first(&self) -> Option<&Difference> {
        self.first.as_ref()
    }

    /// How many bytes fit only because something was taken out; none if the request is not the recorded one.
    pub(super) fn unknown(&self) -> Option<usize> {
        self.first.is_none().then_some(self.unknown)
    }

    pub(super) fn distance(&self) -> Distance {
        Distance {
            is_elsewhere: self.is_elsewhere,
            differences: self.count,
        }
    }

    fn add(&mut self, difference: Difference) {
        self.count += 1;
        self.first.get_or_insert(difference);
    }

    /// Keys and values in any order.
    fn query(&mut self, recorded: Option<&str>, came: Option<&str>) {
        let pairs = |query: Option<&str>| -> Vec<String> {
            let pairs = query.unwrap_or_default().split('&');
            pairs
                .filter(|pair| !pair.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let mut left = pairs(came);
        for pair in pairs(recorded) {
            let found = left
                .iter()
                .position(|other| is_like(pair.as_bytes(), other.as_bytes()));
            match found {
                Some(at) => {
                    let found = left.swap_remove(at);
                    self.unknown += unknown(pair.as_bytes(), found.as_bytes());
                }
                None => self.add(Difference::new("the query", pair, "nothing like it")),
            }
        }
        for pair in left {
            self.add(Difference::new("the query", "nothing like it", pair));
        }
    }

    fn body(&mut self, recorded: &RecordedRequest, came: &Received) {
        let json = serde_json::from_slice::<Value>(&recorded.body).ok();
        let other = serde_json::from_slice::<Value>(&came.bytes).ok();
        if let (Some(recorded), Some(came)) = (&json, &other) {
            return self.values(&mut String::new(), recorded, came);
        }
        let one = with_fixed_boundary(&recorded.body, recorded.header(CONTENT_TYPE.as_str()));
        let other = with_fixed_boundary(&came.bytes, came.header(CONTENT_TYPE.as_str()));
        if is_like(&one, &other) {
            self.unknown += unknown(&one, &other);
        } else {
            let same = one
                .iter()
                .zip(&other)
                .take_while(|(one, other)| one == other);
            let same = same.count();
            let rest = |bytes: &[u8]| match bytes.get(same..) {
                Some(rest) if !rest.is_empty() => format!("{:?}", String::from_utf8_lossy(rest)),
                _ => "the end".to_owned(),
            };
            self.add(Difference::new(
                format!("byte {same} of the body"),
                rest(&one),
                rest(&other),
            ));
        }
    }

    fn values(&mut self, place: &mut String, recorded: &Value, came: &Value) {
        let length = place.len();
        match (recorded, came) {
            (Value::Object(recorded), Value::Object(came)) => {
                for (name, value) in recorded {
                    step(place, name);
                    match came.get(name) {
                        Some(other) => self.values(place, value, other),
                        None => self.add(Difference::new(code(place), value, "nothing")),
                    }
                    place.truncate(length);
                }
                for (name, value) in came {
                    if !recorded.contains_key(name) {
                        step(place, name);
                        self.add(Difference::new(code(place), "nothing", value));
                        place.truncate(length);
                    }
                }
            }
            (Value::Array(recorded), Value::Array(came)) => {
                for at in 0..recorded.len().max(came.len()) {
                    step(place, &at.to_string());
                    match (recorded.get(at), came.get(at)) {
                        (Some(value), Some(other)) => self.values(place, value, other),
                        (Some(value), None) => {
                            self.add(Difference::new(code(place), value, "nothing"));
                        }
                        (None, other) => {
                            let other = other.unwrap_or(&Value::Null);
                            self.add(Difference::new(code(place), "nothing", other));
                        }
                    }
                    place.truncate(length);
                }
            }
            // What was taken out, whole, was anything.
            (Value::String(text), _) if text == REDACTED => {
                self.unknown += came.to_string().len();
            }
            (Value::String(text), Value::String(other))
                if is_like(text.as_bytes(), other.as_bytes()) =>
            {
                self.unknown += unknown(text.as_bytes(), other.as_bytes());
            }
            (one, other) if one == other => {}
            (one, other) => self.add(Difference::new(code(place), one, other)),
        }
    }
}

/// One step down a JSON pointer.
fn step(place: &mut String, name: &str) {
    place.push('/');
    place.push_str(&name.replace('~', "~0").replace('/', "~1"));
}

fn code(place: &str) -> String {
    if place.is_empty() {
        "the body".to_owned()
    } else {
        format!("`{place}`")
    }
}

/// Whether two paths are the same below the base of the API, which is another one where it was recorded.
fn is_same_path(recorded: &str, came: &str) -> bool {
    let below = |path: &str| path.split_once("/v1/").map(|(_, below)| below.to_owned());
    let is_same = |one: &str, other: &str| is_like(one.as_bytes(), other.as_bytes());
    if is_same(recorded, came) {
        return true;
    }
    match (below(recorded), below(came)) {
        (Some(one), Some(other)) => is_same(&one, &other),
        (None, Some(other)) => recorded.ends_with(&format!("/{other}")),
        _ => false,
    }
}

/// Whether a text is the recorded one, where [`REDACTED`] stands for any part.
fn is_like(recorded: &[u8], came: &[u8]) -> bool {
    let mut parts = split(recorded, REDACTED.as_bytes()).into_iter();
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = came.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match find(rest, part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The bytes of a text like the recorded one that stand where something was taken out.
fn unknown(recorded: &[u8], came: &[u8]) -> usize {
    let parts = split(recorded, REDACTED.as_bytes()).into_iter();
    came.len().saturating_sub(parts.map(<[u8]>::len).sum())
}

fn split<'a>(bytes: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, by) {
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after.get(by.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

/// A multipart body with a boundary that is always the same: clients draw one by lot.
fn with_fixed_boundary(body: &[u8], content_type: Option<&str>) -> Vec<u8> {
    let boundary = content_type
        .filter(|kind| kind.to_ascii_lowercase().starts_with("multipart/"))
        .and_then(|kind| kind.split_once("boundary="))
        .map(|(_, boundary)| {
            boundary
                .split(';')
                .next()
                .unwrap_or_default()
                .trim_matches('"')
        })
        .filter(|boundary| !boundary.is_empty());
    match boundary {
        Some(boundary) => split(body, boundary.as_bytes()).join(b"boundary".as_slice()),
        None => body.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;

    fn recorded(path: &str, query: Option<&str>, body: impl Into<Bytes>) -> RecordedRequest {
        RecordedRequest {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    fn came(path: &str, query: Option<&str>, body: impl Into<Bytes>) -> Received {
        Received {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers: Vec::new(),
            body: Value::Null,
            bytes: body.into(),
        }
    }

    fn bodies(one: &Value, other: &Value) -> Option<String> {
        let (one, other) = (one.to_string(), other.to_string());
        let found =
            Differences::between(&recorded("/v1/x", None, one), &came("/v1/x", None, other));
        found.first().map(ToString::to_string)
    }

    #[test]
    fn bodies_are_compared_as_json() {
        let one = json!({ "a": [1, "x"], "b/c": { "~": null } });
        assert_eq!(bodies(&one, &one), None);
        let says = |other: Value, expected: &str| {
            assert_eq!(bodies(&one, &other).as_deref(), Some(expected));
        };
        says(
            json!({ "a": [1, "y"], "b/c": { "~": null } }),
            r#"at `/a/1`, "x" was recorded, and "y" came"#,
        );
        says(
            json!({ "a": [1, "x"], "b/c": { "~": 1 } }),
            "at `/b~1c/~0`, null was recorded, and 1 came",
        );
        says(
            json!({ "a": [1, "x", 2], "b/c": { "~": null } }),
            "at `/a/2`, nothing was recorded, and 2 came",
        );
        says(
            json!({ "a": [1, "x"], "b/c": { "~": null }, "d": 1 }),
            "at `/d`, nothing was recorded, and 1 came",
        );
        says(
            json!([]),
            &format!("at the body, {one} was recorded, and [] came"),
        );
    }

    #[test]
    fn what_was_taken_out_is_anything() {
        let one = json!({ "a": "Dear [redacted], your [redacted].", "b": "[redacted]" });
        assert_eq!(
            bodies(
                &one,
                &json!({ "a": "Dear Ada, your Bob.", "b": { "c": 1 } })
            ),
            None
        );
        assert!(bodies(&one, &json!({ "a": "Dear Ada, my Bob.", "b": 1 })).is_some());
        assert!(is_like(b"ab[redacted]bc", b"abbc"));
        assert!(!is_like(b"ab[redacted]bc", b"abc"));
    }

    #[test]
    fn what_fits_only_because_of_a_gap_is_counted() {
        let unknown = |one: Value| {
            let one = recorded("/v1/x", None, one.to_string());
            let other = json!({ "a": "Dear Ada" }).to_string();
            Differences::between(&one, &came("/v1/x", None, other)).unknown()
        };
        assert_eq!(unknown(json!({ "a": "Dear Ada" })), Some(0));
        assert_eq!(unknown(json!({ "a": "Dear [redacted]" })), Some(3));
        assert!(unknown(json!({ "a": "[redacted]" })) > Some(3));
        assert_eq!(unknown(json!({ "a": "Dear Bob" })), None);
    }

    #[test]
    fn queries_have_no_order_and_paths_no_base() {
        let found = |path: &str, query: &str, other: &str, came_with: &str| {
            let (query, came_with) = (Some(query), Some(came_with));
            let found =
                Differences::between(&recorded(path, query, ""), &came(other, came_with, ""));
            found.first().map(ToString::to_string)
        };
        assert_eq!(
            found(
                "/openai/v1/files",
                "a=1&b=[redacted]",
                "/v1/files",
                "b=2&a=1"
            ),
            None
        );
        assert_eq!(found("/v1beta/openai/files", "", "/v1/files", ""), None);
        assert_eq!(
            found("/v1/files", "a=1", "/v1/files", "a=2").as_deref(),
            Some("at the query, a=1 was recorded, and nothing like it came"),
        );
        assert_eq!(
            found("/v1/files", "", "/v1/fires", "").as_deref(),
            Some("at the path, /v1/files was recorded, and /v1/fires came"),
        );
    }

    #[test]
    fn multipart_bodies_differ_in_their_boundary() {
        let form = |boundary: &str, text: &str| {
            let headers = vec![(
                "content-type".to_owned(),
                format!("multipart/form-data; boundary={boundary}"),
            )];
            (
                headers,
                Bytes::from(format!("--{boundary}\r\n\r\n{text}\r\n--{boundary}--\r\n")),
            )
        };
        let compare = |one, other| {
            let (headers, body) = form("x1", one);
            let one = RecordedRequest {
                headers,
                ..recorded("/v1/files", None, body)
            };
            let (headers, body) = form("y23", other);
            let other = Received {
                headers,
                ..came("/v1/files", None, body)
            };
            Differences::between(&one, &other)
                .first()
                .map(ToString::to_string)
        };
        assert_eq!(compare("text", "text"), None);
        let found = compare("text", "next").unwrap();
        assert!(
            found.starts_with("at byte 14 of the body, \"text"),
            "{found}"
        );
    }
}
