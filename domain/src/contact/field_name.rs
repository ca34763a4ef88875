//! The names of fields, as they stand on the wire and in the store: `city`, or `custom:ID` for a field that an
//! administrator defined.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::ids::CustomFieldId;

/// What the name of a custom field begins with; its id follows.
const CUSTOM: &str = "custom:";

macro_rules! fields {
    ($($field:ident = $name:literal),+ $(,)?) => {
        /// Every field that can be edited by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($field,)+
            /// One that an administrator defined.
            Custom(CustomFieldId),
        }

        impl Field {
            /// Those that every contact has.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$field),+];

            /// The name, unless it is a custom field.
            fn plain_name(self) -> Option<&'static str> {
                match self {
                    $(Self::$field => Some($name),)+
                    Self::Custom(_) => None,
                }
            }
        }

        impl FromStr for Field {
            type Err = NotAField;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                match name {
                    $($name => Ok(Self::$field),)+
                    _ => {
                        let id = name.strip_prefix(CUSTOM).and_then(|id| id.parse().ok());
                        id.map(Self::Custom).ok_or_else(|| NotAField(name.chars().take(60).collect()))
                    }
                }
            }
        }
    };
}

fields! {
    Name = "name",
    CustomerNumber = "customer_number",
    Emails = "emails",
    Phones = "phones",
    Street = "street",
    Country = "country",
    PostalCode = "postal_code",
    City = "city",
    Industry = "industry",
    Birthday = "birthday",
    Website = "website",
    VatId = "vat_id",
    Language = "language",
    Source = "source",
    Tags = "tags",
    Access = "access",
    Teams = "teams",
    WorksFor = "works_for",
}

/// The text names no field.
#[derive(Debug, thiserror::Error)]
#[error("there is no field “{0}”; custom ones are named custom:ID")]
pub struct NotAField(String);

impl Field {
    /// To sort the fields of one command by: phones and postal codes are read by the country that comes with them.
    pub(super) fn waits_for_country(self) -> bool {
        matches!(self, Self::Phones | Self::PostalCode)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(id) => write!(out, "{CUSTOM}{id}"),
            plain => out.write_str(plain.plain_name().unwrap_or_default()),
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.plain_name() {
            Some(name) => serializer.serialize_str(name),
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Field;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("the name of a field")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Field, E> {
                name.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Name)
    }
}

impl ts_rs::TS for Field {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    /// Makes objects by field partial: no contact has every field.
    const IS_ENUM: bool = true;

    fn name(_: &ts_rs::Config) -> String {
        "Field".to_owned()
    }

    fn inline(_: &ts_rs::Config) -> String {
        let names: Vec<_> = Self::ALL.iter().map(|field| format!("\"{field}\"")).collect();
        format!("{} | `{CUSTOM}${{string}}`", names.join(" | "))
    }

    fn decl(config: &ts_rs::Config) -> String {
        format!("type Field = {};", Self::inline(config))
    }

    fn decl_concrete(config: &ts_rs::Config) -> String {
        Self::decl(config)
    }
}

impl utoipa::PartialSchema for Field {
    fn schema() -> RefOr<Schema> {
        let names: Vec<_> = Self::ALL.iter().map(ToString::to_string).collect();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The name of a field; that of one which an administrator defined is custom:ID."))
            .pattern(Some(format!("^({}|{CUSTOM}[0-9a-f-]{{36}})$", names.join("|"))))
            .into()
    }
}

impl utoipa::ToSchema for Field {}
