//! The Conversations API: `/conversations`, where the service keeps what was said.

#[cfg(feature = "transport")]
mod calls;
mod conversation;
mod request;

#[cfg(feature = "transport")]
pub use calls::Conversations;
pub use conversation::{Conversation, DeletedConversation};
pub use request::ConversationRequest;
