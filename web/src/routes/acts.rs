//! Acts over many contacts: how each stands, what became of its contacts, taking it back; and assigning many at once.

use std::collections::HashSet;

use actix_web::{HttpResponse, web};
use actors::{Desk, SeenItem};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::stream;
use serde::{Deserialize, Serialize};

use domain::act::{Act, ActCounts, ActItem, ActKind, ActRefusal, ActState, Answer, Deed, ItemOutcome};
use domain::contact::{AssignmentRole, FormerManager, NewAssignment};
use domain::{ActId, ContactId, Employee, EmployeeId};

use super::{Page, json_config};
use crate::auth::Identity;
use crate::problem::Problem;

const BODY_LIMIT: usize = 1 << 20;
/// As many as "select all" picks.
const MOST_CONTACTS: usize = 5_000;
const PAGE: usize = 50;
/// Pieces of an act that one question looks through at most, and items after which it stops.
const PIECES: u64 = 20;
const ITEMS: usize = 100;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let large = |path: &str| web::resource(path).app_data(json_config(BODY_LIMIT));
    config
        .service(large("/acts/preview").route(web::post().to(preview)))
        .service(large("/acts").route(web::post().to(assign)).route(web::get().to(list)))
        .route("/acts/{id}", web::get().to(read))
        .route("/acts/{id}/items", web::get().to(items))
        .route("/acts/{id}/undo", web::post().to(undo));
}

/// An act as its reader may know of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SeenAct {
    id: ActId,
    #[serde(flatten)]
    kind: ActKind,
    by: EmployeeId,
    at: DateTime<Utc>,
    state: ActState,
    counts: ActCounts,
    /// Who accepted or declined it.
    answered: Option<Answer>,
    finished_at: Option<DateTime<Utc>>,
    undone: Option<Answer>,
    may_undo: bool,
    /// The reader may accept or decline it.
    may_answer: bool,
    /// The reader offered it and may take the offer back.
    may_withdraw: bool,
}

impl SeenAct {
    pub(super) fn new(act: Act, reader: &Employee, desk: &Desk) -> Self {
        let may_undo = act.check_undo(reader, &desk.roster(), desk.clock().now()).is_ok();
        let is_open = act.state == ActState::Proposed;
        let handover = act.handover();
        let may_answer = is_open && handover.is_some_and(|handover| handover.receiver == reader.id);
        let is_offerer = act.by == reader.id || handover.is_some_and(|handover| handover.giver == reader.id);
        let Act { id, kind, by, at, state, counts, answered, finished_at, undone, .. } = act;
        let may_withdraw = is_open && is_offerer;
        Self { id, kind, by, at, state, counts, answered, finished_at, undone, may_undo, may_answer, may_withdraw }
    }
}

/// Somebody is to look after many contacts.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct AssignMany {
    /// Sent again with the same id, it is done once.
    #[serde(default)]
    id: ActId,
    /// 1 to 5,000.
    contacts: Vec<ContactId>,
    employee: EmployeeId,
    role: AssignmentRole,
    /// The first day, today at the earliest; without one it begins at once.
    from: Option<NaiveDate>,
    /// The last day.
    until: Option<NaiveDate>,
    /// What becomes of the account managers whom this one replaces.
    #[serde(default)]
    former: FormerManager,
}

impl AssignMany {
    /// The contacts, each once, and what is to be done with each.
    fn checked(&self, desk: &Desk) -> Result<(Vec<ContactId>, NewAssignment), Problem> {
        let mut known = HashSet::new();
        let contacts: Vec<_> = self.contacts.iter().copied().filter(|contact| known.insert(*contact)).collect();
        if contacts.len() > MOST_CONTACTS {
            let refusal = ActRefusal::TooMany { count: contacts.len(), most: MOST_CONTACTS };
            return Err(actors::ActError::from(refusal).into());
        }
        let roster = desk.roster();
        if !roster.employee(self.employee).is_some_and(|employee| employee.active) {
            return Err(Problem::invalid("employee", "there is no active employee with this id"));
        }
        let today = domain::calendar::day_of(desk.clock().now());
        let first = self.from.unwrap_or(today);
        if first < today {
            return Err(Problem::invalid("from", format!("the first day {first} lies in the past")));
        }
        if let Some(until) = self.until.filter(|until| *until < first) {
            return Err(Problem::invalid("until", format!("the last day {until} lies before the first, {first}")));
        }
        let Self { employee, role, from, until, former, .. } = *self;
        Ok((contacts, NewAssignment { from, until, former, ..NewAssignment::new(employee, role) }))
    }
}

/// Says how many of the contacts an assignment would change; nothing is done.
#[utoipa::path(post, path = "/api/acts/preview", request_body = AssignMany, responses(
    (status = 200, body = ActCounts), (status = 422, body = Problem)))]
pub(super) async fn preview(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<AssignMany>,
) -> Result<web::Json<ActCounts>, Problem> {
    let (contacts, new) = body.checked(&desk)?;
    Ok(web::Json(desk.preview_assignment(identity.employee.id, new, &contacts).await?))
}

/// Assigns an employee to many contacts, in the background. Each contact is decided by itself; whoever is assigned is told
/// once of all.
#[utoipa::path(post, path = "/api/acts", request_body = AssignMany, responses(
    (status = 202, body = SeenAct), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn assign(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<AssignMany>,
) -> Result<HttpResponse, Problem> {
    let (contacts, new) = body.checked(&desk)?;
    let AssignMany { id, employee, role, from, until, former, .. } = body.into_inner();
    let kind = ActKind::Assign { employee, role, from, until, former };
    let items = stream::iter(contacts.into_iter().map(|contact| Ok((contact, Deed::Assign(new)))));
    let act = desk.begin_act(id, identity.employee.id, kind, items).await?;
    Ok(HttpResponse::Accepted().json(SeenAct::new(act, &identity.employee, &desk)))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ActsQuery {
    /// `next` of the page before.
    before: Option<DateTime<Utc>>,
}

/// Your own acts, from the newest back.
#[utoipa::path(get, path = "/api/acts", params(ActsQuery), responses((status = 200, body = Page<SeenAct>)))]
pub(super) async fn list(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<ActsQuery>,
) -> Result<web::Json<Page<SeenAct>>, Problem> {
    let before = query.before.unwrap_or(DateTime::<Utc>::MAX_UTC);
    let acts = desk.store().acts_of(identity.employee.id, before.min(far(&desk)), PAGE).await?;
    Ok(web::Json(page(acts, PAGE, &identity, &desk)))
}

/// Later than anything that happened; the database knows no end of time.
pub(super) fn far(desk: &Desk) -> DateTime<Utc> {
    desk.clock().now() + chrono::TimeDelta::days(1)
}

pub(super) fn page(acts: Vec<Act>, limit: usize, identity: &Identity, desk: &Desk) -> Page<SeenAct> {
    let next = acts.last().filter(|_| acts.len() == limit).map(|last| last.at.to_rfc3339());
    Page { items: acts.into_iter().map(|act| SeenAct::new(act, &identity.employee, desk)).collect(), next }
}

/// How an act stands.
#[utoipa::path(get, path = "/api/acts/{id}", responses((status = 200, body = SeenAct), (status = 404, body = Problem)))]
pub(super) async fn read(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ActId>,
) -> Result<web::Json<SeenAct>, Problem> {
    let act = desk.act(*id, identity.employee.id).await?;
    Ok(web::Json(SeenAct::new(act, &identity.employee, &desk)))
}

/// Of which outcome contacts are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WantedOutcome {
    Changed,
    Unchanged,
    Refused,
    TakenBack,
    Kept,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ItemsQuery {
    /// `next` of the page before.
    from: Option<u64>,
    /// All, if left out.
    #[param(inline)]
    outcome: Option<WantedOutcome>,
}

/// A contact of an act; of one that you may not see, only what became of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ItemOfAct {
    contact: Option<ContactId>,
    name: Option<String>,
    /// In which it is assigned or handed over.
    roles: Vec<AssignmentRole>,
    /// Null: its turn has not come.
    outcome: Option<ItemOutcome>,
}

impl From<SeenItem> for ItemOfAct {
    fn from(item: SeenItem) -> Self {
        let SeenItem { contact, roles, outcome } = item;
        let (contact, name) = contact.unzip();
        Self { contact, name, roles, outcome }
    }
}

/// The contacts of an act, about 100 at a time, and what became of each.
#[utoipa::path(get, path = "/api/acts/{id}/items", params(ItemsQuery), responses(
    (status = 200, body = Page<ItemOfAct>), (status = 404, body = Problem)))]
pub(super) async fn items(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ActId>,
    query: web::Query<ItemsQuery>,
) -> Result<web::Json<Page<ItemOfAct>>, Problem> {
    let act = desk.act(*id, identity.employee.id).await?;
    let wanted = |item: &ActItem| match (query.outcome, item.outcome) {
        (None, _) => true,
        (Some(wanted), Some(outcome)) => wanted == of(outcome),
        (Some(_), None) => false,
    };
    let mut items: Vec<ItemOfAct> = Vec::new();
    let first = query.from.unwrap_or_default();
    let mut number = first;
    while number < first.saturating_add(PIECES) && items.len() < ITEMS {
        let Some(piece) = desk.act_items(&act, number, identity.employee.id, wanted).await? else {
            return Ok(web::Json(Page { items, next: None }));
        };
        items.extend(piece.into_iter().map(ItemOfAct::from));
        number += 1;
    }
    let next = (number < act.chunks).then(|| number.to_string());
    Ok(web::Json(Page { items, next }))
}

fn of(outcome: ItemOutcome) -> WantedOutcome {
    match outcome {
        ItemOutcome::Changed { .. } => WantedOutcome::Changed,
        ItemOutcome::Unchanged => WantedOutcome::Unchanged,
        ItemOutcome::Refused { .. } => WantedOutcome::Refused,
        ItemOutcome::TakenBack => WantedOutcome::TakenBack,
        ItemOutcome::Kept => WantedOutcome::Kept,
    }
}

/// Takes an act back, in the background: within 30 days. What somebody changed since stays; `counts.kept` counts it.
#[utoipa::path(post, path = "/api/acts/{id}/undo", responses(
    (status = 202, body = SeenAct), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn undo(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ActId>,
) -> Result<HttpResponse, Problem> {
    let act = desk.undo_act(*id, identity.employee.id).await?;
    Ok(HttpResponse::Accepted().json(SeenAct::new(act, &identity.employee, &desk)))
}
