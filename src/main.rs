//! The program `kontor`.

use std::process::ExitCode;

use kontor::cli::Kontor;
use kontor::load::BadOptions;

const USAGE: u8 = 2;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 success, 1 failure, 2 usage.
fn main() -> ExitCode {
    match kontor::cli::parse(std::env::args_os()) {
        Ok(kontor) => run(kontor),
        Err(error) => match kontor::cli::usage_fault(&error) {
            Some(fault) => {
                eprintln!("kontor: {fault}");
                ExitCode::from(USAGE)
            }
            None => error.exit(),
        },
    }
}

fn run(kontor: Kontor) -> ExitCode {
    match kontor::cli::run(kontor) {
        Ok(code) => code,
        Err(error) => {
            // Each cause on the same line: a refusal to start is one clear line.
            eprintln!("kontor: {error:#}");
            if error.is::<BadOptions>() { ExitCode::from(USAGE) } else { ExitCode::FAILURE }
        }
    }
}
