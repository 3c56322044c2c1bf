//! The examples, run as the README says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs an example from the root of the workspace, with an environment that names no API.
fn run(example: &str, arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", example, "--"])
        .args(arguments)
        .current_dir(root)
        .env_remove("OPENAI_API_KEY")
        .env_remove("OPENAI_BASE_URL")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file with the sample invoice in which every value that is looked at is another.
fn changed_invoice(example: &str) -> PathBuf {
    let sample = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/invoice.txt"),
    )
    .unwrap();
    let changed = sample
        .replace("Northwind Paper GmbH", "Southwind Ink AG")
        .replace(
            "Toner black                      3    61.90",
            "Toner cyan                       5    59.00",
        )
        .replace("2026-12-15", "2027-01-31")
        .replace("392.70", "502.00");
    assert_ne!(sample, changed);
    let file = std::env::temp_dir().join(format!("{example}-{}.txt", std::process::id()));
    fs::write(&file, changed).unwrap();
    file
}

#[test]
fn invoice_prints_what_the_file_says() {
    let output = run("invoice", &[]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("stand-in model of the local API"), "{said}");
    for expected in [
        "supplier: \"Northwind Paper GmbH\"",
        "item: \"Toner black\"",
        "quantity: 3,",
        "price: 61.9,",
        "total: 392.7,",
        "= 392.70\npay 392.70 until 2026-12-15",
    ] {
        assert!(printed.contains(expected), "{expected} in\n{printed}");
    }

    let file = changed_invoice("invoice");
    let output = run("invoice", &[file.to_str().unwrap()]);
    fs::remove_file(&file).unwrap();
    let printed = text(&output.stdout);
    for expected in [
        "supplier: \"Southwind Ink AG\"",
        "item: \"Toner cyan\"",
        "quantity: 5,",
        "price: 59.0,",
        "total: 502.0,",
        "= 502.00\npay 502.00 until 2027-01-31",
    ] {
        assert!(printed.contains(expected), "{expected} in\n{printed}");
    }
}

/// Where there is no terminal, each row is printed once, when it is finished.
#[test]
fn stream_prints_each_row_once() {
    let output = run("stream", &[]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("stand-in model of the local API"), "{said}");
    assert_eq!(
        printed,
        "from Northwind Paper GmbH\n\
         \x20   40 x     4.25  A4 paper, 80 g, 500 sh.\n\
         \x20    3 x    61.90  Toner black\n\
         \x20    2 x    18.50  Stapler, heavy duty\n\
         due 2026-12-15\n\
         pay 392.70\n\
         3 lines, 392.70 in all\n"
    );

    let file = changed_invoice("stream");
    let output = run("stream", &[file.to_str().unwrap()]);
    fs::remove_file(&file).unwrap();
    assert_eq!(
        text(&output.stdout),
        "from Southwind Ink AG\n\
         \x20   40 x     4.25  A4 paper, 80 g, 500 sh.\n\
         \x20    5 x    59.00  Toner cyan\n\
         \x20    2 x    18.50  Stapler, heavy duty\n\
         due 2027-01-31\n\
         pay 502.00\n\
         3 lines, 502.00 in all\n"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    for example in ["invoice", "stream"] {
        let output = run(example, &["no-such-file.txt"]);
        assert!(!output.status.success());
        let said = text(&output.stderr);
        assert!(said.contains("no-such-file.txt"), "{said}");
    }
}
