//! Contacts: one by id, pages of a list or a search behind the gate, and the look-ups of an import.

use domain::{Contact, ContactId, Keys, Reach};

use crate::{Store, StoreError};

/// Which contacts, for whom.
#[derive(Clone, Debug)]
pub struct ContactQuery {
    pub keys: Keys,
    /// From [`domain::search::query_words`]; each must begin one of the contact's words.
    pub words: Vec<String>,
    pub limit: usize,
    /// [`ContactPage::next`] of the page before.
    pub cursor: Option<String>,
}

/// A page in the order of the folded name, then the id.
#[derive(Clone, Debug)]
pub struct ContactPage {
    pub items: Vec<ListedContact>,
    pub next: Option<String>,
    /// How many contacts all pages hold together.
    pub total: u64,
}

#[derive(Clone, Debug)]
pub struct ListedContact {
    pub contact: Contact,
    pub reach: Reach,
}

impl Store {
    /// The contact, deleted ones too.
    pub async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        let _ = id;
        todo!()
    }

    /// Those of the contacts that exist, in no order.
    pub async fn contacts(&self, ids: &[ContactId]) -> Result<Vec<Contact>, StoreError> {
        let _ = ids;
        todo!()
    }

    pub async fn list_contacts(&self, query: &ContactQuery) -> Result<ContactPage, StoreError> {
        let _ = query;
        todo!()
    }

    /// The persons who work or worked for an organisation, of those the keys reach in full or as a stub.
    pub async fn persons_of(
        &self,
        organisation: ContactId,
        keys: &Keys,
        limit: usize,
    ) -> Result<Vec<Contact>, StoreError> {
        let _ = (organisation, keys, limit);
        todo!()
    }

    pub async fn find_by_customer_numbers(&self, numbers: &[String]) -> Result<Vec<(String, ContactId)>, StoreError> {
        let _ = numbers;
        todo!()
    }

    pub async fn find_by_emails(&self, emails: &[String]) -> Result<Vec<(String, ContactId)>, StoreError> {
        let _ = emails;
        todo!()
    }

    /// By names as [`domain::search::fold`] writes them.
    pub async fn find_by_names(&self, folded: &[String]) -> Result<Vec<(String, ContactId)>, StoreError> {
        let _ = folded;
        todo!()
    }
}
