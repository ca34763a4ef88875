//! The fields that administrators define.

use actix_web::{HttpResponse, web};
use actors::Desk;
use serde::Serialize;

use domain::CustomFieldId;
use domain::custom_field::{CustomField, CustomFieldChange, NewCustomField};

use super::only_for_admins;
use crate::auth::Identity;
use crate::problem::Problem;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/custom-fields", web::get().to(list))
        .route("/custom-fields", web::post().to(define))
        .route("/custom-fields/{id}", web::patch().to(change));
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AllCustomFields {
    items: Vec<CustomField>,
}

/// All custom fields, archived ones too, in the order in which screens show them.
#[utoipa::path(get, path = "/api/custom-fields", responses((status = 200, body = AllCustomFields)))]
pub(super) async fn list(_identity: Identity, desk: web::Data<Desk>) -> web::Json<AllCustomFields> {
    let items = desk.custom_fields().in_order().into_iter().cloned().collect();
    web::Json(AllCustomFields { items })
}

/// Defines a field. For administrators.
#[utoipa::path(post, path = "/api/custom-fields", request_body = NewCustomField, responses(
    (status = 201, body = CustomField), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn define(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewCustomField>,
) -> Result<HttpResponse, Problem> {
    only_for_admins(&identity, "only an administrator defines fields")?;
    let new = body.into_inner();
    let field = desk.change_custom_fields(|fields| fields.define(new)).await?;
    Ok(HttpResponse::Created().json(field))
}

/// Changes a field; its kind stays, and so do the values that contacts have. For administrators.
#[utoipa::path(patch, path = "/api/custom-fields/{id}", request_body = CustomFieldChange, responses(
    (status = 200, body = CustomField), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<CustomFieldId>,
    body: web::Json<CustomFieldChange>,
) -> Result<web::Json<CustomField>, Problem> {
    only_for_admins(&identity, "only an administrator changes fields")?;
    let change = body.into_inner();
    Ok(web::Json(desk.change_custom_fields(|fields| fields.change(*id, change)).await?))
}
