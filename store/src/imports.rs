//! Imports: how each stands, what it touched, and the rows that it did not take.

use std::ops::Bound;

use chrono::{DateTime, Utc};
use domain::import::{Import, ImportError, ImportState, ImportTouch};
use domain::{EmployeeId, ImportId};
use surrealdb::types::{Array, Datetime, RecordId, RecordIdKey, Value};

use crate::statement::{Statement, composite, decode, decode_all, encode, range, record, uuid_value};
use crate::{Store, StoreError};

const TABLE: &str = "import";
/// Named [import, a UUID that sorts by time].
const TOUCHED: &str = "import_touched";
const ERRORS: &str = "import_error";

const PUT: &str = "UPSERT $import CONTENT { employee: $employee, created_at: $created_at, state: $state, body: $body } \
                   RETURN NONE;";

fn putting(statement: Statement, import: &Import) -> Statement {
    statement
        .bind("import", record(TABLE, import.id.0))
        .bind("employee", uuid_value(import.by.0))
        .bind("created_at", Datetime::from(import.created_at))
        .bind("state", state_name(import.state))
        .bind("body", encode(import))
}

fn state_name(state: ImportState) -> String {
    encode(&state).trim_matches('"').to_owned()
}

fn piece(table: &str, import: ImportId) -> RecordId {
    composite(table, [uuid_value(import.0), uuid_value(uuid::Uuid::now_v7())])
}

fn pieces(table: &str, import: ImportId) -> RecordId {
    let place = |id: uuid::Uuid| {
        let parts: Vec<Value> = vec![uuid_value(import.0), uuid_value(id)];
        RecordIdKey::Array(Array::from(parts))
    };
    range(table, Bound::Included(place(uuid::Uuid::nil())), Bound::Included(place(uuid::Uuid::max())))
}

impl Store {
    pub async fn put_import(&self, import: &Import) -> Result<(), StoreError> {
        self.ask(putting(Statement::new(PUT), import)).await?;
        Ok(())
    }

    /// How the import stands together with what it touches next and the rows that it did not take, in one transaction.
    pub async fn put_import_progress(
        &self,
        import: &Import,
        touched: &[ImportTouch],
        errors: &[ImportError],
    ) -> Result<(), StoreError> {
        let mut text = format!("BEGIN; {PUT}");
        if !touched.is_empty() {
            text.push_str(" CREATE $touched CONTENT { body: $touched_body } RETURN NONE;");
        }
        if !errors.is_empty() {
            text.push_str(" CREATE $errors CONTENT { body: $errors_body } RETURN NONE;");
        }
        text.push_str(" COMMIT;");
        let statement = putting(Statement::new(text), import)
            .bind("touched", piece(TOUCHED, import.id))
            .bind("touched_body", encode(&touched))
            .bind("errors", piece(ERRORS, import.id))
            .bind("errors_body", encode(&errors));
        self.ask(statement).await?;
        Ok(())
    }

    pub async fn import(&self, id: ImportId) -> Result<Option<Import>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $ids").bind("ids", vec![record(TABLE, id.0)]);
        let body = self.ask(statement).await?.rows::<String>(0)?.pop();
        body.map(|body| decode("import", &body)).transpose()
    }

    /// The imports of an employee that are not older, the newest first.
    pub async fn imports_of(
        &self,
        employee: EmployeeId,
        since: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let statement = Statement::new(
            "SELECT created_at, body FROM import WHERE employee = $employee AND created_at >= $since \
             ORDER BY created_at DESC LIMIT $limit",
        )
        .bind("employee", uuid_value(employee.0))
        .bind("since", Datetime::from(since))
        .bind("limit", limit);
        let bodies = self.ask(statement).await?.bodies(0)?;
        decode_all("import", &bodies)
    }

    /// The imports in one of these states.
    pub async fn imports_in(&self, states: &[ImportState]) -> Result<Vec<Import>, StoreError> {
        let states: Vec<String> = states.iter().copied().map(state_name).collect();
        let statement = Statement::new("SELECT VALUE body FROM import WHERE state IN $states").bind("states", states);
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        decode_all("import", &bodies)
    }

    /// The imports that are older.
    pub async fn imports_before(&self, before: DateTime<Utc>) -> Result<Vec<Import>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM import WHERE created_at < $before")
            .bind("before", Datetime::from(before));
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        decode_all("import", &bodies)
    }

    /// What the import touched, in the order in which it did.
    pub async fn import_touches(&self, id: ImportId) -> Result<Vec<ImportTouch>, StoreError> {
        let pieces: Vec<Vec<ImportTouch>> = self.import_pieces(TOUCHED, id).await?;
        Ok(pieces.into_iter().flatten().collect())
    }

    pub async fn import_errors(&self, id: ImportId) -> Result<Vec<ImportError>, StoreError> {
        let pieces: Vec<Vec<ImportError>> = self.import_pieces(ERRORS, id).await?;
        Ok(pieces.into_iter().flatten().collect())
    }

    async fn import_pieces<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        id: ImportId,
    ) -> Result<Vec<T>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $rows").bind("rows", pieces(table, id));
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        decode_all("piece of an import", &bodies)
    }

    /// Forgets the rows that an earlier look at the file did not take.
    pub async fn clear_import_errors(&self, id: ImportId) -> Result<(), StoreError> {
        self.ask(Statement::new("DELETE $rows RETURN NONE").bind("rows", pieces(ERRORS, id))).await?;
        Ok(())
    }

    /// Forgets an import; what it made stays.
    pub async fn delete_import(&self, id: ImportId) -> Result<(), StoreError> {
        let statement = Statement::new(
            "BEGIN; DELETE $import RETURN NONE; DELETE $touched RETURN NONE; DELETE $errors RETURN NONE; COMMIT;",
        )
        .bind("import", record(TABLE, id.0))
        .bind("touched", pieces(TOUCHED, id))
        .bind("errors", pieces(ERRORS, id));
        self.ask(statement).await?;
        Ok(())
    }

    /// Whether somebody works or worked for an organisation, whoever may see them.
    pub async fn has_persons(&self, organisation: domain::ContactId) -> Result<bool, StoreError> {
        let statement = Statement::new(
            "SELECT VALUE audience != [] FROM $organisation<-works_for<-contact WHERE audience != [] LIMIT 1",
        )
        .bind("organisation", record(crate::contacts::TABLE, organisation.0));
        Ok(!self.ask(statement).await?.rows::<bool>(0)?.is_empty())
    }
}

#[cfg(test)]
mod tests;
