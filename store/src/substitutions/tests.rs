use std::sync::Arc;

use domain::contact::{Field, FieldValue};
use domain::substitution::{Carries, DEFAULT_PRIORITY};
use domain::{EmployeeId, Event, EventKind, Substitution, SubstitutionId, SubstitutionState};

use crate::fixtures::{at, contact, creation, event};
use crate::{Batch, Store};

fn substitution(absent: EmployeeId, substitute: EmployeeId, from: &str, state: SubstitutionState) -> Substitution {
    Substitution {
        id: SubstitutionId::new(),
        absent,
        substitute,
        from: from.parse().unwrap(),
        until: "2026-12-31".parse().unwrap(),
        reason: "Urlaub".to_owned(),
        priority: DEFAULT_PRIORITY,
        carries: Carries::default(),
        state,
        by: absent,
        set_at: at(0),
        started_at: None,
        ended_at: None,
        ended_by: None,
    }
}

#[tokio::test]
async fn substitutions_come_back_as_they_were_by_state_and_by_person() {
    let store = Store::in_memory().await;
    let [anna, max, eva] = [(); 3].map(|()| EmployeeId::new());
    let planned = substitution(anna, max, "2026-03-10", SubstitutionState::Planned);
    let active = substitution(max, eva, "2026-03-02", SubstitutionState::Active);
    let over = substitution(eva, anna, "2026-03-05", SubstitutionState::Ended);
    store.put_substitutions(&[planned.clone(), active.clone(), over.clone()], &[]).await.unwrap();
    assert_eq!(store.open_substitutions().await.unwrap(), [planned.clone(), active.clone()]);
    assert_eq!(store.substitution(over.id).await.unwrap(), Some(over.clone()));
    assert_eq!(store.substitution(SubstitutionId::new()).await.unwrap(), None);
    let all = store.substitutions(None, 10).await.unwrap();
    assert_eq!(all, [planned.clone(), over.clone(), active.clone()], "the last to begin comes first");
    assert_eq!(store.substitutions(Some(&[anna]), 10).await.unwrap(), [planned.clone(), over]);
    assert_eq!(store.substitutions(None, 1).await.unwrap(), std::slice::from_ref(&planned));

    let revoked = Substitution { state: SubstitutionState::Revoked, ..planned };
    store.put_substitutions(std::slice::from_ref(&revoked), &[]).await.unwrap();
    assert_eq!(store.open_substitutions().await.unwrap(), [active]);
    assert_eq!(store.substitution(revoked.id).await.unwrap(), Some(revoked));
}

#[tokio::test]
async fn what_was_done_for_somebody_is_found_by_them_and_by_its_time() {
    let store = Store::in_memory().await;
    let [anna, max] = [(); 2].map(|()| EmployeeId::new());
    let mut acted = Vec::new();
    for name in ["one", "two"] {
        let mut one = contact(name);
        store.commit(creation(&one)).await.unwrap();
        for acting_for in [Some(anna), Some(max), None] {
            let (field, value) = (Field::City, FieldValue::from("Graz"));
            let kind = EventKind::FieldChanged { field, value: value.clone(), previous: value };
            let changed = Event { acting_for, ..event(one.version + 1, kind) };
            one.apply(&changed);
            let batch = Batch {
                contact: Arc::new(one.clone()),
                events: vec![changed],
                notifications: Vec::new(),
                note_updates: Vec::new(),
            };
            store.commit(batch).await.unwrap();
        }
        acted.push(one.id);
    }
    acted.sort_unstable_by(|one, other| other.cmp(one));
    // Each contact's second event is Anna's, its third Max's.
    assert_eq!(store.acted_for(anna, at(0), at(100), 10).await.unwrap(), acted);
    assert_eq!(store.acted_for(anna, at(0), at(2), 10).await.unwrap(), []);
    assert_eq!(store.acted_for(max, at(3), at(4), 10).await.unwrap(), acted);
    assert_eq!(store.acted_for(max, at(0), at(100), 1).await.unwrap().len(), 1);
}
