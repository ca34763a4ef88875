//! Starting, refusing to start, and ending in order.

use std::path::Path;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::json;
use surrealdb::Surreal;
use surrealdb::engine::local::RocksDb;
use tempfile::TempDir;

use crate::live::{Live, edit};
use crate::notes::Notes;
use crate::person::Person;
use crate::server::{TestServer, program, run_with_input};

/// Runs the program, which must refuse, and returns its exit code and what it said.
async fn refusal(arguments: &[&str]) -> (i32, String) {
    let mut command = program(arguments);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let output = tokio::time::timeout(crate::DEADLINE, running).await.expect("it ends").expect("it starts");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("it ends by itself"), said)
}

#[tokio::test]
async fn a_refusal_to_start_is_one_clear_line() {
    let server = TestServer::on_disk().await;
    let folder = server.data();
    let data = folder.to_str().expect("a path of text");
    let file = folder.parent().expect("a folder above").join("a-file");
    std::fs::write(&file, "no folder").expect("a writable folder");
    let address = server.address().get();
    let serve = ["serve", "--listen"];
    let cases: [(Vec<&str>, &str); 7] = [
        ([&serve[..], &["127.0.0.1:0", "--data", data]].concat(), "is in use by another process"),
        ([&serve[..], &[&address, "--database", "mem://"]].concat(), "cannot listen on"),
        ([&serve[..], &["127.0.0.1:0", "--data", file.to_str().expect("text")]].concat(), "cannot be made"),
        ([&serve[..], &["127.0.0.1:0", "--database", "surrealkv://x"]].concat(), "can lose saved data"),
        ([&serve[..], &["127.0.0.1:0", "--database", "nonsense"]].concat(), "no address of a store"),
        ([&serve[..], &["127.0.0.1:0", "--database", "ws://127.0.0.1:1"]].concat(), "cannot be reached"),
        (vec!["export", "contacts.csv", "--as", "max@kontor.example", "--data", data], "is in use by another process"),
    ];
    for (arguments, expected) in cases {
        let (code, said) = refusal(&arguments).await;
        assert_eq!(code, 1, "{arguments:?}: {said}");
        let lines: Vec<_> = said.lines().collect();
        assert!(
            lines.len() == 1 && lines[0].starts_with("kontor: ") && said.contains(expected),
            "{arguments:?}: {said}"
        );
    }
    let max = Person::sign_in(&server, "max").await;
    assert_eq!(max.get("/readyz").await.status, 200, "the running server is not disturbed");
}

#[tokio::test]
async fn bad_usage_ends_with_code_2() {
    let cases: [(&[&str], &str); 7] = [
        (&["fly"], "fly"),
        (&["serve", "--listen", "here"], "here"),
        (&["serve", "--no-such-option"], "--no-such-option"),
        (&["serve", "--workers", "0"], "--workers"),
        (&["import"], "<FILE>"),
        (&["employee", "add", "a@b.example", "--name", "A", "--role", "king"], "king"),
        (&["load", "--mix", "edit=0"], "mix"),
    ];
    for (arguments, named) in cases {
        let (code, said) = refusal(arguments).await;
        assert_eq!(code, 2, "{arguments:?}: {said}");
        assert!(said.starts_with("kontor: ") && said.lines().count() == 1 && said.contains(named), "{said}");
    }
    let (code, said) = refusal(&[]).await;
    assert!(code == 2 && said.contains("Usage"), "{said}");
    assert_eq!(refusal(&["help"]).await.0, 0);
}

/// The store's engine wants large stacks.
fn on_large_stacks(work: impl Future<Output = ()> + Send + 'static) {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    let runtime = threads.enable_all().thread_stack_size(16 << 20).build().expect("threads");
    runtime.block_on(async { tokio::spawn(work).await.expect("work that ends") });
    runtime.shutdown_timeout(crate::DEADLINE);
}

fn copy_of(folder: &Path) -> TempDir {
    let copy = TempDir::new().expect("a folder for the test");
    for file in std::fs::read_dir(folder).expect("the data") {
        let file = file.expect("a file of the data");
        if file.file_type().expect("a kind of file").is_file() {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).expect("a copy");
        }
    }
    copy
}

#[tokio::test]
async fn data_of_a_newer_version_is_left_alone() {
    let mut server = TestServer::on_disk().await;
    assert!(server.stop().await.success());
    let data = server.data();
    let newer = std::thread::spawn(move || {
        on_large_stacks(async move {
            let path = data.to_str().expect("a path of text").to_owned();
            let database = Surreal::new::<RocksDb>(path).await.expect("the data opens");
            database.use_ns("kontor").use_db("kontor").await.expect("the names that Kontor uses");
            let update = database.query("UPSERT schema:version SET number = 4711").await.expect("an answer");
            update.check().expect("the number is written");
        });
    });
    newer.join().expect("a thread that ends");
    // The database that was opened here lets go of the folder in its own time; its files are complete.
    let copy = copy_of(&server.data());
    let data = copy.path().to_str().expect("a path of text");
    // A process that ends while its database is being closed aborts only now and then.
    for _ in 0..10 {
        let (code, said) = refusal(&["serve", "--listen", "127.0.0.1:0", "--data", data]).await;
        assert_eq!(code, 1, "{said}");
        assert!(said.lines().count() == 1 && said.contains("newer version") && said.contains("schema 4711"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orderly_end_closes_sockets_and_loses_nothing() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = TestServer::on_disk().await;
        let max = Person::sign_in(&server, "max").await;
        let contact = max.create_contact(&json!({"name": "Ende AG"})).await;
        let (mut live, mut notes) = (Live::open(&max).await, Notes::open(&max, &contact).await);
        live.subscribe(&contact).await;
        notes.write("Letzte Worte;").await;
        notes.until("the note", |notes| notes.was_sent("Letzte Worte;")).await;
        let mut acknowledged = live.model(&contact).seq;
        for number in 0..100 {
            let frame = edit(&contact, "city", &json!(format!("Ort {number}")), acknowledged);
            acknowledged = live.acknowledged(&frame).await;
        }
        let unanswered = live.edit(&contact, "street", &json!("Ring 1"), acknowledged).await;
        server.signal(signal);
        assert_eq!(live.until_closed().await, (1001, "server_stopping".to_owned()));
        assert_eq!(notes.until_closed().await.0, 1001);
        let status = server.ended().await;
        assert_eq!(status.code(), Some(0), "{}", server.logged());

        server.restart().await;
        let history = max.history(&contact).await;
        assert!(history.len() as u64 >= acknowledged);
        let answered = live.answers.contains_key(&unanswered);
        let done = history.iter().any(|event| event["command"] == unanswered.as_str());
        assert!(done || !answered, "what was acknowledged last is there");
        let shown = live.model(&contact).seq;
        assert!(history.len() as u64 >= shown, "{shown} was shown");
        assert!(Notes::open(&max, &contact).await.text().contains("Letzte Worte;"));
    }
}

#[tokio::test]
async fn a_stop_while_nobody_is_connected_is_quick_and_clean() {
    let mut server = TestServer::on_disk().await;
    let stranger = Person::stranger(&server);
    assert_eq!(stranger.get("/healthz").await.status, 200);
    assert_eq!(stranger.get("/readyz").await.status, 200);
    assert!(stranger.get("/metrics").await.body.contains("kontor_"));
    assert_eq!(server.stop().await.code(), Some(0));
    let logged = server.logged();
    assert!(!logged.contains("ERROR") && !logged.contains('\u{1b}'), "{logged}");
    server.restart().await;
    Person::sign_in(&server, "eva").await;
}

#[tokio::test]
async fn the_first_administrator_comes_from_the_command_line() {
    let folder = TempDir::new().expect("a folder for the test");
    let data = folder.path().join("data");
    let add = ["employee", "add", "Ada@Firma.example", "--name", "Ada Amt", "--role", "admin", "--team", "Wien"];
    let short = run_with_input(&add, &data, "kurz\n").await;
    assert_eq!(short.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&short.stderr).contains("at least 10 characters"));
    assert!(run_with_input(&add, &data, "lang genug 1\n").await.status.success());
    let again = run_with_input(&add, &data, "lang genug 1\n").await;
    assert_eq!(again.status.code(), Some(1), "an e-mail belongs to one person");
    let password = ["employee", "password", "ada@firma.example"];
    assert!(run_with_input(&password, &data, "noch länger 2\n").await.status.success());
    assert_eq!(
        run_with_input(&["employee", "password", "x@firma.example"], &data, "noch länger 2\n").await.status.code(),
        Some(1)
    );
}
