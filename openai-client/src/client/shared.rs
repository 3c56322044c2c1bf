//! What a client and its copies have together: connections, and the reserve of retries.

use std::sync::Arc;

use crate::{
    error::Error,
    exchange::RetryBudget,
    transport::{Connect, HttpTransport, Transport},
};

/// What was made for a client, with the settings that it was made by. A copy with other settings
/// makes its own.
#[derive(Clone, Default)]
pub(super) struct Shared {
    pool: Option<(Connect, Arc<dyn Transport>)>,
    budget: Option<(u32, Arc<RetryBudget>)>,
}

impl Shared {
    /// The transport that was given, else one that connects so.
    pub(super) fn transport(
        &mut self,
        given: Option<&Arc<dyn Transport>>,
        connect: &Connect,
    ) -> Result<Arc<dyn Transport>, Error> {
        if let Some(given) = given {
            return Ok(Arc::clone(given));
        }
        if let Some((made_by, pool)) = &self.pool
            && made_by == connect
        {
            return Ok(Arc::clone(pool));
        }
        let pool: Arc<dyn Transport> = Arc::new(HttpTransport::from(connect.client()?));
        self.pool = Some((connect.clone(), Arc::clone(&pool)));
        Ok(pool)
    }

    /// So many retries in reserve.
    pub(super) fn budget(&mut self, reserve: Option<u32>) -> Option<Arc<RetryBudget>> {
        let reserve = reserve?;
        if let Some((made_by, budget)) = &self.budget
            && *made_by == reserve
        {
            return Some(Arc::clone(budget));
        }
        let budget = Arc::new(RetryBudget::new(reserve));
        self.budget = Some((reserve, Arc::clone(&budget)));
        Some(budget)
    }
}
