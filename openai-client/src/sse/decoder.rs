//! Splits reads into lines and lines into events, and keeps what a read leaves unfinished.
//!
//! Each byte is looked at once for the end of its line, and copied at most once, and only if its
//! event spans reads or has several `data` lines. So the cost is linear in what came, whatever the
//! sizes of reads and events.

#[cfg(feature = "transport")]
mod ahead;

use std::{fmt, ops::Range, time::Duration};

use memchr::memchr2;

use super::{
    DecodeError, Event,
    field::{self, Field},
};

const BOM: [u8; 3] = [0xef, 0xbb, 0xbf];

/// A buffer that grew beyond this for one event is given back after it.
const KEPT: usize = 16 << 10;

/// Makes events of bytes that come in pieces.
///
/// Lines end in LF, CR or CRLF in any mixture, and a read may end anywhere, also between CR and LF
/// or within a character. A byte order mark at the start is skipped. Comments and unknown fields
/// are skipped without being kept. An event is what has `data` that is not empty: heartbeats and
/// lone `id` or `retry` lines are none.
///
/// An event with one `data` line that lies within one read is lent from it: nothing is copied or
/// allocated. Anything else goes through a buffer that is used again.
///
/// See the [module](super) for an example.
#[derive(Clone)]
pub struct Decoder {
    limit: usize,
    /// The data of the current event that came before this read, then the line that is not whole.
    pub(super) held: Vec<u8>,
    /// What is known of the line that is not whole.
    line: Line,
    data: Option<Place>,
    name: String,
    id: String,
    retry: Option<Duration>,
    /// The last line ended in CR, so a LF now belongs to it.
    after_cr: bool,
    /// How much of a byte order mark was seen; all of it once that is settled.
    bom: usize,
    /// The current event has been lent; it goes when the next one is asked for.
    lent: bool,
    ended: bool,
}

/// The line that earlier reads began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// None was.
    Start,
    /// It stands in the buffer from here on.
    Held(usize),
    /// It means nothing.
    Skipped,
}

/// Where the data of an event is. Never empty when handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    owner: Owner,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Read,
    Held,
}

impl Place {
    fn len(self) -> usize {
        self.end - self.start
    }
}

/// How much of a read was used, and the event that was found there; none if the read is used up.
pub(crate) struct Scanned {
    pub(crate) used: usize,
    pub(crate) found: Option<Result<Place, DecodeError>>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder at the start of a stream, with a limit of 64 MiB an event.
    pub fn new() -> Self {
        Self {
            limit: 64 << 20,
            held: Vec::new(),
            line: Line::Start,
            data: None,
            name: String::new(),
            id: String::new(),
            retry: None,
            after_cr: false,
            bom: 0,
            lent: false,
            ended: false,
        }
    }

    /// The most bytes that the data of an event may have, and the value of any other field that is
    /// kept. More is an error, and is not collected.
    #[must_use]
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// The next event of a read, which is shortened to what follows the event.
    ///
    /// None when the read is used up: what it leaves unfinished is kept, and the next read may be
    /// given. A read that is not used up must not be replaced by another.
    ///
    /// # Errors
    ///
    /// See [`DecodeError`]; what comes after one is ignored.
    pub fn next_event<'a, 'r: 'a>(
        &'a mut self,
        read: &mut &'r [u8],
    ) -> Option<Result<Event<'a>, DecodeError>> {
        let bytes = *read;
        let Scanned { used, found } = self.scan(bytes);
        *read = part(bytes, used..bytes.len());
        Some(found?.and_then(|place| self.lend(place, bytes)))
    }

    /// The event that the end of the stream leaves without its blank line, if it has data.
    ///
    /// The standard for browsers discards such an event, since it may have been cut. Answers are
    /// paid for, and some servers close right after the last line, so here it is the caller who
    /// decides: data that is whole by itself, as JSON that can be read or an end marker is, was
    /// not cut.
    ///
    /// # Errors
    ///
    /// See [`DecodeError`].
    pub fn finish(&mut self) -> Option<Result<Event<'_>, DecodeError>> {
        let place = self.close()?;
        Some(place.and_then(|place| self.lend(place, &[])))
    }

    /// As [`next_event`](Self::next_event), with a place to lend from.
    pub(crate) fn scan(&mut self, read: &[u8]) -> Scanned {
        if self.lent {
            self.reset();
        }
        if self.ended {
            return Scanned {
                used: read.len(),
                found: None,
            };
        }
        let mut at = self.skip_bom(read);
        loop {
            if self.after_cr && at < read.len() {
                self.after_cr = false;
                at += usize::from(read.get(at) == Some(&b'\n'));
            }
            let rest = part(read, at..read.len());
            let Some(length) = memchr2(b'\n', b'\r', rest) else {
                self.keep_data(read);
                let found = self.hold(rest).err().map(|error| self.fail(error));
                return Scanned {
                    used: read.len(),
                    found,
                };
            };
            let end = at + length;
            self.after_cr = rest.get(length) == Some(&b'\r');
            let found = match self.line_ends(read, at..end) {
                Ok(true) => self.event_ends(read),
                Ok(false) => None,
                Err(error) => Some(self.fail(error)),
            };
            at = end + 1;
            if found.is_some() {
                return Scanned { used: at, found };
            }
        }
    }

    /// As [`finish`](Self::finish), with a place to lend from (and no read).
    pub(crate) fn close(&mut self) -> Option<Result<Place, DecodeError>> {
        if self.lent {
            self.reset();
        }
        if self.ended {
            return None;
        }
        let found = match self.line_ends(&[], 0..0) {
            Ok(_) => self.event_ends(&[]),
            Err(error) => Some(self.fail(error)),
        };
        self.ended = true;
        found
    }

    /// The bytes of an event that was just found in this read.
    pub(crate) fn bytes<'a>(&'a self, place: Place, read: &'a [u8]) -> &'a [u8] {
        let owner = match place.owner {
            Owner::Read => read,
            Owner::Held => &self.held,
        };
        part(owner, place.start..place.end)
    }

    /// The event that was just found in this read.
    pub(crate) fn lend<'a>(
        &'a self,
        place: Place,
        read: &'a [u8],
    ) -> Result<Event<'a>, DecodeError> {
        let data = str::from_utf8(self.bytes(place, read)).map_err(|_| DecodeError::NotUtf8)?;
        Ok(Event {
            name: self.name(),
            data,
            id: &self.id,
            retry: self.retry,
        })
    }

    /// The name of the event that was just found.
    pub(crate) fn name(&self) -> Option<&str> {
        Some(self.name.as_str()).filter(|name| !name.is_empty())
    }

    fn skip_bom(&mut self, read: &[u8]) -> usize {
        let mut at = 0;
        while let (Some(expected), Some(byte)) = (BOM.get(self.bom), read.get(at)) {
            if byte == expected {
                self.bom += 1;
                at += 1;
            } else {
                // The bytes that looked like a mark begin a field, and none that means anything.
                if self.bom > 0 {
                    self.line = Line::Skipped;
                }
                self.bom = BOM.len();
            }
        }
        at
    }

    /// Takes a line that ends; true if it is blank.
    fn line_ends(&mut self, read: &[u8], place: Range<usize>) -> Result<bool, DecodeError> {
        let start = place.start;
        let (owner, start, end) = match self.line {
            Line::Start => (Owner::Read, start, place.end),
            Line::Held(start) => {
                self.held.extend_from_slice(part(read, place));
                (Owner::Held, start, self.held.len())
            }
            Line::Skipped => {
                self.line = Line::Start;
                return Ok(false);
            }
        };
        self.line = Line::Start;
        if start == end {
            return Ok(true);
        }
        let whole = Place { owner, start, end };
        let line = self.bytes(whole, read);
        let Some((field, skipped)) = field::split(line) else {
            self.drop_line(whole);
            return Ok(false);
        };
        let value = Place {
            start: start + skipped,
            ..whole
        };
        self.check_size(field, value.len())?;
        match field {
            Field::Data => self.add_data(value, start, read),
            Field::Event | Field::Id | Field::Retry => {
                self.set(field, value, read);
                self.drop_line(whole);
            }
        }
        Ok(false)
    }

    /// Forgets a line that has been dealt with.
    fn drop_line(&mut self, line: Place) {
        if line.owner == Owner::Held {
            self.held.truncate(line.start);
        }
    }

    fn set(&mut self, field: Field, value: Place, read: &[u8]) {
        let owner = match value.owner {
            Owner::Read => read,
            Owner::Held => &self.held,
        };
        let value = part(owner, value.start..value.end);
        match field {
            Field::Data => {}
            Field::Event => {
                self.name.clear();
                self.name.push_str(&String::from_utf8_lossy(value));
            }
            // An id with NUL is ignored, says the standard; one that is no text serves nobody.
            Field::Id => {
                if let Ok(id) = str::from_utf8(value)
                    && !id.contains('\0')
                {
                    self.id.clear();
                    self.id.push_str(id);
                }
            }
            Field::Retry => {
                if let Ok(text) = str::from_utf8(value)
                    && text.bytes().all(|byte| byte.is_ascii_digit())
                    && let Ok(millis) = text.parse()
                {
                    self.retry = Some(Duration::from_millis(millis));
                }
            }
        }
    }

    /// Adds a line to the data; in the buffer, the line begins at `line` and ends it.
    fn add_data(&mut self, value: Place, line: usize, read: &[u8]) {
        if self.data.is_none() {
            self.data = Some(value);
            return;
        }
        self.keep_data(read);
        match value.owner {
            Owner::Read => {
                self.held.push(b'\n');
                self.held
                    .extend_from_slice(part(read, value.start..value.end));
            }
            Owner::Held => {
                // The data so far ends where the line begins, and the name of the field leaves room.
                if let Some(joint) = self.held.get_mut(line) {
                    *joint = b'\n';
                }
                self.held.copy_within(value.start..value.end, line + 1);
                self.held.truncate(line + 1 + value.len());
            }
        }
        if let Some(data) = &mut self.data {
            data.end = self.held.len();
        }
    }

    /// Moves data from the read to the buffer, before the read goes or a further line comes.
    fn keep_data(&mut self, read: &[u8]) {
        if let Some(data) = &mut self.data
            && data.owner == Owner::Read
        {
            // There is nothing else in the buffer: a line of this read was whole, and so were all
            // before it.
            let start = self.held.len();
            self.held
                .extend_from_slice(part(read, data.start..data.end));
            *data = Place {
                owner: Owner::Held,
                start,
                end: self.held.len(),
            };
        }
    }

    /// Keeps the beginning of a line, unless it means nothing.
    fn hold(&mut self, piece: &[u8]) -> Result<(), DecodeError> {
        let start = match self.line {
            _ if piece.is_empty() => return Ok(()),
            Line::Skipped => return Ok(()),
            // A remark may be long, so it is looked at before it is kept.
            Line::Start if !field::is_open(piece) => {
                self.line = Line::Skipped;
                return Ok(());
            }
            Line::Start => self.held.len(),
            Line::Held(start) => start,
        };
        self.held.extend_from_slice(piece);
        self.line = Line::Held(start);
        let line = part(&self.held, start..self.held.len());
        match field::split(line) {
            // Without a value, the next bytes may make it another field.
            Some((field, skipped)) if skipped < line.len() => {
                self.check_size(field, line.len() - skipped)?;
            }
            _ if field::is_open(line) => {}
            _ => {
                self.held.truncate(start);
                self.line = Line::Skipped;
            }
        }
        Ok(())
    }

    /// Judged by what would be kept, so that it does not depend on where reads end.
    fn check_size(&self, field: Field, length: usize) -> Result<(), DecodeError> {
        let before = match (field, self.data) {
            (Field::Data, Some(data)) => data.len() + 1,
            _ => 0,
        };
        if length > self.limit.saturating_sub(before) || before > self.limit {
            return Err(DecodeError::TooLarge { limit: self.limit });
        }
        Ok(())
    }

    /// A blank line came.
    fn event_ends(&mut self, read: &[u8]) -> Option<Result<Place, DecodeError>> {
        let Some(place) = self.data.filter(|data| data.len() > 0) else {
            self.reset();
            return None;
        };
        // It is read as text when it is lent. To see here that it is ASCII, as nearly all is, costs
        // less than to read it twice.
        let data = self.bytes(place, read);
        if !is_ascii(data) && str::from_utf8(data).is_err() {
            return Some(self.fail(DecodeError::NotUtf8));
        }
        self.lent = true;
        Some(Ok(place))
    }

    fn fail(&mut self, error: DecodeError) -> Result<Place, DecodeError> {
        self.ended = true;
        self.reset();
        Err(error)
    }

    /// At the beginning of an event.
    fn reset(&mut self) {
        self.lent = false;
        self.data = None;
        self.line = Line::Start;
        self.name.clear();
        if self.held.capacity() > KEPT {
            self.held = Vec::new();
        } else {
            self.held.clear();
        }
    }
}

/// As the standard library has it, without an end before the last byte: that would cost more than
/// it saves, as nearly all data is ASCII.
fn is_ascii(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte).is_ascii()
}

/// A part of bytes; the places that are asked for were all found in them.
fn part(bytes: &[u8], range: Range<usize>) -> &[u8] {
    bytes.get(range).unwrap_or_default()
}

/// Without the data, which belongs to the user.
impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("max_event_bytes", &self.limit)
            .field("held", &self.held.len())
            .finish_non_exhaustive()
    }
}
