//! The files that wait to be imported: in a folder, or in memory beside a database in memory. Bounded together.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use domain::ImportId;

use crate::error::IntakeError;

/// All waiting files together.
const MOST_IN_FOLDER: u64 = 2 << 30;
const MOST_IN_MEMORY: u64 = 256 << 20;

pub(crate) enum Files {
    Folder(PathBuf),
    Memory(Mutex<HashMap<ImportId, Bytes>>),
}

impl Files {
    pub(crate) fn open(folder: Option<PathBuf>) -> io::Result<Self> {
        let Some(folder) = folder else { return Ok(Self::Memory(Mutex::default())) };
        fs::create_dir_all(&folder)?;
        Ok(Self::Folder(folder))
    }

    /// Keeps a file whole or not at all.
    pub(crate) fn put(&self, id: ImportId, bytes: &Bytes) -> Result<(), IntakeError> {
        let size = bytes.len() as u64;
        match self {
            Self::Memory(files) => {
                let mut files = lock(files);
                let held: u64 = files.values().map(|file| file.len() as u64).sum();
                if held + size > MOST_IN_MEMORY {
                    return Err(IntakeError::Full);
                }
                files.insert(id, bytes.clone());
            }
            Self::Folder(folder) => {
                let mut held = 0;
                for file in fs::read_dir(folder)? {
                    held += file?.metadata()?.len();
                }
                if held + size > MOST_IN_FOLDER {
                    return Err(IntakeError::Full);
                }
                let part = folder.join(format!("{id}.part"));
                let mut file = fs::File::create(&part)?;
                file.write_all(bytes)?;
                file.sync_all()?;
                fs::rename(part, folder.join(id.to_string()))?;
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, id: ImportId) -> io::Result<Option<Bytes>> {
        match self {
            Self::Memory(files) => Ok(lock(files).get(&id).cloned()),
            Self::Folder(folder) => match fs::read(folder.join(id.to_string())) {
                Ok(bytes) => Ok(Some(bytes.into())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    pub(crate) fn holds(&self, id: ImportId) -> bool {
        match self {
            Self::Memory(files) => lock(files).contains_key(&id),
            Self::Folder(folder) => folder.join(id.to_string()).is_file(),
        }
    }

    /// One that is gone already is as it should be.
    pub(crate) fn remove(&self, id: ImportId) {
        match self {
            Self::Memory(files) => {
                lock(files).remove(&id);
            }
            Self::Folder(folder) => match fs::remove_file(folder.join(id.to_string())) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(%error, import = %id, "an imported file cannot be removed"),
            },
        }
    }

    /// Removes every file but those of these imports, halves of one too.
    pub(crate) fn keep_only(&self, kept: impl Fn(ImportId) -> bool) -> io::Result<()> {
        match self {
            Self::Memory(files) => lock(files).retain(|id, _| kept(*id)),
            Self::Folder(folder) => {
                for file in fs::read_dir(folder)? {
                    let file = file?;
                    let id = file.file_name().to_str().and_then(|name| name.parse().ok());
                    if !id.is_some_and(&kept) {
                        fs::remove_file(file.path())?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn lock(files: &Mutex<HashMap<ImportId, Bytes>>) -> MutexGuard<'_, HashMap<ImportId, Bytes>> {
    files.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
