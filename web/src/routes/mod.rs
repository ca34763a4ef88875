//! The HTTP routes, one file per resource.

mod assets;
mod contacts;
mod employees;
mod health;
mod notifications;
mod openapi;
mod session;

use actix_web::web;
use serde::Serialize;

use crate::problem::Problem;

/// Largest JSON body, in bytes.
const BODY_LIMIT: usize = 256 << 10;

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let json = web::JsonConfig::default().limit(BODY_LIMIT).error_handler(|error, _| {
        use actix_web::error::JsonPayloadError;
        match error {
            JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
                Problem::too_large(BODY_LIMIT).into()
            }
            error => Problem::bad_json(error.to_string()).into(),
        }
    });
    let query = web::QueryConfig::default().error_handler(|error, _| Problem::bad_request(&error.to_string()).into());
    // An id that is none names nothing.
    let path = web::PathConfig::default().error_handler(|_, _| Problem::not_found().into());
    config.app_data(json).app_data(query).app_data(path);
    config.service(
        web::scope("/api")
            .configure(session::configure)
            .configure(contacts::configure)
            .configure(employees::configure)
            .configure(notifications::configure)
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

/// A list as every route answers it.
#[derive(Serialize, utoipa::ToSchema)]
struct Page<T> {
    items: Vec<T>,
    /// The cursor of the next page, or null at the end.
    next: Option<String>,
}
