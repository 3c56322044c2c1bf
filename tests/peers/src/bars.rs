//! What a bench must not exceed.

use std::process::ExitCode;

/// Bars, printed as they are checked.
#[derive(Debug, Default)]
pub struct Bars {
    missed: bool,
}

impl Bars {
    /// Says whether a bar holds.
    pub fn check(&mut self, bar: &str, holds: bool) {
        self.missed |= !holds;
        println!("{bar}: {}", if holds { "holds" } else { "MISSED" });
    }

    /// A failure if one was missed.
    pub fn exit(self) -> ExitCode {
        if self.missed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}
