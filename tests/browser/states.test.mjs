/** What each screen shows in place of its content: on its way, failed and tried again, out of reach, nothing there yet. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";

import { standBetween } from "./support/line.mjs";
import { setStage } from "./support/stage.mjs";

const { api, arrive, stranger } = setStage("lena", "eva");

let contact;

beforeEach(async () => {
  contact = await api.lena.createContact({ name: `Zustand ${randomUUID().slice(0, 8)} GmbH`, city: "Wien" });
});

/** Stands between page and server on some requests: keeps them waiting, lets them fail, lets them pass. */
async function hold(person, pattern) {
  let answer;
  const waits = new Promise((resolve) => (answer = resolve));
  let passes = false;
  await person.page.route(pattern, async (route) => {
    await waits;
    if (passes) await route.continue();
    else await route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ code: "internal", detail: "" }) });
  });
  return { fails: () => answer(), passes: () => (passes = true) };
}

const retry = (person) => person.page.getByRole("button", { name: "Nochmal versuchen" }).first();

/** `of`: which requests the content comes with; `then`: the content. */
const ASKED_FOR = [
  { screen: "the list", at: () => "/contacts", of: /\/api\/contacts\?/, failed: "Die Kontakte ließen sich nicht laden", then: (page) => page.getByRole("grid") },
  {
    screen: "the history",
    at: () => `/contacts/${contact.id}?part=history`,
    of: /\/history\?/,
    failed: "Der Verlauf ließ sich nicht laden.",
    then: (page) => page.getByTestId("history").getByRole("listitem").first(),
  },
  {
    screen: "the contact as it was",
    at: () => `/contacts/${contact.id}?at=2099-01-01T00:00:00Z`,
    of: /\/at\?time=/,
    failed: "Der frühere Stand ließ sich nicht laden",
    then: (page) => page.getByTestId("then"),
  },
  { screen: "the own sessions", at: () => "/profile", of: /\/api\/sessions$/, failed: "Die Sitzungen ließen sich nicht laden", then: (page) => page.getByText("Diese Sitzung") },
  { screen: "the imports", at: () => "/import", of: /\/api\/imports$/, failed: "Die früheren Importe ließen sich nicht laden", then: (page) => page.getByText("In den letzten 30 Tagen").or(page.locator("a[href^='/import?id=']")).first() },
  { screen: "the custom fields", at: () => "/settings/fields", of: /\/api\/custom-fields$/, failed: "Die Felder ließen sich nicht laden", then: (page) => page.getByText("Noch keine eigenen Felder").or(page.locator("[data-custom-field]")).first() },
];

describe("what is asked for over HTTP", () => {
  for (const { screen, at, of, failed, then } of ASKED_FOR) {
    it(`is outlined while it comes; failed, it says so and can be tried again: ${screen}`, async () => {
      const lena = await arrive("lena");
      const line = await hold(lena, of);
      await lena.goto(at());
      await lena.page.getByRole("status", { name: "Wird geladen" }).first().waitFor();
      line.fails();
      await lena.page.getByText(failed).waitFor();
      assert.deepEqual(await lena.barriers(), [], screen);
      line.passes();
      await retry(lena).click();
      await then(lena.page).waitFor();
      lena.excuse(/500/);
    });
  }

  it("of a part beside the contact fails on its own", async () => {
    const person = await api.lena.createContact({ kind: "person", name: "Ida Beispiel", works_for: [{ organisation: contact.id, primary: true }] });
    const lena = await arrive("lena");
    const line = await hold(lena, /\/people$/);
    line.fails();
    await lena.open(contact.id);
    const alert = lena.page.getByRole("alert");
    await alert.waitFor();
    line.passes();
    await alert.getByRole("button", { name: "Nochmal versuchen" }).click();
    await lena.page.getByRole("link", { name: person.name }).waitFor();
    lena.excuse(/500/);
  });

  it("for a filter fails in its panel", async () => {
    const lena = await arrive("lena");
    const line = await hold(lena, /\/facets/);
    line.fails();
    await lena.page.getByRole("button", { name: "Filter", exact: true }).click();
    await lena.page.getByRole("option", { name: "Schlagwort" }).click();
    await lena.page.getByRole("dialog").getByRole("status").filter({ hasNotText: "Nichts gefunden" }).filter({ hasNotText: "Wird geladen" }).waitFor();
    lena.excuse(/500/);
  });

  it("for the views leaves the list, and can be tried again", async () => {
    const name = `Ansicht ${randomUUID().slice(0, 8)}`;
    await api.lena.post("/api/views", { name, team: null, search: "", filter: {}, sort: "name", columns: ["name"] });
    const lena = await arrive("lena");
    const line = await hold(lena, /\/api\/views$/);
    line.fails();
    await lena.page.reload();
    const again = lena.page.getByRole("button", { name: /Ansichten nicht geladen/ });
    await again.waitFor();
    await lena.page.getByRole("grid").waitFor();
    line.passes();
    await again.click();
    await lena.page.getByRole("link", { name }).waitFor();
    lena.excuse(/500/);
  });

  it("by a lead about a contact that cannot be followed is not mistaken for a contact that is gone", async () => {
    const hidden = await api.lena.createContact({ name: `Zustand ${randomUUID().slice(0, 8)} GmbH`, access: "restricted" });
    const eva = await arrive("eva");
    const line = await hold(eva, new RegExp(`/api/contacts/${hidden.id}$`));
    line.fails();
    await eva.goto(`/contacts/${hidden.id}`);
    await eva.page.getByRole("heading", { name: "Der Kontakt ließ sich nicht laden" }).waitFor();
    line.passes();
    await retry(eva).click();
    await eva.page.getByRole("heading", { name: hidden.name }).waitFor();
    eva.excuse(/500/);
  });
});

describe("what comes live", () => {
  const LIVE = [
    { screen: "the contact", at: () => `/contacts/${contact.id}`, failed: "Der Kontakt ließ sich nicht laden", then: (page) => page.getByRole("heading", { name: contact.name }) },
    { screen: "the inbox", at: () => "/inbox", failed: "Der Posteingang ließ sich nicht laden", then: (page) => page.getByRole("main").getByRole("link").or(page.getByText("Noch keine Nachrichten")).first() },
  ];
  for (const { screen, at, failed, then } of LIVE) {
    it(`is outlined while it comes; out of reach, it says so, and comes by itself when it can: ${screen}`, async () => {
      const lena = await arrive("lena");
      const line = await standBetween(lena);
      line.refuses = true;
      await lena.goto(at());
      await lena.page.getByRole("status", { name: "Wird geladen" }).first().waitFor();
      await lena.page.getByRole("heading", { name: failed }).waitFor();
      assert.deepEqual(await lena.barriers(), [], screen);
      await retry(lena).waitFor();
      line.refuses = false;
      await then(lena.page).waitFor();
    });
  }

  it("into the notes is outlined while it comes; out of reach, it says so, and comes by itself when it can", async () => {
    const lena = await arrive("lena");
    const line = await standBetween(lena);
    let isReached = false;
    await lena.page.routeWebSocket(/\/yjs\//, (socket) => {
      if (isReached) socket.connectToServer();
      else void socket.close({ code: 1012 });
    });
    await lena.open(contact.id, "notes");
    await lena.page.locator("[data-notes-state=connecting]").waitFor();
    await lena.page.getByRole("status", { name: "Wird geladen" }).waitFor();
    await line.goesDown();
    await lena.page.getByRole("heading", { name: "Die Notizen ließen sich nicht laden" }).waitFor();
    assert.deepEqual(await lena.barriers(), []);
    line.refuses = false;
    isReached = true;
    await lena.page.getByRole("textbox", { name: "Gemeinsame Notizen" }).waitFor();
    await lena.page.locator("[data-notes-state=saved]").waitFor();
  });
});

describe("what comes as code", () => {
  /** Keeps a part of the program away, as a broken line does, until it is let through. */
  async function withoutCode(person, part) {
    const pattern = new RegExp(`/assets/${part}-[^/]*\\.js`);
    await person.page.route(pattern, (route) => route.abort());
    return { comes: () => person.page.unroute(pattern) };
  }
  const missing = (page) => page.getByRole("heading", { name: "Dieser Teil der Seite ließ sich nicht laden" });
  // The browser reports the request, React what it caught.
  const EXPECTED = /Failed to (load|fetch)|dynamically imported|a part of the page did not come/;

  it("and does not is said in the panel alone, and can be tried again: the notes", async () => {
    const lena = await arrive("lena");
    const code = await withoutCode(lena, "NotesPanel");
    await lena.open(contact.id, "notes");
    await missing(lena.page.getByRole("tabpanel")).waitFor();
    assert.deepEqual(await lena.barriers(), []);
    await lena.save("city", "Graz");
    await lena.field("city").getByText("Graz").waitFor();
    await retry(lena).click();
    await missing(lena.page.getByRole("tabpanel")).waitFor();
    await code.comes();
    await retry(lena).click();
    await lena.page.getByRole("textbox", { name: "Gemeinsame Notizen" }).waitFor();
    lena.excuse(EXPECTED);
  });

  it("and does not is said in the frame, and can be tried again: a screen", async () => {
    const lena = await arrive("lena");
    const code = await withoutCode(lena, "InboxScreen");
    const inbox = lena.page.getByRole("link", { name: "Posteingang" });
    await inbox.click();
    await missing(lena.page.getByRole("main")).waitFor();
    assert.deepEqual(await lena.barriers(), []);
    await lena.page.getByRole("link", { name: "Kontakte", exact: true }).click();
    await lena.page.getByRole("grid").waitFor();
    await inbox.click();
    await missing(lena.page.getByRole("main")).waitFor();
    await code.comes();
    await retry(lena).click();
    await lena.page.getByRole("heading", { name: "Posteingang" }).waitFor();
    lena.excuse(EXPECTED);
  });

  it("and does not is told, and tried anew the next time: a dialog", async () => {
    const lena = await arrive("lena");
    const code = await withoutCode(lena, "HelpSheet");
    await lena.page.getByRole("grid").waitFor();
    await lena.page.keyboard.press("?");
    await lena.page.getByRole("alert").getByText("Dieser Teil der Seite ließ sich nicht laden").waitFor();
    await lena.page.getByRole("grid").waitFor();
    await code.comes();
    await lena.page.keyboard.press("?");
    await lena.page.getByRole("dialog", { name: "Tastatur" }).waitFor();
    lena.excuse(EXPECTED);
  });
});

describe("nothing there yet", () => {
  it("says what would be there and what to do, to somebody who is new", async () => {
    const word = randomUUID().slice(0, 8);
    const password = "ein-langes-passwort";
    await api.lena.hire({ name: `Neu ${word}`, email: `neu-${word}@kontor.example`, role: "member", password });
    const person = await stranger();
    await person.enter(`neu-${word}`, password);
    await person.page.getByRole("searchbox").waitFor();
    await person.goto("/inbox");
    await person.page.getByText("Noch keine Nachrichten").waitFor();
    await person.goto("/import");
    await person.page.getByText("In den letzten 30 Tagen haben Sie nichts importiert.").waitFor();
    await person.goto(`/contacts/${contact.id}`);
    await person.page.getByText("Noch keine Kommentare").waitFor();
    await person.page.getByText("Keine Personen dieser Firma erfasst.").waitFor();
    await person.open(contact.id, "notes");
    await person.page.locator("[data-notes-state=saved]").waitFor();
    await person.page.getByRole("textbox", { name: "Gemeinsame Notizen" }).locator("[data-placeholder]").waitFor();
    assert.deepEqual(await person.barriers(), []);
  });
});
