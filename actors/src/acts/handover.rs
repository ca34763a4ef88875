//! Handovers: acts that move what one has to others, after the receiver accepted them where the giver offers them.

use std::collections::BTreeMap;
use std::collections::HashSet;

use futures_util::{Stream, StreamExt as _, stream};
use store::StoreError;
use uuid::Uuid;

use domain::act::{Act, ActKind, ActRefusal, ActState, Answer, Deed, Handover, may_hand_over};
use domain::contact::{AssignmentRole, Contact};
use domain::notification::{NotificationKind, with_substitutes};
use domain::{ActId, ContactId, EmployeeId, Notification};

use super::{ActError, Prepared};
use crate::Desk;

/// Contacts that are read at once.
const READ_AT_ONCE: usize = 200;
/// Of a selection by hand.
const MOST_SELECTED: usize = 5_000;
const MOST_RECEIVERS: usize = 50;
const MOST_NOTE_CHARACTERS: usize = 2_000;

/// What of somebody's is handed over.
#[derive(Clone, Debug)]
pub enum Scope {
    /// What they have of these contacts.
    Contacts(Vec<ContactId>),
    Everything,
}

#[derive(Clone, Debug)]
pub struct HandoverWish {
    /// Sent again with the same id, it is done once.
    pub id: ActId,
    pub giver: EmployeeId,
    /// Several share the contacts, as evenly as may be, each in a handover of their own.
    pub receivers: Vec<EmployeeId>,
    pub scope: Scope,
    pub note: String,
}

/// What would go over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoverPreview {
    pub contacts: u64,
    pub roles: BTreeMap<AssignmentRole, u64>,
    /// Of the assignments, those that have not begun.
    pub planned: u64,
    /// Of the contacts, those that whoever asks does not see whole.
    pub unseen: u64,
    pub shares: Vec<Share>,
    /// It is done at once, and nobody has to accept it.
    pub at_once: bool,
}

/// What one receiver gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub receiver: EmployeeId,
    pub contacts: u64,
}

/// A wish that may be fulfilled.
struct Checked {
    wish: HandoverWish,
    by: EmployeeId,
    at_once: bool,
}

/// What a handover counts of its contacts.
#[derive(Default)]
struct Tally {
    contacts: u64,
    roles: BTreeMap<AssignmentRole, u64>,
    planned: u64,
}

impl Tally {
    fn add(&mut self, contact: &Contact, giver: EmployeeId) {
        self.contacts += 1;
        for assignment in contact.open_assignments().filter(|known| known.employee == giver) {
            *self.roles.entry(assignment.role).or_default() += 1;
            self.planned += u64::from(!assignment.started);
        }
    }
}

impl Desk {
    /// Says what a handover would move; nothing is stored.
    pub async fn preview_handover(&self, by: EmployeeId, wish: HandoverWish) -> Result<HandoverPreview, ActError> {
        let checked = self.check_handover(by, wish)?;
        let (giver, count) = (checked.wish.giver, checked.wish.receivers.len());
        let mut all = Tally::default();
        let mut shares = vec![0_u64; count];
        let mut unseen = 0;
        let roster = self.roster();
        let contacts = self.contacts_to_hand_over(&checked);
        futures_util::pin_mut!(contacts);
        while let Some(contact) = contacts.next().await {
            let contact = contact?;
            shares[share_of(all.contacts, count)] += 1;
            all.add(&contact, giver);
            let reach = domain::access::reach(&domain::access::audience(&contact), &self.keys(by));
            unseen += u64::from(reach != domain::Reach::Full);
        }
        if all.contacts == 0 {
            let name = roster.employee(giver).map(|giver| giver.name.clone()).unwrap_or_default();
            return Err(ActRefusal::HasNone { name }.into());
        }
        let shares = checked.wish.receivers.iter().zip(shares);
        let shares = shares.map(|(receiver, contacts)| Share { receiver: *receiver, contacts });
        let (contacts, at_once) = (all.contacts, checked.at_once);
        let Tally { roles, planned, .. } = all;
        Ok(HandoverPreview { contacts, roles, planned, unseen, shares: shares.collect(), at_once })
    }

    /// Offers the contacts to the receivers; or, where a lead or an administrator orders it, hands them over at once. One
    /// handover for each receiver.
    pub async fn hand_over(&self, by: EmployeeId, wish: HandoverWish) -> Result<Vec<Act>, ActError> {
        let checked = self.check_handover(by, wish)?;
        let preview = self.preview_handover(by, checked.wish.clone()).await?;
        let state = if checked.at_once { ActState::Running } else { ActState::Proposed };
        let mut prepared = Vec::new();
        // All of them before the first begins: what it moves is no longer there to be shared.
        for (index, share) in preview.shares.iter().enumerate().filter(|(_, share)| share.contacts > 0) {
            match self.prepare_share(&checked, index, share.receiver).await {
                Ok(share) => prepared.push(share),
                Err(error) => {
                    for share in prepared {
                        if let Prepared::New(act) = share {
                            self.abandon(act.id).await;
                        }
                    }
                    return Err(error);
                }
            }
        }
        let mut handovers = Vec::with_capacity(prepared.len());
        for share in prepared {
            handovers.push(match share {
                Prepared::Known(act) => act,
                Prepared::New(act) => self.begin(act, state).await?,
            });
        }
        Ok(handovers)
    }

    /// Stores what one of the receivers gets.
    async fn prepare_share(&self, checked: &Checked, index: usize, receiver: EmployeeId) -> Result<Prepared, ActError> {
        let HandoverWish { id, giver, receivers, scope, note } = &checked.wish;
        let (giver, everything) = (*giver, matches!(scope, Scope::Everything));
        let Tally { roles, planned, .. } = self.tally(checked, index).await?;
        let handover = Handover { giver, receiver, note: note.clone(), everything, roles, planned };
        // The handovers of one wish follow from its id.
        let id = if receivers.len() == 1 { *id } else { ActId(Uuid::new_v5(&id.0, receiver.0.as_bytes())) };
        let act = Act::new(id, ActKind::Handover(handover), checked.by, self.clock().now());
        let items = self.share(checked, index);
        self.prepare(act, items.map(|contact| contact.map(|contact| (contact.id, deed(&contact, giver, receiver)))))
            .await
    }

    /// Accepts a handover, or declines it, as its receiver (`[B7]`).
    pub async fn answer_handover(&self, id: ActId, by: EmployeeId, accepts: bool) -> Result<Act, ActError> {
        let _turn = self.services.acts.turn.lock().await;
        let now = self.clock().now();
        let mut act = self.act(id, by).await?;
        let handover = act.handover().ok_or(ActRefusal::NotFound)?.clone();
        // Whoever offered it may withdraw it.
        let withdraws = !accepts && (by == act.by || by == handover.giver);
        if by != handover.receiver && !withdraws {
            return Err(ActRefusal::NotTheReceiver.into());
        }
        match (act.state, accepts) {
            (ActState::Proposed, _) => {}
            (ActState::Running | ActState::Done, true) | (ActState::Declined, false) => return Ok(act),
            _ => return Err(ActRefusal::Answered.into()),
        }
        act.answered = Some(Answer { by, at: now });
        let (state, kind) = if accepts {
            self.services.acts.place()?;
            (ActState::Running, NotificationKind::HandoverAccepted)
        } else {
            (ActState::Declined, NotificationKind::HandoverDeclined)
        };
        act.state = state;
        let receiver = if by == handover.receiver { act.by } else { handover.receiver };
        let told = with_substitutes(vec![act.tell(receiver, kind, by, act.counts.total, now)], &self.roster());
        let stored = self.store().put_act_and_tell(&act, &told).await;
        if let Err(error) = stored {
            if accepts {
                self.services.acts.leave_place();
            }
            return Err(error.into());
        }
        self.services.notify(told);
        if accepts {
            self.work_on(id, false);
        }
        Ok(act)
    }

    fn check_handover(&self, by: EmployeeId, mut wish: HandoverWish) -> Result<Checked, ActRefusal> {
        let roster = self.roster();
        let author = roster.employee(by).ok_or(ActRefusal::NotFound)?;
        roster.employee(wish.giver).ok_or(ActRefusal::NotFound)?;
        if !may_hand_over(wish.giver, author, &roster) {
            return Err(ActRefusal::NotYours);
        }
        let mut known = HashSet::new();
        wish.receivers.retain(|receiver| known.insert(*receiver));
        if wish.receivers.contains(&wish.giver) {
            return Err(ActRefusal::ToThemselves);
        }
        if wish.receivers.len() > MOST_RECEIVERS {
            return Err(ActRefusal::TooManyReceivers { most: MOST_RECEIVERS });
        }
        let is_active = |id: &EmployeeId| roster.employee(*id).is_some_and(|employee| employee.active);
        if wish.receivers.is_empty() || !wish.receivers.iter().all(is_active) {
            return Err(ActRefusal::NoReceiver);
        }
        if let Scope::Contacts(contacts) = &mut wish.scope {
            let mut known = HashSet::new();
            contacts.retain(|contact| known.insert(*contact));
            if contacts.len() > MOST_SELECTED {
                return Err(ActRefusal::TooMany { count: contacts.len(), most: MOST_SELECTED });
            }
        }
        let note = wish.note.trim();
        let length = note.chars().count();
        if length > MOST_NOTE_CHARACTERS {
            return Err(ActRefusal::NoteTooLong { length, most: MOST_NOTE_CHARACTERS });
        }
        let note = note.to_owned();
        let at_once = by != wish.giver;
        Ok(Checked { wish: HandoverWish { note, ..wish }, by, at_once })
    }

    /// The contacts of which the giver has something, in the order of their ids for everything. Of a selection, those that
    /// whoever asks sees whole; what somebody's own is, they see.
    fn contacts_to_hand_over<'a>(
        &'a self,
        checked: &'a Checked,
    ) -> impl Stream<Item = Result<Contact, StoreError>> + 'a {
        let giver = checked.wish.giver;
        let pages: std::pin::Pin<Box<dyn Stream<Item = Result<Vec<Contact>, StoreError>> + 'a>> =
            match &checked.wish.scope {
                Scope::Everything => Box::pin(stream::try_unfold(Some(None), move |after| async move {
                    let Some(after) = after else { return Ok(None) };
                    let page = self.store().contacts_of(giver, after, READ_AT_ONCE).await?;
                    let next = (page.len() == READ_AT_ONCE).then(|| page.last().map(|contact| contact.id));
                    Ok(Some((page, next)))
                })),
                Scope::Contacts(contacts) => Box::pin(
                    stream::iter(contacts.chunks(READ_AT_ONCE)).then(move |ids| self.selected(ids, checked.by, giver)),
                ),
            };
        pages.flat_map(move |page| {
            let page: Vec<_> = match page {
                Ok(page) => page.into_iter().filter(|contact| has_any(contact, giver)).map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            stream::iter(page)
        })
    }

    async fn selected(&self, ids: &[ContactId], by: EmployeeId, giver: EmployeeId) -> Result<Vec<Contact>, StoreError> {
        let contacts = self.store().contacts(ids).await?;
        let keys = self.keys(by);
        // What is planned for somebody they may not see yet.
        let is_theirs = |contact: &Contact| by == giver && has_any(contact, giver);
        let sees =
            |contact: &Contact| domain::access::reach(&domain::access::audience(contact), &keys) == domain::Reach::Full;
        Ok(contacts.into_iter().filter(|contact| is_theirs(contact) || sees(contact)).collect())
    }

    /// The contacts of one receiver.
    fn share<'a>(
        &'a self,
        checked: &'a Checked,
        receiver: usize,
    ) -> impl Stream<Item = Result<Contact, StoreError>> + 'a {
        let count = checked.wish.receivers.len();
        self.contacts_to_hand_over(checked).enumerate().filter_map(move |(index, contact)| {
            let is_theirs = contact.is_err() || share_of(index as u64, count) == receiver;
            std::future::ready(is_theirs.then_some(contact))
        })
    }

    async fn tally(&self, checked: &Checked, receiver: usize) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        let contacts = self.share(checked, receiver);
        futures_util::pin_mut!(contacts);
        while let Some(contact) = contacts.next().await {
            tally.add(&contact?, checked.wish.giver);
        }
        Ok(tally)
    }
}

/// Whom a new act tells before anything is done.
pub(super) fn proposal(act: &Act) -> Vec<Notification> {
    let proposed = act.handover().filter(|_| act.state == ActState::Proposed);
    let told = proposed.map(|handover| {
        act.tell(handover.receiver, NotificationKind::HandoverProposed, act.by, act.counts.total, act.at)
    });
    told.into_iter().collect()
}

/// In turn, so that everybody gets as many, give or take one.
fn share_of(index: u64, receivers: usize) -> usize {
    usize::try_from(index % receivers as u64).unwrap_or_default()
}

fn has_any(contact: &Contact, giver: EmployeeId) -> bool {
    !contact.deleted && contact.open_assignments().any(|known| known.employee == giver)
}

fn deed(contact: &Contact, from: EmployeeId, to: EmployeeId) -> Deed {
    let assignments = contact.open_assignments().filter(|known| known.employee == from).map(|known| known.id);
    Deed::Move { from, to, assignments: assignments.collect() }
}
