/** The own account: name, how the page looks, password, where one is signed in. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "@/app/session";
import { LanguageChoice } from "@/components/LanguageChoice";
import { PageHeader } from "@/components/PageHeader";
import { PersonAvatar } from "@/components/PersonAvatar";
import { Screen, ScreenColumn } from "@/components/Screen";
import { ThemeChoice } from "@/components/ThemeChoice";
import { NameForm } from "./NameForm";
import { PasswordForm } from "./PasswordForm";
import styles from "./ProfileScreen.module.css";
import { Sessions } from "./Sessions";

export function ProfileScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  return (
    <Screen header={<PageHeader title={t("profile.title")} />}>
      <ScreenColumn>
        <div className={styles.who}>
          <PersonAvatar id={me.id} size={52} withTooltip={false} />
          <div>
            <p className={styles.name}>{me.name}</p>
            <p className={styles.about}>
              {me.email} · {t(`role.${me.role}`)}
            </p>
          </div>
        </div>
        <Section title={t("profile.person")} text={t("profile.personText")}>
          <NameForm />
        </Section>
        <Section title={t("profile.looks")} text={t("profile.looksText")}>
          <div className={styles.choices}>
            <div>
              <p className={styles.label}>{t("nav.theme")}</p>
              <ThemeChoice />
            </div>
            <div>
              <p className={styles.label}>{t("nav.language")}</p>
              <LanguageChoice />
            </div>
          </div>
        </Section>
        <Section title={t("profile.password")} text={t("profile.passwordText")}>
          <PasswordForm />
        </Section>
        <Section title={t("profile.sessions")} text={t("profile.sessionsText")}>
          <Sessions />
        </Section>
      </ScreenColumn>
    </Screen>
  );
}

function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <div>
        <h2 className={styles.sectionTitle}>{title}</h2>
        <p className={styles.sectionText}>{text}</p>
      </div>
      <div className={styles.sectionBody}>{children}</div>
    </section>
  );
}
