import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { watchInbox } from "@/app/inbox";
import { watchBrowser } from "@/app/live";
import { setUpLanguages } from "@/i18n";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

watchBrowser();
watchInbox();
await setUpLanguages();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
