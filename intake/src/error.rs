//! Why something about an import was refused. The texts are for the person who imports.

use exchange::ReadError;
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("there is no such import, or it is not yours")]
    NotFound,
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// Readable, but not to be taken.
    #[error("{0}")]
    File(String),
    #[error("{0}")]
    Mapping(String),
    /// Not now, or not any more; the text says what to do.
    #[error("{0}")]
    WrongState(&'static str),
    #[error("too many files wait to be imported; try again later")]
    Full,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the file cannot be kept")]
    Disk(#[from] std::io::Error),
    #[error("the server is stopping")]
    Stopping,
}
