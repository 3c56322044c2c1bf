//! A body that is polled for its next piece, and the clocks that it is held to.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::Body;
use tokio::time::{Instant, Sleep};

use super::{Passed, body::Why};

/// The pieces of a body. Dropping it gives up the request, if the body has not ended.
pub(super) struct Reads {
    /// None once it has ended.
    body: Option<reqwest::Body>,
    idle: Option<Duration>,
    deadline: Option<Instant>,
    /// Made when there is first something to wait for, then used again.
    timer: Option<Pin<Box<Sleep>>>,
    /// What has passed when the timer rings, from the moment that a piece was waited for.
    waiting: Option<Passed>,
}

impl Reads {
    pub(super) fn new(
        response: reqwest::Response,
        idle: Option<Duration>,
        deadline: Option<Instant>,
    ) -> Self {
        Self {
            body: Some(response.into()),
            idle,
            deadline,
            timer: None,
            waiting: None,
        }
    }

    /// The next piece, never an empty one; none at the end and after a failure.
    ///
    /// The time between pieces counts only while one is waited for: a caller may be as slow as it
    /// likes, for the idle limit.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Why>> {
        let next = ready!(self.poll_piece(cx));
        self.waiting = None;
        if !matches!(next, Ok(Some(_))) {
            self.close();
        }
        Poll::Ready(next)
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Why>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(Ok(None));
        };
        if self.deadline.is_some_and(|end| end <= Instant::now()) {
            return Poll::Ready(Err(Why::Late(Passed::Total)));
        }
        while let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(cx) {
            match frame {
                // Trailers say nothing that is of use.
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) if !piece.is_empty() => return Poll::Ready(Ok(Some(piece))),
                    _ => {}
                },
                Some(Err(cause)) => return Poll::Ready(Err(Why::Cut(cause))),
                None => return Poll::Ready(Ok(None)),
            }
        }
        self.poll_clock(cx).map(|passed| Err(Why::Late(passed)))
    }

    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<Passed> {
        if self.waiting.is_none() {
            let Some((end, passed)) = super::first_end(self.idle, self.deadline) else {
                return Poll::Pending;
            };
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(end),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(end))),
            }
            self.waiting = Some(passed);
        }
        match (&mut self.timer, self.waiting) {
            (Some(timer), Some(passed)) => timer.as_mut().poll(cx).map(|()| passed),
            _ => Poll::Pending,
        }
    }

    /// From now on there is only so much time for all that is left.
    pub(super) fn hurry(&mut self, time: Duration) {
        let end = Instant::now() + time;
        self.idle = None;
        self.deadline = Some(self.deadline.map_or(end, |deadline| deadline.min(end)));
        self.waiting = None;
    }

    /// Gives up what is left.
    pub(super) fn close(&mut self) {
        self.body = None;
        self.timer = None;
    }
}

impl fmt::Debug for Reads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reads")
            .field("open", &self.body.is_some())
            .finish_non_exhaustive()
    }
}
