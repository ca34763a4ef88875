//! Writes contacts as vCard 4.0 (RFC 6350), with properties of our own for what it has no place for.

use std::io::{self, Write};

use calcard::vcard::{VCard, VCardEntry, VCardKind, VCardProperty, VCardValue};
use domain::contact::{ContactKind, Field};

use super::{ACCESS, CUSTOMER_NUMBER, INDUSTRY, SOURCE, VAT_ID};
use crate::draft::Draft;
use crate::table::department_name;

/// Writes a card for each draft, ready for phones and for [`crate::read`].
pub fn write_vcard(drafts: impl IntoIterator<Item = Draft>, mut writer: impl Write) -> io::Result<()> {
    for draft in drafts {
        write!(writer, "{}", card(&draft))?;
    }
    writer.flush()
}

fn card(draft: &Draft) -> VCard {
    let is_organisation = draft.kind == ContactKind::Organisation;
    let kind = if is_organisation { VCardKind::Org } else { VCardKind::Individual };
    let mut entries = vec![
        VCardEntry::new(VCardProperty::Kind).with_value(VCardValue::Kind(kind)),
        text(VCardProperty::Fn, draft.name()),
    ];
    let organisation = if is_organisation { Some(draft.name()) } else { draft.organisation.as_deref() };
    let department = draft.department.map(department_name);
    if organisation.is_some() || department.is_some() {
        let units = std::iter::once(organisation.unwrap_or_default()).chain(department);
        entries.push(texts(VCardProperty::Org, units));
    }
    if let Some(position) = &draft.position {
        entries.push(text(VCardProperty::Title, position));
    }
    entries.extend(draft.list(Field::Emails).iter().map(|email| text(VCardProperty::Email, email)));
    entries.extend(draft.list(Field::Phones).iter().map(|phone| text(VCardProperty::Tel, phone)));
    entries.extend(address(draft));
    let tags = draft.list(Field::Tags);
    if !tags.is_empty() {
        entries.push(texts(VCardProperty::Categories, tags.iter().map(String::as_str)));
    }
    let properties = [
        (VCardProperty::Url, Field::Website),
        (VCardProperty::Lang, Field::Language),
        (VCardProperty::Other(CUSTOMER_NUMBER.to_owned()), Field::CustomerNumber),
        (VCardProperty::Other(INDUSTRY.to_owned()), Field::Industry),
        (VCardProperty::Other(VAT_ID.to_owned()), Field::VatId),
        (VCardProperty::Other(SOURCE.to_owned()), Field::Source),
        (VCardProperty::Other(ACCESS.to_owned()), Field::Access),
    ];
    entries.extend(properties.into_iter().filter_map(|(property, field)| Some(text(property, draft.text(field)?))));
    entries.extend(draft.text(Field::Birthday).map(|day| text(VCardProperty::Bday, &basic_date(day))));
    if let Some(uid) = &draft.uid {
        entries.push(text(VCardProperty::Uid, uid));
    }
    VCard { entries }
}

/// `19801224` and `--1224`: vCard 4.0 has dates without hyphens (RFC 6350, 4.3.1).
fn basic_date(day: &str) -> String {
    match day.strip_prefix("--") {
        Some(rest) => format!("--{}", rest.replace('-', "")),
        None => day.replace('-', ""),
    }
}

fn address(draft: &Draft) -> Option<VCardEntry> {
    let parts = [Field::Street, Field::City, Field::PostalCode, Field::Country].map(|field| draft.text(field));
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let [street, city, postal_code, country] = parts.map(Option::unwrap_or_default);
    Some(texts(VCardProperty::Adr, ["", "", street, city, "", postal_code, country].into_iter()))
}

fn text(property: VCardProperty, value: &str) -> VCardEntry {
    VCardEntry::new(property).with_value(VCardValue::Text(value.to_owned()))
}

fn texts<'a>(property: VCardProperty, values: impl Iterator<Item = &'a str>) -> VCardEntry {
    VCardEntry::new(property).with_values(values.map(|value| VCardValue::Text(value.to_owned())).collect())
}
