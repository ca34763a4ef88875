import { Kbd, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";

import styles from "./HelpSheet.module.css";

const KEYS: [keys: string[], text: string][] = [
  [["/"], "help.search"],
  [["g", "c"], "help.goContacts"],
  [["g", "i"], "help.goInbox"],
  [["n"], "help.create"],
  [["↑", "↓"], "help.rows"],
  [["↵"], "help.open"],
  [["Esc"], "help.escape"],
  [["↵"], "help.saveField"],
  [["Ctrl", "↵"], "help.sendComment"],
  [["?"], "help.help"],
];

export function HelpSheet({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={close} title={t("help.title")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, text]) => (
          <div key={text} className={styles.row}>
            <dt>{t(text)}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
