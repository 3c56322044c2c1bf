//! Events of what the model gives to tools, and of what shells write.

use crate::{
    responses::{item::ShellOutput, item_id::ItemId},
    wire::wire_object,
};

wire_object! {
    /// A piece of what the model gives to a tool: of the arguments' JSON, of a text, of code.
    pub struct InputDelta {
        /// The piece.
        delta: String,
    } with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
        /// Noise, so that the size of the event does not tell the text. A
        /// `ResponseStream` leaves it out.
        obfuscation: String,
    }
}

wire_object! {
    /// The arguments of a call are whole.
    pub struct ArgumentsDone {
        /// The arguments: JSON text.
        arguments: String,
    } with {
        /// The function.
        name: String,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// The input of a custom tool is whole.
    pub struct InputDone {
        /// The input.
        input: String,
    } with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// The code that is to be run is whole.
    pub struct CodeDone {
        /// The code.
        code: String,
    } with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// A command of a shell begins, or is whole.
    pub struct ShellCommand {
        /// The command.
        command: String,
    } with {
        /// Its place among the commands of the call.
        command_index: u64,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// A piece of a command of a shell.
    pub struct ShellCommandDelta {
        /// The piece.
        delta: String,
    } with {
        /// The place of the command among those of the call.
        command_index: u64,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
        /// Noise, so that the size of the event does not tell the text. A
        /// `ResponseStream` leaves it out.
        obfuscation: String,
    }
}

wire_object! {
    /// A piece of what a command wrote.
    pub struct ShellOutputDelta {
        /// The piece.
        delta: ShellOutputPiece,
    } with {
        /// The place of the command among those of the call.
        command_index: u64,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// What a command wrote, by where it went.
    pub struct ShellOutputPiece {} with {
        /// To its output.
        stdout: String,
        /// To its errors.
        stderr: String,
    }
}

wire_object! {
    /// What a command wrote is whole.
    pub struct ShellOutputDone {
        /// What it wrote, and how it ended.
        output: Vec<ShellOutput>,
    } with {
        /// The place of the command among those of the call.
        command_index: u64,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}
