//! Saved views of the list.

use actix_web::{HttpResponse, web};
use actors::Desk;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use domain::listing::{FilterSpec, Sort};
use domain::view::{MAX_VIEWS, ViewRefusal};
use domain::{TeamId, View, ViewId};

use super::Page;
use crate::auth::Identity;
use crate::problem::Problem;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/views", web::get().to(list))
        .route("/views", web::post().to(add))
        .route("/views/{id}", web::patch().to(change))
        .route("/views/{id}", web::delete().to(delete));
}

/// A view, or what of one is to change; what is left out stays.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct ViewDraft {
    name: Option<String>,
    /// Null: for oneself alone.
    #[serde(default)]
    #[schema(value_type = Option<TeamId>)]
    team: Shared,
    search: Option<String>,
    #[schema(value_type = Option<FilterSpec>)]
    filter: Option<Value>,
    sort: Option<String>,
    columns: Option<Vec<String>>,
}

/// Tells null from what is left out.
#[derive(Clone, Copy, Default)]
enum Shared {
    #[default]
    AsItIs,
    With(Option<TeamId>),
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::With)
    }
}

impl ViewDraft {
    fn apply(self, view: &mut View, desk: &Desk) -> Result<(), Problem> {
        let Self { name, team, search, filter, sort, columns } = self;
        if let Some(filter) = filter {
            view.filter = FilterSpec::parse(&filter.to_string())?;
            view.filter.check_custom(&desk.custom_fields())?;
        }
        if let Some(sort) = sort {
            view.sort = Sort::parse(&sort, &desk.custom_fields())?;
        }
        view.name = name.unwrap_or_else(|| std::mem::take(&mut view.name));
        if let Shared::With(team) = team {
            view.team = team;
        }
        view.search = search.unwrap_or_else(|| std::mem::take(&mut view.search));
        view.columns = columns.unwrap_or_else(|| std::mem::take(&mut view.columns));
        Ok(())
    }
}

impl From<ViewRefusal> for Problem {
    fn from(refusal: ViewRefusal) -> Self {
        Self::invalid(refusal.field(), refusal.to_string())
    }
}

async fn seen(desk: &Desk, identity: &Identity, id: ViewId) -> Result<View, Problem> {
    let view = desk.store().view(id).await?.filter(|view| view.is_seen_by(&identity.employee));
    view.ok_or_else(Problem::not_found)
}

async fn changeable(desk: &Desk, identity: &Identity, id: ViewId) -> Result<View, Problem> {
    let view = seen(desk, identity, id).await?;
    if !view.may_be_changed_by(&identity.employee) {
        return Err(Problem::may_not("a shared view is changed by its owner and by the leads of its team"));
    }
    Ok(view)
}

/// Your views, and those shared with your teams.
#[utoipa::path(get, path = "/api/views", responses((status = 200, body = Page<View>)))]
pub(super) async fn list(identity: Identity, desk: web::Data<Desk>) -> Result<web::Json<Page<View>>, Problem> {
    let items = desk.store().views(identity.employee.id, &identity.employee.teams).await?;
    Ok(web::Json(Page { items, next: None }))
}

/// Saves a view.
#[utoipa::path(post, path = "/api/views", request_body = ViewDraft, responses(
    (status = 201, body = View), (status = 422, body = Problem)))]
pub(super) async fn add(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<ViewDraft>,
) -> Result<HttpResponse, Problem> {
    let mut view = View {
        id: ViewId::new(),
        name: String::new(),
        owner: identity.employee.id,
        team: None,
        search: String::new(),
        filter: FilterSpec::default(),
        sort: Sort::default(),
        columns: Vec::new(),
        created_at: desk.clock().now(),
    };
    body.into_inner().apply(&mut view, &desk)?;
    let view = view.checked(&identity.employee, None)?;
    let own = desk.store().views(identity.employee.id, &[]).await?;
    if own.len() >= MAX_VIEWS {
        return Err(ViewRefusal::TooMany.into());
    }
    desk.store().put_view(&view).await?;
    Ok(HttpResponse::Created().json(view))
}

/// Changes a view: your own, or as a lead one of your team's.
#[utoipa::path(patch, path = "/api/views/{id}", request_body = ViewDraft, responses(
    (status = 200, body = View), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ViewId>,
    body: web::Json<ViewDraft>,
) -> Result<web::Json<View>, Problem> {
    let former = changeable(&desk, &identity, *id).await?;
    let mut view = former.clone();
    body.into_inner().apply(&mut view, &desk)?;
    let view = view.checked(&identity.employee, Some(&former))?;
    desk.store().put_view(&view).await?;
    Ok(web::Json(view))
}

/// Deletes a view.
#[utoipa::path(delete, path = "/api/views/{id}", responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn delete(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ViewId>,
) -> Result<HttpResponse, Problem> {
    changeable(&desk, &identity, *id).await?;
    desk.store().delete_view(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}
