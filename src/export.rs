//! `kontor export`: writes the contacts that an employee may see whole, as CSV or vCard.

use std::fs::File;
use std::io::BufWriter;

use anyhow::{Context, bail};
use store::{ContactQuery, PageStart, Store};

use domain::access::Reach;
use domain::{Contact, CustomFields, Roster};

use crate::cli::ExportOptions;
use crate::database::closing;

const PAGE: usize = 500;

pub async fn run(options: ExportOptions) -> anyhow::Result<()> {
    let as_vcard = match options.file.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => false,
        Some("vcf") => true,
        _ => bail!("{} ends neither in .csv nor in .vcf", options.file.display()),
    };
    let written = closing(options.database.open().await?, async |store| write(store, &options, as_vcard).await).await?;
    println!("{written} contacts in {}", options.file.display());
    Ok(())
}

/// Returns how many contacts were written.
async fn write(store: &Store, options: &ExportOptions, as_vcard: bool) -> anyhow::Result<usize> {
    let roster = Roster::new(store.employees().await?, store.teams().await?);
    let exporter = roster
        .by_email(&options.exporter)
        .filter(|employee| employee.active)
        .with_context(|| format!("no active employee signs in as {}", options.exporter))?;
    let file = File::create(&options.file).with_context(|| format!("{} cannot be written", options.file.display()))?;
    let mut out = BufWriter::new(file);
    let custom_fields = CustomFields::new(store.custom_fields().await?);
    if !as_vcard {
        exchange::write_csv_heading(&custom_fields, &mut out)?;
    }
    let mut written = 0;
    let mut query = ContactQuery::new(roster.keys(exporter.id), PAGE);
    loop {
        let page = store.list_contacts(&query).await?;
        let whole = page.items.into_iter().filter(|listed| listed.reach == Reach::Full);
        let contacts: Vec<Contact> = whole.map(|listed| listed.contact).collect();
        let drafts = intake::drafts(store, &query.keys, &contacts).await?;
        if as_vcard {
            exchange::write_vcard(drafts, &mut out)?;
        } else {
            exchange::write_csv_rows(drafts, &custom_fields, &mut out)?;
        }
        written += contacts.len();
        let Some(next) = page.next else { break };
        query.start = PageStart::Cursor(next);
    }
    Ok(written)
}
