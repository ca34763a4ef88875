/**
 * Parts of the page whose code comes when somebody wants them. One whose code does not come says so in its own place and
 * can be tried again; the rest of the page, and what was typed there, stays.
 */
import { Button } from "@mantine/core";
import { Component, Suspense, use, useEffect, useRef, useState, type ComponentType, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Notice } from "./Notice";
import screen from "./Screen.module.css";
import { toast } from "./toast";

type FailedProps<Props> = { retry: () => void; of: Props };
type LateOptions<Props> = {
  /** Stands there until the part comes. */
  waiting?: (props: Props) => ReactNode;
  /** Stands there if it did not come. */
  failed?: ComponentType<FailedProps<Props>>;
};

/** The code did not come; every other error is for who drew the part. */
class PartMissing extends Error {}

/**
 * `load` is called when the part is first drawn, or by `preload`, which never rejects. What came is kept, so that a part
 * that is here already is drawn at once.
 */
export function latePart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { waiting = () => null, failed: Failed = FailedPanel }: LateOptions<Props> = {},
) {
  let part: ComponentType<Props> | null = null;
  let coming: Promise<ComponentType<Props>> | null = null;
  let hasFailed = false;

  function fetchPart(): Promise<ComponentType<Props>> {
    hasFailed = false;
    coming = load().then(
      (found) => (part = found),
      (cause: unknown) => {
        hasFailed = true;
        throw new PartMissing("a part of the page did not come", { cause });
      },
    );
    // Who draws the part hears of it; nobody else has to.
    coming.catch(() => {});
    return coming;
  }

  function Part(props: Props) {
    const Found = part ?? use(coming ?? fetchPart());
    return <Found {...props} />;
  }

  function LatePart(props: Props) {
    const [attempt, setAttempt] = useState(() => {
      // Whoever opens it anew wants it tried anew.
      if (hasFailed) void fetchPart();
      return 0;
    });
    const retry = () => {
      void fetchPart();
      setAttempt(attempt + 1);
    };
    return (
      <PartBoundary key={attempt} instead={<Failed retry={retry} of={props} />}>
        <Suspense fallback={waiting(props)}>
          <Part {...props} />
        </Suspense>
      </PartBoundary>
    );
  }

  LatePart.preload = async (): Promise<void> => {
    if (part !== null) return;
    await (coming === null || hasFailed ? fetchPart() : coming).catch(() => {});
  };
  return LatePart;
}

type PartBoundaryProps = { instead: ReactNode; children: ReactNode };

class PartBoundary extends Component<PartBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (error instanceof PartMissing) return this.props.instead;
    throw error;
  }
}

type NotHereProps = { retry: () => void; level?: 1 | 2 };

/** A newer version of the program has this part under another name, so that only a fresh page finds it. */
function NotHere({ retry, level = 2 }: NotHereProps) {
  const { t } = useTranslation();
  return (
    <Notice icon="warning" tone="bad" title={t("error.partTitle")} text={t("error.partText")} level={level}>
      <Button onClick={retry}>{t("common.retry")}</Button>
      <Button variant="default" onClick={() => window.location.reload()}>
        {t("error.reload")}
      </Button>
    </Notice>
  );
}

export function FailedPanel({ retry }: { retry: () => void }) {
  return <NotHere retry={retry} />;
}

export function FailedScreen({ retry }: { retry: () => void }) {
  return (
    <main className={screen.screen}>
      <NotHere retry={retry} level={1} />
    </main>
  );
}

type Closable = { close: () => void; opened?: boolean };

/** A dialog that did not come is closed again with a message; opened another time, it is tried another time. */
export function FailedDialog({ retry, of: { close, opened = true } }: FailedProps<Closable>) {
  const { t } = useTranslation();
  const wasOpened = useRef<boolean | null>(null);
  useEffect(() => {
    const before = wasOpened.current;
    wasOpened.current = opened;
    if (!opened || before === true) return;
    if (before === false) {
      retry();
      return;
    }
    toast(t("error.partText"), { title: t("error.partTitle"), tone: "bad" });
    close();
  }, [opened]);
  return null;
}
