//! Lists that come in pages, as iterators.

use std::{fmt, iter::FusedIterator};

use serde::de::DeserializeOwned;

use super::{Held, Runtime};
use crate::{
    error::Error,
    list::{Order, Page},
    responses::Include,
};

/// A list that comes in pages, asked for as they are needed.
///
/// As [`Pages`](crate::Pages), errors included. The iterator gives what is on the pages, one by one;
/// [`next_page`](Self::next_page) gives whole pages.
///
/// ```no_run
/// use openai_client::{Order, blocking::Client};
///
/// # fn main() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// for item in client.responses().input_items("resp_123").order(Order::Ascending) {
///     println!("{}", item?.kind());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is asked for before it is needed"]
pub struct Pages<T: DeserializeOwned + Send + 'static>(Held<crate::Pages<T>>);

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    pub(super) fn new(runtime: &Runtime, pages: crate::Pages<T>) -> Self {
        Self(Held::new(runtime, pages))
    }

    /// How many are on a page, at most. It is no limit of the list.
    pub fn limit(self, limit: u32) -> Self {
        Self(self.0.map(|pages| pages.limit(limit)))
    }

    /// In which order the list is.
    pub fn order(self, order: impl Into<Order>) -> Self {
        Self(self.0.map(|pages| pages.order(order)))
    }

    /// What the list has beyond the usual.
    pub fn include<I: Into<Include>>(self, include: impl IntoIterator<Item = I>) -> Self {
        Self(self.0.map(|pages| pages.include(include)))
    }

    /// A parameter of this list that has no method here, as [`Pages::query`](crate::Pages::query).
    pub fn query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(self.0.map(|pages| pages.query(name, value)))
    }

    /// Begins after the one with this id.
    pub fn after(self, id: impl Into<String>) -> Self {
        Self(self.0.map(|pages| pages.after(id)))
    }

    /// The id that the page comes after that is asked for next; none at the beginning.
    pub fn cursor(&self) -> Option<&str> {
        self.0.get().cursor()
    }

    /// The next page, or what is left of one that was begun; none at the end of the list.
    ///
    /// # Errors
    ///
    /// As [`next_page`](crate::Pages::next_page) of the async list.
    pub fn next_page(&mut self) -> Option<Result<Page<T>, Error>> {
        self.0.block_on(crate::Pages::next_page)
    }
}

impl<T: DeserializeOwned + Send + 'static> Iterator for Pages<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(crate::Pages::next)
    }
}

/// Nothing follows the end, or an error.
impl<T: DeserializeOwned + Send + 'static> FusedIterator for Pages<T> {}

impl<T: DeserializeOwned + Send + 'static> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
