//! The actor of one employee: their inbox, live on every socket they have open.

use std::collections::VecDeque;
use std::sync::Arc;

use actix::prelude::*;
use store::{ReadMark, StoreError};

use domain::{EmployeeId, Notification, NotificationId, SessionId};

use crate::contact::JoinError;
use crate::desk::Services;
use crate::frame;
use crate::relay::{Channel, Delivery, Listeners, Socket};
use crate::wire::{ServerFrame, Topic, TopicState};

/// A snapshot of the inbox carries this many of the newest.
const IN_SNAPSHOT: usize = 50;

pub struct EmployeeActor {
    id: EmployeeId,
    services: Arc<Services>,
    newest: VecDeque<Notification>,
    unread: u64,
    listeners: Listeners,
    broken: Option<String>,
}

/// Tell this employee. The notifications are on disk.
#[derive(Clone, Debug, Message)]
#[rtype(result = "()")]
pub struct Notify(pub Vec<Notification>);

#[derive(Clone, Message)]
#[rtype(result = "Result<(), JoinError>")]
pub struct SubscribeInbox {
    pub socket: Socket,
}

#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub struct UnsubscribeInbox {
    pub session: SessionId,
}

/// Marks notifications as read and answers how many are still unread.
#[derive(Clone, Debug, Message)]
#[rtype(result = "Result<u64, StoreError>")]
pub struct MarkRead {
    /// `None`: all of them.
    pub ids: Option<Vec<NotificationId>>,
}

/// Stop if nobody listens. True: it has stopped.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "bool")]
pub struct PassivateEmployee;

impl EmployeeActor {
    pub(crate) fn new(id: EmployeeId, services: Arc<Services>) -> Self {
        Self { id, services, newest: VecDeque::new(), unread: 0, listeners: Listeners::default(), broken: None }
    }

    fn load(&self) -> impl ActorFuture<Self, Output = ()> + use<> {
        let (store, id) = (self.services.store.clone(), self.id);
        let reading = async move {
            futures_util::try_join!(store.notifications(id, None, IN_SNAPSHOT), store.unread_notifications(id))
        };
        reading.into_actor(self).map(|read, this, _| match read {
            Ok((newest, unread)) => {
                this.newest = newest.into();
                this.unread = unread;
                this.broken = None;
            }
            Err(error) => this.broken = Some(error.to_string()),
        })
    }

    fn publish_snapshot(&self, only: Option<&Socket>) {
        let newest: Vec<_> = self.newest.iter().cloned().collect();
        let state = TopicState::Inbox { notifications: &newest, unread: self.unread };
        let frame = frame::json(&ServerFrame::Snapshot { topic: Topic::Inbox, seq: 0, state });
        let channel = Channel::Inbox(self.id);
        match only {
            Some(socket) => socket.tell(Delivery::Open { channel, session: socket.session, first: vec![frame] }),
            None => self.listeners.publish(channel, &frame),
        }
    }
}

impl Actor for EmployeeActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.wait(self.load());
    }
}

impl Handler<Notify> for EmployeeActor {
    type Result = ();

    fn handle(&mut self, Notify(notifications): Notify, _ctx: &mut Self::Context) {
        for notification in notifications {
            // What was read from disk while starting may already hold it (`[N3]`).
            if self.newest.iter().any(|known| known.id == notification.id) {
                continue;
            }
            let frame = frame::json(&ServerFrame::Notification { notification: &notification });
            self.listeners.publish(Channel::Inbox(self.id), &frame);
            self.unread += 1;
            self.newest.push_front(notification);
            self.newest.truncate(IN_SNAPSHOT);
        }
    }
}

impl Handler<SubscribeInbox> for EmployeeActor {
    type Result = Result<(), JoinError>;

    fn handle(&mut self, SubscribeInbox { socket }: SubscribeInbox, ctx: &mut Self::Context) -> Self::Result {
        if let Some(reason) = &self.broken {
            let reason = reason.clone();
            ctx.wait(self.load());
            return Err(JoinError::Unavailable(reason));
        }
        self.publish_snapshot(Some(&socket));
        self.listeners.insert(socket);
        Ok(())
    }
}

impl Handler<UnsubscribeInbox> for EmployeeActor {
    type Result = ();

    fn handle(&mut self, UnsubscribeInbox { session }: UnsubscribeInbox, _ctx: &mut Self::Context) {
        if let Some(socket) = self.listeners.remove(session) {
            socket.tell(Delivery::Close { channel: Channel::Inbox(self.id), session, last: None });
        }
    }
}

impl Handler<MarkRead> for EmployeeActor {
    type Result = AtomicResponse<Self, Result<u64, StoreError>>;

    fn handle(&mut self, MarkRead { ids }: MarkRead, _ctx: &mut Self::Context) -> Self::Result {
        let (store, id) = (self.services.store.clone(), self.id);
        let marking = async move {
            let mark = ids.as_deref().map_or(ReadMark::All, ReadMark::Ids);
            store.mark_read(id, mark).await?;
            futures_util::try_join!(store.notifications(id, None, IN_SNAPSHOT), store.unread_notifications(id))
        };
        AtomicResponse::new(Box::pin(marking.into_actor(self).map(|read, this, _| {
            let (newest, unread) = read?;
            this.newest = newest.into();
            this.unread = unread;
            // Every tab shows the same badge.
            this.publish_snapshot(None);
            Ok(unread)
        })))
    }
}

impl Handler<PassivateEmployee> for EmployeeActor {
    type Result = bool;

    fn handle(&mut self, _: PassivateEmployee, ctx: &mut Self::Context) -> bool {
        let idle = self.listeners.is_empty();
        if idle {
            ctx.stop();
        }
        idle
    }
}
