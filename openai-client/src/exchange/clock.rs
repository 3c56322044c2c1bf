//! The clocks of a call: the limit of a step, and the deadline of all.

use std::{fmt, future::Future, time::Duration};

use tokio::time::Instant;

/// Which time limit passed first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Passed {
    Step(Duration),
    Total,
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(limit) => write!(f, "within {limit:?}"),
            Self::Total => f.write_str("within the total time"),
        }
    }
}

/// Runs a step until its own limit or the deadline of the call, whichever comes first.
pub(super) async fn within<F: Future>(
    step: Option<Duration>,
    deadline: Option<Instant>,
    future: F,
) -> Result<F::Output, Passed> {
    match first_end(step, deadline) {
        Some((end, passed)) => tokio::time::timeout_at(end, future)
            .await
            .map_err(|_| passed),
        None => Ok(future.await),
    }
}

/// When a step that begins now is over, and by which limit.
pub(super) fn first_end(
    step: Option<Duration>,
    deadline: Option<Instant>,
) -> Option<(Instant, Passed)> {
    let step_end =
        step.and_then(|step| Some((Instant::now().checked_add(step)?, Passed::Step(step))));
    let total_end = deadline.map(|deadline| (deadline, Passed::Total));
    match (step_end, total_end) {
        (Some(step), Some(total)) => Some(if step.0 < total.0 { step } else { total }),
        (step, total) => step.or(total),
    }
}
