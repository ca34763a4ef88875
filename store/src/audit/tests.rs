use domain::audit::{AuditEntry, AuditScope};
use domain::{EmployeeId, TeamId};

use super::{AuditCursor, AuditQuery};
use crate::Store;
use crate::fixtures::{at, contact};

fn everything() -> AuditQuery {
    let scope = AuditScope::Everything;
    AuditQuery { scope, employee: None, contact: None, deed: None, from: None, until: None, before: None, limit: 10 }
}

#[tokio::test]
async fn the_log_is_read_from_the_newest_back_by_who_what_which_and_when() {
    let store = Store::in_memory().await;
    let [anna, max] = [(); 2].map(|()| EmployeeId::new());
    let sales = TeamId::new();
    let mut of_sales = contact("Sales");
    of_sales.fields.teams = vec![sales];
    let other = contact("Other");
    let hour = 3600;
    let read = AuditEntry::read(anna, &of_sales, at(0));
    let exported = AuditEntry::exported(anna, 7, "csv", true, at(2 * hour));
    let overridden = AuditEntry::overridden(max, &other, domain::AuditId::new(), "Grund", at(3 * hour));
    let reread = AuditEntry::read(max, &of_sales, at(5 * hour));
    let all = [reread.clone(), overridden.clone(), exported.clone(), read.clone()];
    store.put_audit(&all).await.unwrap();
    store.put_audit(&all[..1]).await.unwrap();
    assert_eq!(store.audit(&everything()).await.unwrap(), all, "each once");

    let ask = |query: AuditQuery| {
        let store = store.clone();
        async move { store.audit(&query).await.unwrap() }
    };
    assert_eq!(ask(AuditQuery { employee: Some(anna), ..everything() }).await, [exported.clone(), read.clone()]);
    assert_eq!(ask(AuditQuery { contact: Some(of_sales.id), ..everything() }).await, [reread.clone(), read.clone()]);
    let deed = Some("overridden".to_owned());
    assert_eq!(ask(AuditQuery { deed, ..everything() }).await, std::slice::from_ref(&overridden));
    let between = AuditQuery { from: Some(at(2 * hour)), until: Some(at(4 * hour)), ..everything() };
    assert_eq!(ask(between.clone()).await, [overridden.clone(), exported.clone()]);
    let before = Some(AuditCursor { at: overridden.at, id: overridden.id });
    assert_eq!(ask(AuditQuery { before, ..between }).await, std::slice::from_ref(&exported));
    assert_eq!(ask(AuditQuery { before, ..everything() }).await, [exported.clone(), read.clone()]);
    let scope = AuditScope::Teams { people: vec![max], teams: vec![sales] };
    assert_eq!(
        ask(AuditQuery { scope, ..everything() }).await,
        [reread, overridden, read],
        "of its people or contacts"
    );
    assert_eq!(ask(AuditQuery { scope: AuditScope::None, ..everything() }).await, []);
    assert_eq!(ask(AuditQuery { limit: 1, employee: Some(anna), ..everything() }).await, [exported]);
}
