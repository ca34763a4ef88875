//! What a column can be mapped to, by the names that clients use.

use exchange::Target;

use domain::CustomFields;
use domain::contact::Field;

/// A target of the mapping, as it is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappableField {
    pub name: String,
    pub label_de: String,
    pub label_en: String,
}

/// One that is always offered.
struct KnownField {
    name: &'static str,
    target: Target,
    label_de: &'static str,
    label_en: &'static str,
}

const fn field(name: &'static str, target: Target, label_de: &'static str, label_en: &'static str) -> KnownField {
    KnownField { name, target, label_de, label_en }
}

/// In the order in which they are offered.
const FIELDS: [KnownField; 28] = [
    field("name", Target::Field(Field::Name), "Name", "Name"),
    field("given_name", Target::GivenName, "Vorname", "First name"),
    field("additional_name", Target::AdditionalName, "Weitere Vornamen", "Middle name"),
    field("family_name", Target::FamilyName, "Nachname", "Last name"),
    field("honorific", Target::Honorific, "Anrede oder Titel", "Salutation or title"),
    field("suffix", Target::Suffix, "Nachgestellter Titel", "Name suffix"),
    field("organisation", Target::Organisation, "Firma", "Company"),
    field("position", Target::Position, "Position", "Position"),
    field("department", Target::Department, "Abteilung", "Department"),
    field("kind", Target::Kind, "Art (Organisation oder Person)", "Kind (organisation or person)"),
    field("customer_number", Target::Field(Field::CustomerNumber), "Kundennummer", "Customer number"),
    field("emails", Target::Field(Field::Emails), "E-Mail", "E-mail"),
    field("phones", Target::Field(Field::Phones), "Telefon", "Phone"),
    field("street", Target::Field(Field::Street), "Straße", "Street"),
    field("house_number", Target::HouseNumber, "Hausnummer", "House number"),
    field("postal_code", Target::Field(Field::PostalCode), "Postleitzahl", "Postal code"),
    field("postal_code_and_city", Target::PostalCodeAndCity, "Postleitzahl und Ort", "Postal code and city"),
    field("city", Target::Field(Field::City), "Ort", "City"),
    field("country", Target::Field(Field::Country), "Land", "Country"),
    field("industry", Target::Field(Field::Industry), "Branche", "Industry"),
    field("birthday", Target::Field(Field::Birthday), "Geburtstag", "Birthday"),
    field("website", Target::Field(Field::Website), "Website", "Website"),
    field("vat_id", Target::Field(Field::VatId), "UID-Nummer", "VAT ID"),
    field("language", Target::Field(Field::Language), "Sprache", "Language"),
    field("source", Target::Field(Field::Source), "Quelle", "Source"),
    field("tags", Target::Field(Field::Tags), "Schlagworte", "Tags"),
    field("access", Target::Field(Field::Access), "Zugriff", "Access"),
    field("uid", Target::Uid, "Kontakt-UID (vCard)", "Contact UID (vCard)"),
];

/// Everything that a column can be mapped to now: what every contact has, then the custom fields that are in use.
pub fn mappable_fields(custom_fields: &CustomFields) -> Vec<MappableField> {
    let known = FIELDS.iter().map(|field| MappableField {
        name: field.name.to_owned(),
        label_de: field.label_de.to_owned(),
        label_en: field.label_en.to_owned(),
    });
    let custom = custom_fields.in_order().into_iter().filter(|field| !field.archived).map(|field| MappableField {
        name: Field::Custom(field.id).to_string(),
        label_de: field.label.clone(),
        label_en: field.label.clone(),
    });
    known.chain(custom).collect()
}

/// None: the column is left out.
pub(crate) fn name_of(target: Target) -> Option<String> {
    match target {
        Target::Field(field @ Field::Custom(_)) => Some(field.to_string()),
        known => FIELDS.iter().find(|field| field.target == known).map(|field| field.name.to_owned()),
    }
}

pub(crate) fn target_named(name: &str, custom_fields: &CustomFields) -> Option<Target> {
    if let Some(known) = FIELDS.iter().find(|field| field.name == name) {
        return Some(known.target);
    }
    match name.parse() {
        Ok(field @ Field::Custom(id)) if custom_fields.get(id).is_some_and(|known| !known.archived) => {
            Some(Target::Field(field))
        }
        Ok(_) | Err(_) => None,
    }
}
