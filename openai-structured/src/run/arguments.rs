//! The arguments of calls while they are streamed.

use crate::dialect::Calling;
use crate::read::Mismatch;
use crate::tool::ToolSet;

/// The drafts of the calls of one answer, by their places.
pub(super) struct Arguments<S: ToolSet>(Vec<Draft<S>>);

/// The arguments of a call, and how much of them is read.
struct Draft<S: ToolSet> {
    /// None while the tool is not known, and if it is none of the set.
    reader: Option<S::Reader>,
    read: usize,
}

impl<S: ToolSet> Arguments<S> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// Reads what has come of a call.
    ///
    /// # Errors
    ///
    /// What has come does not fit the tool. It is said once.
    pub(super) fn read(&mut self, place: usize, made: &Calling<'_>) -> Result<(), Mismatch> {
        while self.0.len() <= place {
            self.0.push(Draft {
                reader: None,
                read: 0,
            });
        }
        let Some(draft) = self.0.get_mut(place) else {
            return Ok(()); // never: it was just made
        };
        if draft.reader.is_none() && made.is_function {
            let tool = S::__NAMES.iter().position(|name| *name == made.name);
            draft.reader = tool.and_then(S::__reader);
        }
        match (&mut draft.reader, made.input.get(draft.read..)) {
            (Some(reader), Some(piece)) => {
                draft.read = made.input.len();
                S::__push(reader, piece)
            }
            _ => Ok(()),
        }
    }

    /// What there is of a call.
    pub(super) fn draft(&self, place: usize) -> Option<S::Draft<'_>> {
        let draft = self.0.get(place)?;
        draft.reader.as_ref().map(S::__draft)
    }
}
