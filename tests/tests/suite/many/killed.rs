//! A run that is killed while it works, by a real kill of a real process, and started again.

use super::endings::Path;
use super::{Count, ask, count};
use openai_structured::local::{LocalApi, Reply};
use openai_structured::many::{Journal, Recorded};
use openai_structured::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::Path as File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const INPUTS: u32 = 300;
const CONCURRENCY: usize = 5;

/// After so many requests in all, the run is killed.
const KILLS: [usize; 5] = [1, 30, 90, 91, 200];

/// What is run in a process of its own: where the API is, and the journal.
const CHILD: &str = "MANY_KILLED_CHILD";

/// The process that is killed. Without its variable it is no test of anything.
#[tokio::test]
async fn child() {
    let Some(told) = std::env::var_os(CHILD) else {
        return;
    };
    let told = told.into_string().unwrap();
    let (base_url, path) = told.split_once(' ').unwrap();
    let client = Client::builder().no_auth().base_url(base_url);
    let client = client.max_retries(0).build().unwrap();
    let journal = Journal::open(path).unwrap();
    let inputs = (0..INPUTS).map(|it| (it, ask(it)));
    let many = client.chat().parse_many::<Count, _>(inputs);
    let mut many = many
        .concurrency(CONCURRENCY)
        .skip(|key| journal.is_done(key));
    while let Some(done) = many.next().await {
        journal.record(&done).unwrap();
    }
}

fn start(api: &LocalApi, path: &Path) -> Child {
    let told = format!("{} {}", api.base_url(), path.0.display());
    Command::new(std::env::current_exe().unwrap())
        .args(["many::killed::child", "--exact"])
        .env(CHILD, told)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// What was asked, in order.
fn asked(api: &LocalApi) -> Vec<u32> {
    let asked = api.requests().into_iter().map(|request| {
        let question = request.body["messages"][0]["content"].as_str().unwrap();
        question.parse().unwrap()
    });
    asked.collect()
}

/// The keys that have a whole line.
fn done(path: &File) -> HashSet<u32> {
    let Ok(entries) = Journal::read::<u32, Count>(path) else {
        return HashSet::new(); // it was killed before there was a file
    };
    entries.map(|entry| entry.unwrap().key).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_done_twice() {
    let most = INPUTS as usize + KILLS.len() * CONCURRENCY;
    let replies = (0..most).map(|it| Reply::text(count(u8::try_from(it % 200).unwrap())));
    let api = LocalApi::scripted(replies).await.unwrap();
    let path = Path::new("killed");
    for kill in KILLS {
        let (before, done_before) = (asked(&api).len(), done(&path.0));
        let mut child = start(&api, &path);
        while asked(&api).len() < kill.max(before + 1) {
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "it was killed");
        // What arrived before the kill may still be read.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let asked = asked(&api);
        assert!(asked[before..].iter().all(|it| !done_before.contains(it)));
        let lost = asked.iter().collect::<HashSet<_>>().len() - done(&path.0).len();
        assert!(lost <= CONCURRENCY, "{lost} were under way");
    }
    let status = start(&api, &path).wait().unwrap();
    assert!(status.success(), "{status}");

    let mut times: HashMap<u32, usize> = HashMap::new();
    for key in asked(&api) {
        *times.entry(key).or_default() += 1;
    }
    assert_eq!(times.len(), INPUTS as usize, "each was asked");
    let again: usize = times.values().map(|times| times - 1).sum();
    assert!(
        again <= KILLS.len() * CONCURRENCY,
        "{again} were asked again"
    );
    let entries = Journal::read::<u32, Count>(&path.0).unwrap();
    let entries: Vec<_> = entries.map(Result::unwrap).collect();
    assert!(
        entries
            .iter()
            .all(|it| matches!(it.recorded, Recorded::Parsed(_)))
    );
    assert_eq!(entries.len(), INPUTS as usize);
    assert_eq!(
        path.read().lines().count(),
        INPUTS as usize,
        "a line for each, and one alone"
    );
    // Started once more, it has nothing to do.
    let before = asked(&api).len();
    assert!(start(&api, &path).wait().unwrap().success());
    assert_eq!(asked(&api).len(), before);
}
