/** The own account: name, looks, password, and where one is signed in, with several people and browsers. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";

import { setStage } from "./support/stage.mjs";

const { api, arrive, stranger } = setStage("lena");

describe("the profile", () => {
  it("changes language and scheme for this browser, also in the other tab", async () => {
    const person = await arrive("max");
    const other = await person.context.newPage();
    await other.goto(`${person.url}/inbox`);
    await person.goto("/profile");
    await person.page.getByRole("radiogroup", { name: "Sprache" }).getByText("English").click();
    await person.page.getByRole("heading", { name: "Profile" }).waitFor();
    await other.getByRole("heading", { name: "Inbox" }).waitFor();
    await person.page.getByRole("radiogroup", { name: "Appearance" }).getByText("Dark").click();
    await other.locator("html[data-mantine-color-scheme=dark]").waitFor();
  });

  it("says what is wrong with a new password before it is sent", async () => {
    const person = await arrive("max");
    await person.goto("/profile");
    await person.page.getByLabel("Bisheriges Passwort", { exact: true }).fill("x");
    await person.page.getByLabel("Neues Passwort", { exact: true }).fill("kurz");
    await person.page.getByLabel("Neues Passwort wiederholen", { exact: true }).fill("anders");
    await person.page.getByRole("button", { name: "Passwort ändern" }).click();
    await person.page.getByText("Mindestens 10 Zeichen.").waitFor();
    await person.page.getByText("Die beiden neuen Passwörter sind nicht gleich.").waitFor();
  });
});

describe("the own account", () => {
  const password = "ein-langes-passwort";
  let account;

  beforeEach(async () => {
    const word = randomUUID().slice(0, 8);
    account = `probe-${word}`;
    await api.lena.hire({ name: `Probe ${word}`, email: `${account}@kontor.example`, role: "member", password });
  });

  /** At a browser of their own, which is a session of its own. */
  async function enter(withPassword = password) {
    const person = await stranger();
    await person.enter(account, withPassword);
    await person.page.getByRole("grid").waitFor();
    return person;
  }

  async function openProfile(person) {
    await person.goto("/profile");
    await person.page.getByText("Diese Sitzung").waitFor();
  }

  const isSignedOut = async (person) => {
    await person.page.getByRole("button", { name: "Anmelden" }).waitFor();
    // The browser itself reports what is refused from then on.
    person.excuse(/401/);
  };

  it("has another name from now on, on each tab", async () => {
    const person = await enter();
    const other = await person.context.newPage();
    await other.goto(`${person.url}/inbox`);
    await openProfile(person);
    const name = `Anders ${randomUUID().slice(0, 8)}`;
    await person.page.getByLabel("Name", { exact: true }).fill(name);
    await person.page.getByRole("button", { name: "Speichern" }).click();
    await person.page.getByRole("button", { name: `Eigenes Konto: ${name}` }).waitFor();
    await other.getByRole("button", { name: `Eigenes Konto: ${name}` }).waitFor();
  });

  it("shows where one is signed in, and ends one of them", async () => {
    const [here, there] = [await enter(), await enter()];
    await openProfile(here);
    const sessions = here.page.getByRole("listitem");
    assert.equal(await sessions.count(), 2);
    await here.picture("profile-sessions");
    assert.deepEqual(await here.barriers(), []);
    await sessions.filter({ hasNotText: "Diese Sitzung" }).getByRole("button").click();
    await isSignedOut(there);
    await sessions.nth(1).waitFor({ state: "detached" });
    await here.page.getByText("Diese Sitzung").waitFor();
  });

  it("is signed out everywhere at once", async () => {
    const [here, there] = [await enter(), await enter()];
    await openProfile(here);
    await here.page.getByRole("button", { name: "Überall abmelden" }).click();
    await here.page.getByRole("dialog").getByRole("button", { name: "Überall abmelden" }).click();
    await Promise.all([isSignedOut(here), isSignedOut(there)]);
  });

  it("gets a new password for the old one, and other sessions end", async () => {
    const [here, there] = [await enter(), await enter()];
    await openProfile(here);
    const fill = async (current, changed) => {
      await here.page.getByLabel("Bisheriges Passwort", { exact: true }).fill(current);
      await here.page.getByLabel("Neues Passwort", { exact: true }).fill(changed);
      await here.page.getByLabel("Neues Passwort wiederholen", { exact: true }).fill(changed);
      await here.page.getByRole("button", { name: "Passwort ändern" }).click();
    };
    await fill("nicht-mein-passwort", "noch-ein-langes-passwort");
    await here.page.getByText("Das bisherige Passwort stimmt nicht.").waitFor();
    here.excuse(/422/);
    await fill(password, "noch-ein-langes-passwort");
    await here.page.getByText("Das Passwort wurde geändert.").waitFor();
    await isSignedOut(there);
    await here.page.getByText("Diese Sitzung").waitFor();
    await enter("noch-ein-langes-passwort");
  });
});
