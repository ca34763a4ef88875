//! The comments on a contact: read, add, change.

use actix_web::{HttpResponse, web};
use actors::Desk;
use actors::contact::{Executed, Order};
use serde::Deserialize;

use domain::comment::{CommentChange, Visibility};
use domain::contact::{Command, EventKind};
use domain::{CommandId, Comment, ContactId};

use super::Page;
use super::contacts::execute;
use crate::auth::Identity;
use crate::problem::Problem;

/// Comments of a page unless the request names fewer, and the bytes of their text.
const LARGEST_PAGE: usize = 1000;
const PAGE_BYTES: usize = 4 << 20;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/contacts/{id}/comments", web::get().to(list))
        .route("/contacts/{id}/comments", web::post().to(add))
        .route("/contacts/{id}/comments/{comment}", web::patch().to(change));
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CommentsQuery {
    /// Only comments that were added before the event with this seq.
    before: Option<u64>,
    /// 1 to 1,000, which is also what is answered if left out.
    limit: Option<usize>,
}

/// The newest comments on a contact, in the order in which they were written. `next` is the `before` of the page with
/// older ones; a page also ends at 4 MiB of text.
#[utoipa::path(get, path = "/api/contacts/{id}/comments", params(CommentsQuery), responses(
    (status = 200, body = Page<Comment>), (status = 404, body = Problem)))]
pub(super) async fn list(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    query: web::Query<CommentsQuery>,
) -> Result<web::Json<Page<Comment>>, Problem> {
    desk.read_whole(*id, identity.employee.id).await?;
    let limit = query.limit.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
    let page = desk.store().comments(*id, query.before, limit, PAGE_BYTES).await?;
    let items = page.items.into_iter().map(|(_, comment)| comment).collect();
    Ok(web::Json(Page { items, next: page.before.map(|seq| seq.to_string()) }))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct NewComment {
    id: Option<CommandId>,
    text: String,
    #[serde(default)]
    visibility: Visibility,
    parent: Option<CommandId>,
}

/// Adds a comment.
#[utoipa::path(post, path = "/api/contacts/{id}/comments", request_body = NewComment, responses(
    (status = 201, body = Comment), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    body: web::Json<NewComment>,
) -> Result<HttpResponse, Problem> {
    let NewComment { id: command, text, visibility, parent } = body.into_inner();
    let command = command.unwrap_or_default();
    let order = Order::Change(Command::AddComment { text, parent, visibility });
    let executed = desk.execute(*id, execute(&identity, command, order)).await?;
    Ok(HttpResponse::Created().json(comment_after(&desk, *id, command, &executed).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct ChangedComment {
    id: Option<CommandId>,
    change: CommentChange,
}

/// Changes a comment: its author edits it for 15 minutes; everyone who sees the contact reacts, resolves threads, pins.
#[utoipa::path(patch, path = "/api/contacts/{id}/comments/{comment}", request_body = ChangedComment, responses(
    (status = 200, body = Comment), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    path: web::Path<(ContactId, CommandId)>,
    body: web::Json<ChangedComment>,
) -> Result<web::Json<Comment>, Problem> {
    let (id, comment) = path.into_inner();
    let ChangedComment { id: command, change } = body.into_inner();
    let order = Order::Change(Command::ChangeComment { comment, change });
    let executed = desk.execute(id, execute(&identity, command.unwrap_or_default(), order)).await?;
    Ok(web::Json(comment_after(&desk, id, comment, &executed).await?))
}

/// The comment as the command left it, or, after a repetition, as it is now.
async fn comment_after(
    desk: &Desk,
    contact: ContactId,
    id: CommandId,
    executed: &Executed,
) -> Result<Comment, Problem> {
    let told = executed.events.iter().find_map(|event| match &event.kind {
        EventKind::CommentAdded { comment } | EventKind::CommentChanged { comment, .. } => Some(comment.clone()),
        _ => None,
    });
    if let Some(comment) = told {
        return Ok(comment);
    }
    let heads = desk.store().comment_heads(contact).await?;
    let head = heads.iter().find(|head| head.id == id).ok_or_else(Problem::not_found)?;
    desk.store().comment(contact, head.seq).await?.ok_or_else(Problem::not_found)
}
