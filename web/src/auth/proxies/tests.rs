use actix_web::http::header::{HeaderMap, HeaderValue, X_FORWARDED_FOR};

use super::Proxies;

/// Where somebody calls from whose request came from this peer with these entries.
fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
    let mut headers = HeaderMap::new();
    for value in forwarded {
        headers.append(X_FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
    }
    let trusted = trusted.iter().map(|proxy| proxy.parse().unwrap()).collect();
    Proxies::new(trusted).client(Some(format!("{peer}:4711").parse().unwrap()), &headers)
}

#[test]
fn nobody_but_a_trusted_proxy_is_believed() {
    assert_eq!(client(&[], "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
    assert_eq!(client(&["127.0.0.1"], "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
    assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
}

#[test]
fn what_a_client_puts_before_the_proxys_entry_is_not_believed() {
    assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &["192.0.2.1, 198.51.100.1"]), "198.51.100.1");
    assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &["192.0.2.1", "198.51.100.1"]), "198.51.100.1");
    assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &["192.0.2.1, unknown"]), "127.0.0.1");
}

#[test]
fn a_chain_of_proxies_is_followed_to_its_client() {
    let trusted = ["127.0.0.1", "10.0.0.2"];
    assert_eq!(client(&trusted, "127.0.0.1", &["192.0.2.1, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
    assert_eq!(client(&trusted, "127.0.0.1", &["10.0.0.2"]), "127.0.0.1");
    assert_eq!(client(&trusted, "127.0.0.1", &[]), "127.0.0.1");
}

#[test]
fn one_address_has_one_spelling() {
    assert_eq!(client(&["127.0.0.1"], "[::ffff:127.0.0.1]", &["::ffff:198.51.100.1"]), "198.51.100.1");
}
