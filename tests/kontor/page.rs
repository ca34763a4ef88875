//! The page itself, as a browser gets it.

use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};

use crate::person::Person;
use crate::server::TestServer;

#[tokio::test]
async fn the_page_comes_as_small_as_its_browser_takes_it() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let cases =
        [("gzip, deflate, br", Some("br")), ("gzip", Some("gzip")), ("br;q=0, gzip", Some("gzip")), ("identity", None)];
    for (accepted, expected) in cases {
        let asked = max.request(Method::GET, "/contacts").header(ACCEPT_ENCODING, accepted);
        let answer = asked.send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let encoding = answer.headers().get(CONTENT_ENCODING).map(|value| value.to_str().expect("text"));
        assert_eq!(encoding, expected, "{accepted}");
        assert!(answer.headers().get_all(VARY).iter().any(|value| value == "accept-encoding"), "{accepted}");
        let is_page = answer.text().await.is_ok_and(|text| text.starts_with("<!doctype html>"));
        assert_eq!(is_page, expected.is_none(), "{accepted}");
    }
}
