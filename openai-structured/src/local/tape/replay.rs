//! `Replay`: a tape as it is to be played, and what of it has been.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::super::error::ApiError;
use super::super::received::Received;
use super::super::reply::Reply;
use super::super::stream::Ending;
use super::Tape;
use super::exchange::Exchange;
use super::fit::Differences;

/// A [`Tape`], and how a [`LocalApi`](crate::local::LocalApi) plays it.
///
/// A request gets the answer of the first recorded one that is equal in method, path, query and body, and has
/// not been played. The path counts below `/v1`, the body as JSON if it is, headers do not count, and what
/// was [taken out](super::REDACTED) of a tape is equal to anything: of several that are equal so, it is the
/// one of which least was taken out that counts, and then the first. A request like none of them gets an
/// error that names the nearest and the first difference; the client does not try it again.
///
/// Answers come in the recorded pieces and at once, unless it is said otherwise.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use openai_structured::local::{Ending, Reply, Tape};
///
/// # let tape = Tape::default();
/// // Every byte by itself, and an error before the first answer.
/// let slow = Reply::error(429, "Slow down.").header("retry-after-ms", "1");
/// let replay = tape.clone().split_every(1).before(0, slow);
/// // The connection breaks after 100 bytes of each answer.
/// let cut = tape.clone().replay().ends_after(100, Ending::Cut);
/// // What one answer is to do alone.
/// let late = tape.replay().change(|at, reply| match at {
///     1 => reply.pause(Duration::from_millis(20)),
///     _ => reply,
/// });
/// # let _ = (replay, cut, late);
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a replay is played by a `LocalApi`"]
pub struct Replay {
    tracks: Vec<Track>,
    is_repeated: bool,
}

/// An exchange, and what is answered in its place.
#[derive(Debug, Clone)]
struct Track {
    exchange: Exchange,
    before: VecDeque<Reply>,
    reply: Reply,
    was_played: bool,
}

impl Tape {
    /// This tape, to say how it is played.
    pub fn replay(self) -> Replay {
        let tracks = self.into_iter().map(|exchange| Track {
            reply: Reply::recorded(&exchange),
            exchange,
            before: VecDeque::new(),
            was_played: false,
        });
        Replay {
            tracks: tracks.collect(),
            is_repeated: false,
        }
    }

    /// This tape in pieces of so many bytes, see [`Replay::split_every`].
    pub fn split_every(self, bytes: usize) -> Replay {
        self.replay().split_every(bytes)
    }

    /// This tape once for each place at which an answer can be cut in two: a test that holds for each of
    /// them does not depend on how an answer happens to come. That is a replay for each byte of the longest
    /// answer: `splits().step_by(n)` has fewer.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use openai_structured::local::{LocalApi, Tape};
    ///
    /// # let tape = Tape::default();
    /// for replay in tape.splits() {
    ///     let api = LocalApi::replay(replay).await?;
    ///     // Run the program against `api.base_url()` here, and look at what comes of it.
    ///     # let _ = api;
    /// }
    /// # Ok::<(), openai_structured::local::StartError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn splits(&self) -> impl Iterator<Item = Replay> + '_ {
        let lengths = self
            .exchanges
            .iter()
            .map(|exchange| exchange.answer.body.len());
        let longest = lengths.max().unwrap_or_default();
        (1..longest).map(|place| self.clone().replay().split_at(&[place]))
    }
}

impl From<Tape> for Replay {
    fn from(tape: Tape) -> Self {
        tape.replay()
    }
}

impl Replay {
    /// Each answer in pieces of so many bytes; at least 1.
    pub fn split_every(self, bytes: usize) -> Self {
        self.all(|reply| reply.writes_of(bytes))
    }

    /// Each answer in pieces that end at these places, in bytes from its begin.
    pub fn split_at(self, places: &[usize]) -> Self {
        self.all(|reply| reply.split_at(places))
    }

    /// Waits before each piece of an answer.
    pub fn delay(self, pause: Duration) -> Self {
        self.all(|reply| reply.pause(pause))
    }

    /// Waits before each piece as long as it took when it was recorded. In pieces that are made by
    /// [`split_every`](Self::split_every) or [`split_at`](Self::split_at) there is nothing to wait for.
    pub fn in_real_time(self) -> Self {
        self.all(Reply::in_real_time)
    }

    /// Ends each answer after so many bytes. A shorter one ends so after all of them.
    #[expect(clippy::needless_pass_by_value, reason = "as a reply takes it")]
    pub fn ends_after(self, bytes: usize, ending: Ending) -> Self {
        self.all(|reply| reply.cut_after(bytes).ends(ending.clone()))
    }

    /// Changes what is answered in place of the recorded answers, which are counted from 0.
    pub fn change(mut self, mut change: impl FnMut(usize, Reply) -> Reply) -> Self {
        let tracks = self.tracks.into_iter().enumerate();
        let tracks = tracks.map(|(at, track)| Track {
            reply: change(at, track.reply),
            ..track
        });
        self.tracks = tracks.collect();
        self
    }

    /// Answers so before the recorded answer `at`, counted from 0: the same request comes to that one
    /// when it is tried again. Nothing where there is no such answer.
    pub fn before(mut self, at: usize, reply: Reply) -> Self {
        if let Some(track) = self.tracks.get_mut(at) {
            track.before.push_back(reply);
        }
        self
    }

    /// Plays each exchange as often as it is asked for, not once.
    pub fn repeated(mut self) -> Self {
        self.is_repeated = true;
        self
    }

    fn all(self, mut change: impl FnMut(Reply) -> Reply) -> Self {
        self.change(|_, reply| change(reply))
    }
}

/// A replay that is being played.
#[derive(Debug)]
pub(in crate::local) struct Player(Mutex<Replay>);

impl Player {
    pub(in crate::local) fn new(replay: Replay) -> Self {
        Self(Mutex::new(replay))
    }

    /// The reply to a request.
    pub(in crate::local) fn reply(&self, received: &Received) -> Result<Reply, ApiError> {
        let mut replay = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_repeated = replay.is_repeated;
        let mut best = None;
        for (at, track) in replay.tracks.iter().enumerate() {
            if track.was_played && !is_repeated {
                continue;
            }
            if let Some(unknown) = track.differences(received).unknown() {
                if best.is_none_or(|(least, _)| unknown < least) {
                    best = Some((unknown, at));
                }
                // None fits better.
                if unknown == 0 {
                    break;
                }
            }
        }
        if let Some(track) = best.and_then(|(_, at)| replay.tracks.get_mut(at)) {
            let before = track.before.pop_front();
            track.was_played |= before.is_none();
            return Ok(before.unwrap_or_else(|| track.reply.clone()));
        }
        Err(ApiError::own("no_such_exchange", replay.unlike(received)))
    }

    pub(in crate::local) fn unplayed(&self) -> Vec<Exchange> {
        let replay = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = replay.tracks.iter().filter(|track| !track.was_played);
        left.map(|track| track.exchange.clone()).collect()
    }
}

impl Track {
    fn differences(&self, received: &Received) -> Differences {
        Differences::between(&self.exchange.request, received)
    }
}

impl Replay {
    /// Why no exchange fits a request.
    fn unlike(&self, received: &Received) -> String {
        let count = self.tracks.len();
        let asked = format!("{} {}", received.method, received.path);
        let tracks = self.tracks.iter().enumerate();
        let compared =
            tracks.map(|(at, track)| (at, track.was_played, track.differences(received)));
        // An exchange that is left is no nearer than one that was played: the difference is what helps.
        let nearest = compared.min_by_key(|(_, was_played, found)| (found.distance(), *was_played));
        match nearest {
            None => format!("The tape has no exchange for {asked}: it is empty."),
            Some((at, was_played, found)) => {
                let which = format!("exchange {at} of 0 to {}", count - 1);
                match found.first() {
                    None => format!(
                        "The tape has no exchange left for {asked}: {which} was played already."
                    ),
                    Some(first) => {
                        let played = if was_played {
                            ", which was played already"
                        } else {
                            ""
                        };
                        format!(
                            "The tape has no exchange for {asked}. The nearest is {which}{played}: {first}."
                        )
                    }
                }
            }
        }
    }
}
