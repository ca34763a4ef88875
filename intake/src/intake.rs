//! The imports of a running desk: takes files in, queues what is to be done with them, and tells how each stands.
//!
//! One thread of its own works through two queues, one of checks and one of runs and undos, so that nobody who looks
//! through a file waits for a colleague's large one.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actors::Desk;
use bytes::Bytes;
use chrono::TimeDelta;
use exchange::{Format, Preview, ReadOptions, RowError, Target, TextEncoding};
use tokio::sync::{Semaphore, oneshot};

use domain::import::{Import, ImportColumn, ImportFormat, ImportState, ImportTally, UNDO_WITHIN};
use domain::value::parse_line;
use domain::{CustomFields, EmployeeId, ImportId};

use crate::error::IntakeError;
use crate::fields::{name_of, target_named};
use crate::files::Files;
use crate::queue::{Job, Queues, start_worker};

/// Of an uploaded file, in bytes.
pub const MAX_UPLOAD_BYTES: usize = 20 << 20;
/// Rows of one import. A dry run keeps what it planned in memory.
const MAX_ROWS: u64 = 100_000;
const MAX_COLUMNS: usize = 300;
const MAX_HEADING_CHARACTERS: usize = 200;
/// Files that are looked into at a time.
const PREVIEWS: usize = 2;
/// How long imports are listed.
const KEPT_FOR: TimeDelta = TimeDelta::days(30);
const LISTED: usize = 100;

/// A handle on the imports. Clones share them.
#[derive(Clone)]
pub struct Intake(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) desk: Desk,
    pub(crate) files: Files,
    /// As they are while something works on them, newer than the store.
    active: Mutex<HashMap<ImportId, Import>>,
    /// Held while the state of an import is looked at and changed.
    turn: tokio::sync::Mutex<()>,
    previews: Semaphore,
    queues: Queues,
    pub(crate) stopping: AtomicBool,
    ended: Mutex<Option<oneshot::Receiver<()>>>,
}

/// What a column means by its heading; none leaves it out.
pub type Mapping = HashMap<String, Option<String>>;

impl Intake {
    /// Starts the work. Files wait in the folder, or in memory without one. What a former run left in the middle is marked.
    pub async fn start(desk: Desk, folder: Option<PathBuf>) -> Result<Self, IntakeError> {
        let files = Files::open(folder)?;
        let (queues, waiting) = Queues::new();
        let (ending, ended) = oneshot::channel();
        let intake = Self(Arc::new(Inner {
            desk,
            files,
            active: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            previews: Semaphore::new(PREVIEWS),
            queues,
            stopping: AtomicBool::new(false),
            ended: Mutex::new(Some(ended)),
        }));
        intake.mark_interrupted().await?;
        intake.0.tidy().await?;
        start_worker(intake.0.clone(), waiting, ending)?;
        Ok(intake)
    }

    async fn mark_interrupted(&self) -> Result<(), IntakeError> {
        let store = self.0.desk.store();
        let states = [ImportState::Checking, ImportState::Running, ImportState::Undoing];
        for mut import in store.imports_in(&states).await? {
            let again = match import.state {
                ImportState::Undoing => "undo it again",
                ImportState::Checking => "check it again",
                _ => "run it again, what is in already is not doubled",
            };
            import.message = Some(format!("the server was stopped in the middle; {again}"));
            import.state = ImportState::Failed;
            store.put_import(&import).await?;
        }
        Ok(())
    }

    /// Takes nothing new and ends what is under way after the rows in hand.
    pub async fn stop(&self) {
        self.0.stopping.store(true, Ordering::Release);
        self.0.queues.close();
        let ended = lock(&self.0.ended).take();
        if let Some(ended) = ended {
            // An error says the same: the thread is gone.
            let _: Result<(), _> = ended.await;
        }
    }

    /// Takes a file in and tells what it holds. It replaces the employee's former file that was not run.
    pub async fn upload(&self, by: EmployeeId, name: &str, bytes: Bytes) -> Result<Import, IntakeError> {
        let preview = self.preview(bytes.clone()).await?;
        let Preview { format, encoding, columns, rows } = preview;
        let (format, separator) = match format {
            Format::Csv { delimiter } => (ImportFormat::Csv, Some(delimiter.to_string())),
            Format::VCard => (ImportFormat::Vcard, None),
        };
        let columns = columns.into_iter().map(|column| ImportColumn {
            heading: column.heading,
            samples: column.samples,
            field: name_of(column.target),
        });
        let short: String = name.chars().take(200).collect();
        let import = Import {
            id: ImportId::new(),
            name: parse_line(&short, 200).unwrap_or_else(|_| "import".to_owned()),
            state: ImportState::Uploaded,
            format,
            encoding: encoding_name(encoding).to_owned(),
            separator,
            columns: columns.collect(),
            rows,
            done: 0,
            tally: ImportTally::default(),
            undo: None,
            errors: Vec::new(),
            error_count: 0,
            by,
            created_at: self.0.desk.clock().now(),
            finished_at: None,
            message: None,
        };
        let _turn = self.0.turn.lock().await;
        self.make_room(by).await?;
        let (inner, id) = (self.0.clone(), import.id);
        blocking(move || inner.files.put(id, &bytes)).await??;
        self.0.desk.store().put_import(&import).await?;
        Ok(import)
    }

    async fn preview(&self, bytes: Bytes) -> Result<Preview, IntakeError> {
        let _permit = self.0.previews.acquire().await.map_err(|_| IntakeError::Stopping)?;
        let options = ReadOptions { custom_fields: self.0.desk.custom_fields(), ..ReadOptions::default() };
        let preview = blocking(move || exchange::preview(&bytes, &options)).await??;
        if preview.rows > MAX_ROWS {
            let rows = preview.rows;
            let refused = format!("the file has {rows} rows; at most {MAX_ROWS} are imported at a time, so divide it");
            return Err(IntakeError::File(refused));
        }
        let long = |heading: &str| heading.chars().count() > MAX_HEADING_CHARACTERS;
        if preview.columns.len() > MAX_COLUMNS || preview.columns.iter().any(|column| long(&column.heading)) {
            let refused = "the first line must name the columns; this one is no heading of a table".to_owned();
            return Err(IntakeError::File(refused));
        }
        Ok(preview)
    }

    /// The employee's files that wait make room for the next one.
    async fn make_room(&self, by: EmployeeId) -> Result<(), IntakeError> {
        let known = self.imports(by).await?;
        if known.iter().any(|import| import.state.is_under_way()) {
            return Err(IntakeError::WrongState("another import of yours is under way; wait until it is done"));
        }
        for import in known {
            self.0.files.remove(import.id);
            if matches!(import.state, ImportState::Uploaded | ImportState::Checked) {
                self.0.desk.store().delete_import(import.id).await?;
            }
        }
        Ok(())
    }

    /// One of the employee's own imports.
    pub async fn import(&self, by: EmployeeId, id: ImportId) -> Result<Import, IntakeError> {
        let import = match self.0.active(id) {
            Some(import) => Some(import),
            None => self.0.desk.store().import(id).await?,
        };
        import.filter(|import| import.by == by).ok_or(IntakeError::NotFound)
    }

    /// The employee's own imports of the last 30 days, the newest first.
    pub async fn imports(&self, by: EmployeeId) -> Result<Vec<Import>, IntakeError> {
        let since = self.0.desk.clock().now() - KEPT_FOR;
        let stored = self.0.desk.store().imports_of(by, since, LISTED).await?;
        Ok(stored.into_iter().map(|import| self.0.active(import.id).unwrap_or(import)).collect())
    }

    /// All errors of the rows, 10,000 at most.
    pub async fn errors(&self, by: EmployeeId, id: ImportId) -> Result<Vec<RowError>, IntakeError> {
        self.import(by, id).await?;
        let errors = self.0.desk.store().import_errors(id).await?.into_iter();
        Ok(errors.map(|error| RowError { line: error.line, column: error.column, message: error.message }).collect())
    }

    /// Looks what would become of the rows, in the background; nothing is stored.
    pub async fn check(&self, by: EmployeeId, id: ImportId, mapping: &Mapping) -> Result<Import, IntakeError> {
        self.begin(by, id, mapping, ImportState::Checking).await
    }

    /// Imports the rows, in the background.
    pub async fn run(&self, by: EmployeeId, id: ImportId, mapping: &Mapping) -> Result<Import, IntakeError> {
        self.begin(by, id, mapping, ImportState::Running).await
    }

    async fn begin(
        &self,
        by: EmployeeId,
        id: ImportId,
        mapping: &Mapping,
        next: ImportState,
    ) -> Result<Import, IntakeError> {
        let _turn = self.0.turn.lock().await;
        let mut import = self.import(by, id).await?;
        match import.state {
            ImportState::Uploaded | ImportState::Checked | ImportState::Failed => {}
            ImportState::Checking | ImportState::Running | ImportState::Undoing => {
                return Err(IntakeError::WrongState("this import is under way; wait until it is done"));
            }
            ImportState::Done | ImportState::Undone => {
                return Err(IntakeError::WrongState("this import is over; upload the file again"));
            }
        }
        if !self.0.files.holds(id) {
            return Err(IntakeError::WrongState("the file is here no more; upload it again"));
        }
        let options = map_columns(&mut import, mapping, self.0.desk.custom_fields())?;
        import.done = 0;
        self.enqueue(import, next, options).await
    }

    /// Takes a finished import back, in the background: within 7 days, by who ran it.
    pub async fn undo(&self, by: EmployeeId, id: ImportId) -> Result<Import, IntakeError> {
        let _turn = self.0.turn.lock().await;
        let import = self.import(by, id).await?;
        match import.state {
            ImportState::Done | ImportState::Failed => {}
            ImportState::Undone => return Err(IntakeError::WrongState("this import was taken back already")),
            ImportState::Uploaded | ImportState::Checked => {
                return Err(IntakeError::WrongState("this import was not run; there is nothing to take back"));
            }
            ImportState::Checking | ImportState::Running | ImportState::Undoing => {
                return Err(IntakeError::WrongState("this import is under way; wait until it is done"));
            }
        }
        if self.0.desk.clock().now() - import.finished_at.unwrap_or(import.created_at) > UNDO_WITHIN {
            return Err(IntakeError::WrongState("an import can be taken back for 7 days"));
        }
        self.enqueue(import, ImportState::Undoing, ReadOptions::default()).await
    }

    async fn enqueue(
        &self,
        mut import: Import,
        next: ImportState,
        options: ReadOptions,
    ) -> Result<Import, IntakeError> {
        if self.0.stopping.load(Ordering::Acquire) {
            return Err(IntakeError::Stopping);
        }
        import.state = next;
        import.message = None;
        self.0.desk.store().put_import(&import).await?;
        self.0.show(&import);
        self.0.queues.push(Job { import: import.clone(), options });
        Ok(import)
    }
}

impl Inner {
    pub(crate) fn show(&self, import: &Import) {
        lock(&self.active).insert(import.id, import.clone());
    }

    /// The store knows the import as it is.
    pub(crate) fn settle(&self, import: &Import) {
        lock(&self.active).remove(&import.id);
    }

    fn active(&self, id: ImportId) -> Option<Import> {
        lock(&self.active).get(&id).cloned()
    }

    /// Removes files that nobody ran within a day, and imports that are no longer listed.
    pub(crate) async fn tidy(&self) -> Result<(), IntakeError> {
        let _turn = self.turn.lock().await;
        let (store, now) = (self.desk.store(), self.desk.clock().now());
        let mut waiting = HashSet::new();
        for import in store.imports_in(&[ImportState::Uploaded, ImportState::Checked, ImportState::Failed]).await? {
            if now - import.created_at < TimeDelta::days(1) {
                waiting.insert(import.id);
            } else if import.state != ImportState::Failed {
                store.delete_import(import.id).await?;
            }
        }
        let under_way: HashSet<ImportId> = lock(&self.active).keys().copied().collect();
        self.files.keep_only(|id| waiting.contains(&id) || under_way.contains(&id))?;
        for import in store.imports_before(now - KEPT_FOR).await? {
            if !under_way.contains(&import.id) {
                store.delete_import(import.id).await?;
            }
        }
        Ok(())
    }
}

/// Sets what the columns mean and tells how to read the file so.
fn map_columns(
    import: &mut Import,
    mapping: &Mapping,
    custom_fields: Arc<CustomFields>,
) -> Result<ReadOptions, IntakeError> {
    let target_named = |field: &str| target_named(field, &custom_fields);
    for (heading, field) in mapping {
        if let Some(field) = field.as_deref().filter(|field| target_named(field).is_none()) {
            return Err(IntakeError::Mapping(format!("there is no field “{field}” to map a column to")));
        }
        let mut mapped = import.columns.iter_mut().filter(|column| column.heading == *heading).peekable();
        if mapped.peek().is_none() {
            return Err(IntakeError::Mapping(format!("the file has no column “{heading}”")));
        }
        mapped.for_each(|column| column.field.clone_from(field));
    }
    let names_a_contact = ["name", "given_name", "family_name", "organisation"];
    let named = |column: &ImportColumn| column.field.as_deref().is_some_and(|field| names_a_contact.contains(&field));
    if import.format == ImportFormat::Csv && !import.columns.iter().any(named) {
        return Err(IntakeError::Mapping("one column must hold a name: name, last name or company".to_owned()));
    }
    let target = |column: &ImportColumn| column.field.as_deref().and_then(target_named).unwrap_or(Target::Ignore);
    let mapping = import.columns.iter().map(|column| (column.heading.clone(), target(column))).collect();
    Ok(ReadOptions { mapping, custom_fields, ..ReadOptions::default() })
}

fn encoding_name(encoding: TextEncoding) -> &'static str {
    match encoding {
        TextEncoding::Utf8 => "UTF-8",
        TextEncoding::Utf16 => "UTF-16",
        TextEncoding::Windows1252 => "Windows-1252",
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, IntakeError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| IntakeError::Stopping)
}

fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
