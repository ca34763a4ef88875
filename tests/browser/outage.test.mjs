/** The server is gone for a while, as by a power cut: the page says so, keeps what is typed, and sends it once. Needs `KONTOR_BIN`. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { signedIn } from "./support/api.mjs";
import { launchBrowser, Person } from "./support/people.mjs";
import { startServer } from "./support/server.mjs";

describe("while the server is gone", { skip: process.env.KONTOR_BIN === undefined && "KONTOR_BIN names no program" }, () => {
  let folder;
  let server;
  let browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "kontor-outage-"));
    [server, browser] = await Promise.all([startServer({ data: folder }), launchBrowser()]);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("edits, comments and notes wait in the tab, and go out once when it is back", async () => {
    const api = await signedIn(server.url, "lena");
    const contact = await api.createContact({ name: "Ausfall GmbH", city: "Wien" });
    const lena = await Person.signedIn(browser, server.url, "lena");
    await lena.open(contact.id, "notes");
    await lena.page.locator("[data-notes-state=saved]").waitFor();
    const notes = lena.page.getByRole("textbox", { name: "Gemeinsame Notizen" });
    await notes.click();
    await lena.page.keyboard.type("vorher ");
    await lena.page.locator("[data-notes-state=saved]").waitFor();

    const { host } = new URL(server.url);
    await server.kill();
    await lena.page.locator("[data-status=reconnecting], [data-status=offline]").waitFor();
    await lena.save("city", "Graz");
    await lena.field("city").getByText("Graz").waitFor();
    await notes.click();
    await lena.page.keyboard.press("End");
    await lena.page.keyboard.type("nachher");
    await lena.page.locator("[data-notes-state=offline]").waitFor();
    await lena.page.getByRole("tab", { name: /Kommentare/ }).click();
    await lena.page.getByLabel(/^Kommentar schreiben/).fill("ohne Server geschrieben");
    await lena.page.keyboard.press("Control+Enter");
    await lena.page.getByText("Wartet auf die Verbindung").first().waitFor();
    await lena.page.locator("[data-unsaved='3']").waitFor();
    await lena.picture("outage");

    server = await startServer({ data: folder, listen: host });
    await lena.page.locator("[data-status=online][data-unsaved='0']").waitFor({ timeout: 40_000 });
    const now = await signedIn(server.url, "lena");
    assert.equal((await now.contact(contact.id)).city, "Graz");
    assert.equal((await now.contact(contact.id)).version, contact.version + 2, "one edit and one comment, each once");
    await lena.page.getByRole("article").filter({ hasText: "ohne Server geschrieben" }).waitFor();
    await lena.page.reload();
    await lena.page.getByRole("tab", { name: "Notizen" }).click();
    await lena.page.getByText("vorher nachher").waitFor();
    await lena.leave();
  });

  it("what could not be read comes when it is back, and nothing of a contact that was left counts as unsaved", async () => {
    const api = await signedIn(server.url, "lena");
    const contact = await api.createContact({ name: "Wiederkehr GmbH", city: "Wien" });
    const lena = await Person.signedIn(browser, server.url, "lena");
    await lena.open(contact.id, "comments");

    const { host } = new URL(server.url);
    await server.kill();
    await lena.page.locator("[data-status=reconnecting], [data-status=offline]").waitFor();
    await lena.page.getByLabel(/^Kommentar schreiben/).fill("gesagt und gegangen");
    await lena.page.keyboard.press("Control+Enter");
    await lena.page.locator("[data-unsaved='1']").waitFor();
    await lena.page.getByRole("link", { name: "Kontakte" }).first().click();
    await lena.page.getByRole("searchbox").fill("Wiederkehr");
    await lena.page.getByText("Die Kontakte ließen sich nicht laden").waitFor();

    server = await startServer({ data: folder, listen: host });
    await lena.page.getByRole("grid").getByText("Wiederkehr GmbH").waitFor({ timeout: 40_000 });
    await lena.page.locator("[data-status=online][data-unsaved='0']").waitFor();
    await lena.open(contact.id, "comments");
    await lena.page.getByRole("article").filter({ hasText: "gesagt und gegangen" }).waitFor();
    await lena.leave();
  });
});
