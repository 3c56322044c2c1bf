//! Tokens that an issuer gives for a while: one is held for all, and renewed before its end by a task
//! in the background, while the old one is used.
//!
//! A fetch belongs to nobody who waits for it: each of them may give up, and the others have its
//! result. It ends with the runtime that it was begun in; those who wait in another then begin anew.

mod cell;

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use http::{HeaderValue, Request, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};
use tokio::{runtime::Handle, sync::watch, time::Instant};

use self::cell::{Cell, Step};
use super::{Auth, Authorizing, Keys, Scheme, insert_bearer};
use crate::{error::Error, header, transport::RequestBody};

/// So many runtimes may end under one who waits.
const RUNTIMES: usize = 3;

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
    cell: Cell<Arc<Bearer>>,
    /// Hears of the fetch that has begun.
    fetch: Option<watch::Receiver<Outcome>>,
}

/// None before the end.
type Outcome = Option<Result<Arc<Bearer>, Arc<Error>>>;

/// What there is for one who asks.
enum Asked {
    Now(Arc<Bearer>),
    Later(watch::Receiver<Outcome>),
}

impl Tokens {
    /// Renewed so long before their end.
    pub(super) fn new(buffer: Duration) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            cell: Cell::new(buffer),
            fetch: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change of it is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a fetch if it is time.
    fn ask(self: &Arc<Self>, issuer: &dyn Issuer) -> Result<Asked, Error> {
        let mut state = self.state();
        let step = state.cell.ask(Instant::now());
        let (fetch, asked) = match step {
            Step::Use(bearer) => return Ok(Asked::Now(bearer)),
            Step::UseAndFetch(bearer) => (self.fetch(&mut state), Asked::Now(bearer)),
            Step::Fetch => {
                let fetch = self.fetch(&mut state);
                let heard = fetch.heard();
                (fetch, Asked::Later(heard))
            }
            Step::Wait => {
                // There is one whenever the cell says so: both are set under this lock.
                let heard = state.fetch.clone();
                return Ok(Asked::Later(
                    heard.unwrap_or_else(|| watch::channel(None).1),
                ));
            }
        };
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

    fn fetch(self: &Arc<Self>, state: &mut State) -> Fetch {
        let (teller, heard) = watch::channel(None);
        state.fetch = Some(heard);
        Fetch {
            tokens: Arc::clone(self),
            teller: Some(teller),
        }
    }

    async fn wait(
        self: &Arc<Self>,
        issuer: &dyn Issuer,
        first: watch::Receiver<Outcome>,
    ) -> Result<Arc<Bearer>, Error> {
        let mut heard = first;
        for _ in 0..RUNTIMES {
            if let Ok(outcome) = heard.wait_for(Option::is_some).await
                && let Some(outcome) = &*outcome
            {
                return outcome.clone().map_err(|error| error.shared());
            }
            heard = match self.ask(issuer)? {
                Asked::Now(bearer) => return Ok(bearer),
                Asked::Later(heard) => heard,
            };
        }
        let what = "the runtime in which a token was fetched has ended";
        Err(Error::credentials(what, None).passing())
    }

    fn refused(&self, used: &SecretString) {
        let mut state = self.state();
        let is_it = |held: &Arc<Bearer>| held.token.expose_secret() == used.expose_secret();
        state.cell.refused(is_it);
    }
}

/// One that has begun; its end is told whatever becomes of it.
struct Fetch {
    tokens: Arc<Tokens>,
    /// None once it has ended.
    teller: Option<watch::Sender<Outcome>>,
}

impl Fetch {
    fn heard(&self) -> watch::Receiver<Outcome> {
        match &self.teller {
            Some(teller) => teller.subscribe(),
            None => watch::channel(None).1,
        }
    }

    async fn run(mut self, issuing: Issuing) {
        let result = issuing.await.and_then(|issued| {
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
        let mut state = self.tokens.state();
        let outcome = match result {
            Ok((header, issued)) => {
                let token = issued.token;
                let bearer = Arc::new(Bearer { token, header });
                let (asked, lifetime) = (issued.asked, issued.lifetime);
                state.cell.fetched(Arc::clone(&bearer), asked, lifetime);
                Ok(bearer)
            }
            Err(error) => {
                tracing::debug!(
                    status = error.status().map(|status| status.as_u16()),
                    code = error.code(),
                    "no new token"
                );
                state.cell.failed(Instant::now());
                Err(Arc::new(error))
            }
        };
        state.fetch = None;
        drop(state);
        teller.send_replace(Some(outcome));
    }
}

/// The runtime has ended, or the issuer has panicked.
impl Drop for Fetch {
    fn drop(&mut self) {
        if thread::panicking() {
            let what = "what fetches tokens has panicked";
            self.end(Err(Error::credentials(what, None)));
        } else if self.teller.is_some() {
            let mut state = self.tokens.state();
            state.cell.ended();
            state.fetch = None;
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

    /// There is another by the next attempt: it is held already, or fetched then.
    fn refused(&self, used: &SecretString) -> bool {
        self.tokens.refused(used);
        true
    }
}
