//! The fields that administrators define.

use domain::custom_field::CustomField;

use crate::statement::{Statement, decode_all, encode, record};
use crate::{Store, StoreError};

const TABLE: &str = "custom_field";

impl Store {
    /// All of them, archived ones too.
    pub async fn custom_fields(&self) -> Result<Vec<CustomField>, StoreError> {
        let bodies: Vec<String> = self.ask(Statement::new("SELECT VALUE body FROM custom_field")).await?.rows(0)?;
        decode_all("custom field", &bodies)
    }

    /// Adds or replaces a field.
    pub async fn put_custom_field(&self, field: &CustomField) -> Result<(), StoreError> {
        let statement = Statement::new("UPSERT $id SET body = $body RETURN NONE")
            .bind("id", record(TABLE, field.id.0))
            .bind("body", encode(field));
        self.ask(statement).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
