//! What holds for every file: no input makes the reader panic, and what was written is read back the same.

use std::collections::HashSet;

use domain::contact::{Access, ContactKind, Department, Field, FieldValue, Fields};
use domain::custom_field::NO_CUSTOM_FIELDS;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::sample::generate_contacts;
use crate::{write_csv, write_vcard};

const FIXTURES: [&[u8]; 10] = [
    include_bytes!("../../tests/fixtures/windows-1252.csv"),
    include_bytes!("../../tests/fixtures/tab.csv"),
    include_bytes!("../../tests/fixtures/quoted-newlines.csv"),
    include_bytes!("../../tests/fixtures/byte-order-mark.csv"),
    include_bytes!("../../tests/fixtures/utf-16.csv"),
    include_bytes!("../../tests/fixtures/google.csv"),
    include_bytes!("../../tests/fixtures/outlook-2.1.vcf"),
    include_bytes!("../../tests/fixtures/iphone-3.0.vcf"),
    include_bytes!("../../tests/fixtures/android-4.0.vcf"),
    include_bytes!("../../tests/fixtures/truncated.vcf"),
];

/// Reads everything; rows come in the order of the file, and an error stands where a line is.
fn exhaust(bytes: &[u8]) {
    let Ok(reading) = read(bytes, &ReadOptions::default()) else { return };
    // UTF-16 has two bytes and more a line, old Macintosh files one `\r`.
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
    let mut last = 0;
    for row in reading {
        // A `\r` alone among other line ends parts rows and counts for no line.
        assert!(row.line >= last && row.line <= lines, "line {} after {last} of {lines}", row.line);
        last = row.line;
        for error in row.result.err().unwrap_or_default() {
            assert!(error.line >= row.line && error.line <= lines, "{error}");
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    for fixture in FIXTURES {
        for length in 0..=fixture.len() {
            exhaust(&fixture[..length]);
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in vec(any::<u8>(), 0..400)) {
        exhaust(&bytes);
    }

    #[test]
    fn no_text_behind_a_heading_makes_the_reader_panic(
        start in prop::sample::select(vec![
            "Name;Telefon;E-Mail;Geburtstag;PLZ/Ort;Land\n",
            "BEGIN:VCARD\nVERSION:2.1\n",
            "BEGIN:VCARD\nVERSION:4.0\nFN;ENCODING=QUOTED-PRINTABLE:",
        ]),
        text in "[-=\"':;,.\\\\\n\r\t A-Za-z0-9+ä=\u{300}]{0,200}",
    ) {
        exhaust(format!("{start}{text}").as_bytes());
        exhaust(format!("{start}{text}\nEND:VCARD\n").as_bytes());
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(
        fixture in 0..FIXTURES.len(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = FIXTURES[fixture].to_vec();
        for (index, byte) in damage {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        exhaust(&bytes);
    }

    #[test]
    fn what_is_written_as_csv_is_read_back_the_same(drafts in vec(draft(), 1..6)) {
        let mut file = Vec::new();
        write_csv(drafts.clone(), &NO_CUSTOM_FIELDS, &mut file).expect("a vector takes everything");
        prop_assert_eq!(read_back(&file), drafts);
    }

    #[test]
    fn what_is_written_as_vcard_is_read_back_the_same(drafts in vec(draft(), 1..6)) {
        let mut file = Vec::new();
        write_vcard(drafts.clone(), &mut file).expect("a vector takes everything");
        prop_assert_eq!(read_back(&file), drafts);
    }
}

fn read_back(file: &[u8]) -> Vec<Draft> {
    let reading = read(file, &ReadOptions::default()).expect("a written file is readable");
    reading.map(|row| row.result.unwrap_or_else(|errors| panic!("{errors:?}"))).collect()
}

#[test]
fn generated_contacts_survive_both_formats() {
    let drafts: Vec<_> = generate_contacts(1_000, 9).collect();
    let mut csv = Vec::new();
    write_csv(drafts.clone(), &NO_CUSTOM_FIELDS, &mut csv).expect("a vector takes everything");
    assert_eq!(read_back(&csv), drafts);
    let mut vcard = Vec::new();
    write_vcard(drafts.clone(), &mut vcard).expect("a vector takes everything");
    assert_eq!(read_back(&vcard), drafts);
}

/// A contact with values as `domain` lets them pass: the signs that formats trip over among them.
fn draft() -> impl Strategy<Value = Draft> {
    let line = "[-=+@'\"a-zA-ZäöüßŁ0-9;,:.\\\\ #&/＝*]{1,30}";
    let texts = (
        // A number with decimals would be read as a whole one.
        (line, option::of("[-=+@'\"a-zA-Z0-9;: /]{1,30}"), option::of(line), option::of(line), option::of(line)),
        (option::of(line), option::of(line), option::of(line)),
        option::of(prop::sample::select(vec!["AT", "DE", "IT"])),
        option::of(prop::sample::select(vec!["1980-12-24", "--02-29", "2000-01-01"])),
    );
    let lists = (
        vec("[a-z]{1,8}@[a-z]{1,8}\\.(at|example)", 0..6),
        vec("\\+43 1 [1-9][0-9]{5}( ext\\. [1-9]{2})?", 0..6),
        // A tag that starts with # twice is not stored as it was checked.
        vec("[-=+@'\"a-zA-ZäöüßŁ0-9;,:.\\\\ &/＝*]{1,30}", 0..5),
    );
    let rest = (
        any::<bool>(),
        option::of(prop::sample::select(vec![Department::Purchasing, Department::Management])),
        prop::sample::select(vec![Access::Company, Access::Private, Access::Restricted]),
    );
    (texts, lists, rest).prop_filter_map("a name is needed", |(texts, lists, rest)| {
        let ((name, number, street, city, industry), (source, organisation, position), country, birthday) = texts;
        let (emails, phones, tags) = lists;
        let (is_person, department, access) = rest;
        let country = country.map(|code| Country::parse(code).expect("a country"));
        let mut fields = Fields { country, access, ..Fields::default() };
        let text = |text: Option<String>| text.map_or(FieldValue::Nothing, FieldValue::Text);
        let checked_text = |fields: &Fields, field, value: Option<String>| match fields.check(field, text(value)) {
            Ok(FieldValue::Text(text)) => Some(text),
            _ => None,
        };
        let checked_list = |fields: &Fields, field, entries| match fields.check(field, FieldValue::List(entries)) {
            Ok(FieldValue::List(mut entries)) => {
                // Entries that differ in case alone are read as one.
                let mut seen = HashSet::new();
                entries.retain(|entry| seen.insert(entry.to_lowercase()));
                entries
            }
            _ => Vec::new(),
        };
        fields.name = checked_text(&fields, Field::Name, Some(name))?;
        fields.customer_number = checked_text(&fields, Field::CustomerNumber, number);
        fields.street = checked_text(&fields, Field::Street, street);
        fields.city = checked_text(&fields, Field::City, city);
        fields.industry = checked_text(&fields, Field::Industry, industry);
        fields.source = checked_text(&fields, Field::Source, source);
        fields.birthday = birthday.map(|day| domain::value::Birthday::parse(day).expect("a day"));
        fields.emails = checked_list(&fields, Field::Emails, emails);
        fields.phones = checked_list(&fields, Field::Phones, phones);
        fields.tags = checked_list(&fields, Field::Tags, tags);
        let position = checked_text(&fields, Field::City, position);
        let organisation = checked_text(&fields, Field::Name, organisation);
        let kind = if is_person { ContactKind::Person } else { ContactKind::Organisation };
        Some(Draft {
            kind,
            organisation: organisation.filter(|_| is_person),
            position: position.filter(|_| is_person),
            department: department.filter(|_| is_person),
            uid: None,
            values: Field::ALL
                .into_iter()
                .map(|field| (field, fields.get(field)))
                .filter(|(_, value)| !matches!(value, FieldValue::Nothing))
                .filter(|(_, value)| *value != FieldValue::List(Vec::new()))
                .filter(|(field, _)| *field != Field::Access || access != Access::Company)
                .collect(),
        })
    })
}
