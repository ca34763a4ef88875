//! The names of fields on the wire and in the store.

use std::collections::BTreeMap;

use ts_rs::TS;

use super::super::*;
use crate::ids::CustomFieldId;

#[test]
fn every_field_is_named_as_it_is_read() {
    let custom = Field::Custom(CustomFieldId::new());
    for field in Field::ALL.into_iter().chain([custom]) {
        let name = serde_json::to_string(&field).unwrap();
        assert_eq!(name, format!("\"{field}\""));
        assert_eq!(serde_json::from_str::<Field>(&name).unwrap(), field);
        let keyed = BTreeMap::from([(field, 1)]);
        let stored = serde_json::to_string(&keyed).unwrap();
        assert_eq!(serde_json::from_str::<BTreeMap<Field, u8>>(&stored).unwrap(), keyed);
    }
    assert_eq!(Field::PostalCode.to_string(), "postal_code");
}

#[test]
fn what_names_no_field_is_refused() {
    for name in ["", "nonsense", "Name", "custom", "custom:", "custom:x", "version", "id"] {
        let refused = serde_json::from_value::<Field>(name.into()).unwrap_err().to_string();
        assert!(refused.contains(&format!("“{name}”")), "{refused}");
    }
    assert!(serde_json::from_str::<Field>("7").is_err());
}

#[test]
fn a_contact_has_each_of_the_fields_that_every_contact_has() {
    let contact = serde_json::to_value(crate::fixtures::contact()).unwrap();
    let type_of_it = Field::inline(&ts_rs::Config::new());
    for field in Field::ALL {
        assert!(contact.get(field.to_string()).is_some(), "{field}");
        assert!(type_of_it.contains(&format!("\"{field}\"")), "{field}");
    }
    assert!(type_of_it.ends_with("| `custom:${string}`"), "{type_of_it}");
}
