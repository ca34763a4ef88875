//! Random contacts, random viewers, random questions: what lists answer is held against an oracle that knows the rules of
//! `docs/spec.md` and nothing of columns, interned values or SurrealQL (`[A8]`, `[E1]` to `[E4]`).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use domain::access::{self, Reach};
use domain::contact::{Access, AssignmentRole, ContactKind};
use domain::listing::{Candidate, Criteria, CustomFilter, Facet, Facets, FilterSpec, NamedEmployee, Sort, SortBy};
use domain::value::Country;
use domain::{Contact, ContactId, CustomFieldId, Employee, Role, TeamId, search};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use super::{employee, everyone, keys_of};
use crate::contacts::{Place, database};
use crate::fixtures::{assignment, at, contact, creation};
use crate::listing::{Question, Start};
use crate::{ContactQuery, PageStart, Store};

/// When the questions are asked.
fn now() -> DateTime<Utc> {
    at(100_000_000)
}

struct World {
    random: StdRng,
    teams: Vec<TeamId>,
    employees: Vec<Employee>,
    custom_fields: [CustomFieldId; 4],
    contacts: Vec<Contact>,
}

/// What stands in a text, a number, a date and a choice.
const CUSTOM_VALUES: [&[&str]; 4] = [
    &["Zwölfaxing Süd", "zwölfaxing", "12", "--", "süd-west"],
    &["-3", "0", "7.5", "12", "100", "0.001"],
    &["2025-12-31", "2026-03-15", "2026-03-16"],
    &["A+", "A-", "Gold"],
];

/// One question, as somebody may put it.
#[derive(Debug)]
struct Asked {
    search: &'static str,
    spec: FilterSpec,
    sort: Sort,
}

impl World {
    fn new(contacts: usize) -> Self {
        let seed: u64 = rand::thread_rng().r#gen();
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let teams: Vec<_> = (0..3).map(|_| TeamId::new()).collect();
        let employees: Vec<_> = [Role::Member, Role::Member, Role::Lead, Role::Lead, Role::Admin]
            .map(|role| employee(role, teams.iter().filter(|_| random.gen_bool(0.5)).copied().collect()))
            .into();
        let custom_fields = std::array::from_fn(|_| CustomFieldId::new());
        let mut world = Self { random, teams, employees, custom_fields, contacts: Vec::new() };
        world.contacts = (0..contacts).map(|_| world.contact()).collect();
        world
    }

    async fn store(&self) -> Store {
        let store = Store::in_memory().await;
        for contact in &self.contacts {
            store.commit(creation(contact)).await.unwrap();
        }
        store
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from.choose(&mut self.random).unwrap().clone()
    }

    fn some<T: Clone>(&mut self, from: &[T], chance: f64) -> Vec<T> {
        from.iter().filter(|_| self.random.gen_bool(chance)).cloned().collect()
    }

    fn viewer(&mut self) -> Employee {
        let employees = self.employees.clone();
        self.pick(&employees)
    }

    /// A contact of any access level, assigned and filed at random.
    fn contact(&mut self) -> Contact {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (teams, employees) = (self.teams.clone(), self.employees.clone());
        let mut contact =
            contact(self.pick(&["Österreich AG", "oesterreich ag", "Anna", "Anna B", "Zoe", "Ärzte GmbH"]));
        contact.kind = self.pick(&[ContactKind::Person, ContactKind::Organisation]);
        let fields = &mut contact.fields;
        fields.city = text(self.pick(&[None, Some("Wien"), Some("WIEN"), Some("Wien 3"), Some("Graz"), Some("--")]));
        fields.country = self.pick(&[None, Some(Country::AT), Some(Country::DE)]);
        fields.postal_code = text(self.pick(&[None, Some("1010"), Some("1030"), Some("80331")]));
        fields.industry = text(self.pick(&[None, Some("Bau"), Some("bau"), Some("Handel")]));
        let number = self.random.gen_range(1..40);
        fields.customer_number = self.random.gen_bool(0.7).then(|| format!("Kunde-{number:09}"));
        fields.tags = self.some(&["Messe", "A-Kunde", "VIP"].map(str::to_owned), 0.3);
        for (field, values) in self.custom_fields.into_iter().zip(CUSTOM_VALUES) {
            if self.random.gen_bool(0.6) {
                fields.custom.insert(field, self.pick(values).to_owned());
            }
        }
        fields.access = self.pick(&[Access::Private, Access::Team, Access::Company, Access::Restricted]);
        fields.teams = self.some(&teams, 0.3);
        contact.has_active_order = self.random.gen_bool(0.5);
        contact.deleted = self.random.gen_bool(0.1);
        contact.created_at = at(self.random.gen_range(0..100_000_000));
        contact.updated_at = contact.created_at + Duration::seconds(self.random.gen_range(0..1_000_000));
        for employee in self.some(&employees, 0.2) {
            let mut held = assignment(employee.id, self.random.gen_bool(0.3));
            if contact.account_manager().is_none() && self.random.gen_bool(0.5) {
                held.role = AssignmentRole::AccountManager;
            }
            contact.assignments.push(held);
        }
        contact
    }

    fn question(&mut self) -> Asked {
        let teams = self.teams.clone();
        let named: Vec<_> = self.employees.iter().map(|employee| NamedEmployee::Employee(employee.id)).collect();
        let mut spec = FilterSpec::default();
        if self.random.gen_bool(0.3) {
            spec.kind = Some(self.pick(&[ContactKind::Person, ContactKind::Organisation]));
        }
        for _ in 0..self.random.gen_range(0..3) {
            match self.random.gen_range(0..13) {
                0 => spec.access = Some(self.pick(&[Access::Private, Access::Company, Access::Restricted])),
                1 => spec.country = self.some(&[Country::AT, Country::DE, Country::CH], 0.5),
                2 => spec.postal_code = Some(self.pick(&["10", "1030", "8"]).to_owned()),
                3 => spec.city = self.some(&["wien", "GRAZ", "--"].map(str::to_owned), 0.5),
                4 => spec.industry = self.some(&["Bau", "Handel"].map(str::to_owned), 0.7),
                5 => spec.tags = self.some(&["Messe", "VIP"].map(str::to_owned), 0.7),
                6 => {
                    let one = self.pick(&named);
                    spec.account_manager = self.some(&[one, NamedEmployee::Me, NamedEmployee::Nobody], 0.5);
                }
                7 => {
                    let nobody_too = vec![NamedEmployee::Nobody, named[0]];
                    spec.assigned = self.pick(&[
                        vec![NamedEmployee::Me],
                        named[..2].to_vec(),
                        vec![NamedEmployee::Nobody],
                        nobody_too,
                    ]);
                }
                8 => spec.team = self.some(&teams, 0.5),
                9..12 => {
                    let (field, condition) = self.condition();
                    spec.custom.insert(field, condition);
                }
                _ if self.random.gen_bool(0.5) => spec.changed_within_days = Some(self.random.gen_range(1..1500)),
                _ => spec.created_within_days = Some(self.random.gen_range(1..1500)),
            }
        }
        let search = self.pick(&["", "", "", "wien", "wien 3", "oester", "messe", "kunde", "zwoelf", "gold"]);
        let orders = [&SortBy::ALL[..], &self.custom_fields.map(SortBy::Custom)].concat();
        Asked { search, spec, sort: Sort { by: self.pick(&orders), descending: self.random.gen_bool(0.5) } }
    }

    /// A condition on a custom field.
    fn condition(&mut self) -> (CustomFieldId, CustomFilter) {
        let [text, number, date, choice] = self.custom_fields;
        let any = self.pick(&self.custom_fields.clone());
        let read = |text: &str| Some(serde_json::from_value(text.into()).unwrap());
        match self.random.gen_range(0..6) {
            0 => {
                (text, CustomFilter::Contains { text: self.pick(&["ZWOELF", "süd", "axing s", "1", "ue"]).to_owned() })
            }
            1 => {
                let (from, to) = self.pick(&[(Some("0"), Some("12")), (Some("7,5"), None), (None, Some("-3"))]);
                let number = |text: Option<&str>| text.map(|text| serde_json::from_value(text.into()).unwrap());
                (self.custom_fields[1], CustomFilter::Number { from: number(from), to: number(to) })
            }
            2 => (
                date,
                CustomFilter::Date {
                    from: self.random.gen_bool(0.6).then(|| read("2026-03-15")).flatten(),
                    to: read("15.3.2026"),
                },
            ),
            3 => (
                choice,
                CustomFilter::OneOf {
                    values: self
                        .pick(&[&["A+"][..], &["A-", "Gold"]])
                        .iter()
                        .map(|value| (*value).to_owned())
                        .collect(),
                },
            ),
            4 => (any, CustomFilter::Empty),
            _ => (if any == number { date } else { any }, CustomFilter::Filled),
        }
    }

    /// The oracle: what the viewer sees, in order.
    fn expected(&self, asked: &Asked, viewer: &Employee) -> Vec<(&Contact, Reach)> {
        let all = self.contacts.iter().map(|contact| (contact, answers(contact, asked, viewer)));
        let mut seen: Vec<_> = all.filter(|(_, reach)| *reach != Reach::Nothing).collect();
        seen.sort_by(|one, other| order(one, other, asked.sort));
        seen
    }
}

impl Asked {
    fn query(&self, viewer: &Employee, limit: usize) -> ContactQuery {
        let words = search::query_words(self.search);
        let criteria = Criteria { words, filter: self.spec.resolve(viewer.id, now()) };
        ContactQuery { criteria, sort: self.sort, limit, ..everyone(keys_of(viewer)) }
    }
}

/// Whether and how the viewer sees the contact in the answer.
fn answers(contact: &Contact, asked: &Asked, viewer: &Employee) -> Reach {
    let reach = access::reach(&access::audience(contact), &keys_of(viewer));
    let spec = &asked.spec;
    let (own, taken) = match reach {
        Reach::Nothing => return Reach::Nothing,
        Reach::Full => (search::words(contact), takes(contact, spec, viewer)),
        Reach::Stub => {
            let asks_for_nothing_else = FilterSpec { kind: None, ..spec.clone() } == FilterSpec::default();
            (search::name_words(&contact.fields.name), asks_for_nothing_else)
        }
    };
    let words = search::query_words(asked.search);
    let found = words.iter().all(|word| own.iter().any(|own| own.starts_with(word.as_str())));
    let of_the_kind = spec.kind.is_none_or(|kind| kind == contact.kind);
    if found && taken && of_the_kind { reach } else { Reach::Nothing }
}

fn takes(contact: &Contact, spec: &FilterSpec, viewer: &Employee) -> bool {
    let fields = &contact.fields;
    let same_city = |wanted: &String| {
        let city = fields.city.as_deref().map(search::fold_line).unwrap_or_default();
        !city.is_empty() && city == search::fold_line(wanted)
    };
    let holders = |role: Option<AssignmentRole>| {
        let held = contact.assignments.iter().filter(|held| held.ended.is_none());
        held.filter(|held| role.is_none_or(|role| held.role == role)).map(|held| held.employee).collect::<Vec<_>>()
    };
    let named = |holders: &[domain::EmployeeId], named: &NamedEmployee| match named {
        NamedEmployee::Me => holders.contains(&viewer.id),
        NamedEmployee::Nobody => holders.is_empty(),
        NamedEmployee::Employee(id) => holders.contains(id),
    };
    let (managers, everyone) = (holders(Some(AssignmentRole::AccountManager)), holders(None));
    let within =
        |time: DateTime<Utc>, days: Option<u32>| days.is_none_or(|days| now() - time <= Duration::days(days.into()));
    let begins = |prefix: &String| fields.postal_code.as_ref().is_some_and(|code| code.starts_with(prefix.as_str()));
    spec.access.is_none_or(|access| access == fields.access)
        && (spec.country.is_empty() || fields.country.is_some_and(|country| spec.country.contains(&country)))
        && spec.postal_code.as_ref().is_none_or(begins)
        && (spec.city.is_empty() || spec.city.iter().any(same_city))
        && (spec.industry.is_empty() || fields.industry.as_ref().is_some_and(|own| spec.industry.contains(own)))
        && (spec.tags.is_empty() || fields.tags.iter().any(|tag| spec.tags.contains(tag)))
        && (spec.account_manager.is_empty() || spec.account_manager.iter().any(|who| named(&managers, who)))
        && (spec.assigned.is_empty() || spec.assigned.iter().any(|who| named(&everyone, who)))
        && (spec.team.is_empty() || fields.teams.iter().any(|team| spec.team.contains(team)))
        && within(contact.updated_at, spec.changed_within_days)
        && within(contact.created_at, spec.created_within_days)
        && spec.custom.iter().all(|(field, condition)| holds(fields.custom.get(field), condition))
}

/// Whether a condition holds of what stands in a custom field.
fn holds(value: Option<&String>, condition: &CustomFilter) -> bool {
    let Some(value) = value else { return *condition == CustomFilter::Empty };
    let number = |text: &str| text.parse::<f64>().unwrap();
    match condition {
        CustomFilter::Empty => false,
        CustomFilter::Filled => true,
        CustomFilter::Contains { text } => search::fold_line(value).contains(&search::fold_line(text)),
        CustomFilter::OneOf { values } => values.contains(value),
        CustomFilter::Number { from, to } => {
            from.is_none_or(|from| number(&from.to_string()) <= number(value))
                && to.is_none_or(|to| number(value) <= number(&to.to_string()))
        }
        CustomFilter::Date { from, to } => {
            from.as_ref().is_none_or(|from| from.to_string() <= *value)
                && to.as_ref().is_none_or(|to| *value <= to.to_string())
        }
    }
}

/// The order of two contacts, as somebody sees them.
fn order(one: &(&Contact, Reach), other: &(&Contact, Reach), sort: Sort) -> Ordering {
    let value = |(contact, reach): &(&Contact, Reach)| -> Option<String> {
        let fields = &contact.fields;
        let value = match sort.by {
            SortBy::Name => return Some(search::fold_line(&fields.name)),
            _ if *reach == Reach::Stub => return None,
            SortBy::CustomerNumber => fields.customer_number.clone(),
            SortBy::City => fields.city.clone(),
            SortBy::PostalCode => fields.postal_code.clone(),
            SortBy::Industry => fields.industry.clone(),
            SortBy::CreatedAt => return Some(contact.created_at.to_rfc3339()),
            SortBy::UpdatedAt => return Some(contact.updated_at.to_rfc3339()),
            SortBy::Custom(field) => match fields.custom.get(&field).map(|value| (value, value.parse::<f64>())) {
                // Before all texts, by their size.
                Some((_, Ok(number))) => return Some(format!(" {:012.3}", number + 1_000_000.0)),
                Some((text, Err(_))) => Some(text.clone()),
                None => None,
            },
        };
        value.map(|value| search::fold_line(&value)).filter(|value| !value.is_empty())
    };
    let (first, second) = (value(one), value(other));
    let by_value = match (&first, &second) {
        (Some(first), Some(second)) if sort.descending => second.cmp(first),
        (Some(first), Some(second)) => first.cmp(second),
        // Those that have nothing to order by stand last, also in the reverse.
        _ => first.is_none().cmp(&second.is_none()),
    };
    let name = |(contact, _): &(&Contact, Reach)| search::fold_line(&contact.fields.name);
    by_value.then_with(|| name(one).cmp(&name(other))).then_with(|| one.0.id.cmp(&other.0.id))
}

fn ids(seen: &[(&Contact, Reach)]) -> Vec<ContactId> {
    seen.iter().map(|(contact, _)| contact.id).collect()
}

#[tokio::test]
async fn lists_show_exactly_what_the_gate_lets_through_and_the_question_asks_for() {
    let mut world = World::new(250);
    let store = world.store().await;
    for _ in 0..120 {
        let (asked, viewer) = (world.question(), world.viewer());
        let shown = format!("{asked:?} by {} for {:?}", asked.sort, viewer.role);
        let limit = world.random.gen_range(1..60);
        let offset = world.random.gen_range(0..150);
        let expected = world.expected(&asked, &viewer);

        let mut query = asked.query(&viewer, limit);
        let mut found = Vec::new();
        loop {
            let page = store.list_contacts(&query).await.unwrap();
            assert_eq!(page.total, expected.len() as u64, "total of {shown}");
            assert!(page.items.len() <= limit);
            found.extend(page.items);
            let Some(next) = page.next else { break };
            query.start = PageStart::Cursor(next);
        }
        let found: Vec<_> = found.iter().map(|item| (&item.contact, item.reach)).collect();
        assert_eq!(found, expected, "{shown}");

        query.start = PageStart::Offset(offset);
        let page = store.list_contacts(&query).await.unwrap();
        let jumped: Vec<_> = page.items.iter().map(|item| item.contact.id).collect();
        let slice: Vec<_> = ids(&expected).into_iter().skip(offset).take(limit).collect();
        assert_eq!((jumped, page.total), (slice, expected.len() as u64), "from {offset}: {shown}");
        assert_eq!(page.next.is_some(), offset + limit < expected.len(), "{shown}");

        let whole: Vec<_> = expected.into_iter().filter(|(_, reach)| *reach == Reach::Full).collect();
        let ContactQuery { keys, criteria, sort, .. } = query;
        let picked = store.contact_ids(keys.clone(), criteria.clone(), sort, limit).await.unwrap();
        assert_eq!(picked, (ids(&whole).into_iter().take(limit).collect(), whole.len() as u64), "{shown}");
        let facets = store.contact_facets(keys, criteria).await.unwrap();
        assert_eq!(without_spelling(facets), counted(&whole), "{shown}");
    }
}

/// A topic decides on one contact what a list decides on all.
#[test]
fn a_single_contact_is_judged_as_the_list_of_it_would_be() {
    let mut world = World::new(120);
    for _ in 0..100 {
        let (asked, viewer) = (world.question(), world.viewer());
        let ContactQuery { keys, criteria, .. } = asked.query(&viewer, 1);
        for contact in &world.contacts {
            let reach = criteria.reach(&Candidate::of(contact), &keys);
            assert_eq!(reach, answers(contact, &asked, &viewer), "{asked:?} of {contact:?}");
        }
    }
}

#[tokio::test]
async fn a_shared_database_answers_as_the_listing_does() {
    let mut world = World::new(80);
    let store = world.store().await;
    let access = store.access().unwrap();
    for _ in 0..60 {
        let (asked, viewer) = (world.question(), world.viewer());
        let shown = format!("{asked:?} by {} for {:?}", asked.sort, viewer.role);
        let mut query = asked.query(&viewer, 7);
        for offset in [0, 3] {
            query.start = PageStart::Offset(offset);
            loop {
                let page = store.list_contacts(&query).await.unwrap();
                let (database, asked) = (access.database.clone(), query.clone());
                let answer = access.spawn(async move {
                    let place = match &asked.start {
                        PageStart::Cursor(cursor) => Some(Place::of_cursor(cursor, asked.sort)?),
                        PageStart::Offset(_) => None,
                    };
                    let start = place.as_ref().map_or(Start::Offset(offset), Start::After);
                    database::page(&database, &asked.question(), &start, asked.limit).await
                });
                let (contacts, last, total) = answer.await.unwrap();
                let found: Vec<_> = contacts.iter().map(|contact| contact.id).collect();
                assert_eq!(found, page.items.iter().map(|item| item.contact.id).collect::<Vec<_>>(), "{shown}");
                assert_eq!((last.map(|place| place.to_string()), total), (page.next.clone(), page.total), "{shown}");
                let Some(next) = page.next else { break };
                query.start = PageStart::Cursor(next);
            }
        }
        let ContactQuery { keys, criteria, sort, .. } = query;
        let from_memory = (
            store.contact_ids(keys.clone(), criteria.clone(), sort, 9).await.unwrap(),
            without_spelling(store.contact_facets(keys.clone(), criteria.clone()).await.unwrap()),
            store.count_contacts(keys.clone(), criteria.clone()).await.unwrap().total,
        );
        let database = access.database.clone();
        let from_database = access.spawn(async move {
            let question = Question { keys: &keys, criteria: &criteria, sort, whole_only: true };
            let ids = database::ids(&database, &question, 9).await?;
            let facets = database::facets(&database, &keys, &criteria).await?;
            Ok((ids, without_spelling(facets), database::count(&database, &keys, &criteria).await?))
        });
        assert_eq!(from_database.await.unwrap(), from_memory, "{shown}");
    }
}

/// Of equally frequent spellings of a city, any may be shown.
fn without_spelling(mut facets: Facets) -> Facets {
    facets.cities.iter_mut().for_each(|facet| facet.value = search::fold_line(&facet.value));
    facets.cities.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
    facets
}

/// The oracle's facets, with folded cities.
fn counted(seen: &[(&Contact, Reach)]) -> Facets {
    let count = |values: &dyn Fn(&Contact) -> Vec<String>| {
        let mut counts = BTreeMap::<String, u64>::new();
        for value in seen.iter().flat_map(|(contact, _)| values(contact)) {
            *counts.entry(value).or_default() += 1;
        }
        let mut facets: Vec<_> = counts.into_iter().map(|(value, count)| Facet { value, count }).collect();
        facets.sort_by_key(|facet| std::cmp::Reverse(facet.count));
        facets
    };
    let city = |contact: &Contact| {
        let folded = contact.fields.city.iter().map(|city| search::fold_line(city));
        folded.filter(|city| !city.is_empty()).collect()
    };
    Facets {
        countries: count(&|contact| contact.fields.country.iter().map(ToString::to_string).collect()),
        cities: count(&city),
        industries: count(&|contact| contact.fields.industry.iter().cloned().collect()),
        tags: count(&|contact| contact.fields.tags.clone()),
        account_managers: count(&|contact| contact.account_manager().iter().map(ToString::to_string).collect()),
    }
}
