//! The rules that assign contacts, as they hold now, and their draft: who changes them, what they would do, and why they
//! did what they did.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use store::{FactsPlace, RuleFacts, Store, StoreError};
use tokio::sync::Mutex;

use domain::act::{Act, ActKind, Deed};
use domain::calendar;
use domain::contact::{Context, FieldChange, Fields, FormerManager};
use domain::rules::compiled::Facts;
use domain::rules::decision::Deciding;
use domain::rules::preview::{Preview, Standing, Tally, standing};
use domain::rules::{
    Automation, Compiled, Draft, PoolStates, Problem, RuleBook, RuleRefusal, Version, WhatIf, Why, what_if,
};
use domain::{ActId, AssignmentId, CommandId, ContactId, EmployeeId, EventKind};

use crate::acts::ActError;
use crate::contact::{ExecuteError, Order};
use crate::desk::{Desk, DeskError};
use crate::dispatcher::Dispatcher;

/// Contacts that a preview looks at in one go: other requests wait for no more than these.
const FACTS_AT_ONCE: usize = 2_000;
/// How many events are read at once on the way back to an assignment.
const EVENTS_AT_ONCE: usize = 200;
/// How often somebody is looked for who can take the contacts that wait.
const LOOK_EVERY: Duration = Duration::from_secs(20);
const WAITING_AT_ONCE: usize = 5_000;
const AT_A_TIME: usize = 8;

/// The version that contacts are assigned by; 0 if none was ever activated.
#[derive(Debug, Default)]
pub struct ActiveRules {
    pub version: u64,
    pub compiled: Compiled,
}

/// What the core knows of rules.
pub(crate) struct Rules {
    active: ArcSwap<ActiveRules>,
    draft: ArcSwap<Draft>,
    /// When the active version was activated, and by whom.
    activated: ArcSwap<Option<Version>>,
    dispatcher: Arc<Dispatcher>,
    /// Held while the draft or the version changes: each change is decided on the one before.
    changing: Mutex<()>,
}

impl Rules {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let version = store.active_rules().await?;
        let draft = store.rule_draft().await?.unwrap_or_default();
        let active = version.as_ref().map(ActiveRules::of).unwrap_or_default();
        let dispatcher = Dispatcher::load(store, &active.compiled.book).await?;
        Ok(Self {
            active: ArcSwap::from_pointee(active),
            draft: ArcSwap::from_pointee(draft),
            activated: ArcSwap::from_pointee(version),
            dispatcher: Arc::new(dispatcher),
            changing: Mutex::default(),
        })
    }

    pub(crate) fn active(&self) -> Arc<ActiveRules> {
        self.active.load_full()
    }

    pub(crate) fn dispatcher(&self) -> &Arc<Dispatcher> {
        &self.dispatcher
    }
}

impl ActiveRules {
    fn of(version: &Version) -> Self {
        Self { version: version.version, compiled: Compiled::new(version.book.clone()) }
    }
}

/// Why rules are as they were.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error(transparent)]
    Refused(#[from] RuleRefusal),
    /// The revision that it has now.
    #[error("somebody changed the draft since you read it; look at it again")]
    Changed { revision: u64 },
    #[error("the draft cannot hold as it is; mend what is named first")]
    Problems(Vec<Problem>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server is stopping")]
    Stopping,
}

impl Desk {
    /// The version that holds, with who activated it.
    pub fn active_rules(&self) -> Arc<Option<Version>> {
        self.services.rules.activated.load_full()
    }

    pub fn rule_draft(&self) -> Arc<Draft> {
        self.services.rules.draft.load_full()
    }

    /// The counters of all pools as they are now.
    pub fn pool_states(&self) -> PoolStates {
        self.services.rules.dispatcher.states().clone()
    }

    /// Replaces the draft, if it is still at this revision.
    pub async fn save_rules(&self, by: EmployeeId, revision: u64, book: RuleBook) -> Result<Arc<Draft>, RulesError> {
        let book = book.checked()?;
        let services = self.services.clone();
        // Also if the asking request is dropped meanwhile: what is stored and what is known must not part.
        let saving = actix_rt::spawn(async move {
            let _one_at_a_time = services.rules.changing.lock().await;
            let known = services.rules.draft.load().revision;
            if known != revision {
                return Err(RulesError::Changed { revision: known });
            }
            let draft = Draft { revision: revision + 1, by: Some(by), at: Some(services.clock.now()), book };
            services.store.put_rule_draft(&draft).await?;
            services.rules.draft.store(Arc::new(draft));
            Ok(services.rules.draft.load_full())
        });
        saving.await.unwrap_or(Err(RulesError::Stopping))
    }

    /// Makes the draft hold from here on, if it is still at this revision and nothing speaks against it.
    pub async fn activate_rules(&self, by: EmployeeId, revision: u64) -> Result<Version, RulesError> {
        let services = self.services.clone();
        let activating = actix_rt::spawn(async move {
            let _one_at_a_time = services.rules.changing.lock().await;
            let draft = services.rules.draft.load_full();
            if draft.revision != revision {
                return Err(RulesError::Changed { revision: draft.revision });
            }
            let blocking: Vec<_> =
                draft.book.problems(&services.roster()).into_iter().filter(|problem| problem.blocks).collect();
            if !blocking.is_empty() {
                return Err(RulesError::Problems(blocking));
            }
            services.rules.dispatcher.learn(&services.store, &draft.book).await?;
            let number = services.rules.active().version + 1;
            let version = Version { version: number, by, at: services.clock.now(), book: draft.book.clone() };
            services.store.add_rule_version(&version).await?;
            services.rules.active.store(Arc::new(ActiveRules::of(&version)));
            services.rules.activated.store(Arc::new(Some(version.clone())));
            Ok(version)
        });
        activating.await.unwrap_or(Err(RulesError::Stopping))
    }

    /// What a book would do to the contacts that this employee sees whole, all of them or those made since a time. Says
    /// after each part how many were looked at; `None` if nobody wants to know any more.
    pub async fn preview_rules(
        &self,
        compiled: &Compiled,
        employee: EmployeeId,
        since: Option<chrono::DateTime<chrono::Utc>>,
        mut goes_on: impl AsyncFnMut(u64) -> bool,
    ) -> Result<Option<Tally>, StoreError> {
        let (roster, keys) = (self.roster(), self.keys(employee));
        let now = self.clock().now();
        let deciding = Deciding { compiled, version: 0, roster: &roster, now };
        let mut preview = Preview::new(deciding, self.pool_states());
        let (mut place, mut count) = (None, 0);
        loop {
            let (facts, next) = self.store().rule_facts(&keys, since, place, FACTS_AT_ONCE).await?;
            count += facts.len() as u64;
            for contact in &facts {
                preview.take(contact.id, contact.facts(), &contact.holders);
            }
            place = next;
            if place.is_none() {
                return Ok(Some(preview.finish()));
            }
            if !goes_on(count).await {
                return Ok(None);
            }
        }
    }

    /// Brings the contacts that this employee sees whole to where the rules that hold want them, as one act.
    pub async fn apply_rules(
        &self,
        id: ActId,
        by: EmployeeId,
        version: u64,
        former: FormerManager,
    ) -> Result<Act, ApplyError> {
        let rules = self.services.rules.active();
        if rules.version != version || version == 0 {
            return Err(ApplyError::Changed { version: rules.version });
        }
        let kind = ActKind::ApplyRules { version, former };
        let deed = Deed::ApplyRules { version, former };
        let day = calendar::day_of(self.clock().now());
        let keys = self.keys(by);
        let begin = (true, None::<FactsPlace>);
        let pieces = stream::try_unfold(begin, move |(goes_on, place)| {
            let (rules, keys) = (rules.clone(), keys.clone());
            async move {
                if !goes_on {
                    return Ok::<_, StoreError>(None);
                }
                let (facts, next) = self.store().rule_facts(&keys, None, place, FACTS_AT_ONCE).await?;
                let moves = |contact: &RuleFacts| {
                    let rule = rules.compiled.rule_of(&contact.facts().into(), day);
                    let stands = |rule| standing(&rules.compiled.book, rule, &contact.holders);
                    rule.is_some_and(|rule| stands(rule) == Standing::Open)
                };
                let moving: Vec<_> = facts.iter().filter(|contact| moves(contact)).map(|contact| contact.id).collect();
                Ok(Some((stream::iter(moving).map(Ok::<_, StoreError>), (next.is_some(), next))))
            }
        });
        let items = pieces.try_flatten().map_ok(move |contact| (contact, deed.clone()));
        Ok(self.begin_act(id, by, kind, items).await?)
    }

    /// What a book would do with a contact of these values. No turn is taken.
    pub fn sample_rules(&self, compiled: &Compiled, fields: &Fields) -> Option<Why> {
        let roster = self.roster();
        let deciding = Deciding { compiled, version: 0, roster: &roster, now: self.clock().now() };
        deciding.decide(Facts::of(fields), &mut self.pool_states())
    }

    /// What the rules would say of a contact that this employee sees whole, if it had these values. Nothing is done.
    pub async fn what_if(
        &self,
        contact: ContactId,
        employee: EmployeeId,
        changes: &[FieldChange],
    ) -> Result<WhatIf, WhatIfError> {
        let contact = self.read_whole(contact, employee).await?;
        let (roster, custom_fields) = (self.roster(), self.custom_fields());
        let context = Context {
            command: CommandId::new(),
            by: employee,
            acting_for: None,
            now: self.clock().now(),
            roster: &roster,
            custom_fields: &custom_fields,
        };
        let mut states = self.pool_states();
        let rules = self.services.rules.active();
        let automation = Automation { compiled: &rules.compiled, version: rules.version, states: &mut states };
        Ok(what_if(&contact, changes, automation, context)?)
    }

    /// Why this assignment was made; `None` if no rule made it. For who sees the contact whole.
    pub async fn why(
        &self,
        contact: ContactId,
        employee: EmployeeId,
        assignment: AssignmentId,
    ) -> Result<Option<Why>, DeskError> {
        let seen = self.read_whole(contact, employee).await?;
        if !seen.assignments.iter().any(|known| known.id == assignment && known.rule.is_some()) {
            return Ok(None);
        }
        let mut before = None;
        loop {
            let events = self.store().events_before(contact, before, EVENTS_AT_ONCE).await?;
            let Some(oldest) = events.last() else { return Ok(None) };
            before = Some(oldest.seq);
            let made = events.into_iter().find_map(|event| match event.kind {
                EventKind::EmployeeAssigned { assignment: made, why } if made.id == assignment => Some(why),
                _ => None,
            });
            if let Some(why) = made {
                return Ok(why.map(|why| *why));
            }
        }
    }
}

/// Why rules were not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The version that holds; 0 if none does.
    #[error("another version of the rules holds now; look at what it would do")]
    Changed { version: u64 },
    #[error(transparent)]
    Act(#[from] ActError),
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum WhatIfError {
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Refused(#[from] domain::contact::ContactRefusal),
}

/// Assigns contacts that wait once somebody can take them, for as long as the program runs.
pub async fn keep(desk: Desk) {
    loop {
        if let Err(error) = end_waiting(&desk).await {
            tracing::error!(%error, "contacts that wait could not be looked at; trying again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Looks once at the contacts that wait longest.
pub async fn end_waiting(desk: &Desk) -> Result<(), StoreError> {
    let waiting = desk.store().contacts_waiting(WAITING_AT_ONCE).await?;
    let turns = waiting.into_iter().map(|contact| async move {
        match desk.act_by_itself(contact, Order::EndWaiting).await {
            Ok(_) | Err(ExecuteError::Refused(_)) => {}
            Err(error) => tracing::warn!(%contact, %error, "a contact goes on waiting"),
        }
    });
    stream::iter(turns).buffered(AT_A_TIME).for_each(|()| async {}).await;
    Ok(())
}
