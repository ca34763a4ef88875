//! The frames of `/live`, subprotocol `kontor.v1` (`docs/protocol.md`). The browser's types are generated from these.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use domain::comment::Visibility;
use domain::contact::{Field, FieldValue};
use domain::listing::SeenContact;
use domain::{CommandId, Comment, CommentChange, Contact, ContactId, EmployeeId, Event, Notification, SessionId};

/// What a client sends.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// With `since`, the events after that seq instead of a snapshot, where they are still at hand.
    Subscribe {
        topic: Topic,
        #[serde(default)]
        #[ts(optional)]
        since: Option<u64>,
    },
    Unsubscribe {
        topic: Topic,
    },
    /// `base` is the contact's version at which the author read the field.
    Edit {
        id: CommandId,
        contact: ContactId,
        field: Field,
        value: FieldValue,
        base: u64,
    },
    Comment {
        id: CommandId,
        contact: ContactId,
        text: String,
        #[serde(default)]
        #[ts(optional)]
        parent: Option<CommandId>,
        #[serde(default)]
        #[ts(optional, as = "Option<Visibility>")]
        visibility: Visibility,
    },
    ChangeComment {
        id: CommandId,
        contact: ContactId,
        comment: CommandId,
        change: CommentChange,
    },
    /// Where the person is; without a field, on the contact but in none.
    Presence {
        contact: ContactId,
        #[serde(default)]
        #[ts(optional)]
        field: Option<Field>,
    },
    Ping,
}

/// What the server sends.
#[derive(Debug, Serialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    Welcome {
        employee: EmployeeId,
        session: SessionId,
        /// The server's version; a page of another version asks to reload.
        version: &'a str,
        limits: Limits,
    },
    Snapshot {
        topic: Topic,
        seq: u64,
        state: TopicState<'a>,
    },
    Event {
        topic: Topic,
        #[serde(flatten)]
        event: &'a Event,
    },
    /// On disk. `seq` is the contact's seq of the change.
    Ack {
        id: CommandId,
        contact: ContactId,
        seq: u64,
    },
    Conflict {
        id: CommandId,
        contact: ContactId,
        field: Field,
        mine: &'a FieldValue,
        theirs: &'a FieldValue,
        by: EmployeeId,
        /// The base to save again with.
        seq: u64,
    },
    /// `id` is that of the refused command, `null` where the frame had none.
    Refused {
        id: Option<Uuid>,
        code: &'a str,
        message: &'a str,
        /// The list that cannot be followed; it has no id.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        topic: Option<Topic>,
    },
    /// What changed in a followed list since the frame before.
    Rows {
        topic: Topic,
        /// Counts these frames of the topic.
        seq: u64,
        /// Contacts that stand in the list now, as far as the viewer sees them.
        changed: &'a [SeenContact],
        /// Contacts that do not stand there any more.
        left: &'a [ContactId],
        total: u64,
    },
    Presence {
        contact: ContactId,
        people: &'a [Person],
    },
    Notification {
        notification: &'a Notification,
    },
    /// The topic is closed to this socket from here on.
    Revoked {
        topic: Topic,
        reason: RevokedReason,
        /// The contact that took this one over, for who may see it.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        merged_into: Option<ContactId>,
    },
    /// What was sent on this topic may have a gap: subscribe again without `since`.
    Resync {
        topic: Topic,
    },
    /// Employees, their teams or who stands in for whom changed: `GET /api/employees` tells how it is now.
    Roster,
    Pong,
}

#[derive(Debug, Serialize, ts_rs::TS)]
#[serde(untagged)]
pub enum TopicState<'a> {
    Contact {
        contact: &'a Contact,
        /// The newest, and those that are pinned, in the order in which they were written.
        comments: &'a [&'a Comment],
        /// Older ones exist: this seq is the `before` of `GET /api/contacts/{id}/comments` to read on.
        comments_before: Option<u64>,
        people: &'a [Person],
    },
    Inbox {
        notifications: &'a [Notification],
        unread: u64,
    },
    List {
        total: u64,
    },
}

/// Somebody who has the contact open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Person {
    pub session: SessionId,
    pub employee: EmployeeId,
    pub field: Option<Field>,
    pub since: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum RevokedReason {
    AccessLost,
    Deleted,
    /// Another contact took this one over; `merged_into` names it.
    Merged,
}

/// What the server takes from one socket; beyond it the socket is closed with a reason.
#[derive(Clone, Copy, Debug, Serialize, ts_rs::TS)]
pub struct Limits {
    pub frame_bytes: usize,
    pub frames_per_second: u32,
    pub subscriptions: usize,
    pub commands_in_flight: usize,
}

/// A message as one finished WebSocket frame.
pub fn frame(message: &ServerFrame<'_>) -> Bytes {
    crate::frame::json(message)
}

/// Something that can be subscribed to: `contact:ID`, `inbox`, or `list:QUERY` with the query of `GET /api/contacts`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, ts_rs::TS)]
#[ts(type = "string")]
pub enum Topic {
    Contact(ContactId),
    Inbox,
    List(Arc<str>),
}

impl fmt::Display for Topic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(id) => write!(out, "contact:{id}"),
            Self::Inbox => out.write_str("inbox"),
            Self::List(query) => write!(out, "list:{query}"),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.split_once(':') {
            None if text == "inbox" => Ok(Self::Inbox),
            Some(("contact", id)) => id.parse().map(Self::Contact).map_err(serde::de::Error::custom),
            Some(("list", query)) => Ok(Self::List(query.into())),
            _ => Err(serde::de::Error::custom("a topic is contact:ID, inbox or list:QUERY")),
        }
    }
}

#[cfg(test)]
mod tests;
