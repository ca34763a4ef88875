//! Web addresses: http and https only, so that a link on a screen can never run a script.

use url::Url;

use super::ValueError;
use super::email::shortened;

/// In bytes.
const LIMIT: usize = 500;

/// Adds `https://` where no scheme is given.
pub fn parse_website(input: &str) -> Result<String, ValueError> {
    let text = input.trim();
    let refused = || ValueError::Website(shortened(text));
    if text.len() > LIMIT || text.chars().any(|letter| letter.is_control() || letter == ' ') {
        return Err(refused());
    }
    let with_scheme = if names_scheme(text) { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&with_scheme).map_err(|_| refused())?;
    let host = url.host_str().unwrap_or_default();
    let fits = matches!(url.scheme(), "http" | "https")
        && host.contains('.')
        && url.username().is_empty()
        && url.password().is_none();
    if !fits {
        return Err(refused());
    }
    let mut shown = url.to_string();
    if url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
        shown.pop();
    }
    // Letters beyond ASCII grow when they are encoded.
    if shown.len() > LIMIT { Err(refused()) } else { Ok(shown) }
}

fn names_scheme(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    text.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(is_part))
}
