//! What an actor keeps between a command and the disk, without an actor and without a disk.
#![allow(clippy::unwrap_used)]

use domain::Employee;
use domain::contact::Field;
use tokio::sync::oneshot::Receiver;

use super::*;
use crate::contact::comments::COMMENTS_IN_SNAPSHOT;
use crate::fixtures::{anna, comment, creation, edit, employee, max, now};

type Answer = Receiver<Result<Executed, ExecuteError>>;

fn around() -> Surroundings {
    let people: Vec<Employee> = ["Anna", "Max", "Lena"].map(employee).into();
    Surroundings {
        roster: Roster::new(people, []).into(),
        custom_fields: Arc::default(),
        rules: Arc::default(),
        dispatcher: Arc::default(),
        now: now(),
    }
}

fn execute(live: &mut Live, execute: &Execute) -> Answer {
    let (reply, answer) = oneshot::channel();
    live.execute(execute.clone(), reply, &around());
    answer
}

fn batch(live: &mut Live) -> Batch {
    match live.next_batch() {
        Next::Batch(batch) => batch,
        Next::Nothing | Next::Answers => panic!("a batch is due"),
    }
}

/// As the actor does when the store has a batch.
fn commit(live: &mut Live) {
    for Entry { work, after, events, .. } in live.committed_batch() {
        if let Work::Command { replies, .. } = work {
            answer(replies, &Ok(Executed { seq: after.version, contact: after, events }));
        }
    }
}

fn store_all(live: &mut Live) {
    while !matches!(live.next_batch(), Next::Nothing) {
        commit(live);
    }
}

fn seq(answer: &mut Answer) -> u64 {
    answer.try_recv().expect("answered").expect("done").seq
}

fn refusal(answer: &mut Answer) -> ContactRefusal {
    match answer.try_recv().expect("answered") {
        Err(ExecuteError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Anna's contact at version 2.
fn live() -> Live {
    let id = ContactId::new();
    let mut live = Live::absent(id, now());
    let mut created = execute(&mut live, &creation(anna(), id));
    store_all(&mut live);
    assert_eq!(seq(&mut created), 2);
    live
}

#[test]
fn a_repeated_command_is_done_once_and_answered_each_time() {
    let mut live = live();
    let command = edit(anna(), Field::City, "Wien", 2);
    let mut answers = vec![execute(&mut live, &command), execute(&mut live, &command)];
    assert_eq!(batch(&mut live).events.len(), 1);
    answers.push(execute(&mut live, &command));
    assert!(answers.iter_mut().all(|answer| answer.try_recv().is_err()), "nobody is answered before the disk has it");
    commit(&mut live);
    answers.push(execute(&mut live, &command));
    assert!(matches!(live.next_batch(), Next::Nothing), "nothing is left to store");
    for answer in &mut answers {
        assert_eq!(seq(answer), 3);
    }
}

#[test]
fn a_repeated_creation_is_answered_with_its_last_seq() {
    let id = ContactId::new();
    let mut live = Live::absent(id, now());
    let command = creation(anna(), id);
    let mut answers = [execute(&mut live, &command), execute(&mut live, &command)];
    store_all(&mut live);
    assert_eq!(answers.each_mut().map(seq), [2, 2]);
    assert_eq!(seq(&mut execute(&mut live, &command)), 2);
    assert_eq!(refusal(&mut execute(&mut live, &creation(max(), id))), ContactRefusal::NotFound);
}

#[test]
fn the_same_id_from_somebody_else_is_another_command() {
    let mut live = live();
    let annas = edit(anna(), Field::City, "Wien", 2);
    let maxs = Execute { id: annas.id, ..edit(max(), Field::Street, "Ring 1", 2) };
    let mut answers = [execute(&mut live, &annas), execute(&mut live, &maxs)];
    store_all(&mut live);
    assert_eq!(answers.each_mut().map(seq), [3, 4]);
}

#[test]
fn commands_are_decided_on_the_state_to_come_and_seen_only_when_it_came() {
    let mut live = live();
    let mut first = execute(&mut live, &edit(anna(), Field::City, "Wien", 2));
    batch(&mut live);
    let mut second = execute(&mut live, &edit(max(), Field::City, "Graz", 2));
    let ContactRefusal::Conflict(conflict) = refusal(&mut second) else { panic!("no conflict") };
    assert_eq!((conflict.by, conflict.seq), (anna(), 3));
    assert_eq!(live.committed().version, 2);
    commit(&mut live);
    assert_eq!(live.committed().version, seq(&mut first));
}

#[test]
fn what_arrives_during_a_commit_leaves_together_in_batches_of_bounded_size() {
    let mut live = live();
    let mut first = execute(&mut live, &comment(anna(), "0", None));
    assert_eq!(batch(&mut live).events.len(), 1);
    let mut others: Vec<_> =
        (1..=300).map(|number| execute(&mut live, &comment(anna(), &number.to_string(), None))).collect();
    assert!(matches!(live.next_batch(), Next::Nothing), "one commit at a time");
    commit(&mut live);
    for size in [256, 44] {
        let batch = batch(&mut live);
        assert_eq!(batch.events.len(), size);
        assert_eq!(batch.contact.version, batch.events.last().unwrap().seq);
        commit(&mut live);
    }
    assert_eq!(seq(&mut first), 3);
    assert!(others.iter_mut().map(seq).eq(4..=303));
    assert_eq!(live.comments().shown().count(), COMMENTS_IN_SNAPSHOT);
}

#[test]
fn a_command_that_changes_nothing_waits_for_what_it_was_decided_on() {
    let mut live = live();
    let mut changes = execute(&mut live, &edit(anna(), Field::City, "Wien", 2));
    batch(&mut live);
    let mut confirms = execute(&mut live, &edit(max(), Field::City, "Wien", 2));
    assert!(confirms.try_recv().is_err(), "Vienna is not on disk yet");
    commit(&mut live);
    assert!(matches!(live.next_batch(), Next::Answers), "there is nothing to store");
    commit(&mut live);
    assert_eq!([seq(&mut changes), seq(&mut confirms)], [3, 3]);
}

#[test]
fn after_a_failed_batch_what_was_behind_it_is_decided_again() {
    let mut live = live();
    let failing = [edit(anna(), Field::City, "Wien", 2), comment(max(), "offen", None)];
    let _unanswered = failing.each_ref().map(|command| execute(&mut live, command));
    batch(&mut live);
    let behind = [edit(max(), Field::Street, "Ring 1", 2), comment(anna(), "Antwort", Some(failing[1].id))];
    let _unanswered = behind.each_ref().map(|command| execute(&mut live, command));

    let (failed, again) = live.failed_batch();
    assert_eq!([failed.len(), again.len()], [2, 2]);
    assert!(live.is_idle());
    let mut decided = behind.each_ref().map(|command| execute(&mut live, command));
    store_all(&mut live);
    assert_eq!(seq(&mut decided[0]), 3, "numbered on what is on disk");
    assert_eq!(refusal(&mut decided[1]), ContactRefusal::ParentNotFound, "its thread was never saved");
    assert_eq!(live.committed().fields.city, None);

    let mut sent_again = failing.each_ref().map(|command| execute(&mut live, command));
    store_all(&mut live);
    assert_eq!(sent_again.each_mut().map(seq), [4, 5], "the same ids may try again");
}

#[test]
fn commands_are_known_by_id_after_a_restart() {
    let mut before = live();
    let mut commands = Vec::new();
    let mut events = Vec::new();
    for number in 0..10 {
        let command = edit(anna(), Field::City, &number.to_string(), 2 + number);
        let _answer = execute(&mut before, &command);
        events.extend(batch(&mut before).events);
        commit(&mut before);
        commands.push(command);
    }
    events.reverse();
    let contact = Contact::clone(before.committed());
    let mut after = Live::new(Loaded { contact, recent: events, comments: Comments::default() });
    for (command, expected) in commands.iter().zip(3..) {
        assert_eq!(seq(&mut execute(&mut after, command)), expected);
    }
    assert!(matches!(after.next_batch(), Next::Nothing));
}

#[test]
fn a_comment_is_known_by_its_id_however_old_it_is() {
    let mut live = live();
    let old = comment(anna(), "alt", None);
    let _answer = execute(&mut live, &old);
    store_all(&mut live);
    for number in 0..=SEEN_LIMIT {
        let _answer = execute(&mut live, &comment(max(), &number.to_string(), None));
    }
    store_all(&mut live);
    assert!(live.seen.get((anna(), old.id)).is_none(), "beyond the window");
    let version = live.committed().version;
    assert_eq!(seq(&mut execute(&mut live, &old)), version);
    assert!(matches!(live.next_batch(), Next::Nothing));
    let taken = Execute { id: old.id, ..comment(max(), "meins", None) };
    assert_eq!(refusal(&mut execute(&mut live, &taken)), ContactRefusal::CommentIdTaken);
}

#[test]
fn the_window_of_known_commands_is_bounded() {
    let mut live = live();
    for number in 0..2 * SEEN_LIMIT {
        let _answer = execute(&mut live, &comment(max(), &number.to_string(), None));
        store_all(&mut live);
    }
    assert_eq!(live.seen.known.len(), SEEN_LIMIT);
    assert_eq!(live.seen.order.len(), SEEN_LIMIT);
}

#[test]
fn a_reply_finds_its_thread_while_that_is_still_on_its_way() {
    let mut live = live();
    let opening = comment(anna(), "Frage", None);
    let reply = comment(max(), "Antwort", Some(opening.id));
    let reply_to_reply = comment(anna(), "Danke", Some(reply.id));
    for command in [&opening, &reply, &reply_to_reply] {
        let _answer = execute(&mut live, command);
    }
    let batch = batch(&mut live);
    let told: Vec<_> = batch.notifications.iter().map(|told| told.employee).collect();
    assert_eq!(told, [anna()], "who opened the thread hears of others' replies");
    commit(&mut live);
    let parents: Vec<_> = live.comments().shown().map(|comment| comment.parent).collect();
    assert_eq!(parents, [None, Some(opening.id), Some(opening.id)]);
}

#[test]
fn notes_go_to_disk_in_order_with_everything_else() {
    let mut live = live();
    let _answer = execute(&mut live, &edit(anna(), Field::City, "Wien", 2));
    live.push_note(Work::Note(NoteUpdate { n: 0, bytes: vec![1] }));
    live.push_note(Work::Answer { session: SessionId::new(), frame: Bytes::new() });
    live.push_note(Work::Note(NoteUpdate { n: 1, bytes: vec![2] }));
    let batch = batch(&mut live);
    assert_eq!(batch.note_updates.iter().map(|update| update.n).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(live.waiting_notes().count(), 2);
    let order: Vec<_> = live.committed_batch().iter().map(Entry::is_of_notes).collect();
    assert_eq!(order, [false, true, true, true]);
    live.push_note(Work::Answer { session: SessionId::new(), frame: Bytes::new() });
    assert!(matches!(live.next_batch(), Next::Answers), "an answer alone is nothing to store");
}
