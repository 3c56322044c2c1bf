//! Compile-time messages: text put together in `const` code.

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Bytes that a message may have; a longer one is cut.
const CAPACITY: usize = 2_048;

/// A message under construction.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
}

/// Where in a type the judge stands: a step and what it was taken from.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Start(&'a str),
    Key(&'a str),
    Items,
    Variant(&'a str),
}

impl<'a> Place<'a> {
    /// A type, or a place that has been written out already.
    pub(crate) const fn start(text: &'a str) -> Self {
        Self {
            parent: None,
            step: Step::Start(text),
        }
    }

    /// The value of a key.
    pub(crate) const fn key(&'a self, key: &'a str) -> Self {
        self.step(Step::Key(key))
    }

    /// The items of a list.
    pub(crate) const fn items(&'a self) -> Self {
        self.step(Step::Items)
    }

    /// A variant of an enum.
    pub(crate) const fn variant(&'a self, variant: &'a str) -> Self {
        self.step(Step::Variant(variant))
    }

    const fn step(&'a self, step: Step<'a>) -> Self {
        Self {
            parent: Some(self),
            step,
        }
    }
}

impl Message {
    /// An empty message.
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }

    /// The message with a text at its end.
    #[must_use]
    pub(crate) const fn text(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        while let [byte, tail @ ..] = rest {
            if self.length == CAPACITY {
                return self;
            }
            #[expect(clippy::indexing_slicing, reason = "length < CAPACITY, checked above")]
            {
                self.bytes[self.length] = *byte;
            }
            self.length += 1;
            rest = tail;
        }
        self
    }

    /// The message with a number at its end.
    #[must_use]
    pub(crate) const fn number(self, number: usize) -> Self {
        let message = if number >= 10 {
            self.number(number / 10)
        } else {
            self
        };
        #[expect(clippy::indexing_slicing, reason = "a remainder by ten")]
        message.text(DIGITS[number % 10])
    }

    /// The message with a place at its end: `Order.lines[].sku`.
    #[must_use]
    pub(crate) const fn place(self, place: &Place<'_>) -> Self {
        let message = match place.parent {
            Some(parent) => self.place(parent),
            None => self,
        };
        match place.step {
            Step::Start(text) => message.text(text),
            Step::Key(key) => message.text(".").text(key),
            Step::Items => message.text("[]"),
            Step::Variant(variant) => message.text("::").text(variant),
        }
    }

    /// The message with what to write instead, on a line of its own.
    #[must_use]
    pub(crate) const fn help(self, help: &str) -> Self {
        // rustc indents the lines of a message below its first.
        self.text("\nhelp: ").text(help)
    }

    /// The message's text.
    pub(crate) const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        match str::from_utf8(written) {
            Ok(text) => text,
            // Cut inside a character.
            Err(error) => {
                let (valid, _) = written.split_at(error.valid_up_to());
                match str::from_utf8(valid) {
                    Ok(text) => text,
                    Err(_) => "",
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, Place};

    #[test]
    fn writes_places_and_numbers() {
        const ORDER: Place<'_> = Place::start("Order");
        const MESSAGE: Message = Message::new()
            .text("at ")
            .place(&ORDER.key("lines").items().variant("Piece").key("sku"))
            .text(": ")
            .number(5_001);
        assert_eq!(MESSAGE.as_str(), "at Order.lines[]::Piece.sku: 5001");
    }

    #[test]
    fn cuts_between_characters() {
        let message = Message::new().text(&"ü".repeat(2_000)).text("!");
        assert_eq!(message.as_str(), "ü".repeat(1_024));
        let message = Message::new().text("a").text(&"ü".repeat(2_000));
        assert_eq!(message.as_str().len(), 2_047);
    }
}
