//! Imports: upload a file, say what its columns mean, check it, run it, take it back.

use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use actors::Desk;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use intake::{Intake, MAX_UPLOAD_BYTES, Mapping};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use domain::ImportId;
use domain::import::Import;

use crate::auth::Identity;
use crate::problem::Problem;

/// Files that are received at a time, each in memory.
static RECEIVING: Semaphore = Semaphore::const_new(8);
/// A slower upload is broken off, so that it does not keep others waiting.
const RECEIVED_WITHIN: Duration = Duration::from_mins(2);

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/imports", web::get().to(list))
        .route("/imports", web::post().to(upload))
        .route("/imports/fields", web::get().to(fields))
        .route("/imports/{id}", web::get().to(read))
        .route("/imports/{id}/check", web::post().to(check))
        .route("/imports/{id}/run", web::post().to(run))
        .route("/imports/{id}/undo", web::post().to(undo))
        .route("/imports/{id}/errors.csv", web::get().to(errors));
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UploadQuery {
    /// The name of the file, to be shown.
    #[serde(default)]
    name: String,
}

/// Takes a CSV or vCard file in, as the raw body of 20 MiB at most, and tells what its columns seem to mean. It replaces your
/// former file that was not run.
#[utoipa::path(post, path = "/api/imports", params(UploadQuery), request_body(content = Vec<u8>,
    content_type = "application/octet-stream"), responses((status = 201, body = Import), (status = 409, body = Problem),
    (status = 413, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn upload(
    identity: Identity,
    intake: web::Data<Intake>,
    query: web::Query<UploadQuery>,
    body: web::Payload,
) -> Result<HttpResponse, Problem> {
    let _permit = RECEIVING.acquire().await.map_err(|_| Problem::stopping())?;
    let received = tokio::time::timeout(RECEIVED_WITHIN, receive(body)).await;
    let file = received.map_err(|_| Problem::bad_request("the file took too long to arrive"))??;
    let import = intake.upload(identity.employee.id, &query.name, file).await?;
    let location = format!("/api/imports/{}", import.id);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(import))
}

async fn receive(mut body: web::Payload) -> Result<Bytes, Problem> {
    let mut file = BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| Problem::bad_request(&format!("the file did not arrive: {error}")))?;
        if file.len() + piece.len() > MAX_UPLOAD_BYTES {
            return Err(Problem::too_large(MAX_UPLOAD_BYTES));
        }
        file.extend_from_slice(&piece);
    }
    Ok(file.freeze())
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Imports {
    items: Vec<Import>,
}

/// Your own imports of the last 30 days, the newest first.
#[utoipa::path(get, path = "/api/imports", responses((status = 200, body = Imports)))]
pub(super) async fn list(identity: Identity, intake: web::Data<Intake>) -> Result<web::Json<Imports>, Problem> {
    Ok(web::Json(Imports { items: intake.imports(identity.employee.id).await? }))
}

/// Something that a column can be mapped to.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MappableField {
    field: String,
    label_de: String,
    label_en: String,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MappableFields {
    items: Vec<MappableField>,
}

/// What a column can be mapped to; a custom field is named `custom:ID`.
#[utoipa::path(get, path = "/api/imports/fields", responses((status = 200, body = MappableFields)))]
pub(super) async fn fields(_identity: Identity, desk: web::Data<Desk>) -> web::Json<MappableFields> {
    let items = intake::mappable_fields(&desk.custom_fields()).into_iter().map(|field| MappableField {
        field: field.name,
        label_de: field.label_de,
        label_en: field.label_en,
    });
    web::Json(MappableFields { items: items.collect() })
}

/// How an import stands.
#[utoipa::path(get, path = "/api/imports/{id}", responses((status = 200, body = Import), (status = 404, body = Problem)))]
pub(super) async fn read(
    identity: Identity,
    intake: web::Data<Intake>,
    id: web::Path<ImportId>,
) -> Result<web::Json<Import>, Problem> {
    Ok(web::Json(intake.import(identity.employee.id, *id).await?))
}

/// What columns mean, by their headings; those that are left out stay as they are shown, and null leaves a column out.
#[derive(Default, Deserialize, utoipa::ToSchema)]
pub(super) struct MappingChange {
    #[serde(default)]
    mapping: Mapping,
}

/// Looks what would become of the rows, in the background; nothing is stored.
#[utoipa::path(post, path = "/api/imports/{id}/check", request_body = MappingChange, responses(
    (status = 202, body = Import), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn check(
    identity: Identity,
    intake: web::Data<Intake>,
    id: web::Path<ImportId>,
    body: web::Json<MappingChange>,
) -> Result<HttpResponse, Problem> {
    let import = intake.check(identity.employee.id, *id, &body.mapping).await?;
    Ok(HttpResponse::Accepted().json(import))
}

/// Imports the rows, in the background.
#[utoipa::path(post, path = "/api/imports/{id}/run", request_body = MappingChange, responses(
    (status = 202, body = Import), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn run(
    identity: Identity,
    intake: web::Data<Intake>,
    id: web::Path<ImportId>,
    body: web::Json<MappingChange>,
) -> Result<HttpResponse, Problem> {
    let import = intake.run(identity.employee.id, *id, &body.mapping).await?;
    Ok(HttpResponse::Accepted().json(import))
}

/// Takes an import back, in the background: within 7 days. What somebody changed since stays; `undo` counts it.
#[utoipa::path(post, path = "/api/imports/{id}/undo", responses(
    (status = 202, body = Import), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn undo(
    identity: Identity,
    intake: web::Data<Intake>,
    id: web::Path<ImportId>,
) -> Result<HttpResponse, Problem> {
    let import = intake.undo(identity.employee.id, *id).await?;
    Ok(HttpResponse::Accepted().json(import))
}

/// The rows that were not taken, as a table; the first 10,000.
#[utoipa::path(get, path = "/api/imports/{id}/errors.csv", responses(
    (status = 200, content_type = "text/csv"), (status = 404, body = Problem)))]
pub(super) async fn errors(
    identity: Identity,
    intake: web::Data<Intake>,
    id: web::Path<ImportId>,
) -> Result<HttpResponse, Problem> {
    let errors = intake.errors(identity.employee.id, *id).await?;
    let mut file = Vec::new();
    exchange::write_error_csv(errors, &mut file).expect("memory takes what is written");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"fehler.csv\""))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(file))
}
