/** What is wrong with an entry: what keeps the draft from being activated, and what is worth knowing. */
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import type { RuleBook, RuleProblem } from "@/protocol";
import { ruleProblemText } from "./problemTexts";
import styles from "./RulesScreen.module.css";

export function Problems({ problems, book }: { problems: readonly RuleProblem[]; book: RuleBook }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {problems.map((problem, place) => (
        <li key={place} className={styles.problem} data-blocks={problem.blocks || undefined}>
          <Icon name="warning" size={16} />
          <span>{ruleProblemText(t, problem, book, colleagues)}</span>
        </li>
      ))}
    </ul>
  );
}
