//! What events say of that which the model gives to tools, and of what shells write.

use super::slots::{MANY, Place, TooManyItems};
use crate::responses::{
    event::{ResponseEvent, ShellOutputPiece},
    item::{
        CodeInterpreterCall, CustomToolCall, FunctionCall, Item, McpCall, ShellCall,
        ShellCallOutput, ShellOutput,
    },
};

/// What an event says of an item that is a call, or what came of one.
pub(super) struct Given<'a> {
    pub(super) place: Place<'a>,
    to: To,
    said: Said<'a>,
}

/// Which of its texts.
#[derive(Clone, Copy)]
enum To {
    Function,
    Custom,
    Mcp,
    Code,
    /// A command of a shell, by its place; the last if the event does not say.
    Command(Option<u64>),
    /// What the command at this place wrote.
    Output(Option<u64>),
}

enum Said<'a> {
    Piece(&'a str),
    Whole(&'a str),
    /// And the function, where it is said.
    Arguments(&'a str, Option<&'a str>),
    Written(&'a ShellOutputPiece),
    AllWritten(&'a [ShellOutput]),
}

/// What an event says of a call, if it is about one.
pub(super) fn given(event: &ResponseEvent) -> Option<Given<'_>> {
    use ResponseEvent as E;
    macro_rules! given {
        ($event:ident, $to:expr, $said:expr) => {
            Given {
                place: Place::new($event.output_index, $event.item_id.as_ref()),
                to: $to,
                said: $said,
            }
        };
    }
    Some(match event {
        E::FunctionCallArgumentsDelta(it) => given!(it, To::Function, Said::Piece(&it.delta)),
        E::FunctionCallArgumentsDone(it) => {
            let said = Said::Arguments(&it.arguments, it.name.as_deref());
            given!(it, To::Function, said)
        }
        E::CustomToolCallInputDelta(it) => given!(it, To::Custom, Said::Piece(&it.delta)),
        E::CustomToolCallInputDone(it) => given!(it, To::Custom, Said::Whole(&it.input)),
        E::McpCallArgumentsDelta(it) => given!(it, To::Mcp, Said::Piece(&it.delta)),
        E::McpCallArgumentsDone(it) => given!(it, To::Mcp, Said::Whole(&it.arguments)),
        E::CodeInterpreterCallCodeDelta(it) => given!(it, To::Code, Said::Piece(&it.delta)),
        E::CodeInterpreterCallCodeDone(it) => given!(it, To::Code, Said::Whole(&it.code)),
        E::ShellCallCommandAdded(it) | E::ShellCallCommandDone(it) => {
            given!(it, To::Command(it.command_index), Said::Whole(&it.command))
        }
        E::ShellCallCommandDelta(it) => {
            given!(it, To::Command(it.command_index), Said::Piece(&it.delta))
        }
        E::ShellCallOutputContentDelta(it) => {
            given!(it, To::Output(it.command_index), Said::Written(&it.delta))
        }
        E::ShellCallOutputContentDone(it) => {
            given!(
                it,
                To::Output(it.command_index),
                Said::AllWritten(&it.output)
            )
        }
        _ => return None,
    })
}

impl Given<'_> {
    /// The item, if it begins with this event.
    pub(super) fn begun(&self) -> Item {
        match self.to {
            To::Function => FunctionCall::default().into(),
            To::Custom => CustomToolCall::default().into(),
            To::Mcp => McpCall::default().into(),
            To::Code => CodeInterpreterCall::default().into(),
            To::Command(_) => ShellCall::default().into(),
            To::Output(_) => ShellCallOutput::default().into(),
        }
    }

    /// Gives it to the item, unless that is of another kind than the event.
    pub(super) fn give(self, item: &mut Item) -> Result<(), TooManyItems> {
        let text = match (self.to, item) {
            (To::Function, Item::FunctionCall(call)) => {
                if let (Said::Arguments(_, Some(name)), true) = (&self.said, call.name.is_empty()) {
                    (*name).clone_into(&mut call.name);
                }
                &mut call.arguments
            }
            (To::Custom, Item::CustomToolCall(call)) => &mut call.input,
            (To::Mcp, Item::McpCall(call)) => &mut call.arguments,
            (To::Code, Item::CodeInterpreterCall(call)) => call.code.get_or_insert_default(),
            (To::Command(at), Item::ShellCall(call)) => {
                match place(&mut call.action.commands, at)? {
                    Some(command) => command,
                    None => return Ok(()),
                }
            }
            (To::Output(at), Item::ShellCallOutput(item)) => {
                return self.said.write(&mut item.output, at);
            }
            _ => return Ok(()),
        };
        match self.said {
            Said::Piece(piece) => text.push_str(piece),
            Said::Whole(whole) | Said::Arguments(whole, _) if text != whole => {
                whole.clone_into(text);
            }
            _ => {}
        }
        Ok(())
    }
}

impl Said<'_> {
    /// What a command wrote.
    fn write(self, output: &mut Vec<ShellOutput>, at: Option<u64>) -> Result<(), TooManyItems> {
        match self {
            Self::Written(piece) => {
                if let Some(written) = place(output, at)? {
                    written
                        .stdout
                        .push_str(piece.stdout.as_deref().unwrap_or_default());
                    written
                        .stderr
                        .push_str(piece.stderr.as_deref().unwrap_or_default());
                }
            }
            Self::AllWritten([all]) => {
                if let Some(written) = place(output, at)? {
                    written.clone_from(all);
                }
            }
            Self::AllWritten(all) => all.clone_into(output),
            Self::Piece(_) | Self::Whole(_) | Self::Arguments(..) => {}
        }
        Ok(())
    }
}

/// What is at a place of a list, or else at its end; it begins if there is none.
fn place<T: Default>(list: &mut Vec<T>, at: Option<u64>) -> Result<Option<&mut T>, TooManyItems> {
    let at = match at {
        Some(at) => usize::try_from(at).map_err(|_| TooManyItems)?,
        None => list.len().saturating_sub(1),
    };
    if at >= MANY {
        return Err(TooManyItems);
    }
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    Ok(list.get_mut(at))
}

/// An item says how it begins after something of it has come, which stays.
pub(super) fn begin_late(now: &mut Item, begun: &Item) {
    let mut begun = begun.clone();
    match (&mut begun, &mut *now) {
        (Item::Message(begun), Item::Message(now)) if !now.content.parts().is_empty() => {
            begun.content = std::mem::take(&mut now.content);
        }
        (Item::Reasoning(begun), Item::Reasoning(now)) => {
            begun.summary = std::mem::take(&mut now.summary);
            begun.content = now.content.take();
        }
        (Item::FunctionCall(begun), Item::FunctionCall(now)) if !now.arguments.is_empty() => {
            begun.arguments = std::mem::take(&mut now.arguments);
        }
        (Item::CustomToolCall(begun), Item::CustomToolCall(now)) if !now.input.is_empty() => {
            begun.input = std::mem::take(&mut now.input);
        }
        (Item::McpCall(begun), Item::McpCall(now)) if !now.arguments.is_empty() => {
            begun.arguments = std::mem::take(&mut now.arguments);
        }
        (Item::CodeInterpreterCall(begun), Item::CodeInterpreterCall(now))
            if now.code.is_some() =>
        {
            begun.code = now.code.take();
        }
        (Item::ShellCall(begun), Item::ShellCall(now)) if !now.action.commands.is_empty() => {
            begun.action.commands = std::mem::take(&mut now.action.commands);
        }
        (Item::ShellCallOutput(begun), Item::ShellCallOutput(now)) if !now.output.is_empty() => {
            begun.output = std::mem::take(&mut now.output);
        }
        // Of another kind, it stays what it was taken for.
        (begun, now) if begun.kind() != now.kind() => return,
        _ => {}
    }
    *now = begun;
}

/// Gives an id to an item that begins with an event about it.
pub(super) fn set_id(item: &mut Item, id: &str) {
    let place = match item {
        Item::Message(item) => item.id.get_or_insert_default(),
        Item::FunctionCall(item) => item.id.get_or_insert_default(),
        Item::CustomToolCall(item) => item.id.get_or_insert_default(),
        Item::ShellCall(item) => item.id.get_or_insert_default(),
        Item::ShellCallOutput(item) => item.id.get_or_insert_default(),
        Item::Reasoning(item) => &mut item.id,
        Item::McpCall(item) => &mut item.id,
        Item::CodeInterpreterCall(item) => &mut item.id,
        _ => return,
    };
    id.clone_into(place);
}
