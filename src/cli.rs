//! The command line. Every option has an environment variable, so that a service file needs no arguments.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use domain::Role;

use crate::database::DatabaseOptions;
use crate::load::LoadOptions;
use crate::{accounts, backup, export, import, load, serve};

/// A live customer desk for teams
#[derive(Parser)]
#[command(name = "kontor", version, arg_required_else_help = true, flatten_help = true)]
pub struct Kontor {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the desk
    Serve(ServeOptions),
    /// Read contacts from a CSV or vCard file
    Import(ImportOptions),
    /// Write the contacts that somebody may see as CSV or vCard
    Export(ExportOptions),
    /// Write everything to one file, while no server runs on the data
    Backup(BackupOptions),
    /// Fill a new data folder with what a backup holds
    Restore(BackupOptions),
    /// Administer employees
    #[command(subcommand)]
    Employee(EmployeeCommand),
    /// Load a running server and check that nothing is lost, repeated or out of order
    Load(Box<LoadOptions>),
}

#[derive(clap::Args)]
pub struct ServeOptions {
    /// Where to listen
    #[arg(long, env = "KONTOR_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Fill an empty store with a fictional company and show its accounts on the sign-in page
    #[arg(long, env = "KONTOR_DEMO")]
    pub demo: bool,
    /// Threads that speak with clients; by default one for each core
    #[arg(long, env = "KONTOR_WORKERS", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub workers: Option<u16>,
    /// Address of a proxy in front, whose `X-Forwarded-For` names the client; may be repeated, or separated by commas
    #[arg(long, env = "KONTOR_TRUSTED_PROXY", value_delimiter = ',', value_name = "IP")]
    pub trusted_proxy: Vec<IpAddr>,
    /// Contacts that stay in memory
    #[arg(long, env = "KONTOR_ACTIVE_CONTACTS", default_value_t = 20_000)]
    pub active_contacts: usize,
}

#[derive(clap::Args)]
pub struct ImportOptions {
    /// The file
    pub file: PathBuf,
    /// E-mail of the employee who imports: new contacts are theirs, and only what they may see is updated
    #[arg(long = "as", env = "KONTOR_IMPORT_AS", value_name = "EMAIL")]
    pub importer: Option<String>,
    /// Read and check everything, store nothing
    #[arg(long, env = "KONTOR_IMPORT_DRY_RUN")]
    pub dry_run: bool,
    #[command(flatten)]
    pub database: DatabaseOptions,
}

#[derive(clap::Args)]
pub struct ExportOptions {
    /// The file to write; its ending decides: .csv or .vcf
    pub file: PathBuf,
    /// E-mail of the employee whose contacts are written
    #[arg(long = "as", env = "KONTOR_EXPORT_AS", value_name = "EMAIL")]
    pub exporter: String,
    #[command(flatten)]
    pub database: DatabaseOptions,
}

#[derive(clap::Args)]
pub struct BackupOptions {
    /// The backup
    pub file: PathBuf,
    #[command(flatten)]
    pub database: DatabaseOptions,
}

#[derive(Subcommand)]
enum EmployeeCommand {
    /// Add an employee; asks for the password, or reads it from standard input
    Add(NewEmployeeOptions),
    /// Set a password, asked for or read from standard input
    Password {
        email: String,
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

#[derive(clap::Args)]
pub struct NewEmployeeOptions {
    pub email: String,
    /// Full name
    #[arg(long, env = "KONTOR_EMPLOYEE_NAME")]
    pub name: String,
    /// member, lead or admin
    #[arg(long, env = "KONTOR_EMPLOYEE_ROLE", default_value = "member", value_parser = parse_role)]
    pub role: Role,
    /// Team by name; made if it does not exist; may be repeated
    #[arg(long, env = "KONTOR_EMPLOYEE_TEAM")]
    pub team: Vec<String>,
    #[command(flatten)]
    pub database: DatabaseOptions,
}

fn parse_role(name: &str) -> Result<Role, String> {
    match name {
        "member" => Ok(Role::Member),
        "lead" => Ok(Role::Lead),
        "admin" => Ok(Role::Admin),
        _ => Err("a role is member, lead or admin".to_owned()),
    }
}

/// Reads a command line; an error may also be the wish for help.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Kontor, clap::Error> {
    Kontor::try_parse_from(arguments)
}

/// What is wrong with a command line, in one line; nothing if it only asks for help.
pub fn usage_fault(error: &clap::Error) -> Option<String> {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return None;
    }
    let text = error.to_string();
    let reason = text.split("Usage:").next().and_then(|text| text.split("For more information").next())?;
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("{}; `kontor help` shows all", reason.trim_start_matches("error: ")))
}

/// Runs a command to its end.
pub fn run(kontor: Kontor) -> anyhow::Result<ExitCode> {
    match kontor.command {
        Command::Serve(options) => serve::run(options).map(|()| ExitCode::SUCCESS),
        Command::Import(options) => block_on(import::run(options)),
        Command::Export(options) => block_on(export::run(options)).map(|()| ExitCode::SUCCESS),
        Command::Backup(options) => block_on(backup::write(options)).map(|()| ExitCode::SUCCESS),
        Command::Restore(options) => block_on(backup::restore(options)).map(|()| ExitCode::SUCCESS),
        Command::Employee(EmployeeCommand::Add(options)) => {
            block_on(accounts::add(options)).map(|()| ExitCode::SUCCESS)
        }
        Command::Employee(EmployeeCommand::Password { email, database }) => {
            block_on(accounts::set_password(&email, &database)).map(|()| ExitCode::SUCCESS)
        }
        Command::Load(options) => {
            let faulty = !load::run(&options)?.faults().is_empty();
            Ok(if faulty { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}

fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
}
