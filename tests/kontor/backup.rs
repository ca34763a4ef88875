//! A backup holds everything, and nothing is ever overwritten by one.

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::live::Live;
use crate::notes::Notes;
use crate::person::Person;
use crate::server::{TestServer, run_with_input};

/// Runs `kontor backup` or `kontor restore`, and tells whether it succeeded and what it complained of.
async fn run(command: &str, file: &Path, data: &Path) -> (bool, String) {
    let output = run_with_input(&[command, file.to_str().expect("a path of text")], data, "").await;
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test]
async fn what_a_team_had_is_there_after_a_restore() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Sicher & Söhne", "city": "Wörgl"})).await;
    let path = format!("/api/contacts/{contact}");
    max.post(&format!("{path}/comments"), &json!({"text": "„Gesichert“\n@anna"})).await.ok();
    let mut notes = Notes::open(&max, &contact).await;
    notes.write("Notiz;").await;
    notes.until("the note", |notes| notes.was_sent("Notiz;")).await;
    drop(notes);
    let before =
        (max.get(&path).await.ok(), max.history(&contact).await, max.get("/api/contacts").await.ok()["total"].clone());

    let folder = TempDir::new().expect("a folder for the test");
    let file = folder.path().join("kontor.backup");
    let (done, said) = run("backup", &file, &server.data()).await;
    assert!(!done && said.contains("is in use by another process"), "{said}");
    assert!(server.stop().await.success());
    let (done, said) = run("backup", &file, &server.data()).await;
    assert!(done, "{said}");
    let (done, said) = run("backup", &file, &server.data()).await;
    assert!(!done && said.contains("exists already"), "{said}");
    let (done, said) = run("restore", &file, &server.data()).await;
    assert!(!done && said.contains("is not empty"), "{said}");

    std::fs::remove_dir_all(server.data()).expect("the data is lost");
    let (done, said) = run("restore", &file, &server.data()).await;
    assert!(done, "{said}");
    server.restart().await;
    let max = Person::sign_in(&server, "max").await;
    let after =
        (max.get(&path).await.ok(), max.history(&contact).await, max.get("/api/contacts").await.ok()["total"].clone());
    assert_eq!(after, before);
    assert!(Notes::open(&max, &contact).await.text().contains("Notiz;"));
    let anna = Person::sign_in(&server, "anna").await;
    let told = anna.get("/api/notifications").await.ok();
    assert_eq!(told["items"][0]["contact"], contact.as_str());
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    assert_eq!(live.model(&contact).seq, before.0["version"].as_u64().expect("a version"));
}

#[tokio::test]
async fn there_is_no_backup_of_nothing() {
    let folder = TempDir::new().expect("a folder for the test");
    let (file, data) = (folder.path().join("kontor.backup"), folder.path().join("data"));
    let (done, said) = run("backup", &file, &data).await;
    assert!(!done && said.contains("there is no data folder"), "{said}");
    let (done, said) = run("restore", &file, &data).await;
    assert!(!done && said.contains("cannot be read"), "{said}");
    assert!(!data.exists() && !file.exists());
}

#[tokio::test]
async fn every_restore_ends_by_itself_with_the_folder_closed() {
    let mut server = TestServer::on_disk().await;
    assert!(server.stop().await.success());
    let folder = TempDir::new().expect("a folder for the test");
    let file = folder.path().join("kontor.backup");
    let (done, said) = run("backup", &file, &server.data()).await;
    assert!(done, "{said}");
    // A process that ends while its database is being closed aborts only now and then.
    for round in 0..20 {
        let (done, said) = run("restore", &file, &folder.path().join(format!("data-{round}"))).await;
        assert!(done && said.is_empty(), "round {round}: {said}");
    }
}
