import { describe, expect, it } from "vitest";

import type { Assignment, Comment, Contact, Event, Notification } from "@/protocol";
import { contactNamed } from "@/sync/testing/modelServer";
import { wouldSee } from "./access";
import * as contacts from "./contact";
import { formatBirthday, formatDay, formatValue, formatViennaDay, typedBirthday } from "./format";
import { applyInboxSnapshot, applyNotification, markRead } from "./inbox";
import { refusalText } from "./refusals";
import { mergeTimeline } from "./timeline";
import { parseTyped, sameValue, typedOf } from "./values";

const AT = "2026-01-01T12:00:00Z";

function live(contact: Partial<Contact> = {}): contacts.ContactState {
  const full = { ...contactNamed("alpha", "Alpha"), version: 5, ...contact };
  return contacts.applySnapshot(contacts.emptyContact("alpha"), full.version, { contact: full, comments: [], people: [] });
}

function changed(seq: number, city: string): Event {
  return { seq, at: AT, by: "max", command: `c${seq}`, kind: "field_changed", field: "city", value: city, previous: null };
}

const assignment: Assignment = {
  id: "a",
  employee: "max",
  role: "deputy",
  source: "manual",
  from: AT,
  started: true,
  until: null,
  ended: null,
  pinned: false, former: "sales_rep",
  by: "lena",
};

describe("a contact's events", () => {
  it("apply once, in order", () => {
    const once = contacts.applyEvent(live(), changed(6, "Wien"));
    expect(once).toMatchObject({ seq: 6, contact: { city: "Wien", version: 6, field_versions: { city: { seq: 6, by: "max" } } } });
    expect(contacts.applyEvent(once, changed(6, "Graz"))).toBe(once);
    expect(contacts.applyEvent(once, changed(3, "Graz"))).toBe(once);
  });

  it("show a gap, after which only a snapshot counts", () => {
    const gap = contacts.applyEvent(live(), changed(7, "Wien"));
    expect(gap).toMatchObject({ stale: true, seq: 5, contact: { city: null } });
    expect(contacts.applyEvent(gap, changed(6, "Graz"))).toBe(gap);
  });

  it("open, begin and close assignments", () => {
    const common = { at: AT, by: "lena", command: "c" };
    const planned = { ...assignment, started: false };
    const open = contacts.applyEvent(live(), { ...common, seq: 6, kind: "employee_assigned", assignment: planned });
    expect(open.contact?.assignments).toEqual([planned]);
    const begun = contacts.applyEvent(open, { ...common, seq: 7, kind: "assignment_started", assignment: "a", employee: "max", role: "deputy" });
    expect(begun.contact?.assignments).toEqual([assignment]);
    const over = { assignment: "a", employee: "max", expired: true };
    const ended = contacts.applyEvent(begun, { ...common, seq: 8, kind: "assignment_ended", ...over });
    expect(ended.contact?.assignments[0]?.ended).toBe(AT);
  });

  it("bring a merged contact's comments in the order in which they were written, and take them back", () => {
    const said = (id: string, at: string) => ({ id, at, parent: null, text: id }) as unknown as Comment;
    const common = { at: AT, by: "lena", command: "c" };
    const before = { ...live(), comments: [said("first", "2026-01-01T08:00:00Z"), said("last", "2026-01-01T10:00:00Z")] };
    const moved: Event = { ...common, seq: 6, kind: "comment_moved", comment: said("between", "2026-01-01T09:00:00Z") };
    const merged = contacts.applyEvent(before, moved);
    expect(merged.comments.map(({ id }) => id)).toEqual(["first", "between", "last"]);
    const undone = contacts.applyEvent(merged, { ...common, seq: 7, kind: "comment_taken_back", comment: "between", comment_seq: 6 });
    expect(undone.comments.map(({ id }) => id)).toEqual(["first", "last"]);
  });

  it("of a kind that this page does not know still count", () => {
    const unknown = { ...changed(6, ""), kind: "tea_was_made" } as unknown as Event;
    expect(contacts.applyEvent(live(), unknown)).toMatchObject({ seq: 6, stale: false });
  });
});

describe("people on a contact", () => {
  const people = [
    { session: "s1", employee: "lena", field: "city" as const, since: AT },
    { session: "s2", employee: "lena", field: null, since: AT },
    { session: "s3", employee: "max", field: null, since: AT },
    { session: "s4", employee: "max", field: "city" as const, since: AT },
  ];
  const state = contacts.applyPresence(live(), people);

  it("are shown once each, without oneself", () => {
    expect(contacts.colleagues(state, "lena")).toEqual([{ employee: "max", field: "city" }]);
  });

  it("are shown at their field", () => {
    expect(contacts.peopleInField(state, "city", "s2", "lena")).toEqual(["max"]);
    expect(contacts.peopleInField(state, "name", "s2", "lena")).toEqual([]);
  });
});

describe("values", () => {
  it.each([
    ["tags", "a, b; c,,", ["a", "b", "c"]],
    ["city", "  Wien ", "Wien"],
    ["city", "  ", null],
  ] as const)("of %s are read from %j", (field, typed, expected) => {
    expect(parseTyped(field, typed)).toEqual(expected);
  });

  it("are typed the way they are read", () => {
    expect(parseTyped("emails", typedOf(["a@b.at", "c@d.at"]))).toEqual(["a@b.at", "c@d.at"]);
  });

  it("keep an entry whole that holds what parts entries", () => {
    for (const tags of [["Wien, Umgebung", "VIP"], ["a;b"], ['"genannt"', 'er sagt "ja, gern"'], ['"halb'], ["drei", "vier, fünf", "sechs"]]) {
      expect(parseTyped("tags", typedOf(tags)), tags.join("|")).toEqual(tags);
    }
    expect(parseTyped("tags", 'a, "b, c" ; d')).toEqual(["a", "b, c", "d"]);
    expect(parseTyped("tags", 'offen "b, c')).toEqual(['offen "b', "c"]);
  });

  it("compare by what they say", () => {
    const employment = { organisation: "o", primary: true };
    expect(sameValue([employment], [{ primary: true, organisation: "o", position: undefined }])).toBe(true);
    expect(sameValue([employment], [{ ...employment, left: "2026-01-01" }])).toBe(false);
    expect(sameValue(null, [])).toBe(false);
  });
});

describe("formats", () => {
  const t = (key: string) => key;

  it.each([
    ["1980-12-24", "de", "24. Dezember 1980"],
    ["--02-29", "de", "29. Februar"],
    ["--02-29", "en", "29 February"],
    ["tomorrow", "de", "tomorrow"],
  ])("show the birthday %s in %s as %s", (birthday, language, expected) => {
    expect(formatBirthday(birthday, language)).toBe(expected);
  });

  it("offer a birthday for editing as it is typed here", () => {
    expect(typedBirthday("1980-12-24")).toBe("24.12.1980");
    expect(typedBirthday("--12-24")).toBe("24.12.");
  });

  it("show countries and teams by name", () => {
    const context = { t, language: "de", teams: [{ id: "t1", name: "Vertrieb", archived: false }] };
    expect(formatValue("country", "AT", context)).toBe("Österreich");
    expect(formatValue("teams", ["t1", "t2"], context)).toBe("Vertrieb, t2");
  });

  it("name the day of an instant from where one stands", () => {
    const now = new Date(2026, 0, 2, 0, 30);
    const day = (date: Date) => formatDay(date.toISOString(), now, { t, language: "de" });
    expect(day(new Date(2026, 0, 2, 0, 5))).toBe("time.today");
    expect(day(new Date(2026, 0, 1, 23, 55))).toBe("time.yesterday");
    expect(day(new Date(2025, 11, 24))).toBe("24. Dezember 2025");
  });
});

describe("refusals", () => {
  const t = (key: string, values?: Record<string, string | number>) => `${key} ${JSON.stringify(values ?? {})}`;

  it.each([
    ["emails: “x” is not an e-mail address; it needs one @", "refusal.email {}"],
    ["postal_code: “1” is not a postal code of AT; it has 4 digits", "refusal.postalCode {}"],
    ["postal_code: “1” is not a postal code; use letters", "refusal.foreignPostalCode {}"],
    ["name: the text has 300 characters; at most 200 are kept", 'refusal.tooLong {"length":"300","limit":"200"}'],
    ["Lena Hofer is the last administrator; make somebody else one first", 'refusal.lastAdmin {"name":"Lena Hofer"}'],
    ["3 contacts belong to this team; move them to another one first", 'refusal.teamHasContacts {"contacts":"3"}'],
    ["Eva Berger, Max Huber belong to this team; move them to another one first", 'refusal.teamHasMembers {"names":"Eva Berger, Max Huber"}'],
    ["something: new and unknown", 'refusal.other {"message":"new and unknown"}'],
  ])("%j are worded in the person's language", (message, expected) => {
    expect(refusalText(t, "invalid", message)).toBe(expected);
  });
});

describe("the inbox", () => {
  const notification = (id: string, read = false): Notification => ({
    id, employee: "lena", event: "mentioned", contact: "alpha", contact_name: "Alpha", seq: 1, by: "max", at: AT, read,
  });
  const start = applyInboxSnapshot({ notifications: [notification("n1")], unread: 3 });

  it("counts a notification once, however often it is told", () => {
    const once = applyNotification(start, notification("n2"));
    expect(once.unread).toBe(4);
    expect(applyNotification(once, notification("n2"))).toBe(once);
  });

  it("follows what was read elsewhere", () => {
    expect(applyNotification(start, notification("n1", true))).toMatchObject({ unread: 2, items: [{ read: true }] });
  });

  it("marks one or all as read", () => {
    expect(markRead(start, ["n1"]).unread).toBe(2);
    expect(markRead(start, ["unknown"])).toBe(start);
    expect(markRead(start, "all").unread).toBe(0);
  });
});

it("a planned day is Vienna's, wherever the browser stands", () => {
  expect(formatViennaDay("2038-02-28T23:00:00Z", "de-AT")).toBe("01.03.2038");
  expect(formatViennaDay("2038-07-31T22:00:00Z", "de-AT")).toBe("01.08.2038");
});

describe("who would see a contact", () => {
  const contact: Contact = { ...contactNamed("alpha", "Alpha"), teams: ["east"], assignments: [assignment] };
  const person = (id: string, teams: string[]) => ({ id, name: id, email: "", role: "member" as const, teams, active: true });

  it.each([
    ["company", true, true, true],
    ["team", true, true, false],
    ["private", true, false, false],
    ["restricted", false, false, false],
  ] as const)("with the level %s", (level, assigned, inTeam, elsewhere) => {
    expect(wouldSee(contact, level, person("max", []))).toBe(assigned);
    const planned = { ...contact, assignments: [{ ...assignment, started: false }] };
    expect(wouldSee(planned, level, person("max", []))).toBe(level === "company");
    expect(wouldSee(contact, level, person("anna", ["east"]))).toBe(inTeam);
    expect(wouldSee(contact, level, person("sofie", ["west"]))).toBe(elsewhere);
  });
});

describe("the timeline", () => {
  it("joins pages and live events, each once, newest first", () => {
    const merged = mergeTimeline([[changed(3, "a"), changed(2, "b")], [changed(1, "c")]], [changed(3, "a"), changed(4, "d")]);
    expect(merged.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
  });
});
