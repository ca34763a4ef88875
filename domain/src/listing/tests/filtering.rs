use chrono::TimeDelta;

use crate::access::Reach;
use crate::contact::{Access, AssignmentRole};
use crate::custom_field::NO_CUSTOM_FIELDS;
use crate::fixtures::{ANNA, LENA, MAX, SALES, assignment, contact, employee_id, now, private, roster, team_id};
use crate::listing::{Asker, Candidate, Criteria, FilterSpec, MAX_QUERY_BYTES, QueryError, parse_topic};
use crate::value::Country;

/// A contact in Vienna that Anna manages and Max serves.
fn huber() -> crate::Contact {
    let mut huber = contact();
    let fields = &mut huber.fields;
    fields.country = Some(Country::AT);
    fields.postal_code = Some("1010".to_owned());
    fields.city = Some("St. Pölten".to_owned());
    fields.industry = Some("Bau".to_owned());
    fields.tags = vec!["Messe".to_owned(), "VIP".to_owned()];
    fields.teams = vec![team_id(SALES)];
    huber.assignments = vec![
        assignment(employee_id(ANNA), AssignmentRole::AccountManager),
        assignment(employee_id(MAX), AssignmentRole::Service),
    ];
    huber.created_at = now() - TimeDelta::days(10);
    huber.updated_at = now() - TimeDelta::days(2);
    huber
}

fn asker() -> Asker<'static> {
    Asker { viewer: employee_id(ANNA), now: now(), custom_fields: &NO_CUSTOM_FIELDS }
}

fn takes(filter: &str) -> bool {
    FilterSpec::parse(filter).expect(filter).resolve(employee_id(ANNA), now()).takes(&huber())
}

#[test]
fn a_filter_takes_what_fulfils_all_of_its_parts() {
    let (anna, max, lena) = (employee_id(ANNA), employee_id(MAX), employee_id(LENA));
    let team = team_id(SALES);
    for (filter, expected) in [
        ("", true),
        ("{}", true),
        (r#"{"kind":"person"}"#, true),
        (r#"{"kind":"organisation"}"#, false),
        (r#"{"access":"company"}"#, true),
        (r#"{"access":"private"}"#, false),
        (r#"{"country":["DE","AT"]}"#, true),
        (r#"{"country":["DE"]}"#, false),
        (r#"{"country":[]}"#, true),
        (r#"{"postal_code":"10"}"#, true),
        (r#"{"postal_code":"0"}"#, false),
        (r#"{"city":["ST PÖLTEN"]}"#, true),
        (r#"{"city":["st. poelten"]}"#, true),
        (r#"{"city":["poelten"]}"#, false),
        (r#"{"industry":["Bau"]}"#, true),
        (r#"{"industry":["bau"]}"#, false),
        (r#"{"tags":["Unbekannt","VIP"]}"#, true),
        (r#"{"tags":["Unbekannt"]}"#, false),
        (r#"{"account_manager":["me"]}"#, true),
        (r#"{"account_manager":["none"]}"#, false),
        (&format!(r#"{{"account_manager":["{anna}"]}}"#), true),
        (&format!(r#"{{"account_manager":["{max}"]}}"#), false),
        (&format!(r#"{{"assigned":["{max}"]}}"#), true),
        (&format!(r#"{{"assigned":["{lena}"]}}"#), false),
        (r#"{"assigned":["none"]}"#, false),
        (&format!(r#"{{"team":["{team}"]}}"#), true),
        (r#"{"changed_within_days":2}"#, true),
        (r#"{"changed_within_days":1}"#, false),
        (r#"{"created_within_days":10}"#, true),
        (r#"{"created_within_days":9}"#, false),
        (r#"{"kind":"person","city":["Graz"]}"#, false),
    ] {
        assert_eq!(takes(filter), expected, "{filter}");
    }
}

#[test]
fn a_filter_that_asks_for_nobody_takes_contacts_without_an_account_manager_or_without_anybody() {
    let filter = |text: &str| FilterSpec::parse(text).unwrap().resolve(employee_id(ANNA), now());
    let (unmanaged, unassigned) = (filter(r#"{"account_manager":["none"]}"#), filter(r#"{"assigned":["none"]}"#));
    let mut contact = contact();
    assert!(unmanaged.takes(&contact) && unassigned.takes(&contact));
    contact.assignments.push(assignment(employee_id(ANNA), AssignmentRole::Service));
    assert!(unmanaged.takes(&contact) && !unassigned.takes(&contact));
    assert!(filter(r#"{"assigned":["none","me"]}"#).takes(&contact));
}

#[test]
fn a_filter_that_cannot_be_meant_is_refused() {
    let many = vec!["\"x\""; 51].join(",");
    for filter in [
        "nonsense",
        "[]",
        r#"{"unknown":1}"#,
        r#"{"kind":"robot"}"#,
        r#"{"country":["Nowhere"]}"#,
        r#"{"city":[""]}"#,
        r#"{"postal_code":" "}"#,
        r#"{"account_manager":["somebody"]}"#,
        r#"{"assigned":["somebody"]}"#,
        r#"{"changed_within_days":0}"#,
        r#"{"created_within_days":3651}"#,
        &format!(r#"{{"tags":[{many}]}}"#),
        &format!(r#"{{"industry":["{}"]}}"#, "x".repeat(201)),
    ] {
        let refused = FilterSpec::parse(filter);
        assert!(matches!(refused, Err(QueryError::Filter(_))), "{filter}: {refused:?}");
    }
}

#[test]
fn a_filter_is_written_as_it_was_read() {
    for filter in [r#"{"kind":"person","account_manager":["me","none"],"changed_within_days":7}"#, "{}"] {
        assert_eq!(serde_json::to_string(&FilterSpec::parse(filter).unwrap()).unwrap(), filter);
    }
}

/// `[E3]`
#[test]
fn a_contact_whose_name_alone_is_seen_answers_to_its_name_and_kind_only() {
    let mut hidden = huber();
    hidden.fields.access = Access::Restricted;
    let roster = roster();
    let admin = roster.keys(employee_id(LENA));
    let reach = |search: &str, filter: &str| {
        let criteria = Criteria::parse(search, filter, asker()).unwrap();
        criteria.reach(&Candidate::of(&hidden), &admin)
    };
    for (search, filter) in [("", ""), ("hub", ""), ("", r#"{"kind":"person"}"#)] {
        assert_eq!(reach(search, filter), Reach::Stub, "{search} {filter}");
    }
    for (search, filter) in [
        ("poelten", ""),
        ("messe", ""),
        ("", r#"{"kind":"organisation"}"#),
        ("", r#"{"access":"restricted"}"#),
        ("", r#"{"country":["AT"]}"#),
        ("", r#"{"account_manager":["none"]}"#),
        ("", r#"{"account_manager":["me"]}"#),
        ("", r#"{"changed_within_days":3650}"#),
        ("", r#"{"kind":"person","tags":["VIP"]}"#),
    ] {
        assert_eq!(reach(search, filter), Reach::Nothing, "{search} {filter}");
    }
}

#[test]
fn what_may_not_be_seen_stands_in_no_list() {
    let contact = private(MAX);
    let roster = roster();
    for (who, expected) in [(ANNA, Reach::Nothing), (MAX, Reach::Full)] {
        let keys = roster.keys(employee_id(who));
        assert_eq!(Criteria::default().reach(&Candidate::of(&contact), &keys), expected, "{who}");
    }
}

#[test]
fn a_topic_is_written_as_the_query_of_the_list() {
    let parsed = |query: &str| parse_topic(query, asker());
    let expected = Criteria::parse("anna huber", r#"{"kind":"person"}"#, asker()).unwrap();
    let query = "search=anna+huber&filter=%7B%22kind%22%3A%22person%22%7D&sort=-updated_at";
    assert_eq!(parsed(query).unwrap(), expected);
    assert_eq!(parsed("").unwrap(), Criteria::default());
    assert!(parsed("sort=name").unwrap().is_everything());
    assert_eq!(parsed("limit=5"), Err(QueryError::Unknown("limit".to_owned())));
    assert!(matches!(parsed("sort=size"), Err(QueryError::Sort(_))));
    assert!(matches!(parsed("filter=x"), Err(QueryError::Filter(_))));
    let long = format!("search={}", "x".repeat(MAX_QUERY_BYTES));
    assert_eq!(parsed(&long), Err(QueryError::TooLong(long.len())));
}
