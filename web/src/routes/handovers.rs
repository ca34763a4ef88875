//! Handovers: what somebody has of contacts goes over to others; with what hangs on who leaves.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use actors::{Desk, HandoverPreview, HandoverWish, Hanging, Scope, SeenItem, Share};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::json;

use domain::act::{Act, ActRefusal, may_hand_over};
use domain::contact::AssignmentRole;
use domain::{ActId, ContactId, EmployeeId, SubstitutionId};

use super::acts::{SeenAct, far, page};
use super::{Page, json_config};
use crate::auth::Identity;
use crate::problem::Problem;

const BODY_LIMIT: usize = 1 << 20;
const PAGE: usize = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let large = |path: &str| web::resource(path).app_data(json_config(BODY_LIMIT));
    config
        .service(large("/handovers/preview").route(web::post().to(preview)))
        .service(large("/handovers").route(web::post().to(hand_over)).route(web::get().to(list)))
        .route("/handovers/{id}/accept", web::post().to(accept))
        .route("/handovers/{id}/decline", web::post().to(decline))
        .route("/handovers/{id}/protocol", web::get().to(protocol))
        .route("/employees/{id}/hanging", web::get().to(hanging));
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct NewHandover {
    /// Sent again with the same id, it is done once.
    #[serde(default)]
    id: ActId,
    /// Who has the contacts; you, if left out.
    giver: Option<EmployeeId>,
    /// Several share the contacts, each in a handover of their own.
    receivers: Vec<EmployeeId>,
    /// 5,000 at most; without them, everything that the giver has.
    contacts: Option<Vec<ContactId>>,
    #[serde(default)]
    note: String,
}

impl NewHandover {
    fn wish(self, identity: &Identity) -> HandoverWish {
        let Self { id, giver, receivers, contacts, note } = self;
        let giver = giver.unwrap_or(identity.employee.id);
        let scope = contacts.map_or(Scope::Everything, Scope::Contacts);
        HandoverWish { id, giver, receivers, scope, note }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ShareOfHandover {
    receiver: EmployeeId,
    contacts: u64,
}

/// What would go over.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Preview {
    contacts: u64,
    /// How many assignments of each role.
    roles: BTreeMap<AssignmentRole, u64>,
    /// Of the assignments, those that have not begun.
    planned: u64,
    /// Of the contacts, those that you do not see.
    unseen: u64,
    shares: Vec<ShareOfHandover>,
    /// It is done at once; otherwise the receivers accept or decline.
    at_once: bool,
}

/// Says what a handover would move; nothing is done.
#[utoipa::path(post, path = "/api/handovers/preview", request_body = NewHandover, responses(
    (status = 200, body = Preview), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn preview(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewHandover>,
) -> Result<web::Json<Preview>, Problem> {
    let wish = body.into_inner().wish(&identity);
    let HandoverPreview { contacts, roles, planned, unseen, shares, at_once } =
        desk.preview_handover(identity.employee.id, wish).await?;
    let share = |Share { receiver, contacts }| ShareOfHandover { receiver, contacts };
    let shares = shares.into_iter().map(share).collect();
    Ok(web::Json(Preview { contacts, roles, planned, unseen, shares, at_once }))
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Handovers {
    items: Vec<SeenAct>,
}

/// Hands contacts over: your own are offered and move when the receiver accepts; those of others, as their lead or as an
/// administrator, at once and in the background. One handover for each receiver.
#[utoipa::path(post, path = "/api/handovers", request_body = NewHandover, responses(
    (status = 201, body = Handovers), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn hand_over(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewHandover>,
) -> Result<HttpResponse, Problem> {
    let wish = body.into_inner().wish(&identity);
    let acts = desk.hand_over(identity.employee.id, wish).await?;
    let items = acts.into_iter().map(|act| SeenAct::new(act, &identity.employee, &desk)).collect();
    Ok(HttpResponse::Created().json(Handovers { items }))
}

/// Whose handovers.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Whose {
    /// From or to you.
    #[default]
    Mine,
    /// Of everybody for whom you are responsible.
    All,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HandoversQuery {
    #[serde(default)]
    #[param(inline)]
    whose: Whose,
    /// `next` of the page before.
    before: Option<DateTime<Utc>>,
}

/// Handovers, from the newest back.
#[utoipa::path(get, path = "/api/handovers", params(HandoversQuery), responses(
    (status = 200, body = Page<SeenAct>)))]
pub(super) async fn list(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<HandoversQuery>,
) -> Result<web::Json<Page<SeenAct>>, Problem> {
    let before = query.before.unwrap_or(DateTime::<Utc>::MAX_UTC).min(far(&desk));
    let own = matches!(query.whose, Whose::Mine);
    let acts = desk.handovers(identity.employee.id, own, before, PAGE).await?;
    Ok(web::Json(page(acts, PAGE, &identity, &desk)))
}

/// Accepts a handover: the contacts are yours from now on.
#[utoipa::path(post, path = "/api/handovers/{id}/accept", responses(
    (status = 202, body = SeenAct), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn accept(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ActId>,
) -> Result<HttpResponse, Problem> {
    let act = desk.answer_handover(*id, identity.employee.id, true).await?;
    Ok(HttpResponse::Accepted().json(SeenAct::new(act, &identity.employee, &desk)))
}

/// Declines a handover, or takes back one's own offer; nothing moves.
#[utoipa::path(post, path = "/api/handovers/{id}/decline", responses(
    (status = 200, body = SeenAct), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn decline(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ActId>,
) -> Result<web::Json<SeenAct>, Problem> {
    let act = desk.answer_handover(*id, identity.employee.id, false).await?;
    Ok(web::Json(SeenAct::new(act, &identity.employee, &desk)))
}

/// What hangs on somebody and would be left lying if they went.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct HangingOnEmployee {
    contacts: u64,
    roles: BTreeMap<AssignmentRole, u64>,
    planned: u64,
    /// Handovers from or to them that are not answered or not done.
    handovers: Vec<ActId>,
    /// Planned or active ones in which they stand in or are stood in for.
    substitutions: Vec<SubstitutionId>,
    /// Names of the rules and pools in force that give contacts to them.
    rules: Vec<String>,
}

/// What still hangs on an employee; for administrators, the leads of their teams, and themselves.
#[utoipa::path(get, path = "/api/employees/{id}/hanging", responses(
    (status = 200, body = HangingOnEmployee), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn hanging(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<EmployeeId>,
) -> Result<web::Json<HangingOnEmployee>, Problem> {
    let roster = desk.roster();
    if roster.employee(*id).is_none() {
        return Err(Problem::not_found());
    }
    if !may_hand_over(*id, &identity.employee, &roster) {
        return Err(Problem::may_not(&ActRefusal::NotYours.to_string()));
    }
    let Hanging { contacts, roles, planned, handovers, substitutions, rules } = desk.hanging(*id).await?;
    Ok(web::Json(HangingOnEmployee { contacts, roles, planned, handovers, substitutions, rules }))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProtocolFormat {
    #[default]
    Json,
    /// A page to print.
    Html,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ProtocolQuery {
    /// `json` (if left out) or `html`.
    #[serde(default)]
    #[param(inline)]
    format: ProtocolFormat,
}

/// The protocol of a handover: who gave what to whom, when, and with which note. Contacts that you may not see are counted
/// and not named.
#[utoipa::path(get, path = "/api/handovers/{id}/protocol", params(ProtocolQuery), responses(
    (status = 200, content_type = "application/json"), (status = 404, body = Problem)))]
pub(super) async fn protocol(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ActId>,
    query: web::Query<ProtocolQuery>,
) -> Result<HttpResponse, Problem> {
    let act = desk.act(*id, identity.employee.id).await?;
    if act.handover().is_none() {
        return Err(Problem::not_found());
    }
    let format = query.format;
    let name = format!("uebergabe-{}.json", act.at.format("%Y-%m-%d"));
    let protocol =
        Protocol { desk, act, reader: identity.employee.id, format, next: Some(0), is_first: true, unseen: 0 };
    let pieces = stream::unfold(protocol, |mut protocol| async {
        let piece = protocol.next().await.transpose()?;
        // An error breaks the connection off, so that nobody takes the protocol for a whole one.
        Some((piece.map_err(actix_web::Error::from), protocol))
    });
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    match format {
        ProtocolFormat::Html => response.content_type("text/html; charset=utf-8"),
        ProtocolFormat::Json => response
            .content_type("application/json")
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))),
    };
    Ok(response.streaming(pieces))
}

/// Written piece by piece, however many contacts there are.
struct Protocol {
    desk: web::Data<Desk>,
    act: Act,
    reader: EmployeeId,
    format: ProtocolFormat,
    /// The piece of the act that is written next; none, after the end.
    next: Option<u64>,
    is_first: bool,
    unseen: u64,
}

impl Protocol {
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let Some(number) = self.next else { return Ok(None) };
        let mut text = if number == 0 { self.opening() } else { String::new() };
        match self.desk.act_items(&self.act, number, self.reader, |_| true).await? {
            Some(items) => {
                items.into_iter().for_each(|item| self.line(item, &mut text));
                self.next = Some(number + 1);
            }
            None => {
                text.push_str(&self.closing());
                self.next = None;
            }
        }
        Ok(Some(Bytes::from(text)))
    }

    fn name(&self, employee: EmployeeId) -> String {
        self.desk.roster().employee(employee).map(|employee| employee.name.clone()).unwrap_or_default()
    }

    fn opening(&self) -> String {
        let Some(handover) = self.act.handover() else { return String::new() };
        let (giver, receiver, by) = (self.name(handover.giver), self.name(handover.receiver), self.name(self.act.by));
        match self.format {
            ProtocolFormat::Json => {
                let head = json!({
                    "id": self.act.id,
                    "giver": {"id": handover.giver, "name": giver},
                    "receiver": {"id": handover.receiver, "name": receiver},
                    "by": {"id": self.act.by, "name": by},
                    "at": self.act.at,
                    "answered": self.act.answered,
                    "finished_at": self.act.finished_at,
                    "undone": self.act.undone,
                    "state": self.act.state,
                    "everything": handover.everything,
                    "note": handover.note,
                    "roles": handover.roles,
                    "planned": handover.planned,
                    "counts": self.act.counts,
                });
                let head = head.to_string();
                format!("{},\"contacts\":[", head.trim_end_matches('}'))
            }
            ProtocolFormat::Html => html::opening(&self.act, &html::Names { giver, receiver, by }),
        }
    }

    fn line(&mut self, item: SeenItem, text: &mut String) {
        let SeenItem { contact, roles, outcome } = item;
        let Some((id, name)) = contact else {
            self.unseen += 1;
            return;
        };
        match self.format {
            ProtocolFormat::Json => {
                let comma = if std::mem::take(&mut self.is_first) { "" } else { "," };
                let line = json!({"contact": id, "name": name, "roles": roles, "result": outcome});
                // Memory takes what is written.
                let _ = write!(text, "{comma}{line}");
            }
            ProtocolFormat::Html => html::line(&name, &roles, outcome, text),
        }
    }

    fn closing(&self) -> String {
        match self.format {
            ProtocolFormat::Json => format!("],\"unseen\":{}}}", self.unseen),
            ProtocolFormat::Html => html::closing(self.unseen),
        }
    }
}

mod html;
