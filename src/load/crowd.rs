//! Everybody in the load: who sits where, what they send, what they see. All on one thread, without waiting: sockets
//! hand in what arrives (`live`), the schedule what is due.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::ledger::{Kind, Ledger, Outcome};
use super::measure::Measures;
use super::notes::Notebook;
use super::plan::{Cell, SessionPlan};
use super::schedule::{Action, Due};
use super::sequence::Sequence;
use super::socket::{Lost, Outbox};
use super::wire::{self, RunTag, ServerFrame};

/// A contact as it is named on the wire.
pub struct ContactName {
    pub id: String,
    pub topic: String,
}

impl ContactName {
    pub fn new(id: String) -> Self {
        Self { topic: format!("contact:{id}"), id }
    }
}

/// The whole load while it runs.
pub struct Crowd {
    pub tag: RunTag,
    pub started: Instant,
    pub ledger: Ledger,
    pub measures: Measures,
    pub seats: Vec<Seat>,
    /// Of each contact, how many of this run's notes anybody has seen.
    pub notes_shown: Vec<usize>,
    /// What went wrong with sockets, by its text.
    pub socket_errors: BTreeMap<String, u64>,
    pub resyncs: u64,
    /// Events that came before the snapshot they follow.
    pub unexpected: u64,
    contacts: Vec<ContactName>,
    peer: bool,
    /// The first seats are the editors'.
    editors: usize,
    next_editor: usize,
}

/// One session.
pub struct Seat {
    pub outbox: Option<Rc<Outbox>>,
    pub watches: Vec<Watch>,
    pub notebook: Option<Notebook>,
    cells: Vec<CellInUse>,
    next_cell: usize,
    next_comment: usize,
    /// Edits that are due while every field of this editor waits for its answer.
    waiting: VecDeque<Duration>,
}

/// One subscription.
pub struct Watch {
    pub contact: usize,
    /// From the snapshot on.
    pub sequence: Option<Sequence>,
    acked: u64,
}

struct CellInUse {
    cell: Cell,
    in_flight: bool,
    /// What the peer's next frame names as the value before.
    last: Option<u32>,
}

impl Watch {
    /// The version that this screen shows, or was told of by an answer.
    fn version(&self) -> u64 {
        self.sequence.as_ref().map_or(0, Sequence::last).max(self.acked)
    }
}

impl Crowd {
    pub fn new(plan: &[SessionPlan], contacts: Vec<ContactName>, measures: Measures, peer: bool) -> Self {
        let seats = plan
            .iter()
            .map(|session| Seat {
                outbox: None,
                watches: session
                    .watches
                    .iter()
                    .map(|contact| Watch { contact: *contact, sequence: peer.then(|| Sequence::new(0)), acked: 0 })
                    .collect(),
                notebook: None,
                cells: session
                    .cells
                    .iter()
                    .map(|cell| CellInUse { cell: *cell, in_flight: false, last: None })
                    .collect(),
                next_cell: 0,
                next_comment: 0,
                waiting: VecDeque::new(),
            })
            .collect();
        Self {
            tag: RunTag::new(),
            started: Instant::now(),
            ledger: Ledger::new(contacts.len()),
            measures,
            seats,
            notes_shown: vec![0; contacts.len()],
            socket_errors: BTreeMap::new(),
            resyncs: 0,
            unexpected: 0,
            contacts,
            peer,
            editors: plan.iter().filter(|session| !session.cells.is_empty()).count().max(1),
            next_editor: 0,
        }
    }

    pub fn topic(&self, contact: usize) -> &str {
        &self.contacts[contact].topic
    }

    fn since_start(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.started)
    }

    /// How many sessions are open.
    pub fn occupied(&self) -> u64 {
        self.seats.iter().filter(|seat| seat.outbox.is_some()).count() as u64
    }

    /// Whether every open socket has all its snapshots and documents.
    pub fn is_ready(&self) -> bool {
        self.seats.iter().filter(|seat| seat.outbox.is_some()).all(|seat| {
            seat.watches.iter().all(|watch| watch.sequence.is_some())
                && seat.notebook.as_ref().is_none_or(|notebook| notebook.synced)
        })
    }

    /// Whether everything was answered and has arrived on every screen.
    pub fn is_settled(&self) -> bool {
        let arrived = |watch: &Watch| {
            let version = self.ledger.version(watch.contact);
            watch.sequence.as_ref().is_none_or(|sequence| sequence.missing(version) == 0)
        };
        self.ledger.open == 0
            && self.seats.iter().all(|seat| {
                seat.waiting.is_empty()
                    && seat.watches.iter().all(arrived)
                    && seat
                        .notebook
                        .as_ref()
                        .is_none_or(|notebook| notebook.seen.len() == self.notes_shown[notebook.contact])
            })
    }

    /// Counts a socket that could not be opened or was lost; nobody sits there any more.
    pub fn lost(&mut self, seat: usize, why: Lost) {
        *self.socket_errors.entry(why.0).or_insert(0) += 1;
        self.seats[seat].outbox = None;
        self.ledger.unsent += self.seats[seat].waiting.drain(..).len() as u64;
    }

    /// Counts a notes socket that could not be opened or was lost.
    pub fn lost_notes(&mut self, why: &Lost) {
        *self.socket_errors.entry(format!("notes: {why}")).or_insert(0) += 1;
    }

    /// Sends what is due, by the next editor in turn.
    pub fn send(&mut self, due: Due) {
        self.measures.due(due.at);
        let index = self.next_editor % self.editors;
        self.next_editor += 1;
        let seat = &mut self.seats[index];
        match due.action {
            _ if seat.outbox.is_none() => self.ledger.unsent += 1,
            Action::Edit => match free_cell(seat) {
                Some(cell) => self.send_edit(index, cell, due.at, None),
                None => seat.waiting.push_back(due.at),
            },
            Action::Comment => self.send_comment(index, due.at),
            Action::Note => self.send_note(index, due.at),
        }
    }

    /// Sends an edit on the version that the editor's screen shows, or again on `base` after a conflict.
    fn send_edit(&mut self, index: usize, cell_index: usize, due: Duration, base: Option<u64>) {
        let now = self.since_start(Instant::now());
        let seat = &mut self.seats[index];
        let Some(outbox) = seat.outbox.clone() else { return };
        let in_use = &mut seat.cells[cell_index];
        in_use.in_flight = true;
        let Cell { contact, field } = in_use.cell;
        let number = self.ledger.enter(due, index, contact, Kind::Edit { cell: cell_index, field });
        let (id, value) = (self.tag.command(number), self.tag.text(number, field));
        let name = &self.contacts[contact];
        let frame = if self.peer {
            let previous = self.tag.text(in_use.last.replace(number).unwrap_or(0), field);
            wire::field_changed(id, &name.topic, u64::from(number) + 1, field, &value, &previous)
        } else {
            let known = || seat.watches.iter().find(|watch| watch.contact == contact).map_or(0, Watch::version);
            wire::edit(id, &name.id, field, &value, base.unwrap_or_else(known))
        };
        outbox.send_text(&frame);
        if base.is_none() {
            self.measures.sent(due, now);
        }
    }

    fn send_comment(&mut self, index: usize, due: Duration) {
        let now = self.since_start(Instant::now());
        let seat = &mut self.seats[index];
        let Some(outbox) = &seat.outbox else { return };
        let contact = seat.watches[seat.next_comment % seat.watches.len()].contact;
        seat.next_comment += 1;
        let number = self.ledger.enter(due, index, contact, Kind::Comment);
        let text = self.tag.text(number, "comment");
        outbox.send_text(&wire::comment(self.tag.command(number), &self.contacts[contact].id, &text));
        self.measures.sent(due, now);
    }

    fn send_note(&mut self, index: usize, due: Duration) {
        let now = self.since_start(Instant::now());
        let Some(notebook) = &self.seats[index].notebook else {
            self.ledger.unsent += 1;
            return;
        };
        let number = self.ledger.enter(due, index, notebook.contact, Kind::Note);
        notebook.write(number);
        self.measures.sent(due, now);
    }

    /// Takes a text frame that arrived on `/live`.
    pub fn receive(&mut self, index: usize, bytes: &[u8], at: Instant) {
        // On a contact with hundreds of people these are long, and there is nothing in them to check.
        if bytes.starts_with(br#"{"type":"presence""#) {
            return;
        }
        let Ok(frame) = serde_json::from_slice::<ServerFrame<'_>>(bytes) else {
            *self.socket_errors.entry("a frame that is not understood".to_owned()).or_insert(0) += 1;
            return;
        };
        match frame.kind {
            "event" => self.receive_event(index, &frame, bytes.len(), at),
            "ack" => {
                let number = frame.id.and_then(|id| self.tag.number(id));
                self.receive_ack(index, number, frame.seq.unwrap_or_default(), at);
            }
            "conflict" => self.receive_conflict(index, &frame),
            "refused" => self.receive_refusal(index, &frame),
            "snapshot" => {
                if let Some(watch) = self.watch(index, &frame) {
                    watch.sequence.get_or_insert_with(|| Sequence::new(frame.seq.unwrap_or_default()));
                }
            }
            "resync" => {
                self.resyncs += 1;
                // The sequence stays: what the new snapshot covers was not shown as events, and counts as missing.
                if let (Some(outbox), Some(topic)) = (&self.seats[index].outbox, frame.topic) {
                    outbox.send_text(&wire::subscribe(topic));
                }
            }
            "revoked" => {
                let reason = frame.reason.as_deref().unwrap_or("without a reason");
                *self.socket_errors.entry(format!("revoked: {reason}")).or_insert(0) += 1;
            }
            _ => {}
        }
    }

    fn watch(&mut self, index: usize, frame: &ServerFrame<'_>) -> Option<&mut Watch> {
        let contacts = &self.contacts;
        let is_meant = |watch: &&mut Watch| frame.topic == Some(contacts[watch.contact].topic.as_str());
        self.seats[index].watches.iter_mut().find(is_meant)
    }

    fn receive_event(&mut self, index: usize, frame: &ServerFrame<'_>, bytes: usize, at: Instant) {
        let now = self.since_start(at);
        let seq = frame.seq.unwrap_or_default();
        let Some(watch) = self.watch(index, frame) else {
            self.unexpected += 1;
            return;
        };
        let contact = watch.contact;
        let Some(sequence) = &mut watch.sequence else {
            self.unexpected += 1;
            return;
        };
        let is_first = sequence.take(seq);
        let number = frame.command.and_then(|id| self.tag.number(id));
        let command = self.ledger.shown(contact, seq, number);
        if let (Some(number), Some(Kind::Edit { field, .. })) = (number, command.map(|command| command.kind))
            && (frame.field != Some(field) || frame.value.0 != Some(self.tag.text(number, field).as_str()))
        {
            self.ledger.altered += 1;
        }
        if is_first {
            self.measures.delivered(command.map(|command| command.due), now, bytes);
        }
        if self.peer && command.is_some_and(|command| command.seat == index) {
            self.receive_ack(index, number, seq, at);
        }
    }

    fn receive_ack(&mut self, index: usize, number: Option<u32>, seq: u64, at: Instant) {
        let now = self.since_start(at);
        let Some(command) = self.ledger.answer(number, Outcome::Acked(seq)) else { return };
        self.measures.answered(command.due, now);
        let watches = &mut self.seats[index].watches;
        if let Some(watch) = watches.iter_mut().find(|watch| watch.contact == command.contact) {
            watch.acked = seq.max(watch.acked);
        }
        self.free(index, command.kind);
    }

    fn receive_conflict(&mut self, index: usize, frame: &ServerFrame<'_>) {
        let number = frame.id.and_then(|id| self.tag.number(id));
        let Some(command) = self.ledger.answer(number, Outcome::Conflict) else { return };
        if let Kind::Edit { cell, .. } = command.kind {
            self.send_edit(index, cell, command.due, frame.seq);
        }
    }

    fn receive_refusal(&mut self, index: usize, frame: &ServerFrame<'_>) {
        let code = frame.code.unwrap_or("no code");
        *self.ledger.refused.entry(code.to_owned()).or_insert(0) += 1;
        let outcome = if code == "outcome_unknown" { Outcome::Unknown } else { Outcome::Refused };
        let Some(number) = frame.id.and_then(|id| self.tag.number(id)) else { return };
        if let Some(command) = self.ledger.answer(Some(number), outcome) {
            self.free(index, command.kind);
        }
    }

    /// The field of an answered edit is free for the next one that waits.
    fn free(&mut self, index: usize, kind: Kind) {
        let Kind::Edit { cell, .. } = kind else { return };
        let seat = &mut self.seats[index];
        seat.cells[cell].in_flight = false;
        if let Some(due) = seat.waiting.pop_front() {
            self.send_edit(index, cell, due, None);
        }
    }

    /// Takes a binary message that arrived on `/yjs`.
    pub fn receive_note(&mut self, index: usize, bytes: &[u8], at: Instant) {
        let now = self.since_start(at);
        let Some(notebook) = &mut self.seats[index].notebook else { return };
        let contact = notebook.contact;
        let fresh = match notebook.take(bytes) {
            Ok(fresh) => fresh,
            Err(error) => {
                *self.socket_errors.entry(error.to_string()).or_insert(0) += 1;
                return;
            }
        };
        self.notes_shown[contact] = self.notes_shown[contact].max(notebook.seen.len());
        for number in fresh {
            let Some(command) = self.ledger.command(number) else { continue };
            let is_own = command.seat == index;
            self.measures.note(command.due, now, is_own);
            if is_own {
                self.ledger.answer(Some(number), Outcome::Acked(0));
            }
        }
    }
}

/// The next field of this editor that no answer is awaited for, in turn.
fn free_cell(seat: &mut Seat) -> Option<usize> {
    let count = seat.cells.len();
    let free = (0..count).map(|step| (seat.next_cell + step) % count).find(|index| !seat.cells[*index].in_flight)?;
    seat.next_cell = free + 1;
    Some(free)
}
