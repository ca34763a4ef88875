/** The rules that assign contacts: their order, what each looks for and to whom it gives, and what the whole would do. */
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { rules, type PreviewScope, type Rules } from "@/api/rules";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { LeavingUnsaved } from "@/components/LeavingUnsaved";
import { PageHeader } from "@/components/PageHeader";
import { Screen } from "@/components/Screen";
import { ErrorState, NoAccessState, SkeletonRows } from "@/components/states";
import { toast } from "@/components/toast";
import type { RuleBook, RuleDraft } from "@/protocol";
import { ActivateDialog } from "./ActivateDialog";
import { EntryList } from "./EntryList";
import { PoolEditor } from "./PoolEditor";
import { PreviewPanel } from "./PreviewPanel";
import { RuleEditor } from "./RuleEditor";
import styles from "./RulesScreen.module.css";
import { TerritoryEditor } from "./TerritoryEditor";
import { bookProblemText } from "./problemTexts";
import { useNewEntries } from "./useNewEntries";
import { usePreview } from "./usePreview";

export const RULES_KEY = ["rules"] as const;

export type Part = "rules" | "territories" | "pools";
const PARTS = ["rules", "territories", "pools"] as const satisfies readonly Part[];

export function RulesScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { all } = useColleagues();
  const known = useQuery({ queryKey: RULES_KEY, queryFn: rules.all, enabled: me.role !== "member", staleTime: Infinity, gcTime: 0 });
  if (me.role === "member") {
    const leads = all.filter((person) => person.active && person.role !== "member").map(({ name }) => name);
    return (
      <main className={styles.closed}>
        <NoAccessState title={t("rules.noAccess")} text={t("rules.noAccessText", { names: leads.join(", ") })}>
          <Button renderRoot={(props: object) => <Link {...props} to="/contacts" />}>{t("contact.toList")}</Button>
        </NoAccessState>
      </main>
    );
  }
  if (known.isPending) return <Waiting />;
  if (known.isError) {
    return (
      <Screen header={<PageHeader title={t("rules.title")} />}>
        <ErrorState title={t("rules.failed")} error={known.error} retry={() => void known.refetch()} />
      </Screen>
    );
  }
  return <Writing key={known.data.draft.revision} known={known.data} />;
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Screen header={<PageHeader title={t("rules.title")} />}>
      <SkeletonRows rows={6} />
    </Screen>
  );
}

function Writing({ known }: { known: Rules }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [book, setBook] = useState<RuleBook>(known.draft.book);
  const [part, setPart] = useState<Part>("rules");
  const [picked, setPicked] = useState<Record<Part, string | null>>({ rules: known.draft.book.rules[0]?.id ?? null, territories: null, pools: null });
  const [scope, setScope] = useState<PreviewScope>({ kind: "all" });
  const [activating, setActivating] = useState(false);
  const preview = usePreview(book, scope);
  const problems = preview.result?.problems ?? known.problems;
  const add = useNewEntries(book, (next, id) => {
    setBook(next);
    setPicked({ ...picked, [part]: id });
  });
  const isChanged = book !== known.draft.book;
  const save = useMutation({
    mutationFn: () => rules.save(known.draft.revision, book),
    onSuccess: (draft: RuleDraft) => {
      queries.setQueryData<Rules>(RULES_KEY, (before) => (before === undefined ? before : { ...before, draft, problems }));
      toast(t("rules.saved"), { tone: "good" });
    },
    onError: async (error) => {
      toast(t("rules.saveFailed", { reason: bookProblemText(t, error) }), { tone: "bad" });
      // Somebody else saved: what they wrote is shown, and one's own stays in the message's reach no longer than it must.
      if (error instanceof Problem && error.code === "conflict") await queries.invalidateQueries({ queryKey: RULES_KEY });
    },
  });
  const active = known.active;
  return (
    <Screen
      header={
        <PageHeader
          title={t("rules.title")}
          note={active === null ? t("rules.noVersion") : t("rules.version", { version: active.version })}
          actions={
            <>
              <Button variant="default" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
                {t("rules.save")}
              </Button>
              <Button disabled={isChanged || save.isPending} onClick={() => setActivating(true)}>
                {t("rules.activate")}
              </Button>
            </>
          }
        />
      }
    >
      <div className={styles.page}>
        <section className={styles.column} aria-label={t(`rules.part.${part}`)}>
          <SegmentedControl
            aria-label={t("rules.parts")}
            value={part}
            onChange={(value) => setPart(PARTS.find((one) => one === value) ?? part)}
            data={PARTS.map((value) => ({ value, label: t(`rules.part.${value}`) }))}
          />
          <EntryList
            part={part}
            book={book}
            problems={problems}
            counts={preview.result?.tally?.by_rule ?? []}
            picked={picked[part]}
            pick={(id) => setPicked({ ...picked, [part]: id })}
            change={setBook}
            add={() => add(part)}
          />
        </section>
        <section className={styles.column} aria-label={t("rules.editor")}>
          <Editor part={part} id={picked[part]} book={book} change={setBook} problems={problems} />
        </section>
        <section className={`${styles.column} ${styles.preview}`} aria-label={t("rules.preview.title")}>
          <PreviewPanel book={book} preview={preview} scope={scope} setScope={setScope} />
        </section>
      </div>
      <LeavingUnsaved isUnsaved={isChanged && !save.isPending} />
      <ActivateDialog
        // Another version is another act.
        key={active?.version ?? 0}
        opened={activating}
        close={() => setActivating(false)}
        revision={known.draft.revision}
        moves={scope.kind === "all" ? (preview.result?.tally?.moves ?? null) : null}
        blocked={problems.some((problem) => problem.blocks)}
      />
    </Screen>
  );
}

type EditorProps = { part: Part; id: string | null; book: RuleBook; change: (book: RuleBook) => void; problems: Rules["problems"] };

function Editor({ part, id, ...rest }: EditorProps) {
  const { t } = useTranslation();
  if (id === null) return <p className={styles.quiet}>{t("rules.pickOne")}</p>;
  if (part === "rules") return <RuleEditor key={id} id={id} {...rest} />;
  if (part === "territories") return <TerritoryEditor key={id} id={id} {...rest} />;
  return <PoolEditor key={id} id={id} {...rest} />;
}
