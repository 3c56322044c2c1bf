//! All that was found wrong, said once each, in one failure.

use std::collections::BTreeMap;
use std::fmt::Debug;

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
    wrong: BTreeMap<String, (usize, &'static str)>,
}

impl Report {
    /// Looks at what an instance became: whether it is known in full, and comes back the same.
    pub(super) fn look(
        &mut self,
        schema: &'static str,
        sent: &Value,
        read: &(impl Serialize + Debug),
    ) {
        let back = serde_json::to_value(read).unwrap();
        let mut wrong = differences(sent, &back);
        wrong.retain(|what| !is_type_said(what));
        wrong.extend(unknown(read));
        self.looked += 1;
        for what in wrong {
            self.note(schema, what);
        }
    }

    pub(super) fn note(&mut self, schema: &'static str, what: String) {
        self.wrong.entry(what).or_insert((0, schema)).0 += 1;
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
