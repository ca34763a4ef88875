#![allow(clippy::unwrap_used)]

use domain::contact::{ContactRefusal, Field, FieldValue};
use domain::{Employee, RosterRefusal};

use crate::StaffError;
use crate::contact::ExecuteError;
use crate::fixtures::{anna, change, desk, employee};

/// `[P4]`
#[actix::test]
async fn every_change_of_employees_and_teams_is_told() {
    let (desk, _) = desk().await;
    let mut told = desk.roster_changes();
    assert!(!told.has_changed().unwrap(), "nothing has changed yet");
    let team = desk.add_team("Wien").await.unwrap();
    assert!(told.has_changed().unwrap());
    told.mark_unchanged();
    desk.change_team(team.id, Some("Wien Süd"), None).await.unwrap();
    assert!(told.has_changed().unwrap());
    told.mark_unchanged();
    desk.put_employee(Employee { teams: vec![team.id], ..employee("Anna") }).await.unwrap();
    assert!(told.has_changed().unwrap());
    told.mark_unchanged();
    let refused = desk.change_team(team.id, None, Some(true)).await;
    assert!(matches!(refused, Err(StaffError::Refused(RosterRefusal::HasMembers(_)))), "{refused:?}");
    assert!(!told.has_changed().unwrap(), "a refusal changes nothing");
    assert_eq!(desk.roster().team(team.id).unwrap().name, "Wien Süd");
    assert_eq!(desk.store().teams().await.unwrap()[0].name, "Wien Süd");
}

/// `[P3]`
#[actix::test]
async fn a_team_with_contacts_is_not_archived_and_an_archived_one_takes_none() {
    let (desk, huber) = desk().await;
    let team = desk.add_team("Wien").await.unwrap();
    let join = |base| {
        let changes = vec![domain::contact::FieldChange {
            field: Field::Teams,
            value: FieldValue::List(vec![team.id.to_string()]),
        }];
        change(anna(), domain::contact::Command::EditFields { changes, base })
    };
    let version = desk.execute(huber, join(2)).await.unwrap().seq;
    let refused = desk.change_team(team.id, None, Some(true)).await;
    assert!(matches!(refused, Err(StaffError::Refused(RosterRefusal::HasContacts(1)))), "{refused:?}");
    let changes = vec![domain::contact::FieldChange { field: Field::Teams, value: FieldValue::List(Vec::new()) }];
    let leave = change(anna(), domain::contact::Command::EditFields { changes, base: version });
    let version = desk.execute(huber, leave).await.unwrap().seq;
    assert!(desk.change_team(team.id, None, Some(true)).await.unwrap().archived);
    let refused = desk.execute(huber, join(version)).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(ContactRefusal::NoSuchTeam))), "{refused:?}");
    assert!(!desk.change_team(team.id, None, Some(false)).await.unwrap().archived);
    desk.execute(huber, join(version)).await.unwrap();
}
