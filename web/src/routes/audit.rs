//! The log of reads, exports and overrides, for administrators and, as far as it concerns their teams, for leads.

use std::collections::HashMap;

use actix_web::web;
use actors::Desk;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use store::{AuditCursor, AuditQuery};

use domain::access::{self, Reach};
use domain::audit::{AuditEntry, AuditScope, scope};
use domain::{ContactId, EmployeeId, calendar};

use super::Page;
use crate::auth::Identity;
use crate::problem::Problem;

const PAGE: usize = 50;
const LARGEST_PAGE: usize = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/audit", web::get().to(list));
}

#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Deed {
    Read,
    Exported,
    Overridden,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LogQuery {
    employee: Option<EmployeeId>,
    contact: Option<ContactId>,
    #[param(inline)]
    deed: Option<Deed>,
    /// The first day, in Vienna.
    from: Option<NaiveDate>,
    /// The last day, in Vienna.
    until: Option<NaiveDate>,
    /// `next` of the page before.
    before: Option<String>,
    /// 1 to 200, 50 if left out.
    limit: Option<usize>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Logged {
    #[serde(flatten)]
    entry: AuditEntry,
    /// As it is called now, if you may see that.
    contact_name: Option<String>,
}

/// Who read, exported and opened what, from the newest back.
#[utoipa::path(get, path = "/api/audit", params(LogQuery), responses(
    (status = 200, body = Page<Logged>), (status = 403, body = Problem)))]
pub(super) async fn list(
    identity: Identity,
    desk: web::Data<Desk>,
    query: web::Query<LogQuery>,
) -> Result<web::Json<Page<Logged>>, Problem> {
    let LogQuery { employee, contact, deed, from, until, before, limit } = query.into_inner();
    let scope = scope(&identity.employee, &desk.roster());
    if scope == AuditScope::None {
        return Err(Problem::may_not("the log is read by administrators and leads"));
    }
    let limit = limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let before = before
        .as_deref()
        .map(|text| parse_cursor(text).ok_or_else(|| Problem::bad_request("before is the next of another page")))
        .transpose()?;
    let deed = deed.map(|deed| match deed {
        Deed::Read => "read",
        Deed::Exported => "exported",
        Deed::Overridden => "overridden",
    });
    let until = until.and_then(|last| last.succ_opt()).map(calendar::start_of);
    let (deed, from) = (deed.map(str::to_owned), from.map(calendar::start_of));
    let asked = AuditQuery { scope, employee, contact, deed, from, until, before, limit };
    let entries = desk.store().audit(&asked).await?;
    let next =
        entries.last().filter(|_| entries.len() == limit).map(|last| format!("{}~{}", last.at.to_rfc3339(), last.id));
    let known = names(&desk, &identity, &entries).await?;
    let logged = |entry: AuditEntry| {
        let contact_name = entry.contact.and_then(|contact| known.get(&contact).cloned());
        Logged { entry, contact_name }
    };
    Ok(web::Json(Page { items: entries.into_iter().map(logged).collect(), next }))
}

/// The names of the contacts that the reader may know, by the gate of this moment.
async fn names(
    desk: &Desk,
    identity: &Identity,
    entries: &[AuditEntry],
) -> Result<HashMap<ContactId, String>, Problem> {
    let mut ids: Vec<_> = entries.iter().filter_map(|entry| entry.contact).collect();
    ids.sort_unstable();
    ids.dedup();
    let keys = desk.keys(identity.employee.id);
    let contacts = desk.store().contacts(&ids).await?;
    let seen =
        contacts.into_iter().filter(|contact| access::reach(&access::audience(contact), &keys) != Reach::Nothing);
    Ok(seen.map(|contact| (contact.id, contact.fields.name)).collect())
}

fn parse_cursor(text: &str) -> Option<AuditCursor> {
    let (at, id) = text.split_once('~')?;
    let at: DateTime<Utc> = at.parse().ok()?;
    Some(AuditCursor { at, id: id.parse().ok()? })
}
