//! Rules that assign contacts, their territories and pools: the version that holds, the draft, and what it would do.

use std::collections::BTreeMap;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpResponse, web};
use actors::Desk;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use domain::act::Act;
use domain::contact::{Fields, FormerManager};
use domain::listing::Criteria;
use domain::rules::analysis::{FreeCodes, analyse, free_codes};
use domain::rules::preview::Tally;
use domain::rules::{
    Compiled, Draft, Pool, PoolState, Problem as RuleProblem, Rule, RuleBook, Territory, Version, Why,
};
use domain::{ActId, ContactId, EmployeeId, PoolId, Role};

use super::contacts::field_values;
use super::json_config;
use crate::auth::Identity;
use crate::problem::Problem;

/// A book at its bounds, with room for its spelling.
const BOOK_BYTES: usize = 4 << 20;
/// Pieces of an answer that wait for a slow reader.
const PIECES: usize = 4;
const MAX_DAYS: u16 = 3_650;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let with_book = |path: &str| web::resource(path).app_data(json_config(BOOK_BYTES));
    config
        .route("/rules", web::get().to(list))
        .route("/territories", web::get().to(territories))
        .route("/pools", web::get().to(pools))
        .route("/rules/activate", web::post().to(activate))
        .route("/rules/apply", web::post().to(apply))
        .service(with_book("/rules/draft").route(web::put().to(save)))
        .service(with_book("/rules/preview").route(web::post().to(preview)));
}

fn only_for_leads(identity: &Identity) -> Result<(), Problem> {
    match identity.employee.role {
        Role::Lead | Role::Admin => Ok(()),
        Role::Member => Err(Problem::may_not("leads and administrators look after the rules")),
    }
}

/// The rules that hold, in their order, and the draft of the next version.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Rules {
    /// Of the version that holds.
    items: Vec<Rule>,
    /// Missing if none was ever activated.
    active: Option<Version>,
    draft: Draft,
    /// What speaks against activating the draft, or is worth knowing of it.
    problems: Vec<RuleProblem>,
}

/// The rules that hold, and the draft. For leads and administrators.
#[utoipa::path(get, path = "/api/rules", responses((status = 200, body = Rules), (status = 403, body = Problem)))]
pub(super) async fn list(identity: Identity, desk: web::Data<Desk>) -> Result<web::Json<Rules>, Problem> {
    only_for_leads(&identity)?;
    let (active, draft) = (desk.active_rules(), desk.rule_draft());
    let items = active.as_ref().as_ref().map(|version| version.book.rules.clone()).unwrap_or_default();
    let problems = problems(&draft.book, &desk);
    Ok(web::Json(Rules { items, active: active.as_ref().clone(), draft: draft.as_ref().clone(), problems }))
}

fn problems(book: &RuleBook, desk: &Desk) -> Vec<RuleProblem> {
    let mut problems = book.problems(&desk.roster());
    problems.extend(analyse(&Compiled::new(book.clone())));
    problems
}

/// The territories of the draft.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Territories {
    items: Vec<Territory>,
}

/// The territories of the draft. For leads and administrators.
#[utoipa::path(get, path = "/api/territories", responses(
    (status = 200, body = Territories), (status = 403, body = Problem)))]
pub(super) async fn territories(identity: Identity, desk: web::Data<Desk>) -> Result<web::Json<Territories>, Problem> {
    only_for_leads(&identity)?;
    Ok(web::Json(Territories { items: desk.rule_draft().book.territories.clone() }))
}

/// The pools of the draft, and how often who had a turn.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Pools {
    items: Vec<Pool>,
    /// By pool; one that never gave a turn is missing.
    #[schema(value_type = std::collections::HashMap<String, PoolState>)]
    counters: BTreeMap<PoolId, PoolState>,
}

/// The pools of the draft, with the counters of their turns. For leads and administrators.
#[utoipa::path(get, path = "/api/pools", responses((status = 200, body = Pools), (status = 403, body = Problem)))]
pub(super) async fn pools(identity: Identity, desk: web::Data<Desk>) -> Result<web::Json<Pools>, Problem> {
    only_for_leads(&identity)?;
    let items = desk.rule_draft().book.pools.clone();
    let counters = desk.pool_states().iter().map(|(pool, state)| (*pool, state.clone())).collect();
    Ok(web::Json(Pools { items, counters }))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct SaveDraft {
    /// The one that was read; somebody else's change since is a conflict.
    revision: u64,
    book: RuleBook,
}

/// Replaces the draft: its rules in their order, its territories and its pools. Nothing is assigned by it yet. For leads
/// and administrators.
#[utoipa::path(put, path = "/api/rules/draft", request_body = SaveDraft, responses(
    (status = 200, body = Draft), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn save(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<SaveDraft>,
) -> Result<web::Json<Draft>, Problem> {
    only_for_leads(&identity)?;
    let SaveDraft { revision, book } = body.into_inner();
    let draft = desk.save_rules(identity.employee.id, revision, book).await?;
    Ok(web::Json(draft.as_ref().clone()))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Activate {
    /// Of the draft that was looked at.
    revision: u64,
}

/// Makes the draft hold for every contact that comes or changes from here on. For leads and administrators.
#[utoipa::path(post, path = "/api/rules/activate", request_body = Activate, responses(
    (status = 200, body = Version), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn activate(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<Activate>,
) -> Result<web::Json<Version>, Problem> {
    only_for_leads(&identity)?;
    Ok(web::Json(desk.activate_rules(identity.employee.id, body.revision).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Apply {
    /// Of the act, made by the client: sent again, it is begun once.
    id: ActId,
    /// The version that was looked at.
    version: u64,
    /// What becomes of account managers who are replaced.
    #[serde(default)]
    former: FormerManager,
}

/// Brings the contacts that you see to where the rules that hold want them, as one act that can be taken back. For leads
/// and administrators.
#[utoipa::path(post, path = "/api/rules/apply", request_body = Apply, responses(
    (status = 202, body = Act), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn apply(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<Apply>,
) -> Result<HttpResponse, Problem> {
    only_for_leads(&identity)?;
    let Apply { id, version, former } = body.into_inner();
    let act = desk.apply_rules(id, identity.employee.id, version, former).await?;
    Ok(HttpResponse::Accepted().json(act))
}

/// Which contacts a preview looks at.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum PreviewScope {
    /// All that you see whole.
    All,
    /// Those of them that were made within so many days.
    Days { days: u16 },
    /// One that does not exist, with these values.
    Sample {
        #[schema(value_type = Object)]
        values: Map<String, Value>,
    },
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct AskPreview {
    /// As it is being written; it need not be saved.
    book: RuleBook,
    scope: PreviewScope,
}

/// One line of the answer to a preview.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum PreviewLine {
    /// So many contacts were looked at, of about so many.
    Progress { contacts: u64, of: u64 },
    /// The end.
    Result(Box<PreviewResult>),
    /// It came to no end.
    Failed { detail: String },
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PreviewResult {
    problems: Vec<RuleProblem>,
    free_codes: Vec<FreeCodes>,
    /// Missing for a sample.
    tally: Option<Tally>,
    /// What would become of the sample; missing if no rule takes it.
    why: Option<Why>,
    /// Of the contacts that are named.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    names: BTreeMap<ContactId, String>,
}

/// What a book would do, as lines of JSON: how far it is, then the result. Given up, it stops. For leads and
/// administrators, over the contacts that they see.
#[utoipa::path(post, path = "/api/rules/preview", request_body = AskPreview, responses(
    (status = 200, content_type = "application/x-ndjson", body = PreviewLine), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn preview(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<AskPreview>,
) -> Result<HttpResponse, Problem> {
    only_for_leads(&identity)?;
    let AskPreview { book, scope } = body.into_inner();
    let book = book.checked().map_err(|refusal| Problem::book(&refusal))?;
    let now = desk.clock().now();
    let asked = match scope {
        PreviewScope::All => Asked::Contacts(None),
        PreviewScope::Days { days } if (1..=MAX_DAYS).contains(&days) => {
            Asked::Contacts(Some(now - TimeDelta::days(i64::from(days))))
        }
        PreviewScope::Days { .. } => {
            return Err(Problem::invalid("days", format!("1 to {MAX_DAYS} days are looked back")));
        }
        PreviewScope::Sample { values } => Asked::Sample(Box::new(sample(values)?)),
    };
    let (lines, read) = mpsc::channel(PIECES);
    actix_rt::spawn(answer(desk, identity.employee.id, book, asked, lines));
    let read = stream::unfold(read, |mut read| async {
        let line = read.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(line), read))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
        // Compressed, a line would wait for the next ones.
        .insert_header((header::CONTENT_ENCODING, ContentEncoding::Identity))
        .streaming(read))
}

enum Asked {
    Contacts(Option<DateTime<Utc>>),
    Sample(Box<Fields>),
}

fn sample(values: Map<String, Value>) -> Result<Fields, Problem> {
    Fields::of_values(field_values(values)?)
        .map_err(|(field, error)| Problem::invalid(&field.to_string(), error.to_string()))
}

type Lines = mpsc::Sender<Bytes>;

/// Whether somebody still reads.
async fn tell(lines: &Lines, line: &PreviewLine) -> bool {
    let mut text = serde_json::to_vec(line).expect("a preview has string keys and plain values");
    text.push(b'\n');
    lines.send(text.into()).await.is_ok()
}

async fn answer(desk: web::Data<Desk>, employee: EmployeeId, book: RuleBook, asked: Asked, lines: Lines) {
    let line = match result(&desk, employee, book, asked, &lines).await {
        Ok(Some(result)) => PreviewLine::Result(Box::new(result)),
        Ok(None) => return,
        Err(error) => {
            tracing::error!(%error, "a preview came to no end");
            PreviewLine::Failed { detail: "the store does not answer; try again".to_owned() }
        }
    };
    if !tell(&lines, &line).await {
        tracing::debug!("nobody waits for the preview any more");
    }
}

async fn result(
    desk: &Desk,
    employee: EmployeeId,
    book: RuleBook,
    asked: Asked,
    lines: &Lines,
) -> Result<Option<PreviewResult>, store::StoreError> {
    let problems = problems(&book, desk);
    let compiled = Compiled::new(book);
    let free_codes = free_codes(&compiled);
    let of_nothing = PreviewResult { problems, free_codes, tally: None, why: None, names: BTreeMap::new() };
    let since = match asked {
        Asked::Sample(fields) => {
            return Ok(Some(PreviewResult { why: desk.sample_rules(&compiled, &fields), ..of_nothing }));
        }
        Asked::Contacts(since) => since,
    };
    let of = desk.store().count_contacts(desk.keys(employee), Criteria::default()).await?.total;
    let goes_on = async |contacts| tell(lines, &PreviewLine::Progress { contacts, of }).await;
    let Some(tally) = desk.preview_rules(&compiled, employee, since, goes_on).await? else { return Ok(None) };
    let shown: Vec<_> =
        tally.moved.iter().map(|moved| moved.contact).chain(tally.without_rule.iter().copied()).collect();
    let contacts = desk.store().contacts(&shown).await?;
    let names = contacts.into_iter().map(|contact| (contact.id, contact.fields.name)).collect();
    Ok(Some(PreviewResult { tally: Some(tally), names, ..of_nothing }))
}
