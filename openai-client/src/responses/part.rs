//! The parts of what is said, in requests and in answers.

use super::{annotation::Annotation, logprob::TokenLogprob};
use crate::{
    open_enum::open_enum,
    wire::{wire_object, wire_union},
};

wire_union! {
    /// A part of what is said.
    pub enum Part {
        /// A text for the model.
        InputText(InputText) = "input_text",
        /// An image for the model.
        InputImage(InputImage) = "input_image",
        /// A file for the model.
        InputFile(InputFile) = "input_file",
        /// A text of the model.
        OutputText(OutputText) = "output_text",
        /// Why the model will not answer.
        Refusal(Refusal) = "refusal",
        /// A text of anybody.
        Text(Text) = "text",
        /// What the model thought.
        ReasoningText(ReasoningText) = "reasoning_text",
        /// What the model thought, in short.
        SummaryText(SummaryText) = "summary_text",
        /// What is on a screen.
        ComputerScreenshot(ComputerScreenshot) = "computer_screenshot",
    }
}

impl Part {
    /// The text, if it is one that was said: refusals and thinking are none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::InputText(part) => Some(&part.text),
            Self::OutputText(part) => Some(&part.text),
            Self::Text(part) => Some(&part.text),
            _ => None,
        }
    }
}

wire_object! {
    /// A text for the model.
    pub built struct InputText as "input_text" {
        /// The text.
        text: String,
    } with {
        /// Ends what should be cached of the prompt.
        prompt_cache_breakpoint: CacheBreakpoint,
    }
}

wire_object! {
    /// An image for the model.
    ///
    /// ```
    /// use openai_client::responses::{ImageDetail, InputImage, InputText, Message, Part};
    ///
    /// let cat = InputImage::url("https://example.org/cat.png").detail(ImageDetail::Low);
    /// let parts = vec![Part::from(InputText::new("What is this?")), cat.into()];
    /// let message = Message::user(parts);
    /// ```
    pub set struct InputImage as "input_image" {} with {
        /// Its address, or the image itself as `data:image/png;base64,…`.
        image_url: String,
        /// The id of an uploaded file.
        file_id: String,
        /// How closely the model looks.
        detail: ImageDetail,
        /// Ends what should be cached of the prompt.
        prompt_cache_breakpoint: CacheBreakpoint,
    }
}

impl InputImage {
    /// By its address, or the image itself as `data:image/png;base64,…`.
    pub fn url(url: impl Into<String>) -> Self {
        Self::default().image_url(url)
    }

    /// A file that was uploaded before, by its id.
    pub fn file(id: impl Into<String>) -> Self {
        Self::default().file_id(id)
    }
}

wire_object! {
    /// A file for the model.
    ///
    /// ```
    /// use openai_client::responses::InputFile;
    ///
    /// let uploaded = InputFile::file("file-1");
    /// let sent_along = InputFile::data("bill.pdf", "data:application/pdf;base64,JVBERi0=");
    /// ```
    pub set struct InputFile as "input_file" {} with {
        /// The id of an uploaded file.
        file_id: String,
        /// The name of a file that comes along.
        filename: String,
        /// Its data, as `data:application/pdf;base64,…`.
        file_data: String,
        /// The address of a file.
        file_url: String,
        /// How closely the model looks.
        detail: FileDetail,
        /// Ends what should be cached of the prompt.
        prompt_cache_breakpoint: CacheBreakpoint,
    }
}

impl InputFile {
    /// A file that was uploaded before, by its id.
    pub fn file(id: impl Into<String>) -> Self {
        Self::default().file_id(id)
    }

    /// A file by its address.
    pub fn url(url: impl Into<String>) -> Self {
        Self::default().file_url(url)
    }

    /// A file that comes along: its name, and its data as `data:application/pdf;base64,…`.
    pub fn data(name: impl Into<String>, data: impl Into<String>) -> Self {
        Self::default().filename(name).file_data(data)
    }
}

wire_object! {
    /// What is on a screen.
    ///
    /// ```
    /// use openai_client::responses::{ComputerCallOutput, ComputerScreenshot};
    ///
    /// let screen = ComputerScreenshot::url("data:image/png;base64,iVBORw0=");
    /// let output = ComputerCallOutput::new("call_1", screen);
    /// ```
    pub set struct ComputerScreenshot as "computer_screenshot" {} with {
        /// Its address, or the image itself as `data:image/png;base64,…`.
        image_url: String,
        /// The id of an uploaded file.
        file_id: String,
        /// How closely the model looks.
        detail: ImageDetail,
        /// Ends what should be cached of the prompt.
        prompt_cache_breakpoint: CacheBreakpoint,
    }
}

impl ComputerScreenshot {
    /// By its address, or the image itself as `data:image/png;base64,…`.
    pub fn url(url: impl Into<String>) -> Self {
        Self::default().image_url(url)
    }

    /// A file that was uploaded before, by its id.
    pub fn file(id: impl Into<String>) -> Self {
        Self::default().file_id(id)
    }
}

wire_object! {
    /// A text of the model.
    pub built struct OutputText as "output_text" {
        /// The text.
        text: String,
    } with {
        /// The sources of the text.
        annotations: Vec<Annotation>,
        /// How likely its tokens were.
        logprobs: Vec<TokenLogprob>,
    }
}

wire_object! {
    /// Why the model will not answer.
    pub built struct Refusal as "refusal" {
        /// Its words.
        refusal: String,
    }
}

wire_object! {
    /// A text of anybody.
    pub built struct Text as "text" {
        /// The text.
        text: String,
    }
}

wire_object! {
    /// What the model thought.
    pub built struct ReasoningText as "reasoning_text" {
        /// The text.
        text: String,
    }
}

wire_object! {
    /// What the model thought, in short.
    pub built struct SummaryText as "summary_text" {
        /// The text.
        text: String,
    }
}

open_enum! {
    /// How closely the model looks at an image.
    pub enum ImageDetail {
        /// The model decides.
        Auto = "auto",
        /// Coarsely, for few tokens.
        Low = "low",
        /// Closely.
        High = "high",
        /// At each of its pixels.
        Original = "original",
    }
}

open_enum! {
    /// How closely the model looks at a file.
    pub enum FileDetail {
        /// The model decides.
        Auto = "auto",
        /// Coarsely, for few tokens.
        Low = "low",
        /// Closely.
        High = "high",
    }
}

wire_object! {
    /// Ends what should be cached of a prompt. [`default`](Self::default) is the one there is.
    pub struct CacheBreakpoint {
        /// Of what kind it is.
        mode: BreakpointMode,
    }
}

open_enum! {
    /// Of what kind the end of what should be cached is.
    #[derive(Default)]
    pub enum BreakpointMode {
        /// It is where it says.
        #[default]
        Explicit = "explicit",
    }
}
