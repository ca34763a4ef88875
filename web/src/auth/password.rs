//! Passwords, kept as argon2id (RFC 9106) with 19 MiB, two passes and one lane, OWASP's smallest recommendation.

use std::sync::LazyLock;

use actix_web::web;
use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{Error, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use crate::problem::Problem;

/// A new password has at least this many characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// A longer one is wrong without being looked at, in bytes.
pub(crate) const LONGEST_PASSWORD: usize = 1000;

/// Hashes a password for the store. Takes some 50 ms of one core.
pub fn hash_password(password: &str) -> Result<String, Error> {
    let salt = SaltString::generate(&mut OsRng);
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

/// Checks a new password and hashes it; `field` is where it stood in the request.
pub(crate) async fn hash_new_password(password: String, field: &str) -> Result<String, Problem> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Problem::invalid(field, format!("a password has at least {SHORTEST_PASSWORD} characters")));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(Problem::invalid(field, format!("a password has at most {LONGEST_PASSWORD} bytes")));
    }
    web::block(move || hash_password(&password))
        .await
        .map_err(|_| Problem::stopping())?
        .map_err(|error| Problem::invalid(field, error.to_string()))
}

/// Compares with a hash; without one, with that of nobody, so that an unknown e-mail takes as long as a wrong password.
pub(super) fn verify(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> =
        LazyLock::new(|| hash_password("nobody").expect("argon2 hashes with its default parameters"));
    let known = hash.is_some();
    PasswordHash::new(hash.unwrap_or(&NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        && known
}

#[cfg(test)]
mod tests;
