//! TLS before a scripted server: what comes through it is passed on without.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use crate::server::Server;

pub(crate) struct Front {
    port: u16,
    refused: Arc<AtomicUsize>,
    listening: JoinHandle<()>,
}

impl Front {
    pub(crate) async fn start(acceptor: TlsAcceptor, server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = server.url();
        let behind = url.trim_start_matches("http://").trim_end_matches("/v1");
        let behind = behind.to_owned();
        let refused = Arc::<AtomicUsize>::default();
        let listening = tokio::spawn({
            let refused = Arc::clone(&refused);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (acceptor, behind) = (acceptor.clone(), behind.clone());
                    let refused = Arc::clone(&refused);
                    tokio::spawn(async move {
                        let Ok(mut stream) = acceptor.accept(stream).await else {
                            refused.fetch_add(1, Ordering::Relaxed);
                            return;
                        };
                        let mut behind = TcpStream::connect(behind).await.unwrap();
                        // Ends when either side does.
                        let _ = copy_bidirectional(&mut stream, &mut behind).await;
                    });
                }
            }
        });
        Self {
            port,
            refused,
            listening,
        }
    }

    pub(crate) fn authority(&self) -> String {
        format!("localhost:{}", self.port)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.authority())
    }

    /// How many connections were not taken.
    pub(crate) fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
