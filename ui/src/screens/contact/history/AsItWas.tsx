/** A contact as it was at an instant, to read; what is different today is marked and can be brought back. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { contactPage } from "@/api/contactPage";
import { Problem } from "@/api/http";
import { useCustomFields } from "@/app/customFields";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import { SectionTitle } from "@/components/SectionTitle";
import { EmptyState, ErrorState, SkeletonLines } from "@/components/states";
import type { Assignment, Contact, ContactId, Field } from "@/protocol";
import { isActive } from "@/state/assignments";
import { shownValue } from "@/state/contact";
import { customFieldName, customValues, fieldsOf } from "@/state/customFields";
import { formatDateTime } from "@/state/format";
import { isEmptyValue } from "@/state/timeline";
import { fieldOf, sameValue } from "@/state/values";
import { useContactPart } from "../contactPart";
import { FIELD_GROUPS } from "../fieldGroups";
import { useFieldLabel } from "../useFieldLabel";
import { ValueText } from "../ValueText";
import styles from "./AsItWas.module.css";
import { AtDate } from "./AtDate";
import { RestoreButton } from "./RestoreButton";

export function AsItWas({ contact, at }: { contact: ContactId; at: string }) {
  const { t, i18n } = useTranslation();
  const then = useQuery({
    queryKey: ["contact", contact, "at", at],
    queryFn: () => contactPage.at(contact, at),
    // The past does not change.
    staleTime: Infinity,
  });
  const notYet = then.error instanceof Problem && then.error.status === 404;
  return (
    <main className={styles.page}>
      <header className={styles.bar}>
        <Icon name="history" size={20} />
        <div className={styles.titles}>
          <h1 className={styles.title}>{then.data?.contact.name ?? t("history.then")}</h1>
          <p className={styles.when}>{t("history.thenAt", { when: formatDateTime(at, i18n.language) })}</p>
        </div>
        <AtDate contact={contact} at={at} />
        <Button
          renderRoot={(props: object) => (
            <Link {...props} to="/contacts/$contactId" params={{ contactId: contact }} search={{ part: "history" }} />
          )}
        >
          {t("history.today")}
        </Button>
      </header>
      {then.isPending && <SkeletonLines lines={10} />}
      {notYet && <EmptyState icon="history" title={t("history.notYet")} text={t("history.notYetText")} />}
      {then.isError && !notYet && (
        <ErrorState title={t("history.thenFailed")} error={then.error} retry={() => void then.refetch()} />
      )}
      {then.data !== undefined && <Then contact={contact} then={then.data.contact} />}
    </main>
  );
}

function Then({ contact, then }: { contact: ContactId; then: Contact }) {
  const { t } = useTranslation();
  const { all } = useCustomFields();
  const custom = fieldsOf(all, then.kind, Object.keys(customValues(then))).map(({ id }) => customFieldName(id));
  const groups = [...FIELD_GROUPS, ...(custom.length === 0 ? [] : [{ title: "custom", fields: custom }]), { title: "access", fields: ["access", "teams", "works_for"] as Field[] }];
  const isFilled = (field: Field) => !isEmptyValue(fieldOf(then, field));
  const differing = useContactPart(contact, (state) =>
    groups.flatMap(({ fields }) => fields.filter((field) => !sameValue(fieldOf(then, field), shownValue(state, field)))),
  );
  return (
    <div className={styles.scrolling} data-testid="then">
      <p className={styles.summary} role="status">
        {t("history.differing", { count: differing.length })}
      </p>
      <div className={styles.groups}>
        {groups.filter(({ fields }) => fields.some((field) => isFilled(field) || differing.includes(field))).map(({ title, fields }) => (
          <section key={title} className={styles.group}>
            <SectionTitle>{t(`fieldGroup.${title}`)}</SectionTitle>
            <dl className={styles.fields}>
              {fields
                .filter((field) => isFilled(field) || differing.includes(field))
                .map((field) => (
                  <ThenField key={field} contact={contact} field={field} then={then} differs={differing.includes(field)} />
                ))}
            </dl>
          </section>
        ))}
        <Responsible assignments={then.assignments} />
      </div>
    </div>
  );
}

type ThenFieldProps = { contact: ContactId; field: Field; then: Contact; differs: boolean };

function ThenField({ contact, field, then, differs }: ThenFieldProps) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const value = fieldOf(then, field);
  const today = useContactPart(contact, (state) => ({ value: shownValue(state, field) }));
  return (
    <div className={styles.field} data-differs={differs} data-then={field}>
      <dt className={styles.label}>{label(field)}</dt>
      <dd className={styles.value}>
        <ValueText field={field} value={value} placeholder={t("common.empty")} />
        {differs && (
          <span className={styles.today}>
            <span className={styles.todayLabel}>{t("history.todayValue")}</span>{" "}
            <ValueText field={field} value={today.value} placeholder={t("common.empty")} />
          </span>
        )}
      </dd>
      {differs && (
        <dd className={styles.action}>
          <RestoreButton contact={contact} field={field} value={value} />
        </dd>
      )}
    </div>
  );
}

function Responsible({ assignments }: { assignments: readonly Assignment[] }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const active = assignments.filter(isActive);
  return (
    <section className={styles.group}>
      <SectionTitle>{t("contact.responsible")}</SectionTitle>
      {active.length === 0 && <p className={styles.none}>{t("contact.noResponsible")}</p>}
      <ul className={styles.people}>
        {active.map(({ id, employee, role }) => (
          <li key={id}>
            <PersonAvatar id={employee} size={22} withTooltip={false} />
            {colleagues.name(employee, t("common.formerColleague"))}
            <span className={styles.role}>{t(`assignmentRole.${role}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
