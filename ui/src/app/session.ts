/** Who is signed in. The cookie cannot be read from here, so a note in the storage says whether asking makes sense. */
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState } from "react";

import { onSignedOut } from "@/api/http";
import { api, type Me } from "@/api/routes";
import { live } from "./live";
import { onOtherTab, tellOtherTabs } from "./tabs";

const NOTE = "kontor.signedIn";

export type Session =
  | { state: "unknown" }
  | { state: "unreachable"; retry: () => void }
  | { state: "signed_out"; ended: boolean; signIn: (email: string, password: string) => Promise<void> }
  | { state: "signed_in"; me: Me; signOut: (everywhere?: "everywhere") => Promise<void> };

export function useSessionState(): Session {
  const client = useQueryClient();
  const [signedIn, setSignedIn] = useState(() => localStorage.getItem(NOTE) !== null);
  const [ended, setEnded] = useState(false);
  const me = useQuery({ queryKey: ["me"], queryFn: api.me, enabled: signedIn, retry: false, staleTime: Infinity });

  useEffect(() => {
    const end = () => {
      localStorage.removeItem(NOTE);
      live.signedOut();
      client.removeQueries();
      setEnded(true);
      setSignedIn(false);
    };
    onSignedOut(end);
    const stopWatching = live.onChange(() => {
      if (live.status === "signed_out" && localStorage.getItem(NOTE) !== null) end();
    });
    const stopListening = onOtherTab((message) => {
      if (message.type === "signed_out") {
        end();
        // What is unsaved here waits for the same person, as after a session that ran out.
        if (live.unsaved === 0) live.forget();
        setEnded(live.unsaved > 0);
      } else if (message.type === "signed_in") {
        void client.invalidateQueries({ queryKey: ["me"] });
        setSignedIn(true);
      } else if (message.type === "renamed") {
        void client.invalidateQueries({ queryKey: ["me"] });
        void client.invalidateQueries({ queryKey: ["employees"] });
      }
    });
    return () => {
      stopWatching();
      stopListening();
    };
  }, [client]);

  const employee = signedIn ? me.data : undefined;
  useEffect(() => {
    if (employee !== undefined) live.start();
  }, [employee]);

  return useMemo<Session>(() => {
    if (!signedIn) return { state: "signed_out", ended, signIn: (...credentials) => signIn(client, setSignedIn, ...credentials) };
    if (employee !== undefined) return { state: "signed_in", me: employee, signOut: (everywhere) => signOut(client, setSignedIn, setEnded, everywhere) };
    if (me.isError) return { state: "unreachable", retry: () => void me.refetch() };
    return { state: "unknown" };
    // `refetch` is stable; the other parts of `me` do not matter here.
  }, [signedIn, ended, employee, me.isError, client]);
}

async function signIn(
  client: QueryClient,
  setSignedIn: (signedIn: boolean) => void,
  email: string,
  password: string,
): Promise<void> {
  await api.signIn(email, password);
  await client.fetchQuery({ queryKey: ["me"], queryFn: api.me, staleTime: 0 });
  localStorage.setItem(NOTE, "yes");
  tellOtherTabs({ type: "signed_in" });
  setSignedIn(true);
}

async function signOut(
  client: QueryClient,
  setSignedIn: (signedIn: boolean) => void,
  setEnded: (ended: boolean) => void,
  everywhere?: "everywhere",
): Promise<void> {
  // Before the request: the server closes the socket with it, which must not look like an expired session.
  localStorage.removeItem(NOTE);
  try {
    await (everywhere === undefined ? api.signOut() : api.signOutEverywhere());
  } catch (error) {
    // Still signed in as far as the server knows, so the page must not pretend otherwise.
    localStorage.setItem(NOTE, "yes");
    throw error;
  }
  tellOtherTabs({ type: "signed_out" });
  live.signedOut();
  live.forget();
  client.clear();
  setEnded(false);
  setSignedIn(false);
}

export const SessionContext = createContext<Extract<Session, { state: "signed_in" }> | null>(null);

/** The signed-in person; only below the frame, where there is one. */
export function useSession(): Extract<Session, { state: "signed_in" }> {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession is used outside of a signed-in page");
  return session;
}
