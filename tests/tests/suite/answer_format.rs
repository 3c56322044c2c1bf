//! A schema for one request: its profile, and the words that only the request knows.

use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{AnswerFormat, ChoicesError, Outcome, Profile};
use serde_json::Value;

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Shelf {
    /// What stands first.
    first: Product,
    others: Vec<Product>,
    label: Label,
    #[openai(minimum = 1, maximum = 9)]
    height: u8,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Product {
    /// Where it is sold.
    #[openai(choices)]
    category: Option<Category>,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Category(String);

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Label {
    Plain,
    Painted {
        #[openai(choices)]
        colour: String,
    },
}

fn filled() -> AnswerFormat<Shelf> {
    AnswerFormat::new()
        .choices("Product.category", ["tools", "\"toys\""])
        .unwrap()
        .choices("Label::Painted.colour", ["red"])
        .unwrap()
}

const SHELF: &str = r#"{"first":{"category":"tools"},"others":[{"category":null},{"category":"\"toys\""}],"label":{"kind":"Painted","colour":"red"},"height":3}"#;

#[test]
fn words_stand_in_every_place_of_their_field() {
    let open: Vec<&str> = Shelf::SCHEMA.open_fields().collect();
    assert_eq!(open, ["Label::Painted.colour", "Product.category"]);
    let format = filled();
    let schema: Value = serde_json::from_str(format.json()).unwrap();
    let product = &schema["$defs"]["Product"]["properties"]["category"];
    assert_eq!(
        product["anyOf"][0]["enum"],
        serde_json::json!(["tools", "\"toys\""])
    );
    assert_eq!(format.document().enum_values(), 3);
    // Without its words the field is any text.
    assert_eq!(AnswerFormat::<Shelf>::new().json(), Shelf::SCHEMA.json());
    assert_eq!(
        filled()
            .json()
            .replace(r#","enum":["tools","\"toys\""]"#, "")
            .replace(r#","enum":["red"]"#, ""),
        Shelf::SCHEMA.json()
    );
}

#[test]
fn other_words_are_refused_with_their_path() {
    let format = filled();
    assert!(format.read(SHELF).is_ok());
    for (from, to, path) in [
        ("\"tools\"", "\"food\"", "first.category"),
        ("\"\\\"toys\\\"\"", "\"toys\"", "others[1].category"),
        ("\"red\"", "\"blue\"", "label.colour"),
    ] {
        let mismatch = format.read(&SHELF.replace(from, to)).unwrap_err();
        assert_eq!(mismatch.path(), path);
        assert!(
            mismatch.to_string().contains("expected one of `"),
            "{mismatch}"
        );
        assert!(openai_structured::read::<Shelf>(&SHELF.replace(from, to)).is_ok());
    }
}

#[test]
fn words_obey_the_rules_of_strict_mode() {
    let format = AnswerFormat::<Shelf>::new;
    assert_eq!(
        format()
            .choices("Product.colour", ["red"])
            .unwrap_err()
            .to_string(),
        "`Product.colour` is no field with `#[openai(choices)]`; \
         there is `Label::Painted.colour`, `Product.category`"
    );
    let many = (0..1_001).map(|number| number.to_string());
    for words in [Vec::new(), many.collect()] {
        let error = format().choices("Product.category", words).unwrap_err();
        assert!(matches!(error, ChoicesError::Violations(_)), "{error}");
    }
    let most = (0..1_000).map(|number| number.to_string());
    assert!(format().choices("Product.category", most).is_ok());
    // The last words hold.
    let again = filled().choices("Product.category", ["food"]).unwrap();
    assert!(again.read(SHELF).is_err());
}

#[test]
fn a_fine_tuned_model_reads_bounds_in_descriptions() {
    let text = Shelf::SCHEMA.render(&Profile::FineTuned);
    assert!(
        text.contains(r#""height":{"type":"integer","description":"minimum: 1, maximum: 9"}"#),
        "{text}"
    );
    let format = filled().profile(Profile::FineTuned);
    assert!(format.json().contains(r#""enum":["red"]"#));
    assert!(!format.json().contains("\"minimum\""));
    let same = AnswerFormat::<Shelf>::new().profile(Profile::FineTuned);
    assert_eq!(same.json(), text);
    // The bounds hold all the same.
    let mismatch = format.read(&SHELF.replace(":3}", ":10}")).unwrap_err();
    assert_eq!(
        mismatch.to_string(),
        "at `height`: expected at most 9, found integer"
    );
}

#[tokio::test]
async fn requests_carry_the_format_and_answers_are_read_by_it() {
    let api = LocalApi::scripted([
        Reply::text(SHELF),
        Reply::text(SHELF.replace("\"red\"", "\"blue\"")),
        Reply::text(SHELF),
        Reply::text(SHELF),
        Reply::text(SHELF),
    ])
    .await
    .unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .build()
        .unwrap();
    let format = filled();
    let ask = |model: &str| ChatRequest::new(model).user("What is on the shelf?");
    let first = client.chat().parse_with(ask("m"), &format).await.unwrap();
    assert!(first.parsed().is_some());
    let second = client.chat().parse_with(ask("m"), &format).await.unwrap();
    assert!(
        matches!(second.outcome(), Outcome::Mismatch(mismatch) if mismatch.path() == "label.colour")
    );
    let tuned = client
        .chat()
        .parse::<Shelf>(ask("ft:m:acme::1"))
        .await
        .unwrap();
    assert!(tuned.parsed().is_some());

    // Other ways to ask know the model's name too.
    let tuned = ask("ft:m:acme::1");
    client.chat().parse_with(tuned, &format).await.unwrap();
    let tuned = ask("ft:m:acme::1");
    let chat = client.chat();
    let answer = chat.parse_as::<Value>(tuned, format.document());
    answer.await.unwrap();

    let sent =
        |number: usize| api.requests()[number].body["response_format"]["json_schema"].clone();
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(sent(0)["schema"], value(format.json()));
    assert_eq!(sent(0)["strict"], true);
    assert_eq!(
        sent(2)["schema"],
        value(&Shelf::SCHEMA.render(&Profile::FineTuned))
    );
    let adapted = format.document().adapted(Profile::FineTuned);
    assert_eq!(sent(3)["schema"], value(adapted.json()));
    assert_eq!(sent(4)["schema"], value(adapted.json()));
}
