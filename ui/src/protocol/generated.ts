// Generated from the Rust types of `domain` and `actors::wire` by `make types`. Do not edit.

export type ContactId = string;

export type EmployeeId = string;

export type TeamId = string;

export type CommandId = string;

export type AssignmentId = string;

export type NotificationId = string;

export type SessionId = string;

export type ViewId = string;

export type Topic = string;

export type Country = string;

export type Birthday = string;

export type ContactKind = "organisation" | "person";

export type Access = "private" | "team" | "company" | "restricted";

export type AssignmentRole = "account_manager" | "deputy" | "sales_rep" | "service" | "technician";

export type AssignmentSource = "manual" | "rule" | "round_robin" | "handover" | "import";

export type FormerManager = "sales_rep" | "leaves";

export type Department = "purchasing" | "accounting" | "goods_in" | "engineering" | "management";

export type CustomFieldId = string;

export type Field = "name" | "customer_number" | "emails" | "phones" | "street" | "country" | "postal_code" | "city" | "industry" | "birthday" | "website" | "vat_id" | "language" | "source" | "tags" | "access" | "teams" | "works_for" | `custom:${string}`;

export type Employment = { organisation: ContactId, position?: string, department?: Department, 
/**
 * The organisation that this person is shown under.
 */
primary: boolean, 
/**
 * The day on which the person left.
 */
left?: string, };

export type FieldValue = null | string | Array<string> | Array<Employment>;

export type Fields = { name: string, customer_number: string | null, emails: Array<string>, phones: Array<string>, street: string | null, postal_code: string | null, city: string | null, country: Country | null, industry: string | null, birthday: Birthday | null, website: string | null, vat_id: string | null, 
/**
 * The language to write in: `de`, `en`, …
 */
language: string | null, 
/**
 * How the contact came to us.
 */
source: string | null, tags: Array<string>, access: Access, teams: Array<TeamId>, works_for: Array<Employment>, 
/**
 * Values of the fields that administrators defined, each in the one spelling of its kind.
 */
custom: { [key in CustomFieldId]: string }, };

export type FieldVersion = { seq: number, by: EmployeeId, };

export type Assignment = { id: AssignmentId, employee: EmployeeId, role: AssignmentRole, source: AssignmentSource, 
/**
 * When it began; of a planned one, when it will.
 */
from: string, 
/**
 * False while it is planned: it gives no rights yet.
 */
started: boolean, 
/**
 * Last day on which it holds, if an end was planned.
 */
until: string | null, 
/**
 * When it was closed.
 */
ended: string | null, 
/**
 * What becomes of the account manager whom it replaces when it begins.
 */
former: FormerManager, 
/**
 * Who assigned; of older ones it is not known.
 */
by: EmployeeId | null, 
/**
 * The rule that assigned, if one did.
 */
rule?: RuleReference, 
/**
 * No rule moves it.
 */
pinned: boolean, };

export type Contact = { id: ContactId, kind: ContactKind, 
/**
 * The seq of the last committed change (`[L1]`).
 */
version: number, created_at: string, updated_at: string, assignments: Array<Assignment>, 
/**
 * For each field that was ever changed, the seq and the author of its last change (`[L5]`).
 */
field_versions: { [key in Field]?: FieldVersion }, 
/**
 * Kept true while an order is confirmed, in progress or delivered; opens `restricted` (`[A5]`).
 */
has_active_order: boolean, 
/**
 * Those who see it although they would not, for some days (`[A9]`).
 */
overrides?: Array<Override>, deleted: boolean, 
/**
 * The contact that took this one over; it is deleted then (`[M1]`).
 */
merged_into?: ContactId, 
/**
 * What a rule has for it and did not do by itself.
 */
proposal?: Proposal, name: string, customer_number: string | null, emails: Array<string>, phones: Array<string>, street: string | null, postal_code: string | null, city: string | null, country: Country | null, industry: string | null, birthday: Birthday | null, website: string | null, vat_id: string | null, 
/**
 * The language to write in: `de`, `en`, …
 */
language: string | null, 
/**
 * How the contact came to us.
 */
source: string | null, tags: Array<string>, access: Access, teams: Array<TeamId>, works_for: Array<Employment>, 
/**
 * Values of the fields that administrators defined, each in the one spelling of its kind.
 */
custom: { [key in CustomFieldId]: string }, };

export type SeenContact = Contact | { id: ContactId, kind: ContactKind, name: string, stub: boolean, };

export type NamedEmployee = string;

export type CustomFilter = { "type": "contains", text: string, } | { "type": "number", from?: string, to?: string, } | { "type": "date", from?: string, to?: string, } | { "type": "one_of", values: Array<string>, } | { "type": "empty" } | { "type": "filled" };

export type FilterSpec = { kind?: ContactKind, access?: Access, country?: Array<Country>, 
/**
 * What the postal code begins with.
 */
postal_code?: string, 
/**
 * Whole names, in any spelling of letters.
 */
city?: Array<string>, 
/**
 * To the letter.
 */
industry?: Array<string>, tags?: Array<string>, 
/**
 * Ids of employees, `me`, or `none`.
 */
account_manager?: Array<NamedEmployee>, 
/**
 * In any role: ids of employees, `me`, or `none` for contacts that nobody looks after.
 */
assigned?: Array<NamedEmployee>, team?: Array<TeamId>, 
/**
 * 1 to 3650, counted back from the moment of the question.
 */
changed_within_days?: number, 
/**
 * 1 to 3650, counted back from the moment of the question.
 */
created_within_days?: number, 
/**
 * Conditions by id of a custom field.
 */
custom?: { [key in CustomFieldId]: CustomFilter }, };

export type Sort = string;

export type Facet = { value: string, count: number, };

export type Facets = { countries: Array<Facet>, 
/**
 * One spelling, the most frequent, for all that differ in spelling alone.
 */
cities: Array<Facet>, industries: Array<Facet>, tags: Array<Facet>, 
/**
 * Ids of employees.
 */
account_managers: Array<Facet>, };

export type View = { id: ViewId, name: string, owner: EmployeeId, 
/**
 * All of its members see the view.
 */
team: TeamId | null, search: string, 
/**
 * `me` is whoever looks.
 */
filter: FilterSpec, sort: Sort, 
/**
 * What the browser shows, in order; Kontor gives these no meaning.
 */
columns: Array<string>, created_at: string, };

export type Visibility = "internal" | "customer";

export type Emoji = "👍" | "❤️" | "🎉" | "😄" | "👀" | "✅";

export type EarlierText = { text: string, 
/**
 * When it was written.
 */
at: string, };

export type Reaction = { emoji: Emoji, 
/**
 * In the order in which they reacted.
 */
by: Array<EmployeeId>, };

export type Mark = { by: EmployeeId, at: string, };

export type Comment = { 
/**
 * The id of the command that added it, so that a repeated command cannot add a second one.
 */
id: CommandId, text: string, 
/**
 * The comment that opened the thread; a reply to a reply stands in the same thread (`[K2]`).
 */
parent: CommandId | null, visibility: Visibility, 
/**
 * Everyone the text names, whether or not they may see the contact.
 */
mentions: Array<EmployeeId>, by: EmployeeId, 
/**
 * The absent employee for whom its author wrote it (`[V6]`).
 */
acting_for?: EmployeeId, at: string, edited_at: string | null, 
/**
 * Earlier texts, oldest first.
 */
edits: Array<EarlierText>, 
/**
 * In the order of [`Emoji`]; one that nobody gives any more is gone.
 */
reactions: Array<Reaction>, 
/**
 * Of the comment that opened a thread: the thread is settled.
 */
resolved: Mark | null, pinned: Mark | null, };

export type CommentChange = { "kind": "edit", text: string, } | { "kind": "react", emoji: Emoji, on: boolean, } | { "kind": "resolve", on: boolean, } | { "kind": "pin", on: boolean, };

export type MergeId = string;

export type ActId = string;

export type RuleId = string;

export type TerritoryId = string;

export type PoolId = string;

export type RuleMode = "new_only" | "suggest" | "at_once";

export type Operand = "region" | "industry" | "source" | "tags" | "language";

export type Region = { country: Country, 
/**
 * Each is a code, a range with both ends, a prefix, or one of these with a `!` before it, which leaves them out.
 */
codes: Array<string>, };

export type Condition = { "kind": "region", territories: Array<TerritoryId>, regions: Array<Region>, } | { "kind": "industry", any_of: Array<string>, } | { "kind": "source", any_of: Array<string>, } | { "kind": "tags", any_of: Array<string>, } | { "kind": "language", any_of: Array<string>, };

export type Distribution = { "kind": "employee", employee: EmployeeId, } | { "kind": "pool", pool: PoolId, skills: Array<string>, };

export type Rule = { id: RuleId, name: string, 
/**
 * All must hold. A rule without any takes every contact, and stands last.
 */
conditions: Array<Condition>, role: AssignmentRole, distribution: Distribution, mode: RuleMode, active: boolean, 
/**
 * The day from which it holds.
 */
starts: string | null, };

export type Territory = { id: TerritoryId, name: string, regions: Array<Region>, };

export type WorkingHours = { 
/**
 * 1 is Monday, 7 is Sunday.
 */
days: Array<number>, from: string, 
/**
 * The first moment after work.
 */
to: string, };

export type PoolMember = { employee: EmployeeId, 
/**
 * Their share, measured by those of the others.
 */
weight: number, 
/**
 * At most so many turns on one of Vienna's days.
 */
per_day: number | null, 
/**
 * Turns are given at these times only.
 */
hours: WorkingHours | null, skills: Array<string>, };

export type WhenEmpty = { "kind": "queue" } | { "kind": "deputy", employee: EmployeeId, } | { "kind": "lead", team: TeamId, };

export type Pool = { id: PoolId, name: string, members: Array<PoolMember>, 
/**
 * What becomes of a contact when nobody can take a turn.
 */
when_empty: WhenEmpty, };

export type RuleBook = { 
/**
 * The first that matches wins.
 */
rules: Array<Rule>, territories: Array<Territory>, pools: Array<Pool>, };

export type RuleDraft = { 
/**
 * Counts its changes; who saves names the one that they read.
 */
revision: number, by: EmployeeId | null, at: string | null, book: RuleBook, };

export type RuleVersion = { 
/**
 * Counts them from 1.
 */
version: number, by: EmployeeId, at: string, book: RuleBook, };

export type RuleReference = { rule: RuleId, 
/**
 * The rule's at the time.
 */
name: string, version: number, };

export type ProposalKind = "suggested" | "queued";

export type Proposal = { rule: RuleReference, role: AssignmentRole, 
/**
 * Whom it would assign. None: the pool's members take turns, and the turn is taken when somebody accepts, or
 * somebody can take one.
 */
employee: EmployeeId | null, kind: ProposalKind, 
/**
 * Who made or changed the contact.
 */
by: EmployeeId, at: string, };

export type SkipReason = { "kind": "inactive" } | { "kind": "absent" } | { "kind": "out_of_hours" } | { "kind": "at_capacity", per_day: number, } | { "kind": "lacks_skill", skill: string, };

export type TurnShare = { employee: EmployeeId, weight: number, };

export type Turn = { pool: PoolId, 
/**
 * Names the turn within its pool. Numbers of turns that came to nothing are missing.
 */
n: number, member: EmployeeId, at: string, 
/**
 * Everybody who could have taken it, with their weight.
 */
shares: Array<TurnShare>, };

export type TurnCounter = { 
/**
 * Turns that they took.
 */
given: number, credit: number, };

export type PoolState = { 
/**
 * The number of the last turn.
 */
last: number, counters: { [key in EmployeeId]: TurnCounter }, 
/**
 * The day that `today` counts the turns of.
 */
day: string | null, today: { [key in EmployeeId]: number }, };

export type PoolName = { id: PoolId, name: string, };

export type OperandValue = { operand: Operand, 
/**
 * What stands in the contact.
 */
values: Array<string>, 
/**
 * The territory, the set of codes or the text that it fits.
 */
fits: string, };

export type Candidate = { employee: EmployeeId, weight: number, skipped: SkipReason | null, 
/**
 * Turns taken, and credit, before this decision and after it.
 */
given_before: number, given_after: number, credit_before: number, credit_after: number, };

export type RuleOutcome = { "kind": "assigned", employee: EmployeeId, } | { "kind": "stepped_in", employee: EmployeeId, } | { "kind": "queued" } | { "kind": "nobody" };

export type Why = { rule: RuleReference, role: AssignmentRole, mode: RuleMode, 
/**
 * What the rule looked at, one entry for each of its conditions.
 */
operands: Array<OperandValue>, 
/**
 * Missing if the rule names one employee.
 */
pool: PoolName | null, 
/**
 * Who could have got it.
 */
candidates: Array<Candidate>, outcome: RuleOutcome, 
/**
 * The turn that it took.
 */
turn: Turn | null, };

export type WhatIf = { 
/**
 * Missing if no rule takes it.
 */
why: Why | null, 
/**
 * Who has the role now and would keep it, whatever the rule says.
 */
stays: EmployeeId | null, 
/**
 * It stays because it is pinned.
 */
pinned: boolean, };

export type RuleProblemKind = { "problem": "takes_everything" } | { "problem": "unknown_territory" } | { "problem": "unknown_pool" } | { "problem": "unknown_employee", name: string | null, } | { "problem": "unknown_team" } | { "problem": "no_lead" } | { "problem": "empty_pool" } | { "problem": "nobody_has_skill", skill: string, } | { "problem": "overlapping_codes", one: string, other: string, } | { "problem": "unreachable", by: Array<RuleId>, } | { "problem": "overlaps", with: RuleId, };

export type RuleProblem = { 
/**
 * Missing if the problem is of a territory or a pool.
 */
rule: RuleId | null, pool: PoolId | null, territory: TerritoryId | null, 
/**
 * Whether the book cannot be activated as it is.
 */
blocks: boolean, } & ({ "problem": "takes_everything" } | { "problem": "unknown_territory" } | { "problem": "unknown_pool" } | { "problem": "unknown_employee", name: string | null, } | { "problem": "unknown_team" } | { "problem": "no_lead" } | { "problem": "empty_pool" } | { "problem": "nobody_has_skill", skill: string, } | { "problem": "overlapping_codes", one: string, other: string, } | { "problem": "unreachable", by: Array<RuleId>, } | { "problem": "overlaps", with: RuleId, });

export type FreeCodes = { country: Country, 
/**
 * The first of them, as codes and ranges.
 */
ranges: Array<string>, count: number, };

export type RuleCount = { rule: RuleId, contacts: number, };

export type RuleLoad = { employee: EmployeeId, before: number, after: number, };

export type RuleMove = { contact: ContactId, rule: RuleId, role: AssignmentRole, 
/**
 * Missing if nobody has the role.
 */
from: EmployeeId | null, 
/**
 * Missing if it would wait.
 */
to: EmployeeId | null, };

export type RuleTally = { contacts: number, 
/**
 * They would go to somebody else.
 */
moves: number, 
/**
 * They would stay because they are pinned.
 */
pinned: number, 
/**
 * No rule takes them.
 */
unmatched: number, 
/**
 * Nobody could take them now.
 */
waiting: number, 
/**
 * How many each rule takes.
 */
by_rule: Array<RuleCount>, 
/**
 * Of everybody who has contacts now or would have.
 */
load: Array<RuleLoad>, 
/**
 * The first of those that move.
 */
moved: Array<RuleMove>, 
/**
 * The first of those that no rule takes.
 */
without_rule: Array<ContactId>, };

export type EventKind = { "kind": "contact_created", contact: Contact, } | { "kind": "field_changed", field: Field, value: FieldValue, previous: FieldValue, } | { "kind": "comment_added", comment: Comment, } | { "kind": "comment_changed", 
/**
 * As it is afterwards.
 */
comment: Comment, change: CommentChange, 
/**
 * The seq of the event that added it.
 */
comment_seq: number, } | { "kind": "employee_assigned", assignment: Assignment, 
/**
 * If a rule assigned: everything that it followed from.
 */
why?: Why, } | { "kind": "assignment_pinned", assignment: AssignmentId, pinned: boolean, } | { "kind": "proposal_made", proposal: Proposal, } | { "kind": "proposal_withdrawn", proposal: Proposal, 
/**
 * Somebody wants it not.
 */
dismissed: boolean, } | { "kind": "assignment_started", assignment: AssignmentId, employee: EmployeeId, role: AssignmentRole, } | { "kind": "assignment_ended", assignment: AssignmentId, employee: EmployeeId, 
/**
 * Its time was over; nobody ended it.
 */
expired: boolean, } | { "kind": "contact_deleted" } | { "kind": "access_overridden", overriding: Override, } | { "kind": "override_ended", id: CommandId, employee: EmployeeId, } | { "kind": "active_order_changed", active: boolean, } | { "kind": "contact_merged", merge: MergeId, other: ContactId, 
/**
 * That of the other at the time.
 */
name: string, } | { "kind": "comment_moved", comment: Comment, } | { "kind": "merged_into", merge: MergeId, survivor: ContactId, 
/**
 * That of the survivor at the time.
 */
name: string, } | { "kind": "merge_undone", merge: MergeId, other: ContactId, name: string, } | { "kind": "comment_taken_back", comment: CommandId, 
/**
 * The seq of the event that brought it.
 */
comment_seq: number, } | { "kind": "contact_restored", merge: MergeId, survivor: ContactId, name: string, };

export type Event = { 
/**
 * Counts the changes of one contact from 1, without gaps (`[L1]`).
 */
seq: number, at: string, by: EmployeeId, 
/**
 * The absent employee on whose behalf it was done.
 */
acting_for?: EmployeeId, 
/**
 * The command that led to it, as its client named it.
 */
command: CommandId, 
/**
 * The act over many contacts that it belongs to.
 */
act?: ActId, } & ({ "kind": "contact_created", contact: Contact, } | { "kind": "field_changed", field: Field, value: FieldValue, previous: FieldValue, } | { "kind": "comment_added", comment: Comment, } | { "kind": "comment_changed", 
/**
 * As it is afterwards.
 */
comment: Comment, change: CommentChange, 
/**
 * The seq of the event that added it.
 */
comment_seq: number, } | { "kind": "employee_assigned", assignment: Assignment, 
/**
 * If a rule assigned: everything that it followed from.
 */
why?: Why, } | { "kind": "assignment_pinned", assignment: AssignmentId, pinned: boolean, } | { "kind": "proposal_made", proposal: Proposal, } | { "kind": "proposal_withdrawn", proposal: Proposal, 
/**
 * Somebody wants it not.
 */
dismissed: boolean, } | { "kind": "assignment_started", assignment: AssignmentId, employee: EmployeeId, role: AssignmentRole, } | { "kind": "assignment_ended", assignment: AssignmentId, employee: EmployeeId, 
/**
 * Its time was over; nobody ended it.
 */
expired: boolean, } | { "kind": "contact_deleted" } | { "kind": "access_overridden", overriding: Override, } | { "kind": "override_ended", id: CommandId, employee: EmployeeId, } | { "kind": "active_order_changed", active: boolean, } | { "kind": "contact_merged", merge: MergeId, other: ContactId, 
/**
 * That of the other at the time.
 */
name: string, } | { "kind": "comment_moved", comment: Comment, } | { "kind": "merged_into", merge: MergeId, survivor: ContactId, 
/**
 * That of the survivor at the time.
 */
name: string, } | { "kind": "merge_undone", merge: MergeId, other: ContactId, name: string, } | { "kind": "comment_taken_back", comment: CommandId, 
/**
 * The seq of the event that brought it.
 */
comment_seq: number, } | { "kind": "contact_restored", merge: MergeId, survivor: ContactId, name: string, });

export type Pick = "survivor" | "other" | "both";

export type MergedField = { field: Field, survivor: FieldValue, other: FieldValue, pick: Pick, value: FieldValue, };

export type Sight = { 
/**
 * They see something of it that they could not see before.
 */
gains: Array<EmployeeId>, 
/**
 * They saw something of it that they do not see any more.
 */
loses: Array<EmployeeId>, };

export type MergePreview = { survivor: Contact, other: Contact, fields: Array<MergedField>, sight: Sight, 
/**
 * How many persons move with the other, as far as the viewer sees them.
 */
people: number, 
/**
 * How many comments come with the other.
 */
comments: number, 
/**
 * Whether notes come with the other.
 */
notes: boolean, };

export type Kept = { fields: Array<Field>, 
/**
 * Comments that stay with the survivor too, because somebody wrote in their thread.
 */
comments: number, 
/**
 * Persons whose employments were changed since.
 */
people: number, 
/**
 * The notes of both stay together with the survivor.
 */
notes: boolean, };

export type DuplicateReason = "vat_id" | "email" | "phone" | "name";

export type Role = "member" | "lead" | "admin";

export type Employee = { id: EmployeeId, name: string, 
/**
 * In lower case; signs in with it.
 */
email: string, role: Role, teams: Array<TeamId>, 
/**
 * An inactive employee cannot sign in and cannot be assigned.
 */
active: boolean, };

export type Team = { id: TeamId, name: string, 
/**
 * Takes neither members nor contacts; its name stays readable where it stood (`[P3]`).
 */
archived: boolean, };

export type ActState = "preparing" | "proposed" | "declined" | "running" | "done" | "undoing" | "undone";

export type Answer = { by: EmployeeId, at: string, };

export type Handover = { giver: EmployeeId, receiver: EmployeeId, 
/**
 * Empty without one.
 */
note: string, 
/**
 * Everything that the giver had, not a selection.
 */
everything: boolean, 
/**
 * How many assignments of each role go over, planned ones too.
 */
roles: { [key in AssignmentRole]?: number }, 
/**
 * Those of them that have not begun.
 */
planned: number, };

export type ActKind = { "kind": "assign", employee: EmployeeId, role: AssignmentRole, from: string | null, until: string | null, former: FormerManager, } | { "kind": "handover" } & Handover | { "kind": "apply_rules", version: number, former: FormerManager, };

export type ActCounts = { total: number, changed: number, 
/**
 * It was so already.
 */
unchanged: number, refused: number, 
/**
 * As they were before, after an undo.
 */
taken_back: number, 
/**
 * Changed by somebody else since, so that an undo left them as they are.
 */
kept: number, };

export type RefusedItem = "not_found" | "inactive" | "not_assigned" | "already_assigned" | "days" | "refused";

export type ItemOutcome = { "outcome": "changed", first_seq: number, last_seq: number, } | { "outcome": "unchanged" } | { "outcome": "refused", reason: RefusedItem, } | { "outcome": "taken_back" } | { "outcome": "kept" };

export type NotificationKind = "mentioned" | "replied" | "assigned" | "merged" | "assigned_many" | "handover_proposed" | "handover_accepted" | "handover_declined" | "handed_over" | "handed_on" | "act_undone" | "substitution_planned" | "substitution_started" | "substitution_changed" | "substitution_ended" | "substitution_revoked" | "access_overridden";

export type Notification = { id: NotificationId, 
/**
 * Who is told.
 */
employee: EmployeeId, event: NotificationKind, 
/**
 * None: it is about no single contact.
 */
contact?: ContactId, 
/**
 * The contact's name when it happened; empty without one.
 */
contact_name: string, 
/**
 * The change of the contact that it tells of; 0 without one.
 */
seq: number, 
/**
 * The act over several contacts that it sums up.
 */
act?: ActId, 
/**
 * How many contacts of the act concern them.
 */
count?: number, 
/**
 * The substitution that it is about.
 */
substitution?: SubstitutionId, by: EmployeeId, at: string, 
/**
 * The first words of a comment, the name of the contact that was taken over, who substitutes whom and when, or a reason.
 */
excerpt?: string, read: boolean, 
/**
 * The absent employee whom it was meant for: this one is told because they substitute them (`[N4]`).
 */
substituting?: EmployeeId, };

export type ImportId = string;

export type ImportState = "uploaded" | "checking" | "checked" | "running" | "done" | "failed" | "undoing" | "undone";

export type ImportFormat = "csv" | "vcard";

export type ImportColumn = { heading: string, 
/**
 * The first different cells with contents, three at most.
 */
samples: Array<string>, 
/**
 * Null: the column is left out.
 */
field: string | null, };

export type ImportTally = { created: number, updated: number, unchanged: number, 
/**
 * Organisations made because a person's row names them; among `created`.
 */
organisations: number, };

export type ImportUndo = { 
/**
 * Contacts that the import had made and nobody had changed.
 */
deleted: number, 
/**
 * Fields that are as they were before.
 */
restored: number, 
/**
 * Contacts that the import had made and that somebody works with by now.
 */
contacts_kept: number, 
/**
 * Fields that somebody changed since.
 */
fields_kept: number, };

export type ImportError = { 
/**
 * In the file, from 1.
 */
line: number, 
/**
 * The heading of the column or the name of the property.
 */
column: string | null, message: string, };

export type Import = { id: ImportId, 
/**
 * Of the file.
 */
name: string, state: ImportState, format: ImportFormat, 
/**
 * `UTF-8`, `UTF-16` or `Windows-1252`.
 */
encoding: string, 
/**
 * Between the cells of a table.
 */
separator: string | null, 
/**
 * Empty for vCard, whose properties need no mapping.
 */
columns: Array<ImportColumn>, rows: number, 
/**
 * Rows that the work under way has been through.
 */
done: number, tally: ImportTally, undo: ImportUndo | null, 
/**
 * The first 100.
 */
errors: Array<ImportError>, error_count: number, by: EmployeeId, created_at: string, 
/**
 * When it was run to its end.
 */
finished_at: string | null, 
/**
 * For a person: why it failed, and what to do.
 */
message: string | null, };

export type CustomFieldKind = "text" | "number" | "date" | "choice";

export type AppliesTo = "organisation" | "person" | "both";

export type CustomField = { id: CustomFieldId, 
/**
 * What screens and column headings call it; no other field that is in use is called so.
 */
label: string, 
/**
 * Never changes.
 */
kind: CustomFieldKind, 
/**
 * In the order in which they are offered; empty unless the kind is `choice`.
 */
choices: Array<string>, applies_to: AppliesTo, 
/**
 * Fields stand in the order of their positions, then of their labels.
 */
position: number, 
/**
 * Takes no new values; those that were given stay.
 */
archived: boolean, };

export type Override = { 
/**
 * The id of the command that made it.
 */
id: CommandId, employee: EmployeeId, reason: string, 
/**
 * The last day on which it holds, of Vienna's calendar.
 */
until: string, };

export type SeenBecause = { "kind": "company" } | { "kind": "team", team: TeamId, } | { "kind": "assigned", role: AssignmentRole, } | { "kind": "overridden" } | { "kind": "lead", team: TeamId, } | { "kind": "admin" } | { "kind": "substituting", absent: EmployeeId, };

export type Seer = { employee: EmployeeId, 
/**
 * False: its name only.
 */
whole: boolean, 
/**
 * Every reason that holds, the first of them suffices.
 */
because: Array<SeenBecause>, };

export type AuditId = string;

export type AuditDeed = { "kind": "read" } | { "kind": "exported", contacts: number, format: string, 
/**
 * Whether the file was fetched to its end.
 */
complete: boolean, } | { "kind": "overridden", reason: string, };

export type AuditEntry = { id: AuditId, at: string, employee: EmployeeId, 
/**
 * None: it is about no single contact.
 */
contact?: ContactId, 
/**
 * Those of the contact at the time.
 */
teams: Array<TeamId>, deed: AuditDeed, };

export type SubstitutionId = string;

export type SubstitutionState = "planned" | "active" | "ended" | "revoked";

export type Carries = { 
/**
 * The substitute sees and works on what the absent person may see.
 */
contacts: boolean, 
/**
 * The substitute is told what the absent person is told.
 */
notifications: boolean, };

export type Substitution = { id: SubstitutionId, absent: EmployeeId, substitute: EmployeeId, 
/**
 * The first day on which it holds.
 */
from: string, 
/**
 * The last day on which it holds.
 */
until: string, 
/**
 * For its people, for their leads and for administrators; may be empty.
 */
reason: string, 
/**
 * 1 to 5: of several for one absent person the smallest goes first.
 */
priority: number, carries: Carries, state: SubstitutionState, 
/**
 * Who set it.
 */
by: EmployeeId, set_at: string, 
/**
 * When it began.
 */
started_at: string | null, 
/**
 * When it ended or was revoked.
 */
ended_at: string | null, 
/**
 * Who ended or revoked it; nobody, if its days were over.
 */
ended_by: EmployeeId | null, };

export type Chain = { 
/**
 * Those whom the absent person substitutes on one of the days: their contacts come along.
 */
lenders: Array<EmployeeId>, 
/**
 * Those who substitute the substitute on one of the days: they come to see it too.
 */
onward: Array<EmployeeId>, };

export type SubstitutionPreview = { 
/**
 * Those that hold on some of its days for the same person; only one of them substitutes at a time (`[V5]`).
 */
others: Array<Substitution>, 
/**
 * Those whom the absent person substitutes on one of the days: their contacts come along.
 */
lenders: Array<EmployeeId>, 
/**
 * Those who substitute the substitute on one of the days: they come to see it too.
 */
onward: Array<EmployeeId>, };

export type BriefedContact = { contact: ContactId, name: string, 
/**
 * How much happened; 200 stands for that many or more.
 */
events: number, 
/**
 * How much of it was done for the absent person.
 */
acted_for: number, 
/**
 * The newest ten events.
 */
newest: Array<Event>, };

export type Briefing = { substitution: Substitution, from: string, 
/**
 * The end, or now while it lasts.
 */
until: string, 
/**
 * The contact where something happened last comes first; 100 at most.
 */
contacts: Array<BriefedContact>, 
/**
 * There are more than these.
 */
more: boolean, };

export type Person = { session: SessionId, employee: EmployeeId, field: Field | null, since: string, };

export type RevokedReason = "access_lost" | "deleted" | "merged";

export type Limits = { frame_bytes: number, frames_per_second: number, subscriptions: number, commands_in_flight: number, };

export type TopicState = { contact: Contact, 
/**
 * The newest, and those that are pinned, in the order in which they were written.
 */
comments: Array<Comment>, 
/**
 * Older ones exist: this seq is the `before` of `GET /api/contacts/{id}/comments` to read on.
 */
comments_before: number | null, people: Array<Person>, } | { notifications: Array<Notification>, unread: number, } | { total: number, };

export type ClientFrame = { "type": "subscribe", topic: Topic, since?: number, } | { "type": "unsubscribe", topic: Topic, } | { "type": "edit", id: CommandId, contact: ContactId, field: Field, value: FieldValue, base: number, } | { "type": "comment", id: CommandId, contact: ContactId, text: string, parent?: CommandId, visibility?: Visibility, } | { "type": "change_comment", id: CommandId, contact: ContactId, comment: CommandId, change: CommentChange, } | { "type": "presence", contact: ContactId, field?: Field, } | { "type": "ping" };

export type ServerFrame = { "type": "welcome", employee: EmployeeId, session: SessionId, 
/**
 * The server's version; a page of another version asks to reload.
 */
version: string, limits: Limits, } | { "type": "snapshot", topic: Topic, seq: number, state: TopicState, } | { "type": "event", topic: Topic, 
/**
 * Counts the changes of one contact from 1, without gaps (`[L1]`).
 */
seq: number, at: string, by: EmployeeId, 
/**
 * The absent employee on whose behalf it was done.
 */
acting_for?: EmployeeId, 
/**
 * The command that led to it, as its client named it.
 */
command: CommandId, 
/**
 * The act over many contacts that it belongs to.
 */
act?: ActId, } & ({ "kind": "contact_created", contact: Contact, } | { "kind": "field_changed", field: Field, value: FieldValue, previous: FieldValue, } | { "kind": "comment_added", comment: Comment, } | { "kind": "comment_changed", 
/**
 * As it is afterwards.
 */
comment: Comment, change: CommentChange, 
/**
 * The seq of the event that added it.
 */
comment_seq: number, } | { "kind": "employee_assigned", assignment: Assignment, 
/**
 * If a rule assigned: everything that it followed from.
 */
why?: Why, } | { "kind": "assignment_pinned", assignment: AssignmentId, pinned: boolean, } | { "kind": "proposal_made", proposal: Proposal, } | { "kind": "proposal_withdrawn", proposal: Proposal, 
/**
 * Somebody wants it not.
 */
dismissed: boolean, } | { "kind": "assignment_started", assignment: AssignmentId, employee: EmployeeId, role: AssignmentRole, } | { "kind": "assignment_ended", assignment: AssignmentId, employee: EmployeeId, 
/**
 * Its time was over; nobody ended it.
 */
expired: boolean, } | { "kind": "contact_deleted" } | { "kind": "access_overridden", overriding: Override, } | { "kind": "override_ended", id: CommandId, employee: EmployeeId, } | { "kind": "active_order_changed", active: boolean, } | { "kind": "contact_merged", merge: MergeId, other: ContactId, 
/**
 * That of the other at the time.
 */
name: string, } | { "kind": "comment_moved", comment: Comment, } | { "kind": "merged_into", merge: MergeId, survivor: ContactId, 
/**
 * That of the survivor at the time.
 */
name: string, } | { "kind": "merge_undone", merge: MergeId, other: ContactId, name: string, } | { "kind": "comment_taken_back", comment: CommandId, 
/**
 * The seq of the event that brought it.
 */
comment_seq: number, } | { "kind": "contact_restored", merge: MergeId, survivor: ContactId, name: string, }) | { "type": "ack", id: CommandId, contact: ContactId, seq: number, } | { "type": "conflict", id: CommandId, contact: ContactId, field: Field, mine: FieldValue, theirs: FieldValue, by: EmployeeId, 
/**
 * The base to save again with.
 */
seq: number, } | { "type": "refused", id: string | null, code: string, message: string, 
/**
 * The list that cannot be followed; it has no id.
 */
topic?: Topic, } | { "type": "rows", topic: Topic, 
/**
 * Counts these frames of the topic.
 */
seq: number, 
/**
 * Contacts that stand in the list now, as far as the viewer sees them.
 */
changed: Array<SeenContact>, 
/**
 * Contacts that do not stand there any more.
 */
left: Array<ContactId>, total: number, } | { "type": "presence", contact: ContactId, people: Array<Person>, } | { "type": "notification", notification: Notification, } | { "type": "revoked", topic: Topic, reason: RevokedReason, 
/**
 * The contact that took this one over, for who may see it.
 */
merged_into?: ContactId, } | { "type": "resync", topic: Topic, } | { "type": "roster" } | { "type": "pong" };
