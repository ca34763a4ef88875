//! An import as it is shown and stored: a file, what its columns mean, and what became of its rows.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, ContactId, EmployeeId, ImportId};

/// A finished import can be taken back for this long (`[I8]`).
pub const UNDO_WITHIN: TimeDelta = TimeDelta::days(7);

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    Uploaded,
    Checking,
    Checked,
    Running,
    Done,
    /// It did not come to its end; the message says what to do.
    Failed,
    Undoing,
    Undone,
}

impl ImportState {
    /// Something works on it, or will.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    Csv,
    Vcard,
}

/// A column of a table, what stands in it, and the field that it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct ImportColumn {
    pub heading: String,
    /// The first different cells with contents, three at most.
    pub samples: Vec<String>,
    /// Null: the column is left out.
    pub field: Option<String>,
}

/// Rows that became something; persons' rows may make organisations besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct ImportTally {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    /// Organisations made because a person's row names them; among `created`.
    pub organisations: u64,
}

/// What taking an import back did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct ImportUndo {
    /// Contacts that the import had made and nobody had changed.
    pub deleted: u64,
    /// Fields that are as they were before.
    pub restored: u64,
    /// Contacts that the import had made and that somebody works with by now.
    pub contacts_kept: u64,
    /// Fields that somebody changed since.
    pub fields_kept: u64,
}

/// Why a row, or a cell of it, was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct ImportError {
    /// In the file, from 1.
    pub line: u64,
    /// The heading of the column or the name of the property.
    pub column: Option<String>,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Import {
    pub id: ImportId,
    /// Of the file.
    pub name: String,
    pub state: ImportState,
    pub format: ImportFormat,
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    pub encoding: String,
    /// Between the cells of a table.
    pub separator: Option<String>,
    /// Empty for vCard, whose properties need no mapping.
    pub columns: Vec<ImportColumn>,
    pub rows: u64,
    /// Rows that the work under way has been through.
    pub done: u64,
    pub tally: ImportTally,
    pub undo: Option<ImportUndo>,
    /// The first 100.
    pub errors: Vec<ImportError>,
    pub error_count: u64,
    pub by: EmployeeId,
    pub created_at: DateTime<Utc>,
    /// When it was run to its end.
    pub finished_at: Option<DateTime<Utc>>,
    /// For a person: why it failed, and what to do.
    pub message: Option<String>,
}

/// A contact that an import was about to make or change, noted before it did. With the command's id, the history of the
/// contact tells what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportTouch {
    pub contact: ContactId,
    pub command: CommandId,
}
