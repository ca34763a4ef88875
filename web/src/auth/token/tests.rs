//! A token reads back from its text, and its hash says nothing about it (`[S3]`).
#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn a_token_reads_back_from_its_text() {
    let token = Token::new();
    let text = token.to_string();
    assert_eq!(text.len(), 64);
    assert_eq!(Token::parse(&text).unwrap().hash(), token.hash());
    assert_eq!(Token::parse(&text.to_uppercase()).unwrap().hash(), token.hash());
}

#[test]
fn what_is_kept_is_the_hash_of_what_the_client_holds() {
    let token = Token::parse(&"00".repeat(32)).unwrap();
    // SHA-256 of 32 zero bytes.
    let kept = Token::parse("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925").unwrap();
    assert_eq!(token.hash().0, kept.0);
}

#[test]
fn two_tokens_are_never_the_same() {
    assert_ne!(Token::new().hash(), Token::new().hash());
}

#[test]
fn what_is_no_token_is_refused() {
    let hex = "ab".repeat(32);
    for text in
        ["", "ab", &hex[1..], &format!("{hex}ab"), &format!("{}g", &hex[1..]), &"ä".repeat(32), &"+1".repeat(32)]
    {
        assert!(Token::parse(text).is_none(), "{text}");
    }
}
