//! The calls: models.

use std::future::Future;

use super::{DeletedModel, Model};
use crate::{
    client::{Endpoint, objects, resource},
    error::Error,
    list::Pages,
};

const ALL: &str = "models";
const ONE: &str = "models/{model}";

objects! {
    Model, "a model", id;
    DeletedModel, "a deleted model", deleted;
}

resource! {
    /// The models that the service has; from [`Client::models`](crate::Client::models). Cheap to make and to
    /// clone.
    ///
    /// The errors of all calls are those of [`ErrorKind`](crate::ErrorKind).
    ///
    /// ```no_run
    /// use openai_client::Client;
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let mut models = client.models().list();
    /// while let Some(model) = models.next().await {
    ///     println!("{}", model?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct Models;
}

impl Models {
    /// All models that the key may use, on one page.
    pub fn list(&self) -> Pages<Model> {
        Pages::whole(&self.calls, Endpoint::get(ALL, []))
    }

    /// What is known of a model.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve(
        &self,
        model: &str,
    ) -> impl Future<Output = Result<Model, Error>> + Send + use<> {
        self.calls.ask(Endpoint::get(ONE, [model]))
    }

    /// Deletes a model of one's own, which tuning has come to.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer that does not say that it is deleted is a
    /// [`Decode`](crate::ErrorKind::Decode). When an attempt was repeated, a status of 404 may mean that
    /// the one before had deleted it.
    pub fn delete(
        &self,
        model: &str,
    ) -> impl Future<Output = Result<DeletedModel, Error>> + Send + use<> {
        self.calls.ask(Endpoint::delete(ONE, [model]))
    }
}
