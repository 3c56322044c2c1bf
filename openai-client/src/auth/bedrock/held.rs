//! Credentials of AWS while they are good: asked for by one caller for all, in AWS's own cache.

use std::{
    convert::Infallible,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use aws_config::{
    BehaviorVersion, Region, default_provider::credentials::DefaultCredentialsChain,
    profile::ProfileFileCredentialsProvider, provider_config::ProviderConfig,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider},
};
use aws_smithy_runtime::expiring_cache::ExpiringCache;
use secrecy::{ExposeSecret as _, SecretString};
use tracing::{instrument::WithSubscriber as _, subscriber::NoSubscriber};

use super::{carrier::Carrier, failure::Failure};

/// The clock that credentials expire by and requests are dated by.
pub(super) type Clock = fn() -> SystemTime;

/// For whoever has credentials: a role that is taken on by way of others takes several requests.
const PATIENCE: Duration = Duration::from_secs(30);

/// So long before their end credentials are not used any more, as AWS's clients have it.
const BUFFER: Duration = Duration::from_secs(10);

/// Those without an end are asked for anew after so long, as AWS's clients do it.
const WITHOUT_END: Duration = Duration::from_mins(15);

/// So long at least whatever came is the answer to whoever asks: a failure, or credentials that had
/// ended by then. Else of those who wait together each would ask again.
const PAUSE: Duration = Duration::from_secs(1);

/// Who has the credentials.
pub(super) enum Source {
    /// Those that do not change.
    Fixed(Credentials),
    Provider(SharedCredentialsProvider),
    Profile(String),
    DefaultChain,
}

/// Credentials, or why there are none.
type Loaded = Result<Credentials, Failure>;

/// The credentials that there are.
pub(super) struct Held {
    source: Source,
    region: String,
    carrier: Carrier,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    cache: ExpiringCache<Loaded, Infallible>,
    /// The session token of those in the cache.
    token: Option<SecretString>,
    /// What asks the source. After a failure another one is made, which reads profiles anew.
    provider: Option<SharedCredentialsProvider>,
}

impl Held {
    pub(super) fn new(source: Source, region: String, carrier: Carrier, clock: Clock) -> Self {
        Self {
            source,
            region,
            carrier,
            clock,
            state: Mutex::new(State {
                cache: ExpiringCache::new(BUFFER),
                token: None,
                provider: None,
            }),
        }
    }

    /// Good ones. Who asks while they are asked for waits for the same answer; who gives up waiting
    /// leaves the asking to the next.
    pub(super) async fn get(&self) -> Loaded {
        if let Source::Fixed(credentials) = &self.source {
            return Ok(credentials.clone());
        }
        let cache = self.state().cache.clone();
        if let Some(loaded) = cache.yield_or_clear_if_expired((self.clock)()).await {
            return loaded;
        }
        match cache.get_or_load(|| self.load()).await {
            Ok(loaded) => loaded,
            Err(never) => match never {},
        }
    }

    /// The service refused credentials with this session token. Whether there may be others.
    pub(super) fn refused(&self, token: &SecretString) -> bool {
        if matches!(self.source, Source::Fixed(_)) {
            return false;
        }
        let mut state = self.state();
        let is_same = |held: &SecretString| held.expose_secret() == token.expose_secret();
        if state.token.take_if(|held| is_same(held)).is_some() {
            state.cache = ExpiringCache::new(BUFFER);
        }
        true
    }

    async fn load(&self) -> Result<(Loaded, SystemTime), Infallible> {
        let asking = async {
            let provider = self.provider().await;
            let asked = tokio::time::timeout(PATIENCE, provider.provide_credentials()).await;
            (asked, provider)
        };
        let (asked, provider) = match self.source {
            Source::Profile(_) | Source::DefaultChain => untraced(asking).await,
            Source::Fixed(_) | Source::Provider(_) => asking.await,
        };
        let loaded = match asked {
            Ok(Ok(credentials)) => Ok(credentials),
            Ok(Err(error)) => Err(Failure::of(&self.whose(), &error)),
            Err(_) => Err(Failure::late(&self.whose(), PATIENCE)),
        };
        tracing::debug!(came = loaded.is_ok(), "asked for credentials of AWS");
        let now = (self.clock)();
        let mut state = self.state();
        let mut end = now + BUFFER + PAUSE;
        if let Ok(credentials) = &loaded {
            state.token = credentials.session_token().map(SecretString::from);
            state.provider = Some(provider);
            end = end.max(credentials.expiry().unwrap_or(now + WITHOUT_END));
        }
        Ok((loaded, end))
    }

    async fn provider(&self) -> SharedCredentialsProvider {
        if let Some(provider) = self.state().provider.take() {
            return provider;
        }
        let region = Region::new(self.region.clone());
        let config = ProviderConfig::default()
            .with_behavior_version(Some(BehaviorVersion::latest()))
            .with_http_client(self.carrier.clone())
            .with_region(Some(region.clone()));
        match &self.source {
            Source::Fixed(credentials) => SharedCredentialsProvider::new(credentials.clone()),
            Source::Provider(provider) => provider.clone(),
            Source::Profile(name) => SharedCredentialsProvider::new(
                ProfileFileCredentialsProvider::builder()
                    .configure(&config)
                    .profile_name(name)
                    .build(),
            ),
            Source::DefaultChain => SharedCredentialsProvider::new(
                DefaultCredentialsChain::builder()
                    .configure(config)
                    .region(region)
                    .build()
                    .await,
            ),
        }
    }

    /// As errors call it.
    fn whose(&self) -> String {
        match &self.source {
            Source::Fixed(_) | Source::Provider(_) => "the credentials provider".to_owned(),
            Source::Profile(name) => format!("the AWS profile `{name}`"),
            Source::DefaultChain => {
                "AWS's default chain (environment, profiles, web identity, container, instance)"
                    .to_owned()
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Half a change cannot be seen, as there is none.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the traces of AWS's crates, in which there is at level trace what they ask with and what
/// they are answered. Where nobody hears traces nothing is done: they would go to `log` then, if the
/// program has it so, and never again once a subscriber was set for whatever time.
async fn untraced<T>(asking: impl Future<Output = T>) -> T {
    let is_heard = tracing::dispatcher::get_default(|current| !current.is::<NoSubscriber>());
    if is_heard {
        asking.with_subscriber(NoSubscriber::default()).await
    } else {
        asking.await
    }
}

#[cfg(test)]
mod tests;
