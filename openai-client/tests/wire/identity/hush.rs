//! No secret in anything that these tests produce: they are run once more, with all traces of all
//! crates, and what was printed is looked through.

use std::process::Command;

use super::witness::{MARK, OUT_LOUD};

#[test]
fn nothing_that_is_printed_traced_or_sent_elsewhere_has_a_secret() {
    let here = module_path!();
    let (_, this) = here.split_once("::").unwrap();
    let (all, _) = this.rsplit_once("::").unwrap();
    let tests = Command::new(std::env::current_exe().unwrap())
        .args([
            &format!("{all}::"),
            "--skip",
            &format!("{this}::"),
            "--nocapture",
        ])
        .env(OUT_LOUD, "1")
        .output()
        .unwrap();
    let printed = [tests.stdout, tests.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    // A key in PEM cannot begin so, so that of the tests is looked for by its lines.
    let pem = include_str!("rsa-key.pem").lines();
    let key: Vec<&str> = pem.skip(1).filter(|line| !line.contains("-----")).collect();
    assert!(key.len() > 20);
    let has_secret =
        |line: &&str| line.contains(MARK) || key.iter().any(|secret| line.contains(secret));
    let found: Vec<&str> = printed.lines().filter(has_secret).collect();
    assert!(
        found.is_empty(),
        "{} lines: {:#?}",
        found.len(),
        found.iter().take(20)
    );
    // There was something to look through.
    assert!(tests.status.success(), "{printed}");
    for said in ["error: ", "answered", "hyper"] {
        assert!(printed.contains(said), "nothing printed has {said:?}");
    }
}
