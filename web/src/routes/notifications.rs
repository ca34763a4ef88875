//! The inbox.

use actix_web::web;
use actors::Desk;
use serde::{Deserialize, Serialize};
use store::NotificationCursor;

use domain::{Notification, NotificationId};

use super::Page;
use crate::auth::Identity;
use crate::problem::Problem;

const PAGE: usize = 50;
const LARGEST_PAGE: usize = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/notifications", web::get().to(list)).route("/notifications/read", web::post().to(mark_read));
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InboxQuery {
    /// `next` of the page before.
    before: Option<String>,
    /// 1 to 200, 50 if left out.
    limit: Option<usize>,
}

/// What you were told, from the newest back.
#[utoipa::path(get, path = "/api/notifications", params(InboxQuery), responses(
    (status = 200, body = Page<Notification>)))]
pub(super) async fn list(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<InboxQuery>,
) -> Result<web::Json<Page<Notification>>, Problem> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let before = query
        .before
        .as_deref()
        .map(|text| parse_cursor(text).ok_or_else(|| Problem::bad_request("before is the next of another page")))
        .transpose()?;
    let items = desk.store().notifications(identity.employee.id, before, limit).await?;
    let next =
        items.last().filter(|_| items.len() == limit).map(|last| format!("{}~{}", last.at.to_rfc3339(), last.id));
    Ok(web::Json(Page { items, next }))
}

fn parse_cursor(text: &str) -> Option<NotificationCursor> {
    let (at, id) = text.split_once('~')?;
    Some(NotificationCursor { at: at.parse().ok()?, id: id.parse().ok()? })
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Read {
    #[serde(default)]
    ids: Vec<NotificationId>,
    #[serde(default)]
    all: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Unread {
    unread: u64,
}

/// Marks notifications as read, by their ids or all of them.
#[utoipa::path(post, path = "/api/notifications/read", request_body = Read, responses((status = 200, body = Unread)))]
pub(super) async fn mark_read(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<Read>,
) -> Result<web::Json<Unread>, Problem> {
    let Read { ids, all } = body.into_inner();
    if ids.len() > 1000 {
        return Err(Problem::invalid("ids", "at most 1,000 at once"));
    }
    let unread = desk.mark_read(identity.employee.id, (!all).then_some(ids)).await?;
    Ok(web::Json(Unread { unread }))
}
