//! Opens the sockets of the crowd and hands in what arrives on them.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep};

use super::crowd::Crowd;
use super::frames::Message;
use super::notes::Notebook;
use super::plan::SessionPlan;
use super::server::Server;
use super::socket::{Inbox, Outbox, Scratch, Target, open};
use super::wire;

/// Sockets that are being opened at once.
const OPENINGS_AT_ONCE: usize = 64;
/// Longest that all snapshots may take.
const READY_LIMIT: Duration = Duration::from_mins(1);

/// What it takes to open the crowd's sockets.
pub struct Entrance {
    pub crowd: Rc<RefCell<Crowd>>,
    pub server: Server,
    pub scratch: Scratch,
    /// Of each account; none where the server is a peer without sign-in.
    pub tokens: Vec<String>,
    pub with_notes: bool,
}

impl Entrance {
    /// Opens the `/live` sockets of these sessions, whose numbers begin at `first`. Failures are counted by the crowd.
    pub async fn open_sessions(&self, first: usize, plans: &[SessionPlan]) {
        let opening = (first..).zip(plans).map(|(seat, plan)| self.open_session(seat, plan));
        stream::iter(opening).buffer_unordered(OPENINGS_AT_ONCE).collect::<()>().await;
    }

    async fn open_session(&self, seat: usize, plan: &SessionPlan) {
        let token = self.tokens.get(plan.account).map(String::as_str);
        let path = token.map_or_else(|| "/".to_owned(), |token| format!("/live?token={token}"));
        match self.open_socket(&path, token.map(|_| "kontor.v1"), plan).await {
            Ok((outbox, inbox)) => {
                self.crowd.borrow_mut().seats[seat].outbox = Some(outbox);
                spawn_local(listen(self.crowd.clone(), seat, inbox, self.scratch.clone()));
            }
            Err(why) => self.crowd.borrow_mut().lost(seat, why),
        }
    }

    async fn open_socket(
        &self,
        path: &str,
        protocol: Option<&str>,
        plan: &SessionPlan,
    ) -> Result<(Rc<Outbox>, Inbox), super::socket::Lost> {
        let target =
            Target { server: self.server.address, host: &self.server.host, path, protocol, source: plan.source };
        open(target).await
    }

    /// Subscribes every session to what it watches, opens the notes, and waits until all of it is there.
    pub async fn subscribe(&self, plans: &[SessionPlan], contacts: &[String]) -> anyhow::Result<()> {
        if !self.tokens.is_empty() {
            let crowd = self.crowd.borrow();
            for seat in &crowd.seats {
                let Some(outbox) = &seat.outbox else { continue };
                for watch in &seat.watches {
                    outbox.send_text(&wire::subscribe(crowd.topic(watch.contact)));
                }
            }
        }
        if self.with_notes {
            let opening = plans.iter().enumerate().map(|(seat, plan)| self.open_notes(seat, plan, contacts));
            stream::iter(opening).buffer_unordered(OPENINGS_AT_ONCE).collect::<()>().await;
        }
        let begun = Instant::now();
        while !self.crowd.borrow().is_ready() {
            if begun.elapsed() > READY_LIMIT {
                anyhow::bail!("the server did not answer all subscriptions within {} s", READY_LIMIT.as_secs());
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Opens the notes of the contact that the session has in front.
    async fn open_notes(&self, seat: usize, plan: &SessionPlan, contacts: &[String]) {
        let (Some(contact), Some(token)) = (plan.watches.first().copied(), self.tokens.get(plan.account)) else {
            return;
        };
        let path = format!("/yjs/{}?token={token}", contacts[contact]);
        match self.open_socket(&path, None, plan).await {
            Ok((outbox, inbox)) => {
                let tag = self.crowd.borrow().tag;
                self.crowd.borrow_mut().seats[seat].notebook = Some(Notebook::open(contact, outbox, tag));
                spawn_local(listen_to_notes(self.crowd.clone(), seat, inbox, self.scratch.clone()));
            }
            Err(why) => self.crowd.borrow_mut().lost_notes(&why),
        }
    }
}

async fn listen(crowd: Rc<RefCell<Crowd>>, seat: usize, mut inbox: Inbox, scratch: Scratch) {
    loop {
        let take = |message: Message<'_>, at| match message {
            // The peer sends every message on as binary, because that is its cheapest way.
            Message::Text(bytes) | Message::Binary(bytes) => crowd.borrow_mut().receive(seat, bytes, at),
            Message::Ping(_) | Message::Close { .. } => {}
        };
        if let Err(why) = inbox.receive(&scratch, take).await {
            return crowd.borrow_mut().lost(seat, why);
        }
    }
}

async fn listen_to_notes(crowd: Rc<RefCell<Crowd>>, seat: usize, mut inbox: Inbox, scratch: Scratch) {
    loop {
        let take = |message: Message<'_>, at| {
            if let Message::Binary(bytes) = message {
                crowd.borrow_mut().receive_note(seat, bytes, at);
            }
        };
        if let Err(why) = inbox.receive(&scratch, take).await {
            return crowd.borrow_mut().lost_notes(&why);
        }
    }
}
