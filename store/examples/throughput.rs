//! Measures the store on this machine: import, edits in flight, lists, searches, opening.
//!
//! `cargo run --release -p kontor-store --example throughput [-- FOLDER]`

#[path = "../tests/fixtures/mod.rs"]
mod fixtures;

/// The allocator of the program, which counts here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::contact::{Access, Field, FieldValue};
use domain::{Contact, Employee, EmployeeId, EventKind, Keys, Role, Roster, TeamId};
use futures_util::{StreamExt as _, stream};
use store::{Batch, ContactQuery, PageStart, Store, StoreOptions};

const CONTACTS: usize = 50_000;
const EDITS: usize = 50_000;

const FIRST_NAMES: [&str; 10] = ["Anna", "Max", "Lena", "Jonas", "Sofie", "Eva", "Paul", "Felix", "Laura", "David"];
const LAST_NAMES: [&str; 10] =
    ["Gruber", "Huber", "Bauer", "Wagner", "Müller", "Pichler", "Steiner", "Moser", "Mayer", "Hofer"];
const CITIES: [&str; 10] =
    ["Wien", "Graz", "Linz", "Salzburg", "Innsbruck", "Klagenfurt", "Wels", "Villach", "Steyr", "Dornbirn"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1);
    let temporary = tempfile::tempdir()?;
    let path = folder.unwrap_or_else(|| temporary.path().display().to_string());
    let options = StoreOptions::new(format!("rocksdb://{path}"));
    let store = Store::open(&options).await?;

    let teams: Vec<_> = (0..5).map(|_| TeamId::new()).collect();
    let employees: Vec<_> = (0..30).map(|_| EmployeeId::new()).collect();
    let contacts: Vec<_> = (0..CONTACTS).map(|number| contact(number, &teams, &employees)).collect();
    let imported: Vec<_> = contacts.iter().map(import).collect();
    let took = commit_all(&store, imported, 1000).await?;
    println!("import, 1,000 in flight: {}", took.of(CONTACTS));

    let mut contacts: Vec<_> = contacts.into_iter().map(|contact| Contact { version: 2, ..contact }).collect();
    for in_flight in [1, 64, 200] {
        let edits = if in_flight == 1 { EDITS / 20 } else { EDITS };
        let batches: Vec<_> = contacts.iter_mut().take(edits).map(edit).collect();
        let took = commit_all(&store, batches, in_flight).await?;
        println!("edits, {in_flight} in flight: {}", took.of(edits));
    }

    let lead = Employee {
        id: employees[3],
        name: "Lena".to_owned(),
        email: "lena@kontor.example".to_owned(),
        role: Role::Lead,
        teams: teams[..2].to_vec(),
        active: true,
    };
    let keys = Roster::new([lead.clone()], []).keys(lead.id);
    for text in ["", "a", "wien", "anna wien", "4711", "zzz"] {
        lists(&store, keys.clone(), text).await?;
    }
    let numbers: Vec<_> = (0..1000).map(|number| format!("K{}", number * 37)).collect();
    let start = Instant::now();
    let found = store.find_by_customer_numbers(&numbers).await?.len();
    println!("find {found} of 1,000 customer numbers: {:.1} ms", ms(start.elapsed()));
    let emails: Vec<_> = (0..1000).map(|number| format!("kontakt{}@example.at", number * 37)).collect();
    let start = Instant::now();
    let found = store.find_by_emails(&emails).await?.len();
    println!("find {found} of 1,000 e-mails: {:.1} ms", ms(start.elapsed()));
    let start = Instant::now();
    for contact in &contacts[..1000] {
        store.contact(contact.id).await?;
    }
    println!("one contact: {:.3} ms", ms(start.elapsed()) / 1000.0);
    let start = Instant::now();
    for contact in &contacts[..200] {
        store.events_before(contact.id, None, 50).await?;
    }
    println!("one history: {:.3} ms", ms(start.elapsed()) / 200.0);

    store.close().await;
    let start = Instant::now();
    let store = Store::open(&options).await?;
    println!("open: {:.0} ms", ms(start.elapsed()));
    lists(&store, keys, "").await?;
    println!("{}", memory());
    store.close().await;
    Ok(())
}

fn contact(number: usize, teams: &[TeamId], employees: &[EmployeeId]) -> Contact {
    let name = format!("{} {} {number}", FIRST_NAMES[number % 10], LAST_NAMES[number / 10 % 10]);
    let mut contact = fixtures::contact(&name);
    let fields = &mut contact.fields;
    fields.customer_number = Some(format!("K{number}"));
    fields.emails = vec![format!("kontakt{number}@example.at")];
    fields.phones = vec![format!("+43 1 {:07}", number * 7)];
    fields.street = Some(format!("Hauptstraße {}", number % 97));
    fields.postal_code = Some(format!("{}", 1000 + number % 1200));
    fields.city = Some(CITIES[number / 7 % 10].to_owned());
    fields.industry = Some("Maschinenbau".to_owned());
    fields.teams = vec![teams[number % teams.len()]];
    fields.access = match number % 10 {
        0 => Access::Private,
        1 | 2 => Access::Team,
        _ => Access::Company,
    };
    contact.assignments.push(fixtures::assignment(employees[number % employees.len()], false));
    contact
}

/// The contact as an import makes it: created and assigned.
fn import(contact: &Contact) -> Batch {
    let created = fixtures::event(1, EventKind::ContactCreated { contact: Box::new(contact.clone()) });
    let assigned =
        fixtures::event(2, EventKind::EmployeeAssigned { assignment: contact.assignments[0].clone(), why: None });
    fixtures::batch(contact, [created, assigned])
}

fn edit(contact: &mut Contact) -> Batch {
    let city = FieldValue::Text(CITIES[usize::try_from(contact.version).unwrap_or(0) % 10].to_owned());
    fixtures::edit(contact, Field::City, city)
}

async fn commit_all(store: &Store, batches: Vec<Batch>, in_flight: usize) -> Result<Took, store::CommitError> {
    let store = Arc::new(store.clone());
    let (start, processor_before) = (Instant::now(), processor_time());
    let mut commits = stream::iter(batches)
        .map(|batch| {
            let store = Arc::clone(&store);
            async move { store.commit(batch).await }
        })
        .buffer_unordered(in_flight);
    while let Some(result) = commits.next().await {
        result?;
    }
    Ok(Took { wall: start.elapsed(), processor: processor_time().saturating_sub(processor_before) })
}

/// How long something took, by the clock and of all processors.
struct Took {
    wall: Duration,
    processor: Duration,
}

impl Took {
    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    fn of(&self, count: usize) -> String {
        let count = count as f64;
        let processor_us = self.processor.as_secs_f64() * 1e6 / count;
        format!("{:.0}/s, {processor_us:.0} µs of processor each", count / self.wall.as_secs_f64())
    }
}

/// User and system time of this process, in the kernel's ticks of 10 ms.
fn processor_time() -> Duration {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = line.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    Duration::from_millis(fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10)
}

async fn lists(store: &Store, keys: Keys, text: &str) -> Result<(), store::StoreError> {
    let mut query = ContactQuery::new(keys, 50);
    query.criteria.words = domain::search::query_words(text);
    let mut times = Vec::new();
    let mut total = 0;
    for _ in 0..20 {
        let start = Instant::now();
        let page = store.list_contacts(&query).await?;
        times.push(ms(start.elapsed()));
        total = page.total;
        query.start = page.next.map_or(PageStart::Offset(0), PageStart::Cursor);
    }
    times.sort_by(f64::total_cmp);
    println!("list {text:?} of {total}: p50 {:.1} ms, max {:.1} ms", times[10], times[19]);
    Ok(())
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The line of the kernel about memory in use.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")).collect::<Vec<_>>().join(", ")
}
