//! A merge is on disk with everything that belongs to it, or nothing of it is.
#![allow(clippy::unwrap_used)]

use domain::contact::{Employment, Field, FieldValue};
use domain::merge::Merge;
use domain::{Contact, EmployeeId, EventKind, MergeId};

use crate::fixtures::{at, change, comment, contact, creation, edit};
use crate::{CommitError, Store};

fn record(survivor: &Contact, other: &Contact) -> Merge {
    Merge {
        id: MergeId::new(),
        survivor: survivor.id,
        other: other.id,
        other_name: other.fields.name.clone(),
        by: EmployeeId::new(),
        at: at(5),
        first_seq: 2,
        last_seq: 2,
        people: Vec::new(),
        notes: domain::merge::MergedNotes::default(),
        undone: None,
    }
}

fn taken_over(other: &mut Contact, merge: &Merge) -> crate::Batch {
    let kind = EventKind::MergedInto { merge: merge.id, survivor: merge.survivor, name: "Muster".to_owned() };
    change(other, kind)
}

fn taking_over(survivor: &mut Contact, merge: &Merge) -> crate::Batch {
    let kind = EventKind::ContactMerged { merge: merge.id, other: merge.other, name: merge.other_name.clone() };
    change(survivor, kind)
}

#[tokio::test]
async fn both_contacts_and_the_merge_are_saved_together() {
    let store = Store::in_memory().await;
    let (mut survivor, mut other) = (contact("Muster"), contact("Muster alt"));
    store.commit(creation(&survivor)).await.unwrap();
    store.commit(creation(&other)).await.unwrap();
    let merge = record(&survivor, &other);
    let batches = vec![taking_over(&mut survivor, &merge), taken_over(&mut other, &merge)];
    store.commit_merge(batches, &merge).await.unwrap();
    assert_eq!(store.contact(other.id).await.unwrap().unwrap().merged_into, Some(survivor.id));
    assert_eq!(store.contact(survivor.id).await.unwrap().unwrap().version, survivor.version);
    assert_eq!(store.merge(merge.id).await.unwrap(), Some(merge));
}

#[tokio::test]
async fn if_one_contact_moved_on_nothing_of_the_merge_is_saved() {
    let store = Store::in_memory().await;
    let (mut survivor, mut other) = (contact("Muster"), contact("Muster alt"));
    store.commit(creation(&survivor)).await.unwrap();
    store.commit(creation(&other)).await.unwrap();
    let merge = record(&survivor, &other);
    let before = survivor.clone();
    let batches = vec![taking_over(&mut survivor, &merge), taken_over(&mut other.clone(), &merge)];
    store.commit(edit(&mut other, Field::City, "Graz".into())).await.unwrap();
    let refused = store.commit_merge(batches, &merge).await;
    assert!(matches!(refused, Err(CommitError::Stale)), "{refused:?}");
    assert_eq!(store.contact(survivor.id).await.unwrap().unwrap(), before);
    assert!(!store.contact(other.id).await.unwrap().unwrap().deleted);
    assert_eq!(store.merge(merge.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_comment_comes_with_a_merge_and_goes_with_its_undoing() {
    let store = Store::in_memory().await;
    let mut survivor = contact("Muster");
    store.commit(creation(&survivor)).await.unwrap();
    let moved = comment("Wann?", None);
    store.commit(change(&mut survivor, EventKind::CommentMoved { comment: moved.clone() })).await.unwrap();
    let seq = survivor.version;
    assert_eq!(store.comments_since(survivor.id, seq).await.unwrap(), [(seq, moved.clone())]);
    assert_eq!(store.comments_since(survivor.id, seq + 1).await.unwrap(), []);
    let back = EventKind::CommentTakenBack { comment: moved.id, comment_seq: seq };
    store.commit(change(&mut survivor, back)).await.unwrap();
    assert_eq!(store.comment(survivor.id, seq).await.unwrap(), None);
    assert_eq!(store.comment_heads(survivor.id).await.unwrap(), []);
}

#[tokio::test]
async fn everybody_of_an_organisation_is_found_once_deleted_ones_too() {
    let store = Store::in_memory().await;
    let (organisation, mut huber, mut gone) = (contact("Firma"), contact("Huber"), contact("Weg"));
    let employment =
        |primary| Employment { organisation: organisation.id, position: None, department: None, primary, left: None };
    for contact in [&organisation, &huber, &gone] {
        store.commit(creation(contact)).await.unwrap();
    }
    let twice = FieldValue::Employments(vec![employment(true), employment(false)]);
    store.commit(edit(&mut huber, Field::WorksFor, twice)).await.unwrap();
    let once = FieldValue::Employments(vec![employment(true)]);
    store.commit(edit(&mut gone, Field::WorksFor, once)).await.unwrap();
    store.commit(change(&mut gone, EventKind::ContactDeleted)).await.unwrap();
    let mut expected = vec![huber.id, gone.id];
    expected.sort_unstable();
    let found = store.all_persons_of(organisation.id, 10).await.unwrap();
    assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), expected);
}
