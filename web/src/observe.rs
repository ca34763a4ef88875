//! What is recorded of each HTTP request: route, status and time, and that it is under way. Never a query, a header or a
//! body, which may hold secrets.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;

use crate::pending::{Held, Pending};

pub(crate) async fn request(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Held>, actix_web::Error> {
    let pending = request.app_data::<web::Data<Pending>>().expect("every app is built with its Pending");
    let under_way = pending.enter();
    let started = Instant::now();
    // The pattern, not the path: a metric must not have as many names as there are contacts.
    let route = request.match_pattern().unwrap_or_else(|| "other".to_owned());
    let method = request.method().clone();
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status().as_u16(),
        Err(error) => error.as_response_error().status_code().as_u16(),
    };
    let seconds = started.elapsed().as_secs_f64();
    metrics::histogram!("kontor_request_seconds", "route" => route.clone()).record(seconds);
    metrics::counter!("kontor_requests_total", "status" => status.to_string()).increment(1);
    tracing::debug!(%method, route, status, seconds, "answered");
    answer.map(|response| response.map_body(|_, body| Held::new(body, under_way)))
}
