/**
 * The contacts that a person was at last. Only their ids are kept: whoever shows them asks the server for the names, so
 * that nothing stays behind on a shared computer and nobody finds here what they may no longer see.
 */
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

import type { ContactId, EmployeeId } from "@/protocol";
import { useSession } from "./session";

const KEPT = 8;
const ID = /^[0-9a-f-]{36}$/;

const keyFor = (employee: EmployeeId) => `kontor.recent.${employee}`;

export function recentContacts(employee: EmployeeId): ContactId[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyFor(employee)) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.filter((id): id is ContactId => typeof id === "string" && ID.test(id)).slice(0, KEPT);
  } catch {
    return [];
  }
}

function note(employee: EmployeeId, contact: ContactId): void {
  const others = recentContacts(employee).filter((id) => id !== contact);
  localStorage.setItem(keyFor(employee), JSON.stringify([contact, ...others].slice(0, KEPT)));
}

export function forgetRecent(employee: EmployeeId, contact: ContactId): void {
  const others = recentContacts(employee).filter((id) => id !== contact);
  localStorage.setItem(keyFor(employee), JSON.stringify(others));
}

/** Notes each contact that is opened. */
export function useNoteRecent(): void {
  const { me } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    const contact = /^\/contacts\/([0-9a-f-]{36})$/.exec(path)?.[1];
    if (contact !== undefined) note(me.id, contact);
  }, [path, me.id]);
}
