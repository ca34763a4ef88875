//! Words to find a contact by: `ä` = `ae`, `ß` = `ss`, accents dropped, a phone number in any spelling.

use crate::contact::Contact;

/// Lower case, German letters spelled out, other accents dropped, everything but letters and digits as blanks.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'æ' => folded.push_str("ae"),
            'ö' | 'œ' | 'ø' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' => folded.push('d'),
            'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => folded.push('e'),
            'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ō' | 'ő' => folded.push('o'),
            'ř' => folded.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => folded.push('s'),
            'ť' | 'ţ' | 'ț' => folded.push('t'),
            'ú' | 'ù' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            letter if letter.is_alphanumeric() => folded.push(letter),
            // A combining accent belongs to the letter before it.
            '\u{300}'..='\u{36f}' => {}
            _ => folded.push(' '),
        }
    }
    folded
}

/// Folded, with single blanks: lists are ordered by lines like this, and equal lines are equal to a person.
pub fn fold_line(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a query. A run of digits with blanks, slashes, hyphens or a leading `+` between is one number.
pub fn query_words(query: &str) -> Vec<String> {
    if looks_like_phone(query) {
        return vec![national_number(query)];
    }
    fold(query).split_whitespace().map(str::to_owned).collect()
}

/// Every word that a contact is found by, each once, sorted.
pub fn words(contact: &Contact) -> Vec<String> {
    let fields = &contact.fields;
    let lines =
        [&fields.customer_number, &fields.street, &fields.postal_code, &fields.city, &fields.industry, &fields.vat_id];
    let texts = std::iter::once(&fields.name)
        .chain(lines.into_iter().flatten())
        .chain(&fields.emails)
        .chain(&fields.tags)
        .chain(fields.custom.values())
        .flat_map(|text| words_of(text));
    each_once(texts.chain(fields.phones.iter().map(|phone| national_number(phone))))
}

/// Every word that a contact is found by whose name alone may be seen, each once, sorted.
pub fn name_words(name: &str) -> Vec<String> {
    each_once(words_of(name))
}

/// Words as one text, each with a blank before it, so that a word begins with `x` if and only if the text contains ` x`.
pub fn text_of(words: &[String]) -> String {
    words.iter().flat_map(|word| [" ", word]).collect()
}

/// What a text of [`text_of`] must contain for each of these words to begin one of its own.
pub fn needles(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!(" {word}")).collect()
}

fn words_of(text: &str) -> impl Iterator<Item = String> + use<> {
    // A query for it is read as a phone number too, and must find it.
    let as_number = looks_like_phone(text).then(|| national_number(text));
    let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
    words.into_iter().chain(as_number)
}

fn each_once(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn looks_like_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 4 && text.trim().chars().all(|letter| letter.is_ascii_digit() || " +/-().".contains(letter))
}

/// The digits of a phone number without country code or leading zeros, so that `+43 1 2345`, `0043 1 2345` and
/// `01/2345` meet.
fn national_number(phone: &str) -> String {
    let international = phone.trim_start().starts_with('+');
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let rest = match digits.strip_prefix("00") {
        Some(rest) => rest,
        None if international => &digits,
        None => return digits.trim_start_matches('0').to_owned(),
    };
    let without_code = ["43", "49", "41", "423"].iter().find_map(|code| rest.strip_prefix(code)).unwrap_or(rest);
    without_code.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests;
