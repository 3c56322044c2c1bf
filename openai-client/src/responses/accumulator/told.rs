//! What events say of the parts of messages and of thinking.

use super::slots::{MANY, Place, TooManyItems};
use crate::responses::{
    annotation::Annotation,
    event::ResponseEvent,
    item::{Item, Message, Reasoning},
    logprob::TokenLogprob,
    part::{OutputText, Part, ReasoningText, Refusal, SummaryText},
};

/// What an event says of a part.
pub(super) struct Told<'a> {
    pub(super) place: Place<'a>,
    /// Which part; the last if it does not say.
    index: Option<u64>,
    /// The part, if it begins with this event.
    new: New<'a>,
    said: Said<'a>,
    /// It is of the summary of the thinking.
    is_summary: bool,
}

/// What a part is when it begins.
#[derive(Clone, Copy)]
enum New<'a> {
    Text,
    Refusal,
    Thinking,
    Summary,
    Like(&'a Part),
}

enum Said<'a> {
    Piece(&'a str, &'a [TokenLogprob]),
    Text(&'a str, &'a [TokenLogprob]),
    Begun(&'a Part),
    Part(&'a Part),
    Source(Option<u64>, &'a Annotation),
}

/// How a text of the model changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    Nothing,
    /// What stands behind here is new.
    From(usize),
    Changed,
}

impl Growth {
    pub(super) fn of(before: &str, now: &str) -> Self {
        if before == now {
            Self::Nothing
        } else if now.starts_with(before) {
            Self::From(before.len())
        } else {
            Self::Changed
        }
    }
}

/// What an event says of a part, if it is about one.
pub(super) fn told(event: &ResponseEvent) -> Option<Told<'_>> {
    use ResponseEvent as E;
    macro_rules! told {
        ($event:ident.$index:ident, $new:expr, $said:expr) => {
            Told {
                place: Place::new($event.output_index, $event.item_id.as_ref()),
                index: $event.$index,
                new: $new,
                said: $said,
                is_summary: stringify!($index) == "summary_index",
            }
        };
    }
    Some(match event {
        E::OutputTextDelta(event) => {
            let logprobs = event.logprobs.as_deref().unwrap_or_default();
            let said = Said::Piece(&event.delta, logprobs);
            told!(event.content_index, New::Text, said)
        }
        E::OutputTextDone(event) => {
            let logprobs = event.logprobs.as_deref().unwrap_or_default();
            let said = Said::Text(&event.text, logprobs);
            told!(event.content_index, New::Text, said)
        }
        E::AnnotationAdded(event) => {
            let said = Said::Source(event.annotation_index, event.annotation.as_ref()?);
            told!(event.content_index, New::Text, said)
        }
        E::RefusalDelta(event) => {
            let said = Said::Piece(&event.delta, &[]);
            told!(event.content_index, New::Refusal, said)
        }
        E::RefusalDone(event) => {
            let said = Said::Text(&event.refusal, &[]);
            told!(event.content_index, New::Refusal, said)
        }
        E::ReasoningTextDelta(event) => {
            let said = Said::Piece(&event.delta, &[]);
            told!(event.content_index, New::Thinking, said)
        }
        E::ReasoningTextDone(event) => {
            let said = Said::Text(&event.text, &[]);
            told!(event.content_index, New::Thinking, said)
        }
        E::ReasoningSummaryTextDelta(event) => {
            let said = Said::Piece(&event.delta, &[]);
            told!(event.summary_index, New::Summary, said)
        }
        E::ReasoningSummaryTextDone(event) => {
            let said = Said::Text(&event.text, &[]);
            told!(event.summary_index, New::Summary, said)
        }
        E::ReasoningSummaryPartAdded(event) => {
            let part = event.part.as_deref()?;
            told!(event.summary_index, New::Like(part), Said::Begun(part))
        }
        E::ReasoningSummaryPartDone(event) => {
            let part = event.part.as_deref()?;
            told!(event.summary_index, New::Like(part), Said::Part(part))
        }
        E::ContentPartAdded(event) => {
            let part = event.part.as_deref()?;
            told!(event.content_index, New::Like(part), Said::Begun(part))
        }
        E::ContentPartDone(event) => {
            let part = event.part.as_deref()?;
            told!(event.content_index, New::Like(part), Said::Part(part))
        }
        _ => return None,
    })
}

impl New<'_> {
    fn is(self, part: &Part) -> bool {
        match self {
            Self::Text => matches!(part, Part::OutputText(_)),
            Self::Refusal => matches!(part, Part::Refusal(_)),
            Self::Thinking => matches!(part, Part::ReasoningText(_)),
            Self::Summary => matches!(part, Part::SummaryText(_)),
            Self::Like(other) => part.kind() == other.kind(),
        }
    }

    /// A part of the kind, or of one that says nothing, without anything in it.
    fn blank(self) -> Part {
        match self {
            Self::Refusal => Refusal::default().into(),
            Self::Thinking => ReasoningText::default().into(),
            Self::Summary => SummaryText::default().into(),
            Self::Like(Part::Refusal(_)) => Self::Refusal.blank(),
            Self::Like(Part::ReasoningText(_)) => Self::Thinking.blank(),
            Self::Like(Part::SummaryText(_)) => Self::Summary.blank(),
            Self::Text | Self::Like(_) => OutputText::default().into(),
        }
    }
}

impl Told<'_> {
    /// The item, if it begins with this event.
    pub(super) fn begun(&self) -> Item {
        let is_thinking = match self.new {
            New::Thinking => true,
            New::Like(part) => matches!(part, Part::ReasoningText(_)),
            _ => false,
        };
        if is_thinking || self.is_summary {
            Reasoning::default().into()
        } else {
            Message::assistant(Vec::new()).into()
        }
    }

    /// Says it. Gives how the text of a message changed.
    pub(super) fn say(self, item: &mut Item) -> Result<Growth, TooManyItems> {
        let is_message = matches!(item, Item::Message(_));
        let parts = match item {
            Item::Message(message) => message.content.parts_mut(),
            Item::Reasoning(thinking) if self.is_summary => &mut thinking.summary,
            Item::Reasoning(thinking) => thinking.content.get_or_insert_default(),
            // It is of another kind than the event.
            _ => return Ok(Growth::Nothing),
        };
        let at = place(parts, self.index, self.new)?;
        let (before, rest) = parts.split_at_mut(at);
        let Some((part, after)) = rest.split_first_mut() else {
            return Ok(Growth::Nothing); // never: there is a part at the place
        };
        let growth = self.said.say(part);
        if !is_message || part.text().is_none() {
            return Ok(Growth::Nothing);
        }
        let has_text = |part: &Part| part.text().is_some_and(|text| !text.is_empty());
        Ok(match growth {
            Growth::From(_) if after.iter().any(has_text) => Growth::Changed,
            Growth::From(from) => {
                let before = before.iter().filter_map(Part::text);
                Growth::From(before.map(str::len).sum::<usize>() + from)
            }
            other => other,
        })
    }
}

impl Said<'_> {
    fn say(self, part: &mut Part) -> Growth {
        match self {
            Self::Piece(piece, logprobs) => {
                add_logprobs(part, logprobs);
                let Some(text) = text_mut(part) else {
                    return Growth::Nothing;
                };
                let from = text.len();
                text.push_str(piece);
                if piece.is_empty() {
                    Growth::Nothing
                } else {
                    Growth::From(from)
                }
            }
            Self::Text(whole, logprobs) => {
                if let (Part::OutputText(part), false) = (&mut *part, logprobs.is_empty()) {
                    part.logprobs = Some(logprobs.to_vec());
                }
                let Some(text) = text_mut(part) else {
                    return Growth::Nothing;
                };
                let growth = Growth::of(text, whole);
                if growth != Growth::Nothing {
                    whole.clone_into(text);
                }
                growth
            }
            // What came before its beginning stays.
            Self::Begun(_) if text_mut(part).is_some_and(|text| !text.is_empty()) => {
                Growth::Nothing
            }
            Self::Begun(whole) | Self::Part(whole) => {
                let growth = Growth::of(
                    part.text().unwrap_or_default(),
                    whole.text().unwrap_or_default(),
                );
                let known = sources(part).map(std::mem::take);
                part.clone_from(whole);
                // Sources come in events of their own, too.
                if let (Some(known), Some(said)) = (known, sources(part))
                    && said.is_empty()
                {
                    *said = known;
                }
                growth
            }
            Self::Source(index, source) => {
                if let Some(sources) = sources(part) {
                    let count = sources.len();
                    let at = index.and_then(|index| usize::try_from(index).ok());
                    match sources.get_mut(at.unwrap_or(count)) {
                        Some(known) => known.clone_from(source),
                        None if count < MANY => sources.push(source.clone()),
                        None => {}
                    }
                }
                Growth::Nothing
            }
        }
    }
}

/// Where the part of an event is: at its index, if the part there is of its kind, else the last of
/// its kind. It begins if there is none.
fn place(parts: &mut Vec<Part>, index: Option<u64>, new: New<'_>) -> Result<usize, TooManyItems> {
    let wanted = match index {
        Some(index) => usize::try_from(index).map_err(|_| TooManyItems)?,
        None => parts.len().saturating_sub(1),
    };
    match parts.get(wanted) {
        Some(part) if new.is(part) => return Ok(wanted),
        Some(_) => {
            if let Some(last) = parts.iter().rposition(|part| new.is(part)) {
                return Ok(last);
            }
        }
        None => {}
    }
    let at = wanted.max(parts.len());
    if at >= MANY {
        return Err(TooManyItems);
    }
    parts.resize_with(at + 1, || new.blank());
    Ok(at)
}

fn text_mut(part: &mut Part) -> Option<&mut String> {
    match part {
        Part::OutputText(part) => Some(&mut part.text),
        Part::Refusal(part) => Some(&mut part.refusal),
        Part::ReasoningText(part) => Some(&mut part.text),
        Part::SummaryText(part) => Some(&mut part.text),
        _ => None,
    }
}

fn sources(part: &mut Part) -> Option<&mut Vec<Annotation>> {
    match part {
        Part::OutputText(part) => Some(part.annotations.get_or_insert_default()),
        _ => None,
    }
}

fn add_logprobs(part: &mut Part, logprobs: &[TokenLogprob]) {
    if let (Part::OutputText(part), false) = (part, logprobs.is_empty()) {
        part.logprobs
            .get_or_insert_default()
            .extend_from_slice(logprobs);
    }
}
