//! All that was found wrong, said once each, in one failure.

use std::collections::BTreeMap;
use std::fmt::Debug;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use openai_structured::client::Error;
use serde::Serialize;
use serde_json::Value;

use super::differences;
use super::known::unknown;
use super::meant::is_type_said;

/// What was found wrong with the instances that were looked at.
#[derive(Default)]
pub(super) struct Report {
    looked: usize,
    /// How often, and in the instances of which schema first.
    wrong: BTreeMap<String, (usize, String)>,
}

impl Report {
    /// Looks at what an instance became: whether it is known in full, and comes back the same.
    pub(super) fn look(&mut self, schema: &str, sent: &Value, read: &(impl Serialize + Debug)) {
        let back = serde_json::to_value(read).unwrap();
        let mut wrong = differences(sent, &back);
        wrong.retain(|what| !is_type_said(what));
        wrong.extend(unknown(read));
        self.looked += 1;
        for what in wrong {
            self.note(schema, what);
        }
    }

    /// The same of what a call gave.
    pub(super) fn called<T: Serialize + Debug>(
        &mut self,
        schema: &str,
        sent: &Value,
        given: Result<T, Error>,
    ) {
        match given {
            Ok(given) => self.look(schema, sent, &given),
            Err(error) => self.note(schema, format!("fails: {error}")),
        }
    }

    /// Holds what is written against the schema, too: a mock of the service is as strict.
    pub(super) fn valid(&mut self, schema: &str, validator: &Validator, read: &impl Serialize) {
        let back = serde_json::to_value(read).unwrap();
        if let Err(error) = validator.validate(&back) {
            self.note(schema, format!("is written wrong: {}", reason(&error)));
        }
    }

    pub(super) fn note(&mut self, schema: &str, what: String) {
        self.wrong
            .entry(what)
            .or_insert_with(|| (0, schema.to_owned()))
            .0 += 1;
    }

    /// Fails with all that was found, or says how many instances are well.
    #[expect(clippy::print_stdout, reason = "seen with `--nocapture`")]
    pub(super) fn end(self) {
        let list = self.wrong.iter();
        let list = list.map(|(what, (count, schema))| format!("{count} × {what} ({schema})"));
        let list: Vec<_> = list.collect();
        let count = list.len();
        assert!(list.is_empty(), "{count} differences:\n{}", list.join("\n"));
        assert!(self.looked > 0);
        println!("{} instances are known and come back", self.looked);
    }
}

/// Why an instance is not valid: of the alternatives of a union, by the one that it fits best.
fn reason(error: &ValidationError<'_>) -> String {
    let ValidationErrorKind::AnyOf { context } = error.kind() else {
        let instance: String = error.instance().to_string().chars().take(160).collect();
        let keyword = error.kind().keyword();
        return format!("{}: {keyword} in {instance}", error.instance_path());
    };
    // Another type is further away than anything that is missing.
    let is_other = |error: &ValidationError<'_>| {
        error.instance_path().as_str().ends_with("/type")
            || matches!(error.kind(), ValidationErrorKind::Type { .. })
    };
    let best = context
        .iter()
        .min_by_key(|errors| (errors.iter().any(is_other), errors.len()));
    let reasons: Vec<_> = best.into_iter().flatten().map(reason).collect();
    reasons.join("; ")
}
