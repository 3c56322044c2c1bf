//! What events say of that which the model gives to tools, and of what shells write.

use super::slots::{Place, TooManyItems};
use crate::responses::{
    event::ResponseEvent,
    item::{FunctionCall, Item},
};

/// What an event says of the input of a call.
pub(super) struct Given<'a> {
    pub(super) place: Place<'a>,
    to: To,
    said: Said<'a>,
}

/// What the call calls.
#[derive(Clone, Copy)]
enum To {
    Function,
}

enum Said<'a> {
    Piece(&'a str),
    Whole(&'a str),
}

/// What an event says of the input of a call, if it is about one.
pub(super) fn given(event: &ResponseEvent) -> Option<Given<'_>> {
    use ResponseEvent as E;
    macro_rules! given {
        ($event:ident, $to:ident, $said:expr) => {
            Given {
                place: Place::new($event.output_index, $event.item_id.as_ref()),
                to: To::$to,
                said: $said,
            }
        };
    }
    Some(match event {
        E::FunctionCallArgumentsDelta(event) => given!(event, Function, Said::Piece(&event.delta)),
        E::FunctionCallArgumentsDone(event) => {
            given!(event, Function, Said::Whole(&event.arguments))
        }
        _ => return None,
    })
}

impl Given<'_> {
    /// The item, if it begins with this event.
    pub(super) fn begun(&self) -> Item {
        match self.to {
            To::Function => FunctionCall::default().into(),
        }
    }

    pub(super) fn give(self, item: &mut Item) -> Result<(), TooManyItems> {
        let input = match (self.to, item) {
            (To::Function, Item::FunctionCall(call)) => &mut call.arguments,
            // It is of another kind than the event.
            _ => return Ok(()),
        };
        match self.said {
            Said::Piece(piece) => input.push_str(piece),
            Said::Whole(whole) if input != whole => whole.clone_into(input),
            Said::Whole(_) => {}
        }
        Ok(())
    }
}

/// Gives an id to an item that begins with an event which is no item.
pub(super) fn set_id(item: &mut Item, id: &str) {
    match item {
        Item::Message(item) => item.id = Some(id.to_owned()),
        Item::FunctionCall(item) => item.id = Some(id.to_owned()),
        Item::Reasoning(item) => id.clone_into(&mut item.id),
        _ => {}
    }
}
