//! One contact's notes as a `yrs` document. Every touch runs on a large stack and behind a barrier for panics, so a
//! document that `yrs` cannot handle fails alone.

use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};

use yrs::types::xml::XmlOut;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, Out, ReadTxn, StateVector, Transact, TransactionMut, Update, Xml, XmlFragment, XmlFragmentRef};

use super::guard::{self, Hostile};

/// Paragraphs, list items, table cells and the like. `yrs` deletes nested ones by recursion, so their number bounds how
/// deep it can go.
const MAX_ELEMENTS: usize = 20_000;
/// More than 3 KiB for each of them; reserved while `yrs` works, and touched only if needed.
const STACK: usize = 64 << 20;
/// Notes of one contact take at most this many bytes on disk before they are merged.
pub(crate) const MAX_BYTES: usize = 2 << 20;
/// An editor may send an update before the one that it builds on, but not for long.
const MAX_MISSING: usize = 256 << 10;
/// Lists in tables in quotes are well below this; each level costs every browser recursion too.
const MAX_ELEMENT_DEPTH: usize = 64;

#[derive(Debug, thiserror::Error)]
pub(crate) enum DocumentError {
    #[error(transparent)]
    Hostile(#[from] Hostile),
    #[error("the update does not decode: {0}")]
    Undecodable(String),
    #[error("the notes would take more than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("the notes would hold more than {MAX_ELEMENTS} elements")]
    TooMany,
    #[error("elements nest deeper than {MAX_ELEMENT_DEPTH}")]
    TooDeep,
    #[error("more than {MAX_MISSING} bytes wait for updates that never came")]
    TooMuchMissing,
    #[error("the document took a part of the update only: {0}")]
    Torn(String),
    #[error("the document could not take the update")]
    Panicked,
    #[error("the document holds what is not in its log and has to be rebuilt")]
    Spoiled,
}

impl DocumentError {
    /// Whether the document may hold half of the update and has to be rebuilt from its log.
    pub(crate) fn spoils(&self) -> bool {
        matches!(self, Self::Panicked | Self::Torn(_) | Self::TooDeep | Self::TooMuchMissing)
    }
}

/// What a document takes of its limits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    bytes: usize,
    elements: usize,
}

pub(crate) struct Document {
    doc: Doc,
    weight: Weight,
    /// Bytes of updates that wait for others, which `yrs` keeps aside.
    missing: usize,
    /// Holds what its log does not, or hangs in a change that never ended: not to be touched again.
    spoiled: bool,
}

impl Document {
    /// Rebuilds the document from its log. Updates that fail are left out and counted: they harm nobody again.
    pub(crate) fn from_log<'a>(updates: impl IntoIterator<Item = &'a [u8]>) -> (Self, usize) {
        let mut updates: Vec<_> = updates.into_iter().collect();
        let mut failed = 0;
        loop {
            match Self::from_updates(&updates) {
                Ok((document, skipped)) => return (document, failed + skipped),
                Err(spoiling) => {
                    updates.remove(spoiling);
                    failed += 1;
                }
            }
        }
    }

    /// Passes over updates that fail. The position of one that spoils the document is returned: without it, another
    /// attempt is needed.
    fn from_updates(updates: &[&[u8]]) -> Result<(Self, usize), usize> {
        let mut document = Self { doc: empty(), weight: Weight::default(), missing: 0, spoiled: false };
        let mut failed = 0;
        for (position, update) in updates.iter().enumerate() {
            let checked = guard::check(update).map_err(DocumentError::from);
            match checked.and_then(|elements| document.integrate(update).map(|_| elements)) {
                Ok(elements) => {
                    document.weight.bytes += update.len();
                    document.weight.elements += elements;
                }
                Err(error) if error.spoils() => return Err(position),
                Err(_) => failed += 1,
            }
        }
        Ok((document, failed))
    }

    /// Takes an update from a client and returns what it really added, as an update; `None` if nothing was new.
    pub(crate) fn apply(&mut self, update: &[u8]) -> Result<Option<Vec<u8>>, DocumentError> {
        self.usable()?;
        let applied = self.apply_checked(update);
        self.spoiled = applied.as_ref().is_err_and(DocumentError::spoils);
        applied
    }

    fn apply_checked(&mut self, update: &[u8]) -> Result<Option<Vec<u8>>, DocumentError> {
        let elements = guard::check(update)?;
        if self.weight.elements + elements > MAX_ELEMENTS {
            return Err(DocumentError::TooMany);
        }
        if self.weight.bytes + update.len() > MAX_BYTES {
            return Err(DocumentError::TooLarge);
        }
        let news = self.integrate(update)?;
        if let Some(news) = &news {
            self.weight.bytes += news.len();
            self.weight.elements += elements;
            if self.is_too_deep() {
                return Err(DocumentError::TooDeep);
            }
        }
        if self.doc.transact().has_missing_updates() {
            self.missing += update.len().saturating_sub(news.as_ref().map_or(0, Vec::len));
        } else {
            self.missing = 0;
        }
        if self.missing > MAX_MISSING { Err(DocumentError::TooMuchMissing) } else { Ok(news) }
    }

    fn usable(&self) -> Result<(), DocumentError> {
        if self.spoiled { Err(DocumentError::Spoiled) } else { Ok(()) }
    }

    fn integrate(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>, DocumentError> {
        let update = on_large_stack(|| Update::decode_v1(bytes).map_err(|error| error.to_string()))?
            .map_err(DocumentError::Undecodable)?;
        on_large_stack(|| {
            // After a panic the transaction must not run its commit while unwinding: it is leaked, and the document
            // is thrown away.
            let mut transaction = ManuallyDrop::new(self.doc.transact_mut());
            let integrated = transaction.apply_update(update).map_err(|error| error.to_string());
            let is_new = !transaction.insert_set().is_empty() || !transaction.delete_set().is_empty();
            // What lies behind a gap is shown, but `yrs` encodes only what lies before: it is kept as it came.
            let news =
                is_new.then(|| if leaves_gap(&transaction) { bytes.to_vec() } else { transaction.encode_update_v1() });
            transaction.commit();
            drop(ManuallyDrop::into_inner(transaction));
            integrated.map(|()| news)
        })?
        .map_err(DocumentError::Torn)
    }

    /// What the document has, encoded as a state vector.
    pub(crate) fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What a client with this state vector lacks, as an update.
    pub(crate) fn missing_from(&self, state_vector: &[u8]) -> Result<Vec<u8>, DocumentError> {
        self.usable()?;
        let known =
            StateVector::decode_v1(state_vector).map_err(|error| DocumentError::Undecodable(error.to_string()))?;
        // Without what waits for other updates: it is not in the log.
        on_large_stack(|| self.doc.transact().encode_diff_v1(&known))
    }

    /// The whole document as one update that can replace its log, and what the document weighs less from then on.
    pub(crate) fn merged(&self) -> Result<(Vec<u8>, Weight), DocumentError> {
        let merged = self.missing_from(&StateVector::default().encode_v1())?;
        // What would not be read again must not replace what is.
        let elements = guard::check(&merged)?;
        let Weight { bytes, elements: counted } = self.weight;
        let freed = Weight { bytes: bytes.saturating_sub(merged.len()), elements: counted.saturating_sub(elements) };
        Ok((merged, freed))
    }

    /// The merged update is on disk in place of the log.
    pub(crate) fn has_merged(&mut self, freed: Weight) {
        self.weight.bytes = self.weight.bytes.saturating_sub(freed.bytes);
        self.weight.elements = self.weight.elements.saturating_sub(freed.elements);
    }

    fn is_too_deep(&self) -> bool {
        let transaction = self.doc.transact();
        let Some(root) = transaction.get_xml_fragment(guard::ROOT) else { return false };
        let mut level = children(&root, &transaction);
        for _ in 0..=MAX_ELEMENT_DEPTH {
            if level.is_empty() {
                return false;
            }
            level = level.iter().flat_map(|node| inside(node, &transaction)).collect();
        }
        true
    }
}

/// Whether something was inserted behind changes of the same client that have not come yet.
fn leaves_gap(transaction: &TransactionMut<'_>) -> bool {
    let known = transaction.state_vector();
    let mut inserted = transaction.insert_set().iter();
    inserted.any(|(client, ranges)| ranges.iter().any(|range| range.end > known.get(client)))
}

fn empty() -> Doc {
    let doc = Doc::new();
    // Named types exist from the first look at them; only this one is ever read.
    let _: XmlFragmentRef = doc.get_or_insert_xml_fragment(guard::ROOT);
    doc
}

fn children<T: ReadTxn>(fragment: &impl XmlFragment, transaction: &T) -> Vec<XmlOut> {
    fragment.children(transaction).collect()
}

/// Elements inside a node: its children, and shared types that stand as attribute values.
fn inside<T: ReadTxn>(node: &XmlOut, transaction: &T) -> Vec<XmlOut> {
    let in_attribute = |(_, value): (&str, Out)| match value {
        Out::YXmlElement(element) => Some(XmlOut::Element(element)),
        Out::YXmlFragment(fragment) => Some(XmlOut::Fragment(fragment)),
        Out::YXmlText(text) => Some(XmlOut::Text(text)),
        _ => None,
    };
    match node {
        XmlOut::Element(element) => {
            let attributes = element.attributes(transaction).filter_map(in_attribute);
            attributes.chain(children(element, transaction)).collect()
        }
        XmlOut::Fragment(fragment) => children(fragment, transaction),
        XmlOut::Text(text) => text.attributes(transaction).filter_map(in_attribute).collect(),
    }
}

fn on_large_stack<T>(work: impl FnOnce() -> T) -> Result<T, DocumentError> {
    stacker::grow(STACK, || catch_unwind(AssertUnwindSafe(work))).map_err(|_| DocumentError::Panicked)
}

mod join;

#[cfg(test)]
mod tests;
