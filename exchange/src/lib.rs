//! Contacts in and out of files: CSV as spreadsheets and address books write it, vCard 2.1, 3.0 and 4.0.
//!
//! Owns the formats, the meaning of headings and properties, and the keys by which a repeated import finds its contacts
//! again ([`Draft::match_keys`]). Knows no database and no clock: [`read`] turns bytes into rows, [`write_csv`] and
//! [`write_vcard`] turn [`Draft`]s into bytes. Every value of a draft has passed `domain`'s own check, so whoever stores
//! it meets no further refusal for its form.
//!
//! A file is read with its whole text in memory, at most [`MAX_FILE_BYTES`]; rows are made one at a time.
//!
//! ```
//! let file = "Firma;PLZ;Ort\nHuber GmbH;1010;Wien\n;8010;Graz\n";
//! let rows: Vec<_> = exchange::read(file.as_bytes(), &exchange::ReadOptions::default())?.collect();
//! assert_eq!(rows[0].result.as_ref().unwrap().name(), "Huber GmbH");
//! assert_eq!(rows[1].result.as_ref().unwrap_err()[0].line, 3);
//! # Ok::<(), exchange::ReadError>(())
//! ```

mod decode;
mod draft;
mod gather;
mod honorific;
mod read;
pub mod sample;
mod spelling;
mod table;
mod vcard;

pub use decode::{MAX_FILE_BYTES, TextEncoding};
pub use draft::{Draft, MatchKey};
pub use read::{Format, Preview, ReadError, ReadOptions, Reading, Row, RowError, preview, read};
pub use table::{PreviewColumn, Target, write_csv, write_csv_heading, write_csv_rows, write_error_csv};
pub use vcard::write_vcard;
