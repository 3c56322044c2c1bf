//! Where in a body a mistake is, without what the body says.

use std::fmt::Write as _;

use serde_path_to_error::{Path, Segment};

/// Longer names are texts.
const LONGEST_NAME: usize = 40;

/// `choices[0].message`; none at the root. Keys of a map are content, and one that could be no name
/// of a field is not shown.
pub(super) fn shown(path: &Path) -> Option<String> {
    let mut text = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => {
                // Writing into memory never fails.
                let _ = write!(text, "[{index}]");
                continue;
            }
            Segment::Map { key } | Segment::Enum { variant: key } => {
                if is_name(key) {
                    key
                } else {
                    "[…]"
                }
            }
            Segment::Unknown => "?",
        };
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(name);
    }
    // A key that was not read to its end says nothing.
    text.truncate(text.trim_end_matches(['.', '?']).len());
    (!text.is_empty()).then_some(text)
}

fn is_name(text: &str) -> bool {
    let is_of_names = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$');
    !text.is_empty() && text.len() <= LONGEST_NAME && text.bytes().all(is_of_names)
}
