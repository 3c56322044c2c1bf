//! Lists that come in pages: what is on them, one by one or page by page.

mod cursor;
mod page;

use std::{
    borrow::Cow,
    fmt,
    future::{Future, poll_fn},
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use self::cursor::{Cursor, Step};
use crate::{
    client::{Endpoint, Resource},
    error::Error,
    exchange::Answer,
    meta::ResponseMeta,
    open_enum::open_enum,
    responses::{Include, Item},
};
pub use page::Page;

open_enum! {
    /// In which order a list is.
    pub enum Order {
        /// The oldest first.
        Ascending = "asc",
        /// The newest first.
        Descending = "desc",
    }
}

/// A list that comes in pages, asked for as they are needed.
///
/// [`next`](Self::next) and `futures_core::Stream` give what is on the pages, one by one;
/// [`next_page`](Self::next_page) gives whole pages. They may be mixed. Nothing is asked for before it is
/// needed, and dropping it gives up what is.
///
/// # Errors
///
/// An error is the last that comes; what came before it stands. [`cursor`](Self::cursor) says where a
/// new list can go on. Beside the errors of calls there is [`Decode`](crate::ErrorKind::Decode) for a list
/// that goes in a circle, of whose last page nothing is handed out, or that has more without saying after
/// what.
///
/// ```no_run
/// use openai_client::{Client, Order};
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let mut items = client.responses().input_items("resp_123").limit(100).order(Order::Ascending);
/// while let Some(item) = items.next().await {
///     println!("{}", item?.kind());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is asked for before it is needed"]
pub struct Pages<T> {
    calls: Resource,
    route: &'static str,
    path: Cow<'static, str>,
    limit: Option<u32>,
    order: Option<Order>,
    include: Vec<Include>,
    query: Vec<(String, String)>,
    kind: Kind,
    cursor: Cursor,
    read: fn(&Answer) -> Result<Page<T>, Error>,
    state: State<T>,
    /// The page that is being handed out one by one, with what is left of it beside it.
    begun: Option<(Page<T>, vec::IntoIter<T>)>,
    /// What the page comes after that was asked for last.
    before: Option<String>,
}

/// How a list goes on.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Behind the last of a page, by `after`.
    After,
    /// Not at all: it is one page.
    Whole,
}

/// A page, and what is known about its answer.
type Asking<T> = Pin<Box<dyn Future<Output = Result<(Page<T>, ResponseMeta), Error>> + Send>>;

enum State<T> {
    /// The next page is not asked for yet.
    Idle,
    /// It is.
    Asking(Asking<T>),
    /// What is left to say is an error.
    Failed(Error),
    /// Nothing more comes.
    Ended,
}

impl Pages<Item> {
    /// A list of items, which takes whatever stands in the place of one.
    pub(crate) fn items(calls: &Resource, endpoint: Endpoint) -> Self {
        Self {
            read: Page::read_items,
            ..Self::new(calls, endpoint)
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    /// A list that is one page.
    pub(crate) fn whole(calls: &Resource, endpoint: Endpoint) -> Self {
        Self {
            kind: Kind::Whole,
            ..Self::new(calls, endpoint)
        }
    }

    /// The list of an endpoint.
    pub(crate) fn new(calls: &Resource, endpoint: Endpoint) -> Self {
        let (path, state) = match endpoint.path {
            Ok(path) => (path, State::Idle),
            Err(error) => ("".into(), State::Failed(error)),
        };
        Self {
            calls: calls.clone(),
            route: endpoint.route,
            path,
            limit: None,
            order: None,
            include: Vec::new(),
            query: Vec::new(),
            kind: Kind::After,
            cursor: Cursor::default(),
            read: Page::read,
            state,
            begun: None,
            before: None,
        }
    }

    /// How many are on a page, at most; as the service does by default, if this is not called. It is no
    /// limit of the list.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// In which order the list is.
    pub fn order(mut self, order: impl Into<Order>) -> Self {
        self.order = Some(order.into());
        self
    }

    /// What the list has beyond the usual.
    pub fn include<I: Into<Include>>(mut self, include: impl IntoIterator<Item = I>) -> Self {
        self.include = include.into_iter().map(Into::into).collect();
        self
    }

    /// A parameter of this list that has no method here, as a filter: `purpose` of files, `model` of
    /// stored completions.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Begins after the one with this id.
    pub fn after(mut self, id: impl Into<String>) -> Self {
        self.cursor = Cursor::after(id.into());
        self
    }

    /// Where a new list can go on by [`after`](Self::after) without losing anything; none at the
    /// beginning. Within a page it is still what the page comes after, so that what was handed out of
    /// it comes again.
    pub fn cursor(&self) -> Option<&str> {
        match &self.begun {
            Some((_, left)) if left.len() > 0 => self.before.as_deref(),
            _ => self.cursor.get(),
        }
    }

    /// The next of the list; none at its end.
    ///
    /// # Errors
    ///
    /// See [`Pages`]. Nothing follows an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.poll_one(cx)).await
    }

    /// The next page, or what is left of one that was begun; none at the end of the list.
    ///
    /// # Errors
    ///
    /// See [`Pages`]. Nothing follows an error.
    pub async fn next_page(&mut self) -> Option<Result<Page<T>, Error>> {
        if let Some((page, left)) = self.begun.take() {
            let data: Vec<T> = left.collect();
            if !data.is_empty() {
                // The first was handed out.
                let first_id = None;
                return Some(Ok(Page {
                    data,
                    first_id,
                    ..page
                }));
            }
        }
        poll_fn(|cx| self.poll_page(cx)).await
    }

    fn poll_one(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some((_, left)) = &mut self.begun {
                if let Some(one) = left.next() {
                    return Poll::Ready(Some(Ok(one)));
                }
                self.begun = None;
            }
            match ready!(self.poll_page(cx)) {
                Some(Ok(mut page)) => {
                    let data = mem::take(&mut page.data);
                    self.begun = Some((page, data.into_iter()));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        loop {
            match &mut self.state {
                State::Idle => self.state = State::Asking(self.ask()),
                State::Asking(asking) => {
                    let came = ready!(asking.as_mut().poll(cx));
                    self.state = State::Ended;
                    let (page, meta) = match came {
                        Ok(came) => came,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    };
                    if matches!(self.kind, Kind::Whole) {
                        return Poll::Ready(Some(Ok(page)));
                    }
                    self.before = self.cursor.get().map(str::to_owned);
                    let last_id = page.last_id.as_deref();
                    match self
                        .cursor
                        .pass(page.data.is_empty(), page.has_more, last_id)
                    {
                        Step::On => self.state = State::Idle,
                        Step::End => {}
                        Step::Stuck(what) => self.state = State::Failed(stuck(what, meta)),
                        // What is on it may have been handed out.
                        Step::Circle(what) => return Poll::Ready(Some(Err(stuck(what, meta)))),
                    }
                    return Poll::Ready(Some(Ok(page)));
                }
                State::Failed(_) => {
                    let State::Failed(error) = mem::replace(&mut self.state, State::Ended) else {
                        continue;
                    };
                    return Poll::Ready(Some(Err(error)));
                }
                State::Ended => return Poll::Ready(None),
            }
        }
    }

    fn ask(&self) -> Asking<T> {
        let limit = self.limit.map(|limit| limit.to_string());
        let pairs = [
            ("limit", limit.as_deref()),
            ("order", self.order.as_ref().map(Order::as_str)),
            ("after", self.cursor.get()),
        ];
        let pairs = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let include = self.include.iter().map(|what| ("include[]", what.as_str()));
        let own = self.query.iter().map(|(name, value)| (&**name, &**value));
        let endpoint = Endpoint::at(self.route, self.path.clone());
        let endpoint = endpoint.query(pairs.chain(include).chain(own));
        let read = self.read;
        Box::pin(self.calls.call(endpoint, move |answer| {
            let page = read(&answer)?;
            Ok((page, answer.meta))
        }))
    }
}

/// The list cannot go on.
fn stuck(what: &'static str, meta: ResponseMeta) -> Error {
    Error::decode(what, Some("last_id".to_owned()), None, meta, Bytes::new())
}

/// Nothing in it is pinned but what is in a box.
impl<T> Unpin for Pages<T> {}

impl<T: DeserializeOwned + Send + 'static> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_one(cx)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("route", &self.route)
            .field("cursor", &self.cursor.get())
            .finish_non_exhaustive()
    }
}
