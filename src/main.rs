//! The program `kontor`.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 success, 1 failure, 2 usage (clap's own).
fn main() -> ExitCode {
    match kontor::cli::run(kontor::cli::Kontor::parse()) {
        Ok(code) => code,
        Err(error) => {
            // Each cause on the same line: a refusal to start is one clear line.
            eprintln!("kontor: {error:#}");
            ExitCode::FAILURE
        }
    }
}
