//! The gate on open sockets, and presence (`[A3]`, `[L8]`).

use domain::contact::{AssignmentRole, Command, ContactRefusal, Field, NewAssignment};
use domain::{ContactId, Employee, EmployeeId, SessionId};

use crate::contact::{ExecuteError, JoinError, JoinNotes, NotesMessage, ShowPresence, Subscribe, Unsubscribe};
use crate::fixtures::{Worker, anna, change, comment, create, desk, edit, employee, events, frames_of, json, max};
use crate::{Channel, Delivery, Desk};

fn is_closed(told: &[Delivery], on: Channel, of: SessionId) -> bool {
    told.iter().any(
        |delivery| matches!(delivery, Delivery::Close { channel, session, .. } if *channel == on && *session == of),
    )
}

/// Max listens to the contact and to its notes, alone on his worker; Anna listens too, on hers.
struct Watched {
    desk: Desk,
    huber: ContactId,
    annas: Worker,
    maxs: Worker,
    session: SessionId,
    notes: SessionId,
}

async fn watched() -> Watched {
    let (desk, huber) = desk().await;
    let (annas, maxs) = (Worker::start(0), Worker::start(1));
    desk.subscribe(huber, annas.socket(anna()), None).await.unwrap();
    let (socket, notes) = (maxs.socket(max()), maxs.socket(max()));
    let (session, notes_session) = (socket.session, notes.session);
    let addr = desk.subscribe(huber, socket, None).await.unwrap();
    desk.join_notes(huber, notes, true).await.unwrap();
    addr.send(ShowPresence { session, field: Some(Field::City) }).await.unwrap();
    maxs.told.until("presence", |told| !frames_of(told, "presence").is_empty()).await;
    Watched { desk, huber, annas, maxs, session, notes: notes_session }
}

impl Watched {
    /// Max was told of the loss and of nothing after it, on both sockets.
    async fn is_cut_off(&self, reason: &str) {
        let told = self.maxs.told.until("the loss", |told| {
            is_closed(told, Channel::Contact(self.huber), self.session)
                && is_closed(told, Channel::Notes(self.huber), self.notes)
        });
        let told = told.await;
        let last = told.iter().find_map(|delivery| match delivery {
            Delivery::Close { session, last: Some(last), .. } if *session == self.session => Some(json(last)),
            _ => None,
        });
        let last = last.expect("a farewell");
        assert_eq!((&last["type"], &last["reason"]), (&"revoked".into(), &reason.into()));

        let seq = self.desk.store().contact(self.huber).await.unwrap().unwrap().version;
        self.desk.execute(self.huber, comment(anna(), "unter uns", None)).await.ok();
        if reason == "access_lost" {
            self.annas.told.until_event(seq + 1).await;
        }
        let told = self.maxs.told.all();
        let closed = told
            .iter()
            .position(|delivery| matches!(delivery, Delivery::Close { session, .. } if *session == self.session))
            .unwrap();
        for delivery in &told[closed + 1..] {
            let farewell = matches!(delivery, Delivery::Close { .. } | Delivery::Disconnect { code: 4403, .. });
            assert!(farewell, "told after the loss: {delivery:?}");
        }
        let disconnected = told.iter().any(
            |delivery| matches!(delivery, Delivery::Disconnect { session, code: 4403, .. } if *session == self.notes),
        );
        assert!(disconnected, "the notes socket is closed");
        assert!(events(&told[closed..]).is_empty());
        let maxs = self.desk.subscribe(self.huber, self.maxs.socket(max()), None).await;
        assert!(matches!(maxs, Err(JoinError::NotFound)));
        let notes = self.desk.join_notes(self.huber, self.maxs.socket(max()), false).await;
        assert!(matches!(notes, Err(JoinError::NotFound)));
    }
}

#[actix::test]
async fn who_loses_the_contact_hears_of_the_loss_and_nothing_of_that_commit_or_after() {
    let watched = watched().await;
    watched.desk.execute(watched.huber, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    watched.is_cut_off("access_lost").await;
    assert!(events(&watched.maxs.told.all()).is_empty(), "the change that took it away is not theirs to see");
    let told = watched.annas.told.until("presence without Max", |told| {
        frames_of(told, "presence").last().is_some_and(|last| last["people"] == serde_json::json!([]))
    });
    told.await;
}

#[actix::test]
async fn an_assignment_that_ends_takes_the_contact_away() {
    let watched = watched().await;
    let assign = Command::AssignEmployee(NewAssignment::new(max(), AssignmentRole::Deputy));
    let assigned = watched.desk.execute(watched.huber, change(anna(), assign)).await.unwrap();
    watched.desk.execute(watched.huber, edit(anna(), Field::Access, "private", 3)).await.unwrap();
    watched.maxs.told.until_event(4).await;
    let assignment = assigned.contact.assignments.last().unwrap().id;
    watched.desk.execute(watched.huber, change(anna(), Command::EndAssignment { assignment })).await.unwrap();
    watched.is_cut_off("access_lost").await;
}

#[actix::test]
async fn an_employee_who_becomes_inactive_is_cut_off() {
    let watched = watched().await;
    watched.desk.put_employee(Employee { active: false, ..employee("Max") }).await.unwrap();
    watched.is_cut_off("access_lost").await;
}

#[actix::test]
async fn a_deleted_contact_is_closed_to_everyone() {
    let watched = watched().await;
    watched.desk.execute(watched.huber, change(anna(), Command::DeleteContact)).await.unwrap();
    watched.is_cut_off("deleted").await;
    watched.annas.told.until("the deletion", |told| !frames_of(told, "revoked").is_empty()).await;
}

#[actix::test]
async fn what_was_not_opened_to_somebody_is_not_found() {
    let (desk, huber) = desk().await;
    desk.execute(huber, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    let worker = Worker::start(0);
    for (who, contact) in [(max(), huber), (EmployeeId::new(), huber), (max(), ContactId::new())] {
        for result in [
            desk.subscribe(contact, worker.socket(who), None).await.err(),
            desk.subscribe(contact, worker.socket(who), Some(1)).await.err(),
            desk.join_notes(contact, worker.socket(who), true).await.err(),
        ] {
            assert!(matches!(result, Some(JoinError::NotFound)), "{result:?}");
        }
    }
    assert!(worker.told.all().is_empty());
}

/// Whoever has the address from a time when they could see the contact, or from somebody else, still meets the gate.
#[actix::test]
async fn the_actor_itself_keeps_the_gate() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    let addr = desk.subscribe(huber, worker.socket(anna()), None).await.unwrap();
    desk.execute(huber, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    let told = worker.told.until_event(3).await.len();
    for since in [None, Some(1), Some(3)] {
        let refused = addr.send(Subscribe { socket: worker.socket(max()), since }).await.unwrap();
        assert!(matches!(refused, Err(JoinError::NotFound)), "{refused:?}");
    }
    let refused = addr.send(JoinNotes { socket: worker.socket(max()), may_write: false }).await.unwrap();
    assert!(matches!(refused, Err(JoinError::NotFound)), "{refused:?}");
    let refused = addr.send(edit(max(), Field::City, "Wien", 3)).await.unwrap();
    assert!(matches!(refused, Err(ExecuteError::Refused(ContactRefusal::NotFound))), "{refused:?}");
    assert_eq!(worker.told.all().len(), told);
}

#[actix::test]
async fn presence_is_of_those_only_who_listen() {
    let (desk, huber) = desk().await;
    let other = create(&desk).await;
    let worker = Worker::start(0);
    let socket = worker.socket(max());
    let addr = desk.subscribe(huber, socket.clone(), None).await.unwrap();
    let elsewhere = worker.socket(anna());
    desk.subscribe(other, elsewhere.clone(), None).await.unwrap();

    // Who does not listen here is not shown here.
    addr.send(ShowPresence { session: elsewhere.session, field: None }).await.unwrap();
    addr.send(ShowPresence { session: SessionId::new(), field: None }).await.unwrap();
    addr.send(ShowPresence { session: socket.session, field: Some(Field::Street) }).await.unwrap();
    let told = worker.told.until("presence", |told| !frames_of(told, "presence").is_empty()).await;
    let frame = &frames_of(&told, "presence")[0];
    assert_eq!(frame["contact"], huber.to_string());
    let people = frame["people"].as_array().unwrap();
    assert_eq!(people.len(), 1, "{people:?}");
    assert_eq!((&people[0]["employee"], &people[0]["field"]), (&max().to_string().into(), &"street".into()));

    let late = worker.socket(anna());
    desk.subscribe(huber, late, None).await.unwrap();
    addr.send(Unsubscribe { session: socket.session }).await.unwrap();
    let told = worker.told.until("an empty room", |told| {
        frames_of(told, "presence").last().is_some_and(|last| last["people"] == serde_json::json!([]))
    });
    let told = told.await;
    let snapshot = frames_of(&told, "snapshot").pop().unwrap();
    assert_eq!(snapshot["state"]["people"].as_array().unwrap().len(), 1, "who comes sees who is here");
}

#[actix::test]
async fn a_message_of_a_socket_that_does_not_take_part_is_not_heard() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    let addr = desk.join_notes(huber, worker.socket(anna()), true).await.unwrap();
    let update = [&[0, 2, 13][..], &[1, 1, 7, 0, 7, 1, 5], b"notes", &[4]].concat();
    addr.send(NotesMessage { session: SessionId::new(), bytes: update.into() }).await.unwrap();
    assert_eq!(desk.store().note(huber).await.unwrap().next, 0);
}
