//! What the derive's output names. No stable interface: the derive is pinned to this version.

pub use crate::agreement::{Probe, Wanted};
pub use crate::draft::absent::Absent;
pub use crate::draft::fields::{ObjectDraft, show};
pub use crate::draft::leaf::{Word, Words};
pub use crate::draft::members::{members, members_of_variant};
pub use crate::draft::never::NeverDraft;
pub use crate::draft::object::{Keys, Object};
pub use crate::draft::tagged::{Form, VariantName, Variants, read_unit};
pub use crate::draft::{Draft, DraftOf, DraftState, EnumDraft, FlatDraft, LeafDraft};
pub use crate::entries::Entries;
pub use crate::node::{
    Bound, Bounds, Branch, Choice, Definition, Identity, Link, Member, Node, Property, Refusal,
    Tagging,
};
pub use crate::read::Mismatch;
pub use crate::scan::{Input, Read, Stop};
pub use crate::schema::check::Check;
pub use crate::schema::root::{Root, prove_root};
pub use crate::schema::text::schema;
pub use crate::schema::{ResponseFormat, Schema, StrictSchema};
pub use crate::strict::proof::judge::{
    judge, judge_bounds, judge_flatten, judge_format, judge_keys, judge_name, judge_pattern,
    judge_plain, judge_tagged, judge_unseen, judge_untagged, prove,
};
pub use crate::strict::proof::tools::{
    judge_tool_arguments, judge_tool_description, judge_tool_name, judge_tools,
};
pub use crate::tool::definition::{Arguments, tool};
pub use crate::tool::join::{count, join};
pub use crate::tool::tool::{Beside, call_tool};
pub use crate::tool::{CallTools, FunctionTool, Tool, ToolDefinition, ToolError, ToolSet};
pub use serde::Deserialize;
pub use serde::de::DeserializeOwned;
pub use std::string::String;
