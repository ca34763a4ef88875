/** Where everything is. The first screen comes with the page; the others are loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { ContactsScreen } from "@/screens/contacts/ContactsScreen";
import { readContactsSearch } from "@/state/listQuery";
import { MissingScreen } from "@/screens/missing/MissingScreen";
import { BrokenPage } from "./ErrorBoundary";
import { Frame } from "./Frame";

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
    const at = typeof search["at"] === "string" && !Number.isNaN(Date.parse(search["at"])) ? search["at"] : undefined;
    return { ...(part === undefined ? {} : { part }), ...(at === undefined ? {} : { at }) };
  },
  component: lazyRouteComponent(() => import("@/screens/contact/ContactScreen"), "ContactScreen"),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  component: lazyRouteComponent(() => import("@/screens/inbox/InboxScreen"), "InboxScreen"),
});

const profile = createRoute({
  getParentRoute: () => root,
  path: "/profile",
  component: lazyRouteComponent(() => import("@/screens/profile/ProfileScreen"), "ProfileScreen"),
});

export type ImportSearch = { id?: string; step?: "mapping" };

const importing = createRoute({
  getParentRoute: () => root,
  path: "/import",
  validateSearch: ({ id, step }: Record<string, unknown>): ImportSearch => ({
    ...(typeof id === "string" ? { id } : {}),
    ...(step === "mapping" ? { step } : {}),
  }),
  component: lazyRouteComponent(() => import("@/screens/import/ImportScreen"), "ImportScreen"),
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
  component: lazyRouteComponent(() => import("@/screens/merge/MergeScreen"), "MergeScreen"),
});

const settingsFields = createRoute({
  getParentRoute: () => root,
  path: "/settings/fields",
  component: lazyRouteComponent(() => import("@/screens/settings/FieldsScreen"), "FieldsScreen"),
});

export const router = createRouter({
  routeTree: root.addChildren([home, contacts, contact, inbox, profile, importing, merging, settingsFields]),
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
