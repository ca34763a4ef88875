//! Lists from outside: search, filter, order and pages; what they have in common; live rows; bulk changes and their undo;
//! saved views (`[E1]` to `[E8]`).

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::live::Live;
use crate::person::{NOBODY, Person, list, text};
use crate::server::TestServer;

/// The path of a list with these parts of its query, escaped.
fn path(route: &str, query: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://localhost").expect("an address");
    url.query_pairs_mut().extend_pairs(query);
    format!("/api/contacts{route}?{}", url.query().unwrap_or_default())
}

fn names(page: &Value) -> Vec<String> {
    list(&page["items"]).iter().map(|item| text(&item["name"])).collect()
}

/// Twelve contacts that nothing of the demo's looks like.
async fn zirben(max: &Person) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for number in 0..12 {
        let name = format!("Zirbe {number:02}");
        let city = match number {
            1 => "ZWETTL",
            number if number % 3 == 2 => "Ybbs",
            _ => "Zwettl",
        };
        let contact = json!({
            "name": name, "kind": if number % 2 == 0 { "organisation" } else { "person" },
            "city": city, "country": "AT",
            "postal_code": if number % 3 == 2 { "3370" } else { "3910" },
            "industry": if number < 4 { json!("Holz") } else { json!(null) },
            "tags": if number % 4 == 0 { json!(["Messe"]) } else { json!([]) },
            "customer_number": format!("Z-{}", 50 - number),
        });
        ids.insert(name, max.create_contact(&contact).await);
    }
    ids
}

#[tokio::test]
async fn a_list_is_searched_filtered_ordered_and_paged() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    zirben(&max).await;
    let ask = async |query: &[(&str, &str)]| max.get(&path("", query)).await.ok();

    let page = ask(&[("search", "zirbe"), ("limit", "5"), ("sort", "-name")]).await;
    assert_eq!(names(&page), ["Zirbe 11", "Zirbe 10", "Zirbe 09", "Zirbe 08", "Zirbe 07"]);
    assert_eq!(page["total"], 12);
    let next = text(&page["next"]);
    let page = ask(&[("search", "zirbe"), ("limit", "5"), ("sort", "-name"), ("cursor", &next)]).await;
    assert_eq!(names(&page), ["Zirbe 06", "Zirbe 05", "Zirbe 04", "Zirbe 03", "Zirbe 02"]);
    let page = ask(&[("search", "zirbe"), ("limit", "5"), ("offset", "10")]).await;
    assert_eq!((names(&page), &page["next"]), (vec!["Zirbe 10".to_owned(), "Zirbe 11".to_owned()], &Value::Null));

    for (filter, sort, expected) in [
        (json!({"city": ["zwettl"]}), "name", vec!["00", "01", "03", "04", "06", "07", "09", "10"]),
        (json!({"city": ["zwettl"], "kind": "person"}), "name", vec!["01", "03", "07", "09"]),
        (json!({"postal_code": "33"}), "customer_number", vec!["11", "08", "05", "02"]),
        (json!({"tags": ["Messe", "VIP"]}), "-created_at", vec!["08", "04", "00"]),
        (json!({"postal_code": "39", "tags": ["Messe"]}), "industry", vec!["00", "04"]),
        (json!({"account_manager": ["none"]}), "name", vec![]),
        (json!({"assigned": ["none"], "kind": "person"}), "name", vec![]),
        (json!({"account_manager": ["me"], "industry": ["Holz"]}), "city", vec!["02", "00", "01", "03"]),
    ] {
        let page = ask(&[("search", "zirbe"), ("filter", &filter.to_string()), ("sort", sort)]).await;
        let expected: Vec<_> = expected.iter().map(|number| format!("Zirbe {number}")).collect();
        assert_eq!(names(&page), expected, "{filter} by {sort}");
        assert_eq!(page["total"], expected.len(), "{filter}");
        let ids = max.get(&path("/ids", &[("search", "zirbe"), ("filter", &filter.to_string()), ("sort", sort)])).await;
        let ids = ids.ok();
        let shown: Vec<_> = list(&page["items"]).iter().map(|item| item["id"].clone()).collect();
        assert_eq!((list(&ids["items"]), &ids["total"]), (shown.as_slice(), &page["total"]), "{filter}");
    }
    let facets = max.get(&path("/facets", &[("search", "zirbe")])).await.ok();
    assert_eq!(facets["cities"][0], json!({"value": "Zwettl", "count": 8}));
    assert_eq!(facets["industries"], json!([{"value": "Holz", "count": 4}]));
    assert_eq!(facets["tags"], json!([{"value": "Messe", "count": 3}]));
    assert_eq!(facets["countries"], json!([{"value": "AT", "count": 12}]));
    assert_eq!(facets["account_managers"], json!([{"value": max.id, "count": 12}]));
}

#[tokio::test]
async fn a_question_that_cannot_be_meant_is_refused_by_its_part() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    for (query, field) in [
        (vec![("sort", "size")], "sort"),
        (vec![("sort", "")], "sort"),
        (vec![("filter", "{")], "filter"),
        (vec![("filter", r#"{"shoe_size":[44]}"#)], "filter"),
        (vec![("filter", r#"{"assigned":["somebody"]}"#)], "filter"),
        (vec![("offset", "10000001")], "offset"),
        (vec![("offset", "5"), ("cursor", "x")], "offset"),
    ] {
        let answer = max.get(&path("", &query)).await;
        assert_eq!(answer.json()["field"], field, "{query:?}");
        answer.refused(422, "invalid");
    }
    max.get(&path("", &[("offset", "-1")])).await.refused(400, "bad_request");
    max.get(&path("", &[("sort", "city"), ("cursor", "x")])).await.refused(400, "bad_request");
    let stranger = Person::stranger(&server);
    for route in ["", "/facets", "/ids"] {
        stranger.get(&path(route, &[])).await.refused(401, "signed_out");
    }
}

/// `[A5]`, `[E3]`: a lead sees that a restricted contact exists and what it is called, and no filter tells more.
#[tokio::test]
async fn nothing_hidden_can_be_deduced_from_a_list() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let eva = Person::sign_in(&server, "eva").await;
    let hidden = json!({
        "name": "Zirbenkeller", "kind": "organisation", "city": "Zwettl", "tags": ["Geheim"], "access": "restricted",
    });
    let id = max.create_contact(&hidden).await;
    let stub = json!({"id": id, "kind": "organisation", "name": "Zirbenkeller", "stub": true});
    for query in
        [vec![("search", "zirbenkeller")], vec![("search", "zirbenkeller"), ("filter", r#"{"kind":"organisation"}"#)]]
    {
        assert_eq!(eva.get(&path("", &query)).await.ok()["items"], json!([stub]), "{query:?}");
    }
    for filter in [
        r#"{"city":["Zwettl"]}"#,
        r#"{"tags":["Geheim"]}"#,
        r#"{"access":"restricted"}"#,
        r#"{"account_manager":["none"]}"#,
        r#"{"changed_within_days":1}"#,
        r#"{"kind":"person"}"#,
    ] {
        let page = eva.get(&path("", &[("search", "zirbenkeller"), ("filter", filter)])).await.ok();
        assert_eq!((&page["items"], &page["total"]), (&json!([]), &json!(0)), "{filter}");
    }
    assert_eq!(eva.get(&path("", &[("search", "geheim")])).await.ok()["total"], 0);
    assert_eq!(eva.get(&path("/ids", &[("search", "zirbenkeller")])).await.ok()["items"], json!([]));
    let facets = eva.get(&path("/facets", &[("search", "zirbenkeller")])).await.ok();
    assert_eq!((&facets["cities"], &facets["tags"]), (&json!([]), &json!([])));
}

impl Live {
    pub async fn follow(&mut self, query: &str) {
        let before = self.lists.len();
        self.send(&json!({"type": "subscribe", "topic": format!("list:{query}")})).await;
        self.until("an answer about the list", |live| live.lists.len() > before).await;
    }

    fn rows(&self) -> impl Iterator<Item = &Value> {
        self.lists.iter().filter(|frame| frame["type"] == "rows")
    }

    fn has_left(&self, id: &str) -> bool {
        self.rows().any(|rows| list(&rows["left"]).contains(&json!(id)))
    }

    fn shown(&self, id: &str) -> Vec<&Value> {
        self.rows().flat_map(|rows| list(&rows["changed"])).filter(|row| row["id"] == id).collect()
    }
}

#[tokio::test]
async fn a_followed_list_shows_what_colleagues_do_and_not_what_is_hidden_from_the_viewer() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let id = max.create_contact(&json!({"name": "Zirbenholz", "city": "Zwettl"})).await;
    let mut live = Live::open(&anna).await;
    live.follow("search=zirben&sort=-updated_at").await;
    assert_eq!((&live.lists[0]["type"], &live.lists[0]["state"]["total"]), (&json!("snapshot"), &json!(1)));

    let contact = format!("/api/contacts/{id}");
    max.patch(&contact, &json!({"city": "Ybbs"})).await.ok();
    live.until("the new city", |live| live.shown(&id).iter().any(|row| row["city"] == "Ybbs")).await;
    let other = max.create_contact(&json!({"name": "Zirbengeist"})).await;
    live.until("the new contact", |live| !live.shown(&other).is_empty()).await;
    assert_eq!(live.rows().last().expect("rows")["total"], 2);

    max.patch(&contact, &json!({"access": "private"})).await.ok();
    live.until("that it left", |live| live.has_left(&id)).await;
    assert_eq!(live.rows().last().expect("rows")["total"], 1);
    max.patch(&contact, &json!({"city": "Geheim"})).await.ok();
    max.patch(&format!("/api/contacts/{other}"), &json!({"city": "Krems"})).await.ok();
    live.until("what came after", |live| live.shown(&other).iter().any(|row| row["city"] == "Krems")).await;
    assert!(live.shown(&id).iter().all(|row| row["city"] != "Geheim" && row["access"] == "company"));

    let rows = live.rows().count();
    live.send(&json!({"type": "unsubscribe", "topic": "list:search=zirben&sort=-updated_at"})).await;
    live.follow("search=zirbengeist").await;
    max.patch(&format!("/api/contacts/{other}"), &json!({"city": "Linz"})).await.ok();
    live.until("the other list", |live| live.rows().count() > rows).await;
    assert!(live.rows().skip(rows).all(|rows| rows["topic"] == "list:search=zirbengeist"));
}

#[tokio::test]
async fn a_socket_follows_four_lists_at_most_and_is_told_which_one_is_refused() {
    let server = TestServer::start().await;
    let mut live = Live::open(&Person::sign_in(&server, "max").await).await;
    live.follow("sort=size").await;
    let refused = live.lists.pop().expect("an answer");
    assert_eq!((&refused["type"], &refused["code"]), (&json!("refused"), &json!("invalid")));
    for number in 0..4 {
        live.follow(&format!("search=a{number}")).await;
        assert_eq!(live.lists.pop().expect("an answer")["type"], "snapshot");
    }
    live.follow("search=a4").await;
    let refused = live.lists.pop().expect("an answer");
    assert_eq!((&refused["code"], &refused["topic"]), (&json!("too_many_subscriptions"), &json!("list:search=a4")));
    live.send(&json!({"type": "unsubscribe", "topic": "list:search=a0"})).await;
    live.follow("search=a4").await;
    assert_eq!(live.lists.pop().expect("an answer")["type"], "snapshot");
}

#[tokio::test]
async fn a_bulk_change_is_done_once_and_can_be_undone() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let mut contacts = Vec::new();
    for tags in [json!(["Messe"]), json!([]), json!(["Neu"])] {
        contacts.push(max.create_contact(&json!({"name": "Zirbe", "tags": tags, "city": "Zwettl"})).await);
    }
    let secret = anna.create_contact(&json!({"name": "Nur Anna", "access": "private"})).await;
    let mut asked = contacts.clone();
    asked.extend([secret.clone(), NOBODY.to_owned(), contacts[0].clone()]);
    let request = json!({
        "id": Uuid::now_v7(), "contacts": asked, "field": "tags", "mode": "add", "value": ["#Neu"],
    });
    let answer = max.post("/api/contacts/bulk", &request).await.ok();
    let changed = list(&answer["changed"]);
    assert_eq!(changed.iter().map(|row| text(&row["contact"])).collect::<Vec<_>>(), contacts[..2]);
    assert_eq!((&changed[0]["previous"], &changed[0]["value"]), (&json!(["Messe"]), &json!(["Messe", "Neu"])));
    assert_eq!(answer["unchanged"], 1);
    let refused = list(&answer["refused"]);
    assert_eq!(refused.iter().map(|row| text(&row["contact"])).collect::<Vec<_>>(), [secret, NOBODY.to_owned()]);
    assert_eq!((&refused[0]["code"], &refused[0]["message"]), (&json!("not_found"), &refused[1]["message"]));

    let again = max.post("/api/contacts/bulk", &request).await.ok();
    assert_eq!(again["changed"], answer["changed"], "a repeated request tells what it did");
    assert_eq!(max.history(&contacts[0]).await.len(), 3, "created, assigned, changed once");

    anna.patch(&format!("/api/contacts/{}", contacts[1]), &json!({"tags": ["Neu", "Von Anna"]})).await.ok();
    let undo: Vec<_> = changed
        .iter()
        .map(|row| {
            json!({"id": Uuid::now_v7(), "contact": row["contact"], "field": row["field"],
                "value": row["previous"], "base": row["seq"]})
        })
        .collect();
    let undone = max.post("/api/contacts/edits", &json!({"edits": undo})).await.ok();
    assert_eq!(list(&undone["changed"]).len(), 1);
    let conflict = &list(&undone["conflicts"])[0];
    assert_eq!((&conflict["contact"], &conflict["by"]), (&json!(contacts[1]), &json!(anna.id)));
    assert_eq!((&conflict["mine"], &conflict["theirs"]), (&json!([]), &json!(["Neu", "Von Anna"])));
    let first = max.get(&format!("/api/contacts/{}", contacts[0])).await.ok();
    assert_eq!(first["tags"], json!(["Messe"]));
}

#[tokio::test]
async fn a_bulk_change_that_cannot_be_is_refused() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let id = max.create_contact(&json!({"name": "Zirbe"})).await;
    let many: Vec<_> = (0..1_001).map(|_| Uuid::now_v7()).collect();
    let too_many = json!({"contacts": many, "field": "city", "mode": "set", "value": "Wien"});
    max.post("/api/contacts/bulk", &too_many).await.refused(422, "invalid");
    let full: Vec<_> = (0..1_000).map(|_| Uuid::now_v7()).collect();
    let full = json!({"contacts": full, "field": "city", "mode": "set", "value": "Wien"});
    assert_eq!(list(&max.post("/api/contacts/bulk", &full).await.ok()["refused"]).len(), 1_000);
    for odd in [json!({"field": "size"}), json!({"mode": "swap"}), json!({"contacts": ["x"]}), json!({"value": 3})] {
        let mut request = json!({"contacts": [id], "field": "city", "mode": "set", "value": "Wien"});
        for (name, value) in odd.as_object().expect("an object") {
            request[name] = value.clone();
        }
        max.post("/api/contacts/bulk", &request).await.refused(422, "invalid");
    }
    for (field, mode, value) in [("city", "add", json!("Wien")), ("emails", "set", json!(["x"]))] {
        let request = json!({"contacts": [id], "field": field, "mode": mode, "value": value});
        let answer = max.post("/api/contacts/bulk", &request).await.ok();
        assert_eq!((&answer["refused"][0]["code"], &answer["changed"]), (&json!("invalid"), &json!([])), "{field}");
    }
}

#[tokio::test]
async fn views_are_kept_for_oneself_and_shared_with_a_team() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let (anna, jonas) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "jonas").await);
    let eva = Person::sign_in(&server, "eva").await;
    let vienna = max.team("Vertrieb Wien").await;
    let draft = json!({
        "name": " Meine  Wiener ", "search": "wien", "sort": "-updated_at", "columns": ["name", "city"],
        "filter": {"account_manager": ["me"], "country": ["AT"]},
    });
    let answer = max.post("/api/views", &draft).await;
    assert_eq!(answer.status, 201);
    let view = answer.ok();
    assert_eq!((&view["name"], &view["owner"], &view["team"]), (&json!("Meine Wiener"), &json!(max.id), &Value::Null));
    assert_eq!((&view["filter"], &view["sort"]), (&draft["filter"], &draft["sort"]));
    let path = format!("/api/views/{}", text(&view["id"]));
    anna.patch(&path, &json!({"name": "x"})).await.refused(404, "not_found");
    anna.delete(&path).await.refused(404, "not_found");

    let shared = max.patch(&path, &json!({"team": vienna})).await.ok();
    assert_eq!((&shared["team"], &shared["search"]), (&json!(vienna), &json!("wien")));
    assert_eq!(anna.get("/api/views").await.ok()["items"], json!([shared]));
    assert_eq!(jonas.get("/api/views").await.ok()["items"], json!([]));
    anna.patch(&path, &json!({"name": "x"})).await.refused(403, "may_not");
    eva.patch(&path, &json!({"name": "Wien"})).await.ok();
    assert_eq!(max.get("/api/views").await.ok()["items"][0]["name"], "Wien");
    max.patch(&path, &json!({"team": null})).await.ok();
    eva.delete(&path).await.refused(404, "not_found");
    assert_eq!(max.delete(&path).await.status, 204);
    assert_eq!(max.get("/api/views").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn a_view_that_cannot_be_kept_is_refused_by_its_part() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let graz = max.team("Vertrieb Graz").await;
    for (draft, field) in [
        (json!({}), "name"),
        (json!({"name": "x", "team": graz}), "team"),
        (json!({"name": "x", "filter": {"shoe_size": 44}}), "filter"),
        (json!({"name": "x", "sort": "size"}), "sort"),
        (json!({"name": "x", "columns": vec!["x"; 61]}), "columns"),
        (json!({"name": "x", "search": "x".repeat(201)}), "search"),
    ] {
        let answer = max.post("/api/views", &draft).await;
        assert_eq!(answer.json()["field"], field, "{draft}");
        answer.refused(422, "invalid");
    }
    for number in 0..100 {
        max.post("/api/views", &json!({"name": format!("Ansicht {number}")})).await.ok();
    }
    max.post("/api/views", &json!({"name": "Eine zu viel"})).await.refused(422, "invalid");
}
