//! What people type is normalised or refused with a reason: a table per kind of value, and a property for all (`[C2]`,
//! `[C3]`).
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::contact::{Field, FieldValue, Fields, MAX_LIST_ENTRIES};

type Parse = fn(&str) -> Result<String, ValueError>;

/// Every input on the left is stored as the text on the right.
fn takes(parse: Parse, table: &[(&str, &str)]) {
    for (input, stored) in table {
        assert_eq!(parse(input).as_deref(), Ok(*stored), "{input:?}");
    }
}

fn refuses(parse: Parse, is_the_reason: impl Fn(&ValueError) -> bool, inputs: &[&str]) {
    for input in inputs {
        let refused = parse(input).expect_err(input);
        assert!(is_the_reason(&refused), "{input:?}: {refused:?}");
        assert!(!refused.to_string().is_empty());
    }
}

#[test]
fn an_email_address_keeps_its_local_part_and_lowers_its_domain() {
    takes(
        parse_email,
        &[
            ("office@example.at", "office@example.at"),
            (" Anna.Berger@Example.AT ", "Anna.Berger@example.at"),
            ("mailto:info@example.com", "info@example.com"),
            ("a+b_c@sub.example.co.at", "a+b_c@sub.example.co.at"),
            ("jörg@müller.example", "jörg@müller.example"),
        ],
    );
    refuses(
        parse_email,
        |error| matches!(error, ValueError::Email(_)),
        &[
            "",
            "office",
            "office@",
            "@example.at",
            "office@example",
            "a@b@c.at",
            "a b@example.at",
            "office@example..at",
            "office@[127.0.0.1]",
            "office@İx.at",
            "Anna <anna@example.at>",
            "a@example.at, b@example.at",
        ],
    );
}

#[test]
fn a_phone_number_in_any_austrian_or_german_spelling_is_one_number() {
    let austrian: Parse = |input| parse_phone(input, Country::AT);
    for input in ["+43 1 2345678", "0043 1 2345678", "01 2345678", "01/2345678", "(01) 234 56 78", "01-234.5678"] {
        assert_eq!(austrian(input).as_deref(), Ok("+43 1 2345678"), "{input}");
    }
    assert_eq!(austrian("tel:+43-1-2345678").as_deref(), Ok("+43 1 2345678"));
    assert_eq!(austrian("+43 (0) 1 2345678").as_deref(), Ok("+43 1 2345678"));
    for input in ["0664 1234567", "+43 664 1234567", "+436641234567", "0664/123 45 67"] {
        assert_eq!(austrian(input), austrian("06641234567"), "{input}");
    }
    let german: Parse = |input| parse_phone(input, Country::DE);
    for input in ["089 123456", "089/123456", "+49 89 123456", "+49 (0)89 123456", "0049 89 12 34 56"] {
        assert_eq!(german(input).as_deref(), Ok("+49 89 123456"), "{input}");
    }
    assert_eq!(austrian("+39 06 69881").as_deref(), Ok("+39 06 69881"), "Italy keeps its zero");
    assert_eq!(austrian("+49 89 123456"), german("089 123456"), "an international number is read alike everywhere");
    assert_ne!(austrian("089 123456"), german("089 123456"), "a national one by its country");
    refuses(
        austrian,
        |error| matches!(error, ValueError::Phone(_)),
        &[
            "",
            "call me",
            "1",
            "+",
            "12",
            "@01 23",
            &"1".repeat(41),
            "+43 1 23456789012345678",
            "00.00.1000",
            "01 2345678 Büro",
            "Anna 01 2345678",
            "01 2345678 / 0664 1234567",
            "0800 FLOWERS",
        ],
    );
}

#[test]
fn an_extension_stays_in_any_spelling() {
    for input in
        ["01 2345678 ext. 12", "01 2345678 DW 12", "01/2345678 Kl. 12", "+43 1 2345678 x12", "tel:+43-1-2345678;ext=12"]
    {
        assert_eq!(parse_phone(input, Country::AT).as_deref(), Ok("+43 1 2345678 ext. 12"), "{input}");
    }
    let romanian = parse_phone("+40 21 1234567 x3", Country::AT).unwrap();
    assert_eq!(parse_phone(&romanian, Country::AT).as_ref(), Ok(&romanian));
}

#[test]
fn a_postal_code_loses_its_country_and_keeps_its_zeros() {
    let table = [
        (Country::AT, "1010", Some("1010")),
        (Country::AT, "A-1010", Some("1010")),
        (Country::AT, "a 1010", Some("1010")),
        (Country::AT, "AT-1010", Some("1010")),
        (Country::AT, "A1010", Some("1010")),
        (Country::AT, "80331", None),
        (Country::AT, "101", None),
        (Country::AT, "D-1010", None),
        (Country::AT, "10l0", None),
        (Country::AT, "１０１０", None),
        (Country::DE, "D 80331", Some("80331")),
        (Country::DE, "DE-80331", Some("80331")),
        (Country::DE, "01067", Some("01067")),
        (Country::DE, "1067", None),
        (Country::CH, "CH-8001", Some("8001")),
        (Country::CH, "80010", None),
        (Country::LI, "FL-9490", Some("9490")),
        (Country::LI, "LI 9490", Some("9490")),
    ];
    for (country, input, stored) in table {
        let parsed = parse_postal_code(input, country);
        if let Some(stored) = stored {
            assert_eq!(parsed.as_deref(), Ok(stored), "{country} {input}");
        } else {
            assert!(matches!(parsed, Err(ValueError::PostalCode { .. })), "{country} {input}: {parsed:?}");
        }
    }
    let british = Country::parse("gb").unwrap();
    assert_eq!(parse_postal_code("sw1a 1aa", british).as_deref(), Ok("SW1A 1AA"));
    assert!(matches!(parse_postal_code("über", british), Err(ValueError::ForeignPostalCode(_))));
    assert!(matches!(parse_postal_code("12345678901", british), Err(ValueError::ForeignPostalCode(_))));
}

#[test]
fn a_birthday_has_a_year_or_none_and_stands_in_the_calendar() {
    let birthday: Parse = |input| Birthday::parse(input).map(String::from);
    takes(
        birthday,
        &[
            ("24.12.1980", "1980-12-24"),
            ("4.2.1980", "1980-02-04"),
            ("24. 12. 1980", "1980-12-24"),
            ("24.12.", "--12-24"),
            ("24.12", "--12-24"),
            ("1980-12-24", "1980-12-24"),
            ("19801224", "1980-12-24"),
            ("--12-24", "--12-24"),
            ("--1224", "--12-24"),
            ("1980-12-24T00:00:00Z", "1980-12-24"),
            ("1980-12-24T00:00:00.000Z", "1980-12-24"),
            ("1980-12-24 10:00:00.5", "1980-12-24"),
            ("29.02.1980", "1980-02-29"),
            ("29.02.", "--02-29"),
        ],
    );
    refuses(
        birthday,
        |error| matches!(error, ValueError::Date(_)),
        &[
            "",
            "29.02.1981",
            "31.04.",
            "30.02.",
            "24.13.1980",
            "0.1.1980",
            "24.12.80",
            "12/24/1980",
            "1980-12",
            "1980-13-01",
            "yesterday",
            "24.12.1980.1",
            "01.01.1700",
            "01.01.9999",
            "--13-01",
            "ä4.12.1980",
            "19801é24",
        ],
    );
}

#[test]
fn a_vat_id_with_a_mistyped_digit_is_refused() {
    takes(
        parse_vat_id,
        &[
            ("ATU12345675", "ATU12345675"),
            ("atu 1234 5675", "ATU12345675"),
            ("DE136695976", "DE136695976"),
            ("DE 136.695.976", "DE136695976"),
            ("FR40303265045", "FR40303265045"),
            ("CHE-116.281.710", "CHE116281710"),
        ],
    );
    for valid in ["ATU12345675", "DE136695976"] {
        let digits = valid.find(|letter: char| letter.is_ascii_digit()).unwrap();
        for position in digits..valid.len() {
            for wrong in b'0'..=b'9' {
                let mut mistyped = valid.as_bytes().to_vec();
                if mistyped[position] == wrong {
                    continue;
                }
                mistyped[position] = wrong;
                let mistyped = String::from_utf8(mistyped).unwrap();
                let refused = parse_vat_id(&mistyped);
                assert_eq!(refused, Err(ValueError::VatIdChecksum(mistyped.clone())), "{mistyped}");
            }
        }
    }
    refuses(
        parse_vat_id,
        |error| matches!(error, ValueError::VatId(_)),
        &[
            "",
            "AT12345675",
            "ATU1234567",
            "ATU123456755",
            "DE13669597",
            "DE13669597X",
            "12345675",
            "ÄTU12345675",
            "AT",
            "FR4030326504512345",
        ],
    );
}

#[test]
fn a_web_address_can_never_run_a_script() {
    takes(
        parse_website,
        &[
            ("example.at", "https://example.at"),
            ("http://Example.AT/", "http://example.at"),
            ("https://example.at/Pfad?x=1#y", "https://example.at/Pfad?x=1#y"),
            ("example.at:8080/x", "https://example.at:8080/x"),
            ("müller.example", "https://xn--mller-kva.example"),
            ("example.at/to?url=https://other.example", "https://example.at/to?url=https://other.example"),
        ],
    );
    refuses(
        parse_website,
        |error| matches!(error, ValueError::Website(_)),
        &[
            "javascript:alert(1)",
            "javascript://example.at/%0aalert(1)",
            " JavaScript:alert(document.cookie)",
            "java\nscript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.at",
            "https://user:word@example.at",
            "https://bank.example@evil.example",
            "localhost",
            "https://",
            "two words.at",
            "",
            &format!("example.at/{}", "x".repeat(500)),
        ],
    );
}

#[test]
fn a_web_address_that_grows_beyond_the_limit_when_it_is_normalised_is_refused() {
    let grows = format!("example.at/{}", "ü".repeat(240));
    assert!(matches!(parse_website(&grows), Err(ValueError::Website(_))));
}

#[test]
fn a_country_is_known_by_code_vehicle_code_and_name() {
    let country: Parse = |input| Country::parse(input).map(String::from);
    takes(
        country,
        &[
            ("AT", "AT"),
            ("at", "AT"),
            ("A", "AT"),
            ("Österreich", "AT"),
            ("Austria", "AT"),
            ("D", "DE"),
            ("Deutschland", "DE"),
            ("FL", "LI"),
            ("Schweiz", "CH"),
            (" it ", "IT"),
        ],
    );
    refuses(country, |error| matches!(error, ValueError::Country(_)), &["", "X", "AUT", "Ö", "ÖÖ", "4T", "Atlantis"]);
}

#[test]
fn a_line_is_one_line_within_its_limit() {
    let line: Parse = |input| parse_line(input, 5);
    takes(line, &[("  a   b ", "a b"), ("äöüßé", "äöüßé"), ("\ta\n", "a")]);
    assert_eq!(line("abcdef"), Err(ValueError::TooLong { length: 6, limit: 5 }));
    assert_eq!(line(" \u{a0} "), Err(ValueError::Empty));
    assert_eq!(line("a\nb"), Err(ValueError::ControlCharacter));
    assert_eq!(line("a\u{0}b"), Err(ValueError::ControlCharacter));
    takes(parse_tag, &[("\t#\u{a0}# x", "x"), ("#Messe", "Messe"), (" ## VIP  Kunde", "VIP Kunde"), ("\u{a0}#x", "x")]);
    assert_eq!(parse_tag("#"), Err(ValueError::Empty));
    assert_eq!(parse_tag(&"x".repeat(41)), Err(ValueError::TooLong { length: 41, limit: 40 }));
}

#[test]
fn a_refused_value_is_quoted_back_within_a_line() {
    let refused = parse_email(&"ä".repeat(10_000)).expect_err("no address").to_string();
    assert!(refused.chars().count() < 200, "{refused}");
}

fn list(count: usize) -> FieldValue {
    FieldValue::List((0..count).map(|number| format!("tag {number}")).collect())
}

#[test]
fn a_list_holds_fifty_entries_each_once_and_none_empty() {
    let fields = Fields::default();
    assert_eq!(fields.check(Field::Tags, list(MAX_LIST_ENTRIES)), Ok(list(MAX_LIST_ENTRIES)));
    let limit = MAX_LIST_ENTRIES;
    let refused = fields.check(Field::Tags, list(limit + 1));
    assert_eq!(refused, Err(ValueError::TooMany { length: limit + 1, limit }));
    let emails = ["a@x.at", "", "a@X.at", " ", "b@x.at"].map(str::to_owned).to_vec();
    let stored = ["a@x.at", "b@x.at"].map(str::to_owned).to_vec();
    assert_eq!(fields.check(Field::Emails, FieldValue::List(emails)), Ok(FieldValue::List(stored)));
    assert_eq!(fields.check(Field::Emails, "a@x.at".into()), Ok(FieldValue::List(vec!["a@x.at".to_owned()])));
}

#[test]
fn a_value_of_the_wrong_shape_is_refused() {
    let fields = Fields::default();
    for field in Field::ALL {
        let list = FieldValue::List(vec!["x".to_owned()]);
        let takes_lists = matches!(field, Field::Emails | Field::Phones | Field::Tags | Field::Teams);
        if !takes_lists {
            assert!(matches!(fields.check(field, list), Err(ValueError::WrongShape(_))), "{field:?}");
        }
    }
    assert_eq!(fields.check(Field::Name, FieldValue::Nothing), Err(ValueError::Empty));
    assert_eq!(fields.check(Field::Name, "  ".into()), Err(ValueError::Empty));
    assert_eq!(fields.check(Field::Access, FieldValue::Nothing), Err(ValueError::Empty));
    assert!(matches!(fields.check(Field::Access, "public".into()), Err(ValueError::NotAChoice { .. })));
    assert_eq!(fields.check(Field::City, "  ".into()), Ok(FieldValue::Nothing));
}

/// What people type into any field: mostly right, sometimes close, sometimes anything.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[ #\u{a0}\t]{0,3}[a-zA-ZäöüßÄÖÜẞé ]{1,20}",
        "[+0]{0,2}[1-9][0-9 /().-]{3,18}( ?(ext\\.?|x|DW|-) ?[0-9]{1,4})?",
        "(A-|D |CH-|)[0-9]{3,6}",
        "[0-3]?[0-9]\\.[01]?[0-9]\\.([12][0-9]{3})?",
        "(--|[12][0-9]{3}-)[01][0-9]-[0-3][0-9]",
        "(ATU|DE|FR|CHE-)[0-9 .]{7,12}",
        "(https?://|mailto:|)[a-zA-Zäöü.]{1,12}\\.[a-zA-Z]{2,4}(:[0-9]{1,5})?(/[a-zä/?=&#%]{0,12})?",
        "[a-zA-Zäö.+\"]{1,10}@[a-zA-Zäöİ.-]{1,12}\\.[a-z]{2,4}",
        "(AT|de|Österreich|Schweiz|en|deutsch|private|team|company|restricted)",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// An event carries the checked value, and applying it checks it once more: both must be the same.
    #[test]
    fn checking_a_checked_value_changes_nothing(text in typed(), country in "(AT|DE|CH|LI|GB|IT|US)", as_list in any::<bool>()) {
        let fields = Fields { country: Some(Country::parse(&country).unwrap()), ..Fields::default() };
        for field in Field::ALL {
            let value = if as_list { FieldValue::List(vec![text.clone()]) } else { FieldValue::Text(text.clone()) };
            if let Ok(checked) = fields.check(field, value) {
                prop_assert_eq!(fields.check(field, checked.clone()), Ok(checked), "{:?}", field);
            }
        }
    }
}
