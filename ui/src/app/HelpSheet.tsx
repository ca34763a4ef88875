/** Every key there is, by where it works: the table of shortcuts, as people read it. */
import { Modal } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { Kbd } from "@/components/Kbd";
import styles from "./HelpSheet.module.css";
import { SCOPES, shortcut, SHORTCUTS, type ShortcutId, type ShortcutScope } from "./shortcutTable";

const IDS = Object.keys(SHORTCUTS) as ShortcutId[];

export default function HelpSheet({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={close} title={t("help.title")} size="54rem" closeButtonProps={{ "aria-label": t("common.close") }}>
      <p className={styles.intro}>{t("help.text")}</p>
      <div className={styles.scopes}>
        {SCOPES.map((scope) => (
          <Scope key={scope} scope={scope} />
        ))}
      </div>
    </Modal>
  );
}

function Scope({ scope }: { scope: ShortcutScope }) {
  const { t } = useTranslation();
  const ids = IDS.filter((id) => shortcut(id).scope === scope);
  return (
    <section className={styles.scope}>
      <h3 className={styles.title}>{t(`help.scope.${scope}`)}</h3>
      <dl className={styles.keys}>
        {ids.map((id) => (
          <div key={id} className={styles.row} data-shortcut={id}>
            <dt>{t(shortcut(id).text)}</dt>
            <dd>
              {shortcut(id).keys.map((keys, place) => (
                <Fragment key={keys}>
                  {place > 0 && <span className={styles.or}>/</span>}
                  <Kbd keys={keys} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
