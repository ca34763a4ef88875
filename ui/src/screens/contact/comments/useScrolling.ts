/**
 * Where the list of comments stands: at the newest while its reader is there, in place while older ones come in above, and
 * at a comment that a link leads to.
 */
import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

import type { CommandId } from "@/protocol";

const NEAR_END_PX = 60;

export function useScrolling(list: RefObject<HTMLDivElement | null>, first: CommandId | null, length: number, marked: CommandId | null): void {
  const wasAtEnd = useRef(true);
  const before = useRef({ first, height: 0 });

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const watch = () => {
      wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    };
    element.addEventListener("scroll", watch, { passive: true });
    return () => element.removeEventListener("scroll", watch);
  }, [list]);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const { first: firstBefore, height } = before.current;
    // Older ones above: what is being read stays where it is.
    if (firstBefore !== first && firstBefore !== null && !wasAtEnd.current) element.scrollTop += element.scrollHeight - height;
    else if (wasAtEnd.current && marked === null) element.scrollTop = element.scrollHeight;
    before.current = { first, height: element.scrollHeight };
  }, [list, first, length, marked]);

  useEffect(() => {
    if (marked === null) return;
    document.getElementById(`comment-${marked}`)?.scrollIntoView({ block: "center" });
    wasAtEnd.current = false;
  }, [marked]);
}
