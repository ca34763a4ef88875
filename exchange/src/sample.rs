//! Made-up contacts for demo data, tests and measurements: plausible, in any number, the same for the same seed.
//!
//! Addresses of mail and web end in `.example`, which belongs to nobody (RFC 2606). Postal codes fit their towns, VAT ids
//! have a right check digit. Any likeness to living people is the likeness of common names.

use domain::contact::Field;
use domain::custom_field::NO_CUSTOM_FIELDS;
use domain::value::parse_vat_id;

use crate::draft::Draft;
use crate::gather::{AddressPart, Cell, Gathered, Meaning};

#[derive(Clone, Copy)]
struct Town {
    name: &'static str,
    postal_code: &'static str,
    country: &'static str,
    area_code: &'static str,
}

const fn town(name: &'static str, postal_code: &'static str, country: &'static str, area_code: &'static str) -> Town {
    Town { name, postal_code, country, area_code }
}

const TOWNS: &[Town] = &[
    town("Wien", "1010", "AT", "+43 1"),
    town("Wien", "1070", "AT", "+43 1"),
    town("Wien", "1220", "AT", "+43 1"),
    town("Graz", "8010", "AT", "+43 316"),
    town("Graz", "8045", "AT", "+43 316"),
    town("Linz", "4020", "AT", "+43 732"),
    town("Salzburg", "5020", "AT", "+43 662"),
    town("Innsbruck", "6020", "AT", "+43 512"),
    town("Klagenfurt", "9020", "AT", "+43 463"),
    town("Villach", "9500", "AT", "+43 4242"),
    town("Wels", "4600", "AT", "+43 7242"),
    town("St. Pölten", "3100", "AT", "+43 2742"),
    town("Dornbirn", "6850", "AT", "+43 5572"),
    town("Wiener Neustadt", "2700", "AT", "+43 2622"),
    town("Steyr", "4400", "AT", "+43 7252"),
    town("Leoben", "8700", "AT", "+43 3842"),
    town("Eisenstadt", "7000", "AT", "+43 2682"),
    town("München", "80331", "DE", "+49 89"),
    town("Berlin", "10115", "DE", "+49 30"),
    town("Hamburg", "20095", "DE", "+49 40"),
    town("Dresden", "01067", "DE", "+49 351"),
    town("Leipzig", "04109", "DE", "+49 341"),
    town("Nürnberg", "90402", "DE", "+49 911"),
    town("Regensburg", "93047", "DE", "+49 941"),
    town("Passau", "94032", "DE", "+49 851"),
];

#[rustfmt::skip]
const FAMILY_NAMES: &[&str] = &[
    "Gruber", "Huber", "Bauer", "Wagner", "Müller", "Pichler", "Steiner", "Moser", "Mayer", "Hofer", "Leitner",
    "Berger", "Fuchs", "Eder", "Fischer", "Schmid", "Winkler", "Weber", "Schwarz", "Maier", "Schneider", "Reiter",
    "Mayr", "Schmidt", "Wimmer", "Egger", "Brunner", "Lang", "Baumgartner", "Auer", "Binder", "Lechner", "Wolf",
    "Wallner", "Aigner", "Ebner", "Koller", "Lehner", "Haas", "Schuster", "Heilig", "Novak", "Horvat", "Kovács",
    "Öllinger", "Groß", "Krämer", "Jäger", "Schröder", "Köhler", "Böhm", "Kaiser", "Vogel", "Strasser", "Thaler",
    "Zangerl", "Feichtinger",
];

#[rustfmt::skip]
const GIVEN_NAMES: &[&str] = &[
    "Anna", "Eva", "Maria", "Julia", "Lisa", "Sabine", "Claudia", "Birgit", "Petra", "Katharina", "Sophie", "Laura",
    "Lena", "Nina", "Zeynep", "Ivana", "Michaela", "Doris", "Ulrike", "Hannah", "Thomas", "Michael", "Andreas",
    "Markus", "Stefan", "Christian", "Martin", "Peter", "Wolfgang", "Johannes", "Lukas", "David", "Jakob", "Felix",
    "Mehmet", "Goran", "Jürgen", "Günther", "Karl", "Florian", "Matthias",
];

/// What an organisation does, and the industry it is counted to.
const TRADES: &[(&str, &str)] = &[
    ("Elektrotechnik", "Elektro"),
    ("Bau", "Bau"),
    ("Holzbau", "Bau"),
    ("Dach", "Bau"),
    ("Installationen", "Haustechnik"),
    ("Metallbau", "Metall"),
    ("Maschinenbau", "Maschinenbau"),
    ("Werkzeuge", "Maschinenbau"),
    ("Logistik", "Transport"),
    ("Transporte", "Transport"),
    ("Software", "IT"),
    ("Systeme", "IT"),
    ("Medien", "Werbung"),
    ("Druck", "Werbung"),
    ("Immobilien", "Immobilien"),
    ("Bäckerei", "Lebensmittel"),
    ("Feinkost", "Lebensmittel"),
    ("Weinhandel", "Handel"),
    ("Großhandel", "Handel"),
    ("Möbel", "Handel"),
    ("Optik", "Gesundheit"),
    ("Medizintechnik", "Gesundheit"),
    ("Umwelttechnik", "Umwelt"),
    ("Gartenbau", "Umwelt"),
    ("Consulting", "Beratung"),
    ("Steuerberatung", "Beratung"),
    ("Hotel", "Tourismus"),
];

const LEGAL_FORMS: &[&str] = &["GmbH", "GmbH & Co KG", "AG", "KG", "OG"];

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Hauptstraße", "Bahnhofstraße", "Wiener Straße", "Schulgasse", "Kirchengasse", "Industriestraße", "Gewerbepark",
    "Mozartgasse", "Lindenweg", "Am Bach", "Ringstraße", "Feldgasse", "Schillerstraße", "Marktplatz",
];

#[rustfmt::skip]
const TAGS: &[&str] =
    &["Premium", "Newsletter", "Messe 2025", "Interessent", "Wartungsvertrag", "Stammkunde", "Partner", "Ausschreibung"];

const POSITIONS: &[(&str, &str)] = &[
    ("Geschäftsführung", "Geschäftsführung"),
    ("Leitung Einkauf", "Einkauf"),
    ("Einkäufer", "Einkauf"),
    ("Buchhaltung", "Buchhaltung"),
    ("Lagerleitung", "Wareneingang"),
    ("Technische Leitung", "Technik"),
    ("Projektleitung", "Technik"),
];

const SOURCES: &[&str] = &["Messe", "Empfehlung", "Website", "Anruf", "Bestand"];

/// One organisation and then two persons who work for it, over and over.
///
/// Names of organisations do not repeat within one run of fewer than 20,000 contacts; after that they carry a number.
pub fn generate_contacts(count: usize, seed: u64) -> impl Iterator<Item = Draft> {
    let mut dice = Dice(seed);
    let start = dice.next() % 1_000_000;
    let mut organisation = Organisation::made(start, 0, &mut dice);
    (0..count).map(move |index| {
        if index % 3 == 0 {
            organisation = Organisation::made(start, index / 3, &mut dice);
            organisation.draft(index, &mut dice)
        } else {
            // Two of one name in one organisation would be one person to an import.
            let (first, second) = GIVEN_NAMES.split_at(GIVEN_NAMES.len() / 2);
            person(&organisation, if index % 3 == 1 { first } else { second }, &mut dice)
        }
    })
}

struct Organisation {
    name: String,
    industry: &'static str,
    town: Town,
    domain: String,
}

impl Organisation {
    /// The `number`th name of a walk through all names, which meets each once: the step shares no factor with their count.
    fn made(start: u64, number: usize, dice: &mut Dice) -> Self {
        const NAMES: usize = FAMILY_NAMES.len() * TRADES.len() * LEGAL_FORMS.len();
        const STEP: usize = 2_741;
        let walk = (usize::try_from(start).unwrap_or_default() % NAMES + number * STEP) % NAMES;
        let family = FAMILY_NAMES[walk % FAMILY_NAMES.len()];
        let (trade, industry) = TRADES[walk / FAMILY_NAMES.len() % TRADES.len()];
        let form = LEGAL_FORMS[walk / FAMILY_NAMES.len() / TRADES.len()];
        let round = match number / NAMES {
            0 => String::new(),
            round => format!(" {}", round + 1),
        };
        Self {
            name: format!("{family} {trade}{round} {form}"),
            industry,
            town: dice.pick(TOWNS),
            domain: format!("{}-{}{number}.example", slug(family), slug(trade)),
        }
    }

    fn draft(&self, index: usize, dice: &mut Dice) -> Draft {
        let mut sketch = Sketch::default();
        sketch.add(Meaning::Organisation, &self.name);
        sketch.field(Field::CustomerNumber, &format!("K{:06}", index + 1));
        sketch.field(Field::Emails, &format!("office@{}", self.domain));
        sketch.field(Field::Phones, &format!("{} {}", self.town.area_code, dice.number(200_000, 999_999)));
        sketch.address(&self.town, dice);
        sketch.field(Field::Industry, self.industry);
        sketch.field(Field::Website, &format!("https://www.{}", self.domain));
        sketch.field(Field::VatId, &vat_id(self.town.country, dice));
        sketch.field(Field::Language, "de");
        sketch.field(Field::Source, dice.pick(SOURCES));
        sketch.tags(dice);
        sketch.finish()
    }
}

fn person(organisation: &Organisation, given_names: &[&str], dice: &mut Dice) -> Draft {
    let (given, family) = (dice.pick(given_names), dice.pick(FAMILY_NAMES));
    let (position, department) = dice.pick(POSITIONS);
    let mut sketch = Sketch::default();
    if dice.number(0, 9) == 0 {
        sketch.add(Meaning::Honorific, "Mag.");
    }
    sketch.add(Meaning::GivenName, given);
    sketch.add(Meaning::FamilyName, family);
    sketch.add(Meaning::Organisation, &organisation.name);
    sketch.add(Meaning::Position, position);
    sketch.add(Meaning::Department, department);
    sketch.field(Field::Emails, &format!("{}.{}@{}", slug(given), slug(family), organisation.domain));
    let mobile = if organisation.town.country == "AT" { "+43 664" } else { "+49 171" };
    sketch.field(Field::Phones, &format!("{mobile} {}", dice.number(2_000_000, 9_999_999)));
    sketch.address(&organisation.town, dice);
    if dice.number(0, 1) == 0 {
        let (day, month, year) = (dice.number(1, 28), dice.number(1, 12), dice.number(1955, 2003));
        sketch.field(Field::Birthday, &format!("{day}.{month}.{year}"));
    }
    sketch.field(Field::Language, if dice.number(0, 9) == 0 { "en" } else { "de" });
    sketch.tags(dice);
    sketch.finish()
}

/// A contact in the making, checked as if a file had named it.
#[derive(Default)]
struct Sketch(Gathered<'static>);

impl Sketch {
    fn add(&mut self, meaning: Meaning, text: &str) {
        self.0.add(meaning, Cell { label: "", line: 0, text: text.to_owned() });
    }

    fn field(&mut self, field: Field, text: &str) {
        self.add(Meaning::Field(field), text);
    }

    fn address(&mut self, town: &Town, dice: &mut Dice) {
        let street = format!("{} {}", dice.pick(STREETS), dice.number(1, 120));
        self.add(Meaning::Address(0, AddressPart::Street), &street);
        self.add(Meaning::Address(0, AddressPart::PostalCode), town.postal_code);
        self.add(Meaning::Address(0, AddressPart::City), town.name);
        self.add(Meaning::Address(0, AddressPart::Country), town.country);
    }

    fn tags(&mut self, dice: &mut Dice) {
        for _ in 0..dice.number(0, 2) {
            self.field(Field::Tags, dice.pick(TAGS));
        }
    }

    fn finish(self) -> Draft {
        self.0.finish(0, None, &NO_CUSTOM_FIELDS).expect("every made-up value passes the domain's check")
    }
}

/// A VAT id with random digits and the check digit that fits.
fn vat_id(country: &str, dice: &mut Dice) -> String {
    let stem = match country {
        "DE" => format!("DE{}", dice.number(10_000_000, 99_999_999)),
        _ => format!("ATU{}", dice.number(1_000_000, 9_999_999)),
    };
    let fitting = (0..10).map(|digit| format!("{stem}{digit}")).find(|id| parse_vat_id(id).is_ok());
    fitting.expect("for every stem one of the ten digits is the check digit")
}

/// The letters of a name as they stand in an address.
fn slug(name: &str) -> String {
    domain::search::fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// `SplitMix64` (Steele, Lea, Flood, 2014). The generators of `rand` may differ from version to version; a seed that is
/// written down here means the same contacts for good.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `from` to `to`, both included.
    fn number(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from + 1)
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.next() % choices.len() as u64;
        choices[usize::try_from(index).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests;
