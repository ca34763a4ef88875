//! Contacts as a file over HTTP: complete, by the rights of who fetches it, and written down (`[A8]`, `[X1]`, `[X2]`).

use serde_json::json;
use tempfile::TempDir;

use crate::person::{Answer, NOBODY, Person, list, text};
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
    let rows = (0..1100).map(|number| format!("Massenfirma {number:04};Wien\n")).collect::<Vec<_>>().concat();
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

/// `[X3]`
#[tokio::test]
async fn picked_contacts_are_a_file_and_those_that_may_not_be_seen_are_not_there() {
    let server = TestServer::start().await;
    let (max, eva) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "eva").await);
    let open = max.create_contact(&json!({"name": "Offen GmbH", "access": "company"})).await;
    let other = max.create_contact(&json!({"name": "Anders GmbH", "access": "company"})).await;
    let secret = max.create_contact(&json!({"name": "Geheim GmbH", "access": "private"})).await;
    let stub = max.create_contact(&json!({"name": "Stummel GmbH", "access": "restricted"})).await;
    let path = "/api/contacts/export";
    let picked = |format: &str| json!({"format": format, "contacts": [stub, open, secret, NOBODY, other, open]});
    let file = eva.post(path, &picked("csv")).await;
    let names: Vec<_> = file.body.lines().skip(1).filter_map(|line| line.split(';').nth(1)).collect();
    assert_eq!((file.status, names), (200, vec!["Offen GmbH", "Anders GmbH"]));
    assert!(file.headers["content-disposition"].to_str().expect("text").ends_with(".csv\""));
    let own = max.post(path, &picked("csv")).await.body;
    assert!(own.contains("Geheim GmbH") && !own.contains("Stummel GmbH"), "{own}");
    let cards = eva.post(path, &picked("vcf")).await;
    assert_eq!(cards.body.matches("BEGIN:VCARD").count(), 2);
    let nothing = eva.post(path, &json!({"format": "csv", "contacts": [secret]})).await;
    assert_eq!((nothing.status, nothing.body.lines().count()), (200, 1), "as if it did not exist");
    for contacts in [json!([]), json!(vec![NOBODY; 5_001])] {
        let refused = eva.post(path, &json!({"format": "csv", "contacts": contacts})).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], "contacts");
    }
    eva.post(path, &json!({"format": "xlsx", "contacts": [open]})).await.refused(422, "invalid");
    Person::stranger(&server).post(path, &picked("csv")).await.refused(401, "signed_out");
}

/// `[X4]`, `[I10]`
#[tokio::test]
async fn a_file_with_custom_fields_is_taken_back_as_it_was() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let define = async |label: &str, kind: &str| {
        text(&lena.post("/api/custom-fields", &json!({"label": label, "kind": kind})).await.ok()["id"])
    };
    let (size, since) = (define("Größe", "number").await, define("Kunde seit", "date").await);
    let contact = max
        .create_contact(&json!({"name": "Rundreise AG", "customer_number": "R-1",
            format!("custom:{size}"): "1234,5", format!("custom:{since}"): "2026-03-05"}))
        .await;
    let exported = csv(&max, "&search=rundreise").await.body;
    let (heading, row) = exported.split_once("\r\n").expect("two lines");
    assert!(heading.ends_with(";Größe;Kunde seit") && row.trim_end().ends_with(";1234,5;05.03.2026"), "{exported}");

    let path = format!("/api/contacts/{contact}");
    let cleared = json!({format!("custom:{size}"): null, format!("custom:{since}"): "2020-01-01"});
    max.patch(&path, &cleared).await.ok();
    let done = crate::import_http::run(&max, &exported).await;
    assert_eq!((&done["error_count"], &done["tally"]["updated"]), (&json!(0), &json!(1)), "{done}");
    let expected = json!({size.as_str(): "1234.5", since.as_str(): "2026-03-05"});
    assert_eq!(max.get(&path).await.ok()["custom"], expected);
    let undone = crate::import_http::order(&max, &done, "undo", &json!({})).await;
    assert_eq!(undone["undo"]["restored"], 2, "{undone}");
    assert_eq!(max.get(&path).await.ok()["custom"], json!({since.as_str(): "2020-01-01"}));
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
