//! What is worth knowing of a text that was read all the same.

/// Something that the schema does not allow, or that a reader of the value may trip over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// A key is missing that stands for a value: `None`, or a default.
    MissingKey(&'static str),
    /// A key that the type does not know.
    UnknownKey,
    /// The character NUL, which texts in C and in some databases cannot hold.
    Nul,
    /// The tag of a struct is another word.
    OtherTag,
    /// The document stands there twice.
    Repeated,
}

/// How many of each kind are listed. A note costs more than the few bytes that it may be about, and
/// nobody reads on after that many.
const LISTED: usize = 1_000;

/// What was noticed in a text, in its order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noticed {
    listed: Vec<(Note, usize)>,
    missing: usize,
    unknown: usize,
    nul: usize,
    tags: usize,
}

impl Noticed {
    /// Notes something at a place.
    pub(crate) fn push(&mut self, note: Note, at: usize) {
        // Each kind for itself, so that none can hide another.
        let before = match note {
            Note::MissingKey(_) => &mut self.missing,
            Note::UnknownKey => &mut self.unknown,
            Note::Nul => &mut self.nul,
            Note::OtherTag => &mut self.tags,
            // There is only one.
            Note::Repeated => &mut 0,
        };
        if *before < LISTED {
            self.listed.push((note, at));
        }
        *before += 1;
    }

    /// Those with a place.
    pub(super) fn listed(&self) -> &[(Note, usize)] {
        &self.listed
    }

    /// How many more there were.
    pub(super) fn unlisted(&self) -> usize {
        let counts = [self.missing, self.unknown, self.nul, self.tags];
        counts
            .iter()
            .map(|count| count.saturating_sub(LISTED))
            .sum()
    }

    /// Whether nothing was.
    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
}
