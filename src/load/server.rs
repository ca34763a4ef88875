//! The server as the load tester finds it: its address, and over HTTP the accounts to sign in and the contacts to work on.

use std::net::SocketAddr;

use anyhow::{Context, anyhow, bail};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use super::options::LoadOptions;

/// By what a later run finds the contacts of an earlier one.
const TAG: &str = "loadtest";
const NAME: &str = "Loadtest";
/// Contacts that are being created at once.
const CREATIONS_AT_ONCE: usize = 16;

/// Where the server is.
pub struct Server {
    pub address: SocketAddr,
    /// As the `Host` header names it.
    pub host: String,
    url: Url,
    client: Client,
}

#[derive(Deserialize)]
struct SignedIn {
    token: String,
}

#[derive(Deserialize)]
struct ContactPage {
    items: Vec<ContactItem>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct ContactItem {
    id: String,
    #[serde(default)]
    tags: Vec<String>,
}

impl Server {
    /// Reads the url and resolves its host.
    pub async fn resolve(text: &str) -> anyhow::Result<Self> {
        let url = Url::parse(text).with_context(|| format!("--url `{text}` is not an address"))?;
        if url.scheme() != "http" {
            bail!("--url `{text}`: the load tester speaks plain http; give it the server behind the proxy");
        }
        let host = url.host_str().with_context(|| format!("--url `{text}` names no host"))?.to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let mut found = tokio::net::lookup_host((bare, port)).await.with_context(|| format!("cannot find {host}"))?;
        let address = found.next().with_context(|| format!("{host} has no address"))?;
        Ok(Self { address, host: format!("{host}:{port}"), url, client: Client::new() })
    }

    /// Signs each account in, once, and returns their tokens.
    pub async fn sign_in(&self, options: &LoadOptions) -> anyhow::Result<Vec<String>> {
        let mut tokens = Vec::with_capacity(options.email.len());
        for email in &options.email {
            let credentials = json!({"email": email, "password": options.password});
            let request = self.client.post(self.route("/api/session")).json(&credentials);
            let SignedIn { token } =
                self.answer(request).await.with_context(|| format!("cannot sign in as {email}"))?;
            tokens.push(token);
        }
        Ok(tokens)
    }

    /// The ids of `count` contacts that earlier runs made or this one makes now.
    pub async fn contacts(&self, token: &str, count: usize) -> anyhow::Result<Vec<String>> {
        let mut ids = self.known_contacts(token, count).await.context("cannot list the contacts")?;
        let create = |number: usize| async move {
            let contact = json!({
                "kind": "organisation",
                "name": format!("{NAME} {number:06}"),
                "tags": [TAG],
                "access": "company",
            });
            let request = self.client.post(self.route("/api/contacts")).bearer_auth(token).json(&contact);
            let created: ContactItem = self.answer(request).await.context("cannot create a contact")?;
            anyhow::Ok(created.id)
        };
        let created: Vec<String> =
            stream::iter(ids.len()..count).map(create).buffered(CREATIONS_AT_ONCE).try_collect().await?;
        ids.extend(created);
        Ok(ids)
    }

    async fn known_contacts(&self, token: &str, count: usize) -> anyhow::Result<Vec<String>> {
        let mut ids = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut route = self.route("/api/contacts");
            route.query_pairs_mut().append_pair("search", NAME).append_pair("limit", "100");
            if let Some(cursor) = &cursor {
                route.query_pairs_mut().append_pair("cursor", cursor);
            }
            let page: ContactPage = self.answer(self.client.get(route).bearer_auth(token)).await?;
            ids.extend(
                page.items.into_iter().filter(|item| item.tags.iter().any(|tag| tag == TAG)).map(|item| item.id),
            );
            ids.truncate(count);
            if ids.len() == count || page.next.is_none() || page.next == cursor {
                return Ok(ids);
            }
            cursor = page.next;
        }
    }

    fn route(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url.set_query(None);
        url
    }

    async fn answer<T: for<'de> Deserialize<'de>>(&self, request: RequestBuilder) -> anyhow::Result<T> {
        let response = request.send().await.map_err(|error| anyhow!("{}: {}", self.url, innermost(&error)))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|error| anyhow!("{}: {}", self.url, innermost(&error)))?;
        if !status.is_success() {
            bail!("{}", problem(status, &body));
        }
        serde_json::from_slice(&body).with_context(|| format!("{} gave an answer that is not Kontor's", self.url))
    }
}

/// What the server says was wrong (RFC 9457), or at least its status.
fn problem(status: StatusCode, body: &[u8]) -> String {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = problem["detail"].as_str().or(problem["title"].as_str()).unwrap_or("no reason given");
    format!("the server answered {}: {text}", status.as_u16())
}

/// `error sending request for url (…)` says nothing; its cause says `Connection refused`.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
