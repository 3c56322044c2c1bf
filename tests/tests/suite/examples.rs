//! The examples, run as the README says.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs an example from the root of the workspace, with an environment that names no API.
fn run(example: &str, arguments: &[&str]) -> Output {
    command(example, arguments).output().unwrap()
}

fn command(example: &str, arguments: &[&str]) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--example", example, "--"])
        .args(arguments)
        .current_dir(root)
        .env_remove("OPENAI_API_KEY")
        .env_remove("OPENAI_BASE_URL")
        .env_remove("AZURE_OPENAI_ENDPOINT");
    command
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

/// By the API without versions, as a resource would be called.
#[test]
fn azure_reads_and_watches_the_same_invoice() {
    let output = run("azure", &[]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("no AZURE_OPENAI_ENDPOINT"), "{said}");
    assert_eq!(
        printed,
        "Northwind Paper GmbH: 392.70\nfrom Northwind Paper GmbH\n"
    );

    let file = changed_invoice("azure");
    let output = run("azure", &[file.to_str().unwrap()]);
    fs::remove_file(&file).unwrap();
    let expected = "Southwind Ink AG: 502.00\nfrom Southwind Ink AG\n";
    assert_eq!(text(&output.stdout), expected);
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

/// Three turns: an answer, one after what is stored, and one with all that was said.
#[test]
fn responses_goes_on_from_turn_to_turn() {
    let output = run("responses", &[]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("stand-in model of the local API"), "{said}");
    assert_eq!(
        printed,
        "from Northwind Paper GmbH\n\
         \x20   40 x     4.25  A4 paper, 80 g, 500 sh.\n\
         \x20    3 x    61.90  Toner black\n\
         \x20    2 x    18.50  Stapler, heavy duty\n\
         pay 392.70 until 2026-12-15\n\
         Lakeside Print Studio\n\
         Note { customer: \"Lakeside Print Studio\", supplier: \"Northwind Paper GmbH\" }\n"
    );

    let file = changed_invoice("responses");
    let output = run("responses", &[file.to_str().unwrap()]);
    fs::remove_file(&file).unwrap();
    let printed = text(&output.stdout);
    for expected in [
        "    5 x    59.00  Toner cyan\n",
        "pay 502.00 until 2027-01-31\n",
        "supplier: \"Southwind Ink AG\" }\n",
    ] {
        assert!(printed.contains(expected), "{expected} in\n{printed}");
    }
}

/// What stands behind a label in a report.
fn labelled<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(label)?.strip_prefix(": "))
}

/// The rows of a report's table: part, quantity and price.
fn rows(text: &str) -> Vec<serde_json::Value> {
    let table = text
        .lines()
        .skip_while(|line| !line.starts_with("Part  "))
        .skip(1);
    let rows = table.take_while(|line| !line.is_empty());
    let cells = rows.map(|line| {
        line.split("  ")
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect()
    });
    let row = |cells: Vec<&str>| {
        serde_json::json!({
            "part": cells[0],
            "quantity": cells[1].parse::<u32>().unwrap(),
            "price": cells[2].parse::<f64>().unwrap(),
        })
    };
    cells.map(row).collect()
}

/// A folder of one's own, gone with this.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The lines of a file by their key.
fn lines(file: &str) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

#[test]
fn bulk_reads_every_text_of_a_folder_once() {
    let out = Folder::new("bulk");
    let file = out.path("reports.jsonl");
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/bulk");
    let folder = texts.to_str().unwrap();
    let output = run("bulk", &[folder, &file]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("stand-in model of the local API"), "{said}");

    let names = fs::read_dir(&texts)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    let all = names.len();
    assert!(
        said.ends_with(&format!("{all} of {all}: {all} parsed\n")),
        "{said}"
    );
    let mut lines = lines(&file);
    lines.sort_by_key(|line| line["key"].to_string());
    let keys: Vec<_> = lines
        .iter()
        .map(|line| line["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, names);
    let (mut hours, mut costs) = (0.0, 0.0);
    for line in &lines {
        let text = fs::read_to_string(texts.join(line["key"].as_str().unwrap())).unwrap();
        let value = &line["value"];
        assert_eq!(line["outcome"], "parsed");
        for (key, label) in [
            ("machine", "Machine"),
            ("technician", "Technician"),
            ("date", "Date"),
            ("severity", "Severity"),
            ("fault", "Fault"),
        ] {
            assert_eq!(
                value[key].as_str(),
                labelled(&text, label),
                "{key} of {line}"
            );
        }
        let time: f64 = labelled(&text, "Hours").unwrap().parse().unwrap();
        assert_eq!(value["hours"].as_f64(), Some(time), "{line}");
        assert_eq!(
            value["follow_up"],
            labelled(&text, "Follow-up").is_some(),
            "{line}"
        );
        let rows = rows(&text);
        assert_eq!(value["parts"], serde_json::json!(rows), "{line}");
        hours += time;
        for row in rows {
            costs += row["quantity"].as_f64().unwrap() * row["price"].as_f64().unwrap();
        }
    }
    let summary = format!("{file}: {all} reports, {hours} hours, parts for {costs:.2}\n");
    assert!(printed.ends_with(&summary), "{summary} in\n{printed}");
    assert!(
        printed.contains("open: K-7 (bridge crane, hall 3) (crane-k7.txt): The hook"),
        "{printed}"
    );

    // There is nothing left to do, and nothing is done.
    let before = fs::read_to_string(&file).unwrap();
    let output = run("bulk", &[folder, &file]);
    let said = text(&output.stderr);
    let expected =
        format!("{all} of {all}: {all} skipped\nall is done; remove {file} to begin again\n");
    assert!(said.ends_with(&expected), "{said}");
    assert_eq!(text(&output.stdout), printed);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}

/// A text that cannot be read is said and tried again; one that is new is read.
#[test]
fn bulk_goes_on_with_a_folder_of_ones_own() {
    let own = Folder::new("bulk-own");
    let (folder, file) = (own.path(""), own.path("out.jsonl"));
    let report = "Machine: X-1\nTechnician: A. Body\nDate: 2027-01-31\nHours: 7\nSeverity: minor\n";
    fs::write(own.path("a.txt"), report).unwrap();
    fs::write(own.path("b.txt"), b"Machine: \xff").unwrap();
    fs::write(own.path("c.md"), "no text").unwrap();
    let output = run("bulk", &[&folder, &file]);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("b.txt: no request: "), "{said}");
    assert!(said.ends_with("2 of 2: 1 parsed, 1 failed\n"), "{said}");

    fs::write(own.path("b.txt"), report.replace("X-1", "X-2")).unwrap();
    fs::write(own.path("d.txt"), report.replace("X-1", "X-3")).unwrap();
    let output = run("bulk", &[&folder, &file]);
    let said = text(&output.stderr);
    assert!(said.ends_with("3 of 3: 1 skipped, 2 parsed\n"), "{said}");
    assert!(text(&output.stdout).ends_with("3 reports, 21 hours, parts for 0.00\n"));
    let lines = lines(&file);
    let found: Vec<_> = lines
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(found.iter().filter(|it| **it == "parsed").count(), 3);
    assert_eq!(found.len(), 4, "what failed stays in the file: {found:?}");

    // A file of something else is not written into.
    fs::write(&file, "name,total\n").unwrap();
    let output = run("bulk", &[&folder, &file]);
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("line 1 is none of this journal"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "name,total\n");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    for example in ["invoice", "stream", "responses", "bulk"] {
        let output = run(example, &["no-such-file.txt"]);
        assert!(!output.status.success());
        let said = text(&output.stderr);
        assert!(said.contains("no-such-file.txt"), "{said}");
    }
}

/// Calls as they happen, the answer, and its price.
#[test]
fn tools_answers_what_is_asked() {
    let output = run("tools", &[]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("stand-in model of the local API"), "{said}");
    let mut lines: Vec<_> = printed.lines().collect();
    let tokens = lines.pop().unwrap();
    // The calls run side by side.
    lines[1..5].sort_unstable();
    assert_eq!(
        lines,
        [
            "Is T-204 in stock, and what is its price?",
            "check_stock -> Stock: 12",
            r#"check_stock {"article":"T-204"}"#,
            r#"look_up_price -> {"name":"Toner black","price":61.9}"#,
            r#"look_up_price {"article":"T-204"}"#,
            r#"Reply { article: "T-204", name: Some("Toner black"), price: Some(61.9), stock: Some(12) }"#,
        ]
    );
    let counts: Vec<_> = tokens.split(' ').filter_map(|it| it.parse().ok()).collect();
    let counts: [u64; 2] = counts.try_into().unwrap();
    assert!(counts[0] == 2 && counts[1] > 2, "{tokens}");

    for (question, expected, unexpected) in [
        (
            "What is the price of S-107?",
            r#"Reply { article: "S-107", name: Some("Stapler, heavy duty"), price: Some(18.5), stock: None }"#,
            "check_stock",
        ),
        (
            "Is A-330 in stock?",
            r#"Reply { article: "A-330", name: None, price: None, stock: Some(0) }"#,
            "look_up_price",
        ),
        (
            "At what price is Z-999?",
            "look_up_price -> There is no such article.",
            "Some",
        ),
        ("Hello there, T-204", "1 answers of the model", "->"),
    ] {
        let printed = text(&run("tools", &[question]).stdout);
        assert!(printed.contains(expected), "{expected} in\n{printed}");
        assert!(!printed.contains(unexpected), "{unexpected} in\n{printed}");
    }
}

/// What the talk prints where these lines are typed.
fn talk(typed: &str) -> String {
    let mut talk = command("agent_repl", &[]);
    let talk = talk.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut talk = talk.stderr(Stdio::null()).spawn().unwrap();
    let mut input = talk.stdin.take().unwrap();
    input.write_all(typed.as_bytes()).unwrap();
    drop(input); // which is the end of what is typed
    let output = talk.wait_with_output().unwrap();
    assert!(output.status.success());
    text(&output.stdout)
}

#[test]
fn agent_repl_asks_before_it_orders_and_remembers() {
    let hello = "Ask for the price of T-204, or order some; `quit` ends.\n";
    assert_eq!(
        talk(
            "What is the price of S-107?\n\norder S-107, quantity 3\ny\n\
             order T-204, quantity 2\nN\norder S-107, quantity 5\nY\nquit\nIs S-107 in stock?\n"
        ),
        format!(
            "{hello}> [check_stock ...]\n\
             [check_stock: Stapler, heavy duty, 18.50 each, 7 in stock]\n\
             Stapler, heavy duty, 18.50 each, 7 in stock\n\
             > > order_goods {{\"article\":\"S-107\",\"quantity\":3}}? [y/N] [order_goods ...]\n\
             [order_goods: Ordered: 3 x Stapler, heavy duty, 55.50]\n\
             Ordered: 3 x Stapler, heavy duty, 55.50\n\
             > order_goods {{\"article\":\"T-204\",\"quantity\":2}}? [y/N] \
             [order_goods: The customer said no.]\n\
             The customer said no.\n\
             > order_goods {{\"article\":\"S-107\",\"quantity\":5}}? [y/N] [order_goods ...]\n\
             [order_goods: There are not so many.]\n\
             There are not so many.\n\
             > \n"
        )
    );
    // What was said before is sent again: nothing else names an article.
    let remembered = talk("Hello, I mean T-205\nIs it in stock?\n");
    assert!(
        remembered.contains("[check_stock: Toner cyan"),
        "{remembered}"
    );
    // The end of what is typed is no yes, and ends the talk.
    assert_eq!(
        talk("order T-204, quantity 1"),
        format!(
            "{hello}> order_goods {{\"article\":\"T-204\",\"quantity\":1}}? [y/N] \
             [order_goods: The customer said no.]\n\
             The customer said no.\n\
             > \n"
        )
    );
    assert_eq!(talk(""), format!("{hello}> \n"));
}

/// An API that is not there.
#[test]
fn agent_repl_goes_on_after_an_error() {
    let mut talk = command("agent_repl", &[]);
    let talk = talk.env("OPENAI_BASE_URL", "http://127.0.0.1:1/v1");
    let talk = talk.env("OPENAI_API_KEY", "none").stdin(Stdio::piped());
    let mut talk = talk.stdout(Stdio::piped()).spawn().unwrap();
    let mut input = talk.stdin.take().unwrap();
    input.write_all(b"Hello\nHello again\n").unwrap();
    drop(input);
    let output = talk.wait_with_output().unwrap();
    assert!(output.status.success());
    let printed = text(&output.stdout);
    let lines: Vec<_> = printed.lines().collect();
    assert_eq!(lines.len(), 4, "{printed}");
    assert!(lines[1].len() > 2 && lines[1] == lines[2], "{printed}");
    assert_eq!(lines[3], "> ");
}

/// The text with the words of the question comes first, whatever the question.
#[test]
fn similar_finds_the_text_that_is_meant() {
    let output = run("similar", &[]);
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("stand-in model of the local API"), "{said}");
    let lines: Vec<_> = printed.lines().collect();
    assert_eq!(lines[0], "Where did a bearing run dry?");
    assert!(
        lines[1].ends_with("pump-w21.txt  Machine: W-21 (cooling water pump)"),
        "{printed}"
    );
    assert_eq!(lines.len(), 4, "{printed}");
    for (question, file) in [
        (
            "the hook of the crane did not stop at its limit",
            "crane-k7.txt",
        ),
        ("an encoder error of the robot's axis", "robot-r5.txt"),
    ] {
        let printed = text(&run("similar", &[question]).stdout);
        let first = printed.lines().nth(1).unwrap();
        assert!(first.contains(file), "{printed}");
    }
    let output = run("similar", &["x", "no-such-folder"]);
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("no-such-folder"));
}

/// The answers come in any order; one text is another, so that they are read and not known.
#[test]
fn batch_reads_a_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/bulk");
    let folder = std::env::temp_dir().join(format!("batch-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("cooling water pump", "water pump of hall 9");
        fs::write(folder.join(path.file_name().unwrap()), text).unwrap();
    }
    for (arguments, pump) in [
        (vec![], "W-21 (cooling water pump)"),
        (
            vec![folder.to_str().unwrap()],
            "W-21 (water pump of hall 9)",
        ),
    ] {
        let output = run("batch", &arguments);
        let (printed, said) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{said}");
        for expected in [
            format!("pump-w21.txt: 2026-11-12 {pump} (Tomasz Wilk)\n"),
            "press-p104.txt: 2026-11-03 P-104 (hydraulic press) (Ingrid Halvorsen)\n".to_owned(),
            "10 of 10 reports, 21.2 hours\n".to_owned(),
        ] {
            assert!(printed.contains(&expected), "{expected} in\n{printed}");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}
