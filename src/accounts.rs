//! `kontor employee`: accounts from the command line, for the first administrator and for a forgotten password.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, bail};
use store::Store;
use web::SHORTEST_PASSWORD;

use domain::value::{parse_email, parse_line};
use domain::{Employee, EmployeeId, Team, TeamId};

use crate::cli::NewEmployeeOptions;
use crate::database::{DatabaseOptions, closing};

pub async fn add(options: NewEmployeeOptions) -> anyhow::Result<()> {
    let email = parse_email(&options.email)?.to_lowercase();
    let name = parse_line(&options.name, 100).context("--name")?;
    let hash = read_password()?;
    closing(options.database.open_or_make().await?, async |store| {
        let mut teams = Vec::new();
        for name in &options.team {
            teams.push(team(store, name).await?);
        }
        let employee = Employee { id: EmployeeId::new(), name, email, role: options.role, teams, active: true };
        store.put_employee(&employee).await?;
        store.set_password_hash(employee.id, &hash).await?;
        println!("{} can sign in as {}", employee.name, employee.email);
        Ok(())
    })
    .await
}

async fn team(store: &Store, name: &str) -> anyhow::Result<TeamId> {
    let name = parse_line(name, 100).context("--team")?;
    if let Some(known) = store.teams().await?.into_iter().find(|team| team.name == name) {
        return Ok(known.id);
    }
    let team = Team { id: TeamId::new(), name, archived: false };
    store.put_team(&team).await?;
    Ok(team.id)
}

pub async fn set_password(email: &str, database: &DatabaseOptions) -> anyhow::Result<()> {
    let hash = read_password()?;
    closing(database.open().await?, async |store| {
        let employees = store.employees().await?;
        let Some(employee) = employees.into_iter().find(|employee| employee.email.eq_ignore_ascii_case(email)) else {
            bail!("nobody signs in as {email}");
        };
        store.set_password_hash(employee.id, &hash).await?;
        store.delete_sessions_of(employee.id, None).await?;
        println!("{} has a new password; all sessions ended", employee.email);
        Ok(())
    })
    .await
}

/// From the terminal without showing it, or from what is piped in.
fn read_password() -> anyhow::Result<String> {
    let password = if std::io::stdin().is_terminal() {
        rpassword::prompt_password("Password: ")
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    let password = password.context("the password cannot be read")?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST_PASSWORD {
        bail!("a password has at least {SHORTEST_PASSWORD} characters");
    }
    web::hash_password(password).map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))
}
