/** People at their own browsers: each has a context of their own, and what their console says is kept. */
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { PASSWORD } from "./api.mjs";

// The client's package brings the test libraries, so there is one lock file.
const require = createRequire(new URL("../../../ui/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const CHROMIUM = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true };

export async function launchBrowser() {
  return chromium.launch({ ...CHROMIUM, args: FLAGS });
}

/** A browser whose cookies and storage stand in a folder, and are those of every tool that joins it. */
export async function launchBrowserKept(folder, flags = []) {
  return chromium.launchPersistentContext(folder, { ...CHROMIUM, locale: "de-AT", args: [...FLAGS, ...flags] });
}

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DARK = { colorScheme: "dark" };

export class Person {
  /** What the console said that nobody expected. */
  complaints = [];

  static async arrive(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "de-AT", ...options });
    const person = new Person();
    person.url = url;
    person.context = context;
    person.page = await context.newPage();
    person.page.setDefaultTimeout(15_000);
    person.page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") person.complaints.push(message.text());
    });
    person.page.on("pageerror", (error) => person.complaints.push(String(error.stack ?? error)));
    await person.page.goto(url);
    return person;
  }

  /** Fills the sign-in in; whether it worked is for the caller to see. */
  async enter(name, password = PASSWORD) {
    await this.page.getByLabel("E-Mail").fill(`${name}@kontor.example`);
    await this.page.getByLabel("Passwort", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Anmelden" }).click();
  }

  static async signedIn(browser, url, name, options = {}) {
    const person = await Person.arrive(browser, url, options);
    await person.enter(name);
    await person.page.getByRole("searchbox").waitFor();
    return person;
  }

  async goto(path) {
    await this.page.goto(this.url + path);
  }

  async open(contact, part) {
    await this.goto(`/contacts/${contact}${part === undefined ? "" : `?part=${part}`}`);
    await this.page.getByRole("button", { name: "Weitere Aktionen" }).waitFor();
  }

  field(name) {
    return this.page.locator(`[data-field="${name}"]`);
  }

  /** Types into a field without leaving it. */
  async type(name, text) {
    await this.field(name).getByRole("button").first().click();
    await this.field(name).getByRole("textbox").fill(text);
  }

  async save(name, text) {
    await this.type(name, text);
    await this.field(name).getByRole("textbox").press("Enter");
  }

  /** Keeps a picture if `KONTOR_SCREENS` names a folder for them. */
  async picture(name) {
    const folder = process.env.KONTOR_SCREENS;
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  }

  /** Waits until what opens, closes or glows has come to rest. What moves for ever, such as a spinner, is not waited for. */
  async rest() {
    await this.page.evaluate(async () => {
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const moving = () => document.getAnimations().filter(({ playState, effect }) => playState === "running" && effect?.getComputedTiming().iterations !== Infinity);
      // What was just asked for begins to move with one of the next two pictures.
      for (let still = 0; still < 2; still += 1) {
        await nextFrame();
        if (moving().length === 0) continue;
        await Promise.allSettled(moving().map((animation) => animation.finished));
        still = -1;
      }
    });
  }

  /** What axe finds wrong with the screen for people who cannot see, point or tell colours apart. */
  async barriers() {
    await this.rest();
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() =>
      window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
    );
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
  }

  /** Strikes out what had to be said: the browser itself reports each refused request, and each lost connection. */
  excuse(pattern) {
    this.complaints = this.complaints.filter((text) => !pattern.test(text));
  }

  async leave() {
    await this.context.close();
  }
}
