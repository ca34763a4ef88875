use crate::fixtures::contact;
use crate::listing::facets::{MOST_FACETS, by_spelling, most_frequent};
use crate::listing::{QueryError, Sort, SortBy, SortValue};

#[test]
fn an_order_is_read_as_it_is_written() {
    for by in SortBy::ALL {
        for descending in [false, true] {
            let sort = Sort { by, descending };
            assert_eq!(sort.to_string().parse(), Ok(sort));
        }
    }
    assert_eq!("-updated_at".parse(), Ok(Sort { by: SortBy::UpdatedAt, descending: true }));
    for unknown in ["", "-", "--name", "Name", "name ", "birthday"] {
        assert!(matches!(unknown.parse::<Sort>(), Err(QueryError::Sort(_))), "{unknown:?}");
    }
}

#[test]
fn nothing_readable_is_nothing_to_order_by() {
    let mut contact = contact();
    assert_eq!(SortBy::City.value(&contact), None);
    contact.fields.city = Some(" -- ".to_owned());
    assert_eq!(SortBy::City.value(&contact), None);
    contact.fields.city = Some("Wiener  Neustadt!".to_owned());
    assert_eq!(SortBy::City.value(&contact), Some(SortValue::Text("wiener neustadt".into())));
}

#[test]
fn the_most_frequent_values_come_first_and_are_bounded() {
    let values = (0..80_u64).map(|number| (format!("{number:02}"), number % 40));
    let facets = most_frequent(values);
    assert_eq!(facets.len(), MOST_FACETS);
    assert_eq!((facets[0].value.as_str(), facets[0].count), ("39", 39));
    assert_eq!((facets[1].value.as_str(), facets[1].count), ("79", 39));
    assert!(facets.iter().all(|facet| facet.count > 0));
}

#[test]
fn spellings_are_counted_together_under_the_most_frequent_one() {
    let values = [("wien", "WIEN", 2), ("wien", "Wien", 5), ("graz", "Graz", 1), ("wien", "wien", 3)];
    let mut counted = by_spelling(values.map(|(key, spelling, count)| (key, spelling.to_owned(), count)));
    counted.sort();
    assert_eq!(counted, [("Graz".to_owned(), 1), ("Wien".to_owned(), 10)]);
}
