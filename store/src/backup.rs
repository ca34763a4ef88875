//! Backup and restore: everything in one file, and back into an empty folder.
//!
//! A backup is the text that SurrealDB exports, with a last line of ours that names its length and SHA-256: a file that
//! was cut short or damaged is refused before anything is restored. What is restored is brought up to this version's
//! schema, so an older backup serves. Only the embedded database is backed up here; a database server has tools of its own.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::engine::{Database, start_runtime, stop};
use crate::open::{Address, open_folder, parse};
use crate::{OpenError, Store, StoreError, StoreOptions, migrations};

/// Begins the last line of every backup.
const SEAL: &str = "-- kontor backup";
/// The last line is shorter than this, in bytes.
const SEAL_LIMIT: u64 = 200;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    #[error("the data folder {} is not empty: a backup is restored into a new one", .0.display())]
    NotEmpty(PathBuf),
    #[error("only a data folder is backed up and restored here; a database server has tools of its own")]
    NoFolder,
    #[error("{} is no whole backup: {reason}", file.display())]
    Damaged { file: PathBuf, reason: &'static str },
    #[error("{} cannot be read or written", file.display())]
    File { file: PathBuf, source: io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn failed(file: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let file = file.to_owned();
    move |source| BackupError::File { file, source }
}

impl Store {
    /// Writes everything to a new file, of whose bytes every one is on disk afterwards.
    pub async fn back_up(&self, file: &Path) -> Result<(), BackupError> {
        if file.exists() {
            return Err(BackupError::Exists(file.to_owned()));
        }
        let part = beside(file, ".part");
        // It holds customer data and password hashes.
        make_private(&part).map_err(failed(&part))?;
        let access = self.access()?;
        let database = access.database.clone();
        let target = part.clone();
        access
            .spawn(async move {
                let Database::Embedded { client, .. } = &*database else { return Ok(false) };
                client.export(target).await.map_err(Box::new)?;
                Ok(true)
            })
            .await?
            .then_some(())
            .ok_or(BackupError::NoFolder)?;
        seal(&part).map_err(failed(&part))?;
        fs::rename(&part, file).and_then(|()| sync_folder_of(file)).map_err(failed(file))
    }

    /// Fills the folder that the options name, which must be new or empty, with what a backup holds. All or nothing:
    /// the folder gets its name when everything is in it.
    pub async fn restore(options: &StoreOptions, file: &Path) -> Result<(), BackupError> {
        let Address::Folder(folder) = parse(&options.url)? else { return Err(BackupError::NoFolder) };
        check_seal(file)?;
        if fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(BackupError::NotEmpty(folder));
        }
        let unfinished = beside(&folder, ".restoring");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(failed(&unfinished))?;
        }
        let runtime = start_runtime().map_err(OpenError::Threads)?;
        let filling = runtime.spawn(fill(unfinished.clone(), options.clone(), file.to_owned()));
        let filled = filling.await.unwrap_or(Err(BackupError::Store(StoreError::Closed)));
        stop(runtime).await;
        if let Err(error) = filled {
            // The reason counts more than what it leaves behind.
            let _: io::Result<()> = fs::remove_dir_all(&unfinished);
            return Err(error);
        }
        if folder.exists() {
            fs::remove_dir(&folder).map_err(failed(&folder))?;
        }
        fs::rename(&unfinished, &folder).and_then(|()| sync_folder_of(&folder)).map_err(failed(&folder))
    }
}

async fn fill(folder: PathBuf, options: StoreOptions, file: PathBuf) -> Result<(), BackupError> {
    let database = Arc::new(open_folder(folder, &options).await?);
    let filled = take_in(&database, &file).await;
    Database::close(database).await;
    filled
}

async fn take_in(database: &Database, file: &Path) -> Result<(), BackupError> {
    let Database::Embedded { client, .. } = database else { return Err(BackupError::NoFolder) };
    client.import(file).await.map_err(|error| StoreError::Database(Box::new(error)))?;
    Ok(migrations::apply(database).await?)
}

/// An empty file that only its owner reads.
fn make_private(file: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    fs::set_permissions(file, Permissions::from_mode(0o600))
}

/// The path with something added to its last part.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Adds the last line and waits until the disk has all of it.
fn seal(file: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(file)?;
    let (length, digest) = measure(&mut file, u64::MAX)?;
    write!(file, "\n{}", seal_line(length, &digest))?;
    file.sync_all()
}

fn seal_line(length: u64, digest: &str) -> String {
    format!("{SEAL} of {length} bytes, SHA-256 {digest}\n")
}

/// The length and the SHA-256 of at most the first `limit` bytes.
fn measure(file: &mut File, limit: u64) -> io::Result<(u64, String)> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let length = io::copy(&mut BufReader::new(file.take(limit)), &mut hash)?;
    Ok((length, format!("{:x}", hash.finalize())))
}

fn check_seal(path: &Path) -> Result<(), BackupError> {
    let damaged = |reason| BackupError::Damaged { file: path.to_owned(), reason };
    let mut file = File::open(path).map_err(failed(path))?;
    let size = file.metadata().map_err(failed(path))?.len();
    file.seek(SeekFrom::Start(size.saturating_sub(SEAL_LIMIT))).map_err(failed(path))?;
    let last = BufReader::new(&file).split(b'\n').filter_map(Result::ok).last().unwrap_or_default();
    if !last.starts_with(SEAL.as_bytes()) {
        return Err(damaged("its last line is missing"));
    }
    let content = size.saturating_sub(last.len() as u64 + 2);
    let (length, digest) = measure(&mut file, content).map_err(failed(path))?;
    let sealed = seal_line(length, &digest);
    if sealed.trim_end().as_bytes() == last { Ok(()) } else { Err(damaged("it was changed since it was written")) }
}

#[cfg(test)]
mod tests;
