//! A contact as far as somebody may see it, as lists, routes and live rows show it.

use std::sync::Arc;

use serde::Serialize;

use crate::access::Reach;
use crate::contact::{Contact, ContactKind};
use crate::ids::ContactId;

/// A contact as far as its viewer may see it.
#[derive(Clone, Debug, PartialEq, Serialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(untagged)]
pub enum SeenContact {
    #[schema(value_type = Contact)]
    Whole(Arc<Contact>),
    /// A lead sees the name of a restricted contact without active orders (`[A5]`).
    Stub { id: ContactId, kind: ContactKind, name: String, stub: bool },
}

impl SeenContact {
    pub fn id(&self) -> ContactId {
        match self {
            Self::Whole(contact) => contact.id,
            Self::Stub { id, .. } => *id,
        }
    }

    /// None: nothing of it may be seen.
    pub fn new(contact: Arc<Contact>, reach: Reach) -> Option<Self> {
        match reach {
            Reach::Full => Some(Self::Whole(contact)),
            Reach::Stub => {
                Some(Self::Stub { id: contact.id, kind: contact.kind, name: contact.fields.name.clone(), stub: true })
            }
            Reach::Nothing => None,
        }
    }
}
