//! Text that `const` code puts together: a buffer, JSON strings and numbers.

/// Text that is put into a buffer, and how long all of it is. With a buffer that is too small it
/// only measures.
pub(crate) struct Writer<'a> {
    rest: &'a mut [u8],
    length: usize,
    open: OpenFields,
}

/// Where the words of a field can be put in that its type leaves open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenField {
    /// The field: `Order.category`.
    pub(crate) field: &'static str,
    /// The byte of the text before which its `enum` belongs.
    pub(crate) at: usize,
}

/// As many open fields as one answer may have.
const OPEN_FIELDS: usize = 32;

/// The open fields of a text, in the order in which they stand.
#[derive(Clone, Copy)]
pub(crate) struct OpenFields {
    fields: [OpenField; OPEN_FIELDS],
    count: usize,
}

impl OpenFields {
    pub(crate) const fn as_slice(&self) -> &[OpenField] {
        self.fields.split_at(self.count).0
    }
}

impl<'a> Writer<'a> {
    /// Nothing yet.
    pub(crate) const fn new(buffer: &'a mut [u8]) -> Self {
        Self {
            rest: buffer,
            length: 0,
            open: OpenFields {
                fields: [OpenField { field: "", at: 0 }; OPEN_FIELDS],
                count: 0,
            },
        }
    }

    /// The open fields that were met.
    pub(crate) const fn open(&self) -> OpenFields {
        self.open
    }

    /// Notes that the words of an open field belong here.
    pub(super) const fn open_field(&mut self, field: &'static str) -> &mut Self {
        let count = self.open.count;
        assert!(
            count < OPEN_FIELDS,
            "one answer has at most 32 fields with `choices`"
        );
        #[expect(
            clippy::indexing_slicing,
            reason = "count < OPEN_FIELDS, checked above"
        )]
        {
            self.open.fields[count] = OpenField {
                field,
                at: self.length,
            };
        }
        self.open.count = count + 1;
        self
    }

    /// Bytes that the whole text has.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// Text that is JSON already: only whole characters.
    pub(super) const fn raw(&mut self, text: &[u8]) -> &mut Self {
        self.append(text);
        self
    }

    /// Copying has the same price for one byte and for a thousand, so pieces should be long.
    const fn append(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        #[expect(clippy::mem_replace_with_default, reason = "`take` is not const")]
        let buffer = std::mem::replace(&mut self.rest, &mut []);
        if let Some((place, rest)) = buffer.split_at_mut_checked(bytes.len()) {
            place.copy_from_slice(bytes);
            self.rest = rest;
        }
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
            self.append(b"-");
        }
        self.digits(value.unsigned_abs())
    }

    pub(super) const fn digits(&mut self, mut value: u64) -> &mut Self {
        // `u64::MAX` has twenty digits.
        let mut digits = [0; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            #[expect(clippy::indexing_slicing, reason = "twenty digits hold every value")]
            {
                digits[start] = b'0' + (value % 10) as u8;
            }
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.append(digits.split_at(start).1);
        self
    }
}
