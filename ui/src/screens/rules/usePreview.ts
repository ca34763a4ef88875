/** What the book at hand would do: asked again after each change, once typing pauses; what was asked before is given up. */
import { useEffect, useState } from "react";

import { rules, type PreviewResult, type PreviewScope } from "@/api/rules";
import type { RuleBook } from "@/protocol";

const TYPING_PAUSE_MS = 300;

export type Preview = {
  /** The newest that is known; while the next one is on its way, the one before. */
  result: PreviewResult | null;
  /** From 0 to 1 while it is on its way. */
  progress: number | null;
  error: unknown;
};

export function usePreview(book: RuleBook, scope: PreviewScope): Preview {
  const [preview, setPreview] = useState<Preview>({ result: null, progress: 0, error: null });
  const question = JSON.stringify({ book, scope });
  useEffect(() => {
    const gone = new AbortController();
    const asked = JSON.parse(question) as { book: RuleBook; scope: PreviewScope };
    const timer = window.setTimeout(() => {
      setPreview((known) => ({ ...known, progress: 0, error: null }));
      rules
        .preview(
          asked.book,
          asked.scope,
          (line) => {
            if (gone.signal.aborted) return;
            if (line.type === "progress") setPreview((known) => ({ ...known, progress: line.of === 0 ? 1 : Math.min(1, line.contacts / line.of) }));
            else if (line.type === "result") setPreview({ result: line, progress: null, error: null });
            else setPreview((known) => ({ ...known, progress: null, error: new Error(line.detail) }));
          },
          gone.signal,
        )
        .catch((error: unknown) => {
          if (!gone.signal.aborted) setPreview((known) => ({ ...known, progress: null, error }));
        });
    }, TYPING_PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      gone.abort();
    };
  }, [question]);
  return preview;
}
