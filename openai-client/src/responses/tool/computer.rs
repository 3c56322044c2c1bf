//! Computers that the model may use.

use crate::{open_enum::open_enum, wire::wire_object};

wire_object! {
    /// Lets the model use a computer.
    pub built struct ComputerTool as "computer" {}
}

wire_object! {
    /// Lets the model use a computer; the older tool.
    pub built struct ComputerUsePreviewTool as "computer_use_preview" {
        /// Of what kind the computer is.
        environment: ComputerEnvironment,
        /// How wide the screen is, in pixels.
        display_width: u32 as given,
        /// How high the screen is, in pixels.
        display_height: u32 as given,
    }
}

open_enum! {
    /// Of what kind a computer is.
    #[derive(Default)]
    pub enum ComputerEnvironment {
        /// A browser.
        #[default]
        Browser = "browser",
        /// Windows.
        Windows = "windows",
        /// macOS.
        Mac = "mac",
        /// Linux.
        Linux = "linux",
        /// Ubuntu.
        Ubuntu = "ubuntu",
    }
}
