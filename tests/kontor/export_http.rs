//! Contacts as a file over HTTP: complete, by the rights of who fetches it, and written down (`[A8]`, `[X1]`, `[X2]`).

use serde_json::json;
use tempfile::TempDir;

use crate::person::{Answer, Person, list};
use crate::server::{TestServer, run_with_input};

async fn csv(person: &Person, more: &str) -> Answer {
    let answer = person.get(&format!("/api/contacts/export?format=csv{more}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

#[tokio::test]
async fn a_file_holds_what_its_reader_sees_whole_and_nothing_else() {
    let server = TestServer::start().await;
    let (max, eva) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "eva").await);
    let anna = Person::sign_in(&server, "anna").await;
    let secret = max.create_contact(&json!({"name": "Geheimrat KG", "access": "private"})).await;
    max.create_contact(&json!({"name": "Stummel GmbH", "access": "restricted"})).await;
    let employment = json!([{"organisation": secret, "primary": true, "position": "Leiterin"}]);
    let person = json!({"kind": "person", "name": "Petra Offen", "city": "Steyr", "works_for": employment});
    max.create_contact(&person).await;

    let of_max = csv(&max, "").await.body;
    assert!(of_max.contains("Geheimrat KG") && of_max.contains("Petra Offen"));
    for (who, person) in [("anna", &anna), ("eva", &eva)] {
        for format in ["csv", "vcf"] {
            let file = person.get(&format!("/api/contacts/export?format={format}")).await.body;
            assert!(!file.contains("Geheimrat"), "{who} {format}: not even as somebody's employer");
            assert!(!file.contains("Stummel"), "{who} {format}: a name alone is no contact");
            assert!(file.contains("Petra Offen") && file.contains("Leiterin"), "{who} {format}");
        }
    }
    let total = anna.get("/api/contacts?limit=1").await.ok()["total"].as_u64().expect("a total");
    assert_eq!(csv(&anna, "").await.body.lines().count() as u64, total + 1, "a heading, and a line for each");
    let cards = anna.get("/api/contacts/export?format=vcf").await;
    assert_eq!(cards.body.matches("BEGIN:VCARD").count() as u64, total);
    assert!(cards.headers["content-type"].to_str().expect("text").starts_with("text/vcard"));
}

#[tokio::test]
async fn a_file_has_a_name_and_only_what_was_searched() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    max.create_contact(&json!({"name": "Zimt & Zucker GmbH", "tags": ["=1+1"]})).await;
    let found = csv(&max, "&search=zimt%20zucker").await;
    let name = found.headers["content-disposition"].to_str().expect("text");
    assert!(name.starts_with("attachment; filename=\"kontakte-20") && name.ends_with(".csv\""), "{name}");
    assert_eq!(found.headers["cache-control"], "no-store");
    let lines: Vec<_> = found.body.lines().collect();
    assert!(lines[0].starts_with('\u{feff}') && lines[0].contains("Name;"), "{lines:?}");
    assert!(lines.len() == 2 && lines[1].contains("Zimt & Zucker GmbH"), "{lines:?}");
    assert!(lines[1].contains("'=1+1"), "no cell is run as a formula: {lines:?}");
    let persons = csv(&max, "&filter=%7B%22kind%22:%22person%22%7D&sort=-name").await.body;
    let names: Vec<_> = persons.lines().skip(1).collect();
    assert!(names.len() > 2 && names.iter().all(|line| line.starts_with("Person;")), "{names:?}");
    for (query, field) in [("filter=%7B%22nonsense%22:1%7D", "filter"), ("sort=nonsense", "sort")] {
        let refused = max.get(&format!("/api/contacts/export?format=csv&{query}")).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], field);
    }
    assert_eq!(csv(&max, "&search=gibtesnicht").await.body.lines().count(), 1);
    for query in ["", "?format=xlsx", "?format=csv&format=vcf", "?search=a"] {
        max.get(&format!("/api/contacts/export{query}")).await.refused(400, "bad_request");
    }
    Person::stranger(&server).get("/api/contacts/export?format=csv").await.refused(401, "signed_out");
}

#[tokio::test]
async fn a_file_of_many_pages_holds_each_contact_once_and_is_written_down() {
    let mut server = TestServer::on_disk().await;
    server.stop().await;
    let folder = TempDir::new().expect("a folder for the test");
    let path = folder.path().join("viele.csv");
    let rows: String = (0..1100).map(|number| format!("Massenfirma {number:04};Wien\n")).collect();
    std::fs::write(&path, format!("Firma;Ort\n{rows}")).expect("a file");
    let arguments = ["import", path.to_str().expect("text"), "--as", "max@kontor.example"];
    assert!(run_with_input(&arguments, &server.data(), "").await.status.success());
    server.restart().await;
    let max = Person::sign_in(&server, "max").await;
    let body = csv(&max, "&search=massenfirma").await.body;
    let mut names: Vec<_> = body.lines().skip(1).filter_map(|line| line.split(';').nth(1)).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((body.lines().count(), names.len()), (1101, 1100));
    let logged = server.logged();
    let line = logged.lines().find(|line| line.contains("contacts exported")).expect("a line of the log");
    for part in ["max@kontor.example", &max.id, "1100", "csv", "complete=true"] {
        assert!(plain(line).contains(part), "{part} in {line}");
    }
    assert_eq!(list(&max.get("/api/contacts?search=massenfirma&limit=200").await.ok()["items"]).len(), 200);
}

/// Without the colours that a log may have.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut coloured = false;
    for letter in line.chars() {
        match letter {
            '\u{1b}' => coloured = true,
            'm' if coloured => coloured = false,
            letter if !coloured => text.push(letter),
            _ => {}
        }
    }
    text
}
