//! What a script says where no text is asked for: vectors, and what is wrong with an input.

use super::super::said::Said;
use super::{Content, Reply};

impl Reply {
    /// The vectors of the inputs of a request for embeddings, in their order, as a list or as base64, as
    /// it asks. Where it has more inputs, they start again from the first. Any other request gets an
    /// error of status 500.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let north_and_east = Reply::vectors([vec![0.0, 1.0], vec![1.0, 0.0]]);
    /// # let _ = north_and_east;
    /// ```
    pub fn vectors(vectors: impl IntoIterator<Item = Vec<f32>>) -> Self {
        let said = vectors.into_iter().map(Said::Vector);
        Self::new(Content::Said(said.collect()))
    }

    /// What is wrong with an input that is moderated: the categories, as `violence`, or nothing.
    /// Several inputs have several by [`and`](Reply::and); where there are more inputs, they start
    /// again from the first. Any other request gets an error of status 500.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let good_and_bad = Reply::flagged::<&str>([]).and(Reply::flagged(["violence"]));
    /// # let _ = good_and_bad;
    /// ```
    pub fn flagged<C: Into<String>>(categories: impl IntoIterator<Item = C>) -> Self {
        let categories = categories.into_iter().map(Into::into);
        Self::said(Said::Flags(categories.collect()))
    }
}
