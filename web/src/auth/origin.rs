//! Where a request comes from: a browser names the page's origin, and only ours may change things or open sockets.

use actix_http::header::{self, HeaderMap};

use crate::problem::Problem;

/// Passes when there is no `Origin` (no browser sends a cross-site request without one) or it names our own host.
pub(crate) fn check_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    match (authority, host) {
        (Some(authority), Some(host)) if authority.eq_ignore_ascii_case(host) => Ok(()),
        _ => Err(Problem::foreign_origin()),
    }
}

#[cfg(test)]
mod tests;
