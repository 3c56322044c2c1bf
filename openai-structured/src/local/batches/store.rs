//! The batches of a server: how far each is, and what came of its lines.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::lines::{Line, Wrong};
use crate::local::answer::Looks;
use crate::local::shelf::Shelf;

/// The batches that are kept.
#[derive(Debug, Default)]
pub(in crate::local) struct Batches(Mutex<Shelf<Batch>>);

#[derive(Debug)]
pub(super) struct Batch {
    pub(super) id: String,
    /// The number of the request that made it.
    pub(super) number: usize,
    pub(super) endpoint: String,
    pub(super) input_file: String,
    pub(super) metadata: Value,
    /// Seconds that its files are kept, where its request says so.
    pub(super) lifetime: Option<u64>,
    pub(super) stage: Stage,
    /// When it came to each of its stages, the first of them first.
    pub(super) times: Vec<(Stage, u64)>,
    /// What keeps it from being carried out.
    pub(super) wrong: Vec<Wrong>,
    /// How many lines it has.
    pub(super) total: usize,
    pub(super) waiting: VecDeque<Line>,
    pub(super) asked: Vec<Asked>,
    /// The files of answers and of errors, once it has them.
    pub(super) output_file: Option<String>,
    pub(super) error_file: Option<String>,
}

/// A line that an endpoint has answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) custom_id: String,
    pub(super) number: usize,
    pub(super) status: u16,
    pub(super) body: Value,
    /// Looks at the batch after which it has this answer.
    pub(super) looks: Looks,
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Validating,
    Failed,
    InProgress,
    Finalizing,
    Completed,
    Expired,
    Cancelling,
    Cancelled,
}

impl Batches {
    pub(super) fn open(&self) -> MutexGuard<'_, Shelf<Batch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batch {
    /// Comes to another stage.
    pub(super) fn enter(&mut self, stage: Stage, now: u64) {
        self.stage = stage;
        self.times.push((stage, now));
    }

    /// Stops the work; what has an answer keeps it.
    pub(super) fn cancel(&mut self, now: u64) {
        if self.stage != Stage::Cancelling {
            self.waiting.clear();
            self.asked.retain(Asked::is_answered);
            self.enter(Stage::Cancelling, now);
        }
    }

    /// The lines that have their answers by now.
    pub(super) fn answered(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.is_answered())
    }
}

impl Asked {
    pub(super) fn is_answered(&self) -> bool {
        self.looks == Looks::Left(0)
    }

    pub(super) fn is_good(&self) -> bool {
        self.status == 200
    }
}

impl Stage {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Validating => "validating",
            Self::Failed => "failed",
            Self::InProgress => "in_progress",
            Self::Finalizing => "finalizing",
            Self::Completed => "completed",
            Self::Expired => "expired",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more becomes of a batch.
    pub(super) fn is_end(self) -> bool {
        matches!(
            self,
            Self::Failed | Self::Completed | Self::Expired | Self::Cancelled
        )
    }
}
