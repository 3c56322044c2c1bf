//! Commands that the model gives to a shell, and what came of them.

use std::collections::BTreeMap;

use super::{ItemStatus, program::Caller};
use crate::{
    responses::tool::ShellEnvironment,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// Commands for a shell.
    pub struct ShellCall as "shell_call" {
        /// The id that what came of it must name.
        call_id: String,
        /// The commands.
        action: ShellAction,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// Who calls: the model, or a program of the model.
        caller: Caller,
        /// Where they run.
        // In a box, as it would make every item half as large again.
        environment: Box<ShellEnvironment>,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// Commands for a shell.
    pub struct ShellAction {
        /// Each may run beside the others.
        commands: Vec<String>,
    } with {
        /// How long they may run, in milliseconds.
        timeout_ms: u64,
        /// The most characters of what they write.
        max_output_length: u64,
    }
}

wire_object! {
    /// What came of commands for a shell.
    ///
    /// ```
    /// use openai_client::responses::{ExitOutcome, ShellCallOutput, ShellOutput};
    ///
    /// let listed = ShellOutput::new("a.txt\n", "", ExitOutcome::new(0));
    /// let output = ShellCallOutput::new("call_1", [listed]);
    /// ```
    pub built struct ShellCallOutput as "shell_call_output" {
        /// The id of the call.
        call_id: String,
        /// What came of each command.
        output: Vec<ShellOutput>,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// Who called: the model, or a program of the model.
        caller: Caller,
        /// The most characters of what they wrote; goes back as the call said it.
        max_output_length: u64 as given,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// What came of a command.
    pub built struct ShellOutput {
        /// What it wrote.
        stdout: String,
        /// What it complained of.
        stderr: String,
        /// How it ended.
        outcome: ShellOutcome,
    } with {
        /// Who made it.
        created_by: String,
    }
}

wire_union! {
    /// How a command ended.
    pub enum ShellOutcome {
        /// It took too long.
        Timeout(TimeoutOutcome) = "timeout",
        /// By itself.
        Exit(ExitOutcome) = "exit",
    }
}

wire_object! {
    /// A command took too long.
    pub built struct TimeoutOutcome as "timeout" {}
}

wire_object! {
    /// A command ended by itself.
    pub built struct ExitOutcome as "exit" {
        /// The code that it gave; 0 if all went well.
        exit_code: i64 as given,
    }
}

wire_object! {
    /// A command for a shell of the application's machine; the older tool.
    pub struct LocalShellCall as "local_shell_call" {
        /// The service's name for the item.
        id: String,
        /// The id that what came of it must name.
        call_id: String,
        /// The command.
        action: LocalShellAction,
    } with {
        /// How far it is.
        status: ItemStatus,
    }
}

wire_object! {
    /// A command for a shell of the application's machine.
    pub struct LocalShellAction as "exec" {
        /// The program and its arguments.
        command: Vec<String>,
        /// The environment's variables.
        env: BTreeMap<String, String>,
    } with {
        /// How long it may run, in milliseconds.
        timeout_ms: u64,
        /// In which folder.
        working_directory: String,
        /// As which user.
        user: String,
    }
}

wire_object! {
    /// What came of a command on the application's machine.
    pub built struct LocalShellCallOutput as "local_shell_call_output" {
        /// The id of the call.
        id: String,
        /// What came of it: JSON text.
        output: String,
    } with {
        /// The id of the call, where the service wants it beside `id`.
        call_id: String,
        /// How far it is.
        status: ItemStatus,
    }
}
