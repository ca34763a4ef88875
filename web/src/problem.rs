//! Every error that leaves the server, in one place: HTTP problems (RFC 9457) and the codes of `refused` frames.

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use actors::contact::{ExecuteError, JoinError};
use actors::{
    ActError, ApplyError, CustomFieldError, DeskError, Hanging, MergeError, RulesError, StaffError, SubstitutionError,
    WhatIfError,
};
use chrono::TimeDelta;
use intake::IntakeError;
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::StoreError;

use domain::act::ActRefusal;
use domain::contact::ContactRefusal;
use domain::custom_field::CustomFieldRefusal;
use domain::merge::MergeRefusal;
use domain::rules::RuleRefusal;
use domain::substitution::SubstitutionRefusal;
use domain::{ContactId, RosterRefusal};

/// What a client gets instead of what it asked for.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) title: &'static str,
    pub(crate) status: u16,
    /// For a person.
    pub(crate) detail: String,
    /// For a program; stable.
    pub(crate) code: &'static str,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub(crate) more: Map<String, Value>,
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            more: Map::new(),
            retry_after_seconds: None,
        }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a problem has string keys and plain values")
    }

    pub(crate) fn bad_request(detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    pub(crate) fn bad_json(detail: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_json", detail)
    }

    /// Well-formed, but not of the shape that was asked for.
    pub(crate) fn unfit(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("the body may have {limit} bytes at most"))
    }

    pub(crate) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "sign in first; the session may have ended")
    }

    pub(crate) fn wrong_password() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong_password", "the e-mail or the password is wrong")
    }

    pub(crate) fn may_not(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "may_not", detail)
    }

    pub(crate) fn foreign_origin() -> Self {
        Self::new(StatusCode::FORBIDDEN, "foreign_origin", "the request comes from a page that is not ours")
    }

    /// Also for what may not be seen: the two answers must not differ.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such thing, or you may not see it")
    }

    /// To who may see the contact that took it over.
    fn merged(into: ContactId) -> Self {
        let detail = "this contact was merged into another one; `merged_into` names it";
        Self::new(StatusCode::GONE, "merged", detail).with("merged_into", json!(into))
    }

    pub(crate) fn invalid(field: &str, detail: impl Into<String>) -> Self {
        Self::unfit(detail).with("field", json!(field))
    }

    /// A book of rules that cannot be kept: `reason` and the values beside it say why, for a page to word.
    pub(crate) fn book(refusal: &RuleRefusal) -> Self {
        let (reason, values) = refusal.reason();
        let problem = Self::invalid("book", refusal.to_string()).with("reason", json!(reason));
        values.into_iter().fold(problem, |problem, (name, value)| problem.with(name, json!(value)))
    }

    pub(crate) fn too_fast(pause: TimeDelta) -> Self {
        let seconds = u32::try_from(pause.num_seconds()).unwrap_or(u32::MAX).max(1);
        let detail = format!("too many wrong passwords; try again in {seconds} seconds");
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", detail);
        problem.retry_after_seconds = Some(seconds);
        problem
    }

    pub(crate) fn stopping() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the server is stopping")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        response.body(self.to_json())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::BadCursor) {
            return Self::bad_request("the cursor is not one that a page gave");
        }
        if matches!(error, StoreError::EmailTaken) {
            return Self::invalid("email", "somebody else has this e-mail");
        }
        tracing::error!(%error, "the store failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the store does not answer; try again")
    }
}

impl From<RosterRefusal> for Problem {
    fn from(refusal: RosterRefusal) -> Self {
        let detail = refusal.to_string();
        match (&refusal, refusal.field()) {
            (RosterRefusal::OwnRights, _) => Self::may_not(&detail),
            (_, Some(field)) => Self::invalid(field, detail),
            (_, None) => Self::new(StatusCode::CONFLICT, "wrong_state", detail),
        }
    }
}

impl From<StaffError> for Problem {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::NotFound => Self::not_found(),
            StaffError::Refused(refusal) => refusal.into(),
            StaffError::Store(error) => error.into(),
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        let detail = error.to_string();
        match error {
            IntakeError::NotFound => Self::not_found(),
            IntakeError::Unreadable(_) | IntakeError::File(_) => Self::invalid("file", detail),
            IntakeError::Mapping(_) => Self::invalid("mapping", detail),
            IntakeError::WrongState(_) => Self::new(StatusCode::CONFLICT, "wrong_state", detail),
            IntakeError::Full => Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail),
            IntakeError::Store(error) => error.into(),
            IntakeError::Disk(error) => {
                tracing::error!(%error, "the folder of the imports failed");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
            }
            IntakeError::Stopping => Self::stopping(),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::not_found(),
            DeskError::Merged(into) => Self::merged(into),
            DeskError::StillHas(hanging) => {
                let Hanging { contacts, roles, planned, handovers, substitutions, rules } = *hanging;
                let detail = "this still hangs on the employee; hand it over first";
                Self::new(StatusCode::CONFLICT, "still_has", detail)
                    .with("contacts", json!(contacts))
                    .with("roles", json!(roles))
                    .with("planned", json!(planned))
                    .with("handovers", json!(handovers))
                    .with("substitutions", json!(substitutions))
                    .with("rules", json!(rules))
            }
            DeskError::Store(error) => error.into(),
            DeskError::Stopping => Self::stopping(),
        }
    }
}

impl From<CustomFieldError> for Problem {
    fn from(error: CustomFieldError) -> Self {
        let refusal = match error {
            CustomFieldError::Refused(refusal) => refusal,
            CustomFieldError::Store(error) => return error.into(),
            CustomFieldError::Stopping => return Self::stopping(),
        };
        let detail = refusal.to_string();
        match refusal {
            CustomFieldRefusal::NotFound => Self::not_found(),
            CustomFieldRefusal::IdTaken => Self::invalid("id", detail),
            CustomFieldRefusal::Label(_) | CustomFieldRefusal::LabelTaken(_) => Self::invalid("label", detail),
            CustomFieldRefusal::Choice(_)
            | CustomFieldRefusal::NoChoices
            | CustomFieldRefusal::TooManyChoices { .. }
            | CustomFieldRefusal::ChoicesOfAnotherKind => Self::invalid("choices", detail),
            CustomFieldRefusal::Position => Self::invalid("position", detail),
            CustomFieldRefusal::TooMany | CustomFieldRefusal::TooManyDefinitions => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
            }
        }
    }
}

impl From<SubstitutionError> for Problem {
    fn from(error: SubstitutionError) -> Self {
        let refusal = match error {
            SubstitutionError::Refused(refusal) => refusal,
            SubstitutionError::Store(error) => return error.into(),
            SubstitutionError::Stopping => return Self::stopping(),
        };
        let detail = refusal.to_string();
        match refusal {
            SubstitutionRefusal::NotFound => Self::not_found(),
            SubstitutionRefusal::MayNot => Self::may_not(&detail),
            SubstitutionRefusal::Over | SubstitutionRefusal::NotBegun => {
                Self::new(StatusCode::CONFLICT, "wrong_state", detail)
            }
            refusal => {
                let problem = match refusal.field() {
                    Some(field) => Self::invalid(field, detail),
                    None => Self::unfit(detail),
                };
                problem.with("reason", json!(refusal.reason()))
            }
        }
    }
}

impl From<RulesError> for Problem {
    fn from(error: RulesError) -> Self {
        let detail = error.to_string();
        match error {
            RulesError::Refused(refusal) => Self::book(&refusal),
            RulesError::Changed { revision } => {
                Self::new(StatusCode::CONFLICT, "conflict", detail).with("revision", json!(revision))
            }
            RulesError::Problems(problems) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).with("problems", json!(problems))
            }
            RulesError::Store(error) => error.into(),
            RulesError::Stopping => Self::stopping(),
        }
    }
}

impl From<WhatIfError> for Problem {
    fn from(error: WhatIfError) -> Self {
        match error {
            WhatIfError::Desk(error) => error.into(),
            WhatIfError::Refused(refusal) => ExecuteError::Refused(refusal).into(),
        }
    }
}

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        let refusal = match error {
            ActError::Refused(refusal) => refusal,
            ActError::Store(error) => return error.into(),
            ActError::Stopping => return Self::stopping(),
        };
        let detail = refusal.to_string();
        match refusal {
            ActRefusal::NotFound => Self::not_found(),
            ActRefusal::NotYours | ActRefusal::NotTheReceiver | ActRefusal::NotYoursToUndo => Self::may_not(&detail),
            ActRefusal::UnderWay | ActRefusal::AlreadyUndone | ActRefusal::NotDone | ActRefusal::Answered => {
                Self::new(StatusCode::CONFLICT, "wrong_state", detail)
            }
            ActRefusal::TooLate => Self::new(StatusCode::CONFLICT, "too_late", detail),
            ActRefusal::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail),
            ActRefusal::IdTaken => Self::invalid("id", detail),
            ActRefusal::Nothing | ActRefusal::TooMany { .. } | ActRefusal::HasNone { .. } => {
                Self::invalid("contacts", detail)
            }
            ActRefusal::ToThemselves | ActRefusal::NoReceiver | ActRefusal::TooManyReceivers { .. } => {
                Self::invalid("receivers", detail)
            }
            ActRefusal::NoteTooLong { .. } => Self::invalid("note", detail),
        }
    }
}

impl From<ApplyError> for Problem {
    fn from(error: ApplyError) -> Self {
        let detail = error.to_string();
        match error {
            ApplyError::Changed { version } => {
                Self::new(StatusCode::CONFLICT, "conflict", detail).with("version", json!(version))
            }
            ApplyError::Act(error) => error.into(),
        }
    }
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        let refusal = match error {
            MergeError::Refused(refusal) => refusal,
            MergeError::Store(error) => return error.into(),
            MergeError::Unavailable(cause) => {
                tracing::error!(cause, "contacts could not be merged");
                let detail = "the contacts cannot be merged at the moment; try again later";
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail);
            }
            MergeError::Stopping => return Self::stopping(),
        };
        let detail = refusal.to_string();
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, detail.clone());
        match refusal {
            MergeRefusal::NotFound => Self::not_found(),
            MergeRefusal::AlreadyMerged { into } => conflict("merged").with("merged_into", json!(into)),
            MergeRefusal::Changed { contact, field, by, seq } => conflict("conflict")
                .with("contact", json!(contact))
                .with("field", json!(field))
                .with("by", json!(by))
                .with("seq", json!(seq)),
            MergeRefusal::WouldBeSeen { gains } => conflict("would_be_seen").with("gains", json!(gains)),
            MergeRefusal::TooLate => conflict("too_late"),
            MergeRefusal::SurvivorGone => conflict("survivor_gone"),
            MergeRefusal::Invalid { field, .. } => Self::invalid(&field.to_string(), detail),
            MergeRefusal::OutOfSight => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "out_of_sight", detail),
            MergeRefusal::WithItself
            | MergeRefusal::DifferentKinds
            | MergeRefusal::BaseFromTheFuture { .. }
            | MergeRefusal::TooManyPeople
            | MergeRefusal::TooManyComments
            | MergeRefusal::NotesTooLong => Self::unfit(detail),
        }
    }
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::NotFound | JoinError::NameOnly => Self::not_found(),
            JoinError::Merged(into) => Self::merged(into),
            JoinError::Question(error) => error.into(),
            JoinError::Moved | JoinError::Unavailable(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
            }
        }
    }
}

/// The stable code of a refused command, the same on a socket and over HTTP.
pub(crate) fn execute_code(error: &ExecuteError) -> &'static str {
    match error {
        ExecuteError::Refused(refusal) => refusal_code(refusal),
        ExecuteError::ChangedSince => "conflict",
        ExecuteError::Moved | ExecuteError::Unavailable(_) => "unavailable",
        ExecuteError::OutcomeUnknown => "outcome_unknown",
    }
}

fn refusal_code(refusal: &ContactRefusal) -> &'static str {
    match refusal {
        ContactRefusal::NotFound | ContactRefusal::CommentNotFound => "not_found",
        ContactRefusal::CommentNotYours => "may_not",
        ContactRefusal::Conflict(_) | ContactRefusal::ChangedSinceAct | ContactRefusal::ManagerChanged { .. } => {
            "conflict"
        }
        ContactRefusal::Invalid { .. }
        | ContactRefusal::BaseFromTheFuture { .. }
        | ContactRefusal::CommentEmpty
        | ContactRefusal::CommentTooLong { .. }
        | ContactRefusal::CommentIdTaken
        | ContactRefusal::ParentNotFound
        | ContactRefusal::TooLateToEdit
        | ContactRefusal::TooManyEdits
        | ContactRefusal::NotAThread
        | ContactRefusal::TooManyPinned
        | ContactRefusal::NoSuchEmployee
        | ContactRefusal::NotSubstituting { .. }
        | ContactRefusal::NoSuchTeam
        | ContactRefusal::NoSuchOrganisation
        | ContactRefusal::AlreadyAssigned { .. }
        | ContactRefusal::BeginsInThePast { .. }
        | ContactRefusal::EndsInThePast { .. }
        | ContactRefusal::EndsBeforeItBegins { .. }
        | ContactRefusal::NotAssigned
        | ContactRefusal::NoSuchProposal
        | ContactRefusal::SeenAlready
        | ContactRefusal::OverrideReason(_)
        | ContactRefusal::OverrideTooLong { .. }
        | ContactRefusal::OrganisationsDoNotWork
        | ContactRefusal::WorksForItself => "invalid",
    }
}

impl From<ExecuteError> for Problem {
    fn from(error: ExecuteError) -> Self {
        let code = execute_code(&error);
        let refusal = match error {
            ExecuteError::Refused(refusal) => refusal,
            ExecuteError::ChangedSince => return Self::new(StatusCode::CONFLICT, code, error.to_string()),
            other => return Self::new(StatusCode::SERVICE_UNAVAILABLE, code, other.to_string()),
        };
        let detail = refusal.to_string();
        match refusal {
            ContactRefusal::NotFound | ContactRefusal::CommentNotFound => Self::not_found(),
            ContactRefusal::CommentNotYours => Self::may_not(&detail),
            ContactRefusal::ChangedSinceAct | ContactRefusal::ManagerChanged { .. } => {
                Self::new(StatusCode::CONFLICT, code, detail)
            }
            ContactRefusal::Conflict(conflict) => Self::new(StatusCode::CONFLICT, code, detail)
                .with("field", json!(conflict.field))
                .with("mine", json!(conflict.mine))
                .with("theirs", json!(conflict.theirs))
                .with("by", json!(conflict.by))
                .with("seq", json!(conflict.seq)),
            ContactRefusal::Invalid { field, .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with("field", json!(field))
            }
            _ => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
        }
    }
}
