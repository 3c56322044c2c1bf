//! Something said.

use super::ItemStatus;
use crate::{open_enum::open_enum, responses::content::Content, wire::wire_object};

open_enum! {
    /// Who speaks.
    #[derive(Default)]
    pub enum Role {
        /// The user.
        User = "user",
        /// The model.
        #[default]
        Assistant = "assistant",
        /// The application.
        Developer = "developer",
        /// The application, for older models.
        System = "system",
        /// A tool.
        Tool = "tool",
        /// A model that judges.
        Critic = "critic",
        /// A model that tells apart.
        Discriminator = "discriminator",
        /// Somebody.
        Unknown = "unknown",
    }
}

open_enum! {
    /// What a message of the model is for.
    pub enum MessagePhase {
        /// It says what the model is about.
        Commentary = "commentary",
        /// It is the answer.
        FinalAnswer = "final_answer",
    }
}

wire_object! {
    /// Something said.
    ///
    /// ```
    /// use openai_client::responses::{Message, Role};
    ///
    /// let message = Message::user("Why is the sky blue?");
    /// assert_eq!(message.role, Role::User);
    /// ```
    pub built struct Message as "message" {
        /// Who speaks.
        role: Role,
        /// What is said.
        content: Content,
    } with {
        /// The service's name for it.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// What a message of the model is for. It goes back with the message: some models answer worse
        /// without it.
        phase: MessagePhase,
    }
}

impl Message {
    /// Something that the user says.
    pub fn user(content: impl Into<Content>) -> Self {
        Self::new(Role::User, content)
    }

    /// Something that the model said.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self::new(Role::Assistant, content)
    }

    /// Something that the application says.
    pub fn developer(content: impl Into<Content>) -> Self {
        Self::new(Role::Developer, content)
    }

    /// Something that the application says, for older models.
    pub fn system(content: impl Into<Content>) -> Self {
        Self::new(Role::System, content)
    }
}
