//! Whether the body of a success is an event stream, by how it begins.
//!
//! The content type alone does not tell: some servers send events as `text/plain` or as JSON, and
//! some gateways send an error as JSON under the content type of events.

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Beginnings of a line that means something to an event stream.
const LINES: [&[u8]; 5] = [b"data:", b":", b"event:", b"id:", b"retry:"];

/// More than this is not waited for.
const ENOUGH: usize = 1 << 10;

/// Whether these are events; none if more must come to tell. `declared` is what the content type
/// says.
pub(super) fn is_events(beginning: &[u8], declared: bool) -> Option<bool> {
    if beginning.len() > ENOUGH {
        return Some(looks_like(beginning, declared).unwrap_or(declared));
    }
    looks_like(beginning, declared)
}

fn looks_like(beginning: &[u8], declared: bool) -> Option<bool> {
    let text = match beginning.strip_prefix(BOM) {
        Some(text) => text,
        None if BOM.starts_with(beginning) => return None,
        None => beginning,
    };
    let text = text.trim_ascii_start();
    let first = *text.first()?;
    if declared {
        // No field begins so, and documents of other kinds do.
        return Some(!matches!(first, b'{' | b'[' | b'"' | b'<'));
    }
    if LINES.iter().any(|line| text.starts_with(line)) {
        return Some(true);
    }
    let may_become = LINES.iter().any(|line| line.starts_with(text));
    (!may_become).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_tell() {
        for (text, declared, plain) in [
            ("data: {}", Some(true), Some(true)),
            ("\u{feff}data:{}", Some(true), Some(true)),
            ("\r\n\n: hello", Some(true), Some(true)),
            ("event: error", Some(true), Some(true)),
            ("event", Some(true), None),
            ("id:1", Some(true), Some(true)),
            ("", None, None),
            (" \n", None, None),
            ("{\"error\":1}", Some(false), Some(false)),
            ("\n [", Some(false), Some(false)),
            ("\"text\"", Some(false), Some(false)),
            ("<html>", Some(false), Some(false)),
            ("Bad gateway", Some(true), Some(false)),
            ("database down", Some(true), Some(false)),
        ] {
            assert_eq!(is_events(text.as_bytes(), true), declared, "{text}");
            assert_eq!(is_events(text.as_bytes(), false), plain, "{text}");
        }
        assert_eq!(is_events(b"\xef\xbb", true), None);
        assert_eq!(is_events(&[b'\n'; 2000], true), Some(true));
        assert_eq!(is_events(&[b'\n'; 2000], false), Some(false));
    }
}
