//! Machines of the service on which programs of the model run.

use super::{AllowedCaller, skill::Skill};
use crate::{
    open_enum::open_enum,
    responses::secret::Secret,
    wire::{wire_either, wire_object, wire_union},
};

wire_object! {
    /// Runs programs that the model writes.
    ///
    /// ```
    /// use openai_client::responses::{AutoContainer, CodeInterpreterTool, MemoryLimit};
    ///
    /// let small = CodeInterpreterTool::new(AutoContainer::new());
    /// let large = CodeInterpreterTool::new(AutoContainer::new().memory_limit(MemoryLimit::Gb16));
    /// let my_own = CodeInterpreterTool::new("cntr_1");
    /// ```
    pub built struct CodeInterpreterTool as "code_interpreter" {
        /// Where they run.
        container: Container,
    } with {
        /// Who may call it.
        allowed_callers: Vec<AllowedCaller>,
    }
}

wire_either! {
    /// The container in which programs run.
    pub enum Container {
        /// The one of this id.
        Id(String) = text,
        /// One that the service makes.
        Auto(AutoContainer) = object,
    }
}

impl Default for Container {
    fn default() -> Self {
        Self::Auto(AutoContainer::default())
    }
}

impl From<&str> for Container {
    fn from(id: &str) -> Self {
        Self::Id(id.to_owned())
    }
}

impl From<String> for Container {
    fn from(id: String) -> Self {
        Self::Id(id)
    }
}

impl From<AutoContainer> for Container {
    fn from(container: AutoContainer) -> Self {
        Self::Auto(container)
    }
}

wire_object! {
    /// A container that the service makes for programs.
    pub built struct AutoContainer as "auto" {} with {
        /// The files that are in it, by their ids.
        file_ids: Vec<String> as list,
        /// How much memory it has.
        memory_limit: MemoryLimit,
        /// What it reaches of the network.
        network_policy: NetworkPolicy,
    }
}

wire_object! {
    /// A container that the service makes for a shell.
    pub built struct ShellContainer as "container_auto" {} with {
        /// The files that are in it, by their ids.
        file_ids: Vec<String> as list,
        /// How much memory it has.
        memory_limit: MemoryLimit,
        /// What it reaches of the network.
        network_policy: NetworkPolicy,
        /// What the model is taught.
        skills: Vec<Skill>,
    }
}

wire_object! {
    /// A container that there is already.
    pub built struct ContainerReference as "container_reference" {
        /// Its id.
        container_id: String,
    }
}

open_enum! {
    /// How much memory a container has.
    pub enum MemoryLimit {
        /// 1 GB.
        Gb1 = "1g",
        /// 4 GB.
        Gb4 = "4g",
        /// 16 GB.
        Gb16 = "16g",
        /// 64 GB.
        Gb64 = "64g",
    }
}

wire_union! {
    /// What a container reaches of the network.
    pub enum NetworkPolicy {
        /// Nothing.
        Disabled(NetworkDisabled) = "disabled",
        /// Some domains.
        Allowlist(NetworkAllowlist) = "allowlist",
    }
}

wire_object! {
    /// A container reaches nothing of the network.
    pub built struct NetworkDisabled as "disabled" {}
}

wire_object! {
    /// A container reaches some domains.
    ///
    /// ```
    /// use openai_client::responses::{DomainSecret, NetworkAllowlist};
    ///
    /// let network = NetworkAllowlist::new(["api.example.org"])
    ///     .domain_secrets([DomainSecret::new("api.example.org", "API_KEY", "the key")]);
    /// assert!(!format!("{network:?}").contains("the key"));
    /// ```
    pub built struct NetworkAllowlist as "allowlist" {
        /// The domains.
        allowed_domains: Vec<String> as list,
    } with {
        /// What the programs may use there and not read.
        domain_secrets: Vec<DomainSecret>,
    }
}

wire_object! {
    /// A secret that the service puts into requests to a domain.
    pub built struct DomainSecret {
        /// The domain.
        domain: String,
        /// The name by which programs use it.
        name: String,
        /// The secret.
        value: Secret,
    }
}
