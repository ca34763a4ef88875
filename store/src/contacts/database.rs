//! The questions of [`crate::listing`], put to a database that other nodes write to as well. Slower, and the same
//! answers: a test holds the two equal.

use std::collections::HashMap;
use std::fmt::Write as _;

use domain::listing::facets::{by_spelling, most_frequent};
use domain::listing::{Criteria, CustomFilter, Facets, Sort, SortBy, SortValue};
use domain::{AudienceKey, Contact, ContactId, CustomFieldId, Keys, TeamId, search};
use surrealdb::types::{RecordId, SurrealValue, Uuid, Value};

use super::{Place, TABLE, key_texts};
use crate::StoreError;
use crate::engine::Database;
use crate::listing::{FactColumns, Listed, Question, Start, column_of, contact_id, custom_column, variant_name};
use crate::statement::{Statement, decode_all, record};

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Count {
    count: u64,
}

/// What must hold of a row, and what is bound to its parameters.
struct Conditions {
    text: String,
    statement: Statement,
}

impl Conditions {
    fn of(question: &Question<'_>) -> Self {
        let statement = Statement::new("").bind("keys", key_texts(question.keys));
        let mut conditions = Self { text: "audience CONTAINSANY $keys".to_owned(), statement };
        for (number, needle) in search::needles(&question.criteria.words).into_iter().enumerate() {
            let name = format!("word{number}");
            conditions.and(&format!("words CONTAINS ${name}"), &name, needle);
        }
        conditions.take(question.criteria, question.whole_only);
        conditions
    }

    fn and(&mut self, condition: &str, name: &str, value: impl SurrealValue) {
        write!(self.text, " AND ({condition})").expect("writing to a text cannot fail");
        self.statement.bindings.insert(name, value);
    }

    fn take(&mut self, criteria: &Criteria, whole_only: bool) {
        let filter = &criteria.filter;
        if let Some(kind) = filter.kind {
            self.and("facts.kind = $wanted_kind", "wanted_kind", variant_name(&kind));
        }
        if whole_only || !filter.asks_for_kind_alone() {
            // Where the name alone is seen, nothing else is asked (`[E3]`).
            self.text.push_str(" AND facts.access != NONE");
        }
        if let Some(access) = filter.access {
            self.and("facts.access = $wanted_access", "wanted_access", variant_name(&access));
        }
        if let Some(prefix) = filter.postal_code.clone() {
            self.and("string::starts_with(facts.postal_code ?? '', $postal_code)", "postal_code", prefix);
        }
        let lists = [
            ("country", filter.countries.iter().map(ToString::to_string).collect::<Vec<_>>()),
            ("city_folded", filter.cities.clone()),
            ("industry", filter.industries.clone()),
        ];
        for (column, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            self.and(&format!("facts.{column} IN ${column}"), column, values);
        }
        if !filter.tags.is_empty() {
            self.and("facts.tags CONTAINSANY $tags", "tags", filter.tags.clone());
        }
        let uuids = |ids: Vec<uuid::Uuid>| ids.into_iter().map(Uuid::from).collect::<Vec<_>>();
        if !filter.account_managers.is_empty() {
            let nobody = if filter.account_managers.contains(&None) { " OR facts.account_manager = NONE" } else { "" };
            let somebody = uuids(filter.account_managers.iter().flatten().map(|id| id.0).collect());
            self.and(&format!("facts.account_manager IN $managers{nobody}"), "managers", somebody);
        }
        if !filter.assigned.is_empty() {
            let nobody = if filter.assigned.contains(&None) { " OR facts.assigned = []" } else { "" };
            let somebody = uuids(filter.assigned.iter().flatten().map(|id| id.0).collect());
            self.and(&format!("facts.assigned CONTAINSANY $assigned{nobody}"), "assigned", somebody);
        }
        if !filter.teams.is_empty() {
            let teams = uuids(filter.teams.iter().map(|id| id.0).collect());
            self.and("facts.teams CONTAINSANY $teams", "teams", teams);
        }
        if let Some(since) = filter.changed_since {
            self.and("facts.updated_at >= $changed_since", "changed_since", since.timestamp_micros());
        }
        if let Some(since) = filter.created_since {
            self.and("facts.created_at >= $created_since", "created_since", since.timestamp_micros());
        }
        for (number, (id, condition)) in filter.custom.iter().enumerate() {
            self.take_custom(number, *id, condition);
        }
    }

    /// What must hold of the value of a custom field, the condition having a number of its own.
    fn take_custom(&mut self, condition_number: usize, id: CustomFieldId, condition: &CustomFilter) {
        let column = custom_column(id);
        let name = format!("custom{condition_number}");
        let mut range = |part: &str, from: Option<Value>, to: Option<Value>| {
            // What is missing would be smaller than everything.
            write!(self.text, " AND {column}.{part} != NONE").expect("writing to a text cannot fail");
            for (bound, sign, end) in [(from, ">=", "from"), (to, "<=", "to")] {
                if let Some(bound) = bound {
                    self.and(&format!("{column}.{part} {sign} ${name}{end}"), &format!("{name}{end}"), bound);
                }
            }
        };
        match condition {
            CustomFilter::Empty => write!(self.text, " AND {column} = NONE").expect("writing to a text cannot fail"),
            CustomFilter::Filled => write!(self.text, " AND {column} != NONE").expect("writing to a text cannot fail"),
            CustomFilter::Contains { text } => {
                self.and(&format!("({column}.folded ?? '') CONTAINS ${name}"), &name, text.clone());
            }
            CustomFilter::OneOf { values } => self.and(&format!("{column}.text IN ${name}"), &name, values.clone()),
            CustomFilter::Number { from, to } => range(
                "number",
                from.map(|number| number.get().into_value()),
                to.map(|number| number.get().into_value()),
            ),
            CustomFilter::Date { from, to } => range(
                "text",
                from.as_ref().map(|day| day.as_str().to_owned().into_value()),
                to.as_ref().map(|day| day.as_str().to_owned().into_value()),
            ),
        }
    }

    /// What must hold besides of a row after a place.
    fn following(&mut self, place: &Place) -> String {
        let Place { sort, value, name, id } = place;
        let column = column_of(sort.by);
        let beyond = if sort.descending { "<" } else { ">" };
        self.statement.bindings.insert("place_name", name.clone());
        self.statement.bindings.insert("place_id", record(TABLE, id.0));
        let by_name = "(name > $place_name OR (name = $place_name AND id > $place_id))";
        if sort.by == SortBy::Name {
            return format!(" AND (name {beyond} $place_name OR (name = $place_name AND id > $place_id))");
        }
        match value {
            None => return format!(" AND {column} = NONE AND {by_name}"),
            Some(SortValue::Text(text)) => self.statement.bindings.insert("place_value", text.to_string()),
            Some(SortValue::Time(time)) => self.statement.bindings.insert("place_value", *time),
            Some(SortValue::Number(number)) => self.statement.bindings.insert("place_value", number.get()),
        }
        format!(" AND ({column} = NONE OR {column} {beyond} $place_value OR ({column} = $place_value AND {by_name}))")
    }

    fn ask(mut self, text: String) -> Statement {
        self.statement.text = text;
        self.statement
    }
}

fn order(sort: Sort) -> String {
    let direction = if sort.descending { "DESC" } else { "ASC" };
    match sort.by {
        SortBy::Name => format!("name {direction}, id"),
        _ => format!("missing, value {direction}, name, id"),
    }
}

pub(super) async fn page(
    database: &Database,
    question: &Question<'_>,
    start: &Start<'_>,
    limit: usize,
) -> Result<(Vec<Contact>, Option<Place>, u64), StoreError> {
    let mut conditions = Conditions::of(question);
    let matching = conditions.text.clone();
    let (following, skip) = match start {
        Start::After(place) => (conditions.following(place), 0),
        Start::Offset(offset) => (String::new(), *offset),
    };
    let (column, order) = (column_of(question.sort.by), order(question.sort));
    let statement = conditions
        .ask(format!(
            "SELECT id, name, body, {column} AS value, {column} = NONE AS missing FROM contact \
             WHERE {matching}{following} ORDER BY {order} LIMIT $limit START $skip;
             SELECT count() FROM contact WHERE {matching} GROUP ALL"
        ))
        .bind("limit", limit + 1)
        .bind("skip", skip);
    let mut answer = database.ask(statement).await?;
    let mut bodies = answer.bodies(0)?;
    let total = answer.row::<Count>(1)?.map_or(0, |row| row.count);
    let more = bodies.len() > limit;
    bodies.truncate(limit);
    let contacts: Vec<Contact> = decode_all("contact", &bodies)?;
    let last = contacts.last().filter(|_| more).map(|contact| place_of(contact, question.sort));
    Ok((contacts, last, total))
}

fn place_of(contact: &Contact, sort: Sort) -> Place {
    let Listed { name, facts, .. } = Listed::of(contact);
    let value = if facts.is_some() && sort.by != SortBy::Name { sort.by.value(contact) } else { None };
    Place { sort, value, name, id: contact.id }
}

pub(super) async fn ids(
    database: &Database,
    question: &Question<'_>,
    limit: usize,
) -> Result<(Vec<ContactId>, u64), StoreError> {
    #[derive(SurrealValue)]
    #[surreal(crate = "surrealdb::types")]
    struct Id {
        id: RecordId,
    }
    let conditions = Conditions::of(question);
    let (matching, column, order) = (conditions.text.clone(), column_of(question.sort.by), order(question.sort));
    let statement = conditions
        .ask(format!(
            "SELECT id, name, {column} AS value, {column} = NONE AS missing FROM contact \
             WHERE {matching} ORDER BY {order} LIMIT $limit;
             SELECT count() FROM contact WHERE {matching} GROUP ALL"
        ))
        .bind("limit", limit);
    let mut answer = database.ask(statement).await?;
    let ids = answer.rows::<Id>(0)?.iter().map(|row| contact_id(&row.id)).collect::<Result<_, _>>()?;
    Ok((ids, answer.row::<Count>(1)?.map_or(0, |row| row.count)))
}

pub(super) async fn count(database: &Database, keys: &Keys, criteria: &Criteria) -> Result<u64, StoreError> {
    let conditions = Conditions::of(&Question { keys, criteria, sort: Sort::default(), whole_only: false });
    let text = format!("SELECT count() FROM contact WHERE {} GROUP ALL", conditions.text);
    Ok(database.ask(conditions.ask(text)).await?.row::<Count>(0)?.map_or(0, |row| row.count))
}

/// Where the name alone is seen, the leads of its teams are among those who see it (`[A5]`).
pub(super) async fn count_of_team(database: &Database, team: TeamId) -> Result<u64, StoreError> {
    let text = "SELECT count() FROM contact \
        WHERE facts.teams CONTAINS $team OR (facts.access = NONE AND audience CONTAINS $lead) GROUP ALL";
    let statement =
        Statement::new(text).bind("team", Uuid::from(team.0)).bind("lead", AudienceKey::Lead(team).to_string());
    Ok(database.ask(statement).await?.row::<Count>(0)?.map_or(0, |row| row.count))
}

/// One look at every row, where the database would group them five times.
pub(super) async fn facets(database: &Database, keys: &Keys, criteria: &Criteria) -> Result<Facets, StoreError> {
    let conditions = Conditions::of(&Question { keys, criteria, sort: Sort::default(), whole_only: true });
    let text = format!("SELECT VALUE facts FROM contact WHERE {}", conditions.text);
    let rows: Vec<FactColumns> = database.ask(conditions.ask(text)).await?.rows(0)?;
    let (mut countries, mut cities, mut industries) = (HashMap::new(), HashMap::new(), HashMap::new());
    let (mut tags, mut managers) = (HashMap::new(), HashMap::new());
    for row in rows {
        let FactColumns { country, city, city_folded, industry, tags: own_tags, account_manager, .. } = row;
        count_in(&mut countries, country);
        count_in(&mut cities, city_folded.zip(city));
        count_in(&mut industries, industry);
        own_tags.into_iter().flatten().for_each(|tag| count_in(&mut tags, Some(tag)));
        count_in(&mut managers, account_manager.map(|id| uuid::Uuid::from(id).to_string()));
    }
    let cities = cities.into_iter().map(|((folded, city), count)| (folded, city, count));
    Ok(Facets {
        countries: most_frequent(countries),
        cities: most_frequent(by_spelling(cities)),
        industries: most_frequent(industries),
        tags: most_frequent(tags),
        account_managers: most_frequent(managers),
    })
}

fn count_in<T: std::hash::Hash + Eq>(counts: &mut HashMap<T, u64>, value: Option<T>) {
    if let Some(value) = value {
        *counts.entry(value).or_default() += 1;
    }
}
