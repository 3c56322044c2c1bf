//! Compile-time messages: text put together in `const` code.

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Bytes that a message may have; a longer one is cut.
const CAPACITY: usize = 2_048;

/// A message under construction.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
    /// Where the text of [`Place::here`] belongs.
    here: Option<usize>,
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
    Here,
    Key(&'static str),
    Items,
    Variant(&'static str),
    /// Into a type that stands where it is used, by its number.
    Into(u64),
}

/// The way from a type to one that it uses, in short.
#[derive(Clone, Copy)]
pub(crate) struct Via {
    variant: &'static str,
    key: &'static str,
    lists: usize,
}

impl Via {
    /// The way to where one stands already.
    pub(crate) const NOTHING: Self = Self {
        variant: "",
        key: "",
        lists: 0,
    };
}

impl<'a> Place<'a> {
    /// A type, or a place that has been written out already.
    pub(crate) const fn start(text: &'a str) -> Self {
        Self {
            parent: None,
            step: Step::Start(text),
        }
    }

    /// A type whose own place is filled in when it is needed: see [`Message::at`].
    pub(crate) const fn here() -> Self {
        Self {
            parent: None,
            step: Step::Here,
        }
    }

    /// The value of a key.
    pub(crate) const fn key(&'a self, key: &'static str) -> Self {
        self.step(Step::Key(key))
    }

    /// The items of a list.
    pub(crate) const fn items(&'a self) -> Self {
        self.step(Step::Items)
    }

    /// A variant of an enum.
    pub(crate) const fn variant(&'a self, variant: &'static str) -> Self {
        self.step(Step::Variant(variant))
    }

    /// The inside of a type that stands where it is used.
    pub(crate) const fn into(&'a self, id: u64) -> Self {
        self.step(Step::Into(id))
    }

    const fn step(&'a self, step: Step<'a>) -> Self {
        Self {
            parent: Some(self),
            step,
        }
    }

    /// Whether the place is inside of a type that stands where it is used.
    pub(crate) const fn is_inside(&self, id: u64) -> bool {
        if let Step::Into(inner) = self.step
            && inner == id
        {
            return true;
        }
        match self.parent {
            Some(parent) => parent.is_inside(id),
            None => false,
        }
    }

    /// The way from the start to here: the last variant and key, and the lists after them.
    pub(crate) const fn via(&self) -> Via {
        let mut via = match self.parent {
            Some(parent) => parent.via(),
            None => Via::NOTHING,
        };
        match self.step {
            Step::Start(_) | Step::Here | Step::Into(_) => {}
            Step::Key(key) => {
                via.key = key;
                via.lists = 0;
            }
            Step::Items => via.lists += 1,
            Step::Variant(variant) => {
                via.variant = variant;
                via.key = "";
                via.lists = 0;
            }
        }
        via
    }
}

impl Message {
    /// An empty message.
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
            here: None,
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
    pub(crate) const fn number(self, number: u128) -> Self {
        let message = if number >= 10 {
            self.number(number / 10)
        } else {
            self
        };
        #[expect(clippy::indexing_slicing, reason = "a remainder by ten")]
        message.text(DIGITS[(number % 10) as usize])
    }

    /// The message with a place at its end: `Order.lines[].sku`.
    #[must_use]
    pub(crate) const fn place(self, place: &Place<'_>) -> Self {
        let mut message = match place.parent {
            Some(parent) => self.place(parent),
            None => self,
        };
        match place.step {
            Step::Start(text) => message.text(text),
            Step::Here => {
                message.here = Some(message.length);
                message
            }
            Step::Into(_) => message,
            Step::Key(key) => message.text(".").text(key),
            Step::Items => message.text("[]"),
            Step::Variant(variant) => message.text("::").text(variant),
        }
    }

    /// The message with the way from a type to one that it uses at its end.
    #[must_use]
    pub(crate) const fn via(self, via: Via) -> Self {
        let mut message = self;
        if !via.variant.is_empty() {
            message = message.text("::").text(via.variant);
        }
        if !via.key.is_empty() {
            message = message.text(".").text(via.key);
        }
        let mut lists = via.lists;
        while lists > 0 {
            message = message.text("[]");
            lists -= 1;
        }
        message
    }

    /// The message with a path where [`Place::here`] was written.
    #[must_use]
    pub(crate) const fn at(self, path: &str) -> Self {
        let Some(here) = self.here else {
            return self;
        };
        let (before, after) = self.as_str().split_at(here);
        Self::new().text(before).text(path).text(after)
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
        const HERE: Message = Message::new()
            .text("at ")
            .place(&Place::here().key("sku"))
            .text("!");
        assert_eq!(HERE.at("Order.lines[]").as_str(), "at Order.lines[].sku!");
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
