//! The order of what was found: by one value, those without it last, then by name, then by id (`[E2]`).

use std::cmp::Ordering;

use domain::listing::{Sort, SortBy, SortValue, order_of};

use super::hits::Hit;
use super::{Entry, Listing};
use crate::contacts::Place;

/// An order, with what is worked out once for values that contacts share.
pub(super) struct Order<'a> {
    listing: &'a Listing,
    sort: Sort,
    /// By place of the custom values; empty unless it is ordered by one of them.
    custom: Vec<Option<SortValue<'static>>>,
}

impl<'a> Order<'a> {
    pub(super) fn new(listing: &'a Listing, sort: Sort) -> Self {
        let shared = &listing.shared;
        let custom = match sort.by {
            SortBy::Custom(id) => shared
                .field_numbers
                .mark(id)
                .map_or_else(Vec::new, |mark| shared.custom.judged(|values| values.get(&mark).and_then(order_of))),
            _ => Vec::new(),
        };
        Self { listing, sort, custom }
    }

    /// What a contact is ordered by, apart from its name.
    fn value(&self, entry: &'a Entry) -> Option<SortValue<'_>> {
        let columns = entry.columns.as_ref()?;
        let line = |place| self.listing.shared.lines.get(place).as_ref()?.folded.as_deref();
        let text = match self.sort.by {
            SortBy::Name => None,
            SortBy::CustomerNumber => columns.customer_number.as_deref(),
            SortBy::City => line(columns.city),
            SortBy::PostalCode => line(columns.postal_code),
            SortBy::Industry => line(columns.industry),
            SortBy::CreatedAt => return Some(SortValue::Time(columns.created_at)),
            SortBy::UpdatedAt => return Some(SortValue::Time(columns.updated_at)),
            SortBy::Custom(_) => {
                return self.custom.get(columns.custom as usize)?.as_ref().map(SortValue::borrowed);
            }
        };
        text.map(|text| SortValue::Text(text.into()))
    }

    /// The beginning of the value as a number that orders as the values do, where it differs.
    pub(super) fn beginning(&self, entry: &'a Entry) -> Option<u64> {
        self.value(entry).map(|value| beginning(&value))
    }

    pub(super) fn compare(&self, one: &Hit<'a>, other: &Hit<'a>) -> Ordering {
        let values = match (one.beginning, other.beginning) {
            (Some(first), Some(second)) => {
                let order = first.cmp(&second).then_with(|| match self.sort.by {
                    SortBy::Name | SortBy::CreatedAt | SortBy::UpdatedAt => Ordering::Equal,
                    _ => self.value(one.entry).cmp(&self.value(other.entry)),
                });
                if self.sort.descending { order.reverse() } else { order }
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        values.then_with(|| one.position.cmp(&other.position))
    }

    pub(super) fn place(&self, hit: &Hit<'a>) -> Place {
        let value = self.value(hit.entry).map(SortValue::into_owned);
        Place { sort: self.sort, value, name: hit.key.0.to_string(), id: hit.key.1 }
    }

    /// Whether a contact comes after a place, which need not be one any more.
    pub(super) fn follows(&self, hit: &Hit<'a>, place: &Place) -> bool {
        let directed = |order: Ordering| if self.sort.descending { order.reverse() } else { order };
        let name = (*hit.key.0).cmp(place.name.as_str());
        let values = match (self.value(hit.entry), &place.value) {
            _ if self.sort.by == SortBy::Name => directed(name),
            (Some(own), Some(value)) => directed(own.cmp(value)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        values.then(name).then(hit.key.1.cmp(&place.id)) == Ordering::Greater
    }
}

/// The first eight bytes of a text; a number or a time by its size. Folded texts begin with a letter or a digit, whose
/// bytes are greater than the first of any number.
fn beginning(value: &SortValue<'_>) -> u64 {
    match value {
        SortValue::Text(text) => {
            let mut first = [0; 8];
            let length = text.len().min(first.len());
            first[..length].copy_from_slice(&text.as_bytes()[..length]);
            u64::from_be_bytes(first)
        }
        SortValue::Time(time) => time.cast_unsigned() ^ (1 << 63),
        SortValue::Number(number) => number.rank() >> 3,
    }
}
