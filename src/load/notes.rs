//! A Yjs client for the shared notes of one contact, as a browser's would be: a document of its own, synchronised over
//! the y-websocket protocol.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use anyhow::Context;
use yrs::encoding::read::Cursor;
use yrs::sync::{Message, MessageReader, SyncMessage};
use yrs::updates::decoder::{Decode, DecoderV1};
use yrs::updates::encoder::Encode;
use yrs::{
    Doc, GetString, ReadTxn, StateVector, Transact, Update, XmlElementPrelim, XmlFragment, XmlFragmentRef,
    XmlTextPrelim,
};

use super::socket::Outbox;
use super::wire::RunTag;

/// One open document.
pub struct Notebook {
    pub contact: usize,
    document: Doc,
    notes: XmlFragmentRef,
    outbox: Rc<Outbox>,
    tag: RunTag,
    /// Whether the server's state has come.
    pub synced: bool,
    /// The notes of this run that an update brought.
    pub seen: HashSet<u32>,
}

impl Notebook {
    /// Opens the document and asks for its state.
    pub fn open(contact: usize, outbox: Rc<Outbox>, tag: RunTag) -> Self {
        let document = Doc::new();
        let notes = document.get_or_insert_xml_fragment("notes");
        let hello = Message::Sync(SyncMessage::SyncStep1(StateVector::default()));
        outbox.send_binary(&hello.encode_v1());
        Self { contact, document, notes, outbox, tag, synced: false, seen: HashSet::new() }
    }

    /// Writes a note as a paragraph at the end, and sends it.
    pub fn write(&self, number: u32) {
        let update = {
            let mut transaction = self.document.transact_mut();
            let paragraph = self.notes.push_back(&mut transaction, XmlElementPrelim::empty("paragraph"));
            paragraph.push_back(&mut transaction, XmlTextPrelim::new(self.tag.marker(number)));
            transaction.encode_update_v1()
        };
        self.outbox.send_binary(&Message::Sync(SyncMessage::Update(update)).encode_v1());
    }

    /// Takes a message from the server into the document; the notes of this run that it brought for the first time.
    pub fn take(&mut self, bytes: &[u8]) -> anyhow::Result<Vec<u32>> {
        let mut fresh = Vec::new();
        let mut decoder = DecoderV1::new(Cursor::new(bytes));
        for message in MessageReader::new(&mut decoder) {
            match message.context("a message that is not y-websocket")? {
                Message::Sync(SyncMessage::SyncStep1(theirs)) => {
                    let missing = self.document.transact().encode_state_as_update_v1(&theirs);
                    self.outbox.send_binary(&Message::Sync(SyncMessage::SyncStep2(missing)).encode_v1());
                }
                Message::Sync(SyncMessage::SyncStep2(update)) => {
                    self.synced = true;
                    self.apply(&update, &mut fresh)?;
                }
                Message::Sync(SyncMessage::Update(update)) => self.apply(&update, &mut fresh)?,
                Message::Auth(_) | Message::AwarenessQuery | Message::Awareness(_) | Message::Custom(..) => {}
            }
        }
        Ok(fresh)
    }

    fn apply(&mut self, update: &[u8], fresh: &mut Vec<u32>) -> anyhow::Result<()> {
        let decoded = Update::decode_v1(update).context("an update that is not Yjs")?;
        self.document.transact_mut().apply_update(decoded).context("an update that does not apply")?;
        // Looked up in the bytes because reading the whole document for each update would be paid by the server's CPU.
        // What counts in the end is what stands in the document.
        fresh.extend(self.tag.markers(update).into_iter().filter(|number| self.seen.insert(*number)));
        Ok(())
    }

    /// The notes of this run as they stand in the document, and how often each.
    pub fn held(&self) -> BTreeMap<u32, u64> {
        let text = self.notes.get_string(&self.document.transact());
        let mut held = BTreeMap::new();
        for number in self.tag.markers(text.as_bytes()) {
            *held.entry(number).or_insert(0) += 1;
        }
        held
    }
}
