import { useLayoutEffect, useRef, useState } from "react";

// Whatever a function takes and gives: only its being one matters here.
type Functions = Record<string, (...given: never[]) => unknown>;

/** The same object on every render, whose functions are those of the newest: rows that got it need not draw anew. */
export function useStable<Shape extends Functions>(newest: Shape): Shape {
  const current = useRef(newest);
  useLayoutEffect(() => {
    current.current = newest;
  });
  const [stable] = useState(() => {
    const names = Object.keys(newest);
    return Object.fromEntries(names.map((name) => [name, (...given: never[]) => current.current[name]?.(...given)])) as Shape;
  });
  return stable;
}
