//! `kontor import`: reads a file and stores its contacts, so that a second import of the same file updates instead of
//! doubling.
//!
//! Rows go through the same rules as an edit at a screen ([`domain::contact::create`], [`domain::contact::decide`]) and
//! the same journal. [`intake::plan`] decides what becomes of a row; this file reads, commits and reports.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use chrono::Utc;
use exchange::{ReadOptions, RowError};
use futures_util::future::try_join_all;
use indicatif::{ProgressBar, ProgressStyle};
use intake::plan::{Plan, batches, count};
use store::Store;

use domain::import::ImportTally;
use domain::{CustomFields, Employee, Roster};

use crate::cli::ImportOptions;
use crate::database::closing;

/// Rows that are looked up, decided and committed together.
const CHUNK: usize = 1000;
/// Row errors that are shown; the rest is counted.
const SHOWN_ERRORS: usize = 100;

pub async fn run(options: ImportOptions) -> anyhow::Result<ExitCode> {
    let file = read_file(&options.file)?;
    let store = options.database.open().await?;
    let started = Instant::now();
    let outcome = closing(store, async |store| {
        let roster = Roster::new(store.employees().await?, store.teams().await?);
        let importer = importer(&roster, options.importer.as_deref())?;
        import(store, &file, roster, importer, options.dry_run).await
    });
    let Outcome { tally, errors, ignored } = outcome.await?;
    report(&tally, &errors, &ignored, options.dry_run, started);
    Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What became of a file.
pub struct Outcome {
    pub tally: ImportTally,
    pub errors: Vec<RowError>,
    pub ignored: Vec<String>,
}

/// Reads a file's contents into the store in the name of an employee.
pub async fn import(
    store: &Store,
    file: &[u8],
    roster: Roster,
    importer: Arc<Employee>,
    dry_run: bool,
) -> anyhow::Result<Outcome> {
    let custom_fields = Arc::new(CustomFields::new(store.custom_fields().await?));
    let options = ReadOptions { custom_fields: Arc::clone(&custom_fields), ..ReadOptions::default() };
    let mut reading = exchange::read(file, &options)?;
    let progress = progress_bar();
    let new_plan = if dry_run { Plan::dry } else { Plan::new };
    let mut plan = new_plan(store.clone(), importer.id);
    let mut tally = ImportTally::default();
    let mut errors = Vec::new();
    loop {
        let rows: Vec<_> = reading.by_ref().take(CHUNK).collect();
        if rows.is_empty() {
            break;
        }
        let mut drafts = Vec::with_capacity(rows.len());
        for row in rows {
            match row.result {
                Ok(draft) => drafts.push((row.line, draft)),
                Err(refused) => errors.extend(refused),
            }
        }
        let (steps, refused) = plan.decide(drafts, &roster, &custom_fields, Utc::now()).await?;
        errors.extend(refused);
        steps.iter().for_each(|step| count(&mut tally, step));
        if !dry_run {
            try_join_all(batches(steps).into_iter().map(|batch| store.commit(batch))).await?;
        }
        show(&progress, reading.progress(), tally);
    }
    progress.finish_and_clear();
    Ok(Outcome { tally, errors, ignored: reading.ignored() })
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size = std::fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?.len();
    if size > exchange::MAX_FILE_BYTES as u64 {
        bail!("{} has {size} bytes; at most {} are read", path.display(), exchange::MAX_FILE_BYTES);
    }
    std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The named employee, else the first administrator.
fn importer(roster: &Roster, email: Option<&str>) -> anyhow::Result<Arc<Employee>> {
    let found = match email {
        Some(email) => roster.by_email(email).filter(|employee| employee.active),
        None => roster
            .employees()
            .filter(|employee| employee.active && employee.role == domain::Role::Admin)
            .min_by_key(|employee| employee.id),
    };
    found.cloned().with_context(|| match email {
        Some(email) => format!("no active employee signs in as {email}"),
        None => "there is no administrator yet: add one with `kontor employee add`".to_owned(),
    })
}

fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {elapsed}")
        .expect("the template names indicatif's own keys");
    ProgressBar::new(1000).with_style(style)
}

fn show(progress: &ProgressBar, share: f64, tally: ImportTally) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and 1")]
    progress.set_position((share * 1000.0) as u64);
    progress.set_message(format!("{} new, {} updated, {} unchanged", tally.created, tally.updated, tally.unchanged));
}

fn report(tally: &ImportTally, errors: &[RowError], ignored: &[String], dry_run: bool, started: Instant) {
    let ImportTally { created, updated, unchanged, organisations } = tally;
    for error in errors.iter().take(SHOWN_ERRORS) {
        eprintln!("{error}");
    }
    if errors.len() > SHOWN_ERRORS {
        eprintln!("… and {} more", errors.len() - SHOWN_ERRORS);
    }
    if !ignored.is_empty() {
        eprintln!("left out, because no field takes it: {}", ignored.join(", "));
    }
    let verb = if dry_run { "would be" } else { "were" };
    println!(
        "{created} contacts {verb} created ({organisations} of them organisations that only persons named), \
         {updated} updated, {unchanged} unchanged, {} errors, in {:.1} s",
        errors.len(),
        started.elapsed().as_secs_f64(),
    );
}
