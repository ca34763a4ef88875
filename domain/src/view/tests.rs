use super::{View, ViewRefusal};
use crate::employee::{Employee, Role};
use crate::fixtures::{ANNA, LENA, MAX, SALES, employee, employee_id, now, team_id};
use crate::listing::{FilterSpec, Sort};
use crate::{ViewId, value::ValueError};

fn view(team: Option<u8>) -> View {
    View {
        id: ViewId::new(),
        name: "Meine Kunden".to_owned(),
        owner: employee_id(ANNA),
        team: team.map(team_id),
        search: String::new(),
        filter: FilterSpec::default(),
        sort: Sort::default(),
        columns: vec!["name".to_owned(), "city".to_owned()],
        created_at: now(),
    }
}

fn of_sales(role: Role) -> Employee {
    Employee { role, teams: vec![team_id(SALES)], ..employee(MAX, "Max") }
}

/// `[E6]`
#[test]
fn a_view_is_its_owners_and_a_shared_one_its_teams_too() {
    let owner = employee(ANNA, "Anna");
    let stranger = Employee { role: Role::Admin, ..employee(LENA, "Lena") };
    for (view, who, sees, changes) in [
        (view(None), &owner, true, true),
        (view(None), &of_sales(Role::Lead), false, false),
        (view(None), &stranger, false, false),
        (view(Some(SALES)), &owner, true, true),
        (view(Some(SALES)), &of_sales(Role::Member), true, false),
        (view(Some(SALES)), &of_sales(Role::Lead), true, true),
        (view(Some(SALES)), &of_sales(Role::Admin), true, true),
        (view(Some(SALES)), &stranger, false, false),
        (view(Some(2)), &of_sales(Role::Lead), false, false),
    ] {
        let found = (view.is_seen_by(who), view.may_be_changed_by(who));
        assert_eq!(found, (sees, changes), "{:?} of {:?} for {:?}", view.team, view.owner, who.role);
    }
}

#[test]
fn a_view_that_cannot_be_kept_is_refused_by_what_is_wrong() {
    let max = of_sales(Role::Member);
    let refused = |change: &dyn Fn(&mut View)| {
        let mut view = view(None);
        change(&mut view);
        view.checked(&max, None).unwrap_err()
    };
    assert_eq!(refused(&|view| view.name = "  ".to_owned()), ViewRefusal::Name(ValueError::Empty));
    assert_eq!(refused(&|view| view.search = "x".repeat(201)), ViewRefusal::SearchTooLong { length: 201 });
    assert_eq!(refused(&|view| view.columns = vec![String::new()]), ViewRefusal::Columns);
    assert_eq!(refused(&|view| view.columns = vec!["x".to_owned(); 61]), ViewRefusal::Columns);
    assert_eq!(refused(&|view| view.team = Some(team_id(2))), ViewRefusal::NotYourTeam);
    assert_eq!(refused(&|view| view.filter.changed_within_days = Some(0)).field(), "filter");
}

#[test]
fn a_view_stays_with_a_team_that_its_author_has_left() {
    let anna = employee(ANNA, "Anna");
    let former = view(Some(SALES));
    let renamed = View { name: " Neu ".to_owned(), ..former.clone() };
    assert_eq!(renamed.checked(&anna, Some(&former)).map(|view| view.name), Ok("Neu".to_owned()));
}
