//! Imports over HTTP: from upload to undo, live, by the rights of who imports, and safe against everything that happens
//! meanwhile (`[I1]` to `[I9]`).

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::DEADLINE;
use crate::live::Live;
use crate::person::{Answer, NOBODY, Person, answer, list, text};
use crate::server::TestServer;

async fn send_file(person: &Person, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let request = person.request(Method::POST, &format!("/api/imports?name={name}"));
    answer(request.header("content-type", "application/octet-stream").body(bytes.into())).await
}

async fn upload(person: &Person, file: &str) -> Value {
    let import = send_file(person, "kunden.csv", file).await.ok();
    assert_eq!(import["state"], "uploaded", "{import}");
    import
}

fn path(import: &Value) -> String {
    format!("/api/imports/{}", text(&import["id"]))
}

/// Waits until nothing works on the import any more.
async fn settled(person: &Person, import: &Value) -> Value {
    let deadline = Instant::now() + DEADLINE;
    loop {
        let now = person.get(&path(import)).await.ok();
        if !["checking", "running", "undoing"].contains(&text(&now["state"]).as_str()) {
            return now;
        }
        assert!(Instant::now() < deadline, "waited in vain: {now}");
        tokio::task::yield_now().await;
    }
}

pub async fn order(person: &Person, import: &Value, what: &str, body: &Value) -> Value {
    let answer = person.post(&format!("{}/{what}", path(import)), body).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    settled(person, import).await
}

pub async fn run(person: &Person, file: &str) -> Value {
    let import = upload(person, file).await;
    let done = order(person, &import, "run", &json!({})).await;
    assert_eq!(done["state"], "done", "{done}");
    done
}

fn tally(import: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "organisations"]
        .map(|name| import["tally"][name].as_u64().unwrap_or_else(|| panic!("{name} in {import}")))
}

fn undone(import: &Value) -> [u64; 4] {
    ["deleted", "restored", "contacts_kept", "fields_kept"]
        .map(|name| import["undo"][name].as_u64().unwrap_or_else(|| panic!("{name} in {import}")))
}

async fn found(person: &Person, words: &str) -> Vec<Value> {
    let page = person.get(&format!("/api/contacts?search={words}")).await.ok();
    list(&page["items"]).to_vec()
}

async fn only(person: &Person, words: &str) -> Value {
    let found = found(person, words).await;
    assert_eq!(found.len(), 1, "{words}: {found:?}");
    found[0].clone()
}

#[tokio::test]
async fn a_file_is_looked_through_mapped_checked_and_imported() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let file = "Betrieb;Sitz;Notiz;Telefon\nGlasbau Ganz;Wels;x;07242 1234\n;Linz;y;\nHolz & Co;;z;unlesbar\n";
    let import = upload(&max, file).await;
    let shown = (&import["format"], &import["encoding"], &import["separator"], &import["rows"]);
    assert_eq!(shown, (&json!("csv"), &json!("UTF-8"), &json!(";"), &json!(3)));
    let columns = list(&import["columns"]);
    assert_eq!(columns[0], json!({"heading": "Betrieb", "samples": ["Glasbau Ganz", "Holz & Co"], "field": null}));
    assert_eq!(columns[3]["field"], "phones");
    let refused = max.post(&format!("{}/check", path(&import)), &json!({})).await;
    refused.refused(422, "invalid");
    assert_eq!(refused.json()["field"], "mapping", "no column holds a name");

    let mapping = json!({"mapping": {"Betrieb": "organisation", "Sitz": "city", "Notiz": null}});
    let checked = order(&max, &import, "check", &mapping).await;
    assert_eq!(
        (&checked["state"], tally(&checked), &checked["error_count"]),
        (&json!("checked"), [1, 0, 0, 0], &json!(2))
    );
    assert_eq!(list(&checked["errors"])[1]["line"], 4);
    assert_eq!(list(&checked["errors"])[1]["column"], "Telefon");
    assert!(found(&max, "glasbau%20ganz").await.is_empty(), "a check stores nothing");

    let done = order(&max, &checked, "run", &json!({})).await;
    assert_eq!((&done["state"], &done["done"], tally(&done)), (&json!("done"), &json!(3), [1, 0, 0, 0]));
    let contact = only(&max, "glasbau%20ganz").await;
    assert_eq!((&contact["city"], &contact["phones"][0]), (&json!("Wels"), &json!("+43 7242 1234")));
    assert_eq!(contact["assignments"][0]["source"], "import");
    let errors = max.get(&format!("{}/errors.csv", path(&done))).await;
    assert!(errors.body.contains("4;Telefon;"), "{errors:?}");
    assert_eq!(errors.body.lines().count(), 3, "{errors:?}");
    let listed = max.get("/api/imports").await.ok();
    assert_eq!(listed["items"], json!([done]));
}

#[tokio::test]
async fn a_second_import_changes_nothing_and_open_screens_see_the_first() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let known = max
        .create_contact(&json!({"name": "Lichthof GmbH", "customer_number": "L-1", "emails": ["a@lichthof.example"]}))
        .await;
    let mut live = Live::open(&anna).await;
    live.subscribe(&known).await;
    let before = live.model(&known).seq;
    let file = "Kundennummer;Firma;Name;E-Mail;Ort\nL-1;Lichthof GmbH;;b@lichthof.example;Graz\n\
                ;Lichthof GmbH;Ida Neu;ida@lichthof.example;\n;Ganz Neu KG;Udo Alt;;\n";
    let first = run(&max, file).await;
    assert_eq!((tally(&first), &first["error_count"]), ([3, 1, 0, 1], &json!(0)), "{first}");
    live.reaches(&known, before + 2).await;
    let shown = &live.model(&known).contact;
    assert_eq!(shown["emails"], json!(["a@lichthof.example", "b@lichthof.example"]), "lists grow");
    assert_eq!(shown["city"], "Graz");
    let ida = only(&max, "ida%20neu").await;
    assert_eq!(ida["works_for"][0]["organisation"], known.as_str());
    let second = run(&max, file).await;
    assert_eq!(tally(&second), [0, 0, 3, 0], "{second}");
}

#[tokio::test]
async fn vcards_and_exported_files_are_read_back_whole() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    for (format, name) in [("vcf", "vcard"), ("csv", "csv")] {
        let file = max.get(&format!("/api/contacts/export?format={format}")).await.body;
        let import = upload(&max, &file).await;
        assert_eq!(import["format"], name);
        assert_eq!(list(&import["columns"]).is_empty(), name == "vcard");
        let done = order(&max, &import, "run", &json!({})).await;
        let [created, updated, ..] = tally(&done);
        assert_eq!((&done["error_count"], created, updated), (&json!(0), 0, 0), "{name}: {done}");
    }
}

#[tokio::test]
async fn nobody_sees_the_imports_of_others_or_changes_what_they_may_not_see() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let hidden = json!({"name": "Verborgen KG", "customer_number": "V-1", "city": "Wien", "access": "private"});
    let hidden = max.create_contact(&hidden).await;
    let before = max.get(&format!("/api/contacts/{hidden}")).await.ok();
    let file = "Kundennummer;Firma;Ort\nV-1;Verborgen KG;Graz\n";
    let import = upload(&jonas, file).await;
    let checked = order(&jonas, &import, "check", &json!({})).await;
    assert_eq!(tally(&checked), [1, 0, 0, 0], "as if it did not exist: {checked}");
    let done = order(&jonas, &import, "run", &json!({})).await;
    assert_eq!(tally(&done), [1, 0, 0, 0]);
    assert_eq!(max.get(&format!("/api/contacts/{hidden}")).await.ok(), before);
    for rest in ["", "/errors.csv"] {
        max.get(&format!("{}{rest}", path(&done))).await.refused(404, "not_found");
    }
    for what in ["check", "run", "undo"] {
        max.post(&format!("{}/{what}", path(&done)), &json!({})).await.refused(404, "not_found");
        let unknown = format!("/api/imports/{NOBODY}/{what}");
        max.post(&unknown, &json!({})).await.refused(404, "not_found");
    }
    assert_eq!(max.get("/api/imports").await.ok()["items"], json!([]));
    let stranger = Person::stranger(&server);
    stranger.get("/api/imports").await.refused(401, "signed_out");
    send_file(&stranger, "x", file).await.refused(401, "signed_out");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_its_reason() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let workbook = [b"PK\x03\x04".as_slice(), &[7; 3000]].concat();
    let wide = ["a;".repeat(5000), "\nb".to_owned()].concat().into_bytes();
    let many = format!("Firma\n{}", "A\n".repeat(100_001)).into_bytes();
    for file in [Vec::new(), b" \n ".to_vec(), workbook, b"\x89PNG\r\n\x1a\n\x00\x01\x02".to_vec(), wide, many] {
        let refused = send_file(&max, "x.csv", file).await;
        refused.refused(422, "invalid");
        let problem = refused.json();
        assert_eq!(problem["field"], "file");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
    }
    let large = format!("Firma\n{}", "x".repeat(21 << 20));
    send_file(&max, "x.csv", large).await.refused(413, "too_large");
    assert_eq!(max.get("/api/imports").await.ok()["items"], json!([]));

    let import = upload(&max, "Firma;Ort\nA;Wien\n").await;
    for mapping in [json!({"Ort": "nonsense"}), json!({"Gibtsnicht": "city"}), json!({"Firma": null})] {
        for what in ["check", "run"] {
            let refused = max.post(&format!("{}/{what}", path(&import)), &json!({"mapping": mapping})).await;
            refused.refused(422, "invalid");
            assert_eq!(refused.json()["field"], "mapping", "{refused:?}");
        }
    }
    max.post(&format!("{}/undo", path(&import)), &json!({})).await.refused(409, "wrong_state");
    let cut = "Firma;Ort\nGut KG;Wien\n\"Offen KG;Graz\nNoch eine;Linz\n";
    let done = run(&max, cut).await;
    assert_eq!((tally(&done), &done["error_count"]), ([1, 0, 0, 0], &json!(1)), "what can be read is imported: {done}");
    for what in ["check", "run"] {
        max.post(&format!("{}/{what}", path(&done)), &json!({})).await.refused(409, "wrong_state");
    }
}

#[tokio::test]
async fn one_file_of_each_employee_waits() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let first = upload(&max, "Firma\nErste\n").await;
    let of_anna = upload(&anna, "Firma\nAndere\n").await;
    let second = upload(&max, "Firma\nZweite\n").await;
    max.get(&path(&first)).await.refused(404, "not_found");
    assert_eq!(max.get("/api/imports").await.ok()["items"], json!([second]));
    assert_eq!(order(&anna, &of_anna, "run", &json!({})).await["state"], "done");
    let fields = max.get("/api/imports/fields").await.ok();
    let names: Vec<_> = list(&fields["items"]).iter().map(|field| text(&field["field"])).collect();
    for name in ["name", "organisation", "emails", "customer_number", "given_name"] {
        assert!(names.contains(&name.to_owned()), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_at_once_double_nothing() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let rows = (0..300).map(|number| format!("Z-{number};Zwilling {number:03};Wien\n")).collect::<Vec<_>>().concat();
    let file = format!("Kundennummer;Firma;Ort\n{rows}");
    let (of_max, of_anna) = (upload(&max, &file).await, upload(&anna, &file).await);
    let as_shown = json!({});
    let (first, second) =
        tokio::join!(order(&max, &of_max, "run", &as_shown), order(&anna, &of_anna, "run", &as_shown));
    let mut created = [tally(&first)[0], tally(&second)[0]];
    created.sort_unstable();
    assert_eq!(created, [0, 300], "the one behind finds what the first made: {first} {second}");
    let total = max.get("/api/contacts?search=zwilling&limit=1").await.ok()["total"].as_u64();
    assert_eq!(total, Some(300));
}

#[tokio::test]
async fn an_undo_takes_back_what_nobody_changed_since() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let known = json!({"name": "Alt Bekannt KG", "customer_number": "U-1", "city": "Wien", "industry": "Handel"});
    let known = max.create_contact(&known).await;
    let file = "Kundennummer;Firma;Ort;Branche;Name\nU-1;Alt Bekannt KG;Graz;Bau;\nU-2;Frisch Eins KG;;;\n\
                U-3;Frisch Zwei KG;;;\n;Genannt GmbH;;;Rita Frisch\n";
    let done = run(&max, file).await;
    assert_eq!(tally(&done), [4, 1, 0, 1], "{done}");
    let (one, two) = (only(&max, "frisch%20eins").await, only(&max, "frisch%20zwei").await);
    anna.patch(&format!("/api/contacts/{known}"), &json!({"industry": "Verkehr"})).await.ok();
    let two = format!("/api/contacts/{}", text(&two["id"]));
    anna.post(&format!("{two}/comments"), &json!({"text": "Bitte behalten"})).await.ok();

    let back = order(&max, &done, "undo", &json!({})).await;
    assert_eq!((&back["state"], undone(&back)), (&json!("undone"), [3, 1, 1, 1]), "{back}");
    let contact = max.get(&format!("/api/contacts/{known}")).await.ok();
    assert_eq!(
        (&contact["city"], &contact["industry"]),
        (&json!("Wien"), &json!("Verkehr")),
        "a colleague's change stays"
    );
    max.get(&format!("/api/contacts/{}", text(&one["id"]))).await.refused(404, "not_found");
    assert_eq!(max.get(&two).await.status, 200, "what somebody works with stays");
    assert!(found(&max, "rita%20frisch").await.is_empty() && found(&max, "genannt").await.is_empty());
    for what in ["undo", "run", "check"] {
        max.post(&format!("{}/{what}", path(&back)), &json!({})).await.refused(409, "wrong_state");
    }
}

#[tokio::test]
async fn an_organisation_stays_while_somebody_works_there() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let done = run(&max, "Firma\nArbeitsort GmbH\n").await;
    let place = text(&only(&max, "arbeitsort").await["id"]);
    let person =
        json!({"kind": "person", "name": "Bleibt Hier", "works_for": [{"organisation": place, "primary": true}]});
    anna.create_contact(&person).await;
    let back = order(&max, &done, "undo", &json!({})).await;
    assert_eq!(undone(&back), [0, 0, 1, 0], "{back}");
    assert_eq!(max.get(&format!("/api/contacts/{place}")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_doubles_nothing_and_can_be_taken_back() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    let total = async || max.get("/api/contacts?limit=1").await.ok()["total"].as_u64().expect("a total");
    let before = total().await;
    let rows = (0..4000).map(|number| format!("S-{number};Sturz {number:04};Wien\n")).collect::<Vec<_>>().concat();
    let import = upload(&max, &format!("Kundennummer;Firma;Ort\n{rows}")).await;
    max.post(&format!("{}/run", path(&import)), &json!({})).await.ok();
    let deadline = Instant::now() + DEADLINE;
    while max.get(&path(&import)).await.ok()["done"].as_u64() < Some(200) {
        assert!(Instant::now() < deadline, "it does not begin");
        tokio::task::yield_now().await;
    }
    server.kill().await;
    server.restart().await;
    let broken = max.get(&path(&import)).await.ok();
    assert_eq!(broken["state"], "failed", "{broken}");
    assert!(text(&broken["message"]).contains("again"), "{broken}");
    let done = order(&max, &import, "run", &json!({})).await;
    assert_eq!((&done["state"], &done["error_count"]), (&json!("done"), &json!(0)), "{done}");
    let [created, updated, unchanged, _] = tally(&done);
    assert!(created < 4000 && updated == 0 && unchanged > 0, "{done}");
    assert_eq!(total().await, before + 4000, "every row is there once");
    let back = order(&max, &done, "undo", &json!({})).await;
    assert_eq!(undone(&back), [4000, 0, 0, 0], "what came before the restart as well: {back}");
    assert_eq!(total().await, before);
}

/// `[I10]`
#[tokio::test]
async fn a_column_is_mapped_to_a_custom_field_and_checked_by_its_kind() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let define = async |new: Value| text(&lena.post("/api/custom-fields", &new).await.ok()["id"]);
    let size = define(json!({"label": "Fläche", "kind": "number"})).await;
    let level = define(json!({"label": "Stufe", "kind": "choice", "choices": ["Gold", "Silber"]})).await;
    let old = define(json!({"label": "Alt", "kind": "text"})).await;
    lena.patch(&format!("/api/custom-fields/{old}"), &json!({"archived": true})).await.ok();
    let offered = max.get("/api/imports/fields").await.ok();
    let labels: Vec<_> = list(&offered["items"]).iter().map(|field| text(&field["label_de"])).collect();
    assert!(labels.ends_with(&["Fläche".to_owned(), "Stufe".to_owned()]), "{labels:?}");

    let file = "Firma;FLÄCHE;Klasse;Alt\nKachelwerk;1.234,50;Gold;x\nFliesenhof;groß;Blech;\n";
    let import = upload(&max, file).await;
    let fields: Vec<_> = list(&import["columns"]).iter().map(|column| column["field"].clone()).collect();
    assert_eq!(fields, [json!("organisation"), json!(format!("custom:{size}")), Value::Null, Value::Null]);
    for field in [format!("custom:{old}"), format!("custom:{NOBODY}")] {
        let refused = max.post(&format!("{}/check", path(&import)), &json!({"mapping": {"Klasse": field}})).await;
        refused.refused(422, "invalid");
    }
    let mapping = json!({"mapping": {"Klasse": format!("custom:{level}")}});
    let checked = order(&max, &import, "check", &mapping).await;
    let columns: Vec<_> = list(&checked["errors"]).iter().map(|error| text(&error["column"])).collect();
    assert_eq!((tally(&checked), columns), ([1, 0, 0, 0], vec!["FLÄCHE".to_owned(), "Klasse".to_owned()]));
    let done = order(&max, &checked, "run", &json!({})).await;
    assert_eq!(tally(&done), [1, 0, 0, 0]);
    let contact = only(&max, "kachelwerk").await;
    assert_eq!(contact["custom"], json!({size.as_str(): "1234.5", level.as_str(): "Gold"}));
}
