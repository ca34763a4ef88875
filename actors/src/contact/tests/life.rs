//! A contact comes into memory on first use and leaves when nobody needs it; nothing is lost on the way.

use std::time::Duration;

use domain::CommandId;
use domain::contact::{ContactRefusal, Field};
use futures_util::future::join_all;

use crate::contact::{Execute, ExecuteError, Order, Passivate, Unsubscribe};
use crate::fixtures::{Worker, anna, comment, create, creation, desk, desk_over, edit, events, frames_of, max, store};

#[actix::test]
async fn a_contact_that_somebody_watches_stays_and_an_idle_one_takes_nothing_more() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    let socket = worker.socket(max());
    let addr = desk.subscribe(huber, socket.clone(), None).await.unwrap();
    assert!(!addr.send(Passivate).await.unwrap(), "watched");
    addr.send(Unsubscribe { session: socket.session }).await.unwrap();
    assert!(addr.send(Passivate).await.unwrap(), "idle");
    let late = addr.send(edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    assert!(matches!(late, Err(ExecuteError::Moved)), "{late:?}");

    // Through the desk, a late sender finds a fresh actor, also if all it has is the address of the old one.
    let done = desk.execute_at(Some(addr.clone()), huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    assert_eq!(done.seq, 3);
    let fresh = desk.subscribe(huber, worker.socket(max()), Some(2)).await.unwrap();
    assert_ne!(fresh, addr);
    assert_eq!(events(&worker.told.until_event(3).await), [3]);
}

#[actix::test]
async fn a_socket_that_ended_while_it_joined_is_forgotten() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    let (socket, notes) = (worker.socket(max()), worker.socket(max()));
    let sessions = [socket.session, notes.session];
    let addr = desk.subscribe(huber, socket, None).await.unwrap();
    desk.join_notes(huber, notes, true).await.unwrap();
    for session in sessions {
        desk.leave(huber, session).await;
    }
    desk.execute(huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    assert!(events(&worker.told.all()).is_empty());
    assert!(addr.send(Passivate).await.unwrap(), "nobody watches");
}

#[actix::test]
async fn an_idle_contact_leaves_memory() {
    let desk = desk_over(store().await, Duration::ZERO).await;
    let huber = create(&desk).await;
    let worker = Worker::start(0);
    let socket = worker.socket(max());
    let addr = desk.subscribe(huber, socket.clone(), None).await.unwrap();
    desk.execute(huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    worker.told.until_event(3).await;
    addr.send(Unsubscribe { session: socket.session }).await.unwrap();
    // Asked until it is gone; it answers nothing that would keep it.
    while addr.send(Unsubscribe { session: socket.session }).await.is_ok() {
        actix_rt::task::yield_now().await;
    }
    assert!(!addr.connected());
    let done = desk.execute_at(Some(addr), huber, edit(anna(), Field::City, "Graz", 3)).await.unwrap();
    assert_eq!(done.seq, 4);
}

#[actix::test]
async fn nothing_is_lost_while_contacts_come_and_go() {
    let desk = desk_over(store().await, Duration::ZERO).await;
    let contacts = join_all((0..4).map(|_| create(&desk))).await;
    let workers = [Worker::start(0), Worker::start(1)];
    let writing = contacts.iter().map(|contact| async {
        for number in 0..60 {
            let command = comment(anna(), &number.to_string(), None);
            let (one, again) = (desk.execute(*contact, command.clone()).await, desk.execute(*contact, command).await);
            assert_eq!(one.unwrap().seq, number + 3);
            assert_eq!(again.unwrap().seq, number + 3, "sent twice, done once");
        }
    });
    let coming = contacts.iter().zip(&workers).map(|(contact, worker)| async {
        let mut known = 2;
        while known < 62 {
            let socket = worker.socket(max());
            let addr = desk.subscribe(*contact, socket.clone(), Some(known)).await.unwrap();
            let told = worker.told.until_event(known + 1).await;
            addr.send(Unsubscribe { session: socket.session }).await.unwrap();
            known = *events(&told).last().unwrap();
        }
    });
    futures_util::join!(join_all(writing), join_all(coming));
    for contact in &contacts {
        let history = desk.store().events_since(*contact, 0, 1000).await.unwrap();
        assert!(history.iter().map(|event| event.seq).eq(1..=62));
        assert_eq!(desk.store().comments(*contact, None, 1000, usize::MAX).await.unwrap().items.len(), 60);
    }
}

#[actix::test]
async fn draining_saves_what_is_under_way_and_takes_nothing_new() {
    let (desk, huber) = desk().await;
    let under_way = join_all((0..50).map(|number| {
        let desk = desk.clone();
        actix_rt::spawn(async move { desk.execute(huber, comment(anna(), &number.to_string(), None)).await })
    }));
    let first = desk.execute(huber, edit(anna(), Field::City, "Wien", 2));
    let (outcomes, first, drained) = futures_util::join!(under_way, first, desk.drain(Duration::from_secs(20)));
    assert!(drained);
    let acknowledged = outcomes
        .into_iter()
        .map(Result::unwrap)
        .chain([first])
        .filter_map(Result::ok)
        .map(|done| done.seq)
        .collect::<Vec<_>>();
    let history = desk.store().events_since(huber, 2, 1000).await.unwrap();
    let mut stored: Vec<_> = history.iter().map(|event| event.seq).collect();
    stored.retain(|seq| !acknowledged.contains(seq));
    assert!(stored.is_empty(), "saved without an answer: {stored:?}");
    let late = desk.execute(huber, comment(anna(), "zu spät", None)).await;
    assert!(matches!(late, Err(ExecuteError::Unavailable(_) | ExecuteError::Moved)), "{late:?}");
}

#[actix::test]
async fn a_contact_that_cannot_be_read_says_so_and_is_tried_again() {
    let (desk, _) = desk().await;
    let id = domain::ContactId::new();
    desk.store().clone().close().await;
    for _ in 0..2 {
        let refused = desk.execute(id, Execute { id: domain::CommandId::new(), ..creation(anna(), id) }).await;
        assert!(matches!(refused, Err(ExecuteError::Unavailable(_))), "{refused:?}");
    }
    let worker = Worker::start(0);
    assert!(desk.subscribe(id, worker.socket(max()), None).await.is_err());
    assert!(frames_of(&worker.told.all(), "snapshot").is_empty());
}

#[actix::test]
async fn a_contact_is_deleted_at_the_version_that_was_named_or_not_at_all() {
    let (desk, huber) = desk().await;
    let delete_at =
        |version| Execute { id: CommandId::new(), by: anna(), acting_for: None, order: Order::DeleteAt { version } };
    desk.execute(huber, edit(max(), Field::City, "Wien", 2)).await.unwrap();
    for version in [2, 4] {
        let changed = desk.execute(huber, delete_at(version)).await;
        assert!(matches!(changed, Err(ExecuteError::ChangedSince)), "{changed:?}");
    }
    desk.execute(huber, delete_at(3)).await.unwrap();
    let gone = desk.execute(huber, delete_at(4)).await;
    assert!(matches!(gone, Err(ExecuteError::Refused(ContactRefusal::NotFound))), "{gone:?}");
}
