/** The few icons of the page, drawn in one stroke width. They are decoration: their button or row carries the label. */
import type { ReactNode } from "react";

const SHAPES = {
  contacts: <><circle cx="9" cy="8" r="3.2" /><path d="M3 19c.6-3.4 3-5 6-5s5.4 1.6 6 5M16 5.500a3 3 0 0 1 0 5.500M17.5 14.300c2 .6 3.2 2.2 3.5 4.7" /></>,
  inbox: <><path d="M4 13 6.5 5h11L20 13v6H4z" /><path d="M4 13h4.500l1.2 2.500h4.600l1.2-2.500H20" /></>,
  search: <><circle cx="11" cy="11" r="6" /><path d="m20 20-4.7-4.7" /></>,
  plus: <path d="M12 5v14M5 12h14" />,
  sidebar: <><rect x="3.5" y="5" width="17" height="14" rx="2.5" /><path d="M9.5 5v14" /></>,
  bell: <path d="M6.5 16.500V11a5.5 5.5 0 0 1 11 0v5.500L19 18H5zM10.3 20.500h3.4" />,
  enter: <path d="M19 6v5a3 3 0 0 1-3 3H5M9 10l-4 4 4 4" />,
  key: <><circle cx="8" cy="15.5" r="3.5" /><path d="m10.6 13 8.400-8.400M15.500 8l2.800 2.800" /></>,
  device: <><rect x="4" y="5" width="16" height="11" rx="1.5" /><path d="M9 20h6M12 16v4" /></>,
  phone: <><rect x="7.5" y="3.5" width="9" height="17" rx="2" /><path d="M11 17.500h2" /></>,
  signOut: <path d="M10 5H6.500A1.500 1.500 0 0 0 5 6.500v11A1.500 1.500 0 0 0 6.500 19H10M15 8l4 4-4 4M19 12H10" />,
  sun: <><circle cx="12" cy="12" r="3.6" /><path d="M12 3.500v2M12 18.500v2M3.500 12h2M18.500 12h2M6 6l1.400 1.400M16.600 16.600 18 18M18 6l-1.400 1.400M7.400 16.600 6 18" /></>,
  moon: <path d="M19 14.500A7.500 7.500 0 0 1 9.500 5 7.500 7.500 0 1 0 19 14.500z" />,
  filter: <path d="M4.500 6.500h15M7.500 12h9M10.500 17.500h3" />,
  upload: <path d="M12 15V5M8 8.500 12 4.500l4 4M5 15v3.500h14V15" />,
  download: <path d="M12 5v10M8 11.500l4 4 4-4M5 15.500v3h14v-3" />,
  pin: <path d="m14 4 6 6-3 1-3.500 3.500-.5 4-7.500-7.500 4-.5L13 7zM9 15l-4.500 4.500" />,
  edit: <path d="M5 19l1-4L16 5l3 3L9 18zM14 7l3 3" />,
  star: <path d="m12 4.500 2.300 4.800 5.200.7-3.800 3.600.9 5.200-4.600-2.500-4.600 2.500.9-5.200L4.500 10l5.200-.7z" />,
  columns: <><rect x="3.5" y="5" width="17" height="14" rx="2" /><path d="M9.200 5v14M14.800 5v14" /></>,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  organisation: <><path d="M5 20V5h9v15M14 9h5v11M3 20h18" /><path d="M8 8.500h3M8 12h3M8 15.500h3" /></>,
  person: <><circle cx="12" cy="8" r="3.5" /><path d="M5.5 19.500c.7-3.8 3.2-5.5 6.5-5.500s5.8 1.7 6.5 5.5" /></>,
  check: <path d="m5 12.5 4.5 4.500L19 7.5" />,
  clock: <><circle cx="12" cy="12" r="8" /><path d="M12 7.500V12l3 2" /></>,
  warning: <><path d="M12 4 2.8 19.500h18.400z" /><path d="M12 10v4.500M12 17v.2" /></>,
  chevron: <path d="m8 10 4 4 4-4" />,
  back: <path d="m14 6-6 6 6 6" />,
  help: <><circle cx="12" cy="12" r="8.5" /><path d="M9.7 9.500a2.4 2.4 0 1 1 3.4 2.200c-.8.4-1.1.9-1.1 1.800M12 16.500v.2" /></>,
  dots: <path d="M6 12h.01M12 12h.01M18 12h.01" strokeWidth="2.6" />,
  reply: <path d="M10 7 5 12l5 5M5 12h9a5 5 0 0 1 5 5v1" />,
  lock: <><rect x="5.5" y="11" width="13" height="8.5" rx="1.5" /><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3" /></>,
  globe: <><circle cx="12" cy="12" r="8.5" /><path d="M3.5 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17" /></>,
  trash: <path d="M5 7h14M9.5 7V4.500h5V7M7 7l.8 12.500h8.400L17 7" />,
  send: <path d="M4 12 20 4.5 14.5 20l-3-6.500z" />,
  bold: <path d="M7.5 5h5.200a3.4 3.4 0 0 1 0 6.800H7.500zM7.5 11.800h6a3.6 3.6 0 0 1 0 7.200h-6z" />,
  italic: <path d="M10 5h7M7 19h7M14 5l-4 14" />,
  bullets: <path d="M9 6.500h11M9 12h11M9 17.500h11M4.5 6.500h.01M4.5 12h.01M4.5 17.500h.01" />,
  numbers: <><path d="M10 6.500h10M10 12h10M10 17.500h10" /><path d="M4 5.5 5.5 4.500V9M4 14.500c1-1.2 2.5-.5 2.5.5S4 17.5 4 18.500h2.7" strokeWidth="1.3" /></>,
  tasks: <><path d="m3.5 7 1.7 1.700L8.3 5.500M3.5 16l1.7 1.7 3.1-3.2" /><path d="M11.5 7H20M11.5 16H20" /></>,
  link: <path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.700l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.700l1-1" />,
  undo: <path d="M8.5 5 4.5 9l4 4M4.5 9H14a5 5 0 0 1 0 10H9" />,
  redo: <path d="m15.5 5 4 4-4 4M19.5 9H10a5 5 0 0 0 0 10h5" />,
  table: <><rect x="4" y="5" width="16" height="14" rx="1.5" /><path d="M4 10h16M4 14.500h16M10 10v9" /></>,
  smile: <><circle cx="12" cy="12" r="8" /><path d="M8.8 14a4 4 0 0 0 6.4 0M9.300 9.700v.2M14.700 9.700v.2" /></>,
  up: <path d="m6 14.500 6-6 6 6" />,
  down: <path d="m6 9.500 6 6 6-6" />,
  archive: <><path d="M5.500 9.500V19h13V9.500M4 5.500h16v4H4z" /><path d="M10 13h4" /></>,
  merge: <path d="M5 5.500h3.500c3 0 4 6.500 8 6.500H20M5 18.500h3.500c3 0 4-6.500 8-6.500M16.500 8.500 20 12l-3.500 3.500" />,
  history: <><path d="M4.5 12a7.5 7.5 0 1 1 2.2 5.300M4.5 12l-1.8-2M4.5 12l2-1.8" /><path d="M12 8v4.300l2.8 1.7" /></>,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return <Drawing size={size}>{SHAPES[name]}</Drawing>;
}

/** Lines of one width, on a ground of 24 by 24. */
export function Drawing({ size, colour = "currentColor", children }: { size: number; colour?: string; children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke={colour}
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flex: "none" }}
    >
      {children}
    </svg>
  );
}
