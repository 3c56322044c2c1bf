//! A gigabyte goes up, whole and in parts, and down in constant memory, which a process of its own shows.

use std::{
    env,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use openai_client::{
    Client, FileInput,
    files::{FilePurpose, FileRequest},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{FILE, Folder};

const BYTES: u64 = 1 << 30;
/// As many as it has of the usual size.
/// What the whole process may take, server included. An empty one takes a fifth of it.
const MEMORY: u64 = 48 << 20;
/// Set for the process that does it.
const MARK: &str = "OPENAI_CLIENT_TEST_LARGE";

#[test]
fn a_gigabyte_in_constant_memory() {
    if env::var_os(MARK).is_none() {
        if !cfg!(target_os = "linux") {
            println!("skipped: how much memory a process took is asked of Linux");
            return;
        }
        let test = "files::large::a_gigabyte_in_constant_memory";
        let run = Command::new(env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(MARK, "1")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&run.stdout);
        let failed = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{told}\n{failed}");
        assert!(told.contains("1 passed"), "{told}");
        print!("{told}");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(both_ways());
    let peak = peak();
    println!("{BYTES} bytes up twice and down: {} KB at most", peak >> 10);
    assert!(peak < MEMORY, "{peak} bytes of memory");
}

async fn both_ways() {
    let folder = Folder::new("large");
    let path = folder.0.join("large.bin");
    // Without blocks on the disk.
    std::fs::File::create(&path)
        .unwrap()
        .set_len(BYTES)
        .unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    // The bytes of all requests so far.
    let got = Arc::new(AtomicU64::new(0));
    tokio::spawn({
        let got = Arc::clone(&got);
        async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&got)));
            }
        }
    });
    let client = Client::builder().base_url(base_url).no_auth().build();
    let client = client.unwrap();
    let files = client.files();

    let request = FileRequest::new(FileInput::path(&path), FilePurpose::UserData);
    files.create(request).await.unwrap();
    let whole = got.load(Ordering::Relaxed);
    let mut content = files.content("file-1").await.unwrap();
    let mut received = 0;
    while let Some(piece) = content.next().await {
        received += piece.unwrap().len() as u64;
    }
    assert_eq!(received, BYTES);
    let upload = client.uploads().upload(FileInput::path(&path), "user_data");
    upload.await.unwrap();
    let in_parts = got.load(Ordering::Relaxed) - whole;
    assert!(
        whole > BYTES && in_parts > BYTES,
        "{whole} and {in_parts} bytes"
    );
}

/// Answers what comes on a connection: any body with a file, and none with a large one.
async fn serve(mut stream: TcpStream, got: Arc<AtomicU64>) {
    // Until the client closes it.
    while let Some(length) = head(&mut stream).await {
        if length == 0 {
            send(&mut stream).await;
        } else {
            receive(&mut stream, length).await;
            got.fetch_add(length, Ordering::Relaxed);
        }
    }
}

/// Takes a body and answers it.
async fn receive(stream: &mut TcpStream, length: u64) {
    let mut buffer = vec![0; 64 << 10];
    let mut left = length;
    while left > 0 {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "{left} bytes are missing");
        left -= read as u64;
    }
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{FILE}",
        FILE.len()
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
}

/// Answers with a large body.
async fn send(stream: &mut TcpStream) {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {BYTES}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![0; 64 << 10];
    for _ in 0..BYTES / piece.len() as u64 {
        stream.write_all(&piece).await.unwrap();
    }
}

/// Reads the head of a request, and gives the length of its body; none if there is no request.
async fn head(stream: &mut TcpStream) -> Option<u64> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.split("content-length: ").nth(1);
    Some(length.map_or(0, |rest| {
        rest.split("\r\n").next().unwrap().parse().unwrap()
    }))
}

/// The most memory that this process took.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
    kilobytes.parse::<u64>().unwrap() << 10
}
