//! Bad input over HTTP: each a clear problem with a stable code, nothing changed, nobody else disturbed.

use chrono::{TimeDelta, Utc};
use domain::SignInId;
use reqwest::Method;
use serde_json::{Value, json};
use store::{Store, StoreOptions, StoredSession};

use crate::person::{NOBODY, PASSWORD, Person, answer};
use crate::server::TestServer;

fn credentials(user: &str, password: &str) -> Value {
    json!({"email": format!("{user}@kontor.example"), "password": password})
}

#[tokio::test]
async fn a_wrong_password_looks_like_an_unknown_person() {
    let server = TestServer::start().await;
    let stranger = Person::stranger(&server);
    let wrong = stranger.post("/api/session", &credentials("max", "wrong")).await;
    wrong.refused(401, "wrong_password");
    assert!(wrong.headers.get("set-cookie").is_none());
    for other in [credentials("nobody", PASSWORD), credentials("max", ""), json!({"email": "", "password": ""})] {
        assert_eq!(stranger.post("/api/session", &other).await.body, wrong.body, "{other}");
    }
    for odd in [json!({}), json!({"email": 1, "password": 2}), json!([]), json!(null)] {
        stranger.post("/api/session", &odd).await.refused(422, "invalid");
    }
    let long = credentials("max", &"x".repeat(100_000));
    stranger.post("/api/session", &long).await.refused(401, "wrong_password");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_for_the_one_account() {
    let server = TestServer::start().await;
    let stranger = Person::stranger(&server);
    let wrong = credentials("max", "wrong");
    let guesses = (0..40).map(|_| stranger.post("/api/session", &wrong));
    let answers = futures_util::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status == 401).count();
    let slowed: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert_eq!(tried + slowed.len(), 40);
    assert!((10..20).contains(&tried), "{tried} guesses were tried, however many came at once");
    for answer in slowed {
        answer.refused(429, "too_fast");
        let seconds: u64 = answer.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
        assert!((1..=300).contains(&seconds));
    }
    let right = stranger.post("/api/session", &credentials("max", PASSWORD)).await;
    right.refused(429, "too_fast");
    Person::sign_in(&server, "anna").await;
}

#[tokio::test]
async fn a_token_that_is_none_signs_nobody_in() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let gone = Person::sign_in(&server, "anna").await;
    gone.delete("/api/session").await.ok();
    let unknown = "0".repeat(64);
    let upper = format!("{}é", &max.token[..62]);
    let tokens =
        ["", "x", &unknown, &max.token[1..], &format!("{}0", max.token), &"+1".repeat(32), &upper, &gone.token];
    for token in tokens {
        let headers = [("authorization", format!("Bearer {token}")), ("cookie", format!("kontor_session={token}"))];
        for (name, value) in headers {
            for path in ["/api/me", "/api/contacts", &format!("/api/contacts/{NOBODY}"), "/api/employees"] {
                let answer = max.bare(Method::GET, path, &[(name, &value)], &json!(null)).await;
                answer.refused(401, "signed_out");
            }
        }
    }
    let path = format!("/api/me?token={}", max.token);
    max.bare(Method::GET, &path, &[], &json!(null)).await.refused(401, "signed_out");
    assert_eq!(max.get("/api/me").await.ok()["email"], "max@kontor.example");
}

#[tokio::test]
async fn an_expired_session_signs_nobody_in() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    assert!(server.stop().await.success());
    let store = Store::open(&StoreOptions::new(format!("rocksdb://{}", server.data().display()))).await;
    let store = store.expect("the data of a server that has stopped");
    let session = StoredSession {
        token_hash: sha256_of_sevens(),
        id: SignInId::new(),
        employee: max.id.parse().expect("an id"),
        created_at: Utc::now() - TimeDelta::hours(13),
        last_seen: Utc::now() - TimeDelta::hours(13),
        expires_at: Utc::now() - TimeDelta::hours(1),
        user_agent: String::new(),
        address: String::new(),
    };
    store.put_session(&session).await.expect("a store that takes writes");
    store.close().await;
    server.restart().await;
    assert_eq!(max.get("/api/me").await.status, 200, "a session outlives a restart");
    let hexadecimal = "07".repeat(32);
    max.with_token(&hexadecimal).get("/api/me").await.refused(401, "signed_out");
    let path = format!("/live?token={hexadecimal}");
    let (status, body) = crate::live::connect(&max.address.get(), &path, &[]).await.expect_err("a refusal");
    assert!(status == 401 && body.contains("signed_out"), "{status} {body}");
}

/// SHA-256 of 32 bytes of 7, under which the store keeps their session.
fn sha256_of_sevens() -> [u8; 32] {
    let hexadecimal = "4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0";
    std::array::from_fn(|at| u8::from_str_radix(&hexadecimal[2 * at..2 * at + 2], 16).expect("two digits"))
}

#[tokio::test]
async fn an_id_that_names_nothing_is_not_found() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    for id in [NOBODY, "1", "null", "not-an-id", "..%2f..%2fetc%2fpasswd", "%00", &"a".repeat(2000)] {
        for rest in ["", "/history", "/comments", "/assignments", "/people"] {
            max.get(&format!("/api/contacts/{id}{rest}")).await.refused(404, "not_found");
        }
        max.patch(&format!("/api/contacts/{id}"), &json!({"city": "Wien"})).await.refused(404, "not_found");
        max.delete(&format!("/api/contacts/{id}")).await.refused(404, "not_found");
        max.post(&format!("/api/contacts/{id}/comments"), &json!({"text": "x"})).await.refused(404, "not_found");
    }
    max.get("/api/no-such-thing").await.refused(404, "not_found");
}

/// Values that a field does not take.
fn invalid_values() -> Vec<(&'static str, Value)> {
    let long = "x".repeat(300);
    let many: Vec<_> = (0..51).map(|number| format!("tag {number}")).collect();
    vec![
        ("name", json!("")),
        ("name", json!(null)),
        ("name", json!("   ")),
        ("name", json!(long)),
        ("name", json!("zwei\nZeilen")),
        ("name", json!(["a"])),
        ("city", json!(long)),
        ("street", json!("a\tb")),
        ("emails", json!(["not an address"])),
        ("emails", json!(["a@b@c.at"])),
        ("emails", json!(["max@localhost"])),
        ("phones", json!(["keine Nummer"])),
        ("phones", json!(["1"])),
        ("postal_code", json!("101")),
        ("postal_code", json!("80331")),
        ("postal_code", json!(["1010"])),
        ("country", json!("Atlantis")),
        ("birthday", json!("1980-02-30")),
        ("birthday", json!("31.4.1980")),
        ("birthday", json!("gestern")),
        ("birthday", json!("--13-01")),
        ("website", json!("javascript:alert(1)")),
        ("website", json!("ftp://example.at")),
        ("vat_id", json!("ATU12345678")),
        ("vat_id", json!("DE123456789")),
        ("language", json!("klingonisch")),
        ("tags", json!(many)),
        ("tags", json!({"a": 1})),
        ("access", json!("public")),
        ("access", json!(null)),
        ("teams", json!(["Vertrieb"])),
        ("works_for", json!(["Huber GmbH"])),
        ("works_for", json!([{"organisation": "x"}])),
        ("city", json!(7)),
        ("city", json!(true)),
        ("no_such_field", json!("x")),
        ("version_", json!("x")),
        ("deleted", json!(true)),
        ("assignments", json!([])),
    ]
}

#[tokio::test]
async fn an_invalid_value_is_refused_with_its_field_and_changes_nothing() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"kind": "person", "name": "Ferdinand Feld", "city": "Wien"})).await;
    let path = format!("/api/contacts/{contact}");
    let before = max.get(&path).await.ok();
    for (field, value) in invalid_values() {
        // The valid half of a change is not done either.
        let answer = max.patch(&path, &json!({"street": "Ring 1", field: value})).await;
        assert_eq!(answer.status, 422, "{field}: {value}: {answer:?}");
        answer.refused(422, "invalid");
        let problem = answer.json();
        assert_eq!(problem["field"], field, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
        let mut new = json!({"kind": "person", "name": "Neu", field: value});
        if field == "name" {
            new = json!({"kind": "person", "name": value});
        }
        let answer = max.post("/api/contacts", &new).await;
        assert_eq!((answer.status, answer.json()["field"].as_str()), (422, Some(field)), "{field}: {value}");
    }
    max.post("/api/contacts", &json!({"kind": "person"})).await.refused(422, "invalid");
    max.post("/api/contacts", &json!({"kind": "robot", "name": "R2"})).await.refused(422, "invalid");
    for works_for in [json!([{"organisation": contact}]), json!([{"organisation": NOBODY}])] {
        max.patch(&path, &json!({"works_for": works_for})).await.refused(422, "invalid");
    }
    max.patch(&path, &json!({"teams": [NOBODY]})).await.refused(422, "invalid");
    assert_eq!(max.get(&path).await.ok(), before, "nothing changed");
}

#[tokio::test]
async fn comments_and_assignments_are_checked() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Prüf KG"})).await;
    let path = format!("/api/contacts/{contact}");
    let comments = [
        json!({"text": ""}),
        json!({"text": " \n "}),
        json!({"text": "x".repeat(10_001)}),
        json!({"text": "Antwort", "parent": NOBODY}),
    ];
    for body in comments {
        max.post(&format!("{path}/comments"), &body).await.refused(422, "invalid");
    }
    for body in
        [json!({}), json!({"text": 1}), json!({"text": "x", "visibility": "world"}), json!({"text": "x", "id": 1})]
    {
        max.post(&format!("{path}/comments"), &body).await.refused(422, "invalid");
    }
    let anna = max.employee("anna").await;
    let assignments = [
        json!({"employee": NOBODY, "role": "deputy"}),
        json!({"employee": max.id, "role": "account_manager"}),
        json!({"employee": anna, "role": "deputy", "until": "2001-01-01"}),
        json!({"employee": anna, "role": "deputy", "from": "2001-01-01"}),
        json!({"employee": anna, "role": "deputy", "from": "2300-02-01", "until": "2300-01-31"}),
        json!({"employee": anna, "role": "deputy", "from": "2300-02-30"}),
        json!({"employee": anna, "role": "account_manager", "former": "promoted"}),
    ];
    for body in assignments {
        max.post(&format!("{path}/assignments"), &body).await.refused(422, "invalid");
    }
    let king = json!({"employee": max.id, "role": "king"});
    max.post(&format!("{path}/assignments"), &king).await.refused(422, "invalid");
    max.delete(&format!("{path}/assignments/{NOBODY}")).await.refused(422, "invalid");
    assert_eq!(max.get(&path).await.ok()["version"], 2, "nothing changed");
}

#[tokio::test]
async fn a_stale_base_is_a_conflict_with_both_values() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Streit OG"})).await;
    let path = format!("/api/contacts/{contact}");
    anna.patch(&path, &json!({"city": "Graz", "base": 2})).await.ok();
    let conflict = max.patch(&path, &json!({"street": "Ring 1", "city": "Wien", "base": 2})).await;
    conflict.refused(409, "conflict");
    let expected = json!({"field": "city", "mine": "Wien", "theirs": "Graz", "by": anna.id, "seq": 3});
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(&conflict.json()[name], value, "{conflict:?}");
    }
    assert_eq!(max.get(&path).await.ok()["street"], Value::Null, "all or none");
    let matching = max.request(Method::PATCH, &path).header("if-match", "\"2\"").json(&json!({"city": "Wien"}));
    answer(matching).await.refused(409, "conflict");
    let odd = max.request(Method::PATCH, &path).header("if-match", "W/x").json(&json!({"city": "Wien"}));
    answer(odd).await.refused(400, "bad_request");
    // Another field has not changed since; the same value is no quarrel.
    max.patch(&path, &json!({"street": "Ring 1", "base": 2})).await.ok();
    assert_eq!(max.patch(&path, &json!({"city": "Graz", "base": 2})).await.ok()["version"], 4);
    max.patch(&path, &json!({"city": "Wien", "base": 5})).await.refused(422, "invalid");
    for base in [json!("2"), json!(-1), json!(1.5), json!([])] {
        let answer = max.patch(&path, &json!({"city": "Wien", "base": base})).await;
        answer.refused(422, "invalid");
        assert_eq!(answer.json()["field"], "base");
    }
    assert_eq!(max.patch(&path, &json!({"city": "Wien", "base": 3})).await.ok()["city"], "Wien");
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_json_is_refused() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let large = json!({"name": "x".repeat(300_000)});
    max.post("/api/contacts", &large).await.refused(413, "too_large");
    let nested = format!("{}{}", r#"{"name":"#.repeat(20_000), "1");
    let sent = async |body: String| {
        let request = max.request(Method::POST, "/api/contacts").header("content-type", "application/json");
        answer(request.body(body)).await
    };
    for body in ["", "{", "{\"name\":}", "\u{0}", &nested, "{\"name\":\"a\"}x"] {
        sent(body.to_owned()).await.refused(400, "bad_json");
    }
    for body in ["null", "[]", "\"x\""] {
        sent(body.to_owned()).await.refused(422, "invalid");
    }
    let latin = max.request(Method::POST, "/api/contacts").header("content-type", "application/json");
    answer(latin.body(b"{\"name\":\"M\xfcller\"}".to_vec())).await.refused(400, "bad_json");
    let form = max.request(Method::POST, "/api/contacts").header("content-type", "text/plain").body("{\"name\":\"a\"}");
    answer(form).await.refused(400, "bad_request");
    for query in ["limit=x", "limit=-1", "cursor=x"] {
        max.get(&format!("/api/contacts?{query}")).await.refused(400, "bad_request");
    }
    assert_eq!(max.get("/api/contacts?limit=0").await.status, 200);
    max.get("/api/notifications?before=x").await.refused(400, "bad_request");
}

#[tokio::test]
async fn a_foreign_page_cannot_act_with_our_cookie() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let cookie = format!("kontor_session={}", max.token);
    let (own, body) = (format!("http://{}", max.address.get()), json!({"name": "Fremd GmbH"}));
    for origin in ["http://evil.example", "null", "https://127.0.0.1", "", "http://127.0.0.1.evil.example"] {
        let headers = [("cookie", cookie.as_str()), ("origin", origin)];
        max.bare(Method::POST, "/api/contacts", &headers, &body).await.refused(403, "foreign_origin");
        max.bare(Method::DELETE, "/api/session", &headers, &json!(null)).await.refused(403, "foreign_origin");
        let sign_in = max.bare(Method::POST, "/api/session", &headers, &credentials("max", PASSWORD)).await;
        sign_in.refused(403, "foreign_origin");
    }
    let headers = [("cookie", cookie.as_str()), ("origin", own.as_str())];
    assert_eq!(max.bare(Method::POST, "/api/contacts", &headers, &body).await.status, 201);
    let headers = [("authorization", &*format!("Bearer {}", max.token)), ("origin", "http://tool.example")];
    assert_eq!(max.bare(Method::POST, "/api/contacts", &headers, &body).await.status, 201, "a bearer token needs none");
}

#[tokio::test]
async fn only_administrators_change_employees() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let eva = Person::sign_in(&server, "eva").await;
    let path = format!("/api/employees/{}", max.id);
    let new = json!({"name": "Neu", "email": "neu@kontor.example", "password": "lang genug 1", "role": "member"});
    for person in [&max, &eva] {
        person.patch(&path, &json!({"role": "admin"})).await.refused(403, "may_not");
        person.post("/api/employees", &new).await.refused(403, "may_not");
    }
    let own = format!("/api/employees/{}", lena.id);
    lena.patch(&own, &json!({"active": false})).await.refused(403, "may_not");
    lena.patch(&format!("/api/employees/{NOBODY}"), &json!({"name": "X"})).await.refused(404, "not_found");
    for (field, value) in [("name", json!("")), ("teams", json!([NOBODY])), ("password", json!("kurz"))] {
        let answer = lena.patch(&path, &json!({field: value})).await;
        answer.refused(422, "invalid");
        assert_eq!(answer.json()["field"], field);
    }
    for (field, value) in [("email", "max@kontor.example"), ("email", "x"), ("password", "kurz"), ("name", "")] {
        let mut body = new.clone();
        body[field] = json!(value);
        let answer = lena.post("/api/employees", &body).await;
        answer.refused(422, "invalid");
        assert_eq!(answer.json()["field"], field);
    }
    assert_eq!(lena.post("/api/employees", &new).await.status, 201);
    Person::sign_in_as(&server, "neu@kontor.example", "lang genug 1").await;
}
