//! Notes through the contact's actor: durable before shown, hostile sockets cut off alone (`[Y1]`, `[Y2]`, `[Y4]`, `[Y5]`).

use std::time::Duration;

use actix::Addr;
use domain::{ContactId, EmployeeId, SessionId};

use crate::contact::{ContactActor, LeaveNotes, NotesMessage};
use crate::fixtures::{Worker, anna, desk, desk_over, frames, max, payload, published};
use crate::notes::fixtures::{ELEMENT, Editor, nested, number};
use crate::{Channel, Delivery, Desk};

/// Somebody's editor on the notes of a contact, on a worker of its own.
struct Participant {
    worker: Worker,
    session: SessionId,
    addr: Addr<ContactActor>,
    editor: Editor,
}

impl Participant {
    async fn join(desk: &Desk, contact: ContactId, employee: EmployeeId, name: usize, may_write: bool) -> Self {
        let worker = Worker::start(name);
        let socket = worker.socket(employee);
        let session = socket.session;
        let addr = desk.join_notes(contact, socket, may_write).await.unwrap();
        Self { worker, session, addr, editor: Editor::new(100 + name as u64) }
    }

    async fn send(&self, kind: u64, bytes: &[u8]) {
        let mut message = vec![0];
        number(&mut message, kind);
        number(&mut message, bytes.len() as u64);
        message.extend_from_slice(bytes);
        self.addr.send(NotesMessage { session: self.session, bytes: message.into() }).await.unwrap();
    }

    /// Updates and answers that this socket was sent.
    fn received(told: &[Delivery]) -> Vec<Vec<u8>> {
        frames(told).iter().filter_map(|frame| unwrapped(payload(frame))).collect()
    }

    /// Asks for all there is and returns it as text.
    async fn reads(&self) -> String {
        let before = Self::received(&self.worker.told.all()).len();
        self.send(0, &[0]).await;
        let told = self.worker.told.until("an answer", |told| Self::received(told).len() > before).await;
        let reader = Editor::new(1);
        for update in Self::received(&told) {
            reader.take(&update);
        }
        reader.shown()
    }

    async fn until_cut_off(&self) -> u16 {
        let is_end = |delivery: &Delivery| match delivery {
            Delivery::Disconnect { session, code, .. } if *session == self.session => Some(*code),
            _ => None,
        };
        let told = self.worker.told.until("the end", |told| told.iter().any(|one| is_end(one).is_some())).await;
        told.iter().find_map(is_end).unwrap()
    }
}

/// The update in a message of the sync protocol.
fn unwrapped(message: &[u8]) -> Option<Vec<u8>> {
    let [0, 1 | 2, rest @ ..] = message else { return None };
    let length = rest.iter().take_while(|byte| **byte >= 0x80).count() + 1;
    Some(rest[length..].to_vec())
}

#[actix::test]
async fn an_update_is_stored_and_then_reaches_everyone_its_author_too() {
    let (desk, huber) = desk().await;
    let annas = Participant::join(&desk, huber, anna(), 0, true).await;
    let maxs = Participant::join(&desk, huber, max(), 1, true).await;
    for _ in 0..5 {
        let update = annas.editor.paragraph("Grüß Gott");
        annas.send(2, &update).await;
        annas.send(2, &update).await;
    }
    for participant in [&annas, &maxs] {
        let told = participant.worker.told.until("five updates", |told| published(told, Channel::Notes(huber)) >= 5);
        let told = told.await;
        assert_eq!(published(&told, Channel::Notes(huber)), 5, "a repetition is no news");
        assert_eq!(desk.store().note(huber).await.unwrap().next, 5);
        let reader = Editor::new(1);
        for update in Participant::received(&told) {
            reader.take(&update);
        }
        assert_eq!(reader.shown(), annas.editor.shown());
    }
}

#[actix::test]
async fn who_may_only_read_is_not_listened_to() {
    let (desk, huber) = desk().await;
    let annas = Participant::join(&desk, huber, anna(), 0, true).await;
    let maxs = Participant::join(&desk, huber, max(), 1, false).await;
    maxs.send(2, &maxs.editor.paragraph("darf nicht")).await;
    maxs.send(1, &maxs.editor.whole()).await;
    annas.send(2, &annas.editor.paragraph("darf")).await;
    assert_eq!(maxs.reads().await, annas.editor.shown());
}

#[actix::test]
async fn a_hostile_socket_is_cut_off_alone_and_nothing_of_it_stays() {
    let (desk, huber) = desk().await;
    let annas = Participant::join(&desk, huber, anna(), 0, true).await;
    annas.send(2, &annas.editor.paragraph("gut")).await;
    let hostile = [nested(5_000, &ELEMENT), nested(65, &ELEMENT), vec![0xff; 40_000], vec![1, 1, 7, 0, 8, 1, 5]];
    for (update, name) in hostile.iter().zip(1..) {
        let offender = Participant::join(&desk, huber, max(), name, true).await;
        offender.send(2, update).await;
        assert_eq!(offender.until_cut_off().await, 1007);
        annas.send(2, &annas.editor.paragraph("und weiter")).await;
        assert_eq!(annas.reads().await, annas.editor.shown());
    }
    let told = annas.worker.told.all();
    assert!(!told.iter().any(|delivery| matches!(delivery, Delivery::Disconnect { .. })), "the others stay");
    let restarted = desk_over(desk.store().clone(), Duration::from_hours(1)).await;
    let later = Participant::join(&restarted, huber, anna(), 9, true).await;
    assert_eq!(later.reads().await, annas.editor.shown());
}

/// `[Y3]`: nothing is wrong with the update, so its author is told that there is no room for it.
#[actix::test]
async fn notes_that_would_grow_too_large_name_their_size_as_the_reason() {
    let (desk, huber) = desk().await;
    let author = Participant::join(&desk, huber, anna(), 0, true).await;
    author.send(2, &author.editor.paragraph(&"x".repeat(2 << 20))).await;
    assert_eq!(author.until_cut_off().await, 1009);
    let again = Participant::join(&desk, huber, anna(), 1, true).await;
    again.send(2, &again.editor.paragraph("kurz")).await;
    assert_eq!(again.reads().await, again.editor.shown(), "what is short enough still finds room");
}

/// The last one out merges the log: not with what the document took of the update that got them thrown out.
#[actix::test]
async fn what_spoiled_the_document_is_not_merged_into_the_log() {
    let (desk, huber) = desk().await;
    let alone = Participant::join(&desk, huber, anna(), 0, true).await;
    alone.send(2, &alone.editor.paragraph("gut")).await;
    alone.worker.told.until("its update", |told| published(told, Channel::Notes(huber)) == 1).await;
    alone.send(2, &nested(65, &ELEMENT)).await;
    assert_eq!(alone.until_cut_off().await, 1007);
    let again = Participant::join(&desk, huber, anna(), 1, true).await;
    assert_eq!(again.reads().await, alone.editor.shown());
    again.addr.send(LeaveNotes { session: again.session }).await.unwrap();
    let restarted = desk_over(desk.store().clone(), Duration::from_hours(1)).await;
    let later = Participant::join(&restarted, huber, anna(), 2, true).await;
    assert_eq!(later.reads().await, alone.editor.shown());
}

/// Waits until the log is one merged update and what came since.
async fn until_merged(desk: &Desk, contact: ContactId, largest: usize) {
    let merging = async {
        loop {
            let log = desk.store().note(contact).await.unwrap();
            if log.snapshot.is_some() && log.updates.len() <= largest {
                return;
            }
            actix_rt::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), merging).await.expect("the log is merged");
}

#[actix::test]
async fn a_log_is_merged_while_people_write_and_when_the_last_one_leaves() {
    let (desk, huber) = desk().await;
    let annas = Participant::join(&desk, huber, anna(), 0, true).await;
    let write = async |upto: usize| {
        annas.send(2, &annas.editor.paragraph("x")).await;
        let told = &annas.worker.told;
        told.until("its update", |told| published(told, Channel::Notes(huber)) == upto).await;
    };
    for number in 1..=500 {
        write(number).await;
    }
    until_merged(&desk, huber, 0).await;
    for number in 501..=520 {
        write(number).await;
    }
    assert_eq!(annas.reads().await, annas.editor.shown());
    annas.addr.send(LeaveNotes { session: annas.session }).await.unwrap();
    until_merged(&desk, huber, 0).await;
    let restarted = desk_over(desk.store().clone(), Duration::from_hours(1)).await;
    let later = Participant::join(&restarted, huber, anna(), 1, true).await;
    assert_eq!(later.reads().await, annas.editor.shown(), "merging loses nothing");
    assert_eq!(desk.store().note(huber).await.unwrap().next, 520);
}
