//! Who answers a request: a pure decision over what was received and the script.

use super::answer::{Answer, Job, Rules, error_answer, ready};
use super::error::{ApiError, no_such_path, only};
use super::received::Received;
use super::reply::Content;
use super::source::Source;
use super::tape::Player;
use super::{azure, batches, chat, embeddings, files, models, moderations, responses, uploads};

/// Answers a request.
pub(super) fn answer(job: Job<'_>) -> Answer {
    let received = match azure::plain(job.received) {
        Ok(received) => received,
        Err(error) => return error_answer(&error),
    };
    let job = Job {
        received: &received,
        ..job
    };
    if let Some(player) = &job.rules.player {
        return played(&job, player).unwrap_or_else(|error| error_answer(&error));
    }
    let mut answer = route(&job).unwrap_or_else(|error| error_answer(&error));
    answer
        .headers
        .push(("x-request-id".into(), format!("req_local_{}", job.number)));
    answer
        .headers
        .push(("openai-processing-ms".into(), "1".into()));
    answer
}

/// Answers from a tape, with nothing that is not recorded. Only what was put before a recorded answer
/// may be in words that an endpoint has to write.
fn played(job: &Job<'_>, player: &Player) -> Result<Answer, ApiError> {
    authorize(job.received, job.rules.key.as_deref())?;
    let mut reply = player.reply(job.received)?;
    if matches!(reply.content, Content::Said(_)) {
        let rules = Rules {
            pause: job.rules.pause,
            ..Rules::new(Source::new(vec![reply]))
        };
        return route(&Job {
            rules: &rules,
            ..*job
        });
    }
    reply.set_length();
    let headers = std::mem::take(&mut reply.headers);
    let pause = job.rules.pause;
    let ready = if job.received.path.contains("/responses") {
        ready::<responses::Responses>(reply, pause)
    } else {
        ready::<chat::Chat>(reply, pause)
    };
    let no_words = |_| ApiError::own("local_api_failed", "The reply is in no endpoint's words.");
    Ok(ready.map_err(no_words)?.with(headers))
}

fn route(job: &Job<'_>) -> Result<Answer, ApiError> {
    authorize(job.received, job.rules.key.as_deref())?;
    endpoint(job)
}

/// Answers a request that may be made.
pub(super) fn endpoint(job: &Job<'_>) -> Result<Answer, ApiError> {
    let method = job.received.method.as_str();
    let path = job.received.path.as_str();
    if let Some(rest) = below(path, "/v1/chat/completions") {
        return chat::route(job, &rest);
    }
    if path == "/v1/embeddings" {
        only("POST", method, path)?;
        return embeddings::answer(job);
    }
    if path == "/v1/moderations" {
        only("POST", method, path)?;
        return moderations::answer(job);
    }
    if let Some(rest) = below(path, "/v1/models") {
        return models::route(job, &rest);
    }
    if let Some(rest) = below(path, "/v1/responses") {
        return responses::route(job, &rest);
    }
    if let Some(rest) = below(path, "/v1/conversations") {
        return responses::conversations(job, &rest);
    }
    if let Some(rest) = below(path, "/v1/batches") {
        return batches::route(job, &rest);
    }
    if let Some(rest) = below(path, "/v1/files") {
        return files::route(job, &rest);
    }
    if let Some(rest) = below(path, "/v1/uploads") {
        return uploads::route(job, &rest);
    }
    Err(no_such_path(method, path))
}

/// The segments of a path below another.
fn below<'a>(path: &'a str, root: &str) -> Option<Vec<&'a str>> {
    let rest = path.strip_prefix(root)?;
    if rest.is_empty() {
        return Some(Vec::new());
    }
    Some(rest.strip_prefix('/')?.split('/').collect())
}

fn authorize(received: &Received, key: Option<&str>) -> Result<(), ApiError> {
    let Some(key) = key else {
        return Ok(());
    };
    let Some(given) = received.header("authorization") else {
        let message = "You didn't provide an API key. You need to provide your API key in an \
                       Authorization header using Bearer auth.";
        let mut error = ApiError::new(401, message);
        error.code = None;
        return Err(error);
    };
    let given = given
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if given.is_some_and(|(_, token)| token.trim() == key) {
        return Ok(());
    }
    Err(ApiError::new(401, "Incorrect API key provided."))
}
