//! Web addresses: http and https only, so that a link on a screen can never run a script.

use url::Url;

use super::ValueError;
use super::email::shortened;

/// Adds `https://` where no scheme is given.
pub fn parse_website(input: &str) -> Result<String, ValueError> {
    let text = input.trim();
    let refused = || ValueError::Website(shortened(text));
    if text.len() > 500 || text.chars().any(|letter| letter.is_control() || letter == ' ') {
        return Err(refused());
    }
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
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
    Ok(shown)
}
