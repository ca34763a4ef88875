//! Somebody who is signed in, over HTTP.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::server::{Address, TestServer};

pub const PASSWORD: &str = "kontor-demo";
/// An id that nothing has.
pub const NOBODY: &str = "01890000-0000-7000-8000-000000000000";

#[derive(Clone)]
pub struct Person {
    http: reqwest::Client,
    pub address: Address,
    pub token: String,
    pub id: String,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The stable code of a problem.
    pub fn code(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{self:?}");
        problem["code"].as_str().expect("a problem has a code").to_owned()
    }

    /// The answer, of which a success is expected.
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{self:?}");
    }
}

impl Person {
    /// One of the demo's people, by the part of their e-mail before the @.
    pub async fn sign_in(server: &TestServer, user: &str) -> Self {
        Self::sign_in_as(server, &format!("{user}@kontor.example"), PASSWORD).await
    }

    pub async fn sign_in_as(server: &TestServer, email: &str, password: &str) -> Self {
        let mut person = Self::stranger(server);
        let signed_in = person.post("/api/session", &json!({"email": email, "password": password})).await.ok();
        person.token = text(&signed_in["token"]);
        person.id = text(&signed_in["employee"]["id"]);
        person
    }

    /// Nobody in particular: not signed in.
    pub fn stranger(server: &TestServer) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client without special wishes");
        Self { http, address: server.address().clone(), token: String::new(), id: String::new() }
    }

    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: token.into(), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("http://{}{path}", self.address.get()));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::POST, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }

    /// A request without a token in its header, with other headers instead.
    pub async fn bare(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut request = self.with_token("").request(method, path).json(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request).await
    }

    /// Makes a contact and returns its id.
    pub async fn create_contact(&self, contact: &Value) -> String {
        text(&self.post("/api/contacts", contact).await.ok()["id"])
    }

    /// The id of the demo's employee.
    pub async fn employee(&self, user: &str) -> String {
        let employees = self.get("/api/employees").await.ok();
        let email = format!("{user}@kontor.example");
        let found = list(&employees["items"]).iter().find(|employee| employee["email"] == email.as_str());
        text(&found.expect("an employee of the demo")["id"])
    }

    pub async fn team(&self, name: &str) -> String {
        let employees = self.get("/api/employees").await.ok();
        let found = list(&employees["teams"]).iter().find(|team| team["name"] == name);
        text(&found.expect("a team of the demo")["id"])
    }

    /// All events of a contact, from the oldest on.
    pub async fn history(&self, contact: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut query = "?limit=200".to_owned();
        loop {
            let page = self.get(&format!("/api/contacts/{contact}/history{query}")).await.ok();
            events.extend(list(&page["items"]).iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            query = format!("?limit=200&before={next}");
        }
        events.reverse();
        let seqs: Vec<_> = events.iter().map(|event| event["seq"].as_u64().expect("an event has a seq")).collect();
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "the history counts from 1 without gaps");
        events
    }
}

pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.expect("a body of text") }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list, not {value}"))
}
