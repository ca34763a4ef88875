/**
 * The keys of a list, the same in every list: j and k or arrows, first and last, a page, open. They work wherever the
 * focus is on the page as long as nobody types.
 */
import { useShortcuts } from "./shortcuts";

const PAGE = 20;

type ListKeys = {
  count: number;
  /** The row that the keyboard is at; -1 for none yet. */
  at: number;
  /** Moves there and brings it into sight. */
  move: (index: number) => void;
  open: (index: number) => void;
};

export function useListKeys({ count, at, move, open }: ListKeys): void {
  const to = (index: number) => {
    if (count > 0) move(Math.max(0, Math.min(count - 1, index)));
  };
  useShortcuts({
    listDown: () => to(at + 1),
    listUp: () => to(at - 1),
    listPageDown: () => to(at + PAGE),
    listPageUp: () => to(at - PAGE),
    listFirst: () => to(0),
    listLast: () => to(count - 1),
    listOpen: () => {
      if (at >= 0 && at < count) open(at);
    },
  });
}
