/**
 * The rows of a list that a tab has read, page by page, and what becomes of them when the server tells of changes. Rows
 * that are shown are never moved by others: what changes changes in place, what leaves closes up, and what is new is
 * only counted until the reader takes it in.
 */
import type { SeenContact } from "@/api/routes";
import type { ContactId } from "@/protocol";
import type { RowsFrame } from "@/sync/lists";

export const PAGE_ROWS = 100;

export type ListPage = { items: readonly SeenContact[]; next?: string | null; total: number };
export type Pages = ReadonlyMap<number, ListPage>;

export type Applied = {
  /** The pages that changed. */
  pages: Map<number, ListPage>;
  /** Pages with a hole at their end, whose next row was never read: they must be read again. */
  short: number[];
  /** The rows whose contents changed: what glows. */
  touched: ContactId[];
  /** Where rows went away, ascending. */
  removed: number[];
  /** A row left that was never read, so the count is a guess until the pages are read again. */
  isGuess: boolean;
};

/** Applies a frame to the pages that were read. `arrived` are rows that only became members and are shown nowhere yet. */
export function applyRows(pages: Pages, frame: Pick<RowsFrame, "changed" | "left">, arrived: ReadonlySet<ContactId>): Applied {
  const fresh = new Map(frame.changed.map((contact) => [contact.id, contact]));
  const left = new Set(frame.left.filter((id) => !fresh.has(id)));
  const touched: ContactId[] = [];
  const changed = new Map<number, ListPage>();
  for (const [number, page] of pages) {
    const items = page.items.map((item) => {
      const next = fresh.get(item.id);
      if (next === undefined) return item;
      touched.push(item.id);
      return next;
    });
    if (items.some((item, place) => item !== page.items[place])) changed.set(number, { ...page, items });
  }
  if (left.size === 0) return { pages: changed, short: [], touched, removed: [], isGuess: false };
  const read = new Set([...pages.values()].flatMap((page) => page.items.map(({ id }) => id)));
  const total = Math.max(0, ...[...pages.values()].map((page) => page.total));
  // Where every row was read, one that is not there was gone before: the pages were read after it left.
  const unread = read.size >= total ? [] : [...left].filter((id) => !read.has(id) && !arrived.has(id));
  const lost = [...left].filter((id) => read.has(id)).length + unread.length;
  const closed = closeUp(new Map([...pages, ...changed]), left, lost);
  return { ...closed, touched, isGuess: unread.length > 0 };
}

/** Takes rows out and moves the ones behind them up, across the pages that follow each other. */
function closeUp(pages: Pages, left: ReadonlySet<ContactId>, lost: number): Omit<Applied, "touched" | "isGuess"> {
  const removed: number[] = [];
  const result = new Map<number, ListPage>();
  const short: number[] = [];
  const numbers = [...pages.keys()].sort((a, b) => a - b);
  let run: number[] = [];
  const closeRun = () => {
    const first = run[0];
    if (first === undefined) return;
    const rows: SeenContact[] = [];
    run.forEach((number) => {
      pages.get(number)?.items.forEach((item, place) => {
        if (left.has(item.id)) removed.push(number * PAGE_ROWS + place);
        else rows.push(item);
      });
    });
    for (const number of run) {
      const page = pages.get(number);
      if (page === undefined) continue;
      const total = Math.max(0, page.total - lost);
      const from = (number - first) * PAGE_ROWS;
      const items = rows.slice(from, from + PAGE_ROWS);
      result.set(number, { ...page, items, total });
      const expected = Math.max(0, Math.min(PAGE_ROWS, total - number * PAGE_ROWS));
      if (items.length < expected) short.push(number);
    }
    run = [];
  };
  for (const number of numbers) {
    const before = run[run.length - 1];
    // A page that is not full is followed by nothing that could move up into it.
    const follows = before === number - 1 && (pages.get(before)?.items.length ?? 0) === PAGE_ROWS;
    if (!follows) closeRun();
    run.push(number);
  }
  closeRun();
  return { pages: result, short, removed };
}

/** The rows to show, and how many more there are that nobody has taken in yet. */
export function countRows(read: number, live: number | null): { shown: number; arrived: number } {
  if (live === null) return { shown: read, arrived: 0 };
  return { shown: Math.min(read, live), arrived: Math.max(0, live - read) };
}

/** The pages that hold the rows from `first` to `last`. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS));
  const to = Math.max(from, Math.floor(last / PAGE_ROWS));
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}

export function rowAt(pages: Pages, index: number): SeenContact | undefined {
  return pages.get(Math.floor(index / PAGE_ROWS))?.items[index % PAGE_ROWS];
}
