/**
 * The signs of reactions, drawn in the page's own stroke: they look the same on every machine, also where no font has
 * emoji.
 */
import type { ReactNode } from "react";

import { Drawing } from "@/components/Icon";
import type { Emoji } from "@/protocol";

const SIGNS: Record<Emoji, { colour: string; shape: ReactNode }> = {
  "👍": { colour: "var(--accent)", shape: <path d="M8 11v8H4.500v-8zM8 11l3.500-7c1.700 0 2.500 1.200 2.200 2.800L13 10h5c1.300 0 2 1 1.700 2.200l-1.400 5.300c-.3 1-1 1.500-2 1.500H8" /> },
  "❤️": { colour: "var(--bad)", shape: <path d="M12 19.500C6.500 15.500 4 12.800 4 9.500A4 4 0 0 1 12 8a4 4 0 0 1 8 1.500c0 3.300-2.500 6-8 10z" /> },
  "🎉": { colour: "var(--warn)", shape: <><path d="m4 20 4-11 7 7zM6.300 13.700l4 4" /><path d="M13 8c1.500-.8 1.800-2.500 1-4M16.500 11.500c1.200-1.300 2.600-1.600 4-1M17 6.500l2.500-2.500M20 15h.01M10 4h.01" /></> },
  "😄": { colour: "var(--warn)", shape: <><circle cx="12" cy="12" r="8" /><path d="M8.500 13.500h7a3.500 3.500 0 0 1-7 0zM9 9.500v.3M15 9.500v.3" /></> },
  "👀": { colour: "var(--info)", shape: <><ellipse cx="8" cy="12" rx="3.800" ry="5.500" /><ellipse cx="16" cy="12" rx="3.800" ry="5.500" /><path d="M9.300 12.500v1.200M17.300 12.500v1.200" strokeWidth="2.600" /></> },
  "✅": { colour: "var(--good)", shape: <><rect x="4.500" y="4.500" width="15" height="15" rx="3" /><path d="m8.500 12.200 2.500 2.500 4.700-5" /></> },
};

export function ReactionSign({ emoji, size = 16 }: { emoji: Emoji; size?: number }) {
  const { colour, shape } = SIGNS[emoji];
  return (
    <Drawing size={size} colour={colour}>
      {shape}
    </Drawing>
  );
}
