use super::{STEPS, Step, apply_steps, stored_number};
use crate::fixtures::{contact, creation};
use crate::listing::Listing;
use crate::statement::Statement;
use crate::{OpenError, Store};

#[tokio::test]
async fn migrations_run_once() {
    let store = Store::in_memory().await;
    let access = store.access().unwrap();
    let task = access.clone();
    access
        .spawn(async move {
            let database = &task.database;
            assert_eq!(stored_number(database).await.unwrap(), STEPS.len() as u64);
            apply_steps(database, STEPS).await.unwrap();
            let step = Step::Statements("CREATE team:once SET body = '';");
            let more = [STEPS, &[step]].concat();
            apply_steps(database, &more).await.unwrap();
            // A second run would find the row.
            apply_steps(database, &more).await.unwrap();
            assert_eq!(stored_number(database).await.unwrap(), STEPS.len() as u64 + 1);
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind() {
    let store = Store::in_memory().await;
    let access = store.access().unwrap();
    let task = access.clone();
    access
        .spawn(async move {
            let database = &task.database;
            let step = Step::Statements("CREATE team:half SET body = ''; CREATE team:half SET body = '';");
            let failed = apply_steps(database, &[STEPS, &[step]].concat()).await;
            assert!(matches!(failed, Err(OpenError::Migration { .. })), "{failed:?}");
            assert_eq!(stored_number(database).await.unwrap(), STEPS.len() as u64);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(store.teams().await.unwrap(), []);
}

#[tokio::test]
async fn data_of_a_newer_version_is_refused() {
    let store = Store::in_memory().await;
    let access = store.access().unwrap();
    let task = access.clone();
    let refused = access
        .spawn(async move {
            let more = [STEPS, &[Step::Statements("CREATE team:newer SET body = '';")]].concat();
            apply_steps(&task.database, &more).await.unwrap();
            Ok(apply_steps(&task.database, STEPS).await)
        })
        .await
        .unwrap();
    assert!(matches!(refused, Err(OpenError::NewerSchema { .. })), "{refused:?}");
}

/// Rows as they were before contacts had the columns that lists ask for.
#[tokio::test]
async fn contacts_of_an_older_version_get_their_columns() {
    let store = Store::in_memory().await;
    let contacts: Vec<_> = (0..30)
        .map(|number| {
            let mut contact = contact(&format!("Contact {number}"));
            contact.fields.city = Some("Wien".to_owned());
            contact
        })
        .collect();
    for contact in &contacts {
        store.commit(creation(contact)).await.unwrap();
    }
    let access = store.access().unwrap();
    let task = access.clone();
    access
        .spawn(async move {
            let database = &task.database;
            let before = "UPDATE contact SET facts = NONE; UPDATE schema:version SET number = 2;";
            database.ask(Statement::new(before)).await.unwrap();
            assert!(Listing::load(database).await.is_err(), "the columns are gone");
            // What later steps define is there already.
            apply_steps(database, &STEPS[..3]).await.unwrap();
            let listing = Listing::load(database).await.unwrap();
            for contact in &contacts {
                assert_eq!(listing.get(contact.id), Some(crate::listing::Listed::of(contact)));
            }
            Ok(())
        })
        .await
        .unwrap();
}
