//! What rules do to a contact: when it is made, when something that they look at changes, and when somebody accepts what
//! they suggest (`[R7]` to `[R9]`).

use serde::{Deserialize, Serialize};

use super::compiled::Facts;
use super::decision::{Deciding, Outcome, Why};
use super::preview::{Holder, Standing, standing};
use super::{Compiled, Operand, PoolStates, Proposal, ProposalKind, Rule, RuleMode, RuleReference};
use crate::contact::{
    Contact, ContactRefusal, Context, Event, EventKind, FieldChange, FormerManager, assign_by_rule, is_seen_whole,
    numbered, ruled_id,
};
use crate::ids::{ActId, RuleId};

/// The rules that hold, and the counters that turns are taken on.
pub struct Automation<'a> {
    pub compiled: &'a Compiled,
    pub version: u64,
    pub states: &'a mut PoolStates,
}

impl<'a> Automation<'a> {
    fn deciding<'b>(&self, context: Context<'b>) -> Deciding<'b>
    where
        'a: 'b,
    {
        Deciding { compiled: self.compiled, version: self.version, roster: context.roster, now: context.now }
    }

    /// To whom a new contact goes.
    pub fn of_new(&mut self, contact: &Contact, context: Context<'_>) -> Option<Why> {
        self.deciding(context).decide(Facts::of(&contact.fields), self.states)
    }

    fn distribute(&mut self, rule: &Rule, contact: &Contact, context: Context<'_>) -> Why {
        self.deciding(context).distribute(rule, Facts::of(&contact.fields), self.states)
    }

    fn reference(&self, rule: &Rule) -> RuleReference {
        RuleReference { rule: rule.id, name: rule.name.clone(), version: self.version }
    }

    /// What follows from a change of the contact that `events` made of `before`.
    pub fn after_change(
        &mut self,
        before: &Contact,
        after: &Contact,
        events: &[Event],
        context: Context<'_>,
    ) -> Vec<EventKind> {
        let touches = |event: &Event| matches!(&event.kind, EventKind::FieldChanged { field, .. } if Operand::of(*field).is_some());
        if after.deleted || !events.iter().any(touches) {
            return Vec::new();
        }
        let (compiled, deciding) = (self.compiled, self.deciding(context));
        let then = deciding.rule_of(Facts::of(&before.fields)).map(|rule| rule.id);
        let now = deciding.rule_of(Facts::of(&after.fields));
        // A rule that took the contact before has had its say: whom somebody chose since stays.
        if then == now.map(|rule| rule.id) {
            return Vec::new();
        }
        let withdrawn = after.proposal.iter().map(|proposal| withdrawn(proposal, false));
        let mut kinds: Vec<_> = withdrawn.collect();
        let Some(rule) = now else { return kinds };
        if standing(&compiled.book, rule, &Holder::of(after)) != Standing::Open {
            return kinds;
        }
        match rule.mode {
            RuleMode::NewOnly => {}
            RuleMode::Suggest => kinds.push(self.suggest(rule, context)),
            RuleMode::AtOnce => kinds.extend(self.assign(rule, after, context)),
        }
        kinds
    }

    fn suggest(&self, rule: &Rule, context: Context<'_>) -> EventKind {
        let employee = match &rule.distribution {
            super::Distribution::Employee { employee } => Some(*employee),
            super::Distribution::Pool { .. } => None,
        };
        let proposal = Proposal {
            rule: self.reference(rule),
            role: rule.role,
            employee,
            kind: ProposalKind::Suggested,
            by: context.by,
            at: context.now,
        };
        EventKind::ProposalMade { proposal: Box::new(proposal) }
    }

    fn assign(&mut self, rule: &Rule, contact: &Contact, context: Context<'_>) -> Vec<EventKind> {
        let why = self.distribute(rule, contact, context);
        by_rule(contact, why, FormerManager::default(), context)
    }

    /// Does what was suggested, by the rules as they are now.
    pub fn accept(
        &mut self,
        contact: &Contact,
        wanted: RuleId,
        context: Context<'_>,
    ) -> Result<Vec<EventKind>, ContactRefusal> {
        if !is_seen_whole(contact, context)? {
            return Err(ContactRefusal::NotFound);
        }
        let proposal = contact.proposal.as_ref().filter(|proposal| proposal.rule.rule == wanted);
        let proposal = proposal.ok_or(ContactRefusal::NoSuchProposal)?;
        let rule = self.deciding(context).rule_of(Facts::of(&contact.fields)).filter(|rule| rule.id == wanted);
        let rule = rule.ok_or(ContactRefusal::NoSuchProposal)?;
        let mut kinds = vec![withdrawn(proposal, false)];
        // Somebody may have assigned or pinned meanwhile.
        if standing(&self.compiled.book, rule, &Holder::of(contact)) == Standing::Open {
            kinds.extend(self.assign(rule, contact, context));
        }
        Ok(kinds)
    }

    /// Assigns a contact that waits, if somebody can take it now; and one that stands where its rule no longer takes it,
    /// waits no more.
    pub fn end_waiting(&mut self, contact: &Contact, context: Context<'_>) -> Vec<EventKind> {
        let waiting = contact.proposal.as_ref().filter(|proposal| proposal.kind == ProposalKind::Queued);
        let Some(proposal) = waiting else { return Vec::new() };
        let (compiled, deciding) = (self.compiled, self.deciding(context));
        let rule = deciding.rule_of(Facts::of(&contact.fields));
        let still = |rule: &&Rule| {
            rule.id == proposal.rule.rule && standing(&compiled.book, rule, &Holder::of(contact)) == Standing::Open
        };
        let Some(rule) = rule.filter(still) else { return vec![withdrawn(proposal, false)] };
        let why = self.distribute(rule, contact, context);
        if why.outcome.employee().is_none() {
            return Vec::new();
        }
        let mut kinds = vec![withdrawn(proposal, false)];
        kinds.extend(by_rule(contact, why, FormerManager::default(), context));
        kinds
    }

    /// A contact's part of an act that applies the rules to those that there are. Nothing, if it was carried out before.
    pub fn carry_out(
        &mut self,
        contact: &Contact,
        (act, version): (ActId, u64),
        former: FormerManager,
        context: Context<'_>,
    ) -> Result<Vec<Event>, ContactRefusal> {
        if !is_seen_whole(contact, context)? {
            return Err(ContactRefusal::NotFound);
        }
        if version != self.version {
            return Err(ContactRefusal::ChangedSinceAct);
        }
        let done = ruled_id(context.command);
        let deciding = self.deciding(context);
        let rule = deciding.rule_of(Facts::of(&contact.fields));
        let open = |rule: &&Rule| standing(&self.compiled.book, rule, &Holder::of(contact)) == Standing::Open;
        let Some(rule) = rule.filter(open) else { return Ok(Vec::new()) };
        if contact.assignments.iter().any(|known| known.id == done) {
            return Ok(Vec::new());
        }
        // It waits already.
        let waits = |proposal: &Proposal| proposal.kind == ProposalKind::Queued && proposal.rule.rule == rule.id;
        if contact.proposal.as_ref().is_some_and(waits) {
            return Ok(self.then_end_waiting(contact, act, context));
        }
        let mut kinds: Vec<_> = contact.proposal.iter().map(|proposal| withdrawn(proposal, false)).collect();
        let why = self.distribute(rule, contact, context);
        kinds.extend(by_rule(contact, why, former, context));
        Ok(of_act(numbered(contact.version, kinds, context), act))
    }

    fn then_end_waiting(&mut self, contact: &Contact, act: ActId, context: Context<'_>) -> Vec<Event> {
        let kinds = self.end_waiting(contact, context);
        of_act(numbered(contact.version, kinds, context), act)
    }
}

fn of_act(events: Vec<Event>, act: ActId) -> Vec<Event> {
    events.into_iter().map(|event| Event { act: Some(act), ..event }).collect()
}

/// What a decision does to the contact.
pub fn by_rule(contact: &Contact, why: Why, former: FormerManager, context: Context<'_>) -> Vec<EventKind> {
    match why.outcome {
        Outcome::Nobody => Vec::new(),
        Outcome::Queued => {
            let proposal = Proposal {
                rule: why.rule,
                role: why.role,
                employee: None,
                kind: ProposalKind::Queued,
                by: context.by,
                at: context.now,
            };
            vec![EventKind::ProposalMade { proposal: Box::new(proposal) }]
        }
        Outcome::Assigned { employee } | Outcome::SteppedIn { employee } => {
            assign_by_rule(contact, employee, why, former, context)
        }
    }
}

pub(crate) fn withdrawn(proposal: &Proposal, dismissed: bool) -> EventKind {
    EventKind::ProposalWithdrawn { proposal: Box::new(proposal.clone()), dismissed }
}

/// What would be if a contact had other values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct WhatIf {
    /// Missing if no rule takes it.
    pub why: Option<Why>,
    /// Who has the role now and would keep it, whatever the rule says.
    pub stays: Option<crate::EmployeeId>,
    /// It stays because it is pinned.
    pub pinned: bool,
}

/// Asks the rules about a contact with these changes. Nothing is done, and no turn is taken: `states` are a copy.
pub fn what_if(
    contact: &Contact,
    changes: &[FieldChange],
    mut automation: Automation<'_>,
    context: Context<'_>,
) -> Result<WhatIf, ContactRefusal> {
    let fields = crate::contact::trial(contact, changes, context)?;
    let otherwise = Contact { fields, ..contact.clone() };
    let why = automation.of_new(&otherwise, context);
    let holders = Holder::of(contact);
    let rule = why.as_ref().and_then(|why| automation.compiled.book.rule(why.rule.rule));
    let standing = rule.map(|rule| (rule.role, standing(&automation.compiled.book, rule, &holders)));
    let stays = standing.filter(|(_, standing)| *standing != Standing::Open).and_then(|(role, standing)| {
        let mut held = holders.iter().filter(|holder| holder.role == role);
        held.find(|holder| standing == Standing::Right || holder.pinned).map(|holder| holder.employee)
    });
    let pinned = standing.is_some_and(|(_, standing)| standing == Standing::Pinned);
    Ok(WhatIf { why, stays, pinned })
}
