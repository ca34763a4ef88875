//! Fields that an administrator defines: who may, what is checked, and how they behave as every other field
//! (`[F1]` to `[F6]`).

use serde_json::{Value, json};
use uuid::Uuid;

use crate::live::{Live, edit};
use crate::person::{NOBODY, Person, list, text};
use crate::server::TestServer;

const FIELDS: &str = "/api/custom-fields";

async fn define(lena: &Person, label: &str, kind: &str, choices: &[&str]) -> String {
    let new = json!({"label": label, "kind": kind, "choices": choices});
    text(&lena.post(FIELDS, &new).await.ok()["id"])
}

fn named(id: &str) -> String {
    format!("custom:{id}")
}

#[tokio::test]
async fn a_custom_field_is_edited_seen_and_kept_as_any_other() {
    let mut server = TestServer::on_disk().await;
    let lena = Person::sign_in(&server, "lena").await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let size = define(&lena, "Größe in m²", "number", &[]).await;
    let since = define(&lena, "Kunde seit", "date", &[]).await;
    let level = define(&lena, "Stufe", "choice", &["Gold", "Silber"]).await;
    let contact = max.create_contact(&json!({"name": "Eigenfeld AG", named(&level): "Silber"})).await;
    let (mut of_max, mut of_anna) = (Live::open(&max).await, Live::open(&anna).await);
    of_max.subscribe(&contact).await;
    of_anna.subscribe(&contact).await;
    assert_eq!(of_anna.model(&contact).contact["custom"], json!({level.as_str(): "Silber"}));

    let base = of_max.model(&contact).seq;
    let sized = edit(&contact, &named(&size), &json!("1.234,50"), base);
    let seq = of_max.acknowledged(&sized).await;
    assert_eq!(of_max.acknowledged(&sized).await, seq, "the same id is done once");
    of_anna.reaches(&contact, seq).await;
    assert_eq!(of_anna.model(&contact).contact["custom"][&size], "1234.5");
    let late = edit(&contact, &named(&size), &json!("7"), base);
    of_anna.send(&late).await;
    let conflict = of_anna.answer(late["id"].as_str().expect("an id")).await;
    assert_eq!((&conflict["type"], &conflict["field"]), (&json!("conflict"), &json!(named(&size))));
    assert_eq!((&conflict["mine"], &conflict["theirs"]), (&json!("7"), &json!("1234.5")));

    let path = format!("/api/contacts/{contact}");
    let changed = anna.patch(&path, &json!({named(&since): "5.3.2026", named(&level): null})).await.ok();
    let expected = json!({size.as_str(): "1234.5", since.as_str(): "2026-03-05"});
    assert_eq!(changed["custom"], expected);

    let presence = json!({"type": "presence", "contact": contact, "field": named(&size)});
    of_anna.send(&presence).await;
    let field = named(&size);
    of_max.until("presence", |live| live.model(&contact).people.iter().any(|one| one["field"] == field.as_str())).await;

    server.kill().await;
    server.restart().await;
    assert_eq!(anna.get(&path).await.ok()["custom"], expected);
    assert_eq!(list(&anna.get(FIELDS).await.ok()["items"]).len(), 3);
    max.patch(&path, &json!({named(&level): "Gold"})).await.ok();
    let history = max.history(&contact).await;
    let last = history.last().expect("a change");
    assert_eq!(
        (&last["field"], &last["value"], &last["previous"]),
        (&json!(named(&level)), &json!("Gold"), &Value::Null)
    );
}

#[tokio::test]
async fn a_value_that_the_field_does_not_take_is_refused_by_its_name() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let contact = max.create_contact(&json!({"name": "Streng GmbH", "kind": "organisation"})).await;
    let path = format!("/api/contacts/{contact}");
    let size = define(&lena, "Größe", "number", &[]).await;
    let since = define(&lena, "Seit", "date", &[]).await;
    let level = define(&lena, "Stufe", "choice", &["Gold"]).await;
    let note = define(&lena, "Merkmal", "text", &[]).await;
    let persons = json!({"label": "Spitzname", "kind": "text", "applies_to": "person"});
    let nickname = text(&lena.post(FIELDS, &persons).await.ok()["id"]);
    for (field, value) in [
        (named(&size), json!("viel")),
        (named(&size), json!("1234567890123456")),
        (named(&size), json!(["1"])),
        (named(&since), json!("31.02.2026")),
        (named(&level), json!("Blech")),
        (named(&note), json!("x".repeat(501))),
        (named(&nickname), json!("Franzi")),
        (named(NOBODY), json!("x")),
        ("custom:x".to_owned(), json!("x")),
    ] {
        let refused = max.patch(&path, &json!({field.as_str(): value})).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], field.as_str(), "{value}");
    }
    lena.patch(&format!("{FIELDS}/{note}"), &json!({"archived": true})).await.ok();
    max.patch(&path, &json!({named(&note): "x"})).await.refused(422, "invalid");
    max.patch(&path, &json!({named(&note): null})).await.ok();

    max.patch(&path, &json!({named(&level): "Gold"})).await.ok();
    lena.patch(&format!("{FIELDS}/{level}"), &json!({"choices": ["Silber"]})).await.ok();
    assert_eq!(max.get(&path).await.ok()["custom"][&level], "Gold", "what is stored stays");
    max.patch(&path, &json!({named(&level): "Gold", "city": "Wien"})).await.ok();
    let other = max.create_contact(&json!({"name": "Andere GmbH"})).await;
    max.patch(&format!("/api/contacts/{other}"), &json!({named(&level): "Gold"})).await.refused(422, "invalid");
    assert_eq!(max.history(&contact).await.len(), 4);
}

#[tokio::test]
async fn only_an_administrator_defines_fields_and_everyone_reads_them() {
    let server = TestServer::start().await;
    let lena = Person::sign_in(&server, "lena").await;
    let new = json!({"id": Uuid::now_v7().to_string(), "label": "Stufe", "kind": "choice", "choices": ["Gold"]});
    let defined = lena.post(FIELDS, &new).await;
    assert_eq!(defined.status, 201);
    let defined = defined.ok();
    assert_eq!(lena.post(FIELDS, &new).await.ok(), defined, "the same id again is the same field");
    let path = format!("{FIELDS}/{}", text(&defined["id"]));
    for user in ["max", "eva"] {
        let person = Person::sign_in(&server, user).await;
        person.post(FIELDS, &json!({"label": "Meins", "kind": "text"})).await.refused(403, "may_not");
        person.patch(&path, &json!({"label": "Meins"})).await.refused(403, "may_not");
        assert_eq!(person.get(FIELDS).await.ok()["items"], json!([defined]));
    }
    Person::stranger(&server).get(FIELDS).await.refused(401, "signed_out");

    for (body, field) in [
        (json!({"label": " ", "kind": "text"}), "label"),
        (json!({"label": "stufe", "kind": "text"}), "label"),
        (json!({"label": "Leer", "kind": "choice"}), "choices"),
        (json!({"label": "Zahl", "kind": "number", "choices": ["1"]}), "choices"),
        (json!({"label": "Weit", "kind": "text", "position": 9_000_000}), "position"),
        (json!({"id": defined["id"], "label": "Anders", "kind": "text"}), "id"),
    ] {
        let refused = lena.post(FIELDS, &body).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], field, "{body}");
    }
    lena.post(FIELDS, &json!({"label": "Was", "kind": "colour"})).await.refused(422, "invalid");
    lena.patch(&path, &json!({"kind": "text"})).await.refused(422, "invalid");
    lena.patch(&format!("{FIELDS}/{NOBODY}"), &json!({"label": "x"})).await.refused(404, "not_found");
    let changed = lena.patch(&path, &json!({"label": "Rang", "position": 5})).await.ok();
    assert_eq!(
        (&changed["label"], &changed["position"], &changed["choices"]),
        (&json!("Rang"), &json!(5), &json!(["Gold"]))
    );
}

#[tokio::test]
async fn two_fields_defined_at_once_do_not_share_a_label() {
    let server = TestServer::start().await;
    let lena = Person::sign_in(&server, "lena").await;
    let new = json!({"label": "Gleichzeitig", "kind": "text"});
    let all = futures_util::future::join_all((0..8).map(|_| lena.post(FIELDS, &new))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(list(&lena.get(FIELDS).await.ok()["items"]).len(), 1);
}

#[tokio::test]
async fn a_contact_is_found_by_what_its_custom_fields_say() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let note = define(&lena, "Merkmal", "text", &[]).await;
    let contact = max.create_contact(&json!({"name": "Gesucht KG", named(&note): "Zwölfaxing Süd"})).await;
    let found = async |words: &str| {
        let page = max.get(&format!("/api/contacts?search={words}")).await.ok();
        list(&page["items"]).iter().map(|item| text(&item["id"])).collect::<Vec<_>>()
    };
    assert_eq!(found("zwoelfaxing").await, [contact.as_str()]);
    max.patch(&format!("/api/contacts/{contact}"), &json!({named(&note): null})).await.ok();
    assert!(found("zwoelfaxing").await.is_empty());
}

fn asked(field: &str, condition: &Value) -> String {
    let filter = json!({"custom": {field: condition}}).to_string();
    let mut url = reqwest::Url::parse("http://localhost").expect("an address");
    url.query_pairs_mut().append_pair("filter", &filter);
    url.query().unwrap_or_default().to_owned()
}

async fn names(person: &Person, query: &str) -> Vec<String> {
    let page = person.get(&format!("/api/contacts?{query}")).await.ok();
    assert_eq!(page["total"].as_u64(), Some(list(&page["items"]).len() as u64), "{page}");
    list(&page["items"]).iter().map(|item| text(&item["name"])).collect()
}

/// `[F7]`, `[E3]`
#[tokio::test]
async fn a_list_is_filtered_and_ordered_by_custom_fields_and_hidden_values_do_not_answer() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let size = define(&lena, "Größe", "number", &[]).await;
    let since = define(&lena, "Kunde seit", "date", &[]).await;
    let level = define(&lena, "Stufe", "choice", &["A+", "A-"]).await;
    let note = define(&lena, "Merkmal", "text", &[]).await;
    for (name, of_size, of_since, of_level, of_note) in [
        ("Eins", "9", "1.2.2026", "A+", "Zwölfaxing Süd"),
        ("Zwei", "10", "2.2.2026", "A-", "Graz"),
        ("Drei", "-0,5", "31.12.2025", "A+", "Schwechat"),
    ] {
        max.create_contact(&json!({"name": name, named(&size): of_size, named(&since): of_since,
            named(&level): of_level, named(&note): of_note}))
            .await;
    }
    let hidden = json!({"name": "Verborgen", "access": "restricted", named(&size): "9", named(&level): "A+"});
    max.create_contact(&hidden).await;
    for (field, condition, expected) in [
        (&size, json!({"type": "number", "from": "0", "to": "9,5"}), vec!["Eins"]),
        (&since, json!({"type": "date", "from": "2026-02-01"}), vec!["Eins", "Zwei"]),
        (&level, json!({"type": "one_of", "values": ["A+"]}), vec!["Drei", "Eins"]),
        (&note, json!({"type": "contains", "text": "axing SUED"}), vec!["Eins"]),
        (&level, json!({"type": "filled"}), vec!["Drei", "Eins", "Zwei"]),
    ] {
        let query = asked(field, &condition);
        assert_eq!(names(&lena, &query).await, expected, "{condition}");
        let export = max.get(&format!("/api/contacts/export?format=csv&{query}")).await.body;
        assert_eq!(export.lines().count(), expected.len() + 1, "{condition}");
    }
    let empty = names(&lena, &format!("{}&search=verborgen", asked(&level, &json!({"type": "empty"})))).await;
    assert!(empty.is_empty(), "a name alone does not answer what is missing either");
    assert_eq!(names(&lena, "search=verborgen").await, ["Verborgen"]);
    let by_size = format!("sort=-custom:{size}&{}", asked(&size, &json!({"type": "filled"})));
    assert_eq!(names(&max, &by_size).await, ["Zwei", "Eins", "Drei"]);

    let mut live = Live::open(&lena).await;
    live.follow(&asked(&size, &json!({"type": "number", "from": "9"}))).await;
    assert_eq!(live.lists[0]["state"]["total"], 2);
    max.create_contact(&json!({"name": "Vier", named(&size): "8.9"})).await;
    max.create_contact(&json!({"name": "Fünf", named(&size): "1.000,5"})).await;
    live.until("what is new", |live| live.lists.len() > 1).await;
    let rows = &live.lists[1];
    assert_eq!((&rows["total"], &rows["changed"][0]["name"]), (&json!(3), &json!("Fünf")));
}

/// `[F7]`
#[tokio::test]
async fn a_filter_of_a_field_that_does_not_exist_says_so_and_one_of_an_archived_field_still_answers() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let note = define(&lena, "Merkmal", "text", &[]).await;
    max.create_contact(&json!({"name": "Archiviert KG", named(&note): "Nordost"})).await;
    let filter = json!({"custom": {note.as_str(): {"type": "contains", "text": "nord"}}});
    let view = json!({"name": "Nordost", "filter": filter, "sort": named(&note)});
    let view = max.post("/api/views", &view).await.ok();
    assert_eq!((&view["filter"], &view["sort"]), (&filter, &json!(named(&note))));
    lena.patch(&format!("{FIELDS}/{note}"), &json!({"archived": true})).await.ok();
    assert_eq!(names(&max, &asked(&note, &filter["custom"][&note])).await, ["Archiviert KG"]);
    for (query, field, words) in [
        (asked(NOBODY, &json!({"type": "empty"})), "filter", "does not exist any more"),
        (asked(&note, &json!({"type": "number", "from": "1"})), "filter", "Merkmal"),
        (format!("sort=custom:{NOBODY}"), "sort", "does not exist any more"),
    ] {
        let refused = max.get(&format!("/api/contacts?{query}")).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], field);
        assert!(text(&refused.json()["detail"]).contains(words), "{refused:?}");
    }
    let gone = json!({"name": "Weg", "filter": {"custom": {NOBODY: {"type": "empty"}}}});
    max.post("/api/views", &gone).await.refused(422, "invalid");
}
