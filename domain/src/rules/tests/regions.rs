//! Sets of postal codes (`[R2]`, `[R3]`).

use proptest::prelude::*;

use super::world::region;
use crate::rules::codes::Codes;
use crate::rules::region::Postal;
use crate::rules::{Region, RegionRefusal};
use crate::value::Country;

fn spelled(country: Country, codes: &[&str]) -> Vec<String> {
    region(country, codes).checked().unwrap().codes
}

fn refused(country: Country, code: &str) -> String {
    region(country, &[code]).checked().unwrap_err().to_string()
}

#[test]
fn codes_are_kept_in_one_spelling() {
    let cases: &[(Country, &[&str], &[&str])] = &[
        (Country::AT, &["A-1010", "AT 1020 ", "1030"], &["1010", "1020", "1030"]),
        (Country::AT, &["A-1010 - A-1230"], &["1010-1230"]),
        (Country::AT, &["1010–1230, 80*; !8045"], &["1010-1230", "80*", "!8045"]),
        (Country::DE, &["D 80331", "01067", "D-01069-01099"], &["80331", "01067", "01069-01099"]),
        (Country::CH, &["CH-8001", "8001"], &["8001"]),
        (Country::LI, &["FL-9490"], &["9490"]),
        (Country::AT, &["1010-1010"], &["1010"]),
        (Country::parse("GB").unwrap(), &["sw1a 1aa", "ab*"], &["SW1A 1AA", "AB*"]),
    ];
    for (country, written, kept) in cases {
        assert_eq!(&spelled(*country, written), kept, "{written:?}");
        let kept: Vec<&str> = kept.to_vec();
        assert_eq!(spelled(*country, &kept), kept, "what is kept stays as it is");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_reason() {
    let cases = [
        (Country::AT, "1230-1010", "“1230-1010” begins with 1230, which lies after 1010; write the smaller code first"),
        (Country::AT, "80331", "“80331” is not a postal code of AT; it has 4 digits"),
        (Country::DE, "1010", "“1010” is not a postal code of DE; it has 5 digits"),
        (Country::AT, "D-80331", "“D-80331” belongs to DE, and this set is of AT; give DE a set of its own"),
        (Country::AT, "80100*", "“80100*” is no prefix; write up to 3 digits and a star, as in 80*"),
        (Country::AT, "*", "“*” is no prefix; write up to 3 digits and a star, as in 80*"),
        (Country::AT, "Graz", "“GRAZ” is not a postal code of AT; it has 4 digits"),
    ];
    for (country, code, reason) in cases {
        assert_eq!(refused(country, code), reason, "{code}");
    }
    let nothing = region(Country::AT, &["8045", "!8045"]).checked();
    assert_eq!(nothing, Err(RegionRefusal::Nothing(Country::AT)));
    let many = Region { country: Country::AT, codes: (1000..1600).map(|code| code.to_string()).collect() };
    assert_eq!(many.checked(), Err(RegionRefusal::TooMany { count: 600 }));
}

#[test]
fn a_set_takes_what_its_entries_say_but_what_they_leave_out() {
    let set = region(Country::AT, &["1010-1230", "80*", "!8045", "!1100-1109"]).compile().unwrap();
    let takes = |code: &str| set.contains(Some(code), code.parse().ok());
    for code in ["1010", "1230", "1099", "1110", "8010", "8099"] {
        assert!(takes(code), "{code}");
    }
    for code in ["1009", "1231", "1100", "1109", "8045", "8100"] {
        assert!(!takes(code), "{code}");
    }
    let all_but_graz = region(Country::AT, &["!80*"]).compile().unwrap();
    assert!(all_but_graz.contains(Some("1010"), Some(1010)) && !all_but_graz.contains(Some("8010"), Some(8010)));
    let whole = region(Country::AT, &[]).compile().unwrap();
    assert!(whole.contains(None, None), "a whole country takes who has no postal code");
    let dresden = region(Country::DE, &["01*"]).compile().unwrap();
    assert!(dresden.contains(Some("01067"), Some(1067)) && !dresden.contains(Some("10670"), Some(10_670)));
    let britain = region(Country::parse("GB").unwrap(), &["SW*", "!SW1"]).compile().unwrap();
    assert!(britain.contains(Some("SW2"), None) && !britain.contains(Some("SW1"), None));
}

#[test]
fn entries_that_take_the_same_codes_are_named() {
    let set = region(Country::AT, &["1010-1230", "1100", "80*", "!1100"]);
    assert_eq!(set.overlaps(), [("1010-1230".to_owned(), "1100".to_owned())]);
}

fn ranges() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0_u32..60, 0_u32..12).prop_map(|(first, length)| (first, first + length)), 0..6)
}

proptest! {
    #[test]
    fn sets_of_ranges_are_sets(one in ranges(), other in ranges()) {
        let (a, b) = (Codes::new(one.clone()), Codes::new(other.clone()));
        let is_in = |ranges: &[(u32, u32)], code| ranges.iter().any(|(first, last)| (*first..=*last).contains(&code));
        for code in 0..80 {
            let (x, y) = (is_in(&one, code), is_in(&other, code));
            prop_assert_eq!(a.contains(code), x);
            prop_assert_eq!(a.union(&b).contains(code), x || y);
            prop_assert_eq!(a.without(&b).contains(code), x && !y);
            prop_assert_eq!(a.both(&b).contains(code), x && y);
        }
        prop_assert_eq!(a.count(), (0..80).filter(|code| is_in(&one, *code)).count() as u64);
        prop_assert_eq!(a.is_within(&b), (0..80).all(|code| !is_in(&one, code) || is_in(&other, code)));
    }

    #[test]
    fn a_prefix_takes_the_codes_that_begin_with_it(prefix in 1_u32..999, code in 1000_u32..=9999) {
        let set = region(Country::AT, &[&format!("{prefix}*")]).compile().unwrap();
        prop_assert!(matches!(set, Postal::Numbers(_)));
        let begins = code.to_string().starts_with(&prefix.to_string());
        prop_assert_eq!(set.contains(Some(&code.to_string()), Some(code)), begins);
    }
}
