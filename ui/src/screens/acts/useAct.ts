/** An act as it goes: asked again while something works on it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { acts, type Act } from "@/api/acts";
import type { ActId } from "@/protocol";
import { isUnderWay } from "@/state/acts";

const ASK_AGAIN_MS = 500;

export const actKey = (id: ActId) => ["acts", id] as const;

/** `settled` is told of the act when the work on it, seen going here, comes to its end. */
export function useAct(id: ActId | null, settled?: (act: Act) => void) {
  const queries = useQueryClient();
  const act = useQuery({
    queryKey: actKey(id ?? ""),
    queryFn: () => acts.one(id ?? ""),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? ASK_AGAIN_MS : false),
  });
  const { data } = act;
  const wasUnderWay = useRef(false);
  const tell = useRef(settled);
  tell.current = settled;
  useEffect(() => {
    if (data === undefined) return;
    const ended = wasUnderWay.current && !isUnderWay(data);
    wasUnderWay.current = isUnderWay(data);
    if (!ended) return;
    // A list that is not followed live would go on showing what was.
    void queries.invalidateQueries({ queryKey: ["contacts"] });
    void queries.invalidateQueries({ queryKey: ["handovers"] });
    void queries.invalidateQueries({ queryKey: ["hanging"] });
    void queries.invalidateQueries({ queryKey: [...actKey(data.id), "items"] });
    tell.current?.(data);
  }, [data, queries]);
  return act;
}
