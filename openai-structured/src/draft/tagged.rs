//! Enums with data: entered once the variant is known.
//!
//! What names the variant comes first in an answer that obeys the schema. Where it does not, or the
//! value is nothing that can be entered, the text is collected and serde reads it.
#![expect(
    clippy::missing_errors_doc,
    reason = "hidden: drafts read each other by these"
)]

use super::leaf::read_leaf;
use super::object::{Keys, Object, Turn};
use super::{Draft, DraftState, taken};
use crate::node::Member;
use crate::read::NO_VARIANT;
use crate::scan::{Input, Problem, ProblemKind, Read, Stop, words};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;

/// An enum of which a part may have arrived. `V` is the enum of its variants' drafts.
pub struct EnumDraft<V: Variants> {
    variant: Option<V>,
    stage: Stage,
    /// Where the value begins.
    start: usize,
    /// The keys around the content, or beside the tag of a variant without content.
    rest: Object,
    /// The value, if serde read it.
    whole: Option<V::Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Missing,
    /// Within what names the variant.
    Name(Name),
    /// Within the content of a variant, which is the rest of the value or stands under the
    /// variant's name.
    Content,
    /// Behind it, before the brace.
    End,
    /// Among the keys beside the tag.
    Beside,
    /// Collected for serde.
    Whole,
    Done,
}

/// What names the variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Key,
    /// The colon behind a key that names this variant.
    Colon(usize),
    /// The colon behind the tag's key.
    TagColon,
    Tag,
}

/// How the variants are told apart.
#[derive(Clone, Copy)]
pub enum Form {
    /// The variant's name is the value, or the only key.
    External,
    /// The tag stands beside the variant's own keys.
    Internal(&'static str),
    /// The tag stands beside the content.
    Adjacent(&'static str, &'static Keys),
}

/// A name of a variant.
#[derive(Debug, Clone, Copy)]
pub struct VariantName {
    /// The name on the wire.
    pub name: &'static str,
    /// The variant's number.
    pub variant: usize,
    /// Whether it holds nothing.
    pub unit: bool,
}

/// The drafts of an enum's variants. The derive implements it.
pub trait Variants: Sized + fmt::Debug {
    /// What it becomes.
    type Value: DeserializeOwned;
    /// How the variants are told apart.
    const FORM: Form;
    /// All names, other ones included.
    const NAMES: &'static [VariantName];

    /// A variant of which nothing has arrived.
    fn open(variant: usize) -> Option<Self>;

    /// Reads on in what the variant holds.
    fn read(&mut self, input: &mut Input<'_>) -> Read;

    /// Begins behind the tag, for a variant whose keys stand beside it.
    fn inside(&mut self, tag: &'static str) -> bool;

    /// Whether a content that is missing stands for a value.
    fn absent(&self) -> bool;

    /// The value by move.
    fn take(&mut self) -> Self::Value;
}

impl<V: Variants> EnumDraft<V> {
    /// The draft of the variant, once it is known which one it is. `None` for a value that was not
    /// entered: [`get`](Self::get) has it once it is done.
    pub fn variant(&self) -> Option<&V> {
        self.variant.as_ref()
    }

    /// The value, if it was read in one piece, as its tag did not come first.
    pub fn get(&self) -> Option<&V::Value> {
        self.whole.as_ref()
    }

    /// Takes what names the variant.
    fn name(&mut self, name: Name, input: &mut Input<'_>) -> Read {
        let byte = input.peek()?;
        self.stage = match (name, byte) {
            (Name::Key, b'"') => {
                let key = input.whole_string()?;
                match V::FORM {
                    Form::External => match find::<V>(&key) {
                        Some(found) if !found.unit => Stage::Name(Name::Colon(found.variant)),
                        _ => self.fall_back(input),
                    },
                    Form::Internal(tag) | Form::Adjacent(tag, _) if tag == key => {
                        Stage::Name(Name::TagColon)
                    }
                    Form::Internal(_) | Form::Adjacent(..) => self.fall_back(input),
                }
            }
            (Name::Colon(variant), b':') => {
                input.take();
                input.deepen()?;
                self.variant = V::open(variant);
                Stage::Content
            }
            (Name::TagColon, b':') => {
                input.take();
                Stage::Name(Name::Tag)
            }
            (Name::Tag, b'"') => {
                let word = input.whole_string()?;
                match find::<V>(&word) {
                    Some(found) => self.tagged(*found, input)?,
                    None => self.fall_back(input),
                }
            }
            _ => self.fall_back(input),
        };
        Ok(())
    }

    /// Enters the variant that the tag named.
    fn tagged(&mut self, found: VariantName, input: &mut Input<'_>) -> Read<Stage> {
        let (Form::Internal(tag) | Form::Adjacent(tag, _)) = V::FORM else {
            return Ok(self.fall_back(input));
        };
        self.variant = V::open(found.variant);
        let beside = found.unit || matches!(V::FORM, Form::Adjacent(..));
        if beside {
            self.rest.inside(tag);
        } else if !self
            .variant
            .as_mut()
            .is_some_and(|variant| variant.inside(tag))
        {
            return Ok(self.fall_back(input));
        }
        input.deepen()?;
        Ok(if beside {
            Stage::Beside
        } else {
            Stage::Content
        })
    }

    /// Goes back to the beginning, for serde.
    fn fall_back(&mut self, input: &mut Input<'_>) -> Stage {
        self.variant = None;
        input.back_to(self.start);
        Stage::Whole
    }

    /// Ends the reading because of the value as a whole.
    #[cold]
    fn failed(&self, words: String, input: &mut Input<'_>) -> Stop {
        input.failed(Problem {
            at: input.at(),
            value: self.start,
            kind: ProblemKind::Type,
            inside: String::new(),
            words,
        })
    }

    /// Reads the keys beside the tag, of which at most one is the content.
    fn beside(&mut self, input: &mut Input<'_>) -> Read {
        let keys = match V::FORM {
            Form::Adjacent(_, keys) => keys,
            Form::External | Form::Internal(_) => &Keys::NONE,
        };
        let mut turn = self.rest.resume(keys, input)?;
        while let Turn::Member = turn {
            if let Some(variant) = &mut self.variant {
                variant.read(input)?;
            }
            turn = self.rest.after(keys, input)?;
        }
        if let Form::Adjacent(
            _,
            Keys {
                members: [Member::Property(content)],
                ..
            },
        ) = V::FORM
            && !self.rest.has(0)
            && !self.variant.as_ref().is_some_and(V::absent)
        {
            return Err(self.failed(words::missing_field(content.key), input));
        }
        Ok(())
    }
}

/// Reads the content of a variant that holds nothing.
pub fn read_unit(input: &mut Input<'_>) -> Read {
    match input.peek()? {
        b'n' => input.literal("null"),
        _ => input.unexpected("unit"),
    }
}

fn find<V: Variants>(name: &str) -> Option<&'static VariantName> {
    V::NAMES.iter().find(|known| known.name == name)
}

impl<V: Variants> fmt::Debug for EnumDraft<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.variant {
            Some(variant) => variant.fmt(formatter),
            None => self.state().fmt(formatter),
        }
    }
}

impl<V: Variants> Draft for EnumDraft<V> {
    type Value = V::Value;
    const EMPTY: Self = Self {
        variant: None,
        stage: Stage::Missing,
        start: 0,
        rest: Object::EMPTY,
        whole: None,
    };

    fn state(&self) -> DraftState {
        match self.stage {
            Stage::Missing => DraftState::Missing,
            Stage::Done => DraftState::Done,
            _ => DraftState::Growing,
        }
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        loop {
            match self.stage {
                Stage::Missing => {
                    let byte = input.peek()?;
                    self.start = input.at();
                    self.stage = match (byte, V::FORM) {
                        (b'"', Form::External) => {
                            let word = input.whole_string()?;
                            match find::<V>(&word) {
                                Some(found) if found.unit => {
                                    self.variant = V::open(found.variant);
                                    Stage::Done
                                }
                                _ => self.fall_back(input),
                            }
                        }
                        (b'{', _) => {
                            input.take();
                            Stage::Name(Name::Key)
                        }
                        (b'[', Form::Internal(_)) => return input.unexpected("an object"),
                        _ => Stage::Whole,
                    };
                }
                Stage::Name(name) => self.name(name, input)?,
                Stage::Content => {
                    if let Some(variant) = &mut self.variant {
                        variant.read(input)?;
                    }
                    self.stage = match V::FORM {
                        Form::External => Stage::End,
                        // The variant's own keys end with the value.
                        Form::Internal(_) | Form::Adjacent(..) => Stage::Done,
                    };
                }
                Stage::End => match input.peek()? {
                    b'}' => {
                        input.close();
                        self.stage = Stage::Done;
                    }
                    b',' => return Err(self.failed(NO_VARIANT.to_owned(), input)),
                    _ => return Err(input.syntax("expected `}`")),
                },
                Stage::Beside => {
                    self.beside(input)?;
                    self.stage = Stage::Done;
                }
                Stage::Whole => {
                    self.whole = Some(read_leaf(input, |from| V::Value::deserialize(from))?);
                    self.stage = Stage::Done;
                }
                Stage::Done => return Ok(()),
            }
        }
    }

    fn __take(&mut self) -> V::Value {
        let mut draft = std::mem::replace(self, Self::EMPTY);
        draft
            .whole
            .unwrap_or_else(|| taken(draft.variant.as_mut()).take())
    }
}
