//! Cards as Outlook, iPhones and Android phones write them.

use crate::read::{ReadOptions, read};
use crate::table::tests::shown;

fn check(bytes: &[u8], expected: &str) {
    assert_eq!(shown(bytes, &ReadOptions::default()).trim_end(), expected);
}

fn check_card(properties: &str, expected: &str) {
    check(format!("BEGIN:VCARD\r\n{properties}\r\nEND:VCARD\r\n").as_bytes(), expected);
}

#[test]
fn outlook_writes_quoted_printable_with_soft_line_breaks() {
    check(
        include_bytes!("../../tests/fixtures/outlook-2.1.vcf"),
        "1: person; Mag. Jörg Müßig; [joerg@muessig.example]; [+43 1 2345678 | +43 664 1234567]; Währinger Straße 5, Top 3; AT; 1090; Wien; \
         1975-12-03; http://www.muessig.example; at Müßig & Söhne GmbH; as Leiter für den Einkauf und mehr; in Purchasing\n\
         ignored: LABEL, PHOTO, TEL, X-MS-OL-DEFAULT-POSTAL-ADDRESS",
    );
}

#[test]
fn an_iphone_writes_groups_and_a_birthday_without_a_year() {
    check(
        include_bytes!("../../tests/fixtures/iphone-3.0.vcf"),
        "1: person; Sabine Berger; [sabine@berger.example]; [+43 660 5554433]; Hauptplatz 9, Top 2; AT; 8010; Graz; --12-24; \
         https://berger.example; [Kundin | VIP]; at Berger Optik OG; as Inhaberin\n\
         25: org; Berger Optik OG; [+43 316 123456]\n\
         ignored: NOTE, PHOTO, TEL",
    );
}

#[test]
fn android_writes_uris_and_errors_name_property_and_line() {
    check(
        include_bytes!("../../tests/fixtures/android-4.0.vcf"),
        "1: person; Mehmet Yılmaz; [mehmet@yilmaz.example]; [+43 676 3332211]; Lindenweg 4; AT; 4020; Linz; --02-24; de\n\
         ! line 19, EMAIL: “kein-at-zeichen” is not an e-mail address; it needs one @ and a domain, as in office@example.at\n\
         ! line 20, TEL: “keine Nummer” is not a phone number; write it as +43 1 234567 or 01 234567\n\
         ! line 22: the card describes a group, not a person or an organisation",
    );
}

#[test]
fn a_card_without_an_end_is_an_error_and_the_complete_ones_are_kept() {
    let message = "the card has no END:VCARD; the file may be cut off";
    check(
        include_bytes!("../../tests/fixtures/truncated.vcf"),
        &format!(
            "1: person; Eva Huber; [+43 1 2345678]\n! line 6: {message}\n9: person; Max Mayer\n! line 13: {message}"
        ),
    );
}

#[test]
fn the_uid_is_kept_as_the_first_match_key() {
    let file = "BEGIN:VCARD\nFN:Eva\nUID:urn:uuid:1\nEND:VCARD\n";
    let row = read(file.as_bytes(), &ReadOptions::default()).expect("a card").next().expect("a row");
    let draft = row.result.expect("a draft");
    assert_eq!(draft.uid.as_deref(), Some("urn:uuid:1"));
    assert_eq!(draft.match_keys()[0].as_str(), "uid:urn:uuid:1");
}

#[test]
fn quoted_printable_without_a_charset_is_utf8_if_it_can_be() {
    check_card("VERSION:2.1\r\nFN;QUOTED-PRINTABLE:J=C3=B6rg", "1: person; Jörg");
    check_card("VERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:J=F6rg =80", "1: person; Jörg €");
    // The last line break is soft by mistake.
    check_card("VERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:Eva=", "1: person; Eva");
}

#[test]
fn a_photo_without_indentation_and_an_assistants_card_are_passed_over() {
    check_card("VERSION:2.1\r\nPHOTO;BASE64:\r\n/9j/4AAQ\r\nSkZJRgAB\r\n\r\nFN:Eva", "1: person; Eva\nignored: PHOTO");
    check_card("VERSION:2.1\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:Max\r\nEND:VCARD\r\nFN:Eva", "1: person; Eva");
}

#[test]
fn a_card_is_an_organisation_when_it_says_so_or_names_nobody() {
    check_card("VERSION:4.0\r\nKIND:org\r\nFN:Huber", "1: org; Huber");
    check_card("VERSION:3.0\r\nN:;;;;\r\nORG:Huber", "1: org; Huber");
    check_card("VERSION:3.0\r\nN:Huber;Eva;;Dr.;\r\nORG:Huber", "1: person; Dr. Eva Huber; at Huber");
}

#[test]
fn the_address_at_work_counts_before_the_preferred_one() {
    check_card(
        "VERSION:3.0\r\nFN:Eva\r\nADR;TYPE=home,pref:;;Heimweg 1;Baden;;2500;\r\nADR;TYPE=work:;;Werkstraße 2;Wien;;1010;",
        "1: person; Eva; Werkstraße 2; 1010; Wien",
    );
}

#[test]
fn a_card_with_endless_properties_is_refused_at_once() {
    let emails = "EMAIL:eva@x.example\r\n".repeat(60_000);
    check_card(&format!("FN:Eva\r\n{emails}"), "! line 53, EMAIL: the list has 60000 entries; at most 50 are kept");
    let addresses = "ADR:;;Ring 1;Wien;;1010;\r\n".repeat(70_000);
    check_card(&format!("FN:Eva\r\n{addresses}"), "1: person; Eva; Ring 1; 1010; Wien");
}

#[test]
fn a_large_photo_costs_no_time() {
    let photo = "A".repeat(74) + "\r\n ";
    let file = format!("BEGIN:VCARD\r\nFN:Eva\r\nPHOTO;ENCODING=b:{}\r\nEND:VCARD\r\n", photo.repeat(400_000));
    check(file.as_bytes(), "1: person; Eva\nignored: PHOTO");
}
