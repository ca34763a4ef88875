//! Pages of others neither change anything nor open sockets (`[S5]`).
#![allow(clippy::unwrap_used)]

use actix_http::header::HeaderValue;

use super::*;

fn passes(host: Option<&str>, origin: Option<&str>) -> bool {
    let mut headers = HeaderMap::new();
    for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
        if let Some(value) = value {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
    }
    check_origin(&headers).is_ok()
}

#[test]
fn our_own_pages_and_programs_pass() {
    let host = Some("kontor.example:8080");
    assert!(passes(host, None));
    assert!(passes(host, Some("http://kontor.example:8080")));
    assert!(passes(host, Some("https://Kontor.Example:8080")));
}

#[test]
fn another_origin_is_refused() {
    let host = Some("kontor.example");
    for origin in [
        "https://evil.example",
        "https://kontor.example.evil.example",
        "https://evil.example/kontor.example",
        "https://kontor.example:8443",
        "https://kontor.example/",
        "https://evil.example://kontor.example",
        "kontor.example",
        "null",
        "",
    ] {
        assert!(!passes(host, Some(origin)), "{origin}");
    }
    assert!(!passes(None, Some("https://kontor.example")), "without a host there is nothing to compare with");
}
