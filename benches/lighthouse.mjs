// Asks Lighthouse how accessible each screen is, in light and in dark: the score, and what takes points off.
//
// Usage: npm --prefix benches/lighthouse ci, once; then node lighthouse.mjs. KONTOR_BIN names the program, or KONTOR_URL a
// running server with demo data. Exit code 1 if a screen has less than 100.

import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { PASSWORD, signedIn } from "../tests/browser/support/api.mjs";
import { launchBrowserKept } from "../tests/browser/support/people.mjs";
import { serverUnderTest } from "../tests/browser/support/server.mjs";
import { fail, freePort } from "./server.mjs";

const WANTED = 100;
const lighthouse = await tool();

const server = await serverUnderTest();
const folder = await mkdtemp(join(tmpdir(), "kontor-lighthouse-"));
const port = await freePort();
const context = await launchBrowserKept(folder, [`--remote-debugging-port=${port}`]);
let missed = 0;
try {
  const [page] = context.pages();
  for (const scheme of ["light", "dark"]) {
    await context.clearCookies();
    await page.goto(server.url);
    await page.evaluate((chosen) => {
      localStorage.clear();
      localStorage.setItem("mantine-color-scheme-value", chosen);
    }, scheme);
    await look("sign-in", "/", scheme);
    await page.goto(server.url);
    await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
    await page.getByLabel("E-Mail").fill("lena@kontor.example");
    await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.getByRole("grid").waitFor();
    for (const [name, path] of await screens()) await look(name, path, scheme);
  }
} finally {
  await context.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(missed > 0 ? 1 : 0);

/** Every screen, with something in it. */
async function screens() {
  const lena = await signedIn(server.url, "lena");
  const contact = await lena.createContact({ name: "Leuchtturm GmbH", city: "Wien", emails: ["office@example.at"], tags: ["Messe"] });
  const then = new Date().toISOString();
  await lena.change(contact.id, { city: "Graz" });
  await lena.comment(contact.id, { text: "Bitte bis Freitag ein Angebot schicken." });
  await lena.customField({ label: `Klasse ${then}`, kind: "choice", choices: ["A", "B"], applies_to: "both" });
  return [
    ["contacts", "/contacts"],
    ["comments", `/contacts/${contact.id}?part=comments`],
    ["notes", `/contacts/${contact.id}?part=notes`],
    ["history", `/contacts/${contact.id}?part=history`],
    ["as it was", `/contacts/${contact.id}?at=${then}`],
    ["inbox", "/inbox"],
    ["import", "/import"],
    ["profile", "/profile"],
    ["custom fields", "/settings/fields"],
    ["missing", "/nirgends"],
  ];
}

async function look(name, path, scheme) {
  const { lhr } = await lighthouse(server.url + path, {
    port,
    onlyCategories: ["accessibility"],
    formFactor: "desktop",
    screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false },
    throttlingMethod: "provided",
    // Who is signed in stays so.
    disableStorageReset: true,
    logLevel: "error",
  });
  const score = Math.round((lhr.categories.accessibility.score ?? 0) * 100);
  if (score < WANTED) missed += 1;
  console.log(`${name.padEnd(16)}${scheme.padEnd(8)}${String(score).padStart(4)}${score < WANTED ? "  MISSED" : ""}`);
  if (lhr.runtimeError !== undefined) console.log(`    ${lhr.runtimeError.message}`);
  for (const { id } of lhr.categories.accessibility.auditRefs) {
    const audit = lhr.audits[id];
    if (audit.score !== 0) continue;
    for (const { node } of audit.details?.items ?? []) console.log(`    ${id}: ${node?.snippet ?? ""}`);
  }
}

async function tool() {
  const require = createRequire(new URL("./lighthouse/package.json", import.meta.url));
  try {
    return (await import(pathToFileURL(require.resolve("lighthouse")))).default;
  } catch {
    return fail("Lighthouse is missing: npm --prefix benches/lighthouse ci");
  }
}
