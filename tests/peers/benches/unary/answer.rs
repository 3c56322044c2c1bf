//! An answer as the API gives it.

use serde_json::json;

/// The headers of an answer but for its length.
const HEAD: &str = "HTTP/1.1 200 OK\r\n\
    date: Sun, 23 Nov 2025 10:12:13 GMT\r\n\
    content-type: application/json\r\n\
    connection: keep-alive\r\n\
    access-control-expose-headers: X-Request-ID\r\n\
    openai-organization: user-k3v9q2xw7tz1m8\r\n\
    openai-processing-ms: 1843\r\n\
    openai-project: proj_Qm2Zt9Rb4VcLx7aW\r\n\
    openai-version: 2020-10-01\r\n\
    x-envoy-upstream-service-time: 1862\r\n\
    x-ratelimit-limit-requests: 10000\r\n\
    x-ratelimit-limit-tokens: 10000000\r\n\
    x-ratelimit-remaining-requests: 9999\r\n\
    x-ratelimit-remaining-tokens: 9999405\r\n\
    x-ratelimit-reset-requests: 6ms\r\n\
    x-ratelimit-reset-tokens: 3ms\r\n\
    x-request-id: req_5f1a9c2b7d3e4f60a1b2c3d4e5f60718\r\n\
    x-openai-proxy-wasm: v0.1\r\n\
    cf-cache-status: DYNAMIC\r\n\
    set-cookie: __cf_bm=q8Zt1mK3v9wXyR4b; path=/; HttpOnly; Secure; SameSite=None\r\n\
    strict-transport-security: max-age=31536000; includeSubDomains; preload\r\n\
    x-content-type-options: nosniff\r\n\
    server: cloudflare\r\n\
    cf-ray: 9a3f1c2b7d3e4f60-FRA\r\n\
    alt-svc: h3=\":443\"; ma=86400\r\n";

/// The answer with its head.
pub(crate) fn whole(body: &str) -> Vec<u8> {
    format!("{HEAD}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The text of the answer, which is JSON.
pub(crate) fn text() -> String {
    json!({
        "title": "Late orders",
        "author": { "name": "Ada", "email": null, "age": 36 },
        "status": "in_review",
        "tags": ["harbour", "steel"],
        "items": [{ "id": 17, "name": "paper", "price": 3.5, "in_stock": true }],
        "conclusion": "The machine measured \u{20ac} 3.50 for each of the seventeen.\nMore is not known.",
    })
    .to_string()
}

/// The body of the answer.
pub(crate) fn body(text: &str) -> String {
    json!({
        "id": "chatcmpl-CcXf2n9XkqP4vL7tYbRz0aWm3uEdS",
        "object": "chat.completion",
        "created": 1_763_812_345,
        "model": "gpt-5-mini-2025-08-07",
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": text, "refusal": null, "annotations": [] },
            "finish_reason": "stop",
        }],
        "usage": {
            "prompt_tokens": 421,
            "completion_tokens": 98,
            "total_tokens": 519,
            "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        },
        "service_tier": "default",
        "system_fingerprint": null,
    })
    .to_string()
}
