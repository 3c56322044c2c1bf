//! The text of an answer on its way to its value.

use crate::draft::DraftOf;
use crate::read::{DraftReader, Mismatch, MismatchKind, Notes, ReadOptions, read_with};
use crate::schema::ResponseFormat;
use crate::schema::check::Choices;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// What there is of a value whose text was cut off: the finished parts are typed.
///
/// It is used as the draft that it holds. Cloning is cheap.
pub struct Salvage<D>(Arc<D>);

impl<D> Salvage<D> {
    pub(super) fn new(draft: D) -> Self {
        Self(Arc::new(draft))
    }
}

impl<D> Deref for Salvage<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.0
    }
}

impl<D> Clone for Salvage<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// What is in it follows from the text, which stands beside it.
impl<D> PartialEq for Salvage<D> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<D> fmt::Debug for Salvage<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Salvage(..)")
    }
}

/// In the place of [`Salvage`]: a type without a schema of its own has no drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDraft {}

/// A text of which the judge asks one thing.
pub(crate) trait Text<T, D> {
    /// The text stops within its document, and is right so far; or it runs away, and whoever noticed
    /// stopped it.
    fn is_cut(&self) -> bool;

    /// The text has left the type.
    fn is_wrong(&self) -> bool;

    /// The value of the whole text, and what is worth knowing of that.
    fn value(self) -> Result<(T, Notes), Mismatch>;

    /// What there is of it.
    fn salvage(self) -> Option<D>;

    /// The value in the model's thinking, if that may stand for a text that is empty.
    fn thought(&self, thinking: &str) -> Option<(T, Notes)>;
}

/// Reads a text as it comes.
pub trait Reads: Sized {
    /// What there is of the value while it arrives.
    type Draft: ?Sized;

    fn begin(options: ReadOptions) -> Self;

    /// Reads on. That the text is no value of the type is said at its end.
    fn push(&mut self, piece: &str);

    fn draft(&self) -> &Self::Draft;

    /// Where the text left the type.
    fn mismatch(&self) -> Option<&Mismatch>;

    /// Set if what comes will not end by itself.
    fn runaway(&self) -> Option<&Mismatch> {
        let mismatch = self.mismatch();
        mismatch.filter(|it| it.kind() == MismatchKind::Runaway)
    }

    /// The text of a whole answer.
    fn of(text: &str, options: ReadOptions) -> Self {
        let mut reading = Self::begin(options);
        reading.push(text);
        reading
    }
}

/// A text on its way to a type.
pub struct Reading<T: ResponseFormat> {
    reader: DraftReader<T>,
    options: ReadOptions,
    /// Where the text left the type, as it was said then.
    mismatch: Option<Mismatch>,
}

impl<T: ResponseFormat> Reads for Reading<T> {
    type Draft = DraftOf<T>;

    fn begin(options: ReadOptions) -> Self {
        Self {
            reader: DraftReader::with_options(options),
            options,
            mismatch: None,
        }
    }

    fn push(&mut self, piece: &str) {
        if let Err(mismatch) = self.reader.push(piece) {
            self.mismatch.get_or_insert(mismatch);
        }
    }

    fn draft(&self) -> &DraftOf<T> {
        self.reader.draft()
    }

    fn mismatch(&self) -> Option<&Mismatch> {
        self.mismatch.as_ref()
    }
}

/// A text that is its own value.
impl Reads for String {
    type Draft = str;

    fn begin(_: ReadOptions) -> Self {
        Self::new()
    }

    fn push(&mut self, piece: &str) {
        self.push_str(piece);
    }

    fn draft(&self) -> &str {
        self
    }

    fn mismatch(&self) -> Option<&Mismatch> {
        None
    }
}

/// A text together with the words that a request filled in.
pub(crate) struct Filled<'a, T: ResponseFormat>(pub(crate) Reading<T>, pub(crate) &'a dyn Choices);

impl<T: ResponseFormat> Text<T, Salvage<DraftOf<T>>> for Filled<'_, T> {
    fn is_cut(&self) -> bool {
        let text = &self.0;
        let right = text.mismatch().is_none() || text.runaway().is_some();
        right && !text.reader.is_done()
    }

    fn is_wrong(&self) -> bool {
        self.0.mismatch().is_some()
    }

    fn value(self) -> Result<(T, Notes), Mismatch> {
        self.0.reader.finish_filled(self.1)
    }

    fn salvage(self) -> Option<Salvage<DraftOf<T>>> {
        Some(Salvage::new(self.0.reader.into_draft()))
    }

    fn thought(&self, thinking: &str) -> Option<(T, Notes)> {
        let options = self.0.options;
        let read = || read_with(thinking, options, self.1).ok();
        options.from_reasoning.then(read)?
    }
}

/// A text that is read in one piece.
pub(super) struct Whole<'a, F>(pub(super) &'a str, pub(super) F);

impl<T, F: Fn(&str) -> Result<T, Mismatch>> Text<T, NoDraft> for Whole<'_, F> {
    fn is_cut(&self) -> bool {
        let mismatch = (self.1)(self.0).err();
        mismatch.is_some_and(|it| it.kind() == MismatchKind::Incomplete)
    }

    fn is_wrong(&self) -> bool {
        let mismatch = (self.1)(self.0).err();
        mismatch.is_some_and(|it| it.kind() != MismatchKind::Incomplete)
    }

    fn value(self) -> Result<(T, Notes), Mismatch> {
        Ok(((self.1)(self.0)?, Notes::default()))
    }

    fn salvage(self) -> Option<NoDraft> {
        None
    }

    fn thought(&self, _: &str) -> Option<(T, Notes)> {
        None
    }
}
