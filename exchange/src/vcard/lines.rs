//! Parts a vCard file into cards and a card into its properties, each with its line.
//!
//! Does what comes before `calcard`: it unfolds lines (RFC 6350, 3.2, and the soft line breaks of quoted-printable), keeps
//! line numbers for errors, notices a card without an end, and drops photos before anybody copies them.

/// One card as it stands in the file.
pub(super) struct RawCard {
    /// Of its `BEGIN:VCARD`, from 1.
    pub line: u64,
    pub properties: Vec<RawProperty>,
    /// Names of properties that were dropped for what they are.
    pub dropped: Vec<&'static str>,
    pub complete: bool,
}

/// An unfolded property, `name[;parameters]:value`.
pub(super) struct RawProperty {
    pub line: u64,
    pub text: String,
}

/// Where in the text the next card is looked for.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub byte: usize,
    /// From 1.
    pub line: u64,
}

/// Large, and nothing that a contact keeps.
const DROPPED: [&str; 5] = ["PHOTO", "LOGO", "SOUND", "KEY", "NOTE"];

pub(super) fn is_begin(line: &str) -> bool {
    is_property(line, "BEGIN")
}

fn is_end(line: &str) -> bool {
    is_property(line, "END")
}

fn is_property(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(found, value)| {
        found.trim().eq_ignore_ascii_case(name) && value.trim().eq_ignore_ascii_case("VCARD")
    })
}

/// The next card, and the position behind it.
pub(super) fn next_card(text: &str, from: Position) -> Option<(RawCard, Position)> {
    let mut at = from;
    loop {
        let (line, number) = next_line(text, &mut at)?;
        if is_begin(line) {
            let card = read_card(text, number, &mut at);
            return Some((card, at));
        }
    }
}

fn read_card(text: &str, begin: u64, at: &mut Position) -> RawCard {
    let mut card = RawCard { line: begin, properties: Vec::new(), dropped: Vec::new(), complete: false };
    // What an indented line continues.
    let mut last = Last::Dropped;
    // Cards of an assistant within a card (vCard 2.1, AGENT).
    let mut nested = 0_usize;
    loop {
        let before = *at;
        let Some((line, number)) = next_line(text, at) else { return card };
        if is_begin(line) {
            if !matches!(last, Last::Agent) {
                // The card before has no end, and this line opens the next one.
                *at = before;
                return card;
            }
            nested += 1;
        } else if is_end(line) {
            if nested == 0 {
                card.complete = true;
                return card;
            }
            nested -= 1;
            continue;
        }
        if nested > 0 || line.is_empty() {
            continue;
        }
        if let Some(rest) = continuation(line, &last) {
            if let Last::Kept { .. } = last
                && let Some(property) = card.properties.last_mut()
            {
                append(&mut property.text, rest, &mut last);
            }
            continue;
        }
        last = open(&mut card, line, number);
    }
}

/// The property that the lines at hand belong to.
enum Last {
    /// `soft` if its value is quoted-printable and goes on behind a `=` at the end of the line.
    Kept {
        quoted_printable: bool,
        soft: bool,
    },
    Dropped,
    Agent,
}

/// What a line adds to the property before it, if it continues one.
fn continuation<'a>(line: &'a str, last: &Last) -> Option<&'a str> {
    match last {
        Last::Kept { soft: true, .. } if !is_end(line) => Some(line),
        _ if line.starts_with([' ', '\t']) => Some(&line[1..]),
        // Old programs do not indent the lines of a photo, which hold no colon.
        Last::Dropped if !line.contains(':') => Some(""),
        _ => None,
    }
}

fn append(text: &mut String, rest: &str, last: &mut Last) {
    text.push_str(rest);
    if let Last::Kept { quoted_printable: true, soft } = last {
        *soft = text.ends_with('=');
        if *soft {
            text.pop();
        }
    }
}

fn open(card: &mut RawCard, line: &str, number: u64) -> Last {
    // A line without a colon is no property; what follows it indented goes with it.
    let Some(value_start) = value_start(line) else { return Last::Dropped };
    let head = &line[..value_start - 1];
    let name = property_name(head);
    if name.is_empty() {
        return Last::Dropped;
    }
    if let Some(dropped) = DROPPED.iter().find(|dropped| name.eq_ignore_ascii_case(dropped)) {
        if !card.dropped.contains(dropped) {
            card.dropped.push(dropped);
        }
        return Last::Dropped;
    }
    if name.eq_ignore_ascii_case("AGENT") {
        return Last::Agent;
    }
    let quoted_printable = head.split(';').skip(1).any(says_quoted_printable);
    let mut property = RawProperty { line: number, text: String::new() };
    let mut last = Last::Kept { quoted_printable, soft: false };
    append(&mut property.text, line, &mut last);
    card.properties.push(property);
    last
}

fn says_quoted_printable(parameter: &str) -> bool {
    let value = parameter.split_once('=').map_or(parameter, |(_, value)| value);
    value.trim().eq_ignore_ascii_case("QUOTED-PRINTABLE")
}

/// Behind the first colon outside of quotes.
pub(super) fn value_start(line: &str) -> Option<usize> {
    let mut quoted = false;
    for (index, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' if !quoted => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// The name without its group: `TEL` of `item1.TEL;type=CELL`.
pub(super) fn property_name(head: &str) -> &str {
    let name = head.split(';').next().unwrap_or_default();
    name.rsplit('.').next().unwrap_or_default().trim()
}

fn next_line<'a>(text: &'a str, at: &mut Position) -> Option<(&'a str, u64)> {
    let rest = text.get(at.byte..).filter(|rest| !rest.is_empty())?;
    let line = rest.split_inclusive('\n').next()?;
    let number = at.line;
    at.byte += line.len();
    at.line += 1;
    Some((line.trim_end_matches(['\r', '\n']), number))
}

/// The property as `calcard` is to read it.
///
/// `calcard` reads the value of a birthday as a date, whatever else it may be; asked for text, it hands over what stands
/// there. It takes quoted-printable by its full name only, and without a charset as ISO 8859-1, where phones mean UTF-8.
pub(super) fn prepared(property: &RawProperty) -> String {
    let text = &property.text;
    let Some(start) = value_start(text) else { return text.clone() };
    let (head, value) = (&text[..start - 1], &text[start..]);
    let name_end = head.find(';').unwrap_or(head.len());
    let mut added = String::new();
    if property_name(head).eq_ignore_ascii_case("BDAY") {
        added.push_str(";VALUE=text");
    }
    let mut parameters = head.split(';').skip(1);
    if parameters.clone().any(says_quoted_printable) {
        added.push_str(";ENCODING=QUOTED-PRINTABLE");
        if !parameters.any(|parameter| parameter.trim().to_ascii_uppercase().starts_with("CHARSET=")) {
            let is_utf8 = String::from_utf8(quoted_printable_bytes(value)).is_ok();
            added.push_str(if is_utf8 { ";CHARSET=UTF-8" } else { ";CHARSET=windows-1252" });
        }
    }
    format!("{}{added}{}:{value}", &head[..name_end], &head[name_end..])
}

fn quoted_printable_bytes(value: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = value.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        match (bytes[index], digit(bytes.get(index + 1)), digit(bytes.get(index + 2))) {
            (b'=', Some(high), Some(low)) => {
                decoded.push(u8::try_from(high * 16 + low).unwrap_or_default());
                index += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                index += 1;
            }
        }
    }
    decoded
}
