//! `/api/openapi.json`, gathered from the routes. [`Completed`] adds what is the same for all of them, so that no route
//! has to repeat it.

use actix_web::http::StatusCode;
use actix_web::web;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Required, Response, SchemaFormat, Type};
use utoipa::{Modify, OpenApi};

use domain::listing::FilterSpec;

use super::{
    access, acts, audit, bulk, comments, contacts, custom_fields, employees, export, handovers, health, history,
    imports, lists, merges, notifications, profile, reasons, rules, session, substitutions, teams, views,
};
use crate::auth::COOKIE;

/// Routes for those who are not signed in.
const PUBLIC: [(&str, &str); 5] =
    [("post", "/api/session"), ("get", "/api/meta"), ("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics")];
const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(title = "Kontor", description = "A live customer desk. See docs/protocol.md for the sockets."),
    modifiers(&Completed),
    paths(
        session::sign_in,
        session::sign_out,
        session::sign_out_everywhere,
        session::list,
        session::end,
        session::meta,
        lists::list,
        lists::facets,
        lists::ids,
        bulk::bulk,
        bulk::edits,
        acts::preview,
        acts::assign,
        acts::list,
        acts::read,
        acts::items,
        acts::undo,
        handovers::preview,
        handovers::hand_over,
        handovers::list,
        handovers::accept,
        handovers::decline,
        handovers::protocol,
        handovers::hanging,
        profile::me,
        profile::change,
        profile::change_password,
        export::export,
        export::export_picked,
        access::audience,
        access::preview,
        access::may_override,
        access::override_access,
        audit::list,
        contacts::create,
        contacts::read,
        contacts::change,
        contacts::delete,
        history::history,
        history::at,
        comments::list,
        comments::add,
        comments::change,
        contacts::assignments,
        contacts::assign,
        contacts::end_assignment,
        contacts::people,
        custom_fields::list,
        custom_fields::define,
        custom_fields::change,
        employees::list,
        employees::add,
        employees::change,
        teams::add,
        teams::change,
        imports::list,
        imports::upload,
        imports::fields,
        imports::read,
        imports::check,
        imports::run,
        imports::undo,
        imports::errors,
        merges::find,
        merges::preview,
        merges::merge,
        merges::undo,
        notifications::list,
        notifications::mark_read,
        substitutions::list,
        substitutions::set,
        substitutions::preview,
        substitutions::change,
        substitutions::revoke,
        substitutions::briefing,
        reasons::why,
        reasons::what_if,
        reasons::pin,
        reasons::accept,
        reasons::dismiss,
        rules::list,
        rules::territories,
        rules::pools,
        rules::save,
        rules::activate,
        rules::apply,
        rules::preview,
        views::list,
        views::add,
        views::change,
        views::delete,
        health::alive,
        health::ready,
        health::metrics,
    ),
    components(schemas(FilterSpec))
)]
struct Description;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/openapi.json", web::get().to(async || web::Json(Description::openapi())));
}

/// Names, path parameters, sign-in, descriptions and the media type of errors, for every operation.
struct Completed;

impl Modify for Completed {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.security_schemes.insert(
            "token".to_owned(),
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()).into(),
        );
        components
            .security_schemes
            .insert("cookie".to_owned(), SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE))).into());
        for (path, item) in &mut openapi.paths.paths {
            for (method, operation) in operations(item) {
                complete(operation, method, path, PUBLIC.contains(&(method, path.as_str())));
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [("get", get), ("put", put), ("post", post), ("delete", delete), ("patch", patch)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn complete(operation: &mut Operation, method: &str, path: &str, public: bool) {
    operation.operation_id = Some(operation_id(method, path));
    let declared = operation.parameters.get_or_insert_default();
    for name in path_parameters(path) {
        let known = declared.iter().any(|parameter| matches!(parameter, RefOr::T(known) if known.name == name));
        if !known {
            declared.push(id_parameter(name).into());
        }
    }
    if public {
        operation.security = Some(Vec::new());
    } else {
        let ways = ["token", "cookie"].map(|way| SecurityRequirement::new(way, [] as [&str; 0]));
        operation.security = Some(ways.into());
        operation.responses.responses.entry("401".to_owned()).or_insert_with(|| problem().into());
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let status = status.parse().ok().and_then(|code: u16| StatusCode::from_u16(code).ok());
        if response.description.is_empty() {
            let reason = status.and_then(|status| status.canonical_reason());
            reason.unwrap_or("Answer").clone_into(&mut response.description);
        }
        if status.is_some_and(|status| status.as_u16() >= 400)
            && let Some(content) = response.content.shift_remove(JSON)
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

/// `GET /api/contacts/{id}/history` is `get_contacts_id_history`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "api");
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn id_parameter(name: &str) -> Parameter {
    let id = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(id.build()))
        .build()
}

fn problem() -> Response {
    let mut response = Response::new("");
    let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
    response.content.insert(JSON.to_owned(), ContentBuilder::new().schema(Some(schema)).build().into());
    response
}

#[cfg(test)]
mod tests;
