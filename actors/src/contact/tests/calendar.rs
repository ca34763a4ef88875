//! The calendar on open sockets: what begins opens a contact, what is over closes it (`[C9]`, `[A3]`).

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use domain::calendar::day_of;
use domain::contact::{AssignmentRole, Command, Field, NewAssignment};
use domain::{ContactId, EmployeeId, NotificationKind};

use crate::calendar::catch_up;
use crate::contact::JoinError;
use crate::fixtures::{Moved, Worker, anna, change, create, edit, frames_of, max, now, options_over, store};
use crate::{Desk, DeskOptions};

struct Days {
    desk: Desk,
    clock: Moved,
    huber: ContactId,
}

/// Anna's contact Huber, which she alone may see.
async fn days() -> Days {
    let clock = Moved::at(now());
    let options = options_over(store().await, Duration::from_hours(1));
    let desk = Desk::start(DeskOptions { clock: Arc::new(clock.clone()), ..options }).await.unwrap();
    let huber = create(&desk).await;
    desk.execute(huber, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    Days { desk, clock, huber }
}

impl Days {
    async fn assign(&self, from: i64, until: i64) {
        let today = day_of(now());
        let new = NewAssignment {
            from: Some(today + TimeDelta::days(from)),
            until: Some(today + TimeDelta::days(until)),
            ..NewAssignment::new(max(), AssignmentRole::Deputy)
        };
        self.desk.execute(self.huber, change(anna(), Command::AssignEmployee(new))).await.unwrap();
    }

    async fn put_forward(&self, days: i64) {
        let later = now() + TimeDelta::days(days);
        self.clock.set(later);
        catch_up(&self.desk, day_of(later)).await.unwrap();
    }

    async fn opens_for(&self, employee: EmployeeId) -> bool {
        match self.desk.subscribe(self.huber, Worker::start(7).socket(employee), None).await {
            Ok(_) => true,
            Err(JoinError::NotFound) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

#[actix::test]
async fn an_assignment_opens_the_contact_on_its_first_day_and_closes_it_after_its_last() {
    let days = days().await;
    days.assign(2, 3).await;
    assert!(!days.opens_for(max()).await);
    days.put_forward(1).await;
    assert!(!days.opens_for(max()).await);
    days.put_forward(2).await;
    let worker = Worker::start(1);
    days.desk.subscribe(days.huber, worker.socket(max()), None).await.unwrap();
    let told = days.desk.store().notifications(max(), None, 10).await.unwrap();
    assert_eq!(told.len(), 1, "told once, when it begins");
    assert_eq!((told[0].event, told[0].by), (NotificationKind::Assigned, anna()));
    days.put_forward(3).await;
    assert!(days.opens_for(max()).await);
    days.put_forward(4).await;
    let told = worker.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
    assert!(frames_of(&told, "event").is_empty(), "the end itself is not theirs to see");
    assert!(!days.opens_for(max()).await);
}

#[actix::test]
async fn days_that_came_while_nothing_ran_are_caught_up_once() {
    let days = days().await;
    days.assign(1, 2).await;
    days.put_forward(9).await;
    assert!(!days.opens_for(max()).await);
    let version = days.desk.store().contact(days.huber).await.unwrap().unwrap().version;
    days.put_forward(10).await;
    assert_eq!(days.desk.store().contact(days.huber).await.unwrap().unwrap().version, version);
}
