//! The frames of `/live` as the load tester needs them (`docs/protocol.md`): what it sends, and of what it receives only
//! what it checks, borrowed from the buffer.
//!
//! Deliberately not the server's own types: the load tester is an outside program and must notice when those change.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::json;
use uuid::Uuid;

/// Any frame from the server; which fields are there depends on `kind`.
#[derive(Debug, Deserialize)]
pub struct ServerFrame<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub topic: Option<&'a str>,
    pub seq: Option<u64>,
    /// Of an answer: the command that it answers.
    pub id: Option<&'a str>,
    /// Of an event: the command that led to it.
    pub command: Option<&'a str>,
    pub field: Option<&'a str>,
    #[serde(borrow, default)]
    pub value: Text<'a>,
    pub code: Option<&'a str>,
    #[serde(borrow)]
    pub reason: Option<Cow<'a, str>>,
}

/// A value that is compared if it is a text as we send it, and passed over if it is anything else.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Text<'a>(pub Option<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("any value of a field")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Some(text)))
            }

            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Text(None))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Text(None))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Text(None))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Text(None))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Text(None))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Text(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

pub fn subscribe(topic: &str) -> String {
    json!({"type": "subscribe", "topic": topic}).to_string()
}

pub fn edit(id: Uuid, contact: &str, field: &str, value: &str, base: u64) -> String {
    format!(r#"{{"type":"edit","id":"{id}","contact":"{contact}","field":"{field}","value":"{value}","base":{base}}}"#)
}

pub fn comment(id: Uuid, contact: &str, text: &str) -> String {
    format!(r#"{{"type":"comment","id":"{id}","contact":"{contact}","text":"{text}"}}"#)
}

/// The event that Kontor sends for an edit, to the byte: what the peer is given to send on.
pub fn field_changed(id: Uuid, topic: &str, seq: u64, field: &str, value: &str, previous: &str) -> String {
    let by = Uuid::nil();
    let at = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    format!(
        r#"{{"type":"event","topic":"{topic}","seq":{seq},"at":"{at}","by":"{by}","command":"{id}","kind":"field_changed","field":"{field}","value":"{value}","previous":"{previous}"}}"#
    )
}

/// What every command of one run carries, so that it can be told from those of other runs and of other people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTag {
    started_ms: u64,
    random: u32,
}

impl RunTag {
    pub fn new() -> Self {
        let started = chrono::Utc::now().timestamp_millis();
        Self { started_ms: started.unsigned_abs() & 0xffff_ffff_ffff, random: rand::random::<u32>() >> 2 }
    }

    /// A UUID of version 7 that holds the command's number, so that an event finds its command without a map.
    pub fn command(self, number: u32) -> Uuid {
        let high = self.started_ms << 16 | 0x7000;
        let low = 0b10 << 62 | u64::from(self.random) << 32 | u64::from(number);
        Uuid::from_u64_pair(high, low)
    }

    /// The number of a command of this run.
    pub fn number(self, id: &str) -> Option<u32> {
        let (high, low) = Uuid::try_parse(id).ok()?.as_u64_pair();
        let number = u32::try_from(low & 0xffff_ffff).ok()?;
        (self.command(number).as_u64_pair() == (high, low)).then_some(number)
    }

    /// What an edit or a comment says: different each time, and valid in the field.
    pub fn text(self, number: u32, field: &str) -> String {
        let Self { started_ms, random } = self;
        match field {
            "website" => format!("https://load.example/{started_ms:012x}{random:08x}/{number:08x}"),
            _ => format!("load {started_ms:012x}{random:08x} {number:08x}"),
        }
    }

    /// A text that is found in the bytes of a Yjs update as well as in the document.
    pub fn marker(self, number: u32) -> String {
        format!("{}{number:08x};", self.marker_start())
    }

    /// The numbers of all markers of this run, in the order in which they stand.
    pub fn markers(self, bytes: &[u8]) -> Vec<u32> {
        let start = self.marker_start();
        let mut found = Vec::new();
        let mut rest = bytes;
        while let Some(at) = find(rest, start.as_bytes()) {
            rest = &rest[at + start.len()..];
            let digits = rest.get(..8).and_then(|digits| std::str::from_utf8(digits).ok());
            if let Some(number) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok())
                && rest.get(8) == Some(&b';')
            {
                found.push(number);
            }
        }
        found
    }

    fn marker_start(self) -> String {
        format!("load-{:012x}{:08x}-", self.started_ms, self.random)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
