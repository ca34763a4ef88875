//! `kontor import` through the program: files as they come, errors with their lines, and a second import that doubles
//! nothing.

use std::path::{Path, PathBuf};
use std::process::Output;

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use serde_json::Value;

use crate::person::{Person, list, text};
use crate::server::{TestServer, run_with_input};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("exchange/tests/fixtures").join(name)
}

struct Imported {
    code: i32,
    /// What was counted: created, updated, unchanged, errors.
    counts: [usize; 4],
    errors: String,
}

fn read(output: &Output) -> Imported {
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr).into_owned());
    let number_before = |word: &str| -> usize {
        let found = out.find(word).unwrap_or_else(|| panic!("{word} in {out:?} {errors:?}"));
        let digits = out[..found].trim_end().rsplit([' ', '(', ',']).next().expect("a word before");
        digits.parse().expect("a number")
    };
    let counts = [" contacts ", " updated", " unchanged", " errors"].map(number_before);
    Imported { code: output.status.code().expect("it ends by itself"), counts, errors }
}

async fn import(data: &Path, file: &Path, more: &[&str]) -> Imported {
    let arguments = [&["import", file.to_str().expect("a path of text")], more].concat();
    read(&run_with_input(&arguments, data, "").await)
}

async fn search(person: &Person, words: &str) -> Vec<Value> {
    let page = person.get(&format!("/api/contacts?search={words}")).await.ok();
    list(&page["items"]).to_vec()
}

#[tokio::test]
async fn files_as_address_books_write_them_are_imported_once() {
    let mut server = TestServer::on_disk().await;
    let lena = Person::sign_in(&server, "lena").await;
    let total = lena.get("/api/contacts?limit=1").await.ok()["total"].as_u64().expect("a total");
    server.stop().await;
    let files = ["windows-1252.csv", "outlook-de.csv", "tab.csv", "google.csv", "iphone-3.0.vcf", "outlook-2.1.vcf"];
    let mut created = 0;
    for name in files {
        let dry = import(&server.data(), &fixture(name), &["--dry-run"]).await;
        let first = import(&server.data(), &fixture(name), &[]).await;
        assert_eq!(dry.counts, first.counts, "{name}: a dry run tells what would be");
        assert!(
            first.code == 0 && first.counts[0] > 0 && first.counts[3] == 0,
            "{name}: {} {:?}",
            first.errors,
            first.counts
        );
        created += first.counts[0] as u64;
        let second = import(&server.data(), &fixture(name), &[]).await;
        assert_eq!((second.counts[0], second.counts[1]), (0, 0), "{name}: a second import changes nothing");
    }
    server.restart().await;
    let after = lena.get("/api/contacts?limit=1").await.ok()["total"].as_u64().expect("a total");
    assert_eq!(after, total + created, "every contact is there once, and none of a dry run");

    let found = search(&lena, "joerg%20weiss").await;
    let person = &found[0];
    assert_eq!(person["name"], "Mag. Jörg Weiß");
    assert_eq!((&person["birthday"], &person["postal_code"]), (&Value::from("1975-12-03"), &Value::from("1090")));
    assert_eq!(person["phones"][0], "+43 664 1234567");
    let found = search(&lena, "mueller%20soehne").await;
    let organisation = found.iter().find(|found| found["kind"] == "organisation").expect("the organisation");
    assert_eq!(organisation["name"], "Müller & Söhne GmbH");
    assert_eq!(person["works_for"][0]["organisation"], organisation["id"], "organisations named in rows are linked");
    let people = lena.get(&format!("/api/contacts/{}/people", text(&organisation["id"]))).await.ok();
    assert_eq!(people["items"][0]["contact"]["id"], person["id"]);
    let history = lena.history(person["id"].as_str().expect("an id")).await;
    assert_eq!(history[0]["kind"], "contact_created");
}

#[tokio::test]
async fn a_second_import_updates_what_changed() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    server.stop().await;
    let folder = tempfile::TempDir::new().expect("a folder for the test");
    let file = folder.path().join("kunden.csv");
    let as_max = ["--as", "max@kontor.example"];
    std::fs::write(&file, "Kundennummer;Firma;Ort;E-Mail\nK-77;Zweimal KG;Wien;a@zweimal.example\n").expect("a file");
    assert_eq!(import(&server.data(), &file, &as_max).await.counts, [1, 0, 0, 0]);
    std::fs::write(&file, "Kundennummer;Firma;Ort;E-Mail\nK-77;Zweimal GmbH;;b@zweimal.example\n").expect("a file");
    assert_eq!(import(&server.data(), &file, &as_max).await.counts, [0, 1, 0, 0]);
    server.restart().await;
    let found = search(&max, "zweimal").await;
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["name"], &found[0]["city"]), (&Value::from("Zweimal GmbH"), &Value::from("Wien")));
    assert_eq!(list(&found[0]["emails"]).len(), 2, "lists grow, what is left empty stays");
    assert_eq!(found[0]["assignments"][0]["employee"], max.id.as_str(), "who imports looks after it");
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_named_by_line_and_the_rest_is_imported() {
    let mut server = TestServer::on_disk().await;
    server.stop().await;
    let faulty = import(&server.data(), &fixture("quoted-newlines.csv"), &[]).await;
    assert!(faulty.code == 1 && faulty.counts[0] > 0 && faulty.counts[3] > 0, "{:?} {}", faulty.counts, faulty.errors);
    // Quoted line breaks count as lines, so that an editor finds the row.
    for line in [9, 10] {
        assert!(faulty.errors.contains(&format!("line {line}")), "{}", faulty.errors);
    }
    let cut = import(&server.data(), &fixture("truncated.vcf"), &[]).await;
    assert!(cut.code == 1 && cut.counts[0] == 2 && cut.counts[3] == 2, "{:?} {}", cut.counts, cut.errors);
    let phone = import(&server.data(), &fixture("android-4.0.vcf"), &[]).await;
    assert!(phone.code == 1 && phone.errors.contains("kein-at-zeichen"), "{}", phone.errors);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_one_clear_line() {
    let mut server = TestServer::on_disk().await;
    server.stop().await;
    let folder = tempfile::TempDir::new().expect("a folder for the test");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let mut noise = [0; 5000];
    StdRng::seed_from_u64(7).fill_bytes(&mut noise);
    let files = [
        folder.path().join("missing.csv"),
        folder.path().to_owned(),
        write("empty.csv", b""),
        write("picture.png", &[b"\x89PNG\r\n\x1a\n".as_slice(), &noise].concat()),
        write("book.xlsx", &[b"PK\x03\x04".as_slice(), &noise].concat()),
        write("unknown.csv", b"foo;bar\n1;2\n"),
    ];
    for file in files {
        let arguments = ["import", file.to_str().expect("a path of text")];
        let output = run_with_input(&arguments, &server.data(), "").await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{}: {said}", file.display());
        assert!(said.lines().count() == 1 && said.starts_with("kontor: "), "{}: {said}", file.display());
    }
    let file = fixture("tab.csv");
    let arguments = ["import", file.to_str().expect("text"), "--as", "nobody@kontor.example"];
    let output = run_with_input(&arguments, &server.data(), "").await;
    assert!(String::from_utf8_lossy(&output.stderr).contains("no active employee signs in as nobody"));
    server.restart().await;
}
