//! A `/yjs/{contact}` session: an actor on one socket that hands messages to the contact's actor, one after the other.

use std::rc::Rc;

use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, StreamHandler, WrapFuture};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use actors::contact::{ContactActor, JoinError, LeaveNotes, NotesMessage};
use actors::{Desk, Socket};

use domain::ContactId;

use super::bucket::Bucket;
use super::line::Line;
use super::relay::POLICY;

/// A note is merged into one update of at most 2 MiB, which a client may send back whole.
pub(super) const FRAME_BYTES: usize = 3 << 20;

const UNSUPPORTED: u16 = 1003;
const TOO_LARGE: u16 = 1009;
const PROTOCOL: u16 = 1002;
const TRY_AGAIN: u16 = 1012;
const NOT_FOUND: u16 = 4404;

pub(super) struct NotesSession {
    desk: Desk,
    socket: Socket,
    line: Rc<Line>,
    contact: ContactId,
    may_write: bool,
    room: Option<Addr<ContactActor>>,
    bucket: Bucket,
}

impl NotesSession {
    pub(super) fn new(desk: Desk, socket: Socket, line: Rc<Line>, contact: ContactId, may_write: bool) -> Self {
        Self { desk, socket, line, contact, may_write, room: None, bucket: Bucket::full() }
    }

    /// The next message waits until the contact's actor has taken this one, so pressure reaches TCP.
    fn on_binary(&mut self, bytes: bytes::Bytes, ctx: &mut WebsocketContext<Self>) {
        let Some(room) = self.room.clone() else { return };
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
        ctx.wait(joining.map(|joined, this, _| match joined {
            Ok(room) => this.room = Some(room),
            Err(JoinError::NotFound) => this.line.close(NOT_FOUND, "not_found"),
            Err(JoinError::Moved | JoinError::Unavailable(_)) => this.line.close(TRY_AGAIN, "unavailable"),
        }));
    }

    fn stopped(&mut self, _ctx: &mut Self::Context) {
        if let Some(room) = self.room.take() {
            let session = self.socket.session;
            // A contact that is gone has no participants to forget.
            actix_rt::spawn(async move { room.send(LeaveNotes { session }).await });
        }
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for NotesSession {
    fn handle(&mut self, message: Result<Message, ProtocolError>, ctx: &mut Self::Context) {
        if !self.line.is_open() {
            return;
        }
        self.line.heard();
        if !self.bucket.take() {
            metrics::counter!("kontor_sockets_cut_total", "reason" => "too_fast").increment(1);
            self.line.close(POLICY, "too_fast");
            return;
        }
        match message {
            Ok(Message::Binary(bytes)) => self.on_binary(bytes, ctx),
            Ok(Message::Text(_)) => self.line.close(UNSUPPORTED, "binary_only"),
            Ok(Message::Continuation(_)) => self.line.close(UNSUPPORTED, "one_frame_per_message"),
            Ok(Message::Ping(payload)) => self.line.pong(&payload),
            Ok(Message::Pong(_) | Message::Nop) => {}
            Ok(Message::Close(_)) => self.line.close(1000, ""),
            Err(ProtocolError::Overflow) => self.line.close(TOO_LARGE, "too_large"),
            Err(_) => self.line.close(PROTOCOL, "protocol_error"),
        }
    }

    fn finished(&mut self, ctx: &mut Self::Context) {
        self.line.cut();
        ctx.stop();
    }
}
