//! Looks at something until it stays as it is.

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::{
    Wait,
    pace::{Pace, advice},
};
use crate::{
    error::{Error, Known},
    origin::Origin,
};

/// So many looks in a row may fail, each with all its attempts, before the wait does.
const FAILURES: u32 = 10;

/// To cancel may take so long, when all else has failed.
pub(crate) const CANCELLING: Duration = Duration::from_secs(10);

/// Something that the service works on, as it was when it was looked at.
pub(crate) trait Awaited: Into<Known> {
    /// What errors call it.
    const NAME: &'static str;

    /// Whether it stays as it is.
    fn is_final(&self) -> bool;

    /// Whether it stays as it is since it was cancelled.
    fn is_cancelled(&self) -> bool;

    /// How far it is, in a word that is known; others may be anything.
    fn state(&self) -> Option<&str>;

    /// How this look at it came.
    fn origin(&self) -> &Origin;
}

/// Looks until it is final, or the deadline passes. `last` is what is known of it.
pub(crate) async fn until_final<T, L, C>(
    wait: &Wait,
    mut last: Option<T>,
    mut look: impl FnMut() -> L,
    cancel: impl FnOnce() -> C,
) -> Result<T, Error>
where
    T: Awaited,
    L: Future<Output = Result<T, Error>>,
    C: Future<Output = Result<T, Error>>,
{
    let deadline = wait
        .deadline
        .and_then(|time| Instant::now().checked_add(time));
    let mut pace = Pace::new(wait);
    let (mut failures, mut failed) = (0, None);
    loop {
        if let Some(one) = last.take_if(|one| one.is_final()) {
            return Ok(one);
        }
        if last.is_some() || failed.is_some() {
            let time_left =
                deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let known = last.as_ref().filter(|_| failed.is_none());
            let advice = known.and_then(|one| advice(one.origin().meta.headers()));
            let Some(delay) = pace.next(advice, time_left, fastrand::f64()) else {
                break;
            };
            tokio::time::sleep(delay).await;
        }
        let looked = match deadline {
            Some(deadline) => timeout_at(deadline, look()).await,
            None => Ok(look().await),
        };
        match looked {
            Ok(Ok(one)) => {
                last = Some(one);
                (failures, failed) = (0, None);
            }
            // What is waited for goes on, whether we can look or not.
            Ok(Err(error)) if error.is_retryable() && failures < FAILURES => {
                failures += 1;
                failed = Some(error);
            }
            Ok(Err(error)) => return Err(error.knowing(last)),
            Err(_) => break,
        }
    }
    if !wait.cancel_at_deadline {
        return Err(Error::unfinished("", last, failed));
    }
    // The service may refuse since it is over: what it is then says a look.
    let cancelling = async {
        match cancel().await {
            Ok(one) => Ok(one),
            Err(error) => match look().await {
                Ok(one) if one.is_final() => Ok(one),
                looked => Err((error, looked.ok())),
            },
        }
    };
    match timeout(CANCELLING, cancelling).await {
        Ok(Ok(one)) if one.is_cancelled() => {
            Err(Error::unfinished(", and was cancelled", Some(one), None))
        }
        // It was quicker.
        Ok(Ok(one)) if one.is_final() => Ok(one),
        Ok(Ok(one)) => {
            let more = ", and is not cancelled yet";
            Err(Error::unfinished(more, Some(one), None))
        }
        Ok(Err((error, looked))) => {
            let more = ", and could not be cancelled";
            Err(Error::unfinished(more, looked.or(last), Some(error)))
        }
        Err(_) => {
            let more = ", and may be cancelled: the service did not say in time";
            Err(Error::unfinished(more, last, None))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::VecDeque, future::ready};

    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::{ErrorKind, meta::ResponseMeta, responses::Response, secrets::Secrets};

    /// A response in a state, with advice.
    fn at(status: &str, advice: Option<&'static str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(advice) = advice {
            headers.insert("openai-poll-after-ms", HeaderValue::from_static(advice));
        }
        let meta = ResponseMeta::new(StatusCode::OK, &headers, 1, &Secrets::default());
        let mut response =
            Response::default().with_origin(Origin::new(status.to_owned().into(), meta));
        response.status = Some(status.into());
        response
    }

    fn broken() -> Error {
        Error::not_sent("no connection", None, 3)
    }

    /// What came of a wait: its end, and when each look was, in milliseconds from the beginning.
    struct Waited {
        end: Result<Response, Error>,
        looks: Vec<u128>,
        cancelled: Option<u128>,
        took: u128,
    }

    async fn waited(
        wait: Wait,
        known: Option<Response>,
        states: impl IntoIterator<Item = (u64, Result<Response, Error>)>,
        cancelled: Result<Response, Error>,
    ) -> Waited {
        let begun = Instant::now();
        let now = || begun.elapsed().as_millis();
        let script = RefCell::new(states.into_iter().collect::<VecDeque<_>>());
        let (looks, cancels) = (RefCell::new(Vec::new()), RefCell::new(None));
        let look = || {
            looks.borrow_mut().push(now());
            let next = script.borrow_mut().pop_front();
            async {
                let (time, state) = next.expect("a look that was not expected");
                tokio::time::sleep(Duration::from_millis(time)).await;
                state
            }
        };
        let cancel = || {
            *cancels.borrow_mut() = Some(now());
            ready(cancelled)
        };
        let end = Box::pin(until_final(&wait, known, look, cancel)).await;
        let took = now();
        Waited {
            end,
            looks: looks.into_inner(),
            cancelled: cancels.into_inner(),
            took,
        }
    }

    fn seconds(seconds: u64) -> Wait {
        Wait::new().deadline(Duration::from_secs(seconds))
    }

    #[tokio::test(start_paused = true)]
    async fn it_looks_at_once_and_as_advised_until_the_end() {
        for status in ["completed", "failed", "cancelled", "incomplete"] {
            let states = [
                (0, Ok(at("queued", Some("700")))),
                (5, Ok(at("in_progress", Some("20000")))),
                (0, Ok(at(status, None))),
            ];
            let waited = waited(Wait::new(), None, states, Err(broken())).await;
            assert_eq!(waited.end.unwrap().status, Some(status.into()));
            assert_eq!(waited.looks, [0, 700, 10_705], "{status}");
            assert_eq!(waited.cancelled, None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_known_is_not_looked_up() {
        let done = waited(Wait::new(), Some(at("completed", None)), [], Err(broken())).await;
        assert_eq!(
            (done.end.unwrap().status, done.looks),
            (Some("completed".into()), vec![])
        );
        let states = [(0, Ok(at("completed", None)))];
        let known = Some(at("queued", Some("300")));
        let waited = waited(Wait::new(), known, states, Err(broken())).await;
        assert_eq!(waited.looks, [300]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_unknown_state_is_waited_on_with_pauses() {
        let states = (0..50).map(|_| (0, Ok(at("warming_up", None))));
        let states = states.chain([(0, Ok(at("completed", None)))]);
        let waited = waited(Wait::new(), None, states, Err(broken())).await;
        assert!(waited.end.is_ok());
        let pauses: Vec<u128> = waited.looks.windows(2).map(|two| two[1] - two[0]).collect();
        assert!(
            pauses.iter().all(|pause| (375..=10_001).contains(pause)),
            "{pauses:?}"
        );
        assert!(
            pauses[20..].iter().all(|pause| *pause >= 7500),
            "{pauses:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_without_states_has_answered() {
        let waited = waited(
            Wait::new(),
            None,
            [(0, Ok(Response::default()))],
            Err(broken()),
        )
        .await;
        assert!(waited.end.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_ends_it_with_what_is_known() {
        let states = (0..100).map(|_| (0, Ok(at("in_progress", None))));
        let waited = waited(seconds(30), None, states, Err(broken())).await;
        let error = waited.end.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unfinished);
        assert_eq!(
            error.to_string(),
            "the response was in_progress when the deadline passed"
        );
        assert_eq!(error.response().unwrap().status, Some("in_progress".into()));
        assert_eq!(error.body(), "in_progress");
        assert_eq!(waited.cancelled, None);
        let last = *waited.looks.last().unwrap();
        assert!((28_000..30_000).contains(&last), "{:?}", waited.looks);
        assert!(waited.took <= 30_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_ends_with_the_deadline() {
        let states = [(1_000_000, Ok(at("completed", None)))];
        let waited = waited(seconds(3), None, states, Err(broken())).await;
        let error = waited.end.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unfinished);
        assert!(error.response().is_none());
        assert_eq!(waited.took, 3000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_fails_for_good_ends_it() {
        let meta = at("queued", None).meta().clone();
        let last = Error::decode("not a response", None, None, meta, Bytes::new());
        let states = [(0, Ok(at("queued", None))), (0, Err(last))];
        let waited = waited(seconds(30), None, states, Err(broken())).await;
        let error = waited.end.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.response().unwrap().status, Some("queued".into()));
    }

    #[tokio::test(start_paused = true)]
    async fn looks_that_may_be_tried_again_end_it_when_they_are_too_many() {
        let queued = || (0, Ok(at("queued", None)));
        let broken_for = |count| (0..count).map(|_| (0, Err(broken())));
        // From the beginning, and once more after one that did not fail.
        let states = broken_for(10).chain([queued()]).chain(broken_for(10));
        let states = states.chain([(0, Ok(at("completed", None)))]);
        let done = waited(seconds(600), None, states, Err(broken())).await;
        assert_eq!(done.end.unwrap().status, Some("completed".into()));
        assert_eq!(done.looks.len(), 22);

        let states = [queued()].into_iter().chain(broken_for(11));
        let ended = waited(seconds(600), None, states, Err(broken())).await;
        let error = ended.end.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotSent);
        assert_eq!(error.response().unwrap().status, Some("queued".into()));

        // The deadline is one all the same.
        let states = [queued()].into_iter().chain(broken_for(10));
        let late = waited(seconds(5), None, states, Err(broken())).await;
        let error = late.end.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unfinished);
        assert!(std::error::Error::source(&error).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancel_that_is_refused_is_followed_by_a_look() {
        for (state, expected) in [
            ("completed", Ok("completed")),
            ("cancelled", Err((", and was cancelled", "cancelled"))),
            (
                "in_progress",
                Err((", and could not be cancelled", "in_progress")),
            ),
        ] {
            // Nothing comes of the look before the deadline.
            let states = [
                (1_000_000, Ok(at("queued", None))),
                (0, Ok(at(state, None))),
            ];
            let wait = seconds(5).cancel_at_deadline(true);
            let known = Some(at("queued", Some("4500")));
            let waited = waited(wait, known, states, Err(broken())).await;
            match (waited.end, expected) {
                (Ok(response), Ok(word)) => assert_eq!(response.status, Some(word.into())),
                (Err(error), Err((text, word))) => {
                    assert!(error.to_string().contains(text), "{error}");
                    assert_eq!(error.response().unwrap().status, Some(word.into()));
                }
                (end, _) => panic!("{state}: {end:?}"),
            }
            assert_eq!(waited.looks.len(), 2, "{state}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_can_cancel_at_the_deadline() {
        for (cancelled, expected, text) in [
            (
                Ok(at("cancelled", None)),
                Some("cancelled"),
                ", and was cancelled",
            ),
            (
                Ok(at("in_progress", None)),
                Some("in_progress"),
                ", and is not cancelled yet",
            ),
            (
                Err(broken()),
                Some("queued"),
                ", and could not be cancelled",
            ),
        ] {
            let states = (0..100).map(|_| (0, Ok(at("queued", None))));
            let wait = seconds(5).cancel_at_deadline(true);
            let waited = waited(wait, None, states, cancelled).await;
            let error = waited.end.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unfinished);
            assert!(error.to_string().contains(text), "{error}");
            assert_eq!(error.response().unwrap().status, expected.map(Into::into));
            assert!(waited.cancelled.is_some());
        }
        // It was whole by then.
        let states = (0..100).map(|_| (0, Ok(at("queued", None))));
        let wait = seconds(5).cancel_at_deadline(true);
        let waited = waited(wait, None, states, Ok(at("completed", None))).await;
        assert_eq!(waited.end.unwrap().status, Some("completed".into()));
    }
}
