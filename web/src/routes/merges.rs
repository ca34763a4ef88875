//! Contacts that are likely the same; making two of them one, and taking them apart.

use actix_web::{HttpResponse, web};
use actors::Desk;
use serde::{Deserialize, Serialize};
use store::{ContactQuery, PageStart};

use domain::listing::{SeenContact, Sort};
use domain::merge::duplicates::{self, DuplicateReason};
use domain::merge::{Kept, Merge, MergePreview, MergeWish, Picks};
use domain::{ContactId, EmployeeId, MergeId, Reach};

use super::Page;
use crate::auth::Identity;
use crate::problem::Problem;

/// Answers to each question that are looked at.
const LOOKED_AT: usize = 200;
/// Contacts that are offered.
const OFFERED: usize = 10;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/contacts/{id}/duplicates", web::get().to(find))
        .route("/merges", web::post().to(merge))
        .route("/merges/preview", web::post().to(preview))
        .route("/merges/{id}/undo", web::post().to(undo));
}

/// A contact that is likely the same, and why.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Duplicate {
    contact: SeenContact,
    reasons: Vec<DuplicateReason>,
}

/// Contacts that you see whole and that are likely the same as this one, the likeliest first; 10 at most.
#[utoipa::path(get, path = "/api/contacts/{id}/duplicates", responses(
    (status = 200, body = Page<Duplicate>), (status = 404, body = Problem)))]
pub(super) async fn find(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<web::Json<Page<Duplicate>>, Problem> {
    let by = identity.employee.id;
    let contact = desk.read_whole(*id, by).await?;
    let mut items: Vec<Duplicate> = Vec::new();
    for criteria in duplicates::questions(&contact) {
        let keys = desk.keys(by);
        let start = PageStart::Offset(0);
        let query = ContactQuery { keys, criteria, sort: Sort::default(), start, limit: LOOKED_AT };
        for found in desk.store().list_contacts(&query).await?.items {
            let reasons = duplicates::reasons(&contact, &found.contact);
            let is_new = !items.iter().any(|known| known.contact.id() == found.contact.id);
            if found.reach == Reach::Full && !reasons.is_empty() && is_new {
                items.push(Duplicate { contact: SeenContact::Whole(found.contact.into()), reasons });
            }
        }
    }
    items.sort_by_key(|item| (std::cmp::Reverse(item.reasons.len()), item.reasons.first().copied()));
    items.truncate(OFFERED);
    Ok(web::Json(Page { items, next: None }))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct PreviewRequest {
    survivor: ContactId,
    other: ContactId,
    /// By field: `survivor`, `other` or `both`; what is left out is as the answer says.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, domain::merge::Pick>)]
    picks: Picks,
}

/// Both contacts side by side, what would become of each field, and who would see more or less. Nothing is changed.
#[utoipa::path(post, path = "/api/merges/preview", request_body = PreviewRequest, responses(
    (status = 200, body = MergePreview), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn preview(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<PreviewRequest>,
) -> Result<web::Json<MergePreview>, Problem> {
    let PreviewRequest { survivor, other, picks } = body.into_inner();
    Ok(web::Json(desk.preview_merge(identity.employee.id, survivor, other, &picks).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct MergeRequest {
    /// Sent again with the same id, it is done once.
    #[serde(default)]
    id: MergeId,
    survivor: ContactId,
    /// The version of the survivor that you looked at.
    base: u64,
    /// The contact that goes.
    other: ContactId,
    other_base: u64,
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, domain::merge::Pick>)]
    picks: Picks,
    /// Those who may see more than before, as the preview named them.
    #[serde(default)]
    accepted: Vec<EmployeeId>,
}

/// A merge that happened.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Merged {
    id: MergeId,
    survivor: ContactId,
    other: ContactId,
    other_name: String,
    /// The version of the survivor right after.
    seq: u64,
    /// If it was undone: what stayed because somebody changed it since.
    kept: Option<Kept>,
}

impl From<Merge> for Merged {
    fn from(merge: Merge) -> Self {
        let Merge { id, survivor, other, other_name, last_seq: seq, undone, .. } = merge;
        Self { id, survivor, other, other_name, seq, kept: undone.map(|undone| undone.kept) }
    }
}

/// Makes two contacts one: the survivor gets what was picked, and everything that hangs on the other.
#[utoipa::path(post, path = "/api/merges", request_body = MergeRequest, responses(
    (status = 201, body = Merged), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn merge(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<MergeRequest>,
) -> Result<HttpResponse, Problem> {
    let MergeRequest { id, survivor, base, other, other_base, picks, accepted } = body.into_inner();
    let wish = MergeWish { id, base, other_base, picks, accepted };
    let merge = desk.merge(identity.employee.id, survivor, other, wish).await?;
    Ok(HttpResponse::Created().json(Merged::from(merge)))
}

#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(super) struct UndoRequest {
    /// Those who may see what was added since the merge, as the refusal named them.
    accepted: Vec<EmployeeId>,
}

/// Takes two contacts apart, within 30 days. What somebody changed since stays and is named in the answer.
#[utoipa::path(post, path = "/api/merges/{id}/undo", request_body = UndoRequest, responses(
    (status = 200, body = Merged), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn undo(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<MergeId>,
    body: web::Json<UndoRequest>,
) -> Result<web::Json<Merged>, Problem> {
    let merge = desk.undo_merge(identity.employee.id, *id, body.into_inner().accepted).await?;
    Ok(web::Json(merge.into()))
}
