//! What goes back and what stays (`[I8]`).

use chrono::{TimeZone, Utc};

use super::*;

/// Events of a field, the newest first, each by its command and with what stood there before.
fn history(changes: &[(CommandId, &str)]) -> Vec<Event> {
    let last = changes.len() as u64;
    let event = |(index, (command, previous)): (u64, &(CommandId, &str))| Event {
        seq: last - index,
        at: Utc.timestamp_opt(1_800_000_000, 0).single().expect("a valid time"),
        by: EmployeeId::default(),
        acting_for: None,
        act: None,
        command: *command,
        kind: EventKind::FieldChanged {
            field: Field::City,
            value: FieldValue::from("irgendwo"),
            previous: FieldValue::from(*previous),
        },
    };
    (0..).zip(changes).map(event).collect()
}

#[test]
fn a_field_goes_back_to_what_stood_there_before_unless_somebody_else_wrote_since() {
    let [first, second, colleague, undo] = std::array::from_fn(|_| CommandId::new());
    let own = HashSet::from([first, second]);
    let before = |changes: &[(CommandId, &str)]| before_import(Field::City, &history(changes), &own, undo);
    let was = |value: &str| Before::Was(FieldValue::from(value));
    assert_eq!(before(&[]), Before::Untouched);
    assert_eq!(before(&[(colleague, "Wien")]), Before::Untouched);
    assert_eq!(before(&[(first, "Wien")]), was("Wien"));
    assert_eq!(before(&[(second, "Graz"), (first, "Wien")]), was("Wien"), "two rows of one contact");
    assert_eq!(before(&[(second, "Linz"), (colleague, "Graz"), (first, "Wien")]), was("Linz"), "a colleague between");
    assert_eq!(before(&[(colleague, "Graz"), (first, "Wien")]), Before::ChangedSince);
    assert_eq!(before(&[(undo, "Graz"), (first, "Wien")]), Before::Restored);
    let elsewhere = before_import(Field::Street, &history(&[(first, "Wien")]), &own, undo);
    assert_eq!(elsewhere, Before::Untouched, "other fields are others");
}
