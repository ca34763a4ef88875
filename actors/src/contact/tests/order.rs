//! Events: durable first, once to each relay, in order, without gaps (`[L1]`, `[L2]`, `[L4]`, `[L6]`, `[L7]`).

use domain::contact::{ContactRefusal, Field};
use futures_util::future::join_all;

use crate::contact::{Execute, ExecuteError, Subscribe};
use crate::fixtures::{
    Worker, anna, comment, desk, desk_over, edit, edit_newest, employee, events, frames_of, max, published,
};
use crate::{Channel, Delivery};
use std::time::Duration;

#[actix::test]
async fn events_come_in_order_and_not_before_the_disk_has_them() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    desk.subscribe(huber, worker.socket(max()), None).await.unwrap();
    let comments = (0..100).map(|number| {
        let by = if number % 2 == 0 { anna() } else { max() };
        desk.execute(huber, comment(by, &number.to_string(), None))
    });
    let edits = (0..20).map(|number| edit_newest(&desk, huber, anna(), if number % 2 == 0 { "Wien" } else { "Graz" }));
    let watching = async {
        for seq in 3..=102 {
            worker.told.until_event(seq).await;
            let stored = desk.store().contact(huber).await.unwrap().unwrap();
            assert!(stored.version >= seq, "shown {seq}, stored {}", stored.version);
        }
    };
    let (done, _, ()) = futures_util::join!(join_all(comments), join_all(edits), watching);
    let mut acknowledged: Vec<_> = done.into_iter().map(|done| done.unwrap().seq).collect();
    acknowledged.sort_unstable();
    acknowledged.dedup();
    assert_eq!(acknowledged.len(), 100, "each command has a seq of its own");

    let last = desk.store().contact(huber).await.unwrap().unwrap().version;
    let told = worker.told.until_event(last).await;
    assert!(events(&told).into_iter().eq(3..=last), "{:?}", events(&told));
    let history = desk.store().events_since(huber, 0, 1000).await.unwrap();
    assert!(history.iter().map(|event| event.seq).eq(1..=last));
}

#[actix::test]
async fn what_the_store_refuses_is_shown_to_nobody() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    let addr = desk.subscribe(huber, worker.socket(max()), None).await.unwrap();
    desk.execute(huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    desk.store().clone().close().await;
    let refused = addr.send(edit(anna(), Field::City, "Graz", 3)).await.unwrap();
    assert!(matches!(refused, Err(ExecuteError::Unavailable(_))), "{refused:?}");
    // The relay is told in order: had the refused event gone out, it would stand before this farewell.
    let socket = worker.socket(anna());
    addr.send(Subscribe { socket: socket.clone(), since: None }).await.unwrap().expect("what is known is still shown");
    let told = worker.told.until("the snapshot", |told| {
        told.iter().any(|delivery| matches!(delivery, Delivery::Open { session, .. } if *session == socket.session))
    });
    let told = told.await;
    assert_eq!(events(&told), [3]);
    assert_eq!(frames_of(&told, "snapshot")[1]["state"]["contact"]["city"], "Wien");
}

#[actix::test]
async fn each_relay_is_told_of_an_event_once_with_the_same_bytes() {
    let (desk, huber) = desk().await;
    let workers = [Worker::start(0), Worker::start(1), Worker::start(2)];
    let mut leaving = Vec::new();
    for (worker, sockets) in workers.iter().zip([3, 2, 1]) {
        for _ in 0..sockets {
            let socket = worker.socket(max());
            let addr = desk.subscribe(huber, socket.clone(), None).await.unwrap();
            leaving.push((addr, socket));
        }
    }
    desk.execute(huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    let channel = Channel::Contact(huber);
    let mut bytes = Vec::new();
    for worker in &workers {
        let told = worker.told.until_event(3).await;
        assert_eq!(published(&told, channel), 1);
        bytes.extend(told.into_iter().find_map(|delivery| match delivery {
            Delivery::Publish { frame, .. } => Some(frame),
            _ => None,
        }));
    }
    assert!(bytes.windows(2).all(|pair| pair[0].as_ptr() == pair[1].as_ptr()), "encoded once and shared");

    // The last socket of worker 2 and one of worker 1 leave: the first is told no more, the second still is.
    for index in [5, 4] {
        let (addr, socket) = &leaving[index];
        addr.send(crate::contact::Unsubscribe { session: socket.session }).await.unwrap();
    }
    desk.execute(huber, edit(anna(), Field::City, "Graz", 3)).await.unwrap();
    workers[0].told.until_event(4).await;
    assert_eq!(published(&workers[1].told.until_event(4).await, channel), 2);
    assert_eq!(published(&workers[2].told.all(), channel), 1);
}

#[actix::test]
async fn a_subscriber_who_comes_back_misses_nothing_while_others_edit() {
    let (desk, huber) = desk().await;
    let workers: Vec<_> = (0..20).map(Worker::start).collect();
    let writing = async {
        for number in 0..120 {
            desk.execute(huber, comment(anna(), &number.to_string(), None)).await.unwrap();
        }
    };
    let coming_back = async {
        for worker in &workers {
            let known = desk.store().contact(huber).await.unwrap().unwrap().version;
            let since = known.saturating_sub(worker.socket(max()).worker as u64);
            desk.subscribe(huber, worker.socket(max()), Some(since)).await.unwrap();
            worker.told.until("the first frames", |told| !told.is_empty()).await;
        }
    };
    futures_util::join!(writing, coming_back);
    for (worker, behind) in workers.iter().zip(0u64..) {
        let told = worker.told.until_event(122).await;
        let seqs = events(&told);
        assert!(frames_of(&told, "snapshot").is_empty());
        let first = *seqs.first().unwrap();
        assert!(seqs.into_iter().eq(first..=122), "worker {behind} has a gap");
    }
}

#[actix::test]
async fn who_missed_too_much_or_comes_from_the_future_gets_a_snapshot() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    for (since, snapshots) in [(Some(2), 0), (Some(99), 1), (None, 2), (Some(1), 2)] {
        let before = worker.told.all().len();
        desk.subscribe(huber, worker.socket(max()), since).await.unwrap();
        let told = worker.told.until("an answer", |told| told.len() > before).await;
        assert_eq!(frames_of(&told, "snapshot").len(), snapshots, "{since:?}");
    }
    assert_eq!(events(&worker.told.all()), [2], "of those that came with a version");
}

#[actix::test]
async fn a_repeated_command_is_done_once_also_by_a_fresh_actor() {
    let (desk, huber) = desk().await;
    let command = edit(anna(), Field::City, "Wien", 2);
    let (one, two) = futures_util::join!(desk.execute(huber, command.clone()), desk.execute(huber, command.clone()));
    assert_eq!([one.unwrap().seq, two.unwrap().seq], [3, 3]);
    let restarted = desk_over(desk.store().clone(), Duration::from_hours(1)).await;
    assert_eq!(restarted.execute(huber, command).await.unwrap().seq, 3);
    assert_eq!(desk.store().contact(huber).await.unwrap().unwrap().version, 3);
}

/// Two nodes on one database: whoever is late takes over what the other did and decides again.
#[actix::test]
async fn a_node_whose_contact_was_changed_elsewhere_decides_again_and_says_so() {
    let (here, huber) = desk().await;
    let there = desk_over(here.store().clone(), Duration::from_hours(1)).await;
    let worker = Worker::start(0);
    there.subscribe(huber, worker.socket(max()), None).await.unwrap();

    here.execute(huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
    let merged = there.execute(huber, edit(max(), Field::Street, "Ring 1", 2)).await.unwrap();
    assert_eq!(merged.seq, 4);
    assert_eq!(merged.contact.fields.city.as_deref(), Some("Wien"));
    let told = worker.told.until_event(4).await;
    assert_eq!(frames_of(&told, "resync").len(), 1, "it did not see event 3");

    let late = here.execute(huber, edit(anna(), Field::Street, "Ring 2", 3)).await;
    let Err(ExecuteError::Refused(ContactRefusal::Conflict(conflict))) = late else { panic!("{late:?}") };
    assert_eq!((conflict.by, conflict.seq), (max(), 4));
}

#[actix::test]
async fn who_is_mentioned_is_told_on_every_screen_and_once() {
    let (desk, huber) = desk().await;
    let (worker, other) = (Worker::start(0), Worker::start(1));
    for inbox in [worker.socket(max()), other.socket(max())] {
        desk.subscribe_inbox(inbox).await.unwrap();
    }
    let command = comment(anna(), "@max bitte", None);
    for _ in 0..2 {
        desk.execute(huber, command.clone()).await.unwrap();
    }
    desk.execute(huber, comment(anna(), "@max und noch etwas", None)).await.unwrap();
    for told in [&worker.told, &other.told] {
        let told = told.until("two notifications", |told| frames_of(told, "notification").len() == 2).await;
        let seqs: Vec<_> =
            frames_of(&told, "notification").iter().map(|frame| frame["notification"]["seq"].clone()).collect();
        assert_eq!(seqs, [3, 4]);
    }
    assert_eq!(desk.mark_read(max(), None).await.unwrap(), 0);
    assert_eq!(desk.store().unread_notifications(employee("Max").id).await.unwrap(), 0);
}

#[actix::test]
async fn what_may_not_be_and_what_is_not_are_answered_alike() {
    let (desk, _) = desk().await;
    let nowhere = domain::ContactId::new();
    let refused = desk.execute(nowhere, edit(anna(), Field::City, "Wien", 0)).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(ContactRefusal::NotFound))), "{refused:?}");
    let stranger = Execute { by: domain::EmployeeId::new(), ..edit(anna(), Field::City, "Wien", 0) };
    let refused = desk.execute(nowhere, stranger).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(ContactRefusal::NotFound))), "{refused:?}");
}
