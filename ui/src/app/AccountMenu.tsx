/** The own account: who one is, the profile, light or dark, language, signing out. */
import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { Kbd } from "@/components/Kbd";
import { toast } from "@/components/toast";
import { changeLanguage, LANGUAGES, type Language } from "@/i18n";
import { AccountButton } from "./AccountButton";
import styles from "./AccountMenu.module.css";
import type { Layout } from "./layout";
import { useConnection } from "./live";
import { useSession } from "./session";
import { usePageCommands } from "./shortcuts";

const CHECK = <Icon name="check" size={16} />;

export default function AccountMenu({ layout, defaultOpened }: { layout: Layout; defaultOpened: boolean }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { me, signOut } = useSession();
  const { unsaved } = useConnection();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);

  function leave() {
    setAsking(false);
    signOut().catch(() => toast(t("nav.signOutFailed"), { tone: "bad" }));
  }

  const ask = () => (unsaved > 0 ? setAsking(true) : leave());
  usePageCommands(
    [
      { id: "sign-out", label: t("nav.signOut"), icon: "signOut", words: "logout abmelden", run: ask },
      { id: "substitutions", label: t("nav.substitutions"), icon: "clock", words: "vertretung urlaub absence substitute", run: () => void navigate({ to: "/substitutions" }) },
    ],
    "frame",
  );

  return (
    <>
      <Menu defaultOpened={defaultOpened} position={layout === "bar" ? "top-end" : "right-end"} width={250} withinPortal>
        <Menu.Target>
          <AccountButton layout={layout} />
        </Menu.Target>
        <Menu.Dropdown>
          <div className={styles.who}>
            <strong>{me.name}</strong>
            <span>{me.email}</span>
            <span>{t(`role.${me.role}`)}</span>
          </div>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="person" size={16} />} rightSection={<Kbd keys="g p" />} onClick={() => void navigate({ to: "/profile" })}>
            {t("nav.profile")}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="clock" size={16} />} onClick={() => void navigate({ to: "/substitutions" })}>
            {t("nav.substitutions")}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="contacts" size={16} />} rightSection={<Kbd keys="g m" />} onClick={() => void navigate({ to: "/employees" })}>
            {t("nav.staff")}
          </Menu.Item>
          {me.role !== "member" && (
            <Menu.Item leftSection={<Icon name="merge" size={16} />} onClick={() => void navigate({ to: "/rules" })}>
              {t("nav.rules")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="send" size={16} />} rightSection={<Kbd keys="g h" />} onClick={() => void navigate({ to: "/handovers" })}>
            {t("act.handovers")}
          </Menu.Item>
          {me.role === "admin" && (
            <Menu.Item leftSection={<Icon name="columns" size={16} />} onClick={() => void navigate({ to: "/settings/fields" })}>
              {t("nav.customFields")}
            </Menu.Item>
          )}
          {me.role !== "member" && (
            <Menu.Item leftSection={<Icon name="lock" size={16} />} onClick={() => void navigate({ to: "/settings/log" })}>
              {t("nav.log")}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Label>{t("nav.theme")}</Menu.Label>
          <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
            {(["light", "dark", "auto"] as const).map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick={false} checkIcon={CHECK}>
                {t(`nav.${scheme}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Label>{t("nav.language")}</Menu.Label>
          <Menu.RadioGroup value={i18n.language} onChange={(language) => void changeLanguage(language as Language)}>
            {LANGUAGES.map((language) => (
              <Menu.RadioItem key={language} value={language} closeMenuOnClick={false} checkIcon={CHECK}>
                {t(language === "de" ? "nav.german" : "nav.english")}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="signOut" size={16} />} onClick={ask}>
            {t("nav.signOut")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog opened={asking} close={() => setAsking(false)} title={t("nav.signOutTitle")} action={t("nav.signOut")} danger confirm={leave}>
        {t("nav.signOutUnsaved", { count: unsaved })}
      </ConfirmDialog>
    </>
  );
}
