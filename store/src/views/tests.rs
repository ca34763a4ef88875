use domain::listing::{FilterSpec, Sort};
use domain::{EmployeeId, TeamId, View, ViewId};

use crate::Store;
use crate::fixtures::at;

fn view(owner: EmployeeId, team: Option<TeamId>, name: &str) -> View {
    View {
        id: ViewId::new(),
        name: name.to_owned(),
        owner,
        team,
        search: "wien".to_owned(),
        filter: FilterSpec::parse(r#"{"account_manager":["me"],"tags":["VIP"]}"#).unwrap(),
        sort: "-updated_at".parse::<Sort>().unwrap(),
        columns: vec!["name".to_owned()],
        created_at: at(0),
    }
}

#[tokio::test]
async fn views_are_found_by_owner_and_by_team_and_come_back_as_they_were() {
    let store = Store::in_memory().await;
    let (anna, max) = (EmployeeId::new(), EmployeeId::new());
    let (sales, service) = (TeamId::new(), TeamId::new());
    let own = view(anna, None, "Meine");
    let mut shared = view(max, Some(sales), "Vertrieb");
    let hidden = view(max, None, "Nur Max");
    let elsewhere = view(max, Some(service), "Service");
    for view in [&own, &shared, &hidden, &elsewhere] {
        store.put_view(view).await.unwrap();
    }
    assert_eq!(store.views(anna, &[sales]).await.unwrap(), [own.clone(), shared.clone()]);
    assert_eq!(store.views(anna, &[]).await.unwrap(), std::slice::from_ref(&own));
    assert_eq!(store.view(hidden.id).await.unwrap(), Some(hidden));

    shared.team = None;
    store.put_view(&shared).await.unwrap();
    assert_eq!(store.views(anna, &[sales]).await.unwrap(), std::slice::from_ref(&own));
    store.delete_view(own.id).await.unwrap();
    assert_eq!(store.views(anna, &[sales]).await.unwrap(), []);
    assert_eq!(store.view(own.id).await.unwrap(), None);
}
