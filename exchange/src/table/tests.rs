//! Tables as spreadsheets and address books write them.

use std::fmt::Write;

use domain::contact::{ContactKind, Field, FieldValue};
use domain::custom_field::{AppliesTo, CustomField, CustomFieldKind, NO_CUSTOM_FIELDS};

use super::*;
use crate::read::{Format, read};
use crate::{Draft, write_csv};

/// Rows as `line: what was read`, one a line.
pub(crate) fn shown(bytes: &[u8], options: &ReadOptions) -> String {
    let mut reading = match read(bytes, options) {
        Ok(reading) => reading,
        Err(error) => return error.to_string(),
    };
    let mut text = String::new();
    for row in reading.by_ref() {
        match row.result {
            Ok(draft) => writeln!(text, "{}: {}", row.line, summary(&draft)).expect("a string takes everything"),
            Err(errors) => {
                for error in errors {
                    writeln!(text, "! {error}").expect("a string takes everything");
                }
            }
        }
    }
    let ignored = reading.ignored();
    if !ignored.is_empty() {
        writeln!(text, "ignored: {}", ignored.join(", ")).expect("a string takes everything");
    }
    text
}

fn summary(draft: &Draft) -> String {
    let kind = if draft.kind == ContactKind::Organisation { "org" } else { "person" };
    let values = draft.values.iter().map(|(_, value)| match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::List(entries) => format!("[{}]", entries.join(" | ")),
        other => format!("{other:?}"),
    });
    let employment = [
        draft.organisation.as_ref().map(|name| format!("at {name}")),
        draft.position.as_ref().map(|position| format!("as {position}")),
        draft.department.map(|department| format!("in {department:?}")),
    ];
    let parts = std::iter::once(kind.to_owned()).chain(values).chain(employment.into_iter().flatten());
    parts.collect::<Vec<_>>().join("; ")
}

fn check(table: &str, expected: &str) {
    check_bytes(table.as_bytes(), expected);
}

fn check_bytes(bytes: &[u8], expected: &str) {
    assert_eq!(shown(bytes, &ReadOptions::default()).trim_end(), expected);
}

#[test]
fn a_windows_table_gives_organisations_and_persons() {
    check_bytes(
        include_bytes!("../../tests/fixtures/windows-1252.csv"),
        "2: org; Müller & Söhne GmbH; [office@mueller.example]; [+43 1 2345678]; Währinger Straße 12a; AT; 1090; Wien\n\
         3: person; Mag. Jörg Weiß; [joerg.weiss@mueller.example]; [+43 664 1234567]; Währinger Straße 12a; AT; 1090; Wien; 1975-12-03; at Müller & Söhne GmbH\n\
         4: person; Jürgen Groß; DE; 01067; Dresden\n\
         ignored: Bemerkung",
    );
}

#[test]
fn an_english_table_with_tabs_is_read() {
    check_bytes(
        include_bytes!("../../tests/fixtures/tab.csv"),
        "2: org; Acme Ltd; [info@acme.example]; GB; SW1A 1AA; London; [partner | vip]\n\
         3: person; Jane Doe; [jane@acme.example]; [+44 20 7946 0958]; GB; 1980-12-24; at Acme Ltd; as Head of Sales",
    );
}

#[test]
fn errors_name_the_line_where_the_row_starts_and_the_column() {
    check_bytes(
        include_bytes!("../../tests/fixtures/quoted-newlines.csv"),
        "3: person; Eva \"Evi\" Huber; [+43 1 2345678 | +43 664 7654321]; Hauptstraße 1, Stiege 2; 1010; Wien\n\
         7: person; Max Mayer; Ring 3; 8010; Graz\n\
         ! line 9: the row has 2 cells and the heading 5\n\
         ! line 10, PLZ: “80100” is not a postal code of AT; it has 4 digits\n\
         ! line 10, Telefon: “abc” is not a phone number; write it as +43 1 234567 or 01 234567",
    );
}

#[test]
fn a_byte_order_mark_and_decimals_of_whole_numbers_do_not_disturb() {
    check_bytes(
        include_bytes!("../../tests/fixtures/byte-order-mark.csv"),
        "2: org; Huber Holzbau GmbH; 4711; ATU12345675; [Bau | Premium]; restricted",
    );
    check_bytes(include_bytes!("../../tests/fixtures/utf-16.csv"), "2: person; Jiří Dvořák; Brno");
}

#[test]
fn the_export_of_outlook_is_known() {
    check_bytes(
        include_bytes!("../../tests/fixtures/outlook-de.csv"),
        "2: person; Dr. Karl Pichler, MBA; [karl.pichler@pichler.example | karl@privat.example]; [+43 732 222333 | +43 664 2223344]; \
         Industriestraße 7, Top 4; AT; 4020; Linz; https://www.pichler.example; de; [Kunde | Messe]; at Pichler Bau AG; as Leiter; in Purchasing\n\
         ignored: Region geschäftlich, Fax geschäftlich, E-Mail-Typ, E-Mail: Angezeigter Name, Notizen",
    );
    check(
        "Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Business Postal Code,Business Country/Region,Home Street,Home Postal Code,Business Phone,E-mail Address,E-mail 2 Address,Web Page\n\
         Mr.,Jim,Hall,Hall Ltd,CTO,1 High St,Leeds,LS1 1AA,United Kingdom,2 Low St,LS2 2BB,+44 113 496 0000,jim@hall.example,,hall.example\n",
        "2: person; Jim Hall; [jim@hall.example]; [+44 113 496 0000]; 1 High St; GB; LS1 1AA; Leeds; https://hall.example; at Hall Ltd; as CTO",
    );
}

#[test]
fn the_export_of_google_contacts_is_known_and_fax_numbers_are_passed_over() {
    check_bytes(
        include_bytes!("../../tests/fixtures/google.csv"),
        "2: person; Nina Koller; [nina@koller.example | nina.k@privat.example]; [+43 699 11223344]; Am Bach 1; AT; 1010; Wien; 1990-02-28; \
         https://koller.example; [Kunden]; at Koller KG; as CEO, Vertrieb\n\
         ignored: E-mail 1 - Label, E-mail 2 - Label, Phone 2 - Value, Address 1 - Label, Address 1 - Formatted",
    );
}

#[test]
fn the_delimiter_is_the_one_that_finds_headings() {
    let delimiter = |table: &str| read(table.as_bytes(), &ReadOptions::default()).expect("a table").format();
    assert_eq!(delimiter("Name;\"Ort, Stadt\"\n"), Format::Csv { delimiter: ';' });
    assert_eq!(delimiter("Name,\"a;b;c\",Ort\n"), Format::Csv { delimiter: ',' });
    assert_eq!(delimiter("Name\tOrt, Land\tPLZ\n"), Format::Csv { delimiter: '\t' });
    assert_eq!(delimiter("sep=\t\nName\n"), Format::Csv { delimiter: '\t' });
}

#[test]
fn headings_are_known_in_any_case_and_punctuation() {
    check("NAME;strasse;  Kunden-Nr. ;eMail\nEva;Ring 1;7;e@x.example\n", "2: person; Eva; 7; [e@x.example]; Ring 1");
}

#[test]
fn a_name_is_an_organisation_by_its_legal_form_its_column_or_its_word() {
    check("Name\nHuber GmbH\nEva Huber\n", "2: org; Huber GmbH\n3: person; Eva Huber");
    check("Firma;Name\nHuber;\nHuber;Huber\nHuber;Eva\n", "2: org; Huber\n3: org; Huber\n4: person; Eva; at Huber");
    check("Art;Name\nFirma;Huber\nPerson;Huber GmbH\n", "2: org; Huber\n3: person; Huber GmbH");
    check("Vorname;Name\nEva;Huber\n", "2: person; Eva Huber");
    check("Name;Ansprechpartner\nHuber;Eva Huber\nMayer;\n", "2: person; Eva Huber; at Huber\n3: org; Mayer");
}

#[test]
fn an_english_title_is_a_title_or_a_position() {
    check("Name;Title\nEva;Dr.\nMax;Head of Sales\n", "2: person; Eva\n3: person; Max; as Head of Sales");
    check("First name;Last name;Title\nEva;Huber;Mag.\n", "2: person; Mag. Eva Huber");
}

#[test]
fn every_error_of_a_row_is_reported() {
    check(
        "Name;E-Mail;E-Mail 2;Land;UID;Geburtstag\n;a@;b;Atlantis;ATU1;03/04/1980\n",
        "! line 2: the row names neither a person nor an organisation\n\
         ! line 2, Land: “Atlantis” is not a country; use the two-letter code, as in AT, DE, CH\n\
         ! line 2, E-Mail: “a@” is not an e-mail address; it needs one @ and a domain, as in office@example.at\n\
         ! line 2, E-Mail 2: “b” is not an e-mail address; it needs one @ and a domain, as in office@example.at\n\
         ! line 2, Geburtstag: “03/04/1980” is not a date; write it as 24.12.1980 or 1980-12-24, without the year as 24.12.\n\
         ! line 2, UID: “ATU1” is not a VAT id; it starts with the country, as in ATU12345675 or DE136695976",
    );
}

#[test]
fn the_same_value_twice_is_one() {
    check("Name;E-Mail;Mail;Tags\nEva;e@x.example;E@x.example;a,A,b\n", "2: person; Eva; [e@x.example]; [a | b]");
}

#[test]
fn rows_that_do_not_fit_the_heading_are_errors_unless_the_cells_too_many_are_empty() {
    check(
        "Name;Ort\nEva;Wien;x\nMax;Graz;;\nLea\n",
        "! line 2: the row has 3 cells and the heading 2\n3: person; Max; Graz\n! line 4: the row has 1 cells and the heading 2",
    );
}

#[test]
fn a_quotation_mark_without_an_end_is_an_error_and_what_came_before_is_kept() {
    let message = "a quotation mark is opened in this row and never closed; the rest of the file was not read";
    check("Name;Ort\nEva;Wien\nMax;\"Graz\nLea;Linz\n", &format!("2: person; Eva; Wien\n! line 3: {message}"));
    check("Name;Ort\nRohr 5\" GmbH;Wien \"Mitte\n", "2: org; Rohr 5\" GmbH; Wien \"Mitte");
}

#[test]
fn a_file_without_names_says_which_headings_it_has() {
    check(
        "Menge;Preis\n1;2,50\n",
        "no column holds a name; the first line must be a heading with at least Name, Nachname or Firma. It reads: “Menge”, “Preis”",
    );
}

#[test]
fn a_mapping_is_stronger_than_the_heading() {
    let mapping = [
        ("Wer".to_owned(), Target::Field(Field::Name)),
        ("ORT".to_owned(), Target::Ignore),
        ("Code".to_owned(), Target::Field(Field::PostalCode)),
    ];
    let mapping = mapping.into_iter().collect();
    let options = ReadOptions { mapping, default_country: Some(Country::DE), ..ReadOptions::default() };
    let table = "Wer;Ort;Code\nEva;München;80331\n";
    assert_eq!(shown(table.as_bytes(), &options), "2: person; Eva; DE; 80331\nignored: Ort\n");
}

#[test]
fn a_cell_that_could_be_a_formula_is_guarded_and_a_phone_number_is_not() {
    let values = vec![
        (Field::Name, "=HYPERLINK(\"http://evil.example\")".into()),
        (Field::Phones, FieldValue::List(vec!["+43 1 234567".to_owned()])),
        (Field::City, "'@Wien".into()),
        (Field::Industry, "'s Wirtshaus".into()),
    ];
    let kind = ContactKind::Organisation;
    let draft = Draft { kind, values, organisation: None, position: None, department: None, uid: None };
    let mut file = Vec::new();
    write_csv([draft.clone()], &NO_CUSTOM_FIELDS, &mut file).expect("a vector takes everything");
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    for cell in ["\"'=HYPERLINK(\"\"http://evil.example\"\")\"", ";+43 1 234567;", ";''@Wien;", ";'s Wirtshaus;"] {
        assert!(text.contains(cell), "{cell} in {text}");
    }
    let rows: Vec<_> = read(&file, &ReadOptions::default()).expect("a table").collect();
    assert_eq!(rows[0].result, Ok(draft));
}

/// Every fixture, and a table whose headings depend on each other.
const TABLES: [&[u8]; 6] = [
    include_bytes!("../../tests/fixtures/windows-1252.csv"),
    include_bytes!("../../tests/fixtures/outlook-de.csv"),
    include_bytes!("../../tests/fixtures/tab.csv"),
    include_bytes!("../../tests/fixtures/google.csv"),
    include_bytes!("../../tests/fixtures/utf-16.csv"),
    "Vorname;Name;Ort geschäftlich;Ort privat;Titel\nEva;Huber;Wien;Graz;Mag.\n".as_bytes(),
];

#[test]
fn mapping_every_column_to_what_it_is_shown_to_mean_changes_nothing() {
    for table in TABLES {
        let shown_as = crate::preview(table, &ReadOptions::default()).unwrap().columns;
        let mapping = shown_as.iter().map(|column| (column.heading.clone(), column.target)).collect();
        let mapped = ReadOptions { mapping, ..ReadOptions::default() };
        assert_eq!(shown(table, &mapped), shown(table, &ReadOptions::default()));
    }
}

#[test]
fn a_preview_counts_rows_and_shows_cells_of_each_column() {
    let table = "Firma;foo;Ort\nA;x;Wien\n\n;;\nB;x;\nC;y;Graz\nD;z;Linz\nE;w;Wels\n";
    let preview = crate::preview(table.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!((preview.rows, preview.format), (5, Format::Csv { delimiter: ';' }));
    let columns: Vec<_> = preview.columns.iter().map(|column| (column.target, column.samples.join(" "))).collect();
    let expected = [
        (Target::Organisation, "A B C".to_owned()),
        (Target::Ignore, "x y z".to_owned()),
        (Target::Field(Field::City), "Wien Graz Linz".to_owned()),
    ];
    assert_eq!(columns, expected);
    let nameless = crate::preview(b"foo;bar\n1;2\n", &ReadOptions::default()).unwrap();
    assert_eq!(nameless.columns.len(), 2, "who maps the columns may name one yet");
    let cards = crate::preview(include_bytes!("../../tests/fixtures/truncated.vcf"), &ReadOptions::default()).unwrap();
    assert_eq!((cards.format, cards.rows, cards.columns.len()), (Format::VCard, 4, 0));
    assert_eq!(crate::preview(b" \n", &ReadOptions::default()), Err(ReadError::Empty));
}

fn custom(label: &str, kind: CustomFieldKind) -> CustomField {
    let choices = if kind == CustomFieldKind::Choice { vec!["Gold".to_owned(), "A+".to_owned()] } else { Vec::new() };
    let id = domain::CustomFieldId::new();
    CustomField {
        id,
        label: label.to_owned(),
        kind,
        choices,
        applies_to: AppliesTo::Both,
        position: 0,
        archived: false,
    }
}

/// `[I10]`
#[test]
fn a_column_with_the_label_of_a_custom_field_is_read_by_its_kind() {
    let fields = [
        custom("Größe in m²", CustomFieldKind::Number),
        custom("Kunde seit", CustomFieldKind::Date),
        custom("Stufe", CustomFieldKind::Choice),
        CustomField { applies_to: AppliesTo::Person, ..custom("Rolle", CustomFieldKind::Text) },
        CustomField { archived: true, ..custom("Alt", CustomFieldKind::Text) },
    ];
    let options = ReadOptions { custom_fields: CustomFields::new(fields).into(), ..ReadOptions::default() };
    let table = "Firma;Name;grösse in m²;KUNDE SEIT;Stufe;Rolle;Alt\n\
                 ;Eva;1.234,50;5.3.2026;A+;Chefin;x\nHuber;;;;Gold;;\n\
                 Mayer;;viel;31.2.2026;Blech;Chef;\n";
    let expected = "2: person; Eva; 1234.5; 2026-03-05; A+; Chefin\n3: org; Huber; Gold\n\
         ! line 4, grösse in m²: “viel” is not a number; write it as 1234,5 or 1234.5\n\
         ! line 4, KUNDE SEIT: “31.2.2026” is not a date; write it as 24.12.1980 or 1980-12-24\n\
         ! line 4, Stufe: “Blech” is not offered; choose one of Gold, A+\n\
         ! line 4, Rolle: only persons have this field\n\
         ignored: Alt";
    assert_eq!(shown(table.as_bytes(), &options).trim_end(), expected);
}

/// `[X4]`
#[test]
fn custom_fields_are_written_under_their_labels_and_read_back() {
    let fields = [
        custom("Größe", CustomFieldKind::Number),
        custom("Kunde seit", CustomFieldKind::Date),
        custom("Branche", CustomFieldKind::Choice),
        custom("Vorname", CustomFieldKind::Text),
        custom("=Summe", CustomFieldKind::Text),
    ];
    let texts = ["-1234.5", "2026-03-05", "A+", "-5 oder so", "Zeile; mit \"allem\""];
    let mut values = vec![(Field::Name, "Huber GmbH".into())];
    values.extend(fields.iter().zip(texts).map(|(field, text)| (Field::Custom(field.id), text.into())));
    values.sort_by_key(|(field, _)| *field);
    let fields = CustomFields::new(fields);
    let kind = ContactKind::Organisation;
    let draft = Draft { kind, values, organisation: None, position: None, department: None, uid: None };
    let mut file = Vec::new();
    write_csv([draft.clone()], &fields, &mut file).expect("a vector takes everything");
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    let heading = text.lines().next().expect("a heading");
    for part in [";Größe", ";Kunde seit", ";Branche (eigenes Feld)", ";Vorname (eigenes Feld)", ";'=Summe"] {
        assert!(heading.contains(part), "{part} in {heading}");
    }
    for cell in [";-1234,5", ";05.03.2026", ";'-5 oder so"] {
        assert!(text.contains(cell), "{cell} in {text}");
    }
    let options = ReadOptions { custom_fields: fields.into(), ..ReadOptions::default() };
    let rows: Vec<_> = read(&file, &options).expect("a table").collect();
    assert_eq!(rows[0].result, Ok(draft));
}
