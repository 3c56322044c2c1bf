//! A body that is polled for its next piece, and the clocks that it is held to.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use bytes::Bytes;
use tokio::time::{Instant, Sleep};

use super::{
    body::Why,
    clock::{self, Passed},
};
use crate::transport::ResponseBody;

/// So many empty pieces in a row are passed over before others have their turn and the clocks are
/// looked at: a transport may have any number of them at once.
const EMPTY_PIECES: usize = 32;

/// The pieces of a body. Dropping it gives up the request, if the body has not ended.
pub(super) struct Reads {
    /// None once the body has ended.
    body: Option<ResponseBody>,
    idle: Option<Duration>,
    deadline: Option<Instant>,
    /// Until when the next piece is waited for, from the moment that it is; and what has passed
    /// then.
    end: Option<(Instant, Passed)>,
    /// Rings at the end or before, made when there is first something to wait for. To set it anew
    /// for each piece would cost more than to let it ring too early once in a while.
    timer: Option<Pin<Box<Sleep>>>,
    /// Who is woken when it rings.
    waiting: Option<Waker>,
}

impl Reads {
    pub(super) fn new(
        body: ResponseBody,
        idle: Option<Duration>,
        deadline: Option<Instant>,
    ) -> Self {
        Self {
            body: Some(body),
            idle,
            deadline,
            end: None,
            timer: None,
            waiting: None,
        }
    }

    /// The next piece, never an empty one; none at the end and after a failure.
    ///
    /// The time between pieces counts only while one is waited for: a caller may be as slow as it
    /// likes, for the idle limit. Any bytes count, those of a comment in a stream, too: services send
    /// comments to say that the model is still at work. The deadline is what ends a drip.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Why>> {
        let next = ready!(self.poll_piece(cx));
        self.end = None;
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
        let mut empty = 0;
        while let Poll::Ready(piece) = body.poll_piece(cx) {
            match piece {
                Some(Ok(piece)) if piece.is_empty() => {
                    empty += 1;
                    if empty == EMPTY_PIECES {
                        cx.waker().wake_by_ref();
                        break;
                    }
                }
                Some(Ok(piece)) => return Poll::Ready(Ok(Some(piece))),
                Some(Err(cause)) => return Poll::Ready(Err(Why::Cut(cause))),
                None => return Poll::Ready(Ok(None)),
            }
        }
        self.poll_clock(cx).map(|passed| Err(Why::Late(passed)))
    }

    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<Passed> {
        if self.end.is_none() {
            self.end = clock::first_end(self.idle, self.deadline);
        }
        let Some((end, passed)) = self.end else {
            return Poll::Pending;
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end)));
        if end < timer.deadline() {
            timer.as_mut().reset(end);
        } else if !timer.is_elapsed()
            && let Some(waker) = &self.waiting
            && waker.will_wake(cx.waker())
        {
            return Poll::Pending;
        }
        while timer.as_mut().poll(cx).is_ready() {
            if end <= Instant::now() {
                return Poll::Ready(passed);
            }
            timer.as_mut().reset(end);
        }
        self.waiting = Some(cx.waker().clone());
        Poll::Pending
    }

    /// From now on there is only so much time for all that is left.
    pub(super) fn hurry(&mut self, time: Duration) {
        let end = Instant::now() + time;
        self.idle = None;
        self.deadline = Some(self.deadline.map_or(end, |deadline| deadline.min(end)));
        self.end = None;
    }

    /// Gives up what is left.
    pub(super) fn close(&mut self) {
        self.body = None;
        self.timer = None;
        self.waiting = None;
    }
}
