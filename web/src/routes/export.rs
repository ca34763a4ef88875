//! Contacts as a file: what the caller sees whole, page by page, so that a large desk costs no memory.

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use actors::Desk;
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;

use domain::access::{self, Reach};
use domain::{Contact, ContactId, CustomFields, Employee};

use super::{json_config, lists};
use crate::auth::{Auth, Identity, TokenHash};
use crate::problem::Problem;

/// Contacts that are read and written together.
const PAGE: usize = 500;
/// Far more than a desk holds.
const MOST: usize = 10_000_000;
/// As many as a list lets its reader select.
const MOST_PICKED: usize = 5_000;
const PICKED_BODY_BYTES: usize = 512 << 10;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let picked = web::post().to(export_picked);
    let body = json_config(PICKED_BODY_BYTES);
    config.service(web::resource("/contacts/export").app_data(body).route(web::get().to(export)).route(picked));
}

#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileFormat {
    Csv,
    Vcf,
}

impl FileFormat {
    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Vcf => "text/vcard; charset=utf-8",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Vcf => "vcf",
        }
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    #[param(inline)]
    format: FileFormat,
    /// As in the list.
    #[serde(default)]
    search: String,
    /// As in the list.
    #[serde(default)]
    filter: String,
    /// As in the list.
    sort: Option<String>,
}

/// The contacts that you see whole, as a file. What is written follows your rights to the last row; if they end on the
/// way, so does the file, unfinished.
#[utoipa::path(get, path = "/api/contacts/export", params(ExportQuery), responses(
    (status = 200, content_type = "text/csv"), (status = 422, body = Problem)))]
pub(super) async fn export(
    identity: Identity,
    desk: web::Data<Desk>,
    auth: web::Data<Auth>,
    query: web::Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let ExportQuery { format, search, filter, sort } = query.into_inner();
    let criteria = lists::criteria(&search, &filter, &identity, &desk)?;
    let sort = lists::sort(sort.as_deref(), &desk)?;
    // All that are to be written, once each, whatever changes while they are.
    let (ids, _) = desk.store().contact_ids(desk.keys(identity.employee.id), criteria, sort, MOST).await?;
    file(format, ids, identity, desk, auth).await
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Picked {
    format: FileFormat,
    /// 1 to 5,000; each is written once, in the order in which it is named first.
    contacts: Vec<ContactId>,
}

/// These contacts as a file, as far as you see them whole: what you may not see, or what does not exist, is simply not
/// there.
#[utoipa::path(post, path = "/api/contacts/export", request_body = Picked, responses(
    (status = 200, content_type = "text/csv"), (status = 422, body = Problem)))]
pub(super) async fn export_picked(
    identity: Identity,
    desk: web::Data<Desk>,
    auth: web::Data<Auth>,
    body: web::Json<Picked>,
) -> Result<HttpResponse, Problem> {
    let Picked { format, mut contacts } = body.into_inner();
    if !(1..=MOST_PICKED).contains(&contacts.len()) {
        return Err(Problem::invalid("contacts", format!("1 to {MOST_PICKED} contacts are exported at a time")));
    }
    let mut seen = HashSet::with_capacity(contacts.len());
    contacts.retain(|contact| seen.insert(*contact));
    file(format, contacts, identity, desk, auth).await
}

/// The file, streamed piece by piece.
async fn file(
    format: FileFormat,
    ids: Vec<ContactId>,
    identity: Identity,
    desk: web::Data<Desk>,
    auth: web::Data<Auth>,
) -> Result<HttpResponse, Problem> {
    let name = format!("kontakte-{}.{}", desk.clock().now().format("%Y-%m-%d"), format.ending());
    let mut export = Export {
        custom_fields: desk.custom_fields(),
        desk,
        auth,
        token: identity.token,
        employee: identity.employee,
        format,
        ids,
        reached: None,
        written: 0,
    };
    // What fails before the first byte is still told as a problem.
    let first = export.next().await?.unwrap_or_default();
    let pages = stream::unfold((Some(first), export), |(ready, mut export)| async {
        let piece = match ready {
            Some(first) => Ok(Some(first)),
            None => export.next().await,
        };
        // An error breaks the connection off, so that nobody takes the file for a whole one.
        piece.transpose().map(|piece| (piece.map_err(actix_web::Error::from), (None, export)))
    });
    Ok(HttpResponse::Ok()
        .content_type(format.content_type())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(pages))
}

struct Export {
    desk: web::Data<Desk>,
    auth: web::Data<Auth>,
    token: TokenHash,
    employee: Arc<Employee>,
    format: FileFormat,
    /// As they are when the file begins: its columns.
    custom_fields: Arc<CustomFields>,
    ids: Vec<ContactId>,
    /// How many of them are behind; None before the beginning of the file.
    reached: Option<usize>,
    written: usize,
}

impl Export {
    /// The next piece of the file, by the rights that the caller has at this moment.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let is_first = self.reached.is_none();
        if !is_first && self.is_complete() {
            return Ok(None);
        }
        let holder = self.auth.holder(self.token).await?;
        let keys = self.desk.keys(holder.employee.id);
        let store = self.desk.store();
        let begin = self.reached.unwrap_or_default();
        let page = &self.ids[begin..self.ids.len().min(begin + PAGE)];
        let mut contacts: Vec<Contact> = store.contacts(page).await?;
        contacts.retain(|contact| access::reach(&access::audience(contact), &keys) == Reach::Full);
        let drafts = intake::drafts(store, &keys, &contacts).await?;
        let mut piece = Vec::new();
        let written = match self.format {
            FileFormat::Csv if is_first => exchange::write_csv_heading(&self.custom_fields, &mut piece)
                .and_then(|()| exchange::write_csv_rows(drafts, &self.custom_fields, &mut piece)),
            FileFormat::Csv => exchange::write_csv_rows(drafts, &self.custom_fields, &mut piece),
            FileFormat::Vcf => exchange::write_vcard(drafts, &mut piece),
        };
        written.expect("memory takes what is written");
        self.reached = Some(begin + page.len());
        self.written += contacts.len();
        Ok(Some(Bytes::from(piece)))
    }

    fn is_complete(&self) -> bool {
        self.reached == Some(self.ids.len())
    }
}

impl Drop for Export {
    /// Who took what out of the house, also where the file was not fetched to its end.
    fn drop(&mut self) {
        tracing::info!(
            employee = %self.employee.id,
            email = %self.employee.email,
            contacts = self.written,
            format = self.format.ending(),
            complete = self.is_complete(),
            "contacts exported"
        );
        let written = u64::try_from(self.written).unwrap_or(u64::MAX);
        self.desk.note_export(self.employee.id, written, self.format.ending(), self.is_complete());
    }
}
