//! What may be objected to, and maps by it.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Serialize, de::MapAccess};

use crate::{
    open_enum::open_enum,
    wire::{Fit, Wire},
};

open_enum! {
    /// What may be objected to.
    pub enum Category {
        /// Insults of somebody.
        Harassment = "harassment",
        /// The same with threats.
        HarassmentThreatening = "harassment/threatening",
        /// Hate of people for what they are.
        Hate = "hate",
        /// The same with threats.
        HateThreatening = "hate/threatening",
        /// How to do what is forbidden.
        Illicit = "illicit",
        /// The same with violence, or how to get a weapon.
        IllicitViolent = "illicit/violent",
        /// That somebody harms themselves.
        SelfHarm = "self-harm",
        /// How one harms oneself.
        SelfHarmInstructions = "self-harm/instructions",
        /// That the speaker wants to harm themselves.
        SelfHarmIntent = "self-harm/intent",
        /// What is to arouse.
        Sexual = "sexual",
        /// The same with anybody under 18.
        SexualMinors = "sexual/minors",
        /// Death, violence or injury.
        Violence = "violence",
        /// The same in detail.
        ViolenceGraphic = "violence/graphic",
    }
}

/// By their words, as the service has them.
impl Ord for Category {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Category {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Something of each category. What is null says nothing, as of a category that a model does not know.
impl<T: Wire + Serialize> Wire for BTreeMap<Category, T> {
    fn object<'de, A: MapAccess<'de>>(entries: A) -> Result<Fit<Self>, A::Error> {
        let all = <BTreeMap<String, Option<T>> as Wire>::object(entries)?;
        Ok(all.map(|all| {
            let said = all.into_iter();
            said.filter_map(|(name, value)| Some((name.into(), value?)))
                .collect()
        }))
    }
}
