//! `kontor export`: writes the contacts that an employee may see whole, as CSV or vCard.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufWriter;

use anyhow::{Context, bail};
use exchange::Draft;
use store::{ContactQuery, PageStart};

use domain::access::{Keys, Reach};
use domain::contact::ContactKind;
use domain::{Contact, Roster};

use crate::cli::ExportOptions;

const PAGE: usize = 500;

pub async fn run(options: ExportOptions) -> anyhow::Result<()> {
    let as_vcard = match options.file.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => false,
        Some("vcf") => true,
        _ => bail!("{} ends neither in .csv nor in .vcf", options.file.display()),
    };
    let store = options.database.open().await?;
    let roster = Roster::new(store.employees().await?, store.teams().await?);
    let exporter = roster
        .by_email(&options.exporter)
        .filter(|employee| employee.active)
        .with_context(|| format!("no active employee signs in as {}", options.exporter))?;
    let mut contacts: Vec<Contact> = Vec::new();
    let mut query = ContactQuery::new(Keys::of(exporter), PAGE);
    loop {
        let page = store.list_contacts(&query).await?;
        contacts
            .extend(page.items.into_iter().filter(|listed| listed.reach == Reach::Full).map(|listed| listed.contact));
        let Some(next) = page.next else { break };
        query.start = PageStart::Cursor(next);
    }
    store.close().await;
    let names: HashMap<_, _> = contacts
        .iter()
        .filter(|contact| contact.kind == ContactKind::Organisation)
        .map(|contact| (contact.id, contact.fields.name.clone()))
        .collect();
    let drafts: Vec<Draft> =
        contacts.iter().map(|contact| Draft::from_contact(contact, |id| names.get(&id).cloned())).collect();
    let file = File::create(&options.file).with_context(|| format!("{} cannot be written", options.file.display()))?;
    let out = BufWriter::new(file);
    if as_vcard {
        exchange::write_vcard(drafts, out)?;
    } else {
        exchange::write_csv(drafts, out)?;
    }
    println!("{} contacts in {}", contacts.len(), options.file.display());
    Ok(())
}
