//! The document takes what is new, refuses what is too much, and stays usable after whatever was thrown at it.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::notes::fixtures::{ELEMENT, Editor, TEXT, inside, nested, number, shown_by, under_root, update_at};

fn new() -> Document {
    Document::from_log([]).0
}

fn shown(document: &Document) -> String {
    shown_by([document.merged().unwrap().0.as_slice()])
}

#[test]
fn only_what_is_new_is_returned() {
    let editor = Editor::new(5);
    let mut document = new();
    let first = editor.rich_text();
    let news = document.apply(&first).unwrap().unwrap();
    assert_eq!(shown_by([news.as_slice()]), editor.shown());
    assert_eq!(document.apply(&first).unwrap(), None, "a repetition");
    let second = editor.paragraph("mehr");
    let news = document.apply(&editor.whole()).unwrap().unwrap();
    assert!(news.len() <= second.len() + 20, "the old part of an update is not stored again");
    assert_eq!(document.apply(&second).unwrap(), None);
    assert_eq!(shown(&document), editor.shown());
    assert_eq!(document.apply(&[0, 0]).unwrap(), None);
}

#[test]
fn a_deletion_is_news_too_and_once() {
    let editor = Editor::new(5);
    let mut document = new();
    document.apply(&editor.paragraph("weg damit")).unwrap();
    let removed = editor.remove_first();
    let news = document.apply(&removed).unwrap();
    assert!(news.is_some());
    assert_eq!(shown(&document), "");
    assert_eq!(document.apply(&removed).unwrap(), None);
}

#[test]
fn a_log_rebuilds_what_was_shown() {
    let (anna, max) = (Editor::new(5), Editor::new(6));
    let mut document = new();
    let mut log = Vec::new();
    for update in [anna.rich_text(), max.paragraph("Max"), anna.paragraph("Anna"), max.remove_first()] {
        log.extend(document.apply(&update).unwrap());
    }
    let (again, failed) = Document::from_log(log.iter().map(Vec::as_slice));
    assert_eq!(failed, 0);
    assert_eq!(shown(&again), shown(&document));
    assert_eq!(again.state_vector(), document.state_vector());
    let merged = document.merged().unwrap().0;
    assert_eq!(shown(&Document::from_log([merged.as_slice()]).0), shown(&document), "merging loses nothing");
}

#[test]
fn an_update_that_fails_in_the_log_is_left_out_and_counted() {
    let editor = Editor::new(5);
    let (first, second) = (editor.paragraph("eins"), editor.paragraph("zwei"));
    let log = [first.as_slice(), &[9, 9, 9], second.as_slice(), &second[..5]];
    let (document, failed) = Document::from_log(log);
    assert_eq!(failed, 2);
    assert_eq!(shown(&document), editor.shown());
}

#[test]
fn elements_that_nest_too_deep_are_refused_and_the_log_rebuilds_the_document() {
    let editor = Editor::new(5);
    let mut document = new();
    let stored = document.apply(&editor.paragraph("gut")).unwrap().unwrap();
    let deepest = u64::try_from(MAX_ELEMENT_DEPTH).unwrap();
    let refused = document.apply(&nested(deepest + 1, &ELEMENT)).unwrap_err();
    assert!(matches!(refused, DocumentError::TooDeep) && refused.spoils());
    assert!(document.merged().is_err(), "a spoiled document is not merged over its log");
    assert!(document.missing_from(&[0]).is_err(), "nor shown");
    assert!(document.apply(&editor.paragraph("x")).is_err(), "nor changed");

    let (mut document, failed) = Document::from_log([stored.as_slice()]);
    assert_eq!(failed, 0);
    let taken = document.apply(&nested(deepest, &ELEMENT));
    assert!(taken.is_ok(), "{taken:?}");
    document.apply(&editor.whole()).unwrap();
}

#[test]
fn a_hostile_update_of_nested_elements_does_not_end_the_process() {
    for count in [3_000, 8_000] {
        for content in [&ELEMENT[..], &TEXT] {
            let update = nested(count, content);
            assert!(update.len() > 15_000, "{}", update.len());
            let mut document = new();
            let taken = document.apply(&update);
            if taken.is_ok() {
                // Texts inside texts are no elements of the tree; taking them out must not recurse to death either.
                let delete_all = [&[0, 1, 7, 1, 0][..], &{
                    let mut n = Vec::new();
                    number(&mut n, count);
                    n
                }]
                .concat();
                document.apply(&delete_all).unwrap();
                assert_eq!(shown(&document), "");
            } else {
                assert!(matches!(taken, Err(DocumentError::TooDeep)), "{taken:?}");
            }
        }
    }
}

#[test]
fn a_document_of_the_most_elements_nested_is_deleted_without_a_crash() {
    let mut document = new();
    let most = u64::try_from(MAX_ELEMENTS).unwrap();
    document.apply(&nested(most, &TEXT)).unwrap();
    let refused = document.apply(&update_at(most, &[inside(7, 0, &TEXT)]));
    assert!(matches!(refused, Err(DocumentError::TooMany)), "{refused:?}");
    let mut first = vec![0, 1, 7, 1, 0];
    number(&mut first, 1);
    document.apply(&first).unwrap();
    assert_eq!(shown(&document), "");
}

#[test]
fn what_has_been_deleted_and_merged_does_not_count_for_ever() {
    let editor = Editor::new(5);
    let mut document = new();
    let long = "x".repeat(60_000);
    for round in 0..(2 * MAX_BYTES / long.len()) {
        document.apply(&editor.paragraph(&long)).unwrap();
        document.apply(&editor.remove_first()).unwrap();
        if round % 20 == 19 {
            document.has_merged(document.merged().unwrap().1);
        }
    }
    assert!(document.apply(&editor.paragraph("noch da")).is_ok());
}

#[test]
fn a_document_holds_two_mebibytes_at_most() {
    let editor = Editor::new(5);
    let mut document = new();
    let long = "x".repeat(MAX_BYTES / 4);
    for _ in 0..3 {
        document.apply(&editor.paragraph(&long)).unwrap();
    }
    let before = shown(&document);
    let refused = document.apply(&editor.paragraph(&long)).unwrap_err();
    assert!(matches!(refused, DocumentError::TooLarge) && !refused.spoils());
    assert_eq!(shown(&document), before);
}

#[test]
fn what_stands_behind_a_gap_is_stored_as_it_is_shown() {
    // Under the root, so that it needs nothing of what is missing.
    let behind = update_at(9, &[under_root(7, guard::ROOT, &ELEMENT)]);
    let mut document = new();
    let news = document.apply(&behind).unwrap().unwrap();
    assert_eq!(shown(&document), "<p></p>");
    assert_eq!(shown(&Document::from_log([news.as_slice()]).0), "<p></p>");
    assert_eq!(document.apply(&behind).unwrap(), None, "a repetition");
}

#[test]
fn what_waits_for_its_beginning_is_neither_news_nor_shown_before_it_comes() {
    let editor = Editor::new(5);
    let (first, second) = (editor.paragraph("eins"), editor.paragraph("zwei"));
    let mut document = new();
    assert_eq!(document.apply(&second).unwrap(), None);
    assert_eq!(document.merged().unwrap().0, [0, 0], "what is not in the log is in no answer");
    let news = document.apply(&first).unwrap().unwrap();
    assert_eq!(shown_by([news.as_slice()]), editor.shown());
}

#[test]
fn what_waits_for_a_beginning_that_never_comes_is_bounded() {
    let filler = {
        let mut content = Vec::new();
        crate::notes::fixtures::text(&mut content, &"x".repeat(50_000));
        content
    };
    let mut document = new();
    let refused = (0..100u64).find_map(|round| {
        // Inside a shared type that nobody has.
        document.apply(&update_at(round * 50_000, &[inside(4, 1 << 30, &filler)])).err()
    });
    let refused = refused.unwrap();
    assert!(matches!(refused, DocumentError::TooMuchMissing) && refused.spoils(), "{refused:?}");
}

#[test]
fn a_client_that_asks_gets_what_it_lacks() {
    let (anna, max) = (Editor::new(5), Editor::new(6));
    let mut document = new();
    document.apply(&anna.rich_text()).unwrap();
    let known = document.state_vector();
    document.apply(&max.paragraph("neu")).unwrap();
    let missing = document.missing_from(&known).unwrap();
    anna.take(&missing);
    max.take(&document.merged().unwrap().0);
    assert_eq!(anna.shown(), shown(&document));
    assert_eq!(max.shown(), shown(&document));
    assert!(document.missing_from(&[7]).is_err());
}

/// What three people write at the same time, in the order in which they wrote it.
fn written(steps: &[(u8, u8)]) -> (Vec<Vec<u8>>, Vec<Editor>) {
    let editors: Vec<_> = (0..3).map(|number| Editor::new(5 + number)).collect();
    let mut updates: Vec<Vec<u8>> = Vec::new();
    for (who, what) in steps {
        let editor = &editors[usize::from(*who)];
        updates.push(match what {
            0 => editor.rich_text(),
            1 if !editor.shown().is_empty() => editor.remove_first(),
            2 => {
                for update in &updates {
                    editor.take(update);
                }
                continue;
            }
            _ => editor.paragraph("Text"),
        });
    }
    (updates, editors)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// However often updates arrive: in the end the document shows what the editors show, and so does one that is built
    /// from the news alone.
    #[test]
    fn what_is_stored_rebuilds_what_is_shown(
        steps in proptest::collection::vec((0..3u8, 0..4u8), 1..15),
        repeated in proptest::collection::vec(any::<prop::sample::Index>(), 15),
    ) {
        let (updates, editors) = written(&steps);
        let mut document = new();
        let mut log = Vec::new();
        for (upto, (update, repeated)) in (1..).zip(updates.iter().zip(&repeated)) {
            log.extend(document.apply(update).unwrap());
            prop_assert_eq!(document.apply(&updates[repeated.index(upto)]).unwrap(), None);
        }
        let reader = &editors[0];
        for update in &updates {
            reader.take(update);
        }
        let (again, failed) = Document::from_log(log.iter().map(Vec::as_slice));
        prop_assert_eq!(failed, 0);
        prop_assert_eq!(shown(&document), reader.shown());
        prop_assert_eq!(shown(&again), reader.shown());
    }

    /// Real updates with some bytes changed: refused or taken, the process lives, and the log still opens.
    #[test]
    fn damaged_updates_harm_nobody(
        damages in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        which in 0..3usize,
    ) {
        let editor = Editor::new(5);
        let updates = [editor.rich_text(), editor.paragraph("Text"), editor.remove_first()];
        let (mut document, _) = Document::from_log([updates[0].as_slice()]);
        let mut damaged = updates[which].clone();
        for (index, byte) in damages {
            let index = index.index(damaged.len());
            damaged[index] = byte;
        }
        let mut log = vec![updates[0].clone()];
        match document.apply(&damaged) {
            Ok(news) => log.extend(news),
            Err(error) if error.spoils() => document = Document::from_log(log.iter().map(Vec::as_slice)).0,
            Err(_) => {}
        }
        log.extend(document.apply(&Editor::new(9).paragraph("geht noch")).unwrap());
        let (again, failed) = Document::from_log(log.iter().map(Vec::as_slice));
        prop_assert_eq!(failed, 0);
        prop_assert_eq!(shown(&again), shown(&document));
        prop_assert!(shown(&again).contains("geht noch"));
    }
}

#[test]
fn an_element_under_the_root_is_what_the_fixtures_say() {
    let update = crate::notes::fixtures::update_of(&[under_root(7, guard::ROOT, &ELEMENT)]);
    assert_eq!(shown_by([update.as_slice()]), "<p></p>");
}
