//! Measures lists over 200,000 contacts: opening, memory, and pages with a search, a filter, an order and facets, asked of
//! the store.
//!
//! `cargo bench --bench lists [-- CONTACTS] [custom]`; with `custom`, each contact has a text of its own, a number and a
//! choice in custom fields, and lists are asked by them too.

#[path = "../store/tests/fixtures/mod.rs"]
mod fixtures;

/// The allocator of the program, which counts here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::time::{Duration, Instant};

use domain::contact::{Access, AssignmentRole, ContactKind};
use domain::listing::{Criteria, FilterSpec};
use domain::value::Country;
use domain::{Contact, CustomFieldId, Employee, EmployeeId, Role, Roster, TeamId, search};
use futures_util::{StreamExt as _, stream};
use store::{ContactQuery, PageStart, Store, StoreError, StoreOptions};

const CONTACTS: usize = 200_000;
const ROUNDS: usize = 60;
const PAGE: usize = 50;

const FIRST_NAMES: [&str; 12] =
    ["Anna", "Max", "Lena", "Jonas", "Sofie", "Eva", "Paul", "Felix", "Laura", "David", "Annika", "Johanna"];
const LAST_NAMES: [&str; 10] =
    ["Gruber", "Huber", "Bauer", "Wagner", "Müller", "Pichler", "Steiner", "Moser", "Mayer", "Hofer"];
const INDUSTRIES: [&str; 8] =
    ["Maschinenbau", "Holz", "Handel", "Bau", "Gastronomie", "Chemie", "Elektrotechnik", "Transport"];
const TAGS: [&str; 6] = ["Messe", "VIP", "Newsletter", "A-Kunde", "B-Kunde", "Lieferant"];

struct Company {
    teams: Vec<TeamId>,
    employees: Vec<EmployeeId>,
    /// A text, a number and a choice.
    custom_fields: Option<[CustomFieldId; 3]>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(CONTACTS);
    let folder = tempfile::tempdir()?;
    let options = StoreOptions::new(format!("rocksdb://{}", folder.path().display()));
    let store = Store::open(&options).await?;
    let company = Company {
        teams: (0..5).map(|_| TeamId::new()).collect(),
        employees: (0..60).map(|_| EmployeeId::new()).collect(),
        custom_fields: std::env::args()
            .any(|argument| argument == "custom")
            .then(|| std::array::from_fn(|_| CustomFieldId::new())),
    };
    let start = Instant::now();
    let mut commits = stream::iter((0..count).map(|number| fixtures::creation(&contact(number, &company))))
        .map(|batch| store.commit(batch))
        .buffer_unordered(1_000);
    while let Some(result) = commits.next().await {
        result?;
    }
    drop(commits);
    println!("{count} contacts saved in {:.0} s", start.elapsed().as_secs_f64());
    store.close().await;

    let start = Instant::now();
    let store = Store::open(&options).await?;
    println!("opened in {:.0} ms; {}", ms(start.elapsed()), memory());
    measure(&store, &company).await?;
    println!("{}", memory());
    store.close().await;
    Ok(())
}

async fn measure(store: &Store, company: &Company) -> Result<(), StoreError> {
    let lead = Employee {
        id: company.employees[3],
        name: "Lena".to_owned(),
        email: "lena@kontor.example".to_owned(),
        role: Role::Lead,
        teams: company.teams[..2].to_vec(),
        active: true,
    };
    let keys = Roster::new([lead.clone()], []).keys(lead.id);
    let filter =
        |text: &str| FilterSpec::parse(text).expect("a filter that is right").resolve(lead.id, fixtures::at(0));
    let one = filter(r#"{"kind":"person","city":["ort 7","ort 8","ort 9"],"tags":["VIP","Messe"]}"#);
    let mine = filter(r#"{"account_manager":["me"],"country":["AT"]}"#);
    let start = PageStart::Offset(0);
    let mut custom = Vec::new();
    if let Some([text, number, choice]) = company.custom_fields {
        for (title, field, condition) in [
            ("a text that contains “bau 7”", text, r#"{"type":"contains","text":"bau 7"}"#),
            ("a number between 100 and 200", number, r#"{"type":"number","from":"100","to":"200"}"#),
            ("one of two choices", choice, r#"{"type":"one_of","values":["A","B"]}"#),
        ] {
            custom.push((
                title,
                filter(&format!(r#"{{"custom":{{"{field}":{condition}}}}}"#)),
                format!("-custom:{field}"),
            ));
        }
    }
    let custom = custom.iter().map(|(title, filter, sort)| (*title, "", Some(filter), sort.as_str(), start.clone()));
    for (title, typed, filter, sort, start) in [
        ("everything by name", "", None, "name", start.clone()),
        ("everything, from the 150,000th", "", None, "name", PageStart::Offset(150_000)),
        ("everything by change, the newest first", "", None, "-updated_at", start.clone()),
        ("everything by city, from the 150,000th", "", None, "city", PageStart::Offset(150_000)),
        ("everything by customer number", "", None, "-customer_number", start.clone()),
        ("“anna huber”, letter by letter", "anna huber", None, "name", start.clone()),
        ("the same by city", "anna huber", None, "city", start.clone()),
        ("persons of three cities with a tag, by change", "", Some(&one), "-updated_at", start.clone()),
        ("mine in Austria by industry", "", Some(&mine), "industry", start.clone()),
        ("search, filter and order together, letter by letter", "anna huber", Some(&one), "city", start.clone()),
    ]
    .into_iter()
    .chain(custom)
    {
        let mut query = ContactQuery::new(keys.clone(), PAGE);
        query.criteria.filter = filter.cloned().unwrap_or_default();
        (query.sort, query.start) = (sort.parse().expect("an order that is right"), start);
        let (mut pages, mut facets, mut total) = (Vec::new(), Vec::new(), 0);
        for round in 0..ROUNDS {
            query.criteria.words = search::query_words(&typed.chars().take(1 + round % 10).collect::<String>());
            let start = Instant::now();
            total = store.list_contacts(&query).await?.total;
            pages.push(ms(start.elapsed()));
            let start = Instant::now();
            store.contact_facets(query.keys.clone(), query.criteria.clone()).await?;
            facets.push(ms(start.elapsed()));
        }
        println!("{title}: page {}; facets {}; {total} at the end", spread(pages), spread(facets));
    }
    let criteria = Criteria { words: search::query_words("anna"), ..Criteria::default() };
    let start = Instant::now();
    let (ids, total) =
        store.contact_ids(keys, criteria, "city".parse().expect("an order that is right"), 5_000).await?;
    println!("{} of {total} ids: {:.1} ms", ids.len(), ms(start.elapsed()));
    Ok(())
}

fn contact(number: usize, company: &Company) -> Contact {
    let name = format!("{} {} {number}", FIRST_NAMES[number % 12], LAST_NAMES[number / 12 % 10]);
    let mut contact = fixtures::contact(&name);
    contact.kind = if number.is_multiple_of(3) { ContactKind::Person } else { ContactKind::Organisation };
    contact.updated_at = fixtures::at(i64::try_from(number * 7919 % 10_000_000).unwrap_or_default());
    let fields = &mut contact.fields;
    fields.customer_number = Some(format!("K{number:06}"));
    fields.emails = vec![format!("kontakt{number}@example.at")];
    fields.phones = vec![format!("+43 1 {:07}", number * 7)];
    fields.street = Some(format!("Hauptstraße {}", number % 97));
    fields.postal_code = Some(format!("{}", 1000 + number % 1200));
    fields.city = Some(format!("Ort {}", number * 31 % 2_000));
    fields.country = Some(if number.is_multiple_of(10) { Country::DE } else { Country::AT });
    fields.industry = Some(INDUSTRIES[number / 7 % 8].to_owned());
    // Each tag on about a quarter of the contacts.
    let has = |bit: usize| ((number / 5) >> bit) & 3 == 3;
    fields.tags = (0..TAGS.len()).filter(|bit| has(*bit)).map(|bit| TAGS[bit].to_owned()).collect();
    fields.teams = vec![company.teams[number % company.teams.len()]];
    fields.access = match number % 20 {
        0 => Access::Private,
        1 | 2 => Access::Team,
        3 => Access::Restricted,
        _ => Access::Company,
    };
    if let Some([text, size, choice]) = company.custom_fields {
        fields.custom.insert(text, format!("Umbau {number} der Halle in Ort {}", number % 500));
        fields.custom.insert(size, format!("{}.5", number * 7919 % 10_000));
        fields.custom.insert(choice, ["A", "B", "C", "D"][number % 4].to_owned());
    }
    let mut manager = fixtures::assignment(company.employees[number % company.employees.len()], false);
    manager.role = AssignmentRole::AccountManager;
    contact.assignments.push(manager);
    contact
}

fn spread(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    format!("p50 {:.1} ms, p95 {:.1} ms, max {:.1} ms", at(50), at(95), at(100))
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The lines of the kernel about memory in use.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}
