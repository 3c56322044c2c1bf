//! A file with a line for each input that is done, from which a run can go on.

mod entries;
mod error;
mod keys;
mod line;
mod lines;
mod open;

pub use self::entries::{Entries, Entry, Recorded};
pub use self::error::JournalError;

use self::keys::Keys;
use super::done::{Done, Kind};
use crate::dialect::Dialect;
use crate::schema::ResponseFormat;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A JSONL file with a line for each input that is done: its key, what became of it, and the value, or
/// the text that is none.
///
/// A run that is killed goes on where it was: [`Many::skip`](super::Many::skip) what
/// [`is_done`](Self::is_done), and [`record`](Self::record) what comes. Then no input is lost, and
/// none is asked about twice but those that were under way. What has an answer is done, whatever the
/// answer is; a call that failed is not, and neither is a response that is
/// [unfinished](crate::Outcome::Unfinished): they are tried again. The last line of a key counts, but no
/// answer is undone by a call that failed later. [`kind`](Self::kind) tells answers apart, for a run that
/// asks again where there is no value.
///
/// Each input needs a key of its own: of two with one key, the later counts as done with the first.
/// Where both come in one run, `record` says so.
///
/// ```text
/// {"key":"a.txt","outcome":"parsed","value":{"supplier":"Northwind"},"tokens":211}
/// {"key":"b.txt","outcome":"refused","text":"I can't read that.","tokens":190}
/// {"key":"c.txt","outcome":"failed","error":"the service refused the request: 503 …","tokens":0}
/// ```
///
/// Keys and values are what serde makes of them. A key is known by its JSON, of which 128 bits of hash
/// are held in memory: about 35 bytes for each key that has a line. The order of the members of an object is no part
/// of a key.
///
/// The file is locked for as long as the journal is open, so that no other process writes into it. Each
/// line is one write, so a kill can only tear the last one, and [`open`](Self::open) mends that. It is
/// not forced to the disk: what the machine loses when its power fails is up to the system.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "local")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use openai_structured::many::{Journal, Recorded};
/// use openai_structured::prelude::*;
/// use serde::Serialize;
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize, ResponseFormat)]
/// struct City {
///     name: String,
/// }
///
/// # use openai_structured::local::{LocalApi, Reply};
/// # let api = LocalApi::scripted([Reply::text(r#"{"name":"Oslo"}"#), Reply::refusal("No.")]).await?;
/// # let client = Client::builder().no_auth().base_url(api.base_url()).build()?;
/// # let path = std::env::temp_dir().join(format!("journal-{}.jsonl", std::process::id()));
/// let journal = Journal::open(&path)?;
/// let inputs = ["Norway", "Atlantis"].map(|it| (it, ChatRequest::new("any").user(it)));
/// let many = client.chat().parse_many::<City, _>(inputs).in_input_order();
/// let mut many = many.skip(|key| journal.is_done(key));
/// while let Some(done) = many.next().await {
///     journal.record(&done)?;
/// }
/// assert!(journal.is_done("Norway"));
/// drop(many);
/// drop(journal); // some systems let nobody read it before
///
/// let mut entries = Journal::read::<String, City>(&path)?;
/// let oslo = entries.next().ok_or("no entry")??;
/// assert_eq!(oslo.key, "Norway");
/// assert_eq!(oslo.recorded, Recorded::Parsed(City { name: "Oslo".to_owned() }));
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "local"))]
/// # fn main() {}
/// ```
pub struct Journal {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// The bytes of its whole lines, which are all unless a write has failed.
    length: u64,
    done: Keys,
}

impl Journal {
    /// Opens a journal and reads what is there, or makes a new one.
    ///
    /// A last line without its end is what a kill leaves behind: it is cut off. Reads the whole file,
    /// and waits for that, as [`record`](Self::record) waits for its line.
    ///
    /// # Errors
    ///
    /// The file cannot be read, another process has it open, or a line of it is none of a journal:
    /// then nothing of it is changed.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        let state = open::open(path).map_err(|failure| failure.at(path))?;
        Ok(Self {
            path: path.to_owned(),
            state: Mutex::new(state),
        })
    }

    /// Whether there is an answer for this key, so that it need not be asked for.
    pub fn is_done<K: Serialize + ?Sized>(&self, key: &K) -> bool {
        self.kind(key).is_some_and(Kind::is_answer)
    }

    /// What became of this key, if it has a line.
    ///
    /// Skip what has a value, and all else is asked again, as after the type was mended:
    ///
    /// ```no_run
    /// # use openai_structured::{many::{Journal, Kind}, prelude::*};
    /// # #[derive(Debug, Deserialize, serde::Serialize, ResponseFormat)]
    /// # struct Ticket { summary: String }
    /// # async fn run(client: Client, inputs: Vec<(u64, ChatRequest)>) -> Result<(), Box<dyn std::error::Error>> {
    /// let journal = Journal::open("tickets.jsonl")?;
    /// let many = client.chat().parse_many::<Ticket, _>(inputs);
    /// let many = many.skip(|key| journal.kind(key) == Some(Kind::Parsed));
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind<K: Serialize + ?Sized>(&self, key: &K) -> Option<Kind> {
        // A key that has no JSON cannot have been recorded.
        let key = line::key(key).ok()?;
        self.state().done.kind(key.get())
    }

    /// How many keys are done.
    pub fn len(&self) -> usize {
        self.state().done.len()
    }

    /// Whether no key is done.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the line of an input.
    ///
    /// It waits for the file: one write into the system's memory, which takes microseconds where the
    /// file is on a disk of the machine.
    ///
    /// # Errors
    ///
    /// The line cannot be written, or the key or the value has no JSON; or the key has an answer since
    /// the journal was opened ([`JournalError::Again`]): keys must be unique. Then nothing is written.
    pub fn record<D, T, K>(&self, done: &Done<D, T, K>) -> Result<(), JournalError>
    where
        D: Dialect,
        T: ResponseFormat + Serialize,
        K: Serialize,
    {
        let key = line::key(&done.key).map_err(JournalError::Json)?;
        let line = line::write(&key, done).map_err(JournalError::Json)?;
        let mut state = self.state();
        if state.done.is_answered_anew(key.get()) {
            return Err(JournalError::Again {
                path: self.path.clone(),
                key: key.get().to_owned(),
            });
        }
        state.append(&line).map_err(|source| JournalError::Io {
            path: self.path.clone(),
            source,
        })?;
        state.done.note(key.get(), done.kind(), true);
        Ok(())
    }

    /// Reads what a journal says, in the order of the file: of each key the line that counts,
    /// with the value as a `T`. The file need not be open as a journal; where it is, some systems (Windows) keep it
    /// from being read.
    ///
    /// The file is read twice, and 40 bytes or so are held for each key.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a line of it is none of a journal. A key or a value that is none of
    /// these types is an error of its entry.
    pub fn read<K, T>(path: impl AsRef<Path>) -> Result<Entries<K, T>, JournalError>
    where
        K: DeserializeOwned,
        T: DeserializeOwned,
    {
        Entries::open(path.as_ref())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while it is held can only be one of memory that is not there.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Adds a line. What an earlier write that failed has left behind is written over.
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.length))?;
        if let Err(error) = self.file.write_all(line) {
            // If that fails, too, the line is torn, as after a kill.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += line.len() as u64;
        Ok(())
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Journal")
            .field("path", &self.path)
            .field("done", &self.len())
            .finish_non_exhaustive()
    }
}
