//! Files: whatever was recorded comes back from one, and people can read it.

use super::super::error::Wrong;
use super::super::file::{read, write};
use super::*;
use crate::noise::Noise;

/// The file of the exchanges below.
const FILE: &str = r#"{
  "version": 1,
  "exchanges": [
    {
      "request": {
        "method": "POST",
        "path": "/v1/chat/completions",
        "query": "limit=2",
        "headers": [
          "content-type: application/json"
        ],
        "body": {
          "json": {
            "model": "m",
            "b": [
              1,
              {
                "a": "x"
              }
            ],
            "a": {}
          }
        }
      },
      "answer": {
        "status": 200,
        "body": {
          "json": {
            "id": "x",
            "n": 1.50
          },
          "layout": "pretty",
          "tail": "\n"
        }
      }
    },
    {
      "request": {
        "method": "POST",
        "path": "/v1/chat/completions"
      },
      "answer": {
        "status": 206,
        "body": {
          "lines": [
            "event: a",
            "data: {\"x\":1}",
            "",
            "data: [DONE]",
            "",
            ""
          ]
        },
        "pieces": [
          "20 bytes after 1.5 ms",
          "20 bytes after 20 ms"
        ],
        "end": "cut_off"
      }
    },
    {
      "request": {
        "method": "POST",
        "path": "/v1/chat/completions"
      },
      "answer": {
        "status": 200,
        "body": {
          "base64": [
            "/wA="
          ]
        }
      }
    }
  ]
}
"#;

#[test]
fn a_file_is_for_people() {
    let body = "{\n  \"id\": \"x\",\n  \"n\": 1.50\n}\n";
    let mut plain = exchange(r#"{"model":"m","b":[1,{"a":"x"}],"a":{}}"#, body);
    plain.request.headers = vec![("content-type".into(), "application/json".into())];
    plain.request.query = Some("limit=2".into());
    let mut stream = exchange("", "event: a\ndata: {\"x\":1}\n\ndata: [DONE]\n\n");
    stream.answer.status = 206;
    stream.answer.pieces = vec![
        Piece {
            bytes: 20,
            pause: Duration::from_micros(1_500),
        },
        Piece {
            bytes: 20,
            pause: Duration::from_millis(20),
        },
    ];
    stream.answer.end = RecordedEnd::CutOff;
    let bytes = exchange("", b"\xff\x00".as_slice());
    let exchanges = vec![plain, stream, bytes];
    assert_eq!(write(&exchanges), FILE);
    assert_eq!(read(FILE).unwrap(), exchanges);
    // A formatter may have been over it.
    let value: serde_json::Value = serde_json::from_str(FILE).unwrap();
    assert_eq!(value["exchanges"][0]["request"]["body"]["json"]["b"][0], 1);
    assert_eq!(read(&FILE.replace("\n  ", "\n      ")).unwrap(), exchanges);
}

#[test]
fn any_bytes_in_any_pieces_come_back() {
    let parts: [&[u8]; 14] = [
        b"{\"a\":", b"[1, 2]", b"}", b"[", b"]", b"\"", b"\\", b"\n", b"\r\n", b"data: ", b"\xc3",
        b"\xa9", b" ", b"null",
    ];
    let mut noise = Noise::new(7);
    let mut layouts = 0;
    for round in 0..3_000 {
        let body: Vec<u8> = if round % 3 == 0 {
            (0..noise.below(200))
                .map(|_| u8::try_from(noise.below(256)).unwrap())
                .collect()
        } else {
            let count = noise.below(12);
            (0..count)
                .flat_map(|_| parts[noise.below(parts.len())])
                .copied()
                .collect()
        };
        let mut recorded = exchange(body.clone(), body.clone());
        recorded.answer.pieces.clear();
        let mut left = body.len();
        while left > 0 {
            let bytes = 1 + noise.below(left);
            let pause = Duration::from_nanos(noise.below(3) as u64 * 1_000_000_007);
            recorded.answer.pieces.push(Piece { bytes, pause });
            left -= bytes;
        }
        if noise.below(2) == 0 {
            recorded.answer.end = RecordedEnd::CutOff;
        }
        let text = write(std::slice::from_ref(&recorded));
        layouts += usize::from(text.contains("\"json\""));
        assert_eq!(read(&text).unwrap(), [recorded], "{text}");
        // What is not there is not in the tape.
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
    assert!(layouts > 10, "{layouts} of them were JSON");
}

#[test]
fn json_is_kept_as_it_was_written() {
    // Keys twice, digits, escapes, half a pair, and as deep as it is JSON in a file.
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for body in [
        r#"{"b":1,"a":2,"b":3}"#,
        "[1.0,1e5,-0,12345678901234567890123,0.10]",
        r#"{"a":"\u00e9\/\ud800"}"#,
        r#"{"a": [1, 2], "b": {}}"#,
        &deep(64),
        &deep(65),
        &deep(500),
    ] {
        let recorded = exchange(body.to_owned(), "");
        let text = write(std::slice::from_ref(&recorded));
        assert_eq!(read(&text).unwrap(), [recorded]);
        assert_eq!(
            text.contains("\"json\""),
            !(body == deep(65) || body == deep(500)),
            "{body}"
        );
    }
}

#[test]
fn what_is_no_tape_is_refused_with_its_place() {
    let wrong = |text: &str| match read(text) {
        Err(Wrong::Format { at, what }) => format!("{at}: {what}"),
        other => panic!("{other:?}"),
    };
    let good = write(&[exchange("{}", "no base64")]);
    assert_eq!(
        wrong(&good.replace("200", "\"x\"")),
        "exchanges[0].answer.status: invalid type: string \"x\", expected u16 at line 13 column 21"
    );
    let found = wrong(&good.replace("\"lines\"", "\"limes\""));
    assert!(
        found.starts_with("exchanges[0].answer.body.limes: unknown field `limes`"),
        "{found}"
    );
    let both = good.replace("\"lines\"", "\"base64\": [\"AA==\"], \"lines\"");
    assert_eq!(
        wrong(&both),
        "exchanges[0].answer.body: a body is one of `json`, `lines` and `base64`"
    );
    let odd = good.replace("\"lines\"", "\"base64\"");
    assert_eq!(wrong(&odd), "exchanges[0].answer.body: this is no base64");
    assert!(wrong("").starts_with(".: EOF"), "{}", wrong(""));
    assert!(wrong(&(good.clone() + "x")).starts_with(".: trailing characters"));
    let later = good.replace("\"version\": 1", "\"more\": 1, \"version\": 2");
    assert_eq!(read(&later), Err(Wrong::Version(2)));
}

#[test]
fn pieces_that_were_changed_by_hand_still_play() {
    let mut recorded = exchange("", "abcdef");
    let piece = |bytes| Piece {
        bytes,
        pause: Duration::ZERO,
    };
    let parts = |recorded: &Exchange| -> Vec<Bytes> {
        recorded
            .answer
            .parts()
            .into_iter()
            .map(|(bytes, _)| bytes)
            .collect()
    };
    recorded.answer.pieces = vec![piece(2), piece(0), piece(1)];
    assert_eq!(parts(&recorded), ["ab", "c", "def"]);
    recorded.answer.pieces = vec![piece(4), piece(40), piece(3)];
    assert_eq!(parts(&recorded), ["abcd", "ef"]);
}

#[test]
fn a_tape_is_saved_and_loaded() {
    let folder = std::env::temp_dir().join(format!("tape-{}", std::process::id()));
    let path = folder.join("deep").join("tape.json");
    let missing = Tape::load(&path).unwrap_err();
    assert_eq!(missing.kind(), TapeErrorKind::Missing);
    assert_eq!(missing.path(), path);
    let tape: Tape = [exchange("{}", "text")].into_iter().collect();
    tape.save(&path).unwrap();
    assert_eq!(Tape::load(&path).unwrap(), tape);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), tape.to_json());
    std::fs::write(&path, "{}").unwrap();
    let error = Tape::load(&path).unwrap_err();
    assert_eq!(error.kind(), TapeErrorKind::Format);
    assert!(
        error
            .to_string()
            .ends_with("tape.json: at .: missing field `version` at line 1 column 2"),
        "{error}"
    );
    assert_eq!(
        tape.save(folder.join("deep")).unwrap_err().kind(),
        TapeErrorKind::Io
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_is_the_old_one_until_it_is_the_new_one() {
    let folder = std::env::temp_dir().join(format!("tape-beside-{}", std::process::id()));
    let path = folder.join("a.json");
    let old: Tape = [exchange("", "old")].into_iter().collect();
    old.save(&path).unwrap();
    // Whoever has the old file open still reads it: it was not written over.
    let mut reader = std::fs::File::open(&path).unwrap();
    let new: Tape = [exchange("", "new")].into_iter().collect();
    new.save(&path).unwrap();
    assert_eq!(std::io::read_to_string(&mut reader).unwrap(), old.to_json());
    assert_eq!(Tape::load(&path).unwrap(), new);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}
