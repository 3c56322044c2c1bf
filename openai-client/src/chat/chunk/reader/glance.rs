//! A chunk seen in the bytes of its event, before they are looked at as an event.

use std::borrow::Cow;

use super::ChunkReader;

impl ChunkReader {
    /// The event that bytes of a stream begin with, if it is one line with a chunk that differs
    /// from the one before in nothing but its text: the choice, the text, the event's length.
    ///
    /// So it is neither an error nor the marker, as the one before was none.
    pub(crate) fn glance<'a>(&mut self, bytes: &'a [u8]) -> Option<(u64, Cow<'a, str>, usize)> {
        let shape = self.shape.as_ref().filter(|_| self.repeats)?;
        let json = bytes.strip_prefix(b"data: ")?;
        let (found, rest) = shape.alike.split(json)?;
        let rest = rest.strip_prefix(b"\n\n")?;
        self.in_vain = 0;
        Some((shape.index, found.text, bytes.len() - rest.len()))
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::{super::tests::chunk, *};
    use crate::{meta::ResponseMeta, secrets::Secrets};

    /// What a glance at these bytes sees, behind two chunks that are alike.
    fn glance(bytes: &[u8]) -> Option<(String, usize)> {
        let secrets = Secrets::default();
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 1, &secrets);
        let mut reader = ChunkReader::default();
        assert_eq!(reader.glance(bytes), None);
        let first = chunk("a", "b");
        reader.next(&first, &meta, &secrets).unwrap();
        let (choice, text, length) = reader.glance(bytes)?;
        assert_eq!(choice, 3);
        Some((text.into_owned(), length))
    }

    #[test]
    fn a_glance_sees_one_event() {
        for text in ["x", "é\\n", "\\\"", "\\u00e9\\\\", "{\\\"a"] {
            let json = chunk(text, "noise");
            let event = format!("data: {json}\n\n");
            let expected: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            for rest in ["", "data: x\n\n", "\n"] {
                let seen = glance((event.clone() + rest).as_bytes());
                assert_eq!(seen, Some((expected.clone(), event.len())), "{text}");
            }
            for end in 0..event.len() {
                assert_eq!(glance(&event.as_bytes()[..end]), None, "{end}");
            }
            for other in [
                format!("data:{json}\n\n"),
                format!("data: {json}\ndata: x\n\n"),
                format!("data: {json}\r\n\r\n"),
                format!(" data: {json}\n\n"),
                format!("event: error\ndata: {json}\n\n"),
                event.replace("c1", "error"),
                event.replace("null}", "\"stop\"}"),
                event.replace("noise", "é"),
                event.replace("noise", "no\nise"),
            ] {
                assert_eq!(glance(other.as_bytes()), None, "{other}");
            }
        }
        for (text, padding) in [
            (&b"\xff"[..], &b"p"[..]),
            (b"p", b"\xff"),
            (b"\n", b"p"),
            (b"", b"p"),
        ] {
            let event = format!("data: {}\n\n", chunk("T", "P")).into_bytes();
            let parts = event.split(|byte| *byte == b'T' || *byte == b'P');
            let [before, after, end] = parts.collect::<Vec<_>>()[..] else {
                panic!("one text, one padding")
            };
            assert_eq!(glance(&[before, text, after, padding, end].concat()), None);
        }
    }
}
