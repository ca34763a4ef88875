//! Merging on a live desk: all of it or nothing, whatever the store does; open sockets move over; busy contacts wait.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use domain::contact::{Employment, Field, FieldValue};
use domain::merge::{MergeWish, Picks};
use futures_util::future::{BoxFuture, FutureExt, join_all};
use store::{Committed, Store};

use super::*;
use crate::contact::ExecuteError;
use crate::fixtures::{
    Worker, anna, change, comment, create, edit, edit_newest, frames_of, max, options_over, store as store_with_people,
};
use crate::journal::Journal;
use crate::notes::fixtures::Editor;

#[derive(Clone, Copy)]
enum Fault {
    NotDone,
    LostBefore,
    LostAfter,
    /// Somebody on another node was faster.
    Stale,
}

/// A store whose next merges end as they are told to.
struct Faulty {
    store: Store,
    faults: Mutex<VecDeque<Fault>>,
}

impl Journal for Faulty {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>> {
        Journal::commit(&self.store, batch)
    }

    fn commit_merge(&self, batches: Vec<Batch>, merge: Merge) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let (store, fault) = (self.store.clone(), self.faults.lock().unwrap().pop_front());
        async move {
            match fault {
                None => store.commit_merge(batches, &merge).await,
                Some(Fault::NotDone) => Err(CommitError::NotDone(StoreError::ReadOnly("full".to_owned()))),
                Some(Fault::LostBefore) => Err(CommitError::Unknown("no answer".to_owned())),
                Some(Fault::Stale) => Err(CommitError::Stale),
                Some(Fault::LostAfter) => {
                    store.commit_merge(batches, &merge).await?;
                    Err(CommitError::Unknown("no answer".to_owned()))
                }
            }
        }
        .boxed()
    }
}

/// A desk with two of Anna's persons on it.
struct World {
    desk: Desk,
    journal: Arc<Faulty>,
    survivor: ContactId,
    other: ContactId,
}

impl World {
    async fn new() -> Self {
        let store = store_with_people().await;
        let journal = Arc::new(Faulty { store: store.clone(), faults: Mutex::default() });
        let desk = Desk::start_with(options_over(store, Duration::from_hours(1)), journal.clone()).await.unwrap();
        let (survivor, other) = (create(&desk).await, create(&desk).await);
        Self { desk, journal, survivor, other }
    }

    async fn wish(&self) -> MergeWish {
        let version = async |id| self.desk.store().contact(id).await.unwrap().unwrap().version;
        MergeWish {
            id: MergeId::new(),
            base: version(self.survivor).await,
            other_base: version(self.other).await,
            picks: Picks::new(),
            accepted: Vec::new(),
        }
    }

    async fn merge(&self) -> Result<Merge, MergeError> {
        self.desk.merge(anna(), self.survivor, self.other, self.wish().await).await
    }

    async fn stored(&self, id: ContactId) -> Contact {
        self.desk.store().contact(id).await.unwrap().unwrap()
    }

    /// Writes into the notes of a contact and waits until it is on disk.
    async fn write_notes(&self, contact: ContactId, text: &str) {
        let log = self.desk.store().note(contact).await.unwrap();
        let editor = Editor::new(u64::try_from(text.len()).unwrap());
        let mut document = document(&log);
        editor.take(&document.merged().unwrap().0);
        let bytes = document.apply(&editor.paragraph(text)).unwrap().unwrap();
        let batch = Batch {
            contact: Arc::new(self.stored(contact).await),
            events: Vec::new(),
            notifications: Vec::new(),
            note_updates: vec![NoteUpdate { n: log.next, bytes }],
        };
        self.desk.store().commit(batch).await.unwrap();
    }

    async fn notes(&self, contact: ContactId) -> String {
        let reader = Editor::new(1);
        let log = self.desk.store().note(contact).await.unwrap();
        log.snapshot.iter().chain(&log.updates).for_each(|update| reader.take(update));
        reader.shown()
    }
}

#[actix::test]
async fn a_merge_whose_outcome_is_unknown_is_done_once() {
    for fault in [Fault::LostBefore, Fault::LostAfter, Fault::Stale] {
        let world = World::new().await;
        let said = comment(max(), "Wann?", None);
        world.desk.execute(world.other, said.clone()).await.unwrap();
        world.journal.faults.lock().unwrap().push_back(fault);
        let merge = world.merge().await.unwrap();
        let survivor = world.stored(world.survivor).await;
        assert_eq!(survivor.version, merge.last_seq);
        assert_eq!(world.stored(world.other).await.merged_into, Some(world.survivor));
        let heads = world.desk.store().comment_heads(world.survivor).await.unwrap();
        assert_eq!(heads.iter().map(|head| head.id).collect::<Vec<_>>(), [said.id]);
        // The survivor lives on and knows the comment.
        let reply = comment(anna(), "Morgen.", Some(said.id));
        world.desk.execute(world.survivor, reply).await.unwrap();
    }
}

#[actix::test]
async fn a_merge_that_is_not_saved_leaves_both_as_they_were() {
    let world = World::new().await;
    let before = (world.stored(world.survivor).await, world.stored(world.other).await);
    world.journal.faults.lock().unwrap().push_back(Fault::NotDone);
    let refused = world.merge().await;
    assert!(matches!(refused, Err(MergeError::Store(_))), "{refused:?}");
    assert_eq!((world.stored(world.survivor).await, world.stored(world.other).await), before);
    for id in [world.survivor, world.other] {
        world.desk.execute(id, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    }
}

#[actix::test]
async fn the_same_merge_sent_again_is_done_once() {
    let world = World::new().await;
    let wish = world.wish().await;
    let first = world.desk.merge(anna(), world.survivor, world.other, wish.clone()).await.unwrap();
    let again = world.desk.merge(anna(), world.survivor, world.other, wish.clone()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(world.stored(world.survivor).await.version, first.last_seq);
    let foreign = world.desk.merge(max(), world.survivor, world.other, wish).await;
    assert!(matches!(foreign, Err(MergeError::Refused(MergeRefusal::NotFound))), "{foreign:?}");
}

#[actix::test]
async fn of_two_merges_in_opposite_directions_one_is_refused_with_the_reason() {
    let world = World::new().await;
    let (one, other) = (world.wish().await, world.wish().await);
    let results = join_all([
        world.desk.merge(anna(), world.survivor, world.other, one).boxed_local(),
        world.desk.merge(max(), world.other, world.survivor, other).boxed_local(),
    ])
    .await;
    let refused: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "{results:?}");
    assert!(matches!(refused[0], MergeError::Refused(MergeRefusal::AlreadyMerged { .. })), "{refused:?}");
    let deleted = [world.stored(world.survivor).await.deleted, world.stored(world.other).await.deleted];
    assert_eq!(deleted.iter().filter(|deleted| **deleted).count(), 1);
}

#[actix::test]
async fn whoever_edits_while_contacts_merge_loses_nothing_and_overwrites_nothing() {
    let world = World::new().await;
    let editing = async {
        for number in 0..20 {
            edit_newest(&world.desk, world.survivor, max(), &format!("Ort {number}")).await;
        }
    };
    let merging = async {
        loop {
            match world.merge().await {
                Err(MergeError::Refused(MergeRefusal::Changed { .. })) => {}
                done => return done.unwrap(),
            }
        }
    };
    let ((), _) = futures_util::join!(editing, merging);
    let survivor = world.stored(world.survivor).await;
    assert_eq!(survivor.fields.city.as_deref(), Some("Ort 19"));
    let history = world.desk.store().events_since(world.survivor, 0, 100).await.unwrap();
    let seqs: Vec<_> = history.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=survivor.version).collect::<Vec<_>>());
}

#[actix::test]
async fn open_sockets_move_over_and_the_survivors_see_it_happen() {
    let world = World::new().await;
    let (here, there) = (Worker::start(0), Worker::start(1));
    world.desk.subscribe(world.survivor, here.socket(max()), None).await.unwrap();
    world.desk.subscribe(world.other, there.socket(max()), None).await.unwrap();
    let merge = world.merge().await.unwrap();
    let told = there.told.until("the move", |told| !frames_of(told, "revoked").is_empty()).await;
    let revoked = frames_of(&told, "revoked");
    assert_eq!(revoked[0]["reason"], "merged");
    assert_eq!(revoked[0]["merged_into"], world.survivor.to_string());
    assert!(frames_of(&told, "event").is_empty(), "what happened there is told by the survivor");
    let told = here.told.until_event(merge.last_seq).await;
    let kinds: Vec<_> = frames_of(&told, "event").iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds[0], "contact_merged");
    let again = world.desk.subscribe(world.other, there.socket(max()), None).await;
    assert!(matches!(again, Err(JoinError::Merged(into)) if into == world.survivor));
}

#[actix::test]
async fn whoever_does_not_see_the_survivor_learns_nothing_of_it() {
    let world = World::new().await;
    let there = Worker::start(0);
    world.desk.subscribe(world.other, there.socket(max()), None).await.unwrap();
    world.desk.execute(world.survivor, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    world.merge().await.unwrap();
    let told = there.told.until("the end", |told| !frames_of(told, "revoked").is_empty()).await;
    let revoked = &frames_of(&told, "revoked")[0];
    assert_eq!((revoked["reason"].as_str(), revoked.get("merged_into")), (Some("deleted"), None));
    let refused = world.desk.read(world.other, max()).await;
    assert!(matches!(refused, Err(DeskError::NotFound)), "{refused:?}");
}

#[actix::test]
async fn notes_are_joined_under_the_others_name_and_taken_apart_again() {
    let world = World::new().await;
    world.write_notes(world.survivor, "Erste Notiz").await;
    world.write_notes(world.other, "Zweite Größe 😀").await;
    world.desk.execute(world.other, edit(anna(), Field::Name, "Huber alt", 2)).await.unwrap();
    let merge = world.merge().await.unwrap();
    let joined = world.notes(world.survivor).await;
    let places = ["Erste Notiz", "Huber alt", "Zweite Größe 😀"].map(|text| joined.find(text).unwrap());
    assert!(places.is_sorted(), "{joined}");
    assert!(joined.contains("<heading level=\"2\">Huber alt</heading>"), "{joined}");

    let undone = world.desk.undo_merge(anna(), merge.id, Vec::new()).await.unwrap();
    assert!(!undone.undone.unwrap().kept.notes);
    assert_eq!(world.notes(world.survivor).await, "<paragraph>Erste Notiz</paragraph>");
    assert!(world.notes(world.other).await.contains("Zweite Größe"));
}

#[actix::test]
async fn notes_that_somebody_wrote_in_since_stay_together() {
    let world = World::new().await;
    world.write_notes(world.other, "Vom anderen").await;
    let merge = world.merge().await.unwrap();
    world.write_notes(world.survivor, "Neu dazu").await;
    let undone = world.desk.undo_merge(anna(), merge.id, Vec::new()).await.unwrap();
    assert!(undone.undone.unwrap().kept.notes);
    assert!(world.notes(world.survivor).await.contains("Vom anderen"));
}

#[actix::test]
async fn people_move_with_their_organisation_and_back() {
    let world = World::new().await;
    let organisation = async |name: &str| {
        let id = ContactId::new();
        let mut creation = crate::fixtures::creation(anna(), id);
        if let crate::contact::Order::Create(new) = &mut creation.order {
            new.kind = ContactKind::Organisation;
            new.values = vec![(Field::Name, FieldValue::from(name))];
        }
        world.desk.execute(id, creation).await.unwrap();
        id
    };
    let (muster, alt) = (organisation("Muster").await, organisation("Muster alt").await);
    let works_for = async |organisation: ContactId, base| {
        let employment = Employment { organisation, position: None, department: None, primary: true, left: None };
        let changes = vec![domain::contact::FieldChange {
            field: Field::WorksFor,
            value: FieldValue::Employments(vec![employment]),
        }];
        let command = domain::contact::Command::EditFields { changes, base };
        world.desk.execute(world.survivor, change(anna(), command)).await.unwrap();
    };
    works_for(alt, 2).await;
    let wish = MergeWish {
        base: world.stored(muster).await.version,
        other_base: world.stored(alt).await.version,
        ..world.wish().await
    };
    let merge = world.desk.merge(anna(), muster, alt, wish).await.unwrap();
    let employer = async || world.stored(world.survivor).await.fields.works_for[0].organisation;
    assert_eq!(employer().await, muster);
    let persons = world.desk.store().persons_of(muster, &world.desk.keys(anna()), 10).await.unwrap();
    assert_eq!(persons.len(), 1);
    // The person's own actor goes on from there.
    world.desk.execute(world.survivor, edit(max(), Field::City, "Graz", 4)).await.unwrap();
    world.desk.undo_merge(max(), merge.id, Vec::new()).await.unwrap();
    assert_eq!(employer().await, alt);
}

#[actix::test]
async fn a_merge_survives_a_restart_and_can_be_undone_after_it() {
    let world = World::new().await;
    world.desk.execute(world.other, comment(max(), "Wann?", None)).await.unwrap();
    let merge = world.merge().await.unwrap();
    assert!(world.desk.drain(Duration::from_secs(10)).await);
    let desk = crate::fixtures::desk_over(world.desk.store().clone(), Duration::from_hours(1)).await;
    let refused = desk.execute(world.other, edit(anna(), Field::City, "Wien", 2)).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(domain::contact::ContactRefusal::NotFound))), "{refused:?}");
    let undone = desk.undo_merge(max(), merge.id, Vec::new()).await.unwrap();
    let again = desk.undo_merge(max(), merge.id, Vec::new()).await.unwrap();
    assert_eq!(undone, again, "undone once");
    desk.execute(world.other, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    assert_eq!(desk.store().comment_heads(world.survivor).await.unwrap(), []);
}
