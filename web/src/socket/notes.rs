//! A `/yjs/{contact}` session: an actor on one socket that hands messages to the contact's actor, one after the other.

use std::rc::Rc;

use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, StreamHandler, WrapFuture};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use actors::contact::{ContactActor, JoinError, LeaveNotes, NotesMessage};
use actors::{Desk, Socket};

use domain::ContactId;

use super::inlet::{Inlet, UNSUPPORTED, Whole};
use super::line::Line;

/// A note is merged into one update of at most 2 MiB, which a client may send back whole.
pub(super) const FRAME_BYTES: usize = 3 << 20;

const TRY_AGAIN: u16 = 1012;
const NOT_FOUND: u16 = 4404;

pub(super) struct NotesSession {
    desk: Desk,
    socket: Socket,
    line: Rc<Line>,
    contact: ContactId,
    may_write: bool,
    room: Room,
    inlet: Inlet,
}

enum Room {
    Joining,
    Joined(Addr<ContactActor>),
    Refused,
}

impl NotesSession {
    pub(super) fn new(desk: Desk, socket: Socket, line: Rc<Line>, contact: ContactId, may_write: bool) -> Self {
        Self { desk, socket, line, contact, may_write, room: Room::Joining, inlet: Inlet::new(FRAME_BYTES) }
    }

    /// The next message waits until the contact's actor has taken this one, so pressure reaches TCP.
    fn on_binary(&mut self, bytes: bytes::Bytes, ctx: &mut WebsocketContext<Self>) {
        let Room::Joined(room) = &self.room else { return };
        let room = room.clone();
        let session = self.socket.session;
        ctx.wait(async move { room.send(NotesMessage { session, bytes }).await }.into_actor(self).map(
            |taken, this, _| {
                if taken.is_err() {
                    this.line.close(TRY_AGAIN, "try_again");
                }
            },
        ));
    }
}

impl Actor for NotesSession {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let (desk, socket) = (self.desk.clone(), self.socket.clone());
        let (contact, may_write) = (self.contact, self.may_write);
        let joining = async move { desk.join_notes(contact, socket, may_write).await }.into_actor(self);
        ctx.wait(joining.map(|joined, this, _| {
            this.room = match joined {
                Ok(room) => Room::Joined(room),
                Err(error) => {
                    match error {
                        JoinError::NotFound | JoinError::NameOnly | JoinError::Merged(_) => {
                            this.line.close(NOT_FOUND, "not_found");
                        }
                        JoinError::Moved | JoinError::Question(_) | JoinError::Unavailable(_) => {
                            this.line.close(TRY_AGAIN, "unavailable");
                        }
                    }
                    Room::Refused
                }
            };
        }));
    }

    fn stopped(&mut self, _ctx: &mut Self::Context) {
        let session = self.socket.session;
        match std::mem::replace(&mut self.room, Room::Refused) {
            Room::Joining => {
                let (desk, contact) = (self.desk.clone(), self.contact);
                actix_rt::spawn(async move { desk.leave(contact, session).await });
            }
            Room::Joined(room) => {
                // A contact that is gone has no participants to forget.
                actix_rt::spawn(async move { room.send(LeaveNotes { session }).await });
            }
            Room::Refused => {}
        }
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for NotesSession {
    fn handle(&mut self, frame: Result<Message, ProtocolError>, ctx: &mut Self::Context) {
        match self.inlet.take(frame, &self.line) {
            Some(Whole::Binary(bytes)) => self.on_binary(bytes, ctx),
            Some(Whole::Text(_)) => self.line.close(UNSUPPORTED, "binary_only"),
            None => {}
        }
    }

    fn finished(&mut self, ctx: &mut Self::Context) {
        self.line.cut();
        ctx.stop();
    }
}
