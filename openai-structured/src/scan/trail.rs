//! From a place in a text back to the path that leads there. It is only asked for once something is
//! wrong, so nothing is remembered on the way.

use std::borrow::Cow;
use std::fmt::Write;

/// The path of the value that begins or goes on at a byte: `lines[2].quantity`. A key, and the end of
/// an object, belong to the object.
pub(crate) fn trail(text: &str, at: usize) -> String {
    Trail::new(text).to(at).path()
}

/// A walk through a text, from one place to those behind it.
pub(crate) struct Trail<'a> {
    text: &'a str,
    /// What lies before was walked through. It is before the place asked for if that is in a string.
    walked: usize,
    at: usize,
    places: Vec<Place<'a>>,
}

impl<'a> Trail<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            walked: 0,
            at: 0,
            places: Vec::new(),
        }
    }

    /// Walks on to a byte.
    pub(crate) fn to(&mut self, at: usize) -> &Self {
        self.at = at;
        let bytes = self.text.as_bytes();
        let places = &mut self.places;
        while self.walked < at {
            let Some(&byte) = bytes.get(self.walked) else {
                break;
            };
            match byte {
                b'{' => places.push(Place::Object(None)),
                b'[' => places.push(Place::List(0)),
                b'}' | b']' => drop(places.pop()),
                b',' => match places.last_mut() {
                    Some(Place::Object(key)) => *key = None,
                    Some(Place::List(number)) => *number += 1,
                    None => {}
                },
                b'"' => {
                    let end = string_end(bytes, self.walked);
                    // A string that is open at the place is a key or a value of its own.
                    if end >= at {
                        break;
                    }
                    if let Some(Place::Object(key @ None)) = places.last_mut() {
                        *key = self.text.get(self.walked..=end);
                    }
                    self.walked = end;
                }
                _ => {}
            }
            self.walked += 1;
        }
        self
    }

    /// The path of the value there.
    pub(crate) fn path(&self) -> String {
        let mut places = self.places.as_slice();
        let ends = self.text.as_bytes().get(self.at) == Some(&b'}');
        if let (true, [outer @ .., Place::Object(_)]) = (ends, places) {
            places = outer;
        }
        // At the end of the text no item of the list has begun.
        if self.at >= self.text.len()
            && self.text.trim_end().ends_with('[')
            && let [outer @ .., _] = places
        {
            places = outer;
        }
        let mut path = String::new();
        for place in places {
            push(&mut path, place);
        }
        path
    }

    /// The path of a key of the object there.
    pub(crate) fn key(&self, key: &str) -> String {
        let mut path = self.path();
        push_key(&mut path, key);
        path
    }

    /// The path of the key that begins there.
    pub(crate) fn next_key(&self) -> String {
        let end = string_end(self.text.as_bytes(), self.at);
        let mut path = self.path();
        let key = self.text.get(self.at..=end);
        push(&mut path, &Place::Object(key));
        path
    }
}

enum Place<'a> {
    /// With the key whose value is open, in its quotes.
    Object(Option<&'a str>),
    List(usize),
}

fn push(path: &mut String, place: &Place<'_>) {
    match place {
        Place::Object(None) => {}
        Place::Object(Some(key)) => {
            let key = match serde_json::from_str(key) {
                Ok(text) => Cow::Owned(text),
                Err(_) => Cow::Borrowed(*key),
            };
            push_key(path, &key);
        }
        // Writing into a `String` never fails.
        Place::List(number) => drop(write!(path, "[{number}]")),
    }
}

fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// Where the quote at the end stands, or the end of the text.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut place = start + 1;
    while let Some(byte) = bytes.get(place) {
        match byte {
            b'"' => return place,
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::{Trail, trail};

    #[test]
    fn leads_to_each_value() {
        let text = r#"{"a" : 1, "b\"": [true, {"c": [ "x,{y" , null]}], "d":{}}"#;
        for (value, path) in [
            ("{\"a\"", ""),
            ("1", "a"),
            ("[true", "b\""),
            ("true", "b\"[0]"),
            ("{\"c\"", "b\"[1]"),
            ("\"c\"", "b\"[1]"),
            ("\"x,", "b\"[1].c[0]"),
            ("null", "b\"[1].c[1]"),
            ("{}", "d"),
            ("}}", "d"),
        ] {
            let at = text.find(value).unwrap();
            assert_eq!(trail(text, at), path, "{value}");
        }
        // One walk through all of them comes to the same.
        let mut walk = Trail::new(text);
        for at in 0..=text.len() {
            assert_eq!(walk.to(at).path(), trail(text, at), "{at}");
        }
        assert_eq!(trail(text, text.len() - 1), "");
    }

    #[test]
    fn a_cut_text_leads_to_where_it_ends() {
        let text = r#"{"a":[{"b":"c\"#;
        assert_eq!(trail(text, text.len()), "a[0].b");
        assert_eq!(trail("{\"a\":[", 6), "a");
        assert_eq!(trail("", 0), "");
        assert_eq!(trail("]]", 2), "");
    }
}
