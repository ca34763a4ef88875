/** What could not be read while the server was away is read when it is back. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useConnection } from "./live";

export function useReadAgainWhenBack(): void {
  const queries = useQueryClient();
  const isOnline = useConnection().status === "online";
  useEffect(() => {
    if (isOnline) void queries.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
  }, [isOnline, queries]);
}
