import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Translation } from "react-i18next";

import { Notice } from "@/components/Notice";

/** Catches what rendering throws, so that an error is a page with a way on and not an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <BrokenPage />;
  }
}

export function BrokenPage() {
  return (
    <Translation>
      {(t) => (
        <Notice icon="warning" title={t("error.title")} text={t("error.text")} tone="bad" level={1}>
          <Button onClick={() => window.location.reload()}>{t("error.reload")}</Button>
        </Notice>
      )}
    </Translation>
  );
}
