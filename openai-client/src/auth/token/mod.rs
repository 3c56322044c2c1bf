//! Tokens that an issuer gives for a while: one is held for all, and renewed before its end by a task
//! in the background, while the old one is used.
//!
//! A fetch belongs to nobody who waits for it: each of them may give up, and the others have its
//! result. It goes on as long as the runtime in which it was begun is at work; if that ends or rests,
//! those who wait in another begin anew.

mod cell;

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{HeaderValue, Request, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};
use tokio::{runtime::Handle, sync::watch, time::Instant};

use self::cell::{Cell, Step};
use super::{Auth, Authorizing, Keys, Scheme, insert_bearer};
use crate::{error::Error, header, transport::RequestBody};

/// How long before its end a token is renewed, unless a user says.
pub(super) const BUFFER: Duration = Duration::from_mins(20);

/// So many runtimes may end or rest under one who waits.
const RUNTIMES: usize = 3;

/// So often a fetch says that its runtime is at work, and after so long without a word it rests: one of
/// a single thread may be left alone for hours between two calls.
const BEAT: Duration = Duration::from_secs(1);
const SILENCE: Duration = Duration::from_secs(5);

/// What an issuer gave.
pub(super) struct Issued {
    pub(super) token: SecretString,
    /// When it was asked for, from which on it lives.
    pub(super) asked: Instant,
    pub(super) lifetime: Duration,
}

/// A token, to come.
pub(super) type Issuing = Pin<Box<dyn Future<Output = Result<Issued, Error>> + Send>>;

/// Gives tokens.
pub(super) trait Issuer: Send + Sync + 'static {
    /// A new one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials): all who wait get it.
    fn issue(&self) -> Issuing;
}

/// A token as it is held.
struct Bearer {
    token: SecretString,
    header: HeaderValue,
}

/// The token of an identity, for all its clients.
pub(super) struct Tokens(Mutex<State>);

struct State {
    cell: Cell<Arc<Bearer>, Arc<Error>, Heard>,
    /// How many fetches have begun.
    begun: u64,
}

/// What is heard of a fetch.
#[derive(Clone)]
struct Heard {
    /// Which one it is.
    number: u64,
    news: watch::Receiver<News>,
}

enum News {
    /// It goes on.
    Beat,
    Ended(Result<Arc<Bearer>, Arc<Error>>),
}

/// What there is for one who asks.
enum Asked {
    Now(Arc<Bearer>),
    Later(Heard),
}

impl Tokens {
    /// Renewed so long before their end.
    pub(super) fn new(buffer: Duration) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            cell: Cell::new(buffer),
            begun: 0,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change of it is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a fetch if it is time.
    fn ask(self: &Arc<Self>, issuer: &dyn Issuer) -> Result<Asked, Error> {
        let mut state = self.state();
        let bearer = match state.cell.ask(Instant::now()) {
            Step::Use(bearer) => return Ok(Asked::Now(bearer)),
            Step::Wait(fetch) => return Ok(Asked::Later(fetch)),
            Step::Fail(error) => return Err(error.shared()),
            Step::UseAndFetch(bearer) => Some(bearer),
            Step::Fetch => None,
        };
        let (fetch, heard) = self.fetch(&mut state);
        let asked = bearer.map_or(Asked::Later(heard), Asked::Now);
        // Before anything that may end the fetch, which takes the lock.
        drop(state);
        match (Handle::try_current(), &asked) {
            (Ok(runtime), _) => {
                runtime.spawn(fetch.run(issuer.issue()));
            }
            // It is for the next one.
            (Err(_), Asked::Now(_)) => {}
            (Err(cause), Asked::Later(_)) => {
                let what = "a token is fetched by a task, and there is no tokio runtime for it";
                return Err(Error::credentials(what, Some(cause.into())));
            }
        }
        Ok(asked)
    }

    fn fetch(self: &Arc<Self>, state: &mut State) -> (Fetch, Heard) {
        state.begun += 1;
        let number = state.begun;
        let (teller, news) = watch::channel(News::Beat);
        let heard = Heard { number, news };
        state.cell.begun(heard.clone());
        let fetch = Fetch {
            tokens: Arc::clone(self),
            number,
            teller: Some(teller),
            is_polled: false,
        };
        (fetch, heard)
    }

    async fn wait(
        self: &Arc<Self>,
        issuer: &dyn Issuer,
        first: Heard,
    ) -> Result<Arc<Bearer>, Error> {
        let mut heard = first;
        for _ in 0..RUNTIMES {
            if let Some(result) = heard.end().await {
                return result.map_err(|error| error.shared());
            }
            self.state().ended(heard.number);
            heard = match self.ask(issuer)? {
                Asked::Now(bearer) => return Ok(bearer),
                Asked::Later(heard) => heard,
            };
        }
        let what = "the runtime in which a token was fetched has ended, or is not at work";
        Err(Error::credentials(what, None).passing())
    }

    fn refused(&self, used: &SecretString) {
        let mut state = self.state();
        let is_it = |held: &Arc<Bearer>| held.token.expose_secret() == used.expose_secret();
        state.cell.refused(is_it);
    }
}

impl State {
    /// A fetch has ended; whether it is the one that all wait for.
    fn ended(&mut self, number: u64) -> bool {
        self.cell.ended(|fetch| fetch.number == number)
    }
}

impl Heard {
    /// What comes of the fetch; none if it is lost.
    async fn end(&mut self) -> Option<Result<Arc<Bearer>, Arc<Error>>> {
        loop {
            // Who said nothing for so long will not, and who is gone cannot.
            let news = tokio::time::timeout(SILENCE, self.news.changed()).await;
            news.ok()?.ok()?;
            if let News::Ended(result) = &*self.news.borrow() {
                return Some(result.clone());
            }
        }
    }
}

/// One that has begun; its end is told whatever becomes of it.
struct Fetch {
    tokens: Arc<Tokens>,
    number: u64,
    /// None once it has ended.
    teller: Option<watch::Sender<News>>,
    /// The issuer is at work right now: it has panicked, if it goes no further than this.
    is_polled: bool,
}

impl Fetch {
    async fn run(mut self, mut issuing: Issuing) {
        let result = loop {
            let polled = poll_fn(|context| {
                self.is_polled = true;
                let result = issuing.as_mut().poll(context);
                self.is_polled = false;
                result
            });
            if let Ok(result) = tokio::time::timeout(BEAT, polled).await {
                break result;
            }
            if let Some(teller) = &self.teller {
                teller.send_replace(News::Beat);
            }
        };
        let result = result.and_then(|issued| {
            let header = header::bearer(issued.token.expose_secret());
            let header = header.map_err(|unfit| {
                Error::credentials(format!("the token that was issued {unfit}"), None)
            })?;
            Ok((header, issued))
        });
        self.end(result);
    }

    fn end(&mut self, result: Result<(HeaderValue, Issued), Error>) {
        let Some(teller) = self.teller.take() else {
            return;
        };
        // Not under the lock: who hears it may make calls, too.
        if let Err(error) = &result {
            tracing::debug!(
                status = error.status().map(|status| status.as_u16()),
                code = error.code(),
                "no new token"
            );
        }
        let mut state = self.tokens.state();
        let is_awaited = state.ended(self.number);
        let outcome = match result {
            Ok((header, issued)) => {
                let token = issued.token;
                let bearer = Arc::new(Bearer { token, header });
                let (asked, lifetime) = (issued.asked, issued.lifetime);
                if is_awaited {
                    state.cell.fetched(Arc::clone(&bearer), asked, lifetime);
                }
                Ok(bearer)
            }
            Err(error) => {
                let retry_after = error.retry_after();
                let error = Arc::new(error);
                if is_awaited {
                    // What an issuer says holds for all. That it was not reached is a matter of these
                    // connections, and copies of the client may have others.
                    let held = error.status().map(|_| Arc::clone(&error));
                    state.cell.failed(held, Instant::now(), retry_after);
                }
                Err(error)
            }
        };
        drop(state);
        teller.send_replace(News::Ended(outcome));
    }
}

/// The runtime has ended, or the issuer has panicked.
impl Drop for Fetch {
    fn drop(&mut self) {
        // Not any panic that unwinds the thread: a runtime may be dropped in the course of another.
        if self.is_polled {
            let what = "what fetches tokens has panicked";
            self.end(Err(Error::credentials(what, None)));
        } else if self.teller.is_some() {
            self.tokens.state().ended(self.number);
        }
    }
}

/// Credentials that are renewed.
pub(super) struct Renewed {
    pub(super) tokens: Arc<Tokens>,
    pub(super) issuer: Arc<dyn Issuer>,
    /// For all that the tokens are not for.
    pub(super) fixed: Keys,
}

impl Auth for Renewed {
    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        if scheme != Scheme::Project || request.headers().contains_key(AUTHORIZATION) {
            return self.fixed.authorize(scheme, request);
        }
        let asked = self.tokens.ask(&*self.issuer);
        let mut put = |bearer: &Bearer| {
            insert_bearer(request.headers_mut(), bearer.header.clone());
            Some(bearer.token.clone())
        };
        match asked {
            Ok(Asked::Now(bearer)) => Authorizing::Done(Ok(put(&bearer))),
            Ok(Asked::Later(heard)) => Authorizing::Waiting(Box::pin(async move {
                let bearer = self.tokens.wait(&*self.issuer, heard).await?;
                Ok(put(&bearer))
            })),
            Err(error) => Authorizing::Done(Err(error)),
        }
    }

    fn awaited(&self) -> &'static str {
        "token of the token endpoint"
    }

    /// There is another by the next attempt: it is held already, or fetched then.
    fn refused(&self, used: &SecretString) -> bool {
        self.tokens.refused(used);
        true
    }
}
