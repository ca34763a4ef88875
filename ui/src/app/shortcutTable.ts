/**
 * Every key of Kontor, once. The help sheet shows this table, the palette shows what of it works at the moment, and
 * `useShortcuts` takes names from here alone: a key that stands nowhere cannot be bound.
 */
import type { IconName } from "@/components/Icon";

export type ShortcutScope = "everywhere" | "list" | "contact" | "inbox" | "writing";

export type Shortcut = {
  /** Spelled as `KeyboardEvent.key`; `Mod` is Ctrl or ⌘; a space means one key after the other. The first is shown. */
  keys: readonly string[];
  scope: ShortcutScope;
  /** The key of its text in the language files. */
  text: string;
  icon?: IconName;
  /** Handled by the control that has the focus; here for the help sheet. */
  byControl?: true;
  /** Worth a line in the palette while it is bound. */
  inPalette?: true;
};

export const SHORTCUTS = {
  palette: { keys: ["Mod+k"], scope: "everywhere", text: "shortcut.palette" },
  search: { keys: ["/"], scope: "everywhere", text: "shortcut.search", icon: "search" },
  create: { keys: ["n"], scope: "everywhere", text: "shortcut.create", icon: "plus", inPalette: true },
  goContacts: { keys: ["g c"], scope: "everywhere", text: "shortcut.goContacts", icon: "contacts", inPalette: true },
  goInbox: { keys: ["g i"], scope: "everywhere", text: "shortcut.goInbox", icon: "inbox", inPalette: true },
  goHandovers: { keys: ["g h"], scope: "everywhere", text: "shortcut.goHandovers", icon: "send", inPalette: true },
  goProfile: { keys: ["g p"], scope: "everywhere", text: "shortcut.goProfile", icon: "person", inPalette: true },
  goEmployees: { keys: ["g m"], scope: "everywhere", text: "shortcut.goEmployees", icon: "contacts", inPalette: true },
  goTeams: { keys: ["g t"], scope: "everywhere", text: "shortcut.goTeams", icon: "contacts", inPalette: true },
  undo: { keys: ["z", "Mod+z"], scope: "everywhere", text: "shortcut.undo" },
  sidebar: { keys: ["["], scope: "everywhere", text: "shortcut.sidebar", icon: "sidebar", inPalette: true },
  help: { keys: ["?"], scope: "everywhere", text: "shortcut.help", icon: "help", inPalette: true },
  close: { keys: ["Escape"], scope: "everywhere", text: "shortcut.close", byControl: true },

  listDown: { keys: ["j", "ArrowDown"], scope: "list", text: "shortcut.listDown" },
  listUp: { keys: ["k", "ArrowUp"], scope: "list", text: "shortcut.listUp" },
  listPageDown: { keys: ["PageDown"], scope: "list", text: "shortcut.listPageDown" },
  listPageUp: { keys: ["PageUp"], scope: "list", text: "shortcut.listPageUp" },
  listFirst: { keys: ["g g", "Home"], scope: "list", text: "shortcut.listFirst" },
  listLast: { keys: ["Shift+g", "End"], scope: "list", text: "shortcut.listLast" },
  listOpen: { keys: ["Enter", "o"], scope: "list", text: "shortcut.listOpen" },
  listSelect: { keys: ["x"], scope: "list", text: "shortcut.listSelect" },
  listRangeTo: { keys: ["Shift+x"], scope: "list", text: "shortcut.listRangeTo" },
  listRangeDown: { keys: ["Shift+j"], scope: "list", text: "shortcut.listRangeDown" },
  listRangeUp: { keys: ["Shift+k"], scope: "list", text: "shortcut.listRangeUp" },
  listSelectAll: { keys: ["Mod+a"], scope: "list", text: "shortcut.listSelectAll" },
  listFilter: { keys: ["f"], scope: "list", text: "shortcut.listFilter", inPalette: true },

  contactEdit: { keys: ["e"], scope: "contact", text: "shortcut.contactEdit" },
  contactComment: { keys: ["c"], scope: "contact", text: "shortcut.contactComment", icon: "reply", inPalette: true },
  contactAssign: { keys: ["a"], scope: "contact", text: "shortcut.contactAssign", icon: "person", inPalette: true },
  contactBack: { keys: ["u"], scope: "contact", text: "shortcut.contactBack", icon: "back", inPalette: true },
  partFields: { keys: ["1"], scope: "contact", text: "shortcut.partFields", inPalette: true },
  partComments: { keys: ["2"], scope: "contact", text: "shortcut.partComments", inPalette: true },
  partNotes: { keys: ["3"], scope: "contact", text: "shortcut.partNotes", inPalette: true },
  partHistory: { keys: ["4"], scope: "contact", text: "shortcut.partHistory", inPalette: true },
  partSurroundings: { keys: ["5"], scope: "contact", text: "shortcut.partSurroundings", inPalette: true },

  inboxRead: { keys: ["e"], scope: "inbox", text: "shortcut.inboxRead" },
  inboxReadAll: { keys: ["Shift+e"], scope: "inbox", text: "shortcut.inboxReadAll", icon: "check", inPalette: true },
  inboxUnread: { keys: ["f"], scope: "inbox", text: "shortcut.inboxUnread", icon: "inbox", inPalette: true },

  saveField: { keys: ["Enter"], scope: "writing", text: "shortcut.saveField", byControl: true },
  discardField: { keys: ["Escape"], scope: "writing", text: "shortcut.discardField", byControl: true },
  sendComment: { keys: ["Mod+Enter"], scope: "writing", text: "shortcut.sendComment", byControl: true },
  mention: { keys: ["@"], scope: "writing", text: "shortcut.mention", byControl: true },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof SHORTCUTS;

export const SCOPES: readonly ShortcutScope[] = ["everywhere", "list", "contact", "inbox", "writing"];

/** With the optional parts of each entry visible to the type checker. */
export function shortcut(id: ShortcutId): Shortcut {
  return SHORTCUTS[id];
}
