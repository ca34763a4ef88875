/** The routes of the own account, which only the profile needs. */
import { request } from "./http";
import type { Me } from "./routes";

/** A place where one is signed in. */
export type OwnSession = {
  id: string;
  created_at: string;
  /** To the minute. */
  last_seen: string;
  expires_at: string;
  /** As the browser called itself; empty if it did not. */
  user_agent: string;
  address: string;
  /** The one that asks. */
  current: boolean;
};

export const account = {
  rename: (name: string) => request<Me>("PATCH", "/api/me", { name }),
  /** Ends all other sessions. */
  changePassword: (current: string, changed: string) => request<void>("POST", "/api/me/password", { current, new: changed }),
  sessions: () => request<{ items: OwnSession[] }>("GET", "/api/sessions"),
  endSession: (id: string) => request<void>("DELETE", `/api/sessions/${encodeURIComponent(id)}`),
};
