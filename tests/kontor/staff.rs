//! Administering employees and teams: who may, what is refused, and that every open page learns of it (`[P1]` to `[P4]`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::live::Live;
use crate::person::{NOBODY, PASSWORD, Person, list, text};
use crate::server::TestServer;

async fn people(server: &TestServer) -> (Person, Person, Person) {
    let lena = Person::sign_in(server, "lena").await;
    (lena, Person::sign_in(server, "eva").await, Person::sign_in(server, "max").await)
}

fn new_employee(email: &str, team: &str) -> Value {
    json!({"name": "Nora Pichler", "email": email, "password": "ein langes Wort", "role": "lead", "teams": [team]})
}

#[tokio::test]
async fn only_administrators_change_employees_and_teams() {
    let server = TestServer::start().await;
    let (lena, eva, max) = people(&server).await;
    let team = lena.team("Vertrieb Wien").await;
    for person in [&eva, &max] {
        for (method, path, body) in [
            (Method::POST, "/api/teams".to_owned(), json!({"name": "Service"})),
            (Method::PATCH, format!("/api/teams/{team}"), json!({"name": "Service"})),
            (Method::POST, "/api/employees".to_owned(), new_employee("nora@kontor.example", &team)),
            (Method::PATCH, format!("/api/employees/{}", max.id), json!({"role": "admin"})),
        ] {
            let answer = match method {
                Method::POST => person.post(&path, &body).await,
                _ => person.patch(&path, &body).await,
            };
            answer.refused(403, "may_not");
        }
    }
    lena.patch(&format!("/api/teams/{NOBODY}"), &json!({"name": "Service"})).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_team_is_made_renamed_archived_when_nobody_needs_it_and_brought_back() {
    let server = TestServer::start().await;
    let (lena, _, max) = people(&server).await;
    let made = lena.post("/api/teams", &json!({"name": "  Kundendienst   West "})).await;
    assert_eq!(made.status, 201);
    let team = made.ok();
    assert_eq!((&team["name"], &team["archived"]), (&json!("Kundendienst West"), &json!(false)));
    let path = format!("/api/teams/{}", text(&team["id"]));
    let taken = lena.post("/api/teams", &json!({"name": "KUNDENDIENST west"})).await;
    taken.refused(422, "invalid");
    assert_eq!(taken.json()["field"], "name");
    for name in ["", " ", "a\u{7}b", &"x".repeat(101)] {
        lena.patch(&path, &json!({"name": name})).await.refused(422, "invalid");
    }
    assert_eq!(lena.patch(&path, &json!({"name": "Service West"})).await.ok()["name"], "Service West");

    let employee = format!("/api/employees/{}", max.id);
    lena.patch(&employee, &json!({"teams": [team["id"]]})).await.ok();
    let refused = lena.patch(&path, &json!({"archived": true})).await;
    refused.refused(409, "wrong_state");
    assert!(text(&refused.json()["detail"]).contains("Max Huber"), "{refused:?}");
    let contact = max.create_contact(&json!({"name": "Huber"})).await;
    lena.patch(&employee, &json!({"teams": []})).await.ok();
    lena.patch(&path, &json!({"archived": true})).await.refused(409, "wrong_state");
    max.patch(&format!("/api/contacts/{contact}"), &json!({"teams": []})).await.ok();
    assert_eq!(lena.patch(&path, &json!({"archived": true})).await.ok()["archived"], true);
    let refused = lena.patch(&employee, &json!({"teams": [team["id"]]})).await;
    refused.refused(422, "invalid");
    assert_eq!(refused.json()["field"], "teams");
    assert_eq!(lena.patch(&path, &json!({"archived": false})).await.ok()["archived"], false);
}

#[tokio::test]
async fn an_administrator_gives_a_new_password_and_another_address_and_ends_what_is_open() {
    let server = TestServer::start().await;
    let (lena, _, max) = people(&server).await;
    let path = format!("/api/employees/{}", max.id);
    let taken = lena.patch(&path, &json!({"email": "Eva@kontor.example"})).await;
    taken.refused(422, "invalid");
    assert_eq!(taken.json()["field"], "email");
    let changed = lena.patch(&path, &json!({"email": "Max.Huber@Kontor.example"})).await.ok();
    assert_eq!(changed["email"], "max.huber@kontor.example");
    assert_eq!(max.get("/api/me").await.status, 200, "another address ends nothing");
    lena.patch(&path, &json!({"password": "zu kurz"})).await.refused(422, "invalid");
    lena.patch(&path, &json!({"password": "ein neues langes Wort"})).await.ok();
    max.get("/api/me").await.refused(401, "signed_out");
    let stranger = Person::stranger(&server);
    let old = json!({"email": "max.huber@kontor.example", "password": PASSWORD});
    stranger.post("/api/session", &old).await.refused(401, "wrong_password");
    Person::sign_in_as(&server, "max.huber@kontor.example", "ein neues langes Wort").await;
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let server = TestServer::start().await;
    let (lena, eva, _) = people(&server).await;
    let own = format!("/api/employees/{}", lena.id);
    lena.patch(&own, &json!({"role": "member"})).await.refused(403, "may_not");
    lena.patch(&format!("/api/employees/{}", eva.id), &json!({"role": "admin"})).await.ok();
    // Both at once: whoever comes second must find themselves without rights or the last one left.
    let evas = format!("/api/employees/{}", eva.id);
    let demotion = json!({"role": "member"});
    let (one, other) = tokio::join!(lena.patch(&evas, &demotion), eva.patch(&own, &demotion));
    let refused = [&one, &other].iter().filter(|answer| answer.status != 200).count();
    assert_eq!(refused, 1, "{one:?} {other:?}");
    let everyone = eva.get("/api/employees").await.ok();
    let admins = list(&everyone["items"]).iter().filter(|employee| employee["role"] == "admin").count();
    assert_eq!(admins, 1);
}

#[tokio::test]
async fn every_open_page_learns_that_employees_or_teams_changed() {
    let server = TestServer::start().await;
    let (lena, eva, max) = people(&server).await;
    let team = lena.team("Vertrieb Wien").await;
    let mut pages = vec![Live::open(&eva).await, Live::open(&max).await, Live::open(&max).await];
    for (path, body) in [
        ("/api/teams".to_owned(), json!({"name": "Service"})),
        ("/api/employees".to_owned(), new_employee("nora@kontor.example", &team)),
    ] {
        lena.post(&path, &body).await.ok();
        for page in &mut pages {
            let before = page.rosters;
            page.until("the word that the roster changed", |page| page.rosters > before).await;
        }
    }
}
