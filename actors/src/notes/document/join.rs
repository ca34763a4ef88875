//! The notes of two contacts put together, and taken apart again: what one holds is written anew behind what the other
//! holds, under a heading, as an editor would write it.

use yrs::types::Attrs;
use yrs::types::text::{Diff, YChange};
use yrs::types::xml::XmlOut;
use yrs::{
    Any, Out, ReadTxn, Text, Transact, TransactionMut, Xml, XmlElementPrelim, XmlFragment, XmlTextPrelim, XmlTextRef,
};

use super::{Document, DocumentError, MAX_BYTES, MAX_ELEMENTS, guard, on_large_stack};

/// What was written behind the notes.
pub(crate) struct Appended {
    pub(crate) update: Vec<u8>,
    /// How many blocks stand there now that did not before.
    pub(crate) blocks: u32,
}

impl Document {
    /// Whether no word stands in it.
    pub(crate) fn is_blank(&self) -> Result<bool, DocumentError> {
        self.usable()?;
        on_large_stack(|| {
            let transaction = self.doc.transact();
            let root = transaction.get_xml_fragment(guard::ROOT);
            root.is_none_or(|root| root.children(&transaction).all(|block| is_blank(&block, &transaction)))
        })
    }

    /// Writes a heading and all that the other document holds behind what stands here.
    pub(crate) fn append(&mut self, heading: &str, other: &Self) -> Result<Appended, DocumentError> {
        self.usable()?;
        other.usable()?;
        let appended = on_large_stack(|| {
            let from = other.doc.transact();
            let root = self.doc.get_or_insert_xml_fragment(guard::ROOT);
            let mut to = self.doc.transact_mut();
            let before = root.len(&to);
            let title = root.push_back(&mut to, XmlElementPrelim::empty("heading"));
            title.insert_attribute(&mut to, "level", 2);
            title.push_back(&mut to, XmlTextPrelim::new(heading));
            if let Some(source) = from.get_xml_fragment(guard::ROOT) {
                for block in source.children(&from) {
                    copy(&block, &from, &root, &mut to);
                }
            }
            Appended { blocks: root.len(&to) - before, update: to.encode_update_v1() }
        })?;
        let elements = guard::check(&appended.update)?;
        if self.weight.elements + elements > MAX_ELEMENTS {
            return Err(DocumentError::TooMany);
        }
        if self.weight.bytes + appended.update.len() > MAX_BYTES {
            return Err(DocumentError::TooLarge);
        }
        Ok(appended)
    }

    /// Takes the last blocks out again.
    pub(crate) fn remove_last(&mut self, blocks: u32) -> Result<Vec<u8>, DocumentError> {
        self.usable()?;
        on_large_stack(|| {
            let root = self.doc.get_or_insert_xml_fragment(guard::ROOT);
            let mut transaction = self.doc.transact_mut();
            let length = root.len(&transaction);
            let blocks = blocks.min(length);
            root.remove_range(&mut transaction, length - blocks, blocks);
            transaction.encode_update_v1()
        })
    }
}

fn is_blank<T: ReadTxn>(node: &XmlOut, transaction: &T) -> bool {
    match node {
        XmlOut::Element(element) => element.children(transaction).all(|child| is_blank(&child, transaction)),
        XmlOut::Fragment(fragment) => fragment.children(transaction).all(|child| is_blank(&child, transaction)),
        XmlOut::Text(text) => text.len(transaction) == 0,
    }
}

/// Writes a node anew at the end of another one. A guard let in no more levels than recursion can bear.
fn copy<T: ReadTxn>(node: &XmlOut, from: &T, parent: &impl XmlFragment, to: &mut TransactionMut<'_>) {
    match node {
        XmlOut::Element(element) => {
            let written = parent.push_back(to, XmlElementPrelim::empty(element.tag().clone()));
            for (name, value) in element.attributes(from) {
                if let Out::Any(value) = value {
                    written.insert_attribute(to, name, value);
                }
            }
            for child in element.children(from) {
                copy(&child, from, &written, to);
            }
        }
        XmlOut::Fragment(fragment) => {
            for child in fragment.children(from) {
                copy(&child, from, parent, to);
            }
        }
        XmlOut::Text(text) => {
            let written = parent.push_back(to, XmlTextPrelim::new(""));
            copy_text(text, from, &written, to);
        }
    }
}

fn copy_text<T: ReadTxn>(text: &XmlTextRef, from: &T, written: &XmlTextRef, to: &mut TransactionMut<'_>) {
    for Diff { insert, attributes, .. } in text.diff(from, YChange::identity) {
        let end = written.len(to);
        let attributes: Attrs = attributes.map(|attributes| *attributes).unwrap_or_default();
        match insert {
            Out::Any(Any::String(chunk)) => written.insert_with_attributes(to, end, &chunk, attributes),
            Out::Any(embedded) => {
                written.insert_embed_with_attributes(to, end, embedded, attributes);
            }
            // Shared types do not stand within a text of notes.
            _ => {}
        }
    }
}
