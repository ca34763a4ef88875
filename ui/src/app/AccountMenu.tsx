/** The own account: who one is, language, light or dark, signing out. */
import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";

import { LanguageChoice } from "@/components/LanguageChoice";
import { PersonAvatar } from "@/components/PersonAvatar";
import styles from "./AccountMenu.module.css";
import { useConnection } from "./live";
import { useSession } from "./session";

export function AccountMenu() {
  const { t } = useTranslation();
  const { me, signOut } = useSession();
  const { unsaved } = useConnection();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  function leave() {
    if (unsaved > 0 && !window.confirm(t("nav.signOutUnsaved"))) return;
    signOut().catch(() => notifications.show({ color: "red", message: t("nav.signOutFailed") }));
  }

  return (
    <Menu position="right-end" width={240} closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <UnstyledButton className={styles.button} aria-label={`${t("nav.account")}: ${me.name}`}>
          <PersonAvatar id={me.id} size={32} withTooltip={false} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{me.name}</strong>
          <span>{me.email}</span>
          <span>{t(`role.${me.role}`)}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t("nav.theme")}</Menu.Label>
        <div className={styles.choice}>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t("nav.theme")}
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
            data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`nav.${value}`) }))}
          />
        </div>
        <Menu.Label>{t("nav.language")}</Menu.Label>
        <div className={styles.choice}>
          <LanguageChoice />
        </div>
        <Menu.Divider />
        <Menu.Item onClick={leave}>{t("nav.signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
