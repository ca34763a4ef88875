//! Contacts on their way into a file.

use std::collections::{HashMap, HashSet};

use exchange::Draft;
use store::{Store, StoreError};

use domain::access::{self, Keys, Reach};
use domain::contact::ContactKind;
use domain::{Contact, ContactId};

/// What a file holds of these contacts, which the keys reach whole. An organisation that they do not reach whole is not
/// named either.
pub async fn drafts(store: &Store, keys: &Keys, contacts: &[Contact]) -> Result<Vec<Draft>, StoreError> {
    let mut names: HashMap<ContactId, String> = contacts.iter().filter_map(name_of_organisation).collect();
    let employers: HashSet<ContactId> = contacts
        .iter()
        .flat_map(|contact| &contact.fields.works_for)
        .map(|employment| employment.organisation)
        .filter(|organisation| !names.contains_key(organisation))
        .collect();
    let employers = store.contacts(&employers.into_iter().collect::<Vec<_>>()).await?;
    let seen = |contact: &&Contact| access::reach(&access::audience(contact), keys) == Reach::Full;
    names.extend(employers.iter().filter(seen).filter_map(name_of_organisation));
    Ok(contacts.iter().map(|contact| Draft::from_contact(contact, |id| names.get(&id).cloned())).collect())
}

fn name_of_organisation(contact: &Contact) -> Option<(ContactId, String)> {
    (contact.kind == ContactKind::Organisation).then(|| (contact.id, contact.fields.name.clone()))
}
