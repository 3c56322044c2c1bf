//! From a place in a text back to the path that leads there. It is only asked for once something is
//! wrong, so nothing is remembered on the way.

use std::fmt::Write;

/// The path of the value that begins or goes on at a byte: `lines[2].quantity`. A key, and the end of
/// an object, belong to the object.
pub(crate) fn trail(text: &str, at: usize) -> String {
    let bytes = text.as_bytes();
    let mut places: Vec<Place<'_>> = Vec::new();
    let mut place = 0;
    while place < at {
        let Some(&byte) = bytes.get(place) else { break };
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
                let end = string_end(bytes, place);
                // A string that is open at the place is a key or a value of its own.
                if end >= at {
                    break;
                }
                if let Some(Place::Object(key @ None)) = places.last_mut() {
                    *key = text.get(place..=end);
                }
                place = end;
            }
            _ => {}
        }
        place += 1;
    }
    if let (Some(b'}'), Some(Place::Object(key))) = (bytes.get(at), places.last_mut()) {
        *key = None;
    }
    // At the end of the text no item of the list has begun.
    if at >= bytes.len() && text.trim_end().ends_with('[') {
        places.pop();
    }
    let mut path = String::new();
    for place in places {
        push(&mut path, &place);
    }
    path
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
            if !path.is_empty() {
                path.push('.');
            }
            match serde_json::from_str::<String>(key) {
                Ok(key) => path.push_str(&key),
                Err(_) => path.push_str(key),
            }
        }
        // Writing into a `String` never fails.
        Place::List(number) => drop(write!(path, "[{number}]")),
    }
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
    use super::trail;

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
