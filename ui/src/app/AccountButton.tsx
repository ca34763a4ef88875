/** The own face in the frame. The menu behind it is fetched a moment after the page. */
import { UnstyledButton, type UnstyledButtonProps } from "@mantine/core";
import type { ComponentPropsWithRef } from "react";
import { useTranslation } from "react-i18next";

import { PersonAvatar } from "@/components/PersonAvatar";
import styles from "./AccountMenu.module.css";
import type { Layout } from "./layout";
import { useSession } from "./session";

type AccountButtonProps = UnstyledButtonProps & Omit<ComponentPropsWithRef<"button">, "style"> & { layout: Layout };

export function AccountButton({ layout, ...rest }: AccountButtonProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  return (
    <UnstyledButton {...rest} className={styles.button ?? ""} data-layout={layout} aria-label={`${t("nav.account")}: ${me.name}`}>
      <PersonAvatar id={me.id} size={layout === "wide" ? 26 : 30} withTooltip={false} />
      {layout === "wide" && (
        <span className={styles.name} aria-hidden="true">
          {me.name}
        </span>
      )}
    </UnstyledButton>
  );
}
