//! Shells that the model may use, and changes of files.

use super::{
    AllowedCaller,
    container::{ContainerReference, ShellContainer},
    skill::LocalSkill,
};
use crate::wire::{wire_object, wire_union};

wire_object! {
    /// Lets the model use a shell.
    ///
    /// ```
    /// use openai_client::responses::{LocalEnvironment, ShellContainer, ShellTool};
    ///
    /// let at_the_service = ShellTool::new().environment(ShellContainer::new());
    /// let here = ShellTool::new().environment(LocalEnvironment::new());
    /// ```
    pub built struct ShellTool as "shell" {} with {
        /// Where its commands run.
        environment: ShellEnvironment,
        /// Who may call it.
        allowed_callers: Vec<AllowedCaller>,
    }
}

wire_union! {
    /// Where the commands of a shell run.
    pub enum ShellEnvironment {
        /// On the application's machine.
        Local(LocalEnvironment) = "local",
        /// In a container that the service makes.
        Auto(ShellContainer) = "container_auto",
        /// In a container that there is already.
        Container(ContainerReference) = "container_reference",
    }
}

wire_object! {
    /// The application's machine.
    pub built struct LocalEnvironment as "local" {} with {
        /// What the model is taught.
        skills: Vec<LocalSkill>,
    }
}

wire_object! {
    /// Lets the model use a shell of the application's machine; the older tool.
    pub built struct LocalShellTool as "local_shell" {}
}

wire_object! {
    /// Lets the model change files.
    pub built struct ApplyPatchTool as "apply_patch" {} with {
        /// Who may call it.
        allowed_callers: Vec<AllowedCaller>,
    }
}
