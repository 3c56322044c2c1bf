//! One document, from its first byte to what may stand behind it: the reader of all typed answers.

use super::fence;
use super::mismatch::Mismatch;
use super::note::Note;
use super::notes::Notes;
use super::options::ReadOptions;
use crate::ResponseFormat;
use crate::agreement::agrees;
use crate::draft::object::{Keys, Object, Turn};
use crate::draft::{Draft, DraftOf};
use crate::node::Node;
use crate::scan::words::{CUT, TRAILING};
use crate::scan::{Document, Input, ProblemKind, Read, Stop};
use crate::schema::Schema;
use crate::schema::check::{Choices, check_value};
use crate::schema::root::Root;

/// A document that is read, and how far.
pub(crate) struct Machine<T: ResponseFormat> {
    document: Document,
    draft: DraftOf<T>,
    /// The object around a type that is none.
    around: Object,
    stage: Stage,
    /// Where the document begins.
    start: usize,
    /// Whether it stands in a block of code, of which the end has not been seen.
    fenced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Before,
    Within,
    /// Behind the document, which ends here.
    Behind(usize),
    /// Within the same document once more: how much of it is there, and where the first one ends.
    Again {
        seen: usize,
        end: usize,
    },
    /// Behind both, or behind the block of code around it.
    BehindAll,
    Failed,
}

impl<T: ResponseFormat> Machine<T> {
    pub(crate) fn new(options: ReadOptions) -> Self {
        // An instance of a generic type is proven where it is used.
        const { _ = T::SCHEMA };
        Self {
            document: Document::new(options),
            draft: Draft::EMPTY,
            around: Object::EMPTY,
            stage: Stage::Before,
            start: 0,
            fenced: false,
        }
    }

    /// The same for a reader whose draft is looked at before the end.
    pub(crate) fn lending(options: ReadOptions) -> Self {
        let mut machine = Self::new(options);
        machine.document.memory.lends = true;
        machine
    }

    pub(crate) fn draft(&self) -> &DraftOf<T> {
        &self.draft
    }

    #[cfg(feature = "client")]
    pub(crate) fn into_draft(self) -> DraftOf<T> {
        self.draft
    }

    /// Whether the document has been read to its end.
    pub(crate) fn is_done(&self) -> bool {
        matches!(
            self.stage,
            Stage::Behind(_) | Stage::Again { .. } | Stage::BehindAll
        )
    }

    /// Reads on in the text, of which nothing but the end is new. An error is said once.
    pub(crate) fn read(&mut self, text: &str) -> Result<(), Mismatch> {
        if self.stage != Stage::Within && !self.begins(text)? {
            return Ok(());
        }
        let Self {
            document,
            draft,
            around,
            stage,
            start,
            fenced,
        } = self;
        let read = document.read(text, |input| {
            if let Stage::Before = stage {
                input.peek()?;
                *start = input.at();
                *stage = Stage::Within;
            }
            if let Stage::Within = stage {
                match T::WRAP {
                    None => draft.__read(input)?,
                    Some(_) => unwrap::<T>(draft, around, input)?,
                }
                *stage = Stage::Behind(input.at());
            }
            stage.behind(*start, fenced, input)
        });
        match read {
            Ok(()) | Err(Stop::Starved) => Ok(()),
            Err(Stop::Failed) => {
                self.stage = Stage::Failed;
                Err(Mismatch::new(self.document.problem(), text))
            }
        }
    }

    /// Looks at the type and at the beginning of the text. Whether there is enough of it.
    #[cold]
    fn begins(&mut self, text: &str) -> Result<bool, Mismatch> {
        if self.stage != Stage::Before {
            return Ok(true);
        }
        if let Err(disagreement) = agrees::<T>() {
            self.stage = Stage::Failed;
            let (kind, words) = (ProblemKind::Disagreement, disagreement.words());
            return Err(Mismatch::at(0, kind, &words, text));
        }
        self.document.pass_mark(text);
        if self.document.memory.options.fenced && !self.fenced {
            let rest = text.get(self.document.at..).unwrap_or_default();
            match fence::opened(rest) {
                Ok(Some(length)) => {
                    self.document.at += length;
                    self.fenced = true;
                }
                Ok(None) => {}
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// The value, at the end of the text.
    pub(crate) fn finish(
        mut self,
        text: &str,
        choices: &dyn Choices,
    ) -> Result<(T, Notes), Mismatch> {
        let end = text.len();
        match self.stage {
            Stage::Behind(_) | Stage::BehindAll => {}
            // A part of it once more is none.
            Stage::Again { seen, .. } => {
                return Err(Mismatch::at(
                    end - seen,
                    ProblemKind::Syntax,
                    TRAILING,
                    text,
                ));
            }
            // One that failed has said so, and is not asked again.
            Stage::Before | Stage::Within | Stage::Failed => {
                return Err(Mismatch::at(end, ProblemKind::Incomplete, CUT, text));
            }
        }
        let memory = self.document.memory;
        if memory.options.strict_keys {
            Notes::no_missing_key(&memory.notes, text)?;
        }
        let value = self.draft.__take();
        match check_value(&value, T::WRAP, choices) {
            Ok(()) => Ok((value, Notes::new(memory.notes, text))),
            Err(refused) => Err(Mismatch::refused(refused, text)),
        }
    }
}

/// Reads the value under the key of the object around it.
fn unwrap<T: ResponseFormat>(
    draft: &mut DraftOf<T>,
    around: &mut Object,
    input: &mut Input<'_>,
) -> Read {
    let keys = const {
        match Root::<T>::NODE {
            Node::Inline(definition) => match definition.node {
                Node::Object(members) => &Keys {
                    name: "an object",
                    members,
                    absent: &[],
                    closed: false,
                },
                _ => panic!("the root is an object"),
            },
            _ => panic!("the root has no static"),
        }
    };
    let mut turn = around.resume(keys, input)?;
    while let Turn::Member = turn {
        draft.__read(input)?;
        turn = around.after(keys, input)?;
    }
    Ok(())
}

impl Stage {
    /// Passes over what stands behind the document: blanks, the same document once more, which
    /// some models send, and the end of the block of code.
    fn behind(&mut self, start: usize, fenced: &mut bool, input: &mut Input<'_>) -> Read {
        loop {
            match *self {
                Self::Behind(_) | Self::BehindAll
                    if *fenced && input.peek()? == b'`' && input.take_if(fence::FENCE)? =>
                {
                    *fenced = false;
                    *self = Self::BehindAll;
                }
                Self::Behind(end) => {
                    input.peek()?;
                    *self = Self::Again { seen: 0, end };
                }
                Self::Again { seen, end } => {
                    let (count, same) = input.repeats(start + seen, end);
                    *self = match same {
                        true if seen + count == end - start => {
                            input.note(Note::Repeated);
                            Self::BehindAll
                        }
                        true => {
                            *self = Self::Again {
                                seen: seen + count,
                                end,
                            };
                            return Err(Stop::Starved);
                        }
                        false => {
                            let at = input.at() - seen - count;
                            return Err(input.fail_at(at, ProblemKind::Syntax, TRAILING));
                        }
                    };
                }
                Self::BehindAll => {
                    input.peek()?;
                    return Err(input.syntax(TRAILING));
                }
                Self::Before | Self::Within | Self::Failed => return Ok(()),
            }
        }
    }
}
