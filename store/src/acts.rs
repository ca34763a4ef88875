//! Acts over many contacts: how each stands, and its items in pieces. What becomes of a piece is written in one transaction
//! with how the act stands and whom that tells.

use chrono::{DateTime, Utc};
use domain::act::{Act, ActItem, ActKind, ActState};
use domain::{ActId, Contact, EmployeeId, Notification};
use surrealdb::types::{Datetime, RecordId, Value};

use crate::listing::variant_name;
use crate::statement::{Statement, composite, decode, decode_all, encode, number_value, range_of, record, uuid_value};
use crate::{Store, StoreError, notifications};

const TABLE: &str = "act";
/// Named [act, number of the piece].
const ITEMS: &str = "act_item";

const PUT: &str = "UPSERT $act CONTENT { author: $author, kind: $kind, giver: $giver, receiver: $receiver, at: $at, \
                   state: $state, body: $body } RETURN NONE;";
const PUT_ITEMS: &str = " UPSERT $items CONTENT { body: $items_body } RETURN NONE;";

fn putting(statement: Statement, act: &Act) -> Statement {
    let (kind, people) = match &act.kind {
        ActKind::Assign { .. } => ("assign", None),
        ActKind::ApplyRules { .. } => ("apply_rules", None),
        ActKind::Handover(handover) => ("handover", Some((handover.giver, handover.receiver))),
    };
    let id = |id: Option<EmployeeId>| id.map_or(Value::None, |id| uuid_value(id.0));
    statement
        .bind("act", record(TABLE, act.id.0))
        .bind("author", uuid_value(act.by.0))
        .bind("kind", kind.to_owned())
        .bind("giver", id(people.map(|(giver, _)| giver)))
        .bind("receiver", id(people.map(|(_, receiver)| receiver)))
        .bind("at", Datetime::from(act.at))
        .bind("state", variant_name(&act.state))
        .bind("body", encode(act))
}

fn piece(act: ActId, number: u64) -> RecordId {
    composite(ITEMS, [uuid_value(act.0), number_value(number)])
}

fn putting_items(statement: Statement, act: ActId, number: u64, items: &[ActItem]) -> Statement {
    statement.bind("items", piece(act, number)).bind("items_body", encode(&items))
}

impl Store {
    pub async fn put_act(&self, act: &Act) -> Result<(), StoreError> {
        self.ask(putting(Statement::new(PUT), act)).await?;
        Ok(())
    }

    /// How the act stands together with whom that tells, in one transaction.
    pub async fn put_act_and_tell(&self, act: &Act, told: &[Notification]) -> Result<(), StoreError> {
        self.ask(telling(putting(Statement::new(format!("BEGIN; {PUT}")), act), told)).await?;
        Ok(())
    }

    /// The items of one piece of the act.
    pub async fn put_act_items(&self, act: ActId, number: u64, items: &[ActItem]) -> Result<(), StoreError> {
        self.ask(putting_items(Statement::new(PUT_ITEMS), act, number, items)).await?;
        Ok(())
    }

    /// What became of a piece together with how the act stands and whom that tells, in one transaction.
    pub async fn put_act_progress(
        &self,
        act: &Act,
        number: u64,
        items: &[ActItem],
        told: &[Notification],
    ) -> Result<(), StoreError> {
        let statement = putting(Statement::new(format!("BEGIN; {PUT}{PUT_ITEMS}")), act);
        self.ask(telling(putting_items(statement, act.id, number, items), told)).await?;
        Ok(())
    }

    pub async fn act(&self, id: ActId) -> Result<Option<Act>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $ids").bind("ids", vec![record(TABLE, id.0)]);
        let body = self.ask(statement).await?.rows::<String>(0)?.pop();
        body.map(|body| decode("act", &body)).transpose()
    }

    /// One piece of the act's items; empty beyond the last.
    pub async fn act_items(&self, id: ActId, number: u64) -> Result<Vec<ActItem>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $ids").bind("ids", vec![piece(id, number)]);
        let body = self.ask(statement).await?.rows::<String>(0)?.pop();
        body.map_or(Ok(Vec::new()), |body| decode("items of an act", &body))
    }

    pub async fn acts_in(&self, states: &[ActState]) -> Result<Vec<Act>, StoreError> {
        let states: Vec<String> = states.iter().map(variant_name).collect();
        let statement = Statement::new("SELECT VALUE body FROM act WHERE state IN $states").bind("states", states);
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        decode_all("act", &bodies)
    }

    /// The newest acts of an employee before a moment.
    pub async fn acts_of(
        &self,
        author: EmployeeId,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Act>, StoreError> {
        let statement = Statement::new(
            "SELECT at, body FROM act WHERE author = $author AND at < $before AND state != 'preparing' \
             ORDER BY at DESC LIMIT $limit",
        )
        .bind("author", uuid_value(author.0))
        .bind("before", Datetime::from(before))
        .bind("limit", limit);
        decode_all("act", &self.ask(statement).await?.bodies(0)?)
    }

    /// The newest handovers before a moment from or to these people, or of everybody.
    pub async fn handovers(
        &self,
        people: Option<&[EmployeeId]>,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Act>, StoreError> {
        let of_people = people.map_or("", |_| " AND (giver IN $people OR receiver IN $people)");
        let statement = Statement::new(format!(
            "SELECT at, body FROM act WHERE kind = 'handover' AND at < $before AND state != 'preparing'{of_people} \
             ORDER BY at DESC LIMIT $limit",
        ))
        .bind("people", people.unwrap_or_default().iter().map(|id| uuid_value(id.0)).collect::<Vec<_>>())
        .bind("before", Datetime::from(before))
        .bind("limit", limit);
        decode_all("act", &self.ask(statement).await?.bodies(0)?)
    }

    /// Forgets an act of which nothing was done.
    pub async fn delete_act(&self, id: ActId) -> Result<(), StoreError> {
        let statement = Statement::new("BEGIN; DELETE $act RETURN NONE; DELETE $items RETURN NONE; COMMIT;")
            .bind("act", record(TABLE, id.0))
            .bind("items", range_of(ITEMS, id.0));
        self.ask(statement).await?;
        Ok(())
    }

    /// Contacts that somebody looks after or will, whoever may see them, after this one in the order of ids; so many at
    /// most.
    pub async fn contacts_of(
        &self,
        employee: EmployeeId,
        after: Option<domain::ContactId>,
        limit: usize,
    ) -> Result<Vec<Contact>, StoreError> {
        let statement = Statement::new(
            "SELECT id, body FROM contact WHERE staff CONTAINS $employee AND id > $after ORDER BY id LIMIT $limit",
        )
        .bind("employee", uuid_value(employee.0))
        .bind("after", record(crate::contacts::TABLE, after.map_or(uuid::Uuid::nil(), |id| id.0)))
        .bind("limit", limit);
        decode_all("contact", &self.ask(statement).await?.bodies(0)?)
    }
}

fn telling(mut statement: Statement, told: &[Notification]) -> Statement {
    if !told.is_empty() {
        statement.text.push_str(notifications::INSERT);
        statement = statement.bind("notifications", told.iter().map(notifications::row).collect::<Vec<_>>());
    }
    statement.text.push_str(" COMMIT;");
    statement
}

#[cfg(test)]
mod tests;
