//! The right password fits, and nothing else does (`[S4]`).
#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn only_the_right_password_fits_and_no_password_is_kept_as_it_is() {
    let hash = hash_password("kontor-demo").unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(!hash.contains("kontor-demo"));
    assert!(verify("kontor-demo", Some(&hash)));
    assert!(!verify("Kontor-demo", Some(&hash)));
    assert_ne!(hash, hash_password("kontor-demo").unwrap(), "salted");
}

#[test]
fn nobody_signs_in_without_a_hash_or_with_a_broken_one() {
    assert!(!verify("nobody", None), "also not with the password of nobody");
    assert!(!verify("", Some("")));
    assert!(!verify("x", Some("x")));
}
