use domain::import::{Import, ImportError, ImportFormat, ImportState, ImportTally, ImportTouch};
use domain::{CommandId, ContactId, EmployeeId, ImportId};

use crate::Store;
use crate::fixtures::{at, change, contact, creation};

fn import(by: EmployeeId, seconds: i64, state: ImportState) -> Import {
    Import {
        id: ImportId::new(),
        name: "kunden.csv".to_owned(),
        state,
        format: ImportFormat::Csv,
        encoding: "UTF-8".to_owned(),
        separator: Some(";".to_owned()),
        columns: Vec::new(),
        rows: 3,
        done: 0,
        tally: ImportTally::default(),
        undo: None,
        errors: Vec::new(),
        error_count: 0,
        by,
        created_at: at(seconds),
        finished_at: None,
        message: None,
    }
}

fn error(line: u64) -> ImportError {
    ImportError { line, column: None, message: "nein".to_owned() }
}

fn touch() -> ImportTouch {
    ImportTouch { contact: ContactId::new(), command: CommandId::new() }
}

#[tokio::test]
async fn an_import_reads_back_with_what_it_touched_in_order() {
    let store = Store::in_memory().await;
    let mut one = import(EmployeeId::new(), 0, ImportState::Running);
    let other = import(one.by, 0, ImportState::Running);
    let touched: Vec<_> = (0..5).map(|_| touch()).collect();
    store.put_import_progress(&other, &[touch()], &[error(9)]).await.unwrap();
    store.put_import_progress(&one, &touched[..2], &[]).await.unwrap();
    one.done = 3;
    store.put_import_progress(&one, &touched[2..], &[error(4), error(7)]).await.unwrap();
    assert_eq!(store.import(one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(store.import_touches(one.id).await.unwrap(), touched);
    assert_eq!(store.import_errors(one.id).await.unwrap(), [error(4), error(7)]);
    store.clear_import_errors(one.id).await.unwrap();
    assert_eq!(store.import_errors(one.id).await.unwrap(), []);
    store.delete_import(one.id).await.unwrap();
    assert_eq!(store.import(one.id).await.unwrap(), None);
    assert_eq!(store.import_touches(one.id).await.unwrap(), []);
    assert_eq!(store.import_touches(other.id).await.unwrap().len(), 1, "others stay");
    assert_eq!(store.import_errors(other.id).await.unwrap(), [error(9)]);
}

#[tokio::test]
async fn imports_are_found_by_employee_age_and_state() {
    let store = Store::in_memory().await;
    let (lena, max) = (EmployeeId::new(), EmployeeId::new());
    let old = import(lena, 0, ImportState::Done);
    let new = import(lena, 100, ImportState::Running);
    let others = import(max, 100, ImportState::Undoing);
    for import in [&old, &new, &others] {
        store.put_import(import).await.unwrap();
    }
    assert_eq!(store.imports_of(lena, at(0), 10).await.unwrap(), [new.clone(), old.clone()]);
    assert_eq!(store.imports_of(lena, at(1), 10).await.unwrap(), std::slice::from_ref(&new));
    assert_eq!(store.imports_of(lena, at(0), 1).await.unwrap(), std::slice::from_ref(&new));
    assert_eq!(store.imports_in(&[ImportState::Running]).await.unwrap(), [new]);
    assert_eq!(store.imports_before(at(100)).await.unwrap(), [old]);
}

#[tokio::test]
async fn an_organisation_knows_whether_anybody_works_there() {
    use domain::contact::{Employment, Field, FieldValue};
    let store = Store::in_memory().await;
    let (organisation, mut person) = (contact("Firma"), contact("Huber"));
    store.commit(creation(&organisation)).await.unwrap();
    store.commit(creation(&person)).await.unwrap();
    assert!(!store.has_persons(organisation.id).await.unwrap());
    let employment =
        Employment { organisation: organisation.id, position: None, department: None, primary: true, left: None };
    let value = FieldValue::Employments(vec![employment]);
    store.commit(crate::fixtures::edit(&mut person, Field::WorksFor, value)).await.unwrap();
    assert!(store.has_persons(organisation.id).await.unwrap());
    store.commit(change(&mut person, domain::EventKind::ContactDeleted)).await.unwrap();
    assert!(!store.has_persons(organisation.id).await.unwrap(), "who is deleted works nowhere");
}
