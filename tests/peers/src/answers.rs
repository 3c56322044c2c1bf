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

/// The events of a response that has these pieces, each as large as those of the API.
pub fn response_events(pieces: &[&str]) -> Vec<String> {
    let mut number = 0;
    let mut event = |kind: &str, fields: &str| {
        number += 1;
        let json = format!("{{\"type\":\"{kind}\",\"sequence_number\":{number},{fields}}}");
        format!("event: {kind}\ndata: {json}\n\n")
    };
    let text = serde_json::to_string(&pieces.concat()).expect("a text is JSON");
    let part = |text: &str| {
        format!("{{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":{text}}}")
    };
    let item = |status: &str, content: &str| {
        format!(
            "{{\"id\":\"{ITEM}\",\"type\":\"message\",\"status\":\"{status}\",\"content\":[{content}],\
            \"role\":\"assistant\"}}"
        )
    };
    let response = |status: &str, output: &str| {
        format!(
            "\"response\":{{\"id\":\"resp_0a1b2c3d4e5f60718293a4b5c6d7e8f9\",\"object\":\"response\",\
            \"created_at\":1763812345,\"status\":\"{status}\",\"error\":null,\"incomplete_details\":null,\
            \"model\":\"gpt-5-mini-2025-08-07\",\"output\":[{output}],\"parallel_tool_calls\":true,\
            \"tool_choice\":\"auto\",\"tools\":[],\"usage\":null,\"metadata\":{{}}}}"
        )
    };
    let places = format!("\"item_id\":\"{ITEM}\",\"output_index\":0,\"content_index\":0");
    let mut events = vec![
        event("response.created", &response("in_progress", "")),
        event("response.in_progress", &response("in_progress", "")),
        event(
            "response.output_item.added",
            &format!("\"output_index\":0,\"item\":{}", item("in_progress", "")),
        ),
        event(
            "response.content_part.added",
            &format!("{places},\"part\":{}", part("\"\"")),
        ),
    ];
    for piece in pieces {
        let piece = serde_json::to_string(piece).expect("a text is JSON");
        let fields = format!("{places},\"delta\":{piece},\"logprobs\":[],\"obfuscation\":\"");
        let filled = SIZE.saturating_sub(fields.len() + 107).max(1);
        events.push(event(
            "response.output_text.delta",
            &format!("{fields}{}\"", filling(filled)),
        ));
    }
    events.extend([
        event(
            "response.output_text.done",
            &format!("{places},\"text\":{text},\"logprobs\":[]"),
        ),
        event(
            "response.content_part.done",
            &format!("{places},\"part\":{}", part(&text)),
        ),
        event(
            "response.output_item.done",
            &format!(
                "\"output_index\":0,\"item\":{}",
                item("completed", &part(&text))
            ),
        ),
        event(
            "response.completed",
            &response("completed", &item("completed", &part(&text))),
        ),
    ]);
    events
}

const ITEM: &str = "msg_0f9e8d7c6b5a493827160594837261504f";

fn filling(bytes: usize) -> String {
    "xQ7aLm2Zt9Rb4Vc".chars().cycle().take(bytes).collect()
}

/// The size of an event of a short piece. Services fill up, so that the size says nothing.
const SIZE: usize = 323;

fn event(piece: &str) -> String {
    let piece = serde_json::to_string(piece).expect("a text is JSON");
    let event = format!(
        "data: {HEAD}\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{piece}}},\"logprobs\":null,\
        \"finish_reason\":null}}],\"usage\":null,\"obfuscation\":\""
    );
    let filled = SIZE.saturating_sub(event.len() + 4).max(1);
    format!("{event}{}\"}}\n\n", filling(filled))
}

/// Bytes in reads of so many.
pub fn reads(bytes: &[u8], size: usize) -> Vec<&[u8]> {
    bytes.chunks(size).collect()
}

#[cfg(test)]
mod tests {
    use super::{SIZE, events, response_events};

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

    #[test]
    fn responses_are_json_throughout() {
        let events = response_events(&["{\"a\":", "\n", "\u{20ac}"]);
        assert_eq!(events.len(), 4 + 3 + 4);
        for event in &events {
            let (_, data) = event.split_once("data: ").unwrap();
            let json: serde_json::Value = serde_json::from_str(data).unwrap();
            assert!(event.starts_with(&format!("event: {}\n", json["type"].as_str().unwrap())));
        }
        let delta = &events[4];
        assert!(
            (SIZE - 8..SIZE + 8).contains(&delta.len()),
            "{} {delta}",
            delta.len()
        );
    }
}
