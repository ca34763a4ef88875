//! Guessing pauses; others and honest mistakes are not punished (`[S4]`).

use chrono::TimeZone;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_800_000_000 + seconds, 0).single().expect("a valid time")
}

fn fail(limiter: &Limiter, times: u32, email: &str, address: &str, now: DateTime<Utc>) {
    for _ in 0..times {
        limiter.failed(email, address, now);
    }
}

#[test]
fn after_ten_wrong_passwords_an_email_pauses_for_five_minutes() {
    let limiter = Limiter::default();
    fail(&limiter, PER_EMAIL - 1, "anna@x.at", "1.1.1.1", at(0));
    assert!(limiter.check("anna@x.at", "1.1.1.1", at(1)).is_ok());
    fail(&limiter, 1, "anna@x.at", "2.2.2.2", at(1));
    assert!(limiter.check("anna@x.at", "3.3.3.3", at(299)).is_err(), "from wherever it comes");
    assert!(limiter.check("max@x.at", "1.1.1.1", at(2)).is_ok(), "others sign in");
    assert!(limiter.check("anna@x.at", "1.1.1.1", at(300)).is_ok());
    fail(&limiter, 1, "anna@x.at", "1.1.1.1", at(300));
    assert!(limiter.check("anna@x.at", "1.1.1.1", at(301)).is_ok(), "a new window counts from the start");
}

#[test]
fn after_a_hundred_wrong_passwords_an_address_pauses() {
    let limiter = Limiter::default();
    for number in 0..PER_ADDRESS {
        assert!(limiter.check("max@x.at", "1.1.1.1", at(0)).is_ok());
        limiter.failed(&format!("guess{number}@x.at"), "1.1.1.1", at(0));
    }
    assert!(limiter.check("max@x.at", "1.1.1.1", at(1)).is_err());
    assert!(limiter.check("max@x.at", "2.2.2.2", at(1)).is_ok());
}

#[test]
fn signing_in_forgets_the_mistakes_of_an_email() {
    let limiter = Limiter::default();
    fail(&limiter, PER_EMAIL - 1, "anna@x.at", "1.1.1.1", at(0));
    limiter.succeeded("anna@x.at");
    fail(&limiter, PER_EMAIL - 1, "anna@x.at", "1.1.1.1", at(1));
    assert!(limiter.check("anna@x.at", "1.1.1.1", at(2)).is_ok());
}

#[test]
fn guessing_many_emails_costs_bounded_memory() {
    let limiter = Limiter::default();
    for number in 0..REMEMBERED + 100 {
        limiter.failed(&format!("{number}@x.at"), &number.to_string(), at(0));
    }
    assert_eq!(limiter.lock().len(), REMEMBERED);
    let long = "x".repeat(100_000);
    limiter.failed(&long, "1.1.1.1", at(0));
    assert!(limiter.lock().iter().all(|(key, _)| key.len() < 1000));
}
