use super::{STEPS, apply_steps, stored_number};
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
            let step = "CREATE team:once SET body = '';";
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
            let step = "CREATE team:half SET body = ''; CREATE team:half SET body = '';";
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
            let more = [STEPS, &["CREATE team:newer SET body = '';"]].concat();
            apply_steps(&task.database, &more).await.unwrap();
            Ok(apply_steps(&task.database, STEPS).await)
        })
        .await
        .unwrap();
    assert!(matches!(refused, Err(OpenError::NewerSchema { .. })), "{refused:?}");
}
