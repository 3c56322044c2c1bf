//! Streamed answers as services send them.

/// The events of an answer that has these pieces, each as large as those of the API.
pub fn events(pieces: &[&str]) -> Vec<String> {
    let mut events: Vec<String> = pieces.iter().map(|piece| event(piece)).collect();
    events.push(format!(
        "data: {HEAD}\"choices\":[{{\"index\":0,\"delta\":{{}},{STOP}\n\n"
    ));
    events.push("data: [DONE]\n\n".to_owned());
    events
}

const HEAD: &str = "{\"id\":\"chatcmpl-CcXf2n9XkqP4vL7tYbRz0aWm3uEdS\",\"object\":\"chat.completion.chunk\",\
    \"created\":1763812345,\"model\":\"gpt-5-mini-2025-08-07\",\"service_tier\":\"default\",\
    \"system_fingerprint\":\"fp_3f1a9c2b7d\",";
const STOP: &str =
    "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null,\"obfuscation\":\"k3\"}";

/// The size of an event of a short piece. Services fill up, so that the size says nothing.
const SIZE: usize = 323;

fn event(piece: &str) -> String {
    let piece = serde_json::to_string(piece).expect("a text is JSON");
    let event = format!(
        "data: {HEAD}\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{piece}}},\"logprobs\":null,\
        \"finish_reason\":null}}],\"usage\":null,\"obfuscation\":\""
    );
    let filled = SIZE.saturating_sub(event.len() + 4).max(1);
    let filling: String = "xQ7aLm2Zt9Rb4Vc".chars().cycle().take(filled).collect();
    format!("{event}{filling}\"}}\n\n")
}

/// Bytes in reads of so many.
pub fn reads(bytes: &[u8], size: usize) -> Vec<&[u8]> {
    bytes.chunks(size).collect()
}

#[cfg(test)]
mod tests {
    use super::{SIZE, events};

    #[test]
    fn events_have_the_size_that_is_said() {
        for event in &events(&["{\"a\":", "\n", "\u{20ac}", "four"])[..4] {
            // A little more where the piece leaves no room for a filling.
            assert!((SIZE..SIZE + 8).contains(&event.len()), "{event}");
            let json = event.strip_prefix("data: ").unwrap();
            assert!(
                serde_json::from_str::<serde_json::Value>(json).is_ok(),
                "{event}"
            );
        }
    }
}
