//! Who has the contact open, and in which field. Presence is not stored; what a moment brings goes out as one frame.

use std::time::Duration;

use actix::prelude::*;
use bytes::Bytes;
use chrono::{DateTime, Utc};

use domain::contact::Field;
use domain::{ContactId, EmployeeId, SessionId};

use super::ContactActor;
use super::messages::ShowPresence;
use crate::frame;
use crate::wire::{Person, ServerFrame};

/// Names beyond this many do not fit on a screen and would make every frame longer.
const PEOPLE_LIMIT: usize = 50;
/// A frame goes out at most this often, and less often the more people get it.
const SHORTEST_PAUSE: Duration = Duration::from_millis(40);
const PAUSE_PER_LISTENER: Duration = Duration::from_millis(1);

#[derive(Default)]
pub(super) struct Presence {
    people: Vec<Person>,
    /// A frame is due already.
    announced: bool,
}

impl Presence {
    /// True if something changed.
    fn show(&mut self, session: SessionId, employee: EmployeeId, field: Option<Field>, now: DateTime<Utc>) -> bool {
        if let Some(person) = self.people.iter_mut().find(|person| person.session == session) {
            let moved = person.field != field;
            person.field = field;
            return moved;
        }
        self.people.push(Person { session, employee, field, since: now });
        true
    }

    fn leave(&mut self, session: SessionId) -> bool {
        let before = self.people.len();
        self.people.retain(|person| person.session != session);
        before != self.people.len()
    }

    pub(super) fn people(&self) -> &[Person] {
        &self.people[..self.people.len().min(PEOPLE_LIMIT)]
    }

    pub(super) fn frame(&self, contact: ContactId) -> Bytes {
        frame::json(&ServerFrame::Presence { contact, people: self.people() })
    }
}

impl Handler<ShowPresence> for ContactActor {
    type Result = ();

    fn handle(&mut self, ShowPresence { session, field }: ShowPresence, ctx: &mut Self::Context) {
        // Only who listens, and so passed the gate, is seen.
        let Some(employee) = self.listeners.get(session).map(|socket| socket.employee) else { return };
        if self.presence.show(session, employee, field, self.services.clock.now()) {
            self.announce_presence(ctx);
        }
    }
}

impl ContactActor {
    pub(super) fn leave_presence(&mut self, session: SessionId, ctx: &mut Context<Self>) {
        if self.presence.leave(session) {
            self.announce_presence(ctx);
        }
    }

    fn announce_presence(&mut self, ctx: &mut Context<Self>) {
        self.snapshot = None;
        if std::mem::replace(&mut self.presence.announced, true) {
            return;
        }
        let listeners = u32::try_from(self.listeners.len()).unwrap_or(u32::MAX);
        let pause = SHORTEST_PAUSE.saturating_add(PAUSE_PER_LISTENER.saturating_mul(listeners));
        ctx.run_later(pause, |this, _| {
            this.presence.announced = false;
            this.listeners.publish(this.channel(), &this.presence.frame(this.id));
        });
    }
}
