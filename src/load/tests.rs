//! Proves that each check finds the fault it is for, against a server that commits them on demand (`mock`).

mod mock;
mod parts;
mod under_load;

use clap::Parser;

use super::LoadOptions;

#[derive(clap::Parser)]
#[command(args_override_self = true)]
struct Cli {
    #[command(flatten)]
    options: LoadOptions,
}

/// Options as a person would type them.
fn options(arguments: &str) -> LoadOptions {
    let words = std::iter::once("load").chain(arguments.split_whitespace());
    Cli::try_parse_from(words).expect("the options are valid").options
}
