/** The page: providers around either the sign-in or the signed-in application. */
import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.layer.css";
import "./tokens.css";

import { Button, Loader, MantineProvider, useComputedColorScheme } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { FailedScreen, latePart } from "@/components/latePart";
import { Notice } from "@/components/Notice";
import { ErrorBoundary } from "./ErrorBoundary";
import { router } from "./router";
import { SessionContext, useSessionState } from "./session";
import { theme, themeVariables } from "./theme";

/** Without it nothing is missing but the messages. */
const Toasts = latePart(() => import("./Toasts").then((module) => module.default), { failed: () => null });
const SignIn = latePart(() => import("@/screens/sign-in/SignIn").then((module) => module.SignIn), { failed: FailedScreen });

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused it will refuse again; only a missing answer is worth another try.
      retry: (failures, error) => error instanceof Problem && (error.status === 0 || error.status >= 500) && failures < 2,
    },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={themeVariables} defaultColorScheme="auto">
      <WindowColour />
      <Toasts />
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <Pages />
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** The edge of an installed window, or of a phone's browser, has the colour of the frame, whichever scheme was chosen. */
function WindowColour() {
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const ground = getComputedStyle(document.documentElement).getPropertyValue("--ground").trim();
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute("content", ground);
  }, [scheme]);
  return null;
}

function Pages() {
  const { t } = useTranslation();
  const session = useSessionState();
  switch (session.state) {
    case "unknown":
      return (
        <Notice title={t("common.loading")} level={1}>
          <Loader size="sm" />
        </Notice>
      );
    case "unreachable":
      return (
        <Notice icon="warning" title={t("error.noAnswer")} tone="bad" level={1}>
          <Button onClick={session.retry}>{t("common.retry")}</Button>
        </Notice>
      );
    case "signed_out":
      return <SignIn ended={session.ended} signIn={session.signIn} />;
    case "signed_in":
      return (
        <SessionContext value={session}>
          <RouterProvider router={router} />
        </SessionContext>
      );
  }
}
