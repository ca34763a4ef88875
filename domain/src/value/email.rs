//! E-mail addresses (RFC 5321, the part that people use).

use email_address::{EmailAddress, Options};

use super::ValueError;

/// Checks the address and lowers the case of its domain; the part before the @ stays as it was written.
pub fn parse_email(input: &str) -> Result<String, ValueError> {
    let text = input.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let refused = || ValueError::Email(shortened(text));
    let (local_part, domain) = text.rsplit_once('@').ok_or_else(refused)?;
    let address = format!("{local_part}@{}", domain.to_lowercase());
    let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
    EmailAddress::parse_with_options(&address, options).map_err(|_| refused())?;
    Ok(address)
}

/// A refused value as it is quoted back: never longer than a line.
pub(super) fn shortened(text: &str) -> String {
    const LIMIT: usize = 60;
    if text.chars().count() <= LIMIT {
        return text.to_owned();
    }
    text.chars().take(LIMIT).chain(['…']).collect()
}
