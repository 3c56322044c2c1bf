//! Searches that the service makes: of files and of the web.

use super::filter::Filter;
use crate::{chat::SearchContextSize, open_enum::open_enum, wire::wire_object};

wire_object! {
    /// Searches files.
    ///
    /// ```
    /// use openai_client::responses::{FileSearchTool, Filter};
    ///
    /// let manuals = FileSearchTool::new(["vs_1"])
    ///     .max_num_results(5)
    ///     .filters(Filter::eq("language", "de"));
    /// ```
    pub built struct FileSearchTool as "file_search" {
        /// The stores that are searched.
        vector_store_ids: Vec<String> as list,
    } with {
        /// How much is found at most, from 1 to 50.
        max_num_results: u32 as given,
        /// How it is put in order.
        ranking_options: RankingOptions,
        /// Which files are searched.
        filters: Filter,
    }
}

wire_object! {
    /// How what was found in files is put in order.
    pub built struct RankingOptions {} with {
        /// By what.
        ranker: Ranker,
        /// How well it must fit, from 0 to 1.
        score_threshold: f64,
        /// How much meaning and words count.
        hybrid_search: HybridSearch,
    }
}

open_enum! {
    /// By what something found is put in order.
    pub enum Ranker {
        /// The service's best.
        Auto = "auto",
        /// That of November 2024.
        Default20241115 = "default-2024-11-15",
    }
}

wire_object! {
    /// How much meaning and words count in a search.
    pub built struct HybridSearch {
        /// How much the meaning counts.
        embedding_weight: f64,
        /// How much the words count.
        text_weight: f64,
    }
}

wire_object! {
    /// Searches the web.
    ///
    /// ```
    /// use openai_client::responses::{UserLocation, WebSearchFilters, WebSearchTool};
    ///
    /// let search = WebSearchTool::new()
    ///     .user_location(UserLocation::new().country("DE").city("Bonn"))
    ///     .filters(WebSearchFilters::new().allowed_domains(["example.org"]));
    /// ```
    pub set struct WebSearchTool {
        /// Which version of the tool.
        kind = "type": WebSearchVersion,
    } with {
        /// Whether it may look at pages as they are now, and not only at what the service has stored.
        external_web_access: bool,
        /// Where it is searched.
        filters: WebSearchFilters,
        /// Where the user is, roughly.
        user_location: UserLocation,
        /// How much is read.
        search_context_size: SearchContextSize,
    }
}

impl WebSearchTool {
    /// Of the newest version.
    #[allow(clippy::new_without_default, reason = "there is a default as well")]
    pub fn new() -> Self {
        Self::default()
    }
}

open_enum! {
    /// Which version of the search of the web.
    #[derive(Default)]
    pub enum WebSearchVersion {
        /// The newest.
        #[default]
        Newest = "web_search",
        /// That of August 2025.
        August2025 = "web_search_2025_08_26",
    }
}

wire_object! {
    /// Where the web is searched.
    pub built struct WebSearchFilters {} with {
        /// The domains; all below them count, too.
        allowed_domains: Vec<String> as list,
    }
}

wire_object! {
    /// Where the user is, roughly.
    pub set struct UserLocation {} with {
        /// How exactly it is known.
        kind = "type": LocationKind,
        /// Two letters, such as `DE`.
        country: String,
        /// A state or county.
        region: String,
        /// A city.
        city: String,
        /// A time zone, such as `Europe/Berlin`.
        timezone: String,
    }
}

impl UserLocation {
    /// Nothing is known.
    #[allow(clippy::new_without_default, reason = "the default has no kind")]
    pub fn new() -> Self {
        Self::default().kind(LocationKind::Approximate)
    }
}

open_enum! {
    /// How exactly it is known where the user is.
    pub enum LocationKind {
        /// Roughly.
        Approximate = "approximate",
    }
}

wire_object! {
    /// Searches the web; the older tool.
    pub set struct WebSearchPreviewTool {
        /// Which version of the tool.
        kind = "type": WebSearchPreviewVersion,
    } with {
        /// Where the user is, roughly.
        user_location: UserLocation,
        /// How much is read.
        search_context_size: SearchContextSize,
        /// What is looked for.
        search_content_types: Vec<SearchContentType> as list,
    }
}

impl WebSearchPreviewTool {
    /// Of the newest version.
    #[allow(clippy::new_without_default, reason = "there is a default as well")]
    pub fn new() -> Self {
        Self::default()
    }
}

open_enum! {
    /// Which version of the older search of the web.
    #[derive(Default)]
    pub enum WebSearchPreviewVersion {
        /// The newest.
        #[default]
        Newest = "web_search_preview",
        /// That of March 2025.
        March2025 = "web_search_preview_2025_03_11",
    }
}

open_enum! {
    /// What a search of the web looks for.
    pub enum SearchContentType {
        /// Texts.
        Text = "text",
        /// Images.
        Image = "image",
    }
}
