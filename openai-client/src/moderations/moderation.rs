//! What a moderation found.

use std::collections::BTreeMap;

use super::Category;
use crate::{responses::JudgedKind, wire::wire_object};

wire_object! {
    /// What a model finds of what it was given.
    pub struct Moderation {
        /// The service's name for it.
        id: String,
        /// The model that judged.
        model: String,
        /// What it found: for each text of a list, or one of all that was given together.
        results: Vec<ModerationResult>,
    }
}

wire_object! {
    /// What a model finds of a text, or of parts that belong together.
    ///
    /// ```
    /// use openai_client::moderations::{Category, ModerationResult};
    ///
    /// let json = r#"{"flagged":true,"categories":{"violence":true,"illicit":null},"category_scores":{"violence":0.9}}"#;
    /// let result: ModerationResult = serde_json::from_str(json)?;
    /// assert!(result.is(&Category::Violence) && !result.is(&Category::Illicit));
    /// assert_eq!(result.score(&Category::Violence), Some(0.9));
    /// assert_eq!(result.objections().collect::<Vec<_>>(), [&Category::Violence]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct ModerationResult {
        /// Whether it objects to anything.
        flagged: bool,
        /// To which categories it objects, and to which it does not.
        categories: BTreeMap<Category, bool>,
        /// How sure it is, from 0 to 1.
        category_scores: BTreeMap<Category, f64>,
        /// What of the content was judged.
        category_applied_input_types: BTreeMap<Category, Vec<JudgedKind>>,
    }
}

impl ModerationResult {
    /// Whether it objects to this.
    pub fn is(&self, category: &Category) -> bool {
        self.categories.get(category) == Some(&true)
    }

    /// How sure it is, from 0 to 1; none if it did not look for this.
    pub fn score(&self, category: &Category) -> Option<f64> {
        self.category_scores.get(category).copied()
    }

    /// What it objects to.
    pub fn objections(&self) -> impl Iterator<Item = &Category> {
        let objections = self.categories.iter().filter(|(_, objects)| **objects);
        objections.map(|(category, _)| category)
    }
}
