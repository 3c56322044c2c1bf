//! Embeddings: what a script says, what is refused, and what the stand-in's vectors are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::responses::Talk;
use super::*;

fn ask(more: Value) -> Value {
    let mut body = json!({ "model": "text-embedding-3-small", "input": "Hello there." });
    let Value::Object(more) = more else { panic!() };
    body.as_object_mut().unwrap().extend(more);
    body
}

fn embed(talk: &Talk, more: Value) -> Value {
    let answer = talk.send("POST", "/embeddings", Some(ask(more)));
    let json = json_of(&answer);
    assert_eq!(answer.status, 200, "{json}");
    json
}

#[test]
fn a_script_has_vectors() {
    let vectors = || Reply::vectors([vec![0.5, -1.25], vec![0.1, 3.0]]);
    let talk = Talk::new([vectors(), vectors()]);
    let floats = embed(&talk, json!({ "input": ["abcde", "b", "c"] }));
    assert_eq!(
        (&floats["object"], &floats["model"]),
        (&json!("list"), &json!("text-embedding-3-small"))
    );
    assert_eq!(
        floats["usage"],
        json!({ "prompt_tokens": 4, "total_tokens": 4 })
    );
    let data = floats["data"].as_array().unwrap();
    let of = |at: usize, numbers: [f64; 2]| json!({ "object": "embedding", "index": at, "embedding": numbers });
    assert_eq!(
        data,
        &[of(0, [0.5, -1.25]), of(1, [0.1, 3.0]), of(2, [0.5, -1.25])]
    );
    let more = json!({ "input": ["a", "b"], "encoding_format": "base64" });
    let packed = embed(&talk, more);
    let bytes = STANDARD
        .decode(packed["data"][1]["embedding"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        bytes,
        [0.1_f32.to_le_bytes(), 3.0_f32.to_le_bytes()].concat()
    );
}

#[test]
fn errors_and_bodies_are_scripted_as_everywhere() {
    let talk = Talk::new([
        Reply::error(429, "Slow down.").header("retry-after-ms", "1"),
        Reply::raw(200, "{}"),
        Reply::text("a"),
    ]);
    let status = |_| {
        talk.send("POST", "/embeddings", Some(ask(json!({}))))
            .status
    };
    assert_eq!([0, 1].map(status), [429, 200]);
    let refused = || talk.refused("POST", "/embeddings", Some(ask(json!({}))));
    assert_eq!(refused().3, "invalid_script");
    assert_eq!(refused().3, "script_exhausted");
    for (path, body) in [
        ("/chat/completions", request(json!({}))),
        ("/responses", responses::asking(json!({}))),
        ("/moderations", json!({ "input": "x" })),
    ] {
        let talk = Talk::new([Reply::vectors([vec![1.0]])]);
        assert_eq!(talk.refused("POST", path, Some(body)).3, "invalid_script");
    }
}

#[test]
fn requests_that_the_service_refuses() {
    let talk = Talk::new([]);
    let empty = "'$.input' is invalid. Please check the API reference: \
                 https://platform.openai.com/docs/api-reference.";
    for (more, message) in [
        (
            json!({ "model": null }),
            "Missing required parameter: 'model'.",
        ),
        (
            json!({ "input": null }),
            "Missing required parameter: 'input'.",
        ),
        (json!({ "input": "" }), empty),
        (json!({ "input": [] }), empty),
        (json!({ "input": ["a", ""] }), empty),
        (json!({ "input": [[1], []] }), empty),
        (
            json!({ "input": vec!["a"; 2_049] }),
            "Invalid 'input': array too long. Expected an array with maximum length 2048, but got an \
             array with length 2049 instead.",
        ),
        (
            json!({ "input": ["a".repeat(4), "a".repeat(4 * 8_192 + 1)] }),
            "Invalid 'input[1]': maximum input length is 8192 tokens.",
        ),
        (
            json!({ "input": vec!["a".repeat(4 * 8_000); 38] }),
            "Requested 304000 tokens, max 300000 tokens per request",
        ),
        (
            json!({ "input": ["a", 1] }),
            "Invalid type for 'input[1]': expected a string, but got an integer instead.",
        ),
        (
            json!({ "input": [1, -1] }),
            "Invalid type for 'input[0]': expected an array, but got an integer instead.",
        ),
        (
            json!({ "input": [[1, 0.5]] }),
            "Invalid type for 'input[0]': expected an array of integers, but got a decimal instead.",
        ),
        (
            json!({ "input": {} }),
            "Invalid type for 'input': expected a string or an array, but got an object instead.",
        ),
        (
            json!({ "dimensions": 0 }),
            "Invalid 'dimensions': integer below minimum value. Expected a value >= 1, but got 0 instead.",
        ),
        (
            json!({ "dimensions": 1_537 }),
            "Invalid 'dimensions': integer above maximum value. Expected a value <= 1536, but got 1537 \
             instead.",
        ),
        (
            json!({ "dimensions": 8, "model": "text-embedding-ada-002" }),
            "This model does not support specifying dimensions.",
        ),
        (
            json!({ "encoding_format": "f32" }),
            "Invalid value: 'f32'. Supported values are: 'float' and 'base64'.",
        ),
        (json!({ "texts": [] }), "Unknown parameter: 'texts'."),
    ] {
        let refused = talk.refused("POST", "/embeddings", Some(ask(more)));
        assert_eq!((refused.0, refused.1.as_str()), (400, message));
    }
    for more in [
        json!({ "input": vec!["a"; 2_048], "user": "me" }),
        json!({ "input": [1, 2, 3], "encoding_format": "base64" }),
        json!({ "input": [[1, 2], [3]] }),
        json!({ "dimensions": 3_072, "model": "text-embedding-3-large" }),
    ] {
        let refused = talk.refused("POST", "/embeddings", Some(ask(more)));
        assert_eq!(refused.3, "script_exhausted");
    }
}

#[cfg(feature = "local-model")]
mod stand_in {
    use super::*;

    fn talk() -> Talk {
        Talk::by(Rules::new(Source::new(Vec::new()).then_stand_in(true)))
    }

    fn vectors(more: Value) -> Vec<Vec<f64>> {
        let answer = embed(&talk(), more);
        assert_eq!(answer["model"], "stand-in");
        let data = answer["data"].as_array().unwrap().iter();
        let vectors = data.map(|it| {
            let numbers = it["embedding"].as_array().unwrap().iter();
            numbers.map(|number| number.as_f64().unwrap()).collect()
        });
        vectors.collect()
    }

    fn product(one: &[f64], other: &[f64]) -> f64 {
        one.iter().zip(other).map(|(one, other)| one * other).sum()
    }

    #[test]
    fn vectors_are_one_long_and_the_same_each_time() {
        let texts = json!([
            "An invoice.",
            "!!!",
            " ",
            "the",
            "\u{65e5}\u{672c}",
            "x".repeat(9_999)
        ]);
        for (model, dimensions, length) in [
            ("text-embedding-3-small", json!(null), 1_536),
            ("text-embedding-3-large", json!(null), 3_072),
            ("text-embedding-3-small", json!(3), 3),
            ("m", json!(1), 1),
        ] {
            let more = json!({ "input": texts, "model": model, "dimensions": dimensions });
            let made = vectors(more.clone());
            assert_eq!(made.len(), 6);
            for vector in &made {
                assert_eq!(vector.len(), length);
                assert!((product(vector, vector) - 1.0).abs() < 1e-6, "{vector:?}");
            }
            assert_eq!(vectors(more), made);
        }
        let tokens = vectors(json!({ "input": [[1, 2], [3]] }));
        assert_eq!(tokens.len(), 2);
        assert_eq!(vectors(json!({ "input": [1, 2] }))[0], tokens[0]);
    }

    #[test]
    fn texts_with_common_words_are_near() {
        let texts = json!([
            "Which invoices are for paper?",
            "Invoice 12 of the paper mill, for paper and the like.",
            "The weather of the week is for the birds.",
            "This invoice is for toner.",
        ]);
        for dimensions in [64, 256, 1_536] {
            let made = vectors(json!({ "input": texts, "dimensions": dimensions }));
            let near = |at: usize| product(&made[0], &made[at]);
            assert!(
                near(1) > near(3) && near(3) > near(2),
                "{dimensions}: {:?}",
                [1, 2, 3].map(near)
            );
        }
    }
}
