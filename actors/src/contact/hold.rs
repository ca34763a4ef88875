//! Handing a contact over: whoever decides on several contacts at once holds each of them meanwhile, so that nothing
//! happens to one of them between deciding and saving.
//!
//! What is under way is finished first; what comes later waits. While the contact is away its actor handles nothing, as
//! while it loads. It is handed back as it was, changed, or as something that nobody knows: then the actor stops and a
//! fresh one loads what is true.

use std::sync::Arc;

use actix::prelude::*;
use futures_util::future::ready;
use store::NoteUpdate;
use tokio::sync::oneshot;

use domain::Notification;
use domain::contact::{Contact, Event};

use super::live::Reply;
use super::{ContactActor, Execute, ExecuteError, JoinError, NotesMessage, State};

/// Hand the contact over once nothing is under way.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "Result<Held, JoinError>")]
pub(crate) struct Hold;

/// A contact that waits to be handed back. Dropped, it counts as [`HandBack::Unknown`].
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) contact: Arc<Contact>,
    back: oneshot::Sender<HandBack>,
}

/// How a contact comes back.
#[derive(Debug)]
pub(crate) enum HandBack {
    Unchanged,
    Changed(Box<TakenOver>),
    /// Only the store knows.
    Unknown,
}

/// What is on disk now.
#[derive(Debug)]
pub(crate) struct TakenOver {
    pub(crate) after: Arc<Contact>,
    pub(crate) events: Arc<[Event]>,
    pub(crate) notifications: Vec<Notification>,
    pub(crate) note: Option<NoteUpdate>,
    /// Of the lists that hold it.
    pub(crate) revision: Option<u64>,
    /// The contact that took this one over.
    pub(crate) survivor: Option<Arc<Contact>>,
}

/// What came while somebody waited for the contact.
pub(super) enum Aside {
    Command(Execute, Reply),
    Notes(NotesMessage),
}

impl Held {
    pub(crate) fn hand_back(self, back: HandBack) {
        if self.back.send(back).is_err() {
            tracing::debug!(contact = %self.contact.id, "the actor of a held contact has gone");
        }
    }
}

impl Handler<Hold> for ContactActor {
    type Result = ResponseFuture<Result<Held, JoinError>>;

    fn handle(&mut self, _: Hold, ctx: &mut Self::Context) -> Self::Result {
        let refused = match &self.state {
            State::Open => None,
            State::Closing => Some(JoinError::Moved),
            State::Broken(reason) => Some(JoinError::Unavailable(reason.clone())),
        };
        if let Some(error) = refused {
            return Box::pin(ready(Err(error)));
        }
        let (hold, handed) = oneshot::channel();
        self.hold = Some(hold);
        self.pump(ctx);
        // The actor stopped first.
        Box::pin(async { handed.await.map_err(|_| JoinError::Moved) })
    }
}

impl ContactActor {
    /// Nothing is under way. The actor waits until the contact is back.
    pub(super) fn hand_over(&mut self, hold: oneshot::Sender<Held>, ctx: &mut Context<Self>) {
        let (back, returned) = oneshot::channel();
        if let Err(unwanted) = hold.send(Held { contact: self.live.committed().clone(), back }) {
            unwanted.hand_back(HandBack::Unchanged);
        }
        ctx.wait(returned.into_actor(self).map(|back, this, ctx| {
            match back.unwrap_or(HandBack::Unknown) {
                HandBack::Unchanged => {}
                HandBack::Changed(taken) => this.publish_taken_over(*taken, ctx),
                HandBack::Unknown => {
                    this.abandon(&ExecuteError::OutcomeUnknown);
                    ctx.stop();
                    return;
                }
            }
            this.take_up_again(ctx);
        }));
    }

    fn take_up_again(&mut self, ctx: &mut Context<Self>) {
        for aside in std::mem::take(&mut self.aside) {
            match aside {
                Aside::Command(execute, reply) => self.live.execute(execute, reply, &self.services.surroundings()),
                Aside::Notes(message) => self.handle(message, ctx),
            }
        }
        self.pump(ctx);
    }
}
