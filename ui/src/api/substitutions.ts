/** Who stands in for whom. `docs/protocol.md` describes it. */
import type { Briefing, Carries, EmployeeId, Substitution, SubstitutionId, SubstitutionPreview } from "@/protocol";
import { request } from "./http";

export type NewSubstitution = {
  id?: SubstitutionId;
  absent: EmployeeId;
  substitute: EmployeeId;
  from: string;
  until: string;
  reason: string;
  priority: number;
  carries: Carries;
};

/** `represents`: whose contacts one sees now; `represented_by`: who sees one's own. */
export type Substitutions = { items: Substitution[]; represents: EmployeeId[]; represented_by: EmployeeId[] };
export type SubstitutionChange = { until?: string; reason?: string; priority?: number; returned?: boolean };

const path = (id: SubstitutionId) => `/api/substitutions/${encodeURIComponent(id)}`;

export const substitutions = {
  all: () => request<Substitutions>("GET", "/api/substitutions"),
  /** `id` is the client's: sent again, it sets nothing twice. */
  set: (wish: NewSubstitution) => request<Substitution>("POST", "/api/substitutions", wish),
  preview: (wish: NewSubstitution, signal: AbortSignal) => request<SubstitutionPreview>("POST", "/api/substitutions/preview", wish, signal),
  change: (id: SubstitutionId, change: SubstitutionChange) => request<Substitution>("PATCH", path(id), change),
  revoke: (id: SubstitutionId) => request<Substitution>("DELETE", path(id)),
  briefing: (id: SubstitutionId) => request<Briefing>("GET", `${path(id)}/briefing`),
};
