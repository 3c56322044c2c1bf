//! Finds the texts of a folder that are most like a question, by their embeddings:
//! `cargo run --example similar`, or `-- QUESTION FOLDER` for your own.

use openai_examples::Connection;
use openai_structured::client::embeddings::EmbeddingRequest;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const QUESTION: &str = "Where did a bearing run dry?";
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/bulk");

/// How many texts are shown.
const SHOWN: usize = 3;

/// Texts of one request; the API takes up to 2,048.
const AT_ONCE: usize = 100;

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let question = arguments.next().map(|it| it.to_string_lossy().into_owned());
    let question = question.unwrap_or_else(|| QUESTION.to_owned());
    let folder = arguments
        .next()
        .map_or_else(|| FOLDER.into(), PathBuf::from);
    let texts = texts(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;

    let api = Connection::open().await?;
    let wanted = embed(&api, [&*question]).await?.concat();
    let mut found = Vec::new();
    for some in texts.chunks(AT_ONCE) {
        let vectors = embed(&api, some.iter().map(|(_, text)| text)).await?;
        found.extend(some.iter().zip(vectors).map(|((name, text), vector)| {
            let title = text.lines().find(|line| line.starts_with("Machine:"));
            (likeness(&wanted, &vector), name, title.unwrap_or_default())
        }));
    }
    found.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    println!("{question}");
    for (likeness, name, title) in found.iter().take(SHOWN) {
        println!("{likeness:.2}  {name}  {title}");
    }
    Ok(())
}

/// A vector of each text.
async fn embed<T: Into<String>>(
    api: &Connection,
    texts: impl IntoIterator<Item = T>,
) -> Result<Vec<Vec<f32>>, Box<dyn Error>> {
    let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
    let model = std::env::var("OPENAI_EMBEDDING_MODEL");
    let model = model.unwrap_or_else(|_| "text-embedding-3-small".to_owned());
    let request = EmbeddingRequest::new(model).input(texts);
    Ok(api.client().embeddings().create(request).await?.vectors())
}

/// How alike two vectors are that are one long, as those of embeddings are: 1 is the same.
fn likeness(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// The `.txt` files of a folder: their names, and what is in them.
fn texts(folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "txt") {
            let name = path.file_name().unwrap_or_default();
            texts.push((
                name.to_string_lossy().into_owned(),
                fs::read_to_string(&path)?,
            ));
        }
    }
    texts.sort();
    Ok(texts)
}
