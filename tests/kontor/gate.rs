//! One gate for every way out: who loses a contact hears nothing after that commit and finds nothing anywhere (`[A3]`,
//! `[A6]`).

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::live::{Live, comment, edit};
use crate::notes::Notes;
use crate::person::{Answer, NOBODY, Person, list, text};
use crate::server::TestServer;

const NAME: &str = "Zirbenholz Manufaktur";

/// A contact of Max's, open on the screens of Max and of somebody who is about to lose it.
struct Scene {
    server: TestServer,
    max: Person,
    lena: Person,
    loser: Person,
    contact: String,
    of_max: Live,
    of_loser: Live,
    notes_of_max: Notes,
    notes_of_loser: Notes,
    /// A contact that everyone keeps: what is published here after something else arrives after it.
    lighthouse: String,
}

impl Scene {
    async fn new(loser: &str, contact: Value, also: impl AsyncFn(&Person, &Person, &str)) -> Self {
        let server = TestServer::start().await;
        let max = Person::sign_in(&server, "max").await;
        let lena = Person::sign_in(&server, "lena").await;
        let loser = Person::sign_in(&server, loser).await;
        let mut contact = contact;
        contact["name"] = json!(NAME);
        let contact = max.create_contact(&contact).await;
        also(&max, &loser, &contact).await;
        let lighthouse = max.create_contact(&json!({"name": "Leuchtturm"})).await;
        let (mut of_max, mut of_loser) = (Live::open(&max).await, Live::open(&loser).await);
        of_max.subscribe(&contact).await;
        of_loser.subscribe(&contact).await;
        of_loser.subscribe(&lighthouse).await;
        let notes_of_max = Notes::open(&max, &contact).await;
        let notes_of_loser = Notes::open(&loser, &contact).await;
        Self { server, max, lena, loser, contact, of_max, of_loser, notes_of_max, notes_of_loser, lighthouse }
    }

    fn path(&self) -> String {
        format!("/api/contacts/{}", self.contact)
    }

    /// Sends edits without waiting, so that the loss happens in the middle of them.
    async fn keep_editing(&mut self) -> Vec<String> {
        let answer = self.max.get(&self.path()).await;
        let base = if answer.status == 200 { answer.ok()["version"].as_u64().expect("a version") } else { 1 };
        let mut ids = Vec::new();
        for number in 0..30 {
            let field = ["city", "street", "industry", "source"][number % 4];
            let value = json!(format!("edit {number}"));
            ids.push(self.of_max.edit(&self.contact, field, &value, base + number as u64).await);
        }
        ids
    }

    /// Waits for the answers to these edits; every one of them, whatever it is.
    async fn settle(&mut self, ids: Vec<String>) {
        for id in ids {
            self.of_max.answer(&id).await;
        }
    }

    /// Waits until the loser's socket has everything that was published before now.
    async fn beacon(&mut self) {
        let path = format!("/api/contacts/{}", self.lighthouse);
        let changed = self.max.patch(&path, &json!({"city": Uuid::now_v7().to_string()})).await.ok();
        let version = changed["version"].as_u64().expect("a version");
        let lighthouse = self.lighthouse.clone();
        self.of_loser.reaches(&lighthouse, version).await;
    }

    /// Runs a loss in the middle of edits and checks what the open sockets hear of it.
    async fn lose(&mut self, reason: &str, loss: impl AsyncFnOnce(&Self)) {
        let before = self.keep_editing().await;
        loss(self).await;
        self.settle(before).await;
        let after = self.keep_editing().await;
        self.settle(after).await;
        let contact = self.contact.clone();
        self.of_loser.until("a revocation", |live| live.model(&contact).revoked.is_some()).await;
        assert_eq!(self.of_loser.model(&contact).revoked.as_deref(), Some(reason));
        assert_eq!(self.notes_of_loser.until_closed().await, (4403, "access_lost".to_owned()));
        self.notes_of_max.write("Nur noch für Max;").await;
        if reason == "access_lost" {
            self.notes_of_max.until("the own note", |notes| notes.was_sent("Nur noch für Max;")).await;
        }
        self.beacon().await;
        assert_eq!(self.of_loser.model(&contact).after_revoked, 0, "nothing comes after the revocation");
        assert!(!self.notes_of_loser.was_sent("Nur noch"), "notes neither");
    }

    /// Nothing was shown of the change by which access was lost, nor of any after it.
    async fn check_shown(&self, is_loss: impl Fn(&Value) -> bool) {
        let history = self.max.history(&self.contact).await;
        let lost_at = history.iter().find(|event| is_loss(event)).expect("the loss is in the history")["seq"].as_u64();
        let shown = self.of_loser.model(&self.contact).events.iter().map(|(seq, _)| *seq).max();
        assert!(shown < lost_at, "event {shown:?} was shown, access was lost at {lost_at:?}");
    }

    /// Over HTTP and over sockets, the contact is to the loser as if it had never been.
    async fn is_gone(&mut self, total_before: u64) {
        let unknown = format!("/api/contacts/{NOBODY}");
        let known = self.path();
        let seq = self.of_loser.model(&self.contact).seq;
        let assignee = self.lena.id.clone();
        let requests = [
            (Method::GET, "", json!(null)),
            (Method::GET, "/history", json!(null)),
            (Method::GET, "/history?before=2&limit=1", json!(null)),
            (Method::GET, "/comments", json!(null)),
            (Method::GET, "/assignments", json!(null)),
            (Method::GET, "/people", json!(null)),
            (Method::PATCH, "", json!({"city": "Graz"})),
            (Method::PATCH, "", json!({"city": "Graz", "base": seq})),
            (Method::PATCH, "", json!({"city": "Graz", "base": 1})),
            (Method::PATCH, "", json!({"city": "Graz", "base": 1_000_000})),
            (Method::PATCH, "", json!({"emails": ["not an address"]})),
            (Method::PATCH, "", json!({"no_such_field": 1})),
            (Method::POST, "/comments", json!({"text": "Hallo?"})),
            (Method::POST, "/comments", json!({"text": ""})),
            (Method::POST, "/assignments", json!({"employee": assignee, "role": "deputy"})),
            (Method::DELETE, &format!("/assignments/{NOBODY}"), json!(null)),
            (Method::DELETE, "", json!(null)),
        ];
        for (method, rest, body) in requests {
            let unseen = send(&self.loser, &method, &format!("{known}{rest}"), &body).await;
            let absent = send(&self.loser, &method, &format!("{unknown}{rest}"), &body).await;
            assert_eq!((unseen.status, &unseen.body), (absent.status, &absent.body), "{method} {rest} {body}");
            if body.get("no_such_field").is_none() {
                unseen.refused(404, "not_found");
            }
        }
        self.is_gone_from_lists(total_before).await;
        self.is_gone_from_sockets().await;
    }

    async fn is_gone_from_lists(&self, total_before: u64) {
        let all = every_contact(&self.loser).await;
        assert_eq!(total(&self.loser, "").await, total_before - 1, "it does not count");
        assert_eq!(all.len() as u64, total_before - 1);
        assert!(!all.contains(&self.contact), "it is not in the list");
        assert_eq!(total(&self.loser, "zirbenholz").await, 0, "it is not found");
    }

    async fn is_gone_from_sockets(&mut self) {
        let mut live = Live::open(&self.loser).await;
        for frame in [
            edit(&self.contact, "city", &json!("Linz"), 1),
            edit(NOBODY, "city", &json!("Linz"), 1),
            comment(&self.contact, "Hallo?"),
            comment(NOBODY, "Hallo?"),
        ] {
            live.send(&frame).await;
            let answer = live.answer(frame["id"].as_str().expect("an id")).await;
            assert_eq!((&answer["type"], &answer["code"]), (&json!("refused"), &json!("not_found")), "{answer}");
        }
        for contact in [self.contact.as_str(), NOBODY] {
            live.send(&json!({"type": "subscribe", "topic": format!("contact:{contact}"), "since": 1})).await;
            assert_eq!(live.answer(contact).await["code"], "not_found");
            let mut notes = Notes::dial(&self.loser, contact, "").await;
            assert_eq!(notes.until_closed().await, (4404, "not_found".to_owned()));
            assert_eq!(notes.updates.len(), 0);
        }
    }
}

async fn send(person: &Person, method: &Method, path: &str, body: &Value) -> Answer {
    match *method {
        Method::GET => person.get(path).await,
        Method::DELETE => person.delete(path).await,
        Method::PATCH => person.patch(path, body).await,
        _ => person.post(path, body).await,
    }
}

async fn total(person: &Person, search: &str) -> u64 {
    let page = person.get(&format!("/api/contacts?limit=1&search={search}")).await.ok();
    page["total"].as_u64().expect("a total")
}

/// The ids of all contacts that somebody sees, page by page.
async fn every_contact(person: &Person) -> Vec<String> {
    let mut ids = Vec::new();
    let mut query = "?limit=100".to_owned();
    loop {
        let page = person.get(&format!("/api/contacts{query}")).await.ok();
        ids.extend(list(&page["items"]).iter().map(|contact| text(&contact["id"])));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=100&cursor={next}");
    }
    ids
}

fn changed_to_private(event: &Value) -> bool {
    event["field"] == "access" && event["value"] == "private"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_made_private_disappears_for_colleagues_at_that_commit() {
    let mut scene = Scene::new("jonas", json!({"access": "company"}), async |_, _, _| {}).await;
    let before = total(&scene.loser, "").await;
    scene
        .lose("access_lost", async |scene: &Scene| {
            scene.max.patch(&scene.path(), &json!({"access": "private"})).await.ok();
        })
        .await;
    scene.check_shown(changed_to_private).await;
    scene.is_gone(before).await;
    assert!(scene.server.is_running());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_disappears_when_the_assignment_ends() {
    let mut scene =
        Scene::new("sofie", json!({"access": "private"}), async |max: &Person, sofie: &Person, contact: &str| {
            let assignment = json!({"employee": sofie.id, "role": "sales_rep"});
            max.post(&format!("/api/contacts/{contact}/assignments"), &assignment).await.ok();
        })
        .await;
    let before = total(&scene.loser, "").await;
    scene
        .lose("access_lost", async |scene: &Scene| {
            let assignments = scene.max.get(&format!("{}/assignments", scene.path())).await.ok();
            let found = list(&assignments["items"]).iter().find(|found| found["employee"] == scene.loser.id.as_str());
            let id = text(&found.expect("the assignment")["id"]);
            scene.max.delete(&format!("{}/assignments/{id}", scene.path())).await.ok();
        })
        .await;
    scene.check_shown(|event| event["kind"] == "assignment_ended").await;
    scene.is_gone(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_disappears_when_the_viewer_leaves_its_team() {
    let mut scene = Scene::new("anna", json!({"access": "team"}), async |_, _, _| {}).await;
    let total_before = total(&scene.loser, "").await;
    let teams = json!({"teams": [scene.max.team("Vertrieb Graz").await]});
    let path = format!("/api/employees/{}", scene.loser.id);
    scene
        .lose("access_lost", async |scene: &Scene| {
            scene.lena.patch(&path, &teams).await.ok();
        })
        .await;
    scene.is_gone(total_before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_after_the_answer_that_rights_have_changed() {
    let mut scene = Scene::new("anna", json!({"access": "team"}), async |_, _, _| {}).await;
    let home = json!({"teams": [scene.max.team("Vertrieb Wien").await]});
    let away = json!({"teams": [scene.max.team("Vertrieb Graz").await]});
    let path = format!("/api/employees/{}", scene.loser.id);
    let contact = scene.contact.clone();
    for number in 0..30 {
        scene.lena.patch(&path, &away).await.ok();
        // Sent only once the loss is confirmed, on an open socket that needs no further way to the contact.
        let base = scene.of_max.model(&contact).seq;
        let edit = edit(&contact, "city", &json!(format!("geheim {number}")), base);
        let seq = scene.of_max.acknowledged(&edit).await;
        scene.of_max.reaches(&contact, seq).await;
        scene.of_loser.until("a revocation", |live| live.model(&contact).revoked.is_some()).await;
        scene.beacon().await;
        let model = scene.of_loser.model(&contact);
        assert_eq!(model.after_revoked, 0);
        assert!(model.seq < seq, "event {seq} happened after the rights had changed");
        scene.lena.patch(&path, &home).await.ok();
        scene.of_loser.contacts.remove(&contact);
        scene.of_loser.subscribe(&contact).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_a_contact_while_it_is_lost_does_not_keep_it() {
    let mut scene = Scene::new("jonas", json!({"access": "company"}), async |_, _, _| {}).await;
    let contact = scene.contact.clone();
    let frame = json!({"type": "subscribe", "topic": format!("contact:{contact}")});
    let mut base = scene.of_max.model(&contact).seq;
    for round in 0..60 {
        let mut openers = Vec::new();
        for _ in 0..6 {
            openers.push(Live::open(&scene.loser).await);
        }
        let loss = edit(&contact, "access", &json!("private"), base);
        for (number, opener) in openers.iter_mut().enumerate() {
            if number == round % 6 {
                scene.of_max.send(&loss).await;
            }
            opener.send(&frame).await;
            tokio::task::yield_now().await;
        }
        base = scene.of_max.acknowledged(&loss).await;
        let secret = edit(&contact, "city", &json!(format!("geheim {round}")), base);
        base = scene.of_max.acknowledged(&secret).await;
        for mut opener in openers {
            let is_closed = |live: &Live| {
                live.answers.contains_key(&contact)
                    || live.contacts.get(&contact).is_some_and(|known| known.revoked.is_some())
            };
            opener.until("a refusal or a revocation", is_closed).await;
            let known = opener.contacts.get(&contact);
            assert!(known.is_none_or(|known| known.seq < base - 1), "what came after the loss was shown");
        }
        base = scene.of_max.acknowledged(&edit(&contact, "access", &json!("company"), base)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_employee_is_signed_out_everywhere_at_once() {
    let mut scene = Scene::new("sofie", json!({"access": "company"}), async |_, _, _| {}).await;
    let contact = scene.contact.clone();
    crate::acts::hand_everything_over(&scene.lena, &scene.loser.id, &scene.max.id).await;
    let before = scene.keep_editing().await;
    let path = format!("/api/employees/{}", scene.loser.id);
    scene.lena.patch(&path, &json!({"active": false})).await.ok();
    let deactivated_at = scene.max.get(&scene.path()).await.ok()["version"].as_u64().expect("a version");
    let after = scene.keep_editing().await;
    assert_eq!(scene.of_loser.until_closed().await, (4401, "signed_out".to_owned()));
    let (code, _) = scene.notes_of_loser.until_closed().await;
    assert!([4401, 4403].contains(&code), "the notes are closed with {code}");
    scene.settle(before).await;
    scene.settle(after).await;
    let model = scene.of_loser.model(&contact);
    assert!(model.seq <= deactivated_at && model.after_revoked == 0, "{} > {deactivated_at}", model.seq);

    scene.loser.get(&scene.path()).await.refused(401, "signed_out");
    scene.loser.get("/api/contacts").await.refused(401, "signed_out");
    let credentials = json!({"email": "sofie@kontor.example", "password": crate::person::PASSWORD});
    let stranger = Person::stranger(&scene.server);
    stranger.post("/api/session", &credentials).await.refused(401, "wrong_password");
    for path in ["/live".to_owned(), format!("/yjs/{contact}")] {
        let path = format!("{path}?token={}", scene.loser.token);
        let (status, _) = crate::live::connect(&scene.loser.address.get(), &path, &[]).await.expect_err("a refusal");
        assert_eq!(status, 401);
    }
    scene.lena.patch(&path, &json!({"active": true})).await.ok();
    scene.loser.get("/api/me").await.refused(401, "signed_out");
    Person::sign_in(&scene.server, "sofie").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_contact_disappears_for_everyone() {
    let mut scene = Scene::new("jonas", json!({"access": "company"}), async |_, _, _| {}).await;
    let total_before = total(&scene.loser, "").await;
    scene
        .lose("deleted", async |scene: &Scene| {
            scene.lena.delete(&scene.path()).await.ok();
        })
        .await;
    let contact = scene.contact.clone();
    scene.of_max.until("a revocation", |live| live.model(&contact).revoked.is_some()).await;
    assert_eq!(scene.of_max.model(&contact).revoked.as_deref(), Some("deleted"), "for its account manager too");
    assert_eq!(scene.of_max.model(&contact).after_revoked, 0);
    scene.is_gone(total_before).await;
}

#[tokio::test]
async fn a_repeated_command_tells_nothing_of_a_contact_that_was_lost() {
    let scene = Scene::new("jonas", json!({"access": "company"}), async |_, _, _| {}).await;
    let path = scene.path();
    let id = || Uuid::now_v7().to_string();
    let (eva, deputy) = (scene.lena.employee("eva").await, "deputy");
    let commands = [
        (Method::PATCH, path.clone(), json!({"id": id(), "city": "Graz", "base": 2})),
        (Method::POST, format!("{path}/comments"), json!({"id": id(), "text": "Von Jonas."})),
        (Method::POST, format!("{path}/assignments"), json!({"id": id(), "employee": eva, "role": deputy})),
    ];
    for (method, path, body) in &commands {
        send(&scene.loser, method, path, body).await.ok();
    }
    scene.max.patch(&path, &json!({"access": "private", "city": "geheim"})).await.ok();
    for (method, path, body) in &commands {
        let answer = send(&scene.loser, method, path, body).await;
        assert!(!answer.body.contains("geheim"), "{method} {path} shows what was written since: {answer:?}");
        answer.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_restricted_contact_is_a_name_to_leads_and_nothing_to_others() {
    let server = TestServer::start().await;
    let (max, eva) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "eva").await);
    let anna = Person::sign_in(&server, "anna").await;
    let contact = json!({
        "name": NAME,
        "access": "restricted",
        "city": "Hallein",
        "emails": ["chef@larche.at"],
        "phones": ["+43 6245 765432"],
        "tags": ["selten"],
    });
    let contact = max.create_contact(&contact).await;
    let path = format!("/api/contacts/{contact}");
    let seen = eva.get(&path).await.ok();
    assert_eq!(seen, json!({"id": contact, "kind": "organisation", "name": NAME, "stub": true}));
    let listed = eva.get("/api/contacts?search=zirbenholz").await.ok();
    assert_eq!(listed["items"], json!([seen]));
    for hidden in ["hallein", "larche", "06245765432", "selten"] {
        assert_eq!(total(&eva, hidden).await, 0, "a search for {hidden} tells what stands behind the name");
    }
    for rest in ["/history", "/comments", "/assignments", "/people"] {
        eva.get(&format!("{path}{rest}")).await.refused(404, "not_found");
    }
    eva.patch(&path, &json!({"city": "Graz"})).await.refused(404, "not_found");
    anna.get(&path).await.refused(404, "not_found");
    assert_eq!(total(&anna, "zirbenholz").await, 0);
    // Who may know the name is told that it can be asked for; to the others the contact does not exist.
    for (person, code) in [(&eva, "name_only"), (&anna, "not_found")] {
        let mut live = Live::open(person).await;
        live.send(&json!({"type": "subscribe", "topic": format!("contact:{contact}")})).await;
        assert_eq!(live.answer(&contact).await["code"], code);
        let mut notes = Notes::dial(person, &contact, "").await;
        assert_eq!(notes.until_closed().await, (4404, "not_found".to_owned()));
    }
}

#[tokio::test]
async fn nobody_is_told_in_the_inbox_of_what_they_may_not_see() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let contact = max.create_contact(&json!({"name": NAME, "access": "private"})).await;
    let seen = max.create_contact(&json!({"name": "Offen KG"})).await;
    let mut live = Live::open(&jonas).await;
    live.send(&json!({"type": "subscribe", "topic": "inbox"})).await;
    let path = |contact: &str| format!("/api/contacts/{contact}/comments");
    max.post(&path(&contact), &json!({"text": "@jonas siehst du das?"})).await.ok();
    max.post(&path(&seen), &json!({"text": "@jonas siehst du das?"})).await.ok();
    live.until("a notification", |live| !live.notifications.is_empty()).await;
    assert_eq!(live.notifications[0]["contact"], seen.as_str());
    let inbox = jonas.get("/api/notifications").await.ok();
    assert!(list(&inbox["items"]).iter().all(|told| told["contact"] != contact.as_str()));
}
