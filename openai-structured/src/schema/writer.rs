//! Text that `const` code puts together: a buffer, JSON strings and numbers.

/// Text of at most `N` bytes, and how long it would be. With `N` = 0 it only measures.
pub(crate) struct Writer<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Writer<N> {
    /// Nothing yet.
    pub(crate) const EMPTY: Self = Self {
        bytes: [0; N],
        length: 0,
    };

    /// Bytes that the whole text has.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// What was written.
    pub(crate) const fn as_str(&self) -> &str {
        let (written, _) = if self.length < N {
            self.bytes.split_at(self.length)
        } else {
            (self.bytes.as_slice(), [].as_slice())
        };
        match str::from_utf8(written) {
            Ok(text) => text,
            // Only whole characters are written, and a text that did not fit is not asked for.
            Err(_) => "",
        }
    }

    pub(super) const fn raw(&mut self, text: &str) -> &mut Self {
        self.append(text.as_bytes());
        self
    }

    const fn append(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if end <= N {
            let (_, rest) = self.bytes.split_at_mut(self.length);
            let (place, _) = rest.split_at_mut(bytes.len());
            place.copy_from_slice(bytes);
        }
        self.length = end;
    }

    /// A JSON string. What needs no escape is copied in runs.
    pub(super) const fn quoted(&mut self, text: &str) -> &mut Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.append(b"\"");
        let bytes = text.as_bytes();
        let mut start = 0;
        let mut end = 0;
        while end < bytes.len() {
            #[expect(clippy::indexing_slicing, reason = "end < len, checked by the loop")]
            let byte = bytes[end];
            if byte >= 0x20 && byte != b'"' && byte != b'\\' {
                end += 1;
                continue;
            }
            self.append(bytes.split_at(end).0.split_at(start).1);
            match byte {
                b'"' => self.append(b"\\\""),
                b'\\' => self.append(b"\\\\"),
                b'\n' => self.append(b"\\n"),
                b'\r' => self.append(b"\\r"),
                b'\t' => self.append(b"\\t"),
                control => {
                    self.append(b"\\u00");
                    #[expect(clippy::indexing_slicing, reason = "a nibble is below 16")]
                    self.append(&[HEX[(control >> 4) as usize], HEX[(control & 15) as usize]]);
                }
            }
            end += 1;
            start = end;
        }
        self.append(bytes.split_at(start).1);
        self.append(b"\"");
        self
    }

    pub(super) const fn integer(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.raw("-");
        }
        self.digits(value.unsigned_abs())
    }

    pub(super) const fn digits(&mut self, value: u64) -> &mut Self {
        if value >= 10 {
            self.digits(value / 10);
        }
        self.append(&[b'0' + (value % 10) as u8]);
        self
    }
}
