//! What a contact's actor is asked.

use actix::Message;
use bytes::Bytes;

use domain::contact::{Command, Contact, ContactRefusal, Event, Field, NewContact};
use domain::listing::QueryError;
use domain::{CommandId, ContactId, EmployeeId, RuleId, SessionId};
use std::sync::Arc;

use crate::relay::Socket;

/// Do this; answers once it is on disk.
#[derive(Clone, Debug, Message)]
#[rtype(result = "Result<Executed, ExecuteError>")]
pub struct Execute {
    pub id: CommandId,
    pub by: EmployeeId,
    pub acting_for: Option<EmployeeId>,
    pub order: Order,
}

#[derive(Clone, Debug)]
pub enum Order {
    Create(NewContact),
    Change(Command),
    /// Begins and ends what the calendar says (`[C9]`); nobody asked for it.
    KeepCalendar,
    /// Does what this rule suggested.
    AcceptProposal {
        rule: RuleId,
    },
    /// Assigns a contact that waits, if somebody can take it now; nobody asked for it.
    EndWaiting,
    /// Keeps whether one of the contact's orders is active (`[A5]`); whoever changed the order may not see the contact.
    SetActiveOrder {
        active: bool,
    },
    /// Deletes the contact if it is still at this version.
    DeleteAt {
        version: u64,
    },
}

impl Order {
    /// Whether who orders it must see the contact whole. Also what belongs to an act and was done already: it may have
    /// taken the contact from its author, and nothing of the answer leaves the act.
    pub(crate) fn needs_sight(&self) -> bool {
        !matches!(self, Self::Change(Command::CarryOut { .. } | Command::TakeBack { .. }))
    }
}

/// What is on disk now.
#[derive(Clone, Debug)]
pub struct Executed {
    /// The seq of the command's last change; the current version if nothing needed to change.
    pub seq: u64,
    pub contact: Arc<Contact>,
    /// Empty if the command was a repetition or changed nothing.
    pub events: Arc<[Event]>,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum ExecuteError {
    #[error(transparent)]
    Refused(#[from] ContactRefusal),
    /// It is no longer at the version that it was to have.
    #[error("somebody changed the contact meanwhile")]
    ChangedSince,
    /// This actor is closing: locate the contact again.
    #[error("the contact is being put away")]
    Moved,
    /// The cause is for the log; whoever asked learns only what to do.
    #[error("nothing can be saved at the moment; what was saved is safe, try again later")]
    Unavailable(String),
    /// It may be on disk: send it again with the same id.
    #[error("the store did not say whether the change was saved")]
    OutcomeUnknown,
}

/// Why a socket cannot listen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JoinError {
    #[error("there is no such contact, or you may not see it")]
    NotFound,
    /// It can be asked for its name (`[A5]`).
    #[error("of this contact you may see the name only")]
    NameOnly,
    #[error("the contact is being put away")]
    Moved,
    /// It went into this contact, which the one who asks may see.
    #[error("this contact was merged into another one")]
    Merged(ContactId),
    /// A list that cannot be asked so.
    #[error(transparent)]
    Question(#[from] QueryError),
    /// The cause is for the log.
    #[error("the contact cannot be read at the moment; try again later")]
    Unavailable(String),
}

/// Send what happens to this socket: first a snapshot or, with `since`, the events after it.
#[derive(Clone, Message)]
#[rtype(result = "Result<(), JoinError>")]
pub struct Subscribe {
    pub socket: Socket,
    pub since: Option<u64>,
}

#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub struct Unsubscribe {
    pub session: SessionId,
}

/// Where a subscribed person is on the contact.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub struct ShowPresence {
    pub session: SessionId,
    pub field: Option<Field>,
}

/// Take part in the notes.
#[derive(Clone, Message)]
#[rtype(result = "Result<(), JoinError>")]
pub struct JoinNotes {
    pub socket: Socket,
    pub may_write: bool,
}

/// One message of the y-websocket protocol. Answered when the actor has taken it, so that a socket can wait before it
/// reads on.
#[derive(Clone, Debug, Message)]
#[rtype(result = "()")]
pub struct NotesMessage {
    pub session: SessionId,
    pub bytes: Bytes,
}

#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub struct LeaveNotes {
    pub session: SessionId,
}

/// The rights of this employee changed: look again at their sockets.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub struct Recheck {
    pub employee: EmployeeId,
}

/// Stop if nobody needs you. True: it answers [`ExecuteError::Moved`] from here on.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "bool")]
pub struct Passivate;

/// Answers when all that was decided before is on disk, or is not.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub(crate) struct Settle;

/// Finish what is under way, then stop. Answers when all of it is on disk.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub struct Drain;
