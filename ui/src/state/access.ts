/**
 * Who is likely to see a contact, for hints before something is sent: a warning, a type-ahead. The rule itself lives in
 * the server, which alone decides.
 */
import type { Access, Contact, Employee } from "@/protocol";
import { isActive } from "./assignments";

export function wouldSee(contact: Contact, access: Access, employee: Employee): boolean {
  const isAssigned = contact.assignments.some((assignment) => isActive(assignment) && assignment.employee === employee.id);
  switch (access) {
    case "company":
      return true;
    case "team":
      return isAssigned || employee.teams.some((team) => contact.teams.includes(team));
    case "private":
      return isAssigned;
    case "restricted":
      return isAssigned && contact.has_active_order;
  }
}
