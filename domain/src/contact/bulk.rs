//! The same change of many contacts: what each of them is to have afterwards.

use serde::{Deserialize, Serialize};

use super::{Field, FieldValue, Fields};
use crate::value::ValueError;

/// How a value is brought to many contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkMode {
    /// In place of what is there.
    Set,
    /// To the list that is there.
    Add,
    /// Out of the list that is there.
    Remove,
}

/// What a field is to hold after the change. Entries are compared as they would be stored.
pub fn bulk_value(fields: &Fields, field: Field, mode: BulkMode, value: FieldValue) -> Result<FieldValue, ValueError> {
    if mode == BulkMode::Set {
        return Ok(value);
    }
    if !matches!(field, Field::Tags | Field::Teams | Field::Emails | Field::Phones) {
        return Err(ValueError::WrongShape("one value; entries are added to lists and removed from lists"));
    }
    let (FieldValue::List(mut entries), FieldValue::List(named)) = (fields.get(field), fields.check(field, value)?)
    else {
        return Err(ValueError::WrongShape("a list of texts"));
    };
    match mode {
        BulkMode::Set => {}
        BulkMode::Add => {
            for entry in named {
                if !entries.contains(&entry) {
                    entries.push(entry);
                }
            }
        }
        BulkMode::Remove => entries.retain(|entry| !named.contains(entry)),
    }
    Ok(FieldValue::List(entries))
}
