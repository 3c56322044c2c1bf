//! The blocking client: where it may be called, what goes on between calls, and how calls end.

mod ends;
mod places;
mod resources;
mod rest;

use std::{ops::Deref, time::Duration};

use openai_client::blocking::{Chat, Client};
use tokio::runtime::{self, Runtime};

use crate::server::{Reply, Server};

/// A server with a thread of its own, as the callers' are blocked.
struct Apart {
    server: Server,
    /// None once it is shut down.
    runtime: Option<Runtime>,
}

impl Apart {
    fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        Self::on_a_thread(Server::start(script))
    }

    fn on_a_thread(starting: impl Future<Output = Server>) -> Self {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        Self {
            server: runtime.block_on(starting),
            runtime: Some(runtime),
        }
    }

    fn client(&self) -> Client {
        self.server.builder().build_blocking().unwrap()
    }

    fn chat(&self) -> Chat {
        self.client().chat()
    }

    /// Whether the client closes, within a time, a connection on which a reply stalls.
    fn is_given_up_within(&self, time: Duration) -> bool {
        let runtime = self.runtime.as_ref().unwrap();
        runtime
            .block_on(async { tokio::time::timeout(time, self.server.given_up()).await })
            .is_ok()
    }
}

impl Deref for Apart {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // Does not wait, so that it may end inside a runtime.
        self.runtime.take().unwrap().shutdown_background();
    }
}
