//! The tool calls of a choice: which call a piece belongs to, and when a call has ended.
//!
//! Services name calls in many ways: by index, by index 0 for each of them, by id alone, by nothing
//! at all; they repeat ids and names or send `"null"` for them. So a piece belongs
//!
//! - to a new call, if its index is new, or its id is new and a name comes with it;
//! - to the call of its id, if there is one;
//! - else to the last call of its index, or without an index to the last call; unless it brings a
//!   name and more input for a call whose arguments are whole: then it is a call of its own.

use serde_json::{Map, Value};

use super::{balance::Balance, event::ChatEvent, extra::merge};
use crate::chat::{CustomToolCall, FunctionToolCall, ToolCall, chunk::ToolCallDelta};

/// How many calls one choice may have. Services allow 128 tools; a stream that opens more calls
/// than this is no answer, and each piece looks for its call among them.
const MAX_CALLS: usize = 1024;

/// There are more calls than any service makes.
#[derive(Debug)]
pub(super) struct TooManyCalls;

/// What is known of the calls beside what a message keeps of them. The message's list is in the same
/// order.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    tracks: Vec<Track>,
    /// The call of the last piece.
    last: Option<usize>,
}

#[derive(Debug, Clone, Default)]
struct Track {
    index: Option<u64>,
    /// Of what the model gives to the tool.
    input: Balance,
    announced: bool,
    done: bool,
}

impl Calls {
    pub(super) fn push(
        &mut self,
        calls: &mut Vec<ToolCall>,
        delta: ToolCallDelta<'_>,
        choice: u64,
        events: &mut Vec<ChatEvent>,
    ) -> Result<(), TooManyCalls> {
        if says_nothing(&delta) {
            return Ok(());
        }
        let place = match self.place(calls, &delta) {
            Some(place) => place,
            None if calls.len() >= MAX_CALLS => return Err(TooManyCalls),
            None => {
                calls.push(opened(&delta));
                self.tracks.push(Track {
                    index: delta.index,
                    ..Track::default()
                });
                calls.len() - 1
            }
        };
        // Pieces of several calls may alternate, so leaving a call ends it only if it is whole.
        if let Some(last) = self.last.filter(|last| *last != place)
            && self.is_whole(last)
        {
            self.end_call(last, true, calls, choice, events);
        }
        self.last = Some(place);
        if let (Some(track), Some(call)) = (self.tracks.get_mut(place), calls.get_mut(place)) {
            track.add(call, delta, choice, place, events);
        }
        Ok(())
    }

    /// Ends all calls because the service said that the model stopped. `cut` if a limit or a filter
    /// stopped it.
    pub(super) fn finish(
        &mut self,
        cut: bool,
        calls: &mut [ToolCall],
        choice: u64,
        events: &mut Vec<ChatEvent>,
    ) {
        for place in 0..self.tracks.len() {
            let whole = !cut || self.seems_whole(place, calls);
            self.end_call(place, whole, calls, choice, events);
        }
    }

    /// Ends all calls because nothing more will come. Says whether all are whole.
    pub(super) fn give_up(
        &mut self,
        orderly: bool,
        calls: &mut [ToolCall],
        choice: u64,
        events: &mut Vec<ChatEvent>,
    ) -> bool {
        let mut all_whole = true;
        for place in 0..self.tracks.len() {
            let blank = self.tracks.get(place).is_some_and(|it| it.input.is_blank());
            let whole = self.seems_whole(place, calls) || orderly && blank;
            all_whole &= whole;
            self.end_call(place, whole, calls, choice, events);
        }
        all_whole
    }

    /// The call that a piece belongs to; none if it opens one.
    fn place(&self, calls: &[ToolCall], delta: &ToolCallDelta<'_>) -> Option<usize> {
        let id = delta.id.as_deref();
        if let Some(index) = delta.index {
            let of_index = |place: &usize| self.index(*place) == Some(index);
            let last = (0..calls.len()).rev().find(of_index)?;
            let Some(id) = id else {
                return self.unless_whole(last, calls, delta);
            };
            let same_id = |place: &usize| of_index(place) && id_of(calls, *place) == id;
            return match (0..calls.len()).rev().find(same_id) {
                Some(place) => Some(place),
                None if id_of(calls, last).is_empty() => self.unless_whole(last, calls, delta),
                // A service with the same index for every call. A new id without a name is none: a
                // call has a name.
                None => name_of_delta(delta).is_none().then_some(last),
            };
        }
        match id {
            Some(id) => (0..calls.len())
                .rev()
                .find(|place| id_of(calls, *place) == id),
            None => self.unless_whole(self.last?, calls, delta),
        }
    }

    /// The call, unless the piece must be another one.
    fn unless_whole(
        &self,
        place: usize,
        calls: &[ToolCall],
        delta: &ToolCallDelta<'_>,
    ) -> Option<usize> {
        let another = self.is_whole(place)
            && delta.id.as_deref() != Some(id_of(calls, place))
            && name_of_delta(delta).is_some()
            && input_of(delta).is_some_and(|input| !input.trim().is_empty());
        (!another).then_some(place)
    }

    fn index(&self, place: usize) -> Option<u64> {
        self.tracks.get(place)?.index
    }

    /// The arguments are one whole object.
    fn is_whole(&self, place: usize) -> bool {
        let track = self.tracks.get(place);
        track.is_some_and(|track| track.input.is_whole())
    }

    /// Whether a call that nothing ended is whole: arguments show it; free text is so if another
    /// call came after it.
    fn seems_whole(&self, place: usize, calls: &[ToolCall]) -> bool {
        match calls.get(place) {
            Some(ToolCall::Function(_)) | None => self.is_whole(place),
            Some(_) => self.last != Some(place),
        }
    }

    fn end_call(
        &mut self,
        place: usize,
        whole: bool,
        calls: &mut [ToolCall],
        choice: u64,
        events: &mut Vec<ChatEvent>,
    ) {
        let (Some(track), Some(call)) = (self.tracks.get_mut(place), calls.get_mut(place)) else {
            return;
        };
        if std::mem::replace(&mut track.done, true) {
            return;
        }
        track.announce(call, choice, place, events);
        if let ToolCall::Function(call) = call
            && whole
            && track.input.is_blank()
        {
            // A tool without arguments.
            "{}".clone_into(&mut call.function.arguments);
        }
        events.push(ChatEvent::ToolCallDone {
            choice,
            call: place,
            tool_call: Box::new(call.clone()),
            whole,
        });
    }
}

impl Track {
    fn add(
        &mut self,
        call: &mut ToolCall,
        delta: ToolCallDelta<'_>,
        choice: u64,
        place: usize,
        events: &mut Vec<ChatEvent>,
    ) {
        become_custom(call, &delta);
        let id = delta.id.as_deref();
        let input = match call {
            ToolCall::Function(call) => {
                set_once(&mut call.id, id);
                merge(&mut call.extra, &delta.extra);
                delta.function.and_then(|piece| {
                    set_once(&mut call.function.name, piece.name.as_deref());
                    merge(&mut call.function.extra, &piece.extra);
                    let text = piece.arguments?;
                    call.function.arguments.push_str(&text);
                    Some(text)
                })
            }
            ToolCall::Custom(call) => {
                set_once(&mut call.id, id);
                merge(&mut call.extra, &delta.extra);
                delta.custom.and_then(|piece| {
                    set_once(&mut call.name, piece.name.as_deref());
                    merge(&mut call.extra, &piece.extra);
                    let text = piece.input?;
                    call.input.push_str(&text);
                    Some(text)
                })
            }
            ToolCall::Other(call) => {
                add_other(call, &delta);
                None
            }
        };
        let text = input.filter(|text| !text.is_empty());
        if text.is_some() || !name_of(call).is_empty() {
            self.announce(call, choice, place, events);
        }
        if let Some(text) = text {
            self.input.push(&text);
            events.push(ChatEvent::ToolCallInput {
                choice,
                call: place,
                text: text.into_owned(),
            });
        }
    }

    fn announce(
        &mut self,
        call: &ToolCall,
        choice: u64,
        place: usize,
        events: &mut Vec<ChatEvent>,
    ) {
        if !std::mem::replace(&mut self.announced, true) {
            events.push(ChatEvent::ToolCallStarted {
                choice,
                call: place,
                id: call.id().to_owned(),
                name: name_of(call).to_owned(),
            });
        }
    }
}

/// Nothing by which a call could be told or that could be given to it.
fn says_nothing(delta: &ToolCallDelta<'_>) -> bool {
    delta.id.is_none()
        && delta.extra.is_empty()
        && name_of_delta(delta).is_none()
        && input_of(delta).is_none_or(str::is_empty)
        && delta.function.as_ref().is_none_or(|it| it.extra.is_empty())
        && delta.custom.as_ref().is_none_or(|it| it.extra.is_empty())
}

fn name_of_delta<'a>(delta: &'a ToolCallDelta<'_>) -> Option<&'a str> {
    let function = delta.function.as_ref().and_then(|it| it.name.as_deref());
    function.or_else(|| delta.custom.as_ref()?.name.as_deref())
}

fn input_of<'a>(delta: &'a ToolCallDelta<'_>) -> Option<&'a str> {
    let function = delta.function.as_ref();
    let function = function.and_then(|it| it.arguments.as_deref());
    function.or_else(|| delta.custom.as_ref()?.input.as_deref())
}

fn id_of(calls: &[ToolCall], place: usize) -> &str {
    calls.get(place).map(ToolCall::id).unwrap_or_default()
}

fn name_of(call: &ToolCall) -> &str {
    match call {
        ToolCall::Function(call) => &call.function.name,
        ToolCall::Custom(call) => &call.name,
        ToolCall::Other(_) => "",
    }
}

/// An empty call of the kind that the piece is of.
fn opened(delta: &ToolCallDelta<'_>) -> ToolCall {
    match (&delta.function, &delta.custom, delta.kind.as_deref()) {
        (None, Some(_), _) | (None, None, Some("custom")) => {
            ToolCall::Custom(CustomToolCall::default())
        }
        (Some(_), _, _) | (None, None, None | Some("function")) => {
            ToolCall::Function(FunctionToolCall::default())
        }
        (None, None, Some(_)) => ToolCall::Other(Value::Object(Map::new())),
    }
}

/// The first piece may have the id only, so the kind may show later.
fn become_custom(call: &mut ToolCall, delta: &ToolCallDelta<'_>) {
    if let ToolCall::Function(function) = call
        && function.function == crate::chat::FunctionCall::default()
        && delta.custom.is_some()
        && delta.function.is_none()
    {
        *call = ToolCall::Custom(CustomToolCall {
            id: std::mem::take(&mut function.id),
            extra: std::mem::take(&mut function.extra),
            ..CustomToolCall::default()
        });
    }
}

fn add_other(call: &mut Value, delta: &ToolCallDelta<'_>) {
    let Value::Object(fields) = call else { return };
    for (name, text) in [("id", &delta.id), ("type", &delta.kind)] {
        if let Some(text) = text {
            let field = fields.entry(name);
            field.or_insert_with(|| Value::from(&**text));
        }
    }
    let mut rest = std::mem::take(fields).into_iter().collect();
    merge(&mut rest, &delta.extra);
    *fields = rest.into_iter().collect();
}

/// Services repeat ids and names; the first stays.
fn set_once(field: &mut String, text: Option<&str>) {
    if let Some(text) = text
        && field.is_empty()
    {
        text.clone_into(field);
    }
}
