//! Goes through a file row by row: checks what would become of it, or has it done.

use std::sync::atomic::{AtomicBool, Ordering};

use actors::Desk;
use actors::contact::ExecuteError;
use bytes::Bytes;
use exchange::{Draft, ReadError, ReadOptions, RowError};
use store::StoreError;

use domain::contact::Field;
use domain::import::{Import, ImportError, ImportTally, ImportTouch};

use crate::carry_out::{CarriedOut, carry_out};
use crate::fields::name_of;
use crate::plan::{Plan, Step, count};

/// Rows that are looked up, decided and carried out together.
const CHUNK: usize = 200;
/// Errors that are shown with the import, and those that are kept for [`crate::Intake::errors`].
const SHOWN_ERRORS: usize = 100;
const KEPT_ERRORS: u64 = 10_000;
/// Of a message and of a heading, as they are kept.
const MESSAGE_CHARACTERS: usize = 300;

/// Why a file was not gone through to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    #[error("nothing can be saved at the moment; what was imported so far is safe, run the import again later")]
    Unavailable(#[from] ExecuteError),
    #[error("the store does not answer; run the import again later")]
    Store(#[from] StoreError),
    #[error("the server was stopped; run the import again, what is in already is not doubled")]
    Stopping,
    #[error("you may not sign in any more")]
    Inactive,
}

pub(crate) struct Work<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) stopping: &'a AtomicBool,
    pub(crate) is_dry: bool,
}

impl Work<'_> {
    /// `show` tells how far it is.
    pub(crate) async fn go_through(
        &self,
        import: &mut Import,
        file: &Bytes,
        options: &ReadOptions,
        show: impl Fn(&Import),
    ) -> Result<(), Stopped> {
        let store = self.desk.store();
        store.clear_import_errors(import.id).await?;
        import.done = 0;
        import.tally = ImportTally::default();
        import.errors.clear();
        import.error_count = 0;
        let mut reading = exchange::read(file, options)?;
        let new_plan = if self.is_dry { Plan::dry } else { Plan::new };
        let mut plan = new_plan(store.clone(), import.by);
        loop {
            if self.stopping.load(Ordering::Acquire) {
                return Err(Stopped::Stopping);
            }
            let rows: Vec<_> = reading.by_ref().take(CHUNK).collect();
            if rows.is_empty() {
                return Ok(());
            }
            let count = rows.len() as u64;
            let mut errors = Vec::new();
            let mut drafts: Vec<(u64, Draft)> = Vec::with_capacity(rows.len());
            for row in rows {
                match row.result {
                    Ok(draft) => drafts.push((row.line, draft)),
                    Err(refused) => errors.extend(refused),
                }
            }
            errors.extend(self.chunk(import, &mut plan, drafts).await?);
            import.done += count;
            let kept = note_errors(import, errors);
            store.put_import_progress(import, &[], &kept).await?;
            show(import);
        }
    }

    async fn chunk(
        &self,
        import: &mut Import,
        plan: &mut Plan,
        drafts: Vec<(u64, Draft)>,
    ) -> Result<Vec<RowError>, Stopped> {
        // Rights as they are now: an import may take minutes.
        let roster = self.desk.roster();
        if !roster.employee(import.by).is_some_and(|importer| importer.active) {
            return Err(Stopped::Inactive);
        }
        let custom_fields = self.desk.custom_fields();
        let (steps, mut errors) = plan.decide(drafts, &roster, &custom_fields, self.desk.clock().now()).await?;
        if self.is_dry {
            steps.iter().for_each(|step| count(&mut import.tally, step));
            return Ok(errors);
        }
        let touched: Vec<ImportTouch> = steps.iter().filter(|step| !step.events.is_empty()).map(touch).collect();
        // Noted before it happens, so that whatever happens can be taken back.
        self.desk.store().put_import_progress(import, &touched, &[]).await?;
        let column_of = |field: Field| column_of(import, field);
        let CarriedOut { tally, errors: refused, missing } = carry_out(self.desk, import.by, steps, &column_of).await?;
        import.tally.created += tally.created;
        import.tally.updated += tally.updated;
        import.tally.unchanged += tally.unchanged;
        import.tally.organisations += tally.organisations;
        plan.forget(&missing);
        errors.extend(refused);
        Ok(errors)
    }
}

fn touch(step: &Step) -> ImportTouch {
    ImportTouch { contact: step.contact, command: step.command }
}

/// The heading of the column that was mapped to a field.
fn column_of(import: &Import, field: Field) -> Option<String> {
    let name = name_of(exchange::Target::Field(field))?;
    import.columns.iter().find(|column| column.field.as_ref() == Some(&name)).map(|column| column.heading.clone())
}

/// Counts errors, shows the first ones, and returns those to be kept.
fn note_errors(import: &mut Import, errors: Vec<RowError>) -> Vec<ImportError> {
    let mut kept = Vec::new();
    for RowError { line, column, message } in errors {
        let column = column.map(|column| shortened(&column));
        let error = ImportError { line, column, message: shortened(&message) };
        if import.errors.len() < SHOWN_ERRORS {
            import.errors.push(error.clone());
        }
        if import.error_count < KEPT_ERRORS {
            kept.push(error);
        }
        import.error_count += 1;
    }
    kept
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MESSAGE_CHARACTERS {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MESSAGE_CHARACTERS - 1).collect();
    short.push('…');
    short
}
