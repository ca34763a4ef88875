//! Words around a name: salutations, academic titles, legal forms.

use domain::search::fold;

#[rustfmt::skip]
const SALUTATIONS: &[&str] = &[
    "herr", "herrn", "hr", "frau", "fr", "divers", "firma", "fa", "familie", "fam", "mr", "mrs", "ms", "miss", "mx",
    "sir", "madam", "company",
];

/// As they are carried before a name in Austria, Germany and Switzerland, and in English.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "dr", "drs", "prof", "professor", "mag", "di", "dipl", "ing", "dkfm", "univ", "priv", "doz", "dozent", "med",
    "iur", "jur", "techn", "phil", "rer", "nat", "pol", "oec", "mult", "hc", "fh", "ba", "ma", "bsc", "msc", "mba",
    "phd", "llm", "llb", "bakk", "kommr", "hofrat", "mmag", "ddr", "ddi",
];

#[rustfmt::skip]
const LEGAL_FORMS: &[&str] = &[
    "gmbh", "gesmbh", "ges m b h", "g m b h", "mbh", "m b h", "ag", "kg", "og", "ohg", "kgaa", "gbr", "gesbr", "e u",
    "eu", "eg", "egen", "e v", "ltd", "limited", "llc", "inc", "plc", "sarl", "sagl", "srl", "s r l", "s p a",
    "s r o", "sro", "d o o", "doo", "kft", "zrt", "bv", "b v",
];

/// The titles of a salutation such as `Herr Mag.`, without the salutation itself.
pub(crate) fn titles(text: &str) -> Option<String> {
    let kept: Vec<&str> = text.split_whitespace().filter(|word| !is_salutation(word)).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Whether a text consists of salutations and academic titles only. An English `Title` may also be a position.
pub(crate) fn is_honorific(text: &str) -> bool {
    text.split_whitespace().all(|word| is_salutation(word) || is_title(word))
}

/// Whether a name ends in a legal form, so that it names an organisation.
pub(crate) fn has_legal_form(name: &str) -> bool {
    let words = fold(name).split_whitespace().collect::<Vec<_>>().join(" ");
    LEGAL_FORMS.iter().any(|form| words.strip_suffix(form).is_some_and(|before| before.ends_with(' ')))
}

fn is_salutation(word: &str) -> bool {
    SALUTATIONS.contains(&fold(word).trim())
}

fn is_title(word: &str) -> bool {
    let folded = fold(word);
    let mut words = folded.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| TITLES.contains(&word))
}
