// Generated from the Rust types of `domain` and `web/src/wire.rs` by ts-rs. Do not edit.

export type ContactId = string;

export type EmployeeId = string;

export type TeamId = string;

export type CommandId = string;

export type AssignmentId = string;

export type NotificationId = string;

export type SessionId = string;

export type Topic = string;

export type Country = string;

export type Birthday = string;

export type ContactKind = "organisation" | "person";

export type Access = "private" | "team" | "company" | "restricted";

export type AssignmentRole = "account_manager" | "deputy" | "sales_rep" | "service" | "technician";

export type AssignmentSource = "manual" | "rule" | "round_robin" | "handover" | "import";

export type Department = "purchasing" | "accounting" | "goods_in" | "engineering" | "management";

export type Field = "name" | "customer_number" | "emails" | "phones" | "street" | "postal_code" | "city" | "country" | "industry" | "birthday" | "website" | "vat_id" | "language" | "source" | "tags" | "access" | "teams" | "works_for";

export type Employment = { organisation: ContactId, position?: string, department?: Department, primary: boolean, left?: string, };

export type FieldValue = null | string | Array<string> | Array<Employment>;

export type Fields = { name: string, customer_number: string | null, emails: Array<string>, phones: Array<string>, street: string | null, postal_code: string | null, city: string | null, country: Country | null, industry: string | null, birthday: Birthday | null, website: string | null, vat_id: string | null, language: string | null, source: string | null, tags: Array<string>, access: Access, teams: Array<TeamId>, works_for: Array<Employment>, };

export type FieldVersion = { seq: number, by: EmployeeId, };

export type Assignment = { id: AssignmentId, employee: EmployeeId, role: AssignmentRole, source: AssignmentSource, from: string, until: string | null, ended: string | null, };

export type Contact = { id: ContactId, kind: ContactKind, version: number, created_at: string, updated_at: string, assignments: Array<Assignment>, field_versions: { [key in Field]?: FieldVersion }, has_active_order: boolean, deleted: boolean, name: string, customer_number: string | null, emails: Array<string>, phones: Array<string>, street: string | null, postal_code: string | null, city: string | null, country: Country | null, industry: string | null, birthday: Birthday | null, website: string | null, vat_id: string | null, language: string | null, source: string | null, tags: Array<string>, access: Access, teams: Array<TeamId>, works_for: Array<Employment>, };

export type Visibility = "internal" | "customer";

export type Comment = { id: CommandId, text: string, parent: CommandId | null, visibility: Visibility, mentions: Array<EmployeeId>, by: EmployeeId, at: string, };

export type EventKind = { "kind": "contact_created", contact: Contact, } | { "kind": "field_changed", field: Field, value: FieldValue, previous: FieldValue, } | { "kind": "comment_added", comment: Comment, } | { "kind": "employee_assigned", assignment: Assignment, } | { "kind": "assignment_ended", assignment: AssignmentId, employee: EmployeeId, } | { "kind": "contact_deleted" };

export type Event = { seq: number, at: string, by: EmployeeId, acting_for?: EmployeeId, command: CommandId, } & ({ "kind": "contact_created", contact: Contact, } | { "kind": "field_changed", field: Field, value: FieldValue, previous: FieldValue, } | { "kind": "comment_added", comment: Comment, } | { "kind": "employee_assigned", assignment: Assignment, } | { "kind": "assignment_ended", assignment: AssignmentId, employee: EmployeeId, } | { "kind": "contact_deleted" });

export type Role = "member" | "lead" | "admin";

export type Employee = { id: EmployeeId, name: string, email: string, role: Role, teams: Array<TeamId>, active: boolean, };

export type Team = { id: TeamId, name: string, };

export type NotificationKind = "mentioned" | "replied" | "assigned";

export type Notification = { id: NotificationId, employee: EmployeeId, event: NotificationKind, contact: ContactId, contact_name: string, seq: number, by: EmployeeId, at: string, excerpt?: string, read: boolean, };

export type Person = { session: SessionId, employee: EmployeeId, field: Field | null, since: string, };

export type RevokedReason = "access_lost" | "deleted";

export type Limits = { frame_bytes: number, frames_per_second: number, subscriptions: number, commands_in_flight: number, };

export type TopicState = { contact: Contact, comments: Array<Comment>, people: Array<Person>, } | { notifications: Array<Notification>, unread: number, };

export type ClientFrame = { "type": "subscribe", topic: Topic, since?: number, } | { "type": "unsubscribe", topic: Topic, } | { "type": "edit", id: CommandId, contact: ContactId, field: Field, value: FieldValue, base: number, } | { "type": "comment", id: CommandId, contact: ContactId, text: string, parent?: CommandId, visibility?: Visibility, } | { "type": "presence", contact: ContactId, field?: Field, } | { "type": "ping" };

export type ServerFrame = { "type": "welcome", employee: EmployeeId, session: SessionId, version: string, limits: Limits, } | { "type": "snapshot", topic: Topic, seq: number, state: TopicState, } | { "type": "event", topic: Topic, } & Event | { "type": "ack", id: CommandId, contact: ContactId, seq: number, } | { "type": "conflict", id: CommandId, contact: ContactId, field: Field, mine: FieldValue, theirs: FieldValue, by: EmployeeId, seq: number, } | { "type": "refused", id: string | null, code: string, message: string, } | { "type": "presence", contact: ContactId, people: Array<Person>, } | { "type": "notification", notification: Notification, } | { "type": "revoked", topic: Topic, reason: RevokedReason, } | { "type": "resync", topic: Topic, } | { "type": "pong" };
