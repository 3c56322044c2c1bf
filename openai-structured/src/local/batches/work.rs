//! A batch from look to look: its lines are asked, get their answers, and are written into files.

use serde_json::Value;

use super::lines::Line;
use super::results;
use super::store::{Asked, Batch, Stage};
use crate::local::answer::{Answer, Body, Job, Looks, error_answer};
use crate::local::error::ApiError;
use crate::local::received::Received;
use crate::local::route;

/// Lines that one look asks.
const SHARE: usize = 1_000;

/// A batch has no more lines than this, so that no two answers have one number.
const NUMBERS: usize = 1_000_000;

/// Brings a batch nearer to its end.
pub(super) fn go_on(job: &Job<'_>, batch: &mut Batch) {
    let now = job.created;
    match batch.stage {
        Stage::Validating if !batch.wrong.is_empty() => batch.enter(Stage::Failed, now),
        Stage::Validating => {
            batch.enter(Stage::InProgress, now);
            ask(job, batch);
        }
        Stage::InProgress => {
            ask(job, batch);
            let mut left = batch.asked.iter().filter(|asked| !asked.is_answered());
            if batch.waiting.is_empty() && left.all(|asked| asked.looks == Looks::Never) {
                end(job, batch);
            }
        }
        Stage::Finalizing => {
            results::write(job, batch);
            batch.enter(Stage::Completed, now);
        }
        Stage::Cancelling => {
            results::write(job, batch);
            batch.enter(Stage::Cancelled, now);
        }
        Stage::Failed | Stage::Completed | Stage::Expired | Stage::Cancelled => {}
    }
}

/// Ends the work of a batch of which each line has its answer, or never will.
fn end(job: &Job<'_>, batch: &mut Batch) {
    if batch.asked.iter().all(Asked::is_answered) {
        batch.enter(Stage::Finalizing, job.created);
    } else {
        results::write(job, batch);
        batch.enter(Stage::Expired, job.created);
    }
}

/// Asks a share of the lines that wait, and counts this look for all that were asked.
fn ask(job: &Job<'_>, batch: &mut Batch) {
    for _ in 0..SHARE {
        let Some(line) = batch.waiting.pop_front() else {
            break;
        };
        let number = (batch.number)
            .saturating_mul(NUMBERS)
            .saturating_add(line.number);
        let answer = answer(job, number, &batch.endpoint, &line);
        if job.stop.is_raised() {
            // Nobody waits for this look, so the answer may have been broken off.
            batch.waiting.push_front(line);
            break;
        }
        batch.asked.push(asked(line, number, answer));
    }
    for asked in &mut batch.asked {
        asked.looks = asked.looks.after_one();
    }
}

/// What the endpoint answers to a line.
fn answer(job: &Job<'_>, number: usize, endpoint: &str, line: &Line) -> Answer {
    let body: Value = serde_json::from_slice(&line.body).unwrap_or_default();
    if body.get("stream") == Some(&Value::Bool(true)) {
        let message = "A request of a batch cannot be streamed.";
        return error_answer(&ApiError::invalid(message).param("stream"));
    }
    let received = Received {
        method: "POST".to_owned(),
        path: endpoint.to_owned(),
        query: None,
        headers: Vec::new(),
        body,
        bytes: line.body.clone(),
    };
    let job = Job {
        received: &received,
        number,
        ..*job
    };
    route::endpoint(&job).unwrap_or_else(|error| error_answer(&error))
}

fn asked(line: Line, number: usize, answer: Answer) -> Asked {
    let (status, body) = match answer.body {
        Body::Whole(body) => {
            let text = || String::from_utf8_lossy(&body).into_owned().into();
            let value = serde_json::from_slice(&body);
            (answer.status, value.unwrap_or_else(|_| text()))
        }
        Body::Stream(_) => {
            let message = "The script of the local API has a stream for a request of a batch.";
            let error = ApiError::own("invalid_script", message);
            (error.status, error.body())
        }
    };
    Asked {
        custom_id: line.custom_id,
        number,
        status,
        body,
        looks: answer.looks,
    }
}
