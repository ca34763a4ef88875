/** What the palette offers for what is typed: commands at once, contacts as soon as the server has answered. */
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api, isStub, type SeenContact } from "@/api/routes";
import type { IconName } from "@/components/Icon";
import { changeLanguage } from "@/i18n";
import { openCreate } from "../createContact";
import { forgetRecent, recentContacts } from "../recent";
import { useSession } from "../session";
import { run, useWhatCanBeDone, type PageCommand } from "../shortcuts";
import { shortcut, SHORTCUTS, type ShortcutId } from "../shortcutTable";
import { matching, type Findable } from "./match";

export type Entry = Findable & { id: string; icon: IconName; note?: string; keys?: string | undefined; act: () => void };
export type Group = { title: string; entries: Entry[] };
export type Offer = {
  groups: Group[];
  /** The contacts of what is typed are still on their way. */
  searching: boolean;
  failed: boolean;
};

/** What belongs to the page at hand comes before what works everywhere; else as in the table. */
const IN_ORDER = (Object.keys(SHORTCUTS) as ShortcutId[]).sort(
  (one, other) => Number(shortcut(one).scope === "everywhere") - Number(shortcut(other).scope === "everywhere"),
);

const TYPING_PAUSE_MS = 80;
const CONTACTS_SHOWN = 8;
const COMMANDS_WHILE_SEARCHING = 5;

export function useOffer(typed: string): Offer {
  const { t } = useTranslation();
  const commands = useCommands();
  const found = useFoundContacts(typed.trim());
  const recent = useRecent(typed.trim() === "");
  const navigate = useNavigate();

  if (typed.trim() === "") {
    const groups = [
      { title: t("palette.recent"), entries: recent },
      { title: t("palette.commands"), entries: commands },
    ];
    return { groups: groups.filter(({ entries }) => entries.length > 0), searching: false, failed: false };
  }
  const query = typed.trim();
  const further: Entry[] = [
    {
      id: "list",
      label: t("palette.showInList", { query }),
      icon: "contacts",
      act: () => void navigate({ to: "/contacts", search: { search: query } }),
    },
    { id: "create-named", label: t("palette.createNamed", { query }), icon: "plus", act: () => openCreate(query) },
  ];
  const groups = [
    { title: t("palette.commands"), entries: matching(query, commands).slice(0, COMMANDS_WHILE_SEARCHING) },
    { title: t("palette.contacts"), entries: found.entries },
    { title: t("palette.further"), entries: further },
  ];
  return { groups: groups.filter(({ entries }) => entries.length > 0), searching: found.searching, failed: found.failed };
}

function useCommands(): Entry[] {
  const { t } = useTranslation();
  const { shortcuts, ofPage, ofFrame } = useWhatCanBeDone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { i18n } = useTranslation();
  const toEntry = ({ id, label, icon, words, run: act }: PageCommand): Entry => ({ id: `command-${id}`, label, icon: icon ?? "enter", words, act });
  const withKeys = IN_ORDER.filter((id) => shortcut(id).inPalette === true && shortcuts.includes(id))
    .map((id): Entry => {
      const { text, icon, keys } = shortcut(id);
      return { id, label: t(text), icon: icon ?? "enter", keys: keys[0], act: () => run(id) };
    });
  const themes = (["light", "dark", "auto"] as const)
    .filter((scheme) => scheme !== colorScheme)
    .map((scheme): Entry => ({
      id: `theme-${scheme}`,
      label: `${t("nav.theme")}: ${t(`nav.${scheme}`)}`,
      words: `theme ${scheme}`,
      icon: scheme === "light" ? "sun" : "moon",
      act: () => setColorScheme(scheme),
    }));
  const other = i18n.language === "de" ? "en" : "de";
  const language: Entry = {
    id: "language",
    label: `${t("nav.language")}: ${t(other === "de" ? "nav.german" : "nav.english")}`,
    words: "language sprache",
    icon: "globe",
    act: () => void changeLanguage(other),
  };
  return [...ofPage.map(toEntry), ...withKeys, ...themes, language, ...ofFrame.map(toEntry)];
}

function useFoundContacts(query: string): { entries: Entry[]; searching: boolean; failed: boolean } {
  const [search] = useDebouncedValue(query, TYPING_PAUSE_MS);
  const toEntry = useContactEntry();
  const answer = useQuery({
    queryKey: ["contacts", "palette", search],
    queryFn: () => api.contacts({ search, cursor: null, limit: CONTACTS_SHOWN }),
    enabled: search !== "",
    placeholderData: keepPreviousData,
  });
  const entries = query === "" ? [] : (answer.data?.items ?? []).map(toEntry);
  return { entries, searching: query !== search || answer.isFetching, failed: answer.isError };
}

function useRecent(wanted: boolean): Entry[] {
  const { me } = useSession();
  const toEntry = useContactEntry();
  // Where one is already is no place to go to. Fixed while the palette is open.
  const [ids] = useState(() => recentContacts(me.id).filter((id) => !window.location.pathname.endsWith(id)));
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["contact", id],
      queryFn: async () => {
        try {
          return await api.contact(id);
        } catch (error) {
          if (error instanceof Problem && error.status === 404) forgetRecent(me.id, id);
          throw error;
        }
      },
      enabled: wanted,
      staleTime: 30_000,
      retry: false,
    })),
  });
  return answers.flatMap(({ data, isError }) => (data === undefined || isError ? [] : [toEntry(data)]));
}

function useContactEntry(): (contact: SeenContact) => Entry {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (contact) => ({
    id: `contact-${contact.id}`,
    label: contact.name,
    icon: contact.kind,
    note: isStub(contact) ? t("contacts.nameOnly") : [contact.postal_code, contact.city].filter((part) => part !== null).join(" "),
    act: () => void navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } }),
  });
}
