//! Images that the model may make.

use crate::{open_enum::open_enum, wire::wire_object};

wire_object! {
    /// Makes images.
    ///
    /// ```
    /// use openai_client::responses::{ImageFormat, ImageGenerationTool, ImageQuality};
    ///
    /// let draw = ImageGenerationTool::new()
    ///     .quality(ImageQuality::Low)
    ///     .output_format(ImageFormat::Webp)
    ///     .size("1024x1024");
    /// ```
    pub built struct ImageGenerationTool as "image_generation" {} with {
        /// Which model.
        model: String,
        /// How good.
        quality: ImageQuality,
        /// How large: width and height such as `1024x1536`, or `auto`.
        size: String,
        /// In what form.
        output_format: ImageFormat,
        /// How much is left of it, from 0 to 100.
        output_compression: u32 as given,
        /// How strictly it is looked at.
        moderation: ImageModeration,
        /// What is behind it.
        background: ImageBackground,
        /// How much it must be like the images that it is made of.
        input_fidelity: InputFidelity,
        /// What of an image is changed.
        input_image_mask: ImageMask,
        /// How many unfinished images are streamed, from 0 to 3.
        partial_images: u32 as given,
        /// Whether one is made or changed.
        action: ImageAction,
    }
}

open_enum! {
    /// How good an image is.
    pub enum ImageQuality {
        /// The service decides.
        Auto = "auto",
        /// Good enough to look at.
        Low = "low",
        /// Good.
        Medium = "medium",
        /// Very good.
        High = "high",
    }
}

open_enum! {
    /// In what form an image is.
    pub enum ImageFormat {
        /// PNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// JPEG.
        Jpeg = "jpeg",
    }
}

open_enum! {
    /// How strictly an image is looked at.
    pub enum ImageModeration {
        /// As usual.
        Auto = "auto",
        /// Less than usual.
        Low = "low",
    }
}

open_enum! {
    /// What is behind an image.
    pub enum ImageBackground {
        /// The model decides.
        Auto = "auto",
        /// Nothing.
        Transparent = "transparent",
        /// Something.
        Opaque = "opaque",
    }
}

open_enum! {
    /// How much an image must be like those that it is made of.
    pub enum InputFidelity {
        /// Much.
        High = "high",
        /// A little.
        Low = "low",
    }
}

open_enum! {
    /// Whether an image is made or changed.
    pub enum ImageAction {
        /// The model decides.
        Auto = "auto",
        /// It is made.
        Generate = "generate",
        /// It is changed.
        Edit = "edit",
    }
}

wire_object! {
    /// What of an image is changed: where the mask is transparent.
    pub built struct ImageMask {} with {
        /// The mask, as `data:image/png;base64,…`.
        image_url: String,
        /// The id of an uploaded file.
        file_id: String,
    }
}
