//! The options of a request that are more than a number or a text.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::content::Content;
use crate::{open_enum::open_enum, wire::wire_object};

open_enum! {
    /// How much a reasoning model thinks before it answers.
    pub enum ReasoningEffort {
        /// Not at all.
        None = "none",
        /// As little as possible.
        Minimal = "minimal",
        /// Little.
        Low = "low",
        /// The default of most models.
        Medium = "medium",
        /// Much.
        High = "high",
        /// Very much.
        Xhigh = "xhigh",
        /// As much as possible.
        Max = "max",
    }
}

open_enum! {
    /// How wordy the answer is.
    pub enum Verbosity {
        /// Short.
        Low = "low",
        /// The service's default.
        Medium = "medium",
        /// Long.
        High = "high",
    }
}

open_enum! {
    /// How the call is served and charged.
    pub enum ServiceTier {
        /// As the project is set; the service's default.
        Auto = "auto",
        /// The usual price and speed.
        Default = "default",
        /// Cheaper and slower.
        Flex = "flex",
        /// Capacity that was bought ahead.
        Scale = "scale",
        /// Dearer and faster.
        Priority = "priority",
        /// Fast.
        Fast = "fast",
        /// As fast as can be; of the Responses API.
        Ultrafast = "ultrafast",
    }
}

open_enum! {
    /// A form of answer.
    pub enum Modality {
        /// Text.
        Text = "text",
        /// Speech.
        Audio = "audio",
    }
}

open_enum! {
    /// How long a prompt stays in the cache.
    pub enum CacheRetention {
        /// In memory, for minutes.
        InMemory = "in_memory",
        /// For a day.
        Day = "24h",
    }
}

open_enum! {
    /// What is cached of a prompt.
    pub enum CacheMode {
        /// What the service thinks best.
        Implicit = "implicit",
        /// What comes before a breakpoint (see
        /// [`ContentPart::cache_breakpoint`](super::ContentPart::cache_breakpoint)).
        Explicit = "explicit",
    }
}

open_enum! {
    /// The encoding of a spoken answer.
    pub enum AudioFormat {
        /// WAV.
        Wav = "wav",
        /// AAC.
        Aac = "aac",
        /// MP3.
        Mp3 = "mp3",
        /// FLAC.
        Flac = "flac",
        /// Opus.
        Opus = "opus",
        /// 16-bit samples without a header.
        Pcm16 = "pcm16",
    }
}

open_enum! {
    /// What moderation does with what it finds.
    pub enum ModerationMode {
        /// Reports it with the answer.
        Score = "score",
        /// Stops the call.
        Block = "block",
    }
}

/// One text or several at which the model stops. Made from a text or from several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Stop {
    /// One.
    One(String),
    /// Several, at most four.
    Many(Vec<String>),
}

impl From<&str> for Stop {
    fn from(text: &str) -> Self {
        Self::One(text.to_owned())
    }
}

impl From<String> for Stop {
    fn from(text: String) -> Self {
        Self::One(text)
    }
}

impl From<Vec<String>> for Stop {
    fn from(texts: Vec<String>) -> Self {
        Self::Many(texts)
    }
}

impl<const N: usize> From<[&str; N]> for Stop {
    fn from(texts: [&str; N]) -> Self {
        Self::Many(texts.map(str::to_owned).into())
    }
}

/// How the answer is spoken. The request's modalities must name audio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AudioOutput {
    /// The voice.
    pub voice: Voice,
    /// The encoding.
    pub format: AudioFormat,
}

impl AudioOutput {
    /// A voice and an encoding.
    pub fn new(voice: impl Into<Voice>, format: impl Into<AudioFormat>) -> Self {
        Self {
            voice: voice.into(),
            format: format.into(),
        }
    }
}

/// A voice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Voice {
    /// One of the service's, such as `alloy`.
    Named(String),
    /// One of your own, by its id.
    Custom(String),
}

impl From<&str> for Voice {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
}

impl From<String> for Voice {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

impl Serialize for Voice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Named(name) => serializer.serialize_str(name),
            Self::Custom(id) => json!({"id": id}).serialize(serializer),
        }
    }
}

/// What is known of the answer beforehand: where it agrees, it comes faster.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The expected text.
    pub content: Content,
}

impl Prediction {
    /// The expected text.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
        }
    }
}

impl Serialize for Prediction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({"type": "content", "content": self.content}).serialize(serializer)
    }
}

wire_object! {
    /// How the prompt is cached.
    ///
    /// ```
    /// use openai_client::chat::{CacheMode, CacheOptions};
    ///
    /// let options = CacheOptions::new().ttl("30m").mode(CacheMode::Explicit);
    /// ```
    pub built struct CacheOptions {} with {
        /// For how long, such as `30m`.
        ttl: String,
        /// What is cached.
        mode: CacheMode,
    }
}

/// What a streamed answer has beside its text; for
/// `Chat::create_stream` only.
///
/// ```
/// use openai_client::{ChatRequest, chat::StreamOptions};
///
/// let request = ChatRequest::new("gpt-5-mini")
///     .user("Hello")
///     .stream_options(StreamOptions::new().include_usage(true));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StreamOptions {
    /// Whether a chunk without choices comes at the end that says what was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_usage: Option<bool>,
    /// Whether chunks are padded, so that their sizes on the network tell less about the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_obfuscation: Option<bool>,
}

impl StreamOptions {
    /// As the service does by default: without usage, with padding.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a chunk without choices comes at the end that says what was used.
    #[must_use]
    pub fn include_usage(mut self, include: bool) -> Self {
        self.include_usage = Some(include);
        self
    }

    /// Whether chunks are padded, so that their sizes on the network tell less about the text.
    #[must_use]
    pub fn include_obfuscation(mut self, include: bool) -> Self {
        self.include_obfuscation = Some(include);
        self
    }
}

/// Moderation of the request and the answer within the call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModerationOptions {
    /// The model that judges.
    pub model: String,
    /// What is done about the request.
    pub input: Option<ModerationMode>,
    /// What is done about the answer.
    pub output: Option<ModerationMode>,
}

impl ModerationOptions {
    /// Moderation by this model.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            input: None,
            output: None,
        }
    }

    /// What is done about the request.
    #[must_use]
    pub fn input(mut self, mode: impl Into<ModerationMode>) -> Self {
        self.input = Some(mode.into());
        self
    }

    /// What is done about the answer.
    #[must_use]
    pub fn output(mut self, mode: impl Into<ModerationMode>) -> Self {
        self.output = Some(mode.into());
        self
    }
}

impl Serialize for ModerationOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut policy = serde_json::Map::new();
        for (name, mode) in [("input", &self.input), ("output", &self.output)] {
            if let Some(mode) = mode {
                policy.insert(name.to_owned(), json!({"mode": mode}));
            }
        }
        let mut options = serde_json::Map::new();
        options.insert("model".to_owned(), json!(self.model));
        if !policy.is_empty() {
            options.insert("policy".to_owned(), Value::Object(policy));
        }
        options.serialize(serializer)
    }
}
