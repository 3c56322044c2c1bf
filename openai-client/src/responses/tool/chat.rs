//! Tools of chat requests, which are the same in another form.

use super::{CustomFormat, CustomGrammar, CustomText, CustomTool, FunctionTool, Tool};
use crate::chat;

impl From<chat::FunctionTool> for FunctionTool {
    /// In chat a schema is a hint where `strict` is not said, and so it stays.
    fn from(tool: chat::FunctionTool) -> Self {
        Self {
            name: tool.name,
            description: tool.description,
            parameters: tool.parameters,
            strict: Some(tool.strict.unwrap_or(false)),
            ..Self::default()
        }
    }
}

impl From<chat::CustomTool> for CustomTool {
    fn from(tool: chat::CustomTool) -> Self {
        Self {
            name: tool.name,
            description: tool.description,
            format: tool.format.map(Into::into),
            ..Self::default()
        }
    }
}

impl From<chat::CustomFormat> for CustomFormat {
    fn from(format: chat::CustomFormat) -> Self {
        match format {
            chat::CustomFormat::Text => CustomText::new().into(),
            chat::CustomFormat::Grammar { definition, syntax } => {
                CustomGrammar::new(syntax, definition).into()
            }
            chat::CustomFormat::Other(format) => Self::Other(format),
        }
    }
}

impl From<chat::FunctionTool> for Tool {
    fn from(tool: chat::FunctionTool) -> Self {
        Self::Function(tool.into())
    }
}

impl From<&chat::FunctionTool> for Tool {
    fn from(tool: &chat::FunctionTool) -> Self {
        tool.clone().into()
    }
}

impl From<chat::CustomTool> for Tool {
    fn from(tool: chat::CustomTool) -> Self {
        Self::Custom(tool.into())
    }
}

impl From<chat::Tool> for Tool {
    fn from(tool: chat::Tool) -> Self {
        match tool {
            chat::Tool::Function(tool) => tool.into(),
            chat::Tool::Custom(tool) => tool.into(),
            chat::Tool::Other(tool) => Self::Other(tool),
        }
    }
}
