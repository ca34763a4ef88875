//! A book made ready to be asked for many contacts: texts folded, regions as ranges.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::region::Postal;
use super::{Condition, Operand, Region, Rule, RuleBook};
use crate::contact::Fields;
use crate::search::fold_line;
use crate::value::Country;

/// What conditions look at, of one contact.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub country: Option<Country>,
    pub postal_code: Option<&'a str>,
    pub industry: Option<&'a str>,
    pub source: Option<&'a str>,
    pub tags: &'a [String],
    pub language: Option<&'a str>,
}

impl<'a> Facts<'a> {
    pub fn of(fields: &'a Fields) -> Self {
        Self {
            country: fields.country,
            postal_code: fields.postal_code.as_deref(),
            industry: fields.industry.as_deref(),
            source: fields.source.as_deref(),
            tags: &fields.tags,
            language: fields.language.as_deref(),
        }
    }

    /// What stands in the contact for an operand, as it is written there.
    pub fn values(&self, operand: Operand) -> Vec<String> {
        let one = |text: Option<&str>| text.map(str::to_owned).into_iter().collect();
        match operand {
            Operand::Region => {
                let country = self.country.unwrap_or(Country::AT);
                let code = self.postal_code.map(str::to_owned);
                std::iter::once(country.code().to_owned()).chain(code).collect()
            }
            Operand::Industry => one(self.industry),
            Operand::Source => one(self.source),
            Operand::Tags => self.tags.to_vec(),
            Operand::Language => one(self.language),
        }
    }
}

/// The same, in the spelling that conditions compare.
pub struct Prepared<'a> {
    country: Country,
    postal_code: Option<&'a str>,
    number: Option<u32>,
    industry: Option<String>,
    source: Option<String>,
    tags: Vec<String>,
    language: Option<&'a str>,
}

impl<'a> From<Facts<'a>> for Prepared<'a> {
    fn from(facts: Facts<'a>) -> Self {
        let country = facts.country.unwrap_or(Country::AT);
        let digits = country.postal_code_digits();
        let fits = |code: &&str| digits == Some(code.len());
        Self {
            country,
            postal_code: facts.postal_code,
            number: facts.postal_code.filter(fits).and_then(|code| code.parse().ok()),
            industry: facts.industry.map(fold_line),
            source: facts.source.map(fold_line),
            tags: facts.tags.iter().map(|tag| fold_line(tag)).collect(),
            language: facts.language,
        }
    }
}

impl Prepared<'_> {
    pub(super) fn lies_in(&self, region: &Region) -> bool {
        let postal = region.compile();
        region.country == self.country && postal.is_ok_and(|postal| postal.contains(self.postal_code, self.number))
    }
}

/// A book with its conditions made ready.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    pub book: RuleBook,
    rules: Vec<Vec<Test>>,
}

/// One condition, made ready.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Region(Vec<(Country, Postal)>),
    Texts(Operand, HashSet<String>),
}

impl Test {
    fn of(condition: &Condition, book: &RuleBook) -> Self {
        match condition {
            Condition::Region { territories, regions } => {
                let named = territories.iter().filter_map(|id| book.territory(*id)).flat_map(|known| &known.regions);
                // A region that cannot be read takes nothing; such a book is never activated.
                let compiled = |region: &Region| Some((region.country, region.compile().ok()?));
                Self::Region(named.chain(regions).filter_map(compiled).collect())
            }
            Condition::Language { any_of } => Self::Texts(Operand::Language, any_of.iter().cloned().collect()),
            Condition::Industry { any_of } | Condition::Source { any_of } | Condition::Tags { any_of } => {
                Self::Texts(condition.operand(), any_of.iter().map(|text| fold_line(text)).collect())
            }
        }
    }

    fn holds(&self, facts: &Prepared<'_>) -> bool {
        let is_in = |texts: &HashSet<String>, text: Option<&str>| text.is_some_and(|text| texts.contains(text));
        match self {
            Self::Region(regions) => regions
                .iter()
                .any(|(country, postal)| *country == facts.country && postal.contains(facts.postal_code, facts.number)),
            Self::Texts(Operand::Industry, texts) => is_in(texts, facts.industry.as_deref()),
            Self::Texts(Operand::Source, texts) => is_in(texts, facts.source.as_deref()),
            Self::Texts(Operand::Language, texts) => is_in(texts, facts.language),
            Self::Texts(Operand::Tags, texts) => facts.tags.iter().any(|tag| texts.contains(tag)),
            // A region is never a list of texts.
            Self::Texts(Operand::Region, _) => false,
        }
    }
}

impl Compiled {
    pub fn new(book: RuleBook) -> Self {
        let rules = book
            .rules
            .iter()
            .map(|rule| rule.conditions.iter().map(|condition| Test::of(condition, &book)).collect())
            .collect();
        Self { book, rules }
    }

    /// The first rule that holds on this day and takes the contact.
    pub fn rule_of(&self, facts: &Prepared<'_>, day: NaiveDate) -> Option<&Rule> {
        let mut rules = self.book.rules.iter().zip(&self.rules);
        rules
            .find(|(rule, tests)| rule.holds_on(day) && tests.iter().all(|test| test.holds(facts)))
            .map(|(rule, _)| rule)
    }

    pub(super) fn tests(&self, index: usize) -> &[Test] {
        &self.rules[index]
    }
}
