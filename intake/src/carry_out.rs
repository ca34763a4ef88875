//! Carries the steps of a plan out at the live desk: contacts side by side, the steps of one contact one after the other.
//! Open screens see each change as it happens.

use std::collections::{HashMap, HashSet};

use actors::Desk;
use actors::contact::{Execute, ExecuteError, Order};
use exchange::RowError;
use futures_util::{StreamExt, TryStreamExt, stream};

use domain::contact::{Command, ContactKind, ContactRefusal, EventKind, Field, FieldChange};
use domain::import::ImportTally;
use domain::{ContactId, EmployeeId};

use crate::plan::{Step, StepOrder, Wanted, count};

/// Contacts that are worked on at a time, so that an import leaves room for people.
pub(crate) const SIDE_BY_SIDE: usize = 16;
/// How often a row is tried again when colleagues change its contact meanwhile.
const ATTEMPTS: usize = 5;

/// What became of the steps.
#[derive(Debug, Default)]
pub(crate) struct CarriedOut {
    pub(crate) tally: ImportTally,
    pub(crate) errors: Vec<RowError>,
    /// Contacts that were to be made and were not.
    pub(crate) missing: HashSet<ContactId>,
}

impl CarriedOut {
    fn add(&mut self, other: Self) {
        let ImportTally { created, updated, unchanged, organisations } = other.tally;
        self.tally.created += created;
        self.tally.updated += updated;
        self.tally.unchanged += unchanged;
        self.tally.organisations += organisations;
        self.errors.extend(other.errors);
        self.missing.extend(other.missing);
    }
}

/// Fails when the desk takes nothing: what was not done is no fault of the rows then.
pub(crate) async fn carry_out(
    desk: &Desk,
    by: EmployeeId,
    steps: Vec<Step>,
    column_of: &impl Fn(Field) -> Option<String>,
) -> Result<CarriedOut, ExecuteError> {
    let mut of_contact: HashMap<ContactId, Vec<Step>> = HashMap::new();
    let mut order = Vec::new();
    for step in steps {
        let steps = of_contact.entry(step.contact).or_default();
        if steps.is_empty() {
            order.push((step.contact, step.after.kind));
        }
        steps.push(step);
    }
    let mut all = CarriedOut::default();
    // Persons name organisations, which must be there before them.
    for kind in [ContactKind::Organisation, ContactKind::Person] {
        let contacts = order.iter().filter(|(_, of)| *of == kind).filter_map(|(id, _)| of_contact.remove(id));
        let contacts: Vec<_> = contacts.map(|steps| one_contact(desk, by, steps, column_of)).collect();
        let done: Vec<CarriedOut> = stream::iter(contacts).buffer_unordered(SIDE_BY_SIDE).try_collect().await?;
        done.into_iter().for_each(|done| all.add(done));
    }
    all.errors.sort_by_key(|error| error.line);
    Ok(all)
}

async fn one_contact(
    desk: &Desk,
    by: EmployeeId,
    steps: Vec<Step>,
    column_of: &impl Fn(Field) -> Option<String>,
) -> Result<CarriedOut, ExecuteError> {
    let mut done = CarriedOut::default();
    // What the import itself wrote is no colleague's change.
    let mut own_base = None;
    for step in steps {
        let refuse = |column, message: String| RowError { line: step.line, column, message };
        match &step.order {
            StepOrder::Create(new) => {
                let create = Execute { id: step.command, by, acting_for: None, order: Order::Create(new.clone()) };
                match desk.execute(step.contact, create).await {
                    Ok(executed) => {
                        own_base = Some(executed.contact.version);
                        count(&mut done.tally, &step);
                    }
                    Err(ExecuteError::Refused(refusal)) => {
                        done.missing.insert(step.contact);
                        done.errors.push(refuse(None, refusal.to_string()));
                    }
                    Err(error) => return Err(error),
                }
            }
            StepOrder::Edit { .. } if step.events.is_empty() => count(&mut done.tally, &step),
            StepOrder::Edit { wanted, base } => match edit(desk, by, &step, wanted, own_base.unwrap_or(*base)).await? {
                Ok(Edited { version, lost }) => {
                    own_base = Some(version);
                    count(&mut done.tally, &step);
                    let kept = "a colleague changed this while the file was imported; theirs stays";
                    let lost = lost.into_iter().map(|field| refuse(column_of(field), kept.to_owned()));
                    done.errors.extend(lost);
                }
                Err(refusal) => done.errors.push(refuse(None, refusal.to_string())),
            },
        }
    }
    Ok(done)
}

struct Edited {
    version: u64,
    /// Fields that a colleague changed since the plan was made.
    lost: Vec<Field>,
}

/// Edits a contact. What a colleague changed meanwhile stays theirs (`[I6]`), except that lists still grow.
async fn edit(
    desk: &Desk,
    by: EmployeeId,
    step: &Step,
    wanted: &Wanted,
    mut base: u64,
) -> Result<Result<Edited, ContactRefusal>, ExecuteError> {
    let mut lost = Vec::new();
    let mut changes: Vec<FieldChange> = step.events.iter().filter_map(|event| change_of(&event.kind)).collect();
    let mut attempts = 0;
    loop {
        attempts += 1;
        let order = Order::Change(Command::EditFields { changes: changes.clone(), base });
        let execute = Execute { id: step.command, by, acting_for: None, order };
        let conflict = match desk.execute(step.contact, execute).await {
            Ok(executed) => return Ok(Ok(Edited { version: executed.contact.version, lost })),
            Err(ExecuteError::Refused(ContactRefusal::Conflict(conflict))) if attempts < ATTEMPTS => conflict,
            Err(ExecuteError::Refused(refusal)) => return Ok(Err(refusal)),
            Err(error) => return Err(error),
        };
        let contact = match desk.read_whole(step.contact, by).await {
            Ok(contact) => contact,
            Err(actors::DeskError::NotFound | actors::DeskError::Merged(_)) => {
                return Ok(Err(ContactRefusal::NotFound));
            }
            Err(error) => return Err(ExecuteError::Unavailable(error.to_string())),
        };
        if !grows(conflict.field) {
            lost.push(conflict.field);
        }
        base = contact.version;
        changes = wanted.changes(&contact);
        changes.retain(|change| !lost.contains(&change.field));
    }
}

fn change_of(kind: &EventKind) -> Option<FieldChange> {
    match kind {
        EventKind::FieldChanged { field, value, .. } => Some(FieldChange { field: *field, value: value.clone() }),
        _ => None,
    }
}

/// Fields that take entries beside those that are there.
fn grows(field: Field) -> bool {
    matches!(field, Field::Emails | Field::Phones | Field::Tags | Field::Teams | Field::WorksFor)
}
