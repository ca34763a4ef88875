/** One rule: what a contact must have, who gets it in which role, and when it acts. */
import { ActionIcon, Button, Menu, MultiSelect, SegmentedControl, Select, Switch, TagsInput, TextInput, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { lists } from "@/api/lists";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import type { AssignmentRole, Condition, Rule, RuleBook, RuleMode, RuleProblem } from "@/protocol";
import { newCondition, OPERANDS, problemsOf, replaced, without } from "@/state/rules";
import { Problems } from "./Problems";
import { RegionsEditor } from "./RegionsEditor";
import styles from "./RulesScreen.module.css";

const ROLES = ["account_manager", "deputy", "sales_rep", "service", "technician"] as const satisfies readonly AssignmentRole[];
const MODES = ["new_only", "suggest", "at_once"] as const satisfies readonly RuleMode[];
const LONGEST_NAME = 80;

type RuleEditorProps = { id: string; book: RuleBook; change: (book: RuleBook) => void; problems: readonly RuleProblem[] };

export function RuleEditor({ id, book, change, problems }: RuleEditorProps) {
  const { t } = useTranslation();
  const rule = book.rules.find((known) => known.id === id);
  if (rule === undefined) return <p className={styles.quiet}>{t("rules.pickOne")}</p>;
  const set = (part: Partial<Rule>) => change({ ...book, rules: replaced(book.rules, { ...rule, ...part }) });
  return (
    <div className={styles.form}>
      <div className={styles.line}>
        <TextInput label={t("rules.name")} maxLength={LONGEST_NAME} value={rule.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <Switch className={styles.fixed} label={t("rules.active")} checked={rule.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
      </div>
      <Problems problems={problemsOf(problems, id)} book={book} />
      <Conditions rule={rule} book={book} set={set} />
      <Target rule={rule} book={book} set={set} />
      <section className={styles.part}>
        <h2 className={styles.partTitle}>{t("rules.when")}</h2>
        <SegmentedControl
          aria-label={t("rules.modeLabel")}
          value={rule.mode}
          onChange={(value) => set({ mode: MODES.find((mode) => mode === value) ?? rule.mode })}
          data={MODES.map((value) => ({ value, label: t(`rules.mode.${value}`) }))}
        />
        <p className={styles.quiet}>{t(`rules.modeHint.${rule.mode}`)}</p>
        <TextInput
          type="date"
          label={t("rules.starts")}
          description={t("rules.startsHint")}
          value={rule.starts ?? ""}
          onChange={(event) => set({ starts: event.currentTarget.value === "" ? null : event.currentTarget.value })}
        />
      </section>
      <div className={styles.answers}>
        <Button variant="default" leftSection={<Icon name="trash" size={15} />} onClick={() => change({ ...book, rules: without(book.rules, id) })}>
          {t("rules.removeRule")}
        </Button>
      </div>
    </div>
  );
}

type PartProps = { rule: Rule; book: RuleBook; set: (part: Partial<Rule>) => void };

function Conditions({ rule, book, set }: PartProps) {
  const { t } = useTranslation();
  const free = OPERANDS.filter((operand) => !rule.conditions.some((condition) => condition.kind === operand));
  const put = (place: number, condition: Condition) =>
    set({ conditions: rule.conditions.map((known, index) => (index === place ? condition : known)) });
  return (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h2 className={styles.partTitle}>{t("rules.conditions")}</h2>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="xs" leftSection={<Icon name="plus" size={14} />} disabled={free.length === 0}>
              {t("rules.addCondition")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {free.map((operand) => (
              <Menu.Item key={operand} onClick={() => set({ conditions: [...rule.conditions, newCondition(operand)] })}>
                {t(`rules.operand.${operand}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {rule.conditions.length === 0 && <p className={styles.quiet}>{t("rules.noConditions")}</p>}
      {rule.conditions.map((condition, place) => (
        <div key={condition.kind} className={styles.form}>
          <div className={styles.partHead}>
            <h3 className={styles.smallTitle}>{t(`rules.operand.${condition.kind}`)}</h3>
            <Tooltip label={t("rules.removeCondition", { name: t(`rules.operand.${condition.kind}`) })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t("rules.removeCondition", { name: t(`rules.operand.${condition.kind}`) })}
                onClick={() => set({ conditions: rule.conditions.filter((_, index) => index !== place) })}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            </Tooltip>
          </div>
          {condition.kind === "region" ? (
            <>
              {book.territories.length > 0 && (
                <MultiSelect
                  label={t("rules.territories")}
                  data={book.territories.map(({ id, name }) => ({ value: id, label: name }))}
                  value={condition.territories}
                  onChange={(territories) => put(place, { ...condition, territories })}
                  searchable
                />
              )}
              <RegionsEditor regions={condition.regions} change={(regions) => put(place, { ...condition, regions })} />
            </>
          ) : (
            <Texts condition={condition} put={(next) => put(place, next)} />
          )}
        </div>
      ))}
    </section>
  );
}

type TextCondition = Exclude<Condition, { kind: "region" }>;

function Texts({ condition, put }: { condition: TextCondition; put: (condition: TextCondition) => void }) {
  const { t } = useTranslation();
  const facets = useQuery({ queryKey: ["facets", "rules"], queryFn: ({ signal }) => lists.facets({ search: "", filter: {}, sort: "name" }, signal), staleTime: 60_000 });
  const known = condition.kind === "industry" ? facets.data?.industries : condition.kind === "tags" ? facets.data?.tags : undefined;
  return (
    <TagsInput
      label={t("rules.oneOf")}
      description={condition.kind === "language" ? t("rules.languageHint") : t("rules.textsHint")}
      data={(known ?? []).map(({ value }) => value)}
      value={condition.any_of}
      onChange={(any_of) => put({ ...condition, any_of })}
      acceptValueOnBlur
      splitChars={[",", ";"]}
    />
  );
}

function Target({ rule, book, set }: PartProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const { distribution } = rule;
  const people = colleagues.all.filter(({ id, active }) => active || (distribution.kind === "employee" && id === distribution.employee));
  const pick = (kind: string) => {
    const [pool] = book.pools;
    const [person] = people;
    if (kind === "pool" && pool !== undefined) set({ distribution: { kind: "pool", pool: pool.id, skills: [] } });
    else if (kind === "employee" && person !== undefined) set({ distribution: { kind: "employee", employee: person.id } });
  };
  const skills = [...new Set(book.pools.flatMap((pool) => pool.members.flatMap((member) => member.skills)))];
  return (
    <section className={styles.part}>
      <h2 className={styles.partTitle}>{t("rules.target")}</h2>
      <SegmentedControl
        aria-label={t("rules.target")}
        value={distribution.kind}
        onChange={pick}
        data={[
          { value: "employee", label: t("rules.toEmployee") },
          { value: "pool", label: t("rules.toPool"), disabled: book.pools.length === 0 },
        ]}
      />
      {book.pools.length === 0 && <p className={styles.quiet}>{t("rules.noPools")}</p>}
      <div className={styles.line}>
        {distribution.kind === "employee" ? (
          <Select
            label={t("rules.employee")}
            data={people.map(({ id, name }) => ({ value: id, label: name }))}
            value={distribution.employee}
            onChange={(employee) => employee !== null && set({ distribution: { kind: "employee", employee } })}
            allowDeselect={false}
            searchable
          />
        ) : (
          <Select
            label={t("rules.pool")}
            data={book.pools.map(({ id, name }) => ({ value: id, label: name }))}
            value={distribution.pool}
            onChange={(pool) => pool !== null && set({ distribution: { ...distribution, pool } })}
            allowDeselect={false}
          />
        )}
        <Select
          label={t("rules.role")}
          data={ROLES.map((value) => ({ value, label: t(`assignmentRole.${value}`) }))}
          value={rule.role}
          onChange={(role) => set({ role: ROLES.find((known) => known === role) ?? rule.role })}
          allowDeselect={false}
        />
      </div>
      {distribution.kind === "pool" && (
        <TagsInput
          label={t("rules.needsSkills")}
          description={t("rules.needsSkillsHint")}
          data={skills}
          value={distribution.skills}
          onChange={(needed) => set({ distribution: { ...distribution, skills: needed } })}
          acceptValueOnBlur
        />
      )}
    </section>
  );
}
