/** Where everything is. The first screen comes with the page; the others are loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";

import { FailedScreen, latePart } from "@/components/latePart";
import { ContactsScreen } from "@/screens/contacts/ContactsScreen";
import { readContactsSearch } from "@/state/listQuery";
import { MissingScreen } from "@/screens/missing/MissingScreen";
import { BrokenPage } from "./ErrorBoundary";
import { Frame } from "./Frame";

const AS_SCREEN = { failed: FailedScreen };

const root = createRootRoute({ component: Frame, notFoundComponent: MissingScreen, errorComponent: BrokenPage });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/contacts", replace: true });
  },
});

const contacts = createRoute({
  getParentRoute: () => root,
  path: "/contacts",
  validateSearch: readContactsSearch,
  component: ContactsScreen,
});

export const CONTACT_PARTS = ["comments", "notes", "history", "fields", "surroundings"] as const;
export type ContactPart = (typeof CONTACT_PARTS)[number];
/** `at`: the contact is shown as it was at that instant. */
export type ContactSearch = { part?: ContactPart; at?: string };

const contact = createRoute({
  getParentRoute: () => root,
  path: "/contacts/$contactId",
  validateSearch: (search: Record<string, unknown>): ContactSearch => {
    const part = CONTACT_PARTS.find((known) => known === search["part"]);
    const time = typeof search["at"] === "string" ? Date.parse(search["at"]) : Number.NaN;
    return { ...(part === undefined ? {} : { part }), ...(Number.isNaN(time) ? {} : { at: new Date(time).toISOString() }) };
  },
  component: latePart(() => import("@/screens/contact/ContactScreen").then((module) => module.ContactScreen), AS_SCREEN),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  component: latePart(() => import("@/screens/inbox/InboxScreen").then((module) => module.InboxScreen), AS_SCREEN),
});

const profile = createRoute({
  getParentRoute: () => root,
  path: "/profile",
  component: latePart(() => import("@/screens/profile/ProfileScreen").then((module) => module.ProfileScreen), AS_SCREEN),
});

export type ImportSearch = { id?: string; step?: "mapping" };

const importing = createRoute({
  getParentRoute: () => root,
  path: "/import",
  validateSearch: ({ id, step }: Record<string, unknown>): ImportSearch => ({
    ...(typeof id === "string" ? { id } : {}),
    ...(step === "mapping" ? { step } : {}),
  }),
  component: latePart(() => import("@/screens/import/ImportScreen").then((module) => module.ImportScreen), AS_SCREEN),
});

/** `one` and `other` are the same: one of them is to survive. */
export type MergeSearch = { one?: string; other?: string };

const merging = createRoute({
  getParentRoute: () => root,
  path: "/merge",
  validateSearch: ({ one, other }: Record<string, unknown>): MergeSearch => ({
    ...(typeof one === "string" ? { one } : {}),
    ...(typeof other === "string" ? { other } : {}),
  }),
  component: latePart(() => import("@/screens/merge/MergeScreen").then((module) => module.MergeScreen), AS_SCREEN),
});

const substitutions = createRoute({
  getParentRoute: () => root,
  path: "/substitutions",
  component: latePart(() => import("@/screens/substitutions/SubstitutionsScreen").then((module) => module.SubstitutionsScreen), AS_SCREEN),
});

const settingsFields = createRoute({
  getParentRoute: () => root,
  path: "/settings/fields",
  component: latePart(() => import("@/screens/settings/FieldsScreen").then((module) => module.FieldsScreen), AS_SCREEN),
});

const employees = createRoute({
  getParentRoute: () => root,
  path: "/employees",
  component: latePart(() => import("@/screens/people/EmployeesScreen").then((module) => module.EmployeesScreen), AS_SCREEN),
});

const teams = createRoute({
  getParentRoute: () => root,
  path: "/teams",
  component: latePart(() => import("@/screens/people/TeamsScreen").then((module) => module.TeamsScreen), AS_SCREEN),
});

const rulesScreen = createRoute({
  getParentRoute: () => root,
  path: "/rules",
  component: latePart(() => import("@/screens/rules/RulesScreen").then((module) => module.RulesScreen), AS_SCREEN),
});

const settingsLog = createRoute({
  getParentRoute: () => root,
  path: "/settings/log",
  component: latePart(() => import("@/screens/settings/LogScreen").then((module) => module.LogScreen), AS_SCREEN),
});

const act = createRoute({
  getParentRoute: () => root,
  path: "/acts/$actId",
  component: latePart(() => import("@/screens/acts/ActScreen").then((module) => module.ActScreen), AS_SCREEN),
});

const handovers = createRoute({
  getParentRoute: () => root,
  path: "/handovers",
  component: latePart(() => import("@/screens/acts/HandoversScreen").then((module) => module.HandoversScreen), AS_SCREEN),
});

const leave = createRoute({
  getParentRoute: () => root,
  path: "/employees/$employeeId/leave",
  component: latePart(() => import("@/screens/acts/LeaveScreen").then((module) => module.LeaveScreen), AS_SCREEN),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home, contacts, contact, inbox, profile, importing, merging, substitutions, settingsFields, settingsLog, employees, teams, rulesScreen, act, handovers, leave,
  ]),
  // What breaks one screen leaves the way to the others.
  defaultErrorComponent: BrokenPage,
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
