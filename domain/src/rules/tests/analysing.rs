//! What a book says about itself, and previews (`[R10]`, `[R11]`).

use super::world::{ANNA, Held, MAX, SOFIE, book, in_region, industry, living_in, roster, rule, rule_id, to_pool};
use crate::contact::{AssignmentRole, Contact};
use crate::fixtures::{assignment, contact_id, employee_id, now};
use crate::rules::analysis::{analyse, free_codes};
use crate::rules::compiled::Facts;
use crate::rules::decision::Deciding;
use crate::rules::preview::{Holder, Preview, Tally};
use crate::rules::{Compiled, ProblemKind, RuleBook};

fn compiled(book: RuleBook) -> Compiled {
    Compiled::new(book.checked().unwrap())
}

fn findings(book: RuleBook) -> Vec<ProblemKind> {
    analyse(&compiled(book)).into_iter().map(|problem| problem.kind).collect()
}

#[test]
fn a_rule_behind_one_that_takes_all_of_it_is_never_reached() {
    let book = book(vec![
        rule(1, vec![in_region(&["1010-1100"])], ANNA),
        rule(2, vec![in_region(&["1101-1230"])], MAX),
        rule(3, vec![in_region(&["1050-1150"]), industry(&["IT"])], SOFIE),
        rule(4, vec![in_region(&["1010-1231"])], SOFIE),
    ]);
    let by = vec![rule_id(1), rule_id(2)];
    let found = findings(book);
    assert_eq!(found[0], ProblemKind::Unreachable { by }, "two rules together take what neither takes alone");
    assert_eq!(found.len(), 3, "the last one gets 1231 and overlaps with both: {found:?}");
}

#[test]
fn rules_that_compete_for_contacts_are_named() {
    let overlapping =
        book(vec![rule(1, vec![in_region(&["10*"])], ANNA), rule(2, vec![in_region(&["1050-1120"])], MAX)]);
    assert_eq!(findings(overlapping), [ProblemKind::Overlaps { with: rule_id(1) }]);
    let apart = book(vec![
        rule(1, vec![in_region(&["10*"]), industry(&["IT"])], ANNA),
        rule(2, vec![in_region(&["1050-1120"]), industry(&["Handel"])], MAX),
        rule(3, vec![], SOFIE),
    ]);
    assert_eq!(findings(apart), [], "no contact has two industries, and the last rule is meant to take the rest");
}

#[test]
fn codes_that_no_rule_takes_are_listed() {
    let book = book(vec![
        rule(1, vec![in_region(&["1*", "3000-8999"])], ANNA),
        rule(2, vec![in_region(&["2500-2599"]), industry(&["IT"])], MAX),
        rule(3, vec![], SOFIE),
    ]);
    let free = free_codes(&compiled(book));
    assert_eq!(free.len(), 1);
    assert_eq!(free[0].ranges, ["2000-2999", "9000-9999"]);
    assert_eq!(free[0].count, 2000);
}

fn held_by(number: u8, postal_code: &str, who: Option<u8>, pinned: bool) -> Contact {
    let mut contact = Contact { id: contact_id(number), ..living_in(postal_code) };
    contact.assignments = who
        .map(|who| assignment(employee_id(who), AssignmentRole::AccountManager))
        .map(|held| crate::contact::Assignment { pinned, ..held })
        .into_iter()
        .collect();
    contact
}

fn preview(book: RuleBook, contacts: &[Contact]) -> Tally {
    let (held, roster) = (Held::new(book), roster());
    let deciding = Deciding { compiled: &held.compiled, version: 1, roster: &roster, now: now() };
    let mut preview = Preview::new(deciding, held.states.clone());
    for contact in contacts {
        preview.take(contact.id, Facts::of(&contact.fields), &Holder::of(contact));
    }
    preview.finish()
}

#[test]
fn a_preview_counts_who_moves_and_who_has_how_many() {
    let book = book(vec![rule(1, vec![in_region(&["1*"])], ANNA), to_pool(rule(2, vec![in_region(&["8*"])], ANNA))]);
    let tally = preview(
        book,
        &[
            held_by(1, "1010", Some(MAX), false),
            held_by(2, "1010", Some(MAX), true),
            held_by(3, "1010", Some(ANNA), false),
            held_by(4, "8010", Some(MAX), false),
            held_by(5, "8010", None, false),
            held_by(6, "5020", Some(MAX), false),
        ],
    );
    assert_eq!((tally.contacts, tally.moves, tally.pinned, tally.unmatched), (6, 2, 1, 1));
    let to: Vec<_> = tally.moved.iter().map(|moved| (moved.contact, moved.to)).collect();
    let expected = [(contact_id(1), Some(employee_id(ANNA))), (contact_id(5), Some(employee_id(SOFIE)))];
    assert_eq!(to, expected, "who is of the pool keeps the contact");
    let load = |who| {
        let load = tally.load.iter().find(|load| load.employee == employee_id(who)).unwrap();
        (load.before, load.after)
    };
    assert_eq!((load(ANNA), load(MAX), load(SOFIE)), ((1, 2), (4, 3), (0, 1)));
    assert_eq!(tally.without_rule, [contact_id(6)]);
}
