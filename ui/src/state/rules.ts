/** A book of rules while it is being written: its order, new entries, and which entry a problem is of. */
import type { Condition, Operand, Pool, Region, Rule, RuleBook, RuleProblem, Territory } from "@/protocol";

export const OPERANDS = ["region", "industry", "source", "tags", "language"] as const satisfies readonly Operand[];

/** The conditions that list texts. */
export type TextOperand = Exclude<Operand, "region">;

export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

export function replaced<Item extends { id: string }>(items: readonly Item[], item: Item): Item[] {
  return items.map((known) => (known.id === item.id ? item : known));
}

export function without<Item extends { id: string }>(items: readonly Item[], id: string): Item[] {
  return items.filter((item) => item.id !== id);
}

/** A name that no other entry has: `Regel`, `Regel 2`, … */
export function freeName(name: string, items: readonly { name: string }[]): string {
  const taken = new Set(items.map((item) => item.name));
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name} ${number}`;
    if (!taken.has(free)) return free;
  }
}

/** A new rule stands before one that takes everything, so that it is reached. */
export function withRule(book: RuleBook, rule: Rule): RuleBook {
  const last = book.rules.at(-1);
  const place = last !== undefined && last.conditions.length === 0 ? book.rules.length - 1 : book.rules.length;
  return { ...book, rules: [...book.rules.slice(0, place), rule, ...book.rules.slice(place)] };
}

export function newRule(id: string, name: string, employee: string): Rule {
  return {
    id,
    name,
    conditions: [],
    role: "account_manager",
    distribution: { kind: "employee", employee },
    mode: "new_only",
    active: true,
    starts: null,
  };
}

export function newTerritory(id: string, name: string): Territory {
  return { id, name, regions: [{ country: "AT", codes: [] }] };
}

export function newPool(id: string, name: string): Pool {
  return { id, name, members: [], when_empty: { kind: "queue" } };
}

export function newCondition(operand: Operand): Condition {
  return operand === "region" ? { kind: "region", territories: [], regions: [] } : { kind: operand, any_of: [] };
}

/** What is typed is kept as it is; the server says what is wrong with it and spells it. */
export function codesOf(typed: string): string[] {
  return typed === "" ? [] : [typed];
}

export function typedCodes(region: Region): string {
  return region.codes.join(", ");
}

/** A condition that names nothing yet: the rule is not finished. */
export function isUnfinished(condition: Condition): boolean {
  return condition.kind === "region" ? condition.territories.length === 0 && condition.regions.length === 0 : condition.any_of.length === 0;
}

export function problemsOf(problems: readonly RuleProblem[], id: string): RuleProblem[] {
  return problems.filter((problem) => problem.rule === id || problem.pool === id || problem.territory === id);
}

/** Who uses a territory or a pool, so that it is not taken away from under them. */
export function usersOf(book: RuleBook, id: string): Rule[] {
  return book.rules.filter(
    (rule) =>
      (rule.distribution.kind === "pool" && rule.distribution.pool === id) ||
      rule.conditions.some((condition) => condition.kind === "region" && condition.territories.includes(id)),
  );
}
