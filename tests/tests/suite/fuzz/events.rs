//! The decoder of server-sent events: the same events however the bytes are cut, and those that the
//! standard's own words make of them.

use crate::random::Random;
use openai_structured::client::sse::Decoder;

/// An event: its name, its data, and the last id; or that it is no text.
type Found = Result<(String, String, String), ()>;

/// The first byte says how the others are cut.
pub(crate) fn run(bytes: &[u8]) {
    let Some((seed, bytes)) = bytes.split_first() else {
        return;
    };
    let whole = decode(&[bytes]);
    assert_eq!(decode(&bytes.chunks(1).collect::<Vec<_>>()), whole);
    let mut random = Random::new(u64::from(*seed));
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(random.below(9).min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    assert_eq!(decode(&pieces), whole);
    if let Ok(text) = str::from_utf8(bytes) {
        assert_eq!(whole, plain(text), "{text:?}");
    }
}

fn decode(reads: &[&[u8]]) -> Vec<Found> {
    let mut decoder = Decoder::new();
    let mut found = Vec::new();
    for read in reads {
        let mut rest = *read;
        while let Some(event) = decoder.next_event(&mut rest) {
            found.push(match event {
                Ok(event) => Ok((
                    event.name.unwrap_or_default().to_owned(),
                    event.data.to_owned(),
                    event.id.to_owned(),
                )),
                Err(_) => Err(()),
            });
        }
    }
    found
}

/// The standard, line by line.
fn plain(text: &str) -> Vec<Found> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut found = Vec::new();
    let (mut name, mut id) = (String::new(), String::new());
    let mut data: Option<String> = None;
    let mut lines: Vec<&str> = text.split('\n').collect();
    // What has no end is no line yet.
    lines.pop();
    for line in lines {
        if line.is_empty() {
            let name = std::mem::take(&mut name);
            if let Some(data) = data.take().filter(|data| !data.is_empty()) {
                found.push(Ok((name, data, id.clone())));
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "id" if !value.contains('\0') => value.clone_into(&mut id),
            "data" => match &mut data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => data = Some(value.to_owned()),
            },
            _ => {}
        }
    }
    found
}
