//! The line that says how far a run is: redrawn in a terminal, else printed now and then.

use crate::say;
use openai_structured::many::Progress;
use std::io::{IsTerminal, Write};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Clears what is behind it in its line.
const CLEAR: &str = "\x1b[K";

/// A line on standard error that follows a run.
pub struct Line {
    progress: Progress,
    redraws: bool,
    task: JoinHandle<()>,
}

impl Line {
    /// Shows how far the run is, from a task of its own: ten times a second in a terminal, else
    /// every two seconds. Standard output is left to the program.
    pub fn follow(progress: Progress) -> Self {
        let redraws = std::io::stderr().is_terminal();
        let pause = Duration::from_millis(if redraws { 100 } else { 2000 });
        let mut watched = progress.clone();
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(pause).await;
                // What came meanwhile is given as one.
                match watched.next().await {
                    Some(counts) if redraws => draw(&format!("\r{counts}{CLEAR}")),
                    Some(counts) => say(&counts.to_string()),
                    None => return,
                }
            }
        });
        Self {
            progress,
            redraws,
            task,
        }
    }

    /// Says something else, above the line.
    pub fn say(&self, words: &str) {
        if self.redraws {
            draw(&format!("\r{words}{CLEAR}\n{}", self.progress.counts()));
        } else {
            say(words);
        }
    }

    /// Shows how it ended.
    pub fn end(self) {
        self.task.abort();
        let counts = self.progress.counts();
        if self.redraws {
            draw(&format!("\r{counts}{CLEAR}\n"));
        } else {
            say(&counts.to_string());
        }
    }
}

fn draw(text: &str) {
    let mut terminal = std::io::stderr().lock();
    // A terminal that is gone shows nothing.
    let _ = terminal.write_all(text.as_bytes());
    let _ = terminal.flush();
}
