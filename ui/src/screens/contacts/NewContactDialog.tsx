/** Creates a contact from the least that it needs; the rest is filled in on its page. */
import { Button, Modal, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { useSubstitutions } from "@/app/substitutions";
import { toast } from "@/components/toast";
import type { ContactKind, Employment } from "@/protocol";
import { refusalText } from "@/state/refusals";
import { newId } from "@/sync/ids";
import styles from "./NewContactDialog.module.css";

type NewContactDialogProps = {
  opened: boolean;
  close: () => void;
  startName?: string;
  /** A person of this organisation is created. */
  worksFor?: Employment;
};

type Draft = { name: string; emails: string; phones: string; city: string };
const EMPTY: Draft = { name: "", emails: "", phones: "", city: "" };

export function NewContactDialog({ opened, close, startName = "", worksFor }: NewContactDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [kind, setKind] = useState<ContactKind>("organisation");
  const [draft, setDraft] = useState(EMPTY);
  const [id, setId] = useState(newId);
  const colleagues = useColleagues();
  const represents = useSubstitutions().data?.represents ?? [];
  // Whose contact it becomes: one's own, or that of somebody whom one substitutes.
  const [actingFor, setActingFor] = useState<string>("");
  const effectiveKind = worksFor === undefined ? kind : "person";

  useEffect(() => {
    if (!opened) return;
    setDraft({ ...EMPTY, name: startName });
    setId(newId());
    // Only the moment of opening counts: what is typed then stays.
  }, [opened]);

  const create = useMutation({
    mutationFn: () =>
      api.createContact({
        id,
        kind: effectiveKind,
        name: draft.name.trim(),
        ...(draft.emails.trim() === "" ? {} : { emails: [draft.emails.trim()] }),
        ...(draft.phones.trim() === "" ? {} : { phones: [draft.phones.trim()] }),
        ...(draft.city.trim() === "" ? {} : { city: draft.city.trim() }),
        ...(worksFor === undefined ? {} : { works_for: [worksFor] }),
        ...(represents.includes(actingFor) ? { acting_for: actingFor } : {}),
      }),
    onSuccess: (contact) => {
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      if (worksFor !== undefined) void queries.invalidateQueries({ queryKey: ["people", worksFor.organisation] });
      toast(t("contacts.created", { name: contact.name }), { tone: "good" });
      close();
      void navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } });
    },
  });

  const problem = create.error instanceof Problem ? create.error : null;
  const reason = problem === null ? null : refusalText(t, problem.code, problem.detail);
  const errorAt = (field: keyof Draft) => (problem?.field === field ? reason : undefined);
  const elsewhere = create.isError && (problem?.field === null || problem?.field === undefined || !(problem.field in EMPTY));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft.name.trim() !== "") create.mutate();
  }

  const input = (field: keyof Draft, label: string) => (
    <TextInput
      label={label}
      value={draft[field]}
      required={field === "name"}
      data-autofocus={field === "name" ? true : undefined}
      error={errorAt(field)}
      onChange={(event) => setDraft({ ...draft, [field]: event.currentTarget.value })}
    />
  );

  return (
    <Modal
      opened={opened}
      onClose={() => {
        create.reset();
        close();
      }}
      title={t(worksFor === undefined ? "create.title" : "contact.addPerson")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form className={styles.form} onSubmit={submit}>
        {worksFor === undefined && (
          <SegmentedControl
            fullWidth
            aria-label={t("create.kind")}
            value={kind}
            onChange={(value) => setKind(value as ContactKind)}
            data={(["organisation", "person"] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        )}
        {input("name", t(effectiveKind === "person" ? "create.namePerson" : "create.nameOrganisation"))}
        {input("emails", t("field.emails"))}
        {input("phones", t("field.phones"))}
        {input("city", t("field.city"))}
        {represents.length > 0 && (
          <Select
            label={t("create.whose")}
            allowDeselect={false}
            value={actingFor}
            onChange={(value) => setActingFor(value ?? "")}
            data={[
              { value: "", label: t("create.mine") },
              ...represents.map((absent) => ({ value: absent, label: t("history.acting", { name: colleagues.name(absent, t("common.formerColleague")) }) })),
            ]}
          />
        )}
        <div aria-live="assertive">
          {elsewhere && (
            <p className={styles.failed}>{reason ?? t("create.failed", { code: problem?.code ?? "unknown" })}</p>
          )}
        </div>
        <div className={styles.actions}>
          <Button variant="default" onClick={close}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={draft.name.trim() === ""}>
            {t("create.submit")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
