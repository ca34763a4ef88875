//! A `/live` session: an actor on one socket that turns frames into commands and answers them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, StreamHandler, WrapFuture};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use actors::contact::{ContactActor, Execute, ExecuteError, Executed, JoinError, Order, ShowPresence, Unsubscribe};
use actors::wire::{ClientFrame, Limits, RevokedReason, ServerFrame, Topic};
use actors::{Channel, Delivery, Desk, Socket};
use futures_util::FutureExt as _;
use uuid::Uuid;

use domain::contact::{Command, ContactRefusal, FieldChange};
use domain::{CommandId, ContactId};

use super::bucket::FRAMES_PER_SECOND;
use super::inlet::{Inlet, UNSUPPORTED, Whole};
use super::line::Line;
use crate::problem;

pub(super) const FRAME_BYTES: usize = 64 << 10;
const SUBSCRIPTIONS: usize = 64;
/// Of the subscriptions, this many may be lists.
const LISTS: usize = 4;
const COMMANDS_IN_FLIGHT: usize = 32;

pub(super) struct LiveSession {
    desk: Desk,
    socket: Socket,
    line: Rc<Line>,
    contacts: HashMap<ContactId, Addr<ContactActor>>,
    /// The contact that is being joined.
    joining: Option<ContactId>,
    inbox: bool,
    lists: HashSet<Arc<str>>,
    in_flight: usize,
    /// Frames that arrived with others and wait, in order, until fewer commands are in flight.
    held: VecDeque<ClientFrame>,
    inlet: Inlet,
}

impl LiveSession {
    pub(super) fn new(desk: Desk, socket: Socket, line: Rc<Line>) -> Self {
        Self {
            desk,
            socket,
            line,
            contacts: HashMap::new(),
            joining: None,
            inbox: false,
            lists: HashSet::new(),
            in_flight: 0,
            held: VecDeque::new(),
            inlet: Inlet::new(FRAME_BYTES),
        }
    }

    fn send(&self, frame: &ServerFrame<'_>) {
        self.line.push(actors::wire::frame(frame));
    }

    fn refuse(&self, id: Option<Uuid>, code: &str, message: &str) {
        self.send(&ServerFrame::Refused { id, code, message, topic: None });
    }

    fn on_text(&mut self, text: &[u8], ctx: &mut WebsocketContext<Self>) {
        match serde_json::from_slice(text) {
            Ok(frame) if self.is_busy() => self.held.push_back(frame),
            Ok(frame) => self.on_frame(frame, ctx),
            Err(error) => {
                let code = if error.is_data() { "invalid" } else { "bad_json" };
                self.refuse(command_id_in(text), code, &format!("the frame was not understood: {error}"));
            }
        }
    }

    /// Reading pauses meanwhile, so no more is held than what was read at once.
    fn is_busy(&self) -> bool {
        self.in_flight >= COMMANDS_IN_FLIGHT || !self.held.is_empty()
    }

    /// Takes up what is held, as far as commands may be in flight.
    fn take_up(&mut self, ctx: &mut WebsocketContext<Self>) {
        while self.in_flight < COMMANDS_IN_FLIGHT {
            let Some(frame) = self.held.pop_front() else {
                self.line.resume();
                return;
            };
            let is_waited_for = matches!(frame, ClientFrame::Subscribe { .. } | ClientFrame::Unsubscribe { .. });
            self.on_frame(frame, ctx);
            if is_waited_for {
                // What is spawned rests while the session waits.
                ctx.spawn(async {}.into_actor(self).map(|(), this, ctx| this.take_up(ctx)));
                return;
            }
        }
    }

    fn on_frame(&mut self, frame: ClientFrame, ctx: &mut WebsocketContext<Self>) {
        match frame {
            ClientFrame::Subscribe { topic, since } => self.subscribe(topic, since, ctx),
            ClientFrame::Unsubscribe { topic } => self.unsubscribe(topic, ctx),
            ClientFrame::Edit { id, contact, field, value, base } => {
                let changes = vec![FieldChange { field, value }];
                self.execute(id, contact, Command::EditFields { changes, base }, ctx);
            }
            ClientFrame::Comment { id, contact, text, parent, visibility } => {
                self.execute(id, contact, Command::AddComment { text, parent, visibility }, ctx);
            }
            ClientFrame::ChangeComment { id, contact, comment, change } => {
                self.execute(id, contact, Command::ChangeComment { comment, change }, ctx);
            }
            ClientFrame::Presence { contact, field } => self.show_presence(contact, field, ctx),
            ClientFrame::Ping => self.send(&ServerFrame::Pong),
        }
    }

    /// The next frame waits until the socket listens, so that what a client sends in order happens in order.
    fn subscribe(&mut self, topic: Topic, since: Option<u64>, ctx: &mut WebsocketContext<Self>) {
        let known = match &topic {
            Topic::Contact(id) => self.contacts.contains_key(id),
            Topic::Inbox => self.inbox,
            Topic::List(query) => self.lists.contains(query),
        };
        let subscriptions = self.contacts.len() + usize::from(self.inbox) + self.lists.len();
        let too_many_lists = matches!(topic, Topic::List(_)) && self.lists.len() >= LISTS;
        if !known && (subscriptions >= SUBSCRIPTIONS || too_many_lists) {
            let message = "this socket listens to enough already; unsubscribe first";
            match topic {
                Topic::List(_) => self.refuse_list(topic, "too_many_subscriptions", message),
                Topic::Contact(_) | Topic::Inbox => self.refuse(None, "too_many_subscriptions", message),
            }
            return;
        }
        let (desk, socket) = (self.desk.clone(), self.socket.clone());
        // Known before it is answered: a socket that ends meanwhile leaves again.
        match topic {
            Topic::Contact(id) => {
                self.joining = Some(id);
                let joining = async move { desk.subscribe(id, socket, since).await }.into_actor(self);
                ctx.wait(joining.map(move |joined, this, _| {
                    this.joining = None;
                    match joined {
                        Ok(addr) => {
                            this.contacts.insert(id, addr);
                        }
                        Err(JoinError::Merged(into)) => this.send(&ServerFrame::Revoked {
                            topic: Topic::Contact(id),
                            reason: RevokedReason::Merged,
                            merged_into: Some(into),
                        }),
                        Err(error) => this.refuse_topic(id.0, &error),
                    }
                }));
            }
            Topic::Inbox => {
                self.inbox = true;
                let joining = async move { desk.subscribe_inbox(socket).await }.into_actor(self);
                ctx.wait(joining.map(|joined, this, _| {
                    if let Err(error) = joined {
                        this.inbox = false;
                        this.refuse_topic(this.socket.employee.0, &error);
                    }
                }));
            }
            Topic::List(query) => {
                self.lists.insert(query.clone());
                let following = query.clone();
                let joining = async move { desk.follow_list(socket, following).await }.into_actor(self);
                ctx.wait(joining.map(move |joined, this, _| {
                    if let Err(error) = joined {
                        this.lists.remove(&query);
                        this.refuse_list(Topic::List(query), join_code(&error), &error.to_string());
                    }
                }));
            }
        }
    }

    fn refuse_topic(&self, id: Uuid, error: &JoinError) {
        self.refuse(Some(id), join_code(error), &error.to_string());
    }

    fn refuse_list(&self, topic: Topic, code: &str, message: &str) {
        self.send(&ServerFrame::Refused { id: None, code, message, topic: Some(topic) });
    }

    fn unsubscribe(&mut self, topic: Topic, ctx: &mut WebsocketContext<Self>) {
        let session = self.socket.session;
        match topic {
            Topic::Contact(id) => {
                if let Some(addr) = self.contacts.remove(&id) {
                    // A contact that is gone has no listeners to forget.
                    ctx.wait(
                        async move { addr.send(Unsubscribe { session }).await }.into_actor(self).map(|_, _, _| ()),
                    );
                }
            }
            Topic::Inbox if self.inbox => {
                self.inbox = false;
                let (desk, employee) = (self.desk.clone(), self.socket.employee);
                ctx.wait(async move { desk.unsubscribe_inbox(employee, session).await }.into_actor(self));
            }
            Topic::Inbox => {}
            Topic::List(query) => {
                if self.lists.remove(&query) {
                    let (desk, employee) = (self.desk.clone(), self.socket.employee);
                    ctx.wait(async move { desk.unfollow_list(employee, session, query).await }.into_actor(self));
                }
            }
        }
    }

    fn show_presence(
        &mut self,
        contact: ContactId,
        field: Option<domain::contact::Field>,
        ctx: &mut WebsocketContext<Self>,
    ) {
        let Some(addr) = self.contacts.get(&contact).cloned() else {
            self.refuse(None, "not_subscribed", "subscribe to the contact before showing presence on it");
            return;
        };
        let session = self.socket.session;
        ctx.spawn(async move { addr.send(ShowPresence { session, field }).await }.into_actor(self).map(|_, _, _| ()));
    }

    fn execute(&mut self, id: CommandId, contact: ContactId, command: Command, ctx: &mut WebsocketContext<Self>) {
        self.in_flight += 1;
        if self.in_flight >= COMMANDS_IN_FLIGHT {
            self.line.pause();
        }
        let execute = Execute { id, by: self.socket.employee, acting_for: None, order: Order::Change(command) };
        let (desk, known) = (self.desk.clone(), self.contacts.get(&contact).cloned());
        let mut executing = Box::pin(async move { desk.execute_at(known, contact, execute).await });
        // Sent now, in the order of the frames: what is spawned is not always polled in the order in which it was.
        let at_once = (&mut executing).now_or_never();
        let answered = async move {
            match at_once {
                Some(result) => result,
                None => executing.await,
            }
        };
        ctx.spawn(answered.into_actor(self).map(move |result, this, ctx| {
            this.in_flight -= 1;
            this.answer(id, contact, &result);
            this.take_up(ctx);
        }));
    }

    fn answer(&self, id: CommandId, contact: ContactId, result: &Result<Executed, ExecuteError>) {
        match result {
            Ok(Executed { seq, .. }) => self.send(&ServerFrame::Ack { id, contact, seq: *seq }),
            Err(ExecuteError::Refused(ContactRefusal::Conflict(conflict))) => self.send(&ServerFrame::Conflict {
                id,
                contact,
                field: conflict.field,
                mine: &conflict.mine,
                theirs: &conflict.theirs,
                by: conflict.by,
                seq: conflict.seq,
            }),
            Err(error) => self.refuse(Some(id.0), problem::execute_code(error), &error.to_string()),
        }
    }
}

/// The stable code of a topic that was refused.
fn join_code(error: &JoinError) -> &'static str {
    match error {
        JoinError::NotFound => "not_found",
        JoinError::NameOnly => "name_only",
        JoinError::Merged(_) => "merged",
        JoinError::Question(_) => "invalid",
        JoinError::Moved | JoinError::Unavailable(_) => "unavailable",
    }
}

/// The id of a command in a frame that was not understood, so that its sender knows which one.
fn command_id_in(text: &[u8]) -> Option<Uuid> {
    #[derive(serde::Deserialize)]
    struct WithId {
        id: Option<Uuid>,
    }
    serde_json::from_slice::<WithId>(text).ok()?.id
}

impl Actor for LiveSession {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, _ctx: &mut Self::Context) {
        self.send(&ServerFrame::Welcome {
            employee: self.socket.employee,
            session: self.socket.session,
            version: crate::VERSION,
            limits: Limits {
                frame_bytes: FRAME_BYTES,
                frames_per_second: FRAMES_PER_SECOND,
                subscriptions: SUBSCRIPTIONS,
                commands_in_flight: COMMANDS_IN_FLIGHT,
            },
        });
        let session = self.socket.session;
        self.socket.tell(Delivery::Open { channel: Channel::Roster, session, first: Vec::new() });
    }

    fn stopped(&mut self, _ctx: &mut Self::Context) {
        let session = self.socket.session;
        let contacts: Vec<_> = self.contacts.drain().map(|(_, addr)| addr).collect();
        let inbox = std::mem::take(&mut self.inbox);
        let lists = std::mem::take(&mut self.lists);
        let joining = self.joining.take();
        if contacts.is_empty() && joining.is_none() && !inbox && lists.is_empty() {
            return;
        }
        let (desk, employee) = (self.desk.clone(), self.socket.employee);
        actix_rt::spawn(async move {
            // A contact that is gone has no listeners to forget.
            futures_util::future::join_all(contacts.iter().map(|addr| addr.send(Unsubscribe { session }))).await;
            if let Some(contact) = joining {
                desk.leave(contact, session).await;
            }
            if inbox {
                desk.unsubscribe_inbox(employee, session).await;
            }
            for query in lists {
                desk.unfollow_list(employee, session, query).await;
            }
        });
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for LiveSession {
    fn handle(&mut self, frame: Result<Message, ProtocolError>, ctx: &mut Self::Context) {
        match self.inlet.take(frame, &self.line) {
            Some(Whole::Text(text)) => self.on_text(&text, ctx),
            Some(Whole::Binary(_)) => self.line.close(UNSUPPORTED, "text_only"),
            None => {}
        }
    }

    fn finished(&mut self, ctx: &mut Self::Context) {
        self.line.cut();
        ctx.stop();
    }
}
