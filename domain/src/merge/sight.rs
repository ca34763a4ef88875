//! Who sees more, and who sees less, when contacts become one or are taken apart (`[M6]`).

use serde::Serialize;

use crate::access::{self, Audience, Reach};
use crate::contact::Contact;
use crate::employee::Employee;
use crate::ids::EmployeeId;
use crate::roster::Roster;

/// Employees by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Sight {
    /// They see something of it that they could not see before.
    pub gains: Vec<EmployeeId>,
    /// They saw something of it that they do not see any more.
    pub loses: Vec<EmployeeId>,
}

impl Sight {
    /// Those who gain and were not agreed to.
    pub(super) fn unaccepted(&self, accepted: &[EmployeeId]) -> Vec<EmployeeId> {
        self.gains.iter().filter(|employee| !accepted.contains(employee)).copied().collect()
    }
}

/// What changes for whom when `after` holds all that these contacts held.
pub fn sight(before: &[&Contact], after: &Contact, roster: &Roster) -> Sight {
    let before: Vec<Audience> = before.iter().map(|contact| access::audience(contact)).collect();
    let after = access::audience(after);
    let mut sight = Sight::default();
    for employee in roster.employees().filter(|employee| employee.active) {
        let Employee { id, .. } = **employee;
        let keys = roster.keys(id);
        let sees = |audience: &Audience| access::reach(audience, &keys) == Reach::Full;
        match (sees(&after), before.iter().all(sees), before.iter().any(sees)) {
            (true, false, _) => sight.gains.push(id),
            (false, _, true) => sight.loses.push(id),
            (true, true, _) | (false, _, false) => {}
        }
    }
    sight.gains.sort_unstable();
    sight.loses.sort_unstable();
    sight
}
