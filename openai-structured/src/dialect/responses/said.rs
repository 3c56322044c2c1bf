//! What a response says, and which of its texts may be the value.

use crate::dialect::{Said, Text, Unfinished, responses::calls};
use openai_client::chat::{Ending, FinishReason};
use openai_client::responses::{
    Content, Item, ItemStatus, Message, MessagePhase, Part, Response, ResponseAccumulator,
    ResponseStatus, Role,
};
use std::borrow::Cow;

/// The messages that may be the answer, the likeliest first: a model may say what it is about before
/// it answers. Those that say nothing are left out, and what others said: a response may repeat it.
pub(super) fn candidates<'a, M: Iterator<Item = (u64, &'a Message)>>(
    messages: impl Fn() -> M,
) -> impl Iterator<Item = (u64, &'a Message)> {
    let is_final = |message: &Message| message.phase == Some(MessagePhase::FinalAnswer);
    let finals = messages().filter(move |(_, message)| is_final(message));
    let others = messages().filter(move |(_, message)| {
        !is_final(message) && message.phase != Some(MessagePhase::Commentary)
    });
    finals
        .chain(others)
        .filter(|(_, message)| is_the_models(message) && says(message))
}

/// Whether there is more to it than blanks.
fn says(message: &Message) -> bool {
    match &message.content {
        Content::Text(text) => !text.trim().is_empty(),
        Content::Parts(parts) => {
            let mut texts = parts.iter().filter_map(Part::text);
            texts.any(|text| !text.trim().is_empty())
        }
    }
}

/// Whether the model said it. A message that does not say whose it is reads as the user's; what is in
/// it tells then.
fn is_the_models(message: &Message) -> bool {
    match message.role {
        Role::Assistant => true,
        Role::User => {
            let mut parts = message.content.parts().iter();
            parts.any(|part| matches!(part, Part::OutputText(_) | Part::Refusal(_)))
        }
        _ => false,
    }
}

/// Of a whole response.
pub(super) fn whole(response: &Response) -> Said<'_> {
    let messages = || (0..).zip(&response.output).filter_map(message);
    let ending = match response.status {
        Some(_) => Ending::Finished,
        None => Ending::Unannounced,
    };
    Said {
        unfinished: unfinished(response),
        ..said(response, messages, ending)
    }
}

/// Of a streamed response, as far as it is.
pub(super) fn so_far(answer: &ResponseAccumulator) -> Said<'_> {
    let response = answer.snapshot();
    let ending = answer.ending().unwrap_or(Ending::CutOff);
    let unfinished = unfinished(response);
    Said {
        // Of one that broke off, its text says how far it is.
        unfinished: unfinished.filter(|_| ending == Ending::Finished),
        ..said(response, || answer.messages(), ending)
    }
}

/// The same of a streamed response, as far as it says whether it is known to be no value.
pub(super) fn is_lost(answer: &ResponseAccumulator) -> bool {
    let response = answer.snapshot();
    let has_ended = answer.ending() == Some(Ending::Finished);
    response.status == Some(ResponseStatus::Incomplete)
        || (has_ended && unfinished(response).is_some())
        || refusal(answer.messages()).is_some()
}

fn said<'a, M: Iterator<Item = (u64, &'a Message)>>(
    response: &'a Response,
    messages: impl Fn() -> M,
    ending: Ending,
) -> Said<'a> {
    let mut texts = candidates(&messages).map(|(key, message)| Text {
        key,
        text: message.content.text().unwrap_or_default(),
    });
    let first = texts.next();
    let others = texts.collect();
    let reason = match &response.status {
        Some(ResponseStatus::Completed) => Some(FinishReason::Stop),
        Some(ResponseStatus::Incomplete) => why_cut(response),
        _ => None,
    };
    let calls = calls::waiting(&response.output).filter_map(|(_, item)| calls::call(item));
    Said {
        text: first.unwrap_or_else(|| Text {
            key: messages().next().map_or(0, |(key, _)| key),
            text: Cow::Borrowed(""),
        }),
        others,
        unfinished: None,
        refusal: refusal(messages()),
        is_cut: response.status == Some(ResponseStatus::Incomplete),
        reason,
        calls: calls.collect::<Vec<_>>().into(),
        thinking: thinking(response).map(Cow::Borrowed),
        ending,
        // The state has a word for each end, which stands over what is counted.
        counts_nothing: false,
    }
}

fn message((key, item): (u64, &Item)) -> Option<(u64, &Message)> {
    Some((key, item.as_message()?))
}

/// A response that is none, or not yet.
fn unfinished(response: &Response) -> Option<Unfinished> {
    use ResponseStatus::{Completed, Incomplete};
    let status = match &response.status {
        None if response.error.is_some() => ResponseStatus::Failed,
        None | Some(Completed | Incomplete) => return None,
        Some(status) => status.clone(),
    };
    let error = response.error.clone();
    Some(Unfinished { status, error })
}

/// Why an incomplete response is so, in the words of chat.
fn why_cut(response: &Response) -> Option<FinishReason> {
    let details = response.incomplete_details.as_ref()?;
    Some(match details.reason.as_ref()?.as_str() {
        "max_output_tokens" => FinishReason::Length,
        word => FinishReason::from(word),
    })
}

/// The words of a refusal; none if there are none.
fn refusal<'a>(messages: impl Iterator<Item = (u64, &'a Message)>) -> Option<Cow<'a, str>> {
    let answers = messages.filter(|(_, message)| {
        is_the_models(message) && message.phase != Some(MessagePhase::Commentary)
    });
    let parts = answers.flat_map(|(_, message)| message.content.parts());
    let mut words = parts.filter_map(|part| match part {
        Part::Refusal(part) if !part.refusal.is_empty() => Some(part.refusal.as_str()),
        _ => None,
    });
    let mut all = Cow::Borrowed(words.next()?);
    for more in words {
        all.to_mut().push_str(more);
    }
    Some(all)
}

/// The model's thinking, where it is shown.
fn thinking(response: &Response) -> Option<&str> {
    let parts = response.output.iter().flat_map(|item| match item {
        Item::Reasoning(reasoning) => reasoning.content.as_deref().unwrap_or_default(),
        _ => &[],
    });
    let mut texts = parts.filter_map(|part| match part {
        Part::ReasoningText(part) => Some(part.text.as_str()),
        _ => None,
    });
    texts.find(|text| !text.is_empty())
}

/// Whether more may come of an item.
pub(super) fn is_open(item: &Item) -> bool {
    !matches!(
        item.status(),
        Some(ItemStatus::Completed | ItemStatus::Incomplete | ItemStatus::Failed)
    )
}
