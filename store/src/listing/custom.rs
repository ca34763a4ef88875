//! The values of a contact's custom fields, packed into one text: most contacts have few of fifty fields, or none.
//!
//! A value stands behind a line break, the number of its field and a tab. No value holds either: each is one line without
//! control characters (`[F3]`).

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use domain::CustomFieldId;

/// Short numbers for the fields that contacts have values of. There are few definitions, so none is ever taken back.
#[derive(Default)]
pub(super) struct FieldNumbers(HashMap<CustomFieldId, usize>);

#[derive(Default, PartialEq, Eq, Hash)]
pub(super) struct CustomValues(Box<str>);

impl FieldNumbers {
    pub(super) fn pack(&mut self, values: &BTreeMap<CustomFieldId, String>) -> CustomValues {
        let mut packed = String::new();
        for (id, value) in values {
            let next = self.0.len();
            let number = self.0.entry(*id).or_insert(next);
            write!(packed, "\n{number}\t{value}").expect("writing to a text cannot fail");
        }
        CustomValues(packed.into())
    }

    /// What stands before the value of a field; none if no contact ever had one.
    pub(super) fn mark(&self, id: CustomFieldId) -> Option<String> {
        self.0.get(&id).map(|number| format!("\n{number}\t"))
    }

    #[cfg(test)]
    pub(super) fn unpack(&self, values: &CustomValues) -> BTreeMap<CustomFieldId, String> {
        let value = |id: &CustomFieldId| values.get(&self.mark(*id)?).map(str::to_owned);
        self.0.keys().filter_map(|id| Some((*id, value(id)?))).collect()
    }
}

impl CustomValues {
    /// The value behind a mark.
    pub(super) fn get(&self, mark: &str) -> Option<&str> {
        let behind = &self.0[self.0.find(mark)? + mark.len()..];
        Some(behind.split_once('\n').map_or(behind, |(value, _)| value))
    }
}
