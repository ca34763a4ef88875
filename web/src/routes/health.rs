//! For machines: alive, ready, metrics.

use actix_web::{HttpResponse, web};
use actors::Desk;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::problem::Problem;
use crate::server::Readiness;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", responses((status = 200)))]
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// The server may take traffic: it is not stopping, and the store takes writes.
#[utoipa::path(get, path = "/readyz", responses((status = 200), (status = 503, body = Problem)))]
pub(super) async fn ready(desk: web::Data<Desk>, readiness: web::Data<Readiness>) -> Result<&'static str, Problem> {
    if !readiness.is_ready() {
        return Err(Problem::stopping());
    }
    desk.store().check().await?;
    Ok("ready\n")
}

/// Counters and gauges as Prometheus reads them.
#[utoipa::path(get, path = "/metrics", responses((status = 200)))]
pub(super) async fn metrics(handle: web::Data<PrometheusHandle>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(handle.render())
}
