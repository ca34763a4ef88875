//! Where a request comes from: its peer, or what a trusted proxy says of it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};

/// The proxies in front. What anybody else says about where they call from is not believed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(Arc<[IpAddr]>);

impl Proxies {
    pub(crate) fn new(trusted: Vec<IpAddr>) -> Self {
        Self(trusted.into_iter().map(|proxy| proxy.to_canonical()).collect())
    }

    /// Where somebody calls from, as it is stored and counted. Each proxy adds who called it at the end, so the last
    /// entry that is no proxy of ours is the client.
    pub(crate) fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> String {
        let Some(peer) = peer.map(|peer| peer.ip().to_canonical()) else { return String::new() };
        let is_trusted = |address: &IpAddr| self.0.contains(&address.to_canonical());
        if !is_trusted(&peer) {
            return peer.to_string();
        }
        let named =
            headers.get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let named: Vec<_> = named.map(|entry| entry.trim().parse::<IpAddr>()).collect();
        // What stands before an entry that is no address may be made up.
        let believed = named.into_iter().rev().map_while(Result::ok);
        believed.into_iter().find(|address| !is_trusted(address)).unwrap_or(peer).to_canonical().to_string()
    }
}

#[cfg(test)]
mod tests;
