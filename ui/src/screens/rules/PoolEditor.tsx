/** One pool: who takes turns, with which share and when, and what happens when nobody can. */
import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, TagsInput, TextInput, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { rules } from "@/api/rules";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Pool, PoolMember, RuleBook, RuleProblem, WhenEmpty } from "@/protocol";
import { formatNumber } from "@/state/format";
import { problemsOf, replaced, usersOf, without } from "@/state/rules";
import { Problems } from "./Problems";
import styles from "./RulesScreen.module.css";

const WORKDAYS = [1, 2, 3, 4, 5];
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const MOST_WEIGHT = 100;

type PoolEditorProps = { id: string; book: RuleBook; change: (book: RuleBook) => void; problems: readonly RuleProblem[] };

export function PoolEditor({ id, book, change, problems }: PoolEditorProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const counters = useQuery({ queryKey: ["rules", "counters"], queryFn: rules.counters, staleTime: 0 });
  const pool = book.pools.find((known) => known.id === id);
  if (pool === undefined) return <p className={styles.quiet}>{t("rules.pickOne")}</p>;
  const users = usersOf(book, id);
  const set = (part: Partial<Pool>) => change({ ...book, pools: replaced(book.pools, { ...pool, ...part }) });
  const put = (member: PoolMember) => set({ members: pool.members.map((known) => (known.employee === member.employee ? member : known)) });
  const missing = colleagues.all.filter(({ id: employee, active }) => active && !pool.members.some((member) => member.employee === employee));
  const given = counters.data?.counters[id]?.counters ?? {};
  return (
    <div className={styles.form}>
      <TextInput label={t("rules.name")} maxLength={80} value={pool.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Problems problems={problemsOf(problems, id)} book={book} />
      {pool.members.map((member) => (
        <MemberEditor
          key={member.employee}
          member={member}
          given={given[member.employee]?.given ?? 0}
          put={put}
          remove={() => set({ members: pool.members.filter(({ employee }) => employee !== member.employee) })}
        />
      ))}
      <Select
        label={t("rules.addMember")}
        placeholder={t("rules.addMemberHint")}
        data={missing.map(({ id: value, name }) => ({ value, label: name }))}
        value={null}
        onChange={(employee) =>
          employee !== null && set({ members: [...pool.members, { employee, weight: 1, per_day: null, hours: null, skills: [] }] })
        }
        disabled={missing.length === 0}
        searchable
      />
      <EmptyPolicy pool={pool} set={set} />
      {users.length > 0 && <p className={styles.quiet}>{t("rules.usedBy", { names: users.map(({ name }) => name).join(", ") })}</p>}
      <div className={styles.answers}>
        <Button
          variant="default"
          disabled={users.length > 0}
          leftSection={<Icon name="trash" size={15} />}
          onClick={() => change({ ...book, pools: without(book.pools, id) })}
        >
          {t("rules.removePool")}
        </Button>
      </div>
    </div>
  );
}

type MemberEditorProps = { member: PoolMember; given: number; put: (member: PoolMember) => void; remove: () => void };

function MemberEditor({ member, given, put, remove }: MemberEditorProps) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const name = colleagues.name(member.employee, t("common.formerColleague"));
  const { hours } = member;
  const amount = (value: string | number) => (typeof value === "number" ? value : Number.NaN);
  return (
    <section className={styles.part} aria-label={name}>
      <div className={styles.partHead}>
        <h2 className={styles.smallTitle}>
          <Group gap="xs">
            <PersonAvatar id={member.employee} size={22} withTooltip={false} />
            {name}
          </Group>
        </h2>
        <span className={styles.quiet}>{t("rules.turnsTaken", { count: given, formatted: formatNumber(given, i18n.language) })}</span>
        <Tooltip label={t("rules.removeMember", { name })}>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("rules.removeMember", { name })} onClick={remove}>
            <Icon name="close" size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={styles.line}>
        <NumberInput
          label={t("rules.weight")}
          min={1}
          max={MOST_WEIGHT}
          clampBehavior="strict"
          value={member.weight}
          onChange={(value) => amount(value) >= 1 && put({ ...member, weight: amount(value) })}
        />
        <NumberInput
          label={t("rules.perDay")}
          placeholder={t("rules.noLimit")}
          min={1}
          value={member.per_day ?? ""}
          onChange={(value) => put({ ...member, per_day: amount(value) >= 1 ? amount(value) : null })}
        />
      </div>
      <TagsInput label={t("rules.skills")} value={member.skills} onChange={(skills) => put({ ...member, skills })} acceptValueOnBlur />
      <Checkbox
        label={t("rules.onlyInHours")}
        checked={hours !== null}
        onChange={(event) => put({ ...member, hours: event.currentTarget.checked ? { days: WORKDAYS, from: "08:00:00", to: "17:00:00" } : null })}
      />
      {hours !== null && (
        <>
          <Checkbox.Group
            label={t("rules.days")}
            value={hours.days.map(String)}
            onChange={(days) => put({ ...member, hours: { ...hours, days: days.map(Number).sort() } })}
          >
            <Group gap="sm" mt="xs">
              {DAYS.map((day) => (
                <Checkbox key={day} value={String(day)} label={t(`rules.day.${day}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <div className={styles.line}>
            <TextInput
              type="time"
              label={t("rules.from")}
              value={hours.from.slice(0, 5)}
              onChange={(event) => put({ ...member, hours: { ...hours, from: `${event.currentTarget.value}:00` } })}
            />
            <TextInput
              type="time"
              label={t("rules.to")}
              value={hours.to.slice(0, 5)}
              onChange={(event) => put({ ...member, hours: { ...hours, to: `${event.currentTarget.value}:00` } })}
            />
          </div>
        </>
      )}
    </section>
  );
}

function EmptyPolicy({ pool, set }: { pool: Pool; set: (part: Partial<Pool>) => void }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const { when_empty: policy } = pool;
  const pick = (kind: string | null) => {
    const [person] = colleagues.all.filter(({ active }) => active);
    const [team] = colleagues.teams;
    const next: WhenEmpty =
      kind === "deputy" && person !== undefined ? { kind, employee: person.id } : kind === "lead" && team !== undefined ? { kind, team: team.id } : { kind: "queue" };
    set({ when_empty: next });
  };
  return (
    <section className={styles.part}>
      <h2 className={styles.partTitle}>{t("rules.whenEmpty")}</h2>
      <div className={styles.line}>
        <Select
          label={t("rules.then")}
          data={(["queue", "deputy", "lead"] as const).map((value) => ({ value, label: t(`rules.empty.${value}`) }))}
          value={policy.kind}
          onChange={pick}
          allowDeselect={false}
        />
        {policy.kind === "deputy" && (
          <Select
            label={t("rules.employee")}
            data={colleagues.all.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }))}
            value={policy.employee}
            onChange={(employee) => employee !== null && set({ when_empty: { kind: "deputy", employee } })}
            allowDeselect={false}
            searchable
          />
        )}
        {policy.kind === "lead" && (
          <Select
            label={t("rules.team")}
            data={colleagues.teams.map(({ id, name }) => ({ value: id, label: name }))}
            value={policy.team}
            onChange={(team) => team !== null && set({ when_empty: { kind: "lead", team } })}
            allowDeselect={false}
          />
        )}
      </div>
    </section>
  );
}
