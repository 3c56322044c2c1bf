//! The blocking methods against the mock of the published schema: they send what the others send.

use super::steady::{GetWeather, Pick, good, steady};
use super::*;
use openai_structured::blocking::{ChatExt, ChatStream};
use openai_structured::run::RunOptions;
use openai_structured::{AnswerFormat, SchemaDocument};

#[tokio::test]
async fn every_blocking_call_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let asked = tokio::task::spawn_blocking(move || {
        let client = builder.build_blocking().unwrap();
        let chat = client.chat();
        let sent = |name| assert!(good(&witness.heads(), name) > 0, "{name}");

        drop(chat.create(tiny()));
        sent("create");
        drop(chat.create_stream(tiny()).unwrap().collect::<Vec<_>>());
        sent("create_stream");
        let hello = serde_json::json!([{ "role": "user", "content": "Hello" }]);
        let body = serde_json::json!({ "model": "m", "messages": hello });
        let request = client.request(http::Method::POST, "chat/completions");
        request.json(&body).send().unwrap();
        sent("request");

        drop(chat.parse::<City>(tiny()));
        sent("parse");
        let format = AnswerFormat::<Pick>::new().choices("Pick.shop", ["Oslo"]);
        let format = format.unwrap().reask(1);
        drop(chat.parse_with(tiny(), &format));
        sent("parse_with");
        let schema = SchemaDocument::from_json("numbers", NUMBERS).unwrap();
        drop(chat.parse_as::<serde_json::Value>(tiny(), &schema));
        sent("parse_as");
        drop(chat.stream::<City>(tiny()).map(ChatStream::finish));
        sent("stream");
        drop(chat.stream_with(tiny(), &format).map(ChatStream::finish));
        sent("stream_with");

        let options = || RunOptions::new().rounds(2);
        drop(chat.run_tools::<GetWeather, String>(tiny(), &()));
        sent("run_tools");
        drop(chat.run_tools_with::<GetWeather, City>(tiny(), &(), options()));
        sent("run_tools_with");
        let run = chat.run_tools_streamed::<GetWeather, City>(tiny(), &(), options());
        drop(run.finish());
        sent("run_tools_streamed");
    });
    asked.await.unwrap();
}
