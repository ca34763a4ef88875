//! `/api/openapi.json`, gathered from the routes.

use actix_web::web;
use utoipa::OpenApi;

use super::{contacts, employees, health, notifications, session};

#[derive(OpenApi)]
#[openapi(
    info(title = "Kontor", description = "A live customer desk. See docs/protocol.md for the sockets."),
    paths(
        session::sign_in,
        session::sign_out,
        session::sign_out_everywhere,
        session::me,
        session::meta,
        contacts::list,
        contacts::create,
        contacts::read,
        contacts::change,
        contacts::delete,
        contacts::history,
        contacts::comments,
        contacts::add_comment,
        contacts::assignments,
        contacts::assign,
        contacts::end_assignment,
        contacts::people,
        employees::list,
        employees::add,
        employees::change,
        notifications::list,
        notifications::mark_read,
        health::alive,
        health::ready,
        health::metrics,
    )
)]
struct Description;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/openapi.json", web::get().to(async || web::Json(Description::openapi())));
}
