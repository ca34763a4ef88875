//! Who watches and who edits what: pure arithmetic over the options, the same on every run.

use std::net::{IpAddr, Ipv4Addr};

use super::options::{LoadOptions, Shape};

/// Free text fields that nobody else has an opinion on.
pub const FIELDS: [&str; 5] = ["street", "city", "industry", "source", "website"];

/// Contacts that one socket may watch; the server's limit is 64.
pub const MAX_WATCHED: usize = 60;

/// What one session does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPlan {
    pub account: usize,
    /// Contacts it subscribes to.
    pub watches: Vec<usize>,
    /// What it edits; empty for those who only watch.
    pub cells: Vec<Cell>,
    /// The loopback address it comes from.
    pub source: Option<IpAddr>,
}

/// One field of one contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub contact: usize,
    pub field: &'static str,
}

/// Plans every session. The editors are the first ones.
pub fn sessions(options: &LoadOptions, server_is_on_loopback: bool) -> Vec<SessionPlan> {
    let (contacts, editors) = (options.contacts_in_use(), options.editors_in_use());
    (0..options.sessions)
        .map(|session| {
            let watches = watches(session, contacts, editors);
            let cells = if session < editors { cells(session, &watches, contacts, editors) } else { Vec::new() };
            SessionPlan {
                account: session % options.email.len(),
                watches: if options.shape == Shape::Idle { Vec::new() } else { watches },
                cells,
                source: server_is_on_loopback.then(|| source(session / options.connections_per_address)),
            }
        })
        .collect()
}

/// Every contact has an editor: where editors are fewer than contacts, each watches several.
fn watches(session: usize, contacts: usize, editors: usize) -> Vec<usize> {
    if contacts == 0 {
        return Vec::new();
    }
    if session < editors && editors < contacts {
        return (session..contacts).step_by(editors).collect();
    }
    vec![session % contacts]
}

/// The fields of a contact are dealt out among its editors; more editors than fields share, and may conflict.
fn cells(session: usize, watches: &[usize], contacts: usize, editors: usize) -> Vec<Cell> {
    let colleagues = |contact: usize| if editors <= contacts { 1 } else { (editors - contact).div_ceil(contacts) };
    let rank = if editors <= contacts { 0 } else { session / contacts };
    let fields_of = |contact: usize| {
        let sharing = colleagues(contact).min(FIELDS.len());
        FIELDS.iter().skip(rank % FIELDS.len()).step_by(sharing).map(move |field| Cell { contact, field })
    };
    let longest = FIELDS.len();
    // Field by field, so that an editor of several contacts goes round the contacts before it comes back to one.
    (0..longest).flat_map(|nth| watches.iter().filter_map(move |contact| fields_of(*contact).nth(nth))).collect()
}

/// 127.0.0.1, 127.0.0.2, … and on through 127.0.255.255.
fn source(block: usize) -> IpAddr {
    let number = u16::try_from(block % 65_534).unwrap_or_default() + 1;
    let [high, low] = number.to_be_bytes();
    IpAddr::V4(Ipv4Addr::new(127, 0, high, low))
}
