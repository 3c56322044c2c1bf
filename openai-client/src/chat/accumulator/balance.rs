//! Whether a JSON text is whole, told piece by piece.

/// Counts the brackets of a text that comes in pieces, so that asking costs nothing.
///
/// It tells a whole object or list from a part of one; it does not judge what stands in between.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Balance {
    state: State,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Only white space so far.
    #[default]
    Blank,
    /// Inside of an object or a list.
    Open,
    /// The object or list has ended.
    Whole,
    /// Something else, before or after it.
    Other,
}

impl Balance {
    pub(super) fn of(text: &str) -> Self {
        let mut balance = Self::default();
        balance.push(text);
        balance
    }

    pub(super) fn push(&mut self, piece: &str) {
        for byte in piece.bytes() {
            match self.state {
                State::Open => self.inside(byte),
                State::Other => return,
                State::Blank | State::Whole if byte.is_ascii_whitespace() => {}
                State::Blank if matches!(byte, b'{' | b'[') => {
                    self.state = State::Open;
                    self.depth = 1;
                }
                State::Blank | State::Whole => self.state = State::Other,
            }
        }
    }

    fn inside(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            _ if self.in_text => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.state = State::Whole;
                }
            }
            _ => {}
        }
    }

    /// Nothing but white space came.
    pub(super) fn is_blank(self) -> bool {
        self.state == State::Blank
    }

    /// One object or list came, and nothing after it.
    pub(super) fn is_whole(self) -> bool {
        self.state == State::Whole
    }

    /// An object or a list has begun and not ended.
    pub(super) fn is_open(self) -> bool {
        self.state == State::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_whole_at_its_end_and_nowhere_before() {
        for text in [
            r#" {"a":[1,{"b":"}]\"\\"}],"c":"\\\""} "#,
            "[]",
            "{}\n",
            r#"["[",{}]"#,
        ] {
            let last = text.trim_end().len();
            for end in 0..=text.len() {
                let mut balance = Balance::default();
                let (head, tail) = text[..end].split_at(end / 2);
                balance.push(head);
                balance.push(tail);
                let parses = serde_json::from_str::<serde_json::Value>(&text[..end]).is_ok();
                assert_eq!(balance.is_whole(), parses, "{}", &text[..end]);
                assert_eq!(balance.is_whole(), end >= last);
            }
        }
    }

    #[test]
    fn other_texts_are_neither() {
        for text in ["Sure: {}", "{} {}", "12", "\"{\"", "{}x", "]"] {
            let balance = Balance::of(text);
            assert!(
                !balance.is_whole() && !balance.is_blank() && !balance.is_open(),
                "{text}"
            );
        }
        assert!(Balance::of(" \n").is_blank());
    }
}
