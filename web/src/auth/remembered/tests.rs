//! What is remembered of a session never outlives it (`[S3]`).

use chrono::TimeZone;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_800_000_000 + seconds, 0).single().expect("a valid time")
}

fn known(employee: EmployeeId) -> Known {
    Known { employee, last_seen: at(0), expires_at: at(0) + IDLE_LIMIT }
}

const ONE: TokenHash = TokenHash([1; 32]);
const TWO: TokenHash = TokenHash([2; 32]);

#[test]
fn a_session_that_ended_while_it_was_looked_up_is_not_remembered() {
    let remembered = Remembered::default();
    let before = remembered.endings();
    remembered.forget(ONE);
    remembered.put(ONE, known(EmployeeId::new()), before);
    assert!(remembered.get(ONE).is_none());
    remembered.put(ONE, known(EmployeeId::new()), remembered.endings());
    assert!(remembered.get(ONE).is_some());
}

#[test]
fn all_sessions_of_an_employee_are_forgotten_but_one() {
    let (remembered, lena, max) = (Remembered::default(), EmployeeId::new(), EmployeeId::new());
    for (token, employee) in [(ONE, lena), (TWO, lena), (TokenHash([3; 32]), max)] {
        remembered.put(token, known(employee), remembered.endings());
    }
    let before = remembered.endings();
    remembered.forget_all_of(lena, Some(TWO));
    assert!(remembered.get(ONE).is_none() && remembered.get(TWO).is_some());
    assert!(remembered.get(TokenHash([3; 32])).is_some());
    remembered.put(ONE, known(lena), before);
    assert!(remembered.get(ONE).is_none());
}

#[test]
fn use_is_told_to_the_store_once_a_minute_and_moves_the_end_of_a_session() {
    let remembered = Remembered::default();
    remembered.put(ONE, known(EmployeeId::new()), 0);
    assert!(!remembered.note_use(ONE, at(59)));
    assert!(remembered.note_use(ONE, at(60)));
    assert!(!remembered.note_use(ONE, at(61)), "the minute starts anew");
    let noted = remembered.get(ONE).expect("a session that is remembered");
    assert_eq!((noted.last_seen, noted.expires_at), (at(60), at(60) + IDLE_LIMIT));
    assert!(remembered.note_use(TWO, at(60)), "the store is asked about what is not remembered");
}
