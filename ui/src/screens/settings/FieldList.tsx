/** Fields one below the other, with what can be done with each. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/Icon";
import { RowList } from "@/components/RowList";
import { SectionTitle } from "@/components/SectionTitle";
import { toast } from "@/components/toast";
import type { CustomField, CustomFieldKind } from "@/protocol";
import { moved } from "@/state/customFields";
import { problemText } from "@/state/problems";
import styles from "./FieldsScreen.module.css";
import { useChangeFields } from "./useChangeFields";

const ICONS: Record<CustomFieldKind, IconName> = { text: "edit", number: "numbers", date: "clock", choice: "bullets" };

type FieldListProps = { title: string; fields: readonly CustomField[]; edit: (field: CustomField) => void };

export function FieldList({ title, fields, edit }: FieldListProps) {
  return (
    <section className={styles.section}>
      <SectionTitle>{title}</SectionTitle>
      <RowList ordered>
        {fields.map((field, index) => (
          <Row key={field.id} field={field} fields={fields} isFirst={index === 0} isLast={index === fields.length - 1} edit={edit} />
        ))}
      </RowList>
    </section>
  );
}

type RowProps = { field: CustomField; fields: readonly CustomField[]; isFirst: boolean; isLast: boolean; edit: (field: CustomField) => void };

function Row({ field, fields, isFirst, isLast, edit }: RowProps) {
  const { t } = useTranslation();
  const change = useChangeFields();
  const failed = (error: unknown) => toast(problemText(t, error), { tone: "bad" });
  const move = (by: -1 | 1) =>
    change.mutate(
      moved(fields, field.id, by).map(({ id, position }) => ({ id, change: { position } })),
      { onError: failed },
    );

  function setArchived(archived: boolean) {
    change.mutate([{ id: field.id, change: { archived } }], {
      onError: failed,
      onSuccess: () =>
        toast(t(archived ? "customFields.wasArchived" : "customFields.isBack", { label: field.label }), {
          undo: () => change.mutate([{ id: field.id, change: { archived: !archived } }], { onError: failed }),
        }),
    });
  }

  const about = [t(`customFields.kind.${field.kind}`), t(`customFields.appliesTo.${field.applies_to}`)];
  return (
    <li className={styles.row} data-custom-field={field.label}>
      <span className={styles.icon}>
        <Icon name={ICONS[field.kind]} size={16} />
      </span>
      <div className={styles.about}>
        <span className={styles.label}>{field.label}</span>
        <span className={styles.details}>
          {about.join(" · ")}
          {field.kind === "choice" && ` · ${field.choices.join(", ")}`}
        </span>
      </div>
      <span className={styles.actions}>
        {field.archived ? (
          <Button size="compact-sm" variant="default" onClick={() => setArchived(false)} loading={change.isPending}>
            {t("customFields.useAgain")}
          </Button>
        ) : (
          <>
            <IconButton icon="up" label={t("customFields.moveUp", { label: field.label })} disabled={isFirst || change.isPending} act={() => move(-1)} />
            <IconButton icon="down" label={t("customFields.moveDown", { label: field.label })} disabled={isLast || change.isPending} act={() => move(1)} />
            <IconButton icon="edit" label={t("customFields.edit", { label: field.label })} act={() => edit(field)} />
            <IconButton icon="archive" label={t("customFields.archive", { label: field.label })} disabled={change.isPending} act={() => setArchived(true)} />
          </>
        )}
      </span>
    </li>
  );
}

type IconButtonProps = { icon: IconName; label: string; disabled?: boolean; act: () => void };

function IconButton({ icon, label, disabled = false, act }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon className={styles.button} variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={act}>
        <Icon name={icon} size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
