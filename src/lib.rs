//! The roof of Kontor: the command line, configuration, wiring and shutdown, demo data, the import of files, and the load
//! tester. Everything that the program is made of lives on the floors below; `docs/architecture.md` shows them.

pub mod accounts;
pub mod backup;
pub mod cli;
pub mod database;
pub mod demo;
pub mod export;
pub mod import;
pub mod load;
pub mod serve;
