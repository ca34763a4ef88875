use domain::{Employee, EmployeeId, Role, Team, TeamId};

use crate::{Store, StoreError};

fn employee(email: &str) -> Employee {
    Employee {
        id: EmployeeId::new(),
        name: "Lena".to_owned(),
        email: email.to_owned(),
        role: Role::Member,
        teams: vec![TeamId::new()],
        active: true,
    }
}

#[tokio::test]
async fn employees_and_teams_come_back_as_they_were() {
    let store = Store::in_memory().await;
    let mut lena = employee("lena@kontor.example");
    let team = Team { id: TeamId::new(), name: "Wien".to_owned(), archived: false };
    store.put_employee(&lena).await.unwrap();
    store.put_team(&team).await.unwrap();
    lena.role = Role::Admin;
    store.put_employee(&lena).await.unwrap();
    assert_eq!(store.employees().await.unwrap(), [lena]);
    assert_eq!(store.teams().await.unwrap(), [team]);
}

#[tokio::test]
async fn an_address_signs_in_one_employee_only() {
    let store = Store::in_memory().await;
    store.put_employee(&employee("lena@kontor.example")).await.unwrap();
    let refused = store.put_employee(&employee("Lena@Kontor.example")).await;
    assert!(matches!(refused, Err(StoreError::EmailTaken)), "{refused:?}");
    assert_eq!(store.employees().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_password_survives_a_change_of_the_employee_and_is_found_by_the_address() {
    let store = Store::in_memory().await;
    let mut lena = employee("lena@kontor.example");
    store.put_employee(&lena).await.unwrap();
    assert_eq!(store.password_hash("lena@kontor.example").await.unwrap(), None);
    store.set_password_hash(lena.id, "$argon2id$1").await.unwrap();
    lena.email = "lena.neu@kontor.example".to_owned();
    store.put_employee(&lena).await.unwrap();
    assert_eq!(store.password_hash("lena@kontor.example").await.unwrap(), None);
    assert_eq!(
        store.password_hash("Lena.Neu@kontor.example").await.unwrap(),
        Some((lena.id, "$argon2id$1".to_owned()))
    );
}
