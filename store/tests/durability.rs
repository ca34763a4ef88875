//! What was acknowledged is on disk: after `kill -9` past several memtable flushes, and after the disk was full.
//!
//! Each test starts this binary again as a child that commits numbered batches and writes a line for each one that was
//! acknowledged. The child is the test `child`, which does nothing unless it is told to.
#![cfg(unix)]

mod fixtures;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use domain::contact::{Field, FieldValue};
use domain::{CommandId, Contact, ContactId, EventKind};
use fixtures::{change, comment, contact, creation};
use store::{CommitError, Store, StoreError, StoreOptions};

/// The folder that a child commits to.
const FOLDER: &str = "KONTOR_STORE_TEST_FOLDER";

/// So little that a run of a second or two fills several memtables.
const MEMORY_BYTES: u64 = 8 * 1024 * 1024;

const CONTACTS: usize = 16;

fn options(folder: &Path) -> StoreOptions {
    StoreOptions { memory_bytes: MEMORY_BYTES, ..StoreOptions::new(format!("rocksdb://{}", folder.display())) }
}

/// Starts a child; with a limit, a file that would grow beyond so many blocks of 512 bytes fails to, as on a full disk.
fn start_child(folder: &Path, file_blocks: Option<u32>) -> Child {
    let binary = std::env::current_exe().expect("the test knows its own path");
    // Ignored signals are inherited: the write fails instead of ending the process.
    let limit = file_blocks.map_or_else(String::new, |blocks| format!("trap '' XFSZ; ulimit -f {blocks};"));
    Command::new("sh")
        .args(["-c", &format!("{limit} exec \"$0\" \"$@\"")])
        .arg(binary)
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test starts itself")
}

/// Reads the child's lines `CONTACT SEQ` until `enough` says so, and returns the last acknowledged seq of each contact.
fn acknowledged(child: &mut Child, mut enough: impl FnMut(usize, &str) -> bool) -> HashMap<ContactId, u64> {
    let output = BufReader::new(child.stdout.take().expect("the output is piped"));
    let mut last = HashMap::new();
    let mut killed = false;
    // After the kill too, to the end: what the child still wrote, it had been told.
    for (count, line) in output.lines().map_while(Result::ok).enumerate() {
        if let Some((contact, seq)) = line.split_once(' ')
            && let (Ok(contact), Ok(seq)) = (contact.parse(), seq.parse())
        {
            last.insert(contact, seq);
        }
        if !killed && enough(count, &line) {
            killed = true;
            child.kill().expect("the child runs");
        }
    }
    child.wait().expect("the child ends");
    last
}

/// Every acknowledged batch is there, in order, and whole; nothing stands on a contact that has no event.
async fn assert_complete(folder: &Path, acknowledged: &HashMap<ContactId, u64>) -> u64 {
    let store = Store::open(&options(folder)).await.expect("what was killed opens again");
    let mut counted = 0;
    for (id, last) in acknowledged {
        let events = store.events_since(*id, 0, usize::MAX >> 1).await.expect("the history is readable");
        let seqs: Vec<_> = events.iter().map(|event| event.seq).collect();
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "no gap in the history of {id}");
        assert!(seqs.len() as u64 >= *last, "{id}: {last} acknowledged, {} found", seqs.len());

        let found = store.contact(*id).await.expect("the contact is readable").expect("the contact is there");
        assert_eq!(found.version, seqs.len() as u64, "the row and the history of {id} agree");
        let comments = events.iter().filter(|event| matches!(event.kind, EventKind::CommentAdded { .. })).count();
        let stored = store.comments(*id, None, usize::MAX >> 1, usize::MAX).await.expect("the comments are readable");
        assert_eq!(stored.items.len(), comments, "the comments and the history of {id} agree");
        counted += last;
    }
    store.close().await;
    counted
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_process_is_killed_past_memtable_flushes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut all = HashMap::new();
    for round in 0..4 {
        let mut child = start_child(folder.path(), None);
        let acknowledged = acknowledged(&mut child, |count, _| count >= 6_000 + round * 777);
        assert!(acknowledged.len() == CONTACTS, "the child committed to every contact");
        all.extend(acknowledged);
        let counted = assert_complete(folder.path(), &all).await;
        println!("round {round}: {counted} acknowledged batches, all there");
    }
    let tables = std::fs::read_dir(folder.path()).expect("the folder is readable").flatten();
    let tables = tables.filter(|file| file.path().extension().is_some_and(|extension| extension == "sst")).count();
    assert!(tables > 0, "the run went past a memtable flush");
}

#[tokio::test]
async fn a_full_disk_is_a_clear_error_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // The write-ahead log grows past this before a memtable is full.
    let mut child = start_child(folder.path(), Some(1024));
    let mut told = Vec::new();
    let acknowledged = acknowledged(&mut child, |_, line| {
        if line.starts_with("told: ") {
            told.push(line.to_owned());
        }
        false
    });
    assert_eq!(told, ["told: unknown", "told: read-only", "told: readable", "told: not ready"]);
    assert!(!acknowledged.is_empty());
    let counted = assert_complete(folder.path(), &acknowledged).await;
    println!("{counted} acknowledged batches, all there");
}

/// What the children run.
#[tokio::test]
async fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = Store::open(&options(Path::new(&folder))).await.expect("the folder opens");
    let tasks: Vec<_> = (0..CONTACTS).map(|number| tokio::spawn(commit_until_refused(store.clone(), number))).collect();
    let mut refusals = Vec::new();
    let mut contacts = Vec::new();
    for task in tasks {
        let (contact, refusal) = task.await.expect("a task does not panic");
        contacts.push(contact);
        refusals.push(refusal);
    }
    // Only a full disk leads here.
    assert!(
        refusals
            .iter()
            .all(|refusal| matches!(refusal, CommitError::Unknown(_) | CommitError::NotDone(StoreError::ReadOnly(_))))
    );
    if refusals.iter().any(|refusal| matches!(refusal, CommitError::Unknown(_))) {
        say("told: unknown");
    }
    if let Err(CommitError::NotDone(StoreError::ReadOnly(_))) = store.commit(creation(&contact("Late"))).await {
        say("told: read-only");
    }
    if let Ok(Some(_)) = store.contact(contacts[0].id).await {
        say("told: readable");
    }
    if store.check().await.is_err() {
        say("told: not ready");
    }
}

/// Edits and comments one contact, saying each seq that was acknowledged.
async fn commit_until_refused(store: Store, number: usize) -> (Contact, CommitError) {
    let mut contact = contact(&format!("Contact {number}"));
    let mut batch = creation(&contact);
    loop {
        if let Err(refusal) = store.commit(batch).await {
            return (contact, refusal);
        }
        say(&format!("{} {}", contact.id, contact.version));
        batch = if contact.version.is_multiple_of(5) {
            let text = format!("{} {}", CommandId::new(), "Lorem ipsum ".repeat(20));
            change(&mut contact, EventKind::CommentAdded { comment: comment(&text, None) })
        } else {
            let city = FieldValue::Text(format!("Wien {}", contact.version));
            fixtures::edit(&mut contact, Field::City, city)
        };
    }
}

/// Writes a line at once, so that the parent has it when this process is killed.
fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}").and_then(|()| output.flush()).expect("the parent listens");
}
