//! What happened to a contact, and how it was at an earlier time.

use actix_web::web;
use actors::Desk;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use domain::{Contact, ContactId, Event};

use super::Page;
use crate::auth::Identity;
use crate::problem::Problem;

/// Events of a page unless the request names another number, and the most it may name.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/contacts/{id}/history", web::get().to(history)).route("/contacts/{id}/at", web::get().to(at));
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryQuery {
    /// Only events before this seq.
    before: Option<u64>,
    /// 1 to 200, 50 if left out.
    limit: Option<usize>,
}

/// What happened to a contact, from the newest back.
#[utoipa::path(get, path = "/api/contacts/{id}/history", params(HistoryQuery), responses(
    (status = 200, body = Page<Event>), (status = 404, body = Problem)))]
pub(super) async fn history(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    query: web::Query<HistoryQuery>,
) -> Result<web::Json<Page<Event>>, Problem> {
    desk.read_whole(*id, identity.employee.id).await?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let items = desk.store().events_before(*id, query.before, limit).await?;
    let next = items.last().filter(|last| items.len() == limit && last.seq > 1).map(|last| last.seq.to_string());
    Ok(web::Json(Page { items, next }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TimeQuery {
    /// RFC 3339, as in `2026-03-15T10:00:00Z`.
    time: String,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct EarlierContact {
    contact: Contact,
    /// The last change that it shows.
    seq: u64,
}

/// A contact as it was at a time, to who may see it now. 404 if it did not exist yet.
#[utoipa::path(get, path = "/api/contacts/{id}/at", params(TimeQuery), responses(
    (status = 200, body = EarlierContact), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn at(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    query: web::Query<TimeQuery>,
) -> Result<web::Json<EarlierContact>, Problem> {
    let time: DateTime<Utc> = DateTime::parse_from_rfc3339(&query.time)
        .map_err(|_| Problem::invalid("time", "a time is written as 2026-03-15T10:00:00Z, with its offset"))?
        .into();
    let contact = desk.read_at(*id, identity.employee.id, time).await?;
    Ok(web::Json(EarlierContact { seq: contact.version, contact }))
}
