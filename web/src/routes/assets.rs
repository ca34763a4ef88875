//! The browser client, embedded in the program.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{Embed, EmbeddedFile};

use crate::problem::Problem;

#[derive(Embed)]
#[folder = "../ui/dist"]
struct Files;

const INDEX: &str = "index.html";
/// Scripts, styles and sockets from here only; styles may be inline because components set them.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A file of the client; any other path is a screen of it.
pub(super) async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = request.path().trim_start_matches('/');
    if let Some(file) = Files::get(path).filter(|_| !path.is_empty()) {
        return Ok(answer(path, &file));
    }
    // A missing file with an ending is missing; a path without one is a screen.
    let is_screen = !path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let index = Files::get(INDEX).filter(|_| is_screen).ok_or_else(Problem::not_found)?;
    Ok(answer(INDEX, &index))
}

fn answer(path: &str, file: &EmbeddedFile) -> HttpResponse {
    // Names under assets/ carry a hash of their content.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    HttpResponse::Ok()
        .content_type(mime_guess::from_path(path).first_or_octet_stream().as_ref())
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .body(file.data.to_vec())
}
