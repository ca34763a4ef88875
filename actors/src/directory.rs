//! Which contact and which employee has an actor right now. Activates on first use, puts away what nobody uses, and
//! bounds how many contacts are in memory: a million stored ones cost disk, not memory.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix::prelude::*;
use lru::LruCache;

use domain::{ContactId, EmployeeId, Notification};

use crate::contact::{ContactActor, Drain, Passivate, Recheck, Settle};
use crate::desk::Services;
use crate::employee::{EmployeeActor, Notify, PassivateEmployee};

/// Idle actors are looked for this often, or more often where they are put away sooner.
const SWEEP_EVERY: Duration = Duration::from_secs(5);
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
/// One sweep asks at most this many actors whether they are idle; more, if so many more are in memory than may be.
const SWEEP_LIMIT: usize = 512;

pub(crate) struct Directory {
    services: Arc<Services>,
    arbiters: Vec<ArbiterHandle>,
    idle_after: Duration,
    most_active: usize,
    contacts: LruCache<ContactId, Active>,
    employees: HashMap<EmployeeId, Addr<EmployeeActor>>,
    draining: bool,
}

struct Active {
    addr: Addr<ContactActor>,
    last_located: Instant,
}

impl Directory {
    pub(crate) fn new(
        services: Arc<Services>,
        arbiters: Vec<ArbiterHandle>,
        idle_after: Duration,
        most_active: usize,
    ) -> Self {
        Self {
            services,
            arbiters,
            idle_after,
            most_active,
            contacts: LruCache::unbounded(),
            employees: HashMap::new(),
            draining: false,
        }
    }

    fn arbiter(&self, key: u128) -> &ArbiterHandle {
        let count = self.arbiters.len() as u128;
        let index = usize::try_from(key % count).expect("an index of an arbiter fits in usize");
        &self.arbiters[index]
    }

    /// Asks the least recently located actors to go: all that were idle for long, and more when there are too many.
    fn sweep(&mut self, ctx: &mut Context<Self>) {
        let now = Instant::now();
        let surplus = self.contacts.len().saturating_sub(self.most_active);
        let candidates: Vec<_> = self
            .contacts
            .iter()
            .rev()
            .take(SWEEP_LIMIT.max(surplus))
            .enumerate()
            .filter(|(rank, (_, active))| *rank < surplus || now - active.last_located > self.idle_after)
            .map(|(_, (id, active))| (*id, active.addr.clone()))
            .collect();
        for (id, addr) in candidates {
            let asked = addr.clone();
            let asking = async move { asked.send(Passivate).await }.into_actor(self);
            ctx.spawn(asking.map(move |idle, this, _| match idle {
                Ok(false) => this.touch(id),
                // Idle, or gone already: first out of the directory, then stopped, so a late sender finds a fresh one.
                Ok(true) | Err(_) => this.put_away(id, &addr),
            }));
        }
        self.employees.retain(|_, addr| addr.connected());
        for addr in self.employees.values() {
            let asked = addr.clone();
            ctx.spawn(async move { asked.send(PassivateEmployee).await }.into_actor(self).map(|_, _, _| ()));
        }
    }

    fn touch(&mut self, id: ContactId) {
        if let Some(active) = self.contacts.get_mut(&id) {
            active.last_located = Instant::now();
        }
    }

    fn put_away(&mut self, id: ContactId, addr: &Addr<ContactActor>) {
        if self.contacts.peek(&id).is_some_and(|active| active.addr == *addr) {
            self.contacts.pop(&id);
        }
        // Fails only when the actor has stopped already, which is what it asks for.
        let _: Result<(), _> = addr.try_send(Drain);
    }
}

impl Actor for Directory {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(4096);
        ctx.run_interval(self.idle_after.clamp(SHORTEST_PAUSE, SWEEP_EVERY), Self::sweep);
    }
}

/// The actor of a contact. `stale` is one that answered that it is closing.
#[derive(Message)]
#[rtype(result = "Option<Addr<ContactActor>>")]
pub(crate) struct Locate {
    pub(crate) contact: ContactId,
    pub(crate) stale: Option<Addr<ContactActor>>,
}

impl Handler<Locate> for Directory {
    type Result = Option<Addr<ContactActor>>;

    fn handle(&mut self, Locate { contact, stale }: Locate, _ctx: &mut Self::Context) -> Self::Result {
        if self.draining {
            return None;
        }
        if let Some(active) = self.contacts.get_mut(&contact)
            && active.addr.connected()
            && stale.as_ref() != Some(&active.addr)
        {
            active.last_located = Instant::now();
            return Some(active.addr.clone());
        }
        let services = self.services.clone();
        let addr = ContactActor::start_in_arbiter(self.arbiter(contact.0.as_u128()), move |_| {
            ContactActor::new(contact, services)
        });
        self.contacts.put(contact, Active { addr: addr.clone(), last_located: Instant::now() });
        Some(addr)
    }
}

#[derive(Message)]
#[rtype(result = "Option<Addr<EmployeeActor>>")]
pub(crate) struct LocateEmployee(pub(crate) EmployeeId);

impl Handler<LocateEmployee> for Directory {
    type Result = Option<Addr<EmployeeActor>>;

    fn handle(&mut self, LocateEmployee(id): LocateEmployee, _ctx: &mut Self::Context) -> Self::Result {
        if self.draining {
            return None;
        }
        if let Some(addr) = self.employees.get(&id).filter(|addr| addr.connected()) {
            return Some(addr.clone());
        }
        let services = self.services.clone();
        let addr =
            EmployeeActor::start_in_arbiter(self.arbiter(id.0.as_u128()), move |_| EmployeeActor::new(id, services));
        self.employees.insert(id, addr.clone());
        Some(addr)
    }
}

/// Tell these employees, where they are at their screens. The notifications are on disk.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Tell(pub(crate) Vec<Notification>);

impl Handler<Tell> for Directory {
    type Result = ();

    fn handle(&mut self, Tell(notifications): Tell, _ctx: &mut Self::Context) {
        for notification in notifications {
            if let Some(addr) = self.employees.get(&notification.employee) {
                addr.do_send(Notify(vec![notification]));
            }
        }
    }
}

/// The rights of this employee changed: every contact in memory looks at its sockets again, and so do the lists.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct RightsChanged(pub(crate) EmployeeId);

impl Handler<RightsChanged> for Directory {
    type Result = ();

    fn handle(&mut self, RightsChanged(employee): RightsChanged, _ctx: &mut Self::Context) {
        for (_, active) in &self.contacts {
            active.addr.do_send(Recheck { employee });
        }
        self.services.lists.rights_changed(employee);
    }
}

/// Answers when all that contacts decided before is on disk, or is not.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct SettleAll;

impl Handler<SettleAll> for Directory {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: SettleAll, _ctx: &mut Self::Context) -> Self::Result {
        let contacts: Vec<_> = self.contacts.iter().map(|(_, active)| active.addr.clone()).collect();
        Box::pin(async move {
            // A contact that has stopped has nothing under way.
            futures_util::future::join_all(contacts.iter().map(|addr| addr.send(Settle))).await;
        })
    }
}

/// Take nothing new and let every contact finish. Answers when all have.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct DrainAll;

impl Handler<DrainAll> for Directory {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: DrainAll, _ctx: &mut Self::Context) -> Self::Result {
        self.draining = true;
        let contacts: Vec<_> = self.contacts.iter().map(|(_, active)| active.addr.clone()).collect();
        Box::pin(async move {
            let drained = contacts.iter().map(|addr| addr.send(Drain));
            // A contact that has stopped by itself has nothing to drain.
            futures_util::future::join_all(drained).await;
        })
    }
}
