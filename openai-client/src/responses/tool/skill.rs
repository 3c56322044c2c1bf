//! What the model is taught for its work in a shell.

use crate::{
    open_enum::open_enum,
    wire::{wire_object, wire_union},
};

wire_union! {
    /// What the model is taught for its work in a container.
    pub enum Skill {
        /// Something that the service has stored.
        Reference(SkillReference) = "skill_reference",
        /// Something that comes along.
        Inline(InlineSkill) = "inline",
    }
}

wire_object! {
    /// A skill that the service has stored.
    pub built struct SkillReference as "skill_reference" {
        /// Its id.
        skill_id: String,
    } with {
        /// Which version: a number, or `latest`.
        version: String,
    }
}

wire_object! {
    /// A skill that comes along.
    pub built struct InlineSkill as "inline" {
        /// What it is called.
        name: String,
        /// What it is for.
        description: String,
        /// The skill itself.
        source: SkillSource,
    }
}

wire_object! {
    /// The files of a skill.
    pub built struct SkillSource as "base64" {
        /// Of what kind the data is.
        media_type: SkillMediaType,
        /// The data, as Base64.
        data: String,
    }
}

impl SkillSource {
    /// A ZIP archive, as Base64.
    pub fn zip(data: impl Into<String>) -> Self {
        Self::new(SkillMediaType::Zip, data)
    }
}

open_enum! {
    /// Of what kind the data of a skill is.
    #[derive(Default)]
    pub enum SkillMediaType {
        /// A ZIP archive.
        #[default]
        Zip = "application/zip",
    }
}

wire_object! {
    /// A skill on the application's machine.
    pub built struct LocalSkill {
        /// What it is called.
        name: String,
        /// What it is for.
        description: String,
        /// Its folder.
        path: String,
    }
}
