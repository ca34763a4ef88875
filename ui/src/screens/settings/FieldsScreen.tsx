/** The fields that an administrator adds to contacts: define, rename, put in order, choose from, put away. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { customFields } from "@/api/customFields";
import { CUSTOM_FIELDS_KEY } from "@/app/customFields";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { Screen, ScreenColumn } from "@/components/Screen";
import { EmptyState, ErrorState, NoAccessState, SkeletonRows } from "@/components/states";
import type { CustomField } from "@/protocol";
import { inOrder } from "@/state/customFields";
import { FieldDialog } from "./FieldDialog";
import { FieldList } from "./FieldList";
import styles from "./FieldsScreen.module.css";

export function FieldsScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { all } = useColleagues();
  if (me.role === "admin") return <Fields />;
  const admins = all.filter((person) => person.active && person.role === "admin").map(({ name }) => name);
  return (
    <main className={styles.closed}>
      <NoAccessState title={t("customFields.noAccess")} text={t("customFields.noAccessText", { names: admins.join(", ") })}>
        <Button renderRoot={(props: object) => <Link {...props} to="/contacts" />}>{t("contact.toList")}</Button>
      </NoAccessState>
    </main>
  );
}

/** What the dialog is open for: a new field, or one that is there. */
type Editing = { field: CustomField | null } | null;

function Fields() {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<Editing>(null);
  // The screens of contacts share the key and read it as a map, so it is asked for by a key of its own here.
  const fields = useQuery({ queryKey: [...CUSTOM_FIELDS_KEY, "admin"], queryFn: customFields.all, staleTime: 0 });
  const items = inOrder(fields.data?.items ?? []);
  const inUse = items.filter((field) => !field.archived);
  const archived = items.filter((field) => field.archived);
  return (
    <Screen
      header={
        <PageHeader
          title={t("customFields.title")}
          {...(fields.isSuccess ? { note: inUse.length } : {})}
          actions={
            <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setEditing({ field: null })}>
              {t("customFields.new")}
            </Button>
          }
        />
      }
    >
      <ScreenColumn>
        <p className={styles.intro}>{t("customFields.intro")}</p>
        {fields.isPending && <SkeletonRows rows={5} />}
        {fields.isError && <ErrorState title={t("customFields.failed")} error={fields.error} retry={() => void fields.refetch()} />}
        {fields.isSuccess && items.length === 0 && (
          <EmptyState icon="columns" title={t("customFields.empty")} text={t("customFields.emptyText")}>
            <Button onClick={() => setEditing({ field: null })}>{t("customFields.new")}</Button>
          </EmptyState>
        )}
        {inUse.length > 0 && <FieldList title={t("customFields.inUse")} fields={inUse} edit={(field) => setEditing({ field })} />}
        {archived.length > 0 && <FieldList title={t("customFields.archived")} fields={archived} edit={(field) => setEditing({ field })} />}
      </ScreenColumn>
      <FieldDialog key={editing?.field?.id ?? "new"} opened={editing !== null} field={editing?.field ?? null} close={() => setEditing(null)} />
    </Screen>
  );
}
