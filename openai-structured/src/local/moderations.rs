//! `POST /v1/moderations`: texts and pictures, and what is wrong with them.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Job, Written};
use super::chat::Chat;
use super::dialect::Request;
use super::error::{ApiError, wrong_reply};
use super::field::{given, invalid_type, object, required, required_in, text, unsupported};
use super::said::Said;
use super::shape;
#[cfg(feature = "local-model")]
use super::{reply::Reply, stop::Stop};

/// The model, where a request names none.
const MODEL: &str = "omni-moderation-latest";

/// What is looked for, and whether also in pictures.
const CATEGORIES: [(&str, bool); 13] = [
    ("harassment", false),
    ("harassment/threatening", false),
    ("sexual", true),
    ("hate", false),
    ("hate/threatening", false),
    ("illicit", false),
    ("illicit/violent", false),
    ("self-harm/intent", true),
    ("self-harm/instructions", true),
    ("self-harm", true),
    ("sexual/minors", false),
    ("violence", true),
    ("violence/graphic", true),
];

/// A request, and what each of its results is about.
struct ModerationRequest<'a> {
    model: &'a str,
    results: Vec<About>,
}

/// Whether an input has text, and whether it has pictures.
#[derive(Default)]
struct About {
    text: bool,
    image: bool,
}

impl Request for ModerationRequest<'_> {
    fn model(&self) -> &str {
        self.model
    }

    /// It finds nothing, as it understands nothing.
    #[cfg(feature = "local-model")]
    fn stand_in(&self, _stop: &Stop) -> Result<Reply, ApiError> {
        Ok(Reply::flagged::<&str>([]))
    }
}

pub(super) fn answer(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let body = shape::body(&body)?;
    shape::only(body, &["input", "model"])?;
    let model = given(body, "model").map(|model| text(model, "model"));
    let request = ModerationRequest {
        model: model.transpose()?.unwrap_or(MODEL),
        results: results(required(body, "input")?)?,
    };
    job.reply::<Chat>(&request, |words| {
        let flags = words.said.iter().filter_map(|said| match said {
            Said::Flags(flags) => Some(flags),
            _ => None,
        });
        let flags: Vec<_> = flags.collect();
        if flags.is_empty() {
            return Err(wrong_reply("flags"));
        }
        let results = request.results.iter().zip(flags.into_iter().cycle());
        let results = results.map(|(about, flags)| result(about, flags));
        Ok(Written::Whole(json!({
            "id": format!("modr_local_{}", job.number),
            "model": words.model,
            "results": results.collect::<Vec<_>>(),
        })))
    })
}

/// What each result is about: one for each text, and one for all parts of a message.
fn results(input: &Value) -> Result<Vec<About>, ApiError> {
    let text_alone = || About {
        text: true,
        image: false,
    };
    let items = match input {
        Value::String(_) => return Ok(vec![text_alone()]),
        Value::Array(items) => items,
        other => return Err(invalid_type("input", "a string or an array", other)),
    };
    if items.is_empty() {
        return Err(shape::empty_list("input"));
    }
    if items.iter().all(Value::is_string) {
        return Ok(items.iter().map(|_| text_alone()).collect());
    }
    let mut all = About::default();
    for (at, part) in items.iter().enumerate() {
        let place = format!("input[{at}]");
        let part = object(part, &place)?;
        let kind_place = format!("{place}.type");
        match text(required_in(part, &place, "type")?, &kind_place)? {
            "text" => {
                text(required_in(part, &place, "text")?, &format!("{place}.text"))?;
                all.text = true;
            }
            "image_url" => {
                let place = format!("{place}.image_url");
                let image = object(required_in(part, &place, "image_url")?, &place)?;
                text(required_in(image, &place, "url")?, &format!("{place}.url"))?;
                all.image = true;
            }
            other => return Err(unsupported(&kind_place, other, "'text' and 'image_url'")),
        }
    }
    Ok(vec![all])
}

fn result(about: &About, flags: &[String]) -> Value {
    let is_flagged = |name: &str| flags.iter().any(|flag| flag == name);
    let each = |value: &dyn Fn(&str, bool) -> Value| -> Map<String, Value> {
        let all = CATEGORIES.iter();
        all.map(|(name, of_images)| ((*name).to_owned(), value(name, *of_images)))
            .collect()
    };
    let kinds = |of_images: bool| -> Value {
        let text = about.text.then_some("text");
        let image = (about.image && of_images).then_some("image");
        text.into_iter().chain(image).collect()
    };
    json!({
        "flagged": CATEGORIES.iter().any(|(name, _)| is_flagged(name)),
        "categories": each(&|name, _| is_flagged(name).into()),
        "category_scores": each(&|name, _| json!(if is_flagged(name) { 0.9 } else { 0.0001 })),
        "category_applied_input_types": each(&|_, of_images| kinds(of_images)),
    })
}
