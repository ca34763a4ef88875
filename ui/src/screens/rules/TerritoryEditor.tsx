/** One territory: its name and its postal codes. */
import { Button, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import type { RuleBook, RuleProblem } from "@/protocol";
import { problemsOf, replaced, usersOf, without } from "@/state/rules";
import { Problems } from "./Problems";
import { RegionsEditor } from "./RegionsEditor";
import styles from "./RulesScreen.module.css";

type TerritoryEditorProps = { id: string; book: RuleBook; change: (book: RuleBook) => void; problems: readonly RuleProblem[] };

export function TerritoryEditor({ id, book, change, problems }: TerritoryEditorProps) {
  const { t } = useTranslation();
  const territory = book.territories.find((known) => known.id === id);
  if (territory === undefined) return <p className={styles.quiet}>{t("rules.pickOne")}</p>;
  const users = usersOf(book, id);
  const set = (part: Partial<typeof territory>) => change({ ...book, territories: replaced(book.territories, { ...territory, ...part }) });
  return (
    <div className={styles.form}>
      <TextInput label={t("rules.name")} maxLength={80} value={territory.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Problems problems={problemsOf(problems, id)} book={book} />
      <section className={styles.part}>
        <h2 className={styles.partTitle}>{t("rules.postalCodes")}</h2>
        <RegionsEditor regions={territory.regions} change={(regions) => set({ regions })} />
      </section>
      {users.length > 0 && <p className={styles.quiet}>{t("rules.usedBy", { names: users.map(({ name }) => name).join(", ") })}</p>}
      <div className={styles.answers}>
        <Button
          variant="default"
          disabled={users.length > 0}
          leftSection={<Icon name="trash" size={15} />}
          onClick={() => change({ ...book, territories: without(book.territories, id) })}
        >
          {t("rules.removeTerritory")}
        </Button>
      </div>
    </div>
  );
}
