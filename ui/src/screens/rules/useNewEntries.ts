/** New rules, territories and pools, each with a name that is free. */
import { useTranslation } from "react-i18next";

import { useSession } from "@/app/session";
import type { RuleBook } from "@/protocol";
import { freeName, newPool, newRule, newTerritory, withRule } from "@/state/rules";
import { newId } from "@/sync/ids";
import type { Part } from "./RulesScreen";

export function useNewEntries(book: RuleBook, added: (book: RuleBook, id: string) => void): (part: Part) => void {
  const { t } = useTranslation();
  const { me } = useSession();
  return (part) => {
    const id = newId();
    const name = freeName(t(`rules.newName.${part}`), book[part]);
    if (part === "rules") added(withRule(book, newRule(id, name, me.id)), id);
    else if (part === "territories") added({ ...book, territories: [...book.territories, newTerritory(id, name)] }, id);
    else added({ ...book, pools: [...book.pools, newPool(id, name)] }, id);
  };
}
