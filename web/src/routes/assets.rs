//! The browser client, embedded in the program, each of its files compressed when the client was built.

use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, Header as _};
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

/// How a file may be sent, the smallest first, and the ending of the file that holds it so.
const COMPRESSIONS: [(ContentEncoding, &str); 2] = [(ContentEncoding::Brotli, ".br"), (ContentEncoding::Gzip, ".gz")];

/// A file of the client; any other path is a screen of it.
pub(super) async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = request.path().trim_start_matches('/');
    if let Some(file) = Files::get(path).filter(|_| !path.is_empty()) {
        return Ok(answer(&request, path, &file));
    }
    // A missing file with an ending is missing; a path without one is a screen.
    let is_screen = !path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let index = Files::get(INDEX).filter(|_| is_screen).ok_or_else(Problem::not_found)?;
    Ok(answer(&request, INDEX, &index))
}

fn answer(request: &HttpRequest, path: &str, file: &EmbeddedFile) -> HttpResponse {
    // Names under assets/ carry a hash of their content.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = HttpResponse::Ok();
    response
        .content_type(mime_guess::from_path(path).first_or_octet_stream().as_ref())
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::VARY, header::ACCEPT_ENCODING.as_str()));
    match compressed(request, path) {
        Some((encoding, smaller)) => response.insert_header(encoding).body(smaller.data),
        None => response.body(file.data.to_vec()),
    }
}

/// The file as it was compressed when the client was built, if the browser takes that.
fn compressed(request: &HttpRequest, path: &str) -> Option<(ContentEncoding, EmbeddedFile)> {
    let accepted = AcceptEncoding::parse(request).ok()?;
    COMPRESSIONS.into_iter().find_map(|(encoding, ending)| {
        let wanted = Encoding::Known(encoding);
        let is_taken = accepted.negotiate(std::iter::once(&wanted)).is_some_and(|taken| taken == wanted);
        Some((encoding, Files::get(&format!("{path}{ending}")).filter(|_| is_taken)?))
    })
}
