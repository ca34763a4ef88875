//! The HTTP routes, one file per resource.

mod access;
mod acts;
mod assets;
mod audit;
mod bulk;
mod comments;
mod contacts;
mod custom_fields;
mod employees;
mod export;
mod handovers;
mod health;
mod history;
mod imports;
mod lists;
mod merges;
mod notifications;
mod openapi;
mod profile;
mod reasons;
mod rules;
mod session;
mod substitutions;
mod teams;
mod views;

use actix_web::error::{JsonPayloadError, QueryPayloadError};
use actix_web::web;
use serde::Serialize;

use domain::Role;

use crate::auth::Identity;
use crate::problem::Problem;

/// Largest JSON body, in bytes.
const BODY_LIMIT: usize = 256 << 10;

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let json = json_config(BODY_LIMIT);
    let query = web::QueryConfig::default().error_handler(|error, _| refused_query(&error).into());
    // An id that is none names nothing.
    let path = web::PathConfig::default().error_handler(|_, _| Problem::not_found().into());
    config.app_data(json).app_data(query).app_data(path);
    config.service(
        web::scope("/api")
            .configure(session::configure)
            .configure(lists::configure)
            .configure(merges::configure)
            .configure(bulk::configure)
            .configure(acts::configure)
            .configure(handovers::configure)
            .configure(profile::configure)
            .configure(export::configure)
            .configure(reasons::configure)
            .configure(access::configure)
            .configure(audit::configure)
            .configure(contacts::configure)
            .configure(comments::configure)
            .configure(history::configure)
            .configure(custom_fields::configure)
            .configure(employees::configure)
            .configure(teams::configure)
            .configure(imports::configure)
            .configure(notifications::configure)
            .configure(substitutions::configure)
            .configure(rules::configure)
            .configure(views::configure)
            .configure(openapi::configure)
            .default_service(web::to(|| async { Err::<&str, _>(Problem::not_found()) })),
    );
    for path in ["/live", "/yjs/{contact}"] {
        // The handshake is answered before the routes; whoever comes here asked for something else.
        config.route(path, web::get().to(|| async { Err::<&str, _>(Problem::bad_request("this is a WebSocket")) }));
    }
    config.configure(health::configure);
    config.default_service(web::get().to(assets::serve));
}

fn json_config(limit: usize) -> web::JsonConfig {
    web::JsonConfig::default().limit(limit).error_handler(move |error, _| refused_body(error, limit).into())
}

/// JSON that is none is a bad request; JSON that says what cannot be is invalid.
fn refused_body(error: JsonPayloadError, limit: usize) -> Problem {
    match error {
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => Problem::too_large(limit),
        JsonPayloadError::ContentType => Problem::bad_request("send JSON, with Content-Type: application/json"),
        JsonPayloadError::Deserialize(error) if error.is_data() => Problem::unfit(error.to_string()),
        JsonPayloadError::Deserialize(error) => Problem::bad_json(format!("the body is no JSON: {error}")),
        error => Problem::bad_json(error.to_string()),
    }
}

fn refused_query(error: &QueryPayloadError) -> Problem {
    match error {
        QueryPayloadError::Deserialize(error) => {
            Problem::bad_request(&format!("the query was not understood: {error}"))
        }
        error => Problem::bad_request(&error.to_string()),
    }
}

/// Refuses everybody else with `detail`, which says who may.
fn only_for_admins(identity: &Identity, detail: &str) -> Result<(), Problem> {
    match identity.employee.role {
        Role::Admin => Ok(()),
        Role::Lead | Role::Member => Err(Problem::may_not(detail)),
    }
}

/// A list as every route answers it.
#[derive(Serialize, utoipa::ToSchema)]
struct Page<T> {
    items: Vec<T>,
    /// The cursor of the next page, or null at the end.
    next: Option<String>,
}
