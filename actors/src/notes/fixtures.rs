//! Updates to test the notes with: real ones, written with `yrs` as an editor writes them, and ones put together byte by
//! byte that no editor would write.
#![allow(clippy::unwrap_used)]

use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, TransactionMut, Update,
    Xml, XmlElementPrelim, XmlFragment, XmlFragmentRef, XmlTextPrelim,
};

use super::guard::ROOT;

/// Somebody's editor.
pub(crate) struct Editor {
    doc: Doc,
    fragment: XmlFragmentRef,
}

impl Editor {
    pub(crate) fn new(client: u64) -> Self {
        // As Yjs counts.
        let options =
            Options { client_id: ClientID::new(client), offset_kind: OffsetKind::Utf16, ..Options::default() };
        let doc = Doc::with_options(options);
        let fragment = doc.get_or_insert_xml_fragment(ROOT);
        Self { doc, fragment }
    }

    /// Changes the document and returns the change as an update.
    pub(crate) fn change(&self, work: impl FnOnce(&mut TransactionMut<'_>, &XmlFragmentRef)) -> Vec<u8> {
        let mut transaction = self.doc.transact_mut();
        work(&mut transaction, &self.fragment);
        transaction.encode_update_v1()
    }

    /// Writes a paragraph behind the others.
    pub(crate) fn paragraph(&self, text: &str) -> Vec<u8> {
        self.change(|transaction, fragment| {
            let paragraph = fragment.push_back(transaction, XmlElementPrelim::empty("paragraph"));
            paragraph.push_back(transaction, XmlTextPrelim::new(text));
        })
    }

    pub(crate) fn remove_first(&self) -> Vec<u8> {
        self.change(|transaction, fragment| fragment.remove_range(transaction, 0, 1))
    }

    /// All that an editor of rich text writes: elements, attributes, text, formats.
    pub(crate) fn rich_text(&self) -> Vec<u8> {
        self.change(|transaction, fragment| {
            let heading = fragment.push_back(transaction, XmlElementPrelim::empty("heading"));
            heading.insert_attribute(transaction, "level", 2);
            let text = heading.push_back(transaction, XmlTextPrelim::new("Besprechung"));
            let bold = Attrs::from([("bold".into(), Any::Bool(true))]);
            text.insert_with_attributes(transaction, 0, "Ö😀 ", bold.clone());
            text.format(transaction, 4, 4, bold);
            let link = Any::from_json(r#"{"href":"https://example.at/?a=[[[[&b=\"{\\"}"#).unwrap();
            text.format(transaction, 9, 3, Attrs::from([("link".into(), link)]));
            let list = fragment.push_back(transaction, XmlElementPrelim::empty("bulletList"));
            let item = list.push_back(transaction, XmlElementPrelim::empty("listItem"));
            item.push_back(transaction, XmlTextPrelim::new("Angebot"));
            let nested = Any::from_json(r#"{"a":[1,{"b":[true,null,1.5,"x"]}]}"#).unwrap();
            item.insert_attribute(transaction, "nested", nested);
            list.insert_attribute(transaction, "tight", true);
            text.remove_range(transaction, 5, 2);
        })
    }

    pub(crate) fn take(&self, update: &[u8]) {
        self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    pub(crate) fn whole(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// The notes as text.
    pub(crate) fn shown(&self) -> String {
        self.fragment.get_string(&self.doc.transact())
    }
}

/// What a document shows that is built from these updates.
pub(crate) fn shown_by<'a>(updates: impl IntoIterator<Item = &'a [u8]>) -> String {
    let reader = Editor::new(1);
    for update in updates {
        reader.take(update);
    }
    reader.shown()
}

/// Appends a number as lib0 writes it.
pub(crate) fn number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
}

pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// An update of client 7 with these blocks from clock 0 and nothing deleted.
pub(crate) fn update_of(blocks: &[Vec<u8>]) -> Vec<u8> {
    update_at(0, blocks)
}

pub(crate) fn update_at(clock: u64, blocks: &[Vec<u8>]) -> Vec<u8> {
    let mut update = vec![1];
    number(&mut update, blocks.len() as u64);
    update.push(7);
    number(&mut update, clock);
    update.extend(blocks.concat());
    update.push(0);
    update
}

/// A block that hangs on the root of this name.
pub(crate) fn under_root(kind: u8, root: &str, content: &[u8]) -> Vec<u8> {
    let mut block = vec![kind, 1];
    text(&mut block, root);
    block.extend_from_slice(content);
    block
}

/// A block inside the shared type that client 7's block at `clock` is.
pub(crate) fn inside(kind: u8, clock: u64, content: &[u8]) -> Vec<u8> {
    let mut block = vec![kind, 0, 7];
    number(&mut block, clock);
    block.extend_from_slice(content);
    block
}

/// An element named `p`.
pub(crate) const ELEMENT: [u8; 3] = [3, 1, b'p'];
/// A text.
pub(crate) const TEXT: [u8; 1] = [6];

/// `count` elements (or texts), each inside the one before, the first inside the root.
pub(crate) fn nested(count: u64, content: &[u8]) -> Vec<u8> {
    let inner = (1..count).map(|clock| inside(7, clock - 1, content));
    update_of(&std::iter::once(under_root(7, ROOT, content)).chain(inner).collect::<Vec<_>>())
}
