/** A contact's page for who may not see it: it is gone, it never was, or only its name may be known. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api, isStub } from "@/api/routes";
import { usePageTitle } from "@/app/pageTitle";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { Notice } from "@/components/Notice";
import { PersonAvatar } from "@/components/PersonAvatar";
import { ErrorState, SkeletonLines } from "@/components/states";
import type { ContactId, RevokedReason } from "@/protocol";
import styles from "./NoWayIn.module.css";
import { OpenForOneself, useMayOpen } from "./OpenForOneself";

type NoWayInProps = { contact: ContactId; reason: RevokedReason | null; /** Its name may still be seen. */ mayHaveName: boolean };

export function NoWayIn({ contact, reason, mayHaveName }: NoWayInProps) {
  const { t } = useTranslation();
  const mayOpen = useMayOpen(contact) && reason !== "deleted";
  // Who may know the name alone cannot follow the contact; only asking for it once tells the name.
  const seen = useQuery({
    queryKey: ["contact", contact],
    queryFn: () => api.contact(contact),
    enabled: mayHaveName,
    retry: false,
    staleTime: 0,
  });
  if (seen.isLoading) {
    return (
      <main className={styles.page}>
        <SkeletonLines lines={3} />
      </main>
    );
  }
  if (seen.data !== undefined && isStub(seen.data)) return <NameOnly contact={contact} name={seen.data.name} kind={seen.data.kind} mayOpen={mayOpen} />;
  if (seen.isError && !(seen.error instanceof Problem && seen.error.status === 404)) {
    return (
      <main className={styles.page}>
        <ErrorState title={t("contact.errorTitle")} error={seen.error} retry={() => void seen.refetch()} level={1} />
      </main>
    );
  }
  if (mayOpen) {
    return (
      <main className={styles.page}>
        <Notice icon="lock" title={t("override.title")} text={t("override.text")} level={1}>
          <OpenForOneself contact={contact} />
          <ToList />
        </Notice>
      </main>
    );
  }
  const key = reason === null ? "missing" : reason === "deleted" ? "deleted" : "revoked";
  return (
    <main className={styles.page}>
      <Notice icon="lock" title={t(`contact.${key}Title`)} text={t(`contact.${key}Text`)} level={1}>
        <ToList />
      </Notice>
    </main>
  );
}

function NameOnly({ contact, name, kind, mayOpen }: { contact: ContactId; name: string; kind: "organisation" | "person"; mayOpen: boolean }) {
  const { t } = useTranslation();
  const { all } = useColleagues();
  usePageTitle(name);
  const admins = all.filter((person) => person.active && person.role === "admin").slice(0, 3);
  return (
    <main className={styles.page}>
      <section className={styles.card} aria-labelledby="name-only">
        <span className={styles.kind}>
          <Icon name={kind} size={24} />
        </span>
        <h1 id="name-only" className={styles.name}>
          {name}
        </h1>
        <p className={styles.state}>
          <Icon name="lock" size={15} />
          {t("contact.nameOnlyTitle")}
        </p>
        <p className={styles.text}>{t("contact.nameOnlyText")}</p>
        {admins.length > 0 && (
          <>
            <p className={styles.ask}>{t("contact.nameOnlyAsk")}</p>
            <ul className={styles.admins}>
              {admins.map((admin) => (
                <li key={admin.id}>
                  <PersonAvatar id={admin.id} size={24} withTooltip={false} />
                  <span>{admin.name}</span>
                  <a href={`mailto:${admin.email}`}>{admin.email}</a>
                </li>
              ))}
            </ul>
          </>
        )}
        {mayOpen && (
          <>
            <p className={styles.text}>{t("override.text")}</p>
            <OpenForOneself contact={contact} />
          </>
        )}
        <ToList />
      </section>
    </main>
  );
}

function ToList() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/contacts">
      {t("contact.toList")}
    </Button>
  );
}
