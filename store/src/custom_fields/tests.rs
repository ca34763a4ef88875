use domain::CustomFieldId;
use domain::custom_field::{AppliesTo, CustomField, CustomFieldKind};

use crate::Store;

#[tokio::test]
async fn custom_fields_come_back_as_they_were_put_last() {
    let store = Store::in_memory().await;
    assert_eq!(store.custom_fields().await.unwrap(), []);
    let field = CustomField {
        id: CustomFieldId::new(),
        label: "Stufe".to_owned(),
        kind: CustomFieldKind::Choice,
        choices: vec!["Gold".to_owned()],
        applies_to: AppliesTo::Both,
        position: 3,
        archived: false,
    };
    store.put_custom_field(&field).await.unwrap();
    let archived = CustomField { archived: true, ..field };
    store.put_custom_field(&archived).await.unwrap();
    assert_eq!(store.custom_fields().await.unwrap(), [archived]);
}
