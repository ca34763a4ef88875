//! The browser's types are generated from these and committed; this test keeps them fresh. `make types` writes them anew.

use std::path::Path;

use ts_rs::{Config, TS};

use domain::access::{SeenBecause, Seer};
use domain::act::{ActCounts, ActKind, ActState, Answer, Handover, ItemOutcome, RefusedItem};
use domain::audit::{AuditDeed, AuditEntry};
use domain::comment::{Comment, CommentChange, EarlierText, Emoji, Mark, Reaction, Visibility};
use domain::contact::{
    Access, Assignment, AssignmentRole, AssignmentSource, Contact, ContactKind, Department, Employment, Event,
    EventKind, Field, FieldValue, FieldVersion, Fields, FormerManager, Override,
};
use domain::custom_field::{AppliesTo, CustomField, CustomFieldKind};
use domain::import::{Import, ImportColumn, ImportError, ImportFormat, ImportState, ImportTally, ImportUndo};
use domain::listing::{CustomFilter, Facet, Facets, FilterSpec, NamedEmployee, SeenContact, Sort};
use domain::merge::duplicates::DuplicateReason;
use domain::merge::{Kept, MergePreview, MergedField, Pick, Sight};
use domain::rules::analysis::FreeCodes;
use domain::rules::decision::{OperandValue, PoolName};
use domain::rules::pool::{Counter, Share};
use domain::rules::preview::{Load, Move, RuleCount, Tally};
use domain::rules::{
    Candidate, Condition, Distribution, Draft, Member, Operand, Outcome, Pool, PoolState, Problem, ProblemKind,
    Proposal, ProposalKind, Region, Rule, RuleBook, RuleMode, RuleReference, SkipReason, Territory, Turn, Version,
    WhatIf, WhenEmpty, Why, WorkingHours,
};
use domain::substitution::{BriefedContact, Briefing, Carries, Chain, SubstitutionPreview};
use domain::value::{Birthday, Country};
use domain::{
    ActId, AssignmentId, AuditId, CommandId, ContactId, CustomFieldId, Employee, EmployeeId, ImportId, MergeId,
    Notification, NotificationId, NotificationKind, PoolId, Role, RuleId, SessionId, Substitution, SubstitutionId,
    SubstitutionState, Team, TeamId, TerritoryId, View, ViewId,
};

use super::{ClientFrame, Limits, Person, RevokedReason, ServerFrame, Topic, TopicState};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/protocol/generated.ts");
const HEADER: &str = "// Generated from the Rust types of `domain` and `actors::wire` by `make types`. Do not edit.\n";

macro_rules! declarations {
    ($($type:ty),+ $(,)?) => {{
        let config = Config::new().with_large_int("number");
        let mut file = HEADER.to_owned();
        $(file.push_str(&format!("\nexport {}\n", <$type>::decl(&config)));)+
        file
    }};
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn the_browsers_types_are_those_of_the_protocol() {
    let generated = declarations![
        ContactId,
        EmployeeId,
        TeamId,
        CommandId,
        AssignmentId,
        NotificationId,
        SessionId,
        ViewId,
        Topic,
        Country,
        Birthday,
        ContactKind,
        Access,
        AssignmentRole,
        AssignmentSource,
        FormerManager,
        Department,
        CustomFieldId,
        Field,
        Employment,
        FieldValue,
        Fields,
        FieldVersion,
        Assignment,
        Contact,
        SeenContact,
        NamedEmployee,
        CustomFilter,
        FilterSpec,
        Sort,
        Facet,
        Facets,
        View,
        Visibility,
        Emoji,
        EarlierText,
        Reaction,
        Mark,
        Comment,
        CommentChange,
        MergeId,
        ActId,
        RuleId,
        TerritoryId,
        PoolId,
        RuleMode,
        Operand,
        Region,
        Condition,
        Distribution,
        Rule,
        Territory,
        WorkingHours,
        Member,
        WhenEmpty,
        Pool,
        RuleBook,
        Draft,
        Version,
        RuleReference,
        ProposalKind,
        Proposal,
        SkipReason,
        Share,
        Turn,
        Counter,
        PoolState,
        PoolName,
        OperandValue,
        Candidate,
        Outcome,
        Why,
        WhatIf,
        ProblemKind,
        Problem,
        FreeCodes,
        RuleCount,
        Load,
        Move,
        Tally,
        EventKind,
        Event,
        Pick,
        MergedField,
        Sight,
        MergePreview,
        Kept,
        DuplicateReason,
        Role,
        Employee,
        Team,
        ActState,
        Answer,
        Handover,
        ActKind,
        ActCounts,
        RefusedItem,
        ItemOutcome,
        NotificationKind,
        Notification,
        ImportId,
        ImportState,
        ImportFormat,
        ImportColumn,
        ImportTally,
        ImportUndo,
        ImportError,
        Import,
        CustomFieldKind,
        AppliesTo,
        CustomField,
        Override,
        SeenBecause,
        Seer,
        AuditId,
        AuditDeed,
        AuditEntry,
        SubstitutionId,
        SubstitutionState,
        Carries,
        Substitution,
        Chain,
        SubstitutionPreview,
        BriefedContact,
        Briefing,
        Person,
        RevokedReason,
        Limits,
        TopicState,
        ClientFrame,
        ServerFrame,
    ];
    let file = Path::new(FILE);
    if std::env::var_os("KONTOR_WRITE_TYPES").is_some() {
        std::fs::write(file, &generated).expect("the types can be written");
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(committed == generated, "the browser's types are out of date: run `make types` and commit the file");
}
