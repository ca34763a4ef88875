//! Lists of contacts: pages, what they have in common, their ids.

use actix_web::web;
use actors::Desk;
use serde::{Deserialize, Serialize};
use store::{ContactQuery, PageStart};

use domain::ContactId;
use domain::listing::{Asker, Criteria, Facets, QueryError, SeenContact, Sort};

use crate::auth::Identity;
use crate::problem::Problem;

/// Entries of a page unless the request names another number, and the most it may name.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 200;
/// A page begins after this many contacts at most.
const LARGEST_OFFSET: usize = 10_000_000;
const MOST_IDS: usize = 5_000;

/// Before the routes of one contact: `facets` and `ids` are no ids.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/contacts", web::get().to(list))
        .route("/contacts/facets", web::get().to(facets))
        .route("/contacts/ids", web::get().to(ids));
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Words that must all begin some word of the contact; ä = ae, ß = ss, a phone number in any spelling.
    #[serde(default)]
    search: String,
    /// A JSON object; what it names must hold, all of it; of a list, any entry. See `FilterSpec`.
    #[serde(default)]
    filter: String,
    /// `name` (if left out), `customer_number`, `city`, `postal_code`, `industry`, `created_at`, `updated_at`,
    /// `custom:ID`; with `-` before it for the reverse. Contacts without the value stand last.
    sort: Option<String>,
    /// 1 to 200, 50 if left out; for ids 1 to 5,000, 5,000 if left out.
    limit: Option<usize>,
    /// `next` of the page before, in the same order.
    cursor: Option<String>,
    /// Contacts to pass over, 0 to 10,000,000; not together with a cursor.
    offset: Option<usize>,
}

/// What a list is asked for, as the parts of a query spell it.
pub(super) fn criteria(search: &str, filter: &str, identity: &Identity, desk: &Desk) -> Result<Criteria, Problem> {
    let (viewer, now) = (identity.employee.id, desk.clock().now());
    Ok(Criteria::parse(search, filter, Asker { viewer, now, custom_fields: &desk.custom_fields() })?)
}

/// By name, if left out.
pub(super) fn sort(sort: Option<&str>, desk: &Desk) -> Result<Sort, Problem> {
    Ok(sort.map(|sort| Sort::parse(sort, &desk.custom_fields())).transpose()?.unwrap_or_default())
}

impl ListQuery {
    fn criteria(&self, identity: &Identity, desk: &Desk) -> Result<Criteria, Problem> {
        criteria(&self.search, &self.filter, identity, desk)
    }

    fn sort(&self, desk: &Desk) -> Result<Sort, Problem> {
        sort(self.sort.as_deref(), desk)
    }

    fn start(&self) -> Result<PageStart, Problem> {
        match (&self.cursor, self.offset) {
            (Some(_), Some(_)) => {
                Err(Problem::invalid("offset", "a page begins at an offset or at a cursor, not at both"))
            }
            (Some(cursor), None) => Ok(PageStart::Cursor(cursor.clone())),
            (None, Some(offset)) if offset > LARGEST_OFFSET => {
                Err(Problem::invalid("offset", format!("an offset is 0 to {LARGEST_OFFSET}")))
            }
            (None, offset) => Ok(PageStart::Offset(offset.unwrap_or_default())),
        }
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        Self::invalid(error.field(), error.to_string())
    }
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ContactList {
    items: Vec<SeenContact>,
    next: Option<String>,
    /// How many there are in all, as far as you may see them.
    total: u64,
}

/// The contacts that you may see.
#[utoipa::path(get, path = "/api/contacts", params(ListQuery), responses(
    (status = 200, body = ContactList), (status = 422, body = Problem)))]
pub(super) async fn list(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<ContactList>, Problem> {
    let query = ContactQuery {
        keys: desk.keys(identity.employee.id),
        criteria: query.criteria(&identity, &desk)?,
        sort: query.sort(&desk)?,
        start: query.start()?,
        limit: query.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE),
    };
    let page = desk.store().list_contacts(&query).await?;
    let items = page.items.into_iter().filter_map(|listed| SeenContact::new(listed.contact.into(), listed.reach));
    Ok(web::Json(ContactList { items: items.collect(), next: page.next, total: page.total }))
}

/// Which values the contacts of a list have that you see whole, and how often: the 50 most frequent of each kind.
#[utoipa::path(get, path = "/api/contacts/facets", params(ListQuery), responses(
    (status = 200, body = Facets), (status = 422, body = Problem)))]
pub(super) async fn facets(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<Facets>, Problem> {
    let criteria = query.criteria(&identity, &desk)?;
    Ok(web::Json(desk.store().contact_facets(desk.keys(identity.employee.id), criteria).await?))
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ContactIds {
    items: Vec<ContactId>,
    /// How many there are in all.
    total: u64,
}

/// The ids of a list's contacts that you see whole, to select them all.
#[utoipa::path(get, path = "/api/contacts/ids", params(ListQuery), responses(
    (status = 200, body = ContactIds), (status = 422, body = Problem)))]
pub(super) async fn ids(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<ContactIds>, Problem> {
    let (criteria, sort) = (query.criteria(&identity, &desk)?, query.sort(&desk)?);
    let limit = query.limit.unwrap_or(MOST_IDS).clamp(1, MOST_IDS);
    let (items, total) = desk.store().contact_ids(desk.keys(identity.employee.id), criteria, sort, limit).await?;
    Ok(web::Json(ContactIds { items, total }))
}
