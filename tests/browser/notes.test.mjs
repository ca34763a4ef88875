/** Shared notes with two people in real Chromium: what the editor can, offline work, large pastes, what is refused. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { beforeEach, describe, it } from "node:test";

import { newCompany } from "./support/names.mjs";
import { DRESSES, look, setStage } from "./support/stage.mjs";

const require = createRequire(new URL("../../ui/package.json", import.meta.url));
const Y = require("yjs");

const { api, arrive } = setStage("lena");
let contact;
let lena;
let max;

beforeEach(async () => {
  contact = await api.lena.createContact({ name: newCompany() });
});

async function writer(name, options) {
  const person = await arrive(name, options);
  await rememberSockets(person.context);
  await person.open(contact.id, "notes");
  await saved(person);
  return person;
}

const paper = (person) => person.page.getByRole("textbox", { name: "Gemeinsame Notizen" });
const saved = (person) => person.page.locator("[data-notes-state=saved]").waitFor();

/** Waits for a text; a colleague's caret may stand in the middle of it. */
async function written(person, text) {
  await paper(person).locator("p").first().waitFor();
  await person.page.waitForFunction((wanted) => {
    const copy = document.querySelector("[role=textbox][contenteditable]").cloneNode(true);
    for (const caret of copy.querySelectorAll(".collaboration-carets__caret")) caret.remove();
    return copy.textContent.replaceAll("\u2060", "").includes(wanted);
  }, text);
}

describe("two people in the notes", () => {
  beforeEach(async () => {
    [lena, max] = await Promise.all([writer("lena"), writer("max")]);
  });

  it("see each other's headings, lists, tasks and links, and the other's caret by name", async () => {
    await paper(lena).click();
    const type = async (text) => {
      await lena.page.keyboard.type(text);
      await lena.page.keyboard.press("Enter");
    };
    await type("## Gespräch");
    await type("- Preise");
    await type("Lieferung");
    await lena.page.keyboard.press("Enter");
    await type("[ ] Angebot schicken");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("button", { name: "Link", exact: true }).click();
    await lena.page.getByLabel("Adresse des Links").fill("kontor.example");
    await lena.page.getByLabel("Adresse des Links").press("Enter");
    await max.page.getByRole("heading", { name: "Gespräch", level: 2 }).waitFor();
    await paper(max).getByRole("listitem").filter({ hasText: "Lieferung" }).waitFor();
    await paper(max).getByRole("link", { name: "https://kontor.example" }).waitFor();
    await max.page.locator(".collaboration-carets__label", { hasText: "Lena" }).waitFor();
    await paper(max).getByRole("checkbox", { name: "Angebot schicken" }).check();
    await lena.page.locator("li[data-checked=true]").waitFor();
    await max.picture("notes-together");
  });

  it("fill a table together, and it is there after a reload", async () => {
    await paper(lena).click();
    await lena.page.getByRole("button", { name: "Tabelle einfügen" }).click();
    await paper(max).getByRole("table").waitFor();
    await lena.page.keyboard.type("Menge");
    await lena.page.keyboard.press("Tab");
    await lena.page.keyboard.type("Preis");
    await paper(max).getByRole("columnheader", { name: "Preis" }).waitFor();
    await paper(max).getByRole("cell").first().click();
    await max.page.keyboard.type("12 Stück");
    await paper(lena).getByRole("cell", { name: "12 Stück" }).waitFor();
    await lena.page.getByRole("button", { name: "Tabelle ändern" }).click();
    await lena.page.getByRole("menuitem", { name: "Spalte rechts" }).click();
    await lena.page.getByRole("button", { name: "Tabelle ändern" }).click();
    await lena.page.getByRole("menuitem", { name: "Zeile darunter" }).click();
    await paper(max).getByRole("row").nth(3).waitFor();
    assert.equal(await paper(max).getByRole("columnheader").count(), 4);
    for (const person of [lena, max]) await saved(person);
    await max.picture("notes-table");
    await max.page.reload();
    await paper(max).getByRole("cell", { name: "12 Stück" }).waitFor();
    assert.equal(await paper(max).getByRole("row").count(), 4);
  });

  it("who write while one is offline find both texts when the connection is back", async () => {
    await paper(lena).click();
    await lena.page.keyboard.type("gemeinsam");
    await paper(max).getByText("gemeinsam").waitFor();
    await lena.context.setOffline(true);
    await lena.page.locator("[data-notes-state=offline]").waitFor();
    await lena.page.keyboard.type(" und im Zug");
    await paper(max).click();
    await max.page.keyboard.press("Control+Home");
    await max.page.keyboard.type("Max: ");
    await saved(max);
    await lena.context.setOffline(false);
    for (const person of [lena, max]) await written(person, "Max: gemeinsam und im Zug");
    await saved(lena);
    lena.excuse(/ERR_INTERNET_DISCONNECTED|WebSocket connection/);
  });
});

describe("notes", () => {
  it("keep 300 KB that were pasted at once through a reload", async () => {
    lena = await writer("lena");
    const line = "Grüße aus Mödling, 0123456789 abcdefghijklmnopqrstuvwxyz.";
    const lines = Array.from({ length: Math.ceil(300_000 / line.length) }, (_, index) => `${index} ${line}`);
    await paper(lena).click();
    await paste(lena, lines.join("\n\n"));
    await paper(lena).getByText(lines.at(-1)).waitFor();
    await saved(lena);
    await lena.page.reload();
    await paper(lena).getByText(lines.at(-1)).waitFor({ timeout: 30_000 });
    const text = await paper(lena).innerText();
    assert.ok(text.length >= 300_000, `${text.length} characters are there`);
  });

  it("that the server refuses say why, do not knock again, and go on from what is saved", async () => {
    lena = await writer("lena");
    await paper(lena).click();
    await lena.page.keyboard.type("steht fest");
    await saved(lena);
    await lena.page.evaluate((bytes) => {
      const socket = window.sockets.find(({ url, readyState }) => url.includes("/yjs/") && readyState === WebSocket.OPEN);
      window.sockets.length = 0;
      socket.send(new Uint8Array(bytes));
    }, strangeUpdate());
    await lena.page.getByRole("alert").getByText("Der Server hat die letzte Änderung nicht angenommen").waitFor();
    await lena.page.locator("[data-notes-state=refused]").waitFor();
    await lena.picture("notes-refused");
    assert.deepEqual(await lena.barriers(), []);
    assert.equal(await paper(lena).getAttribute("contenteditable"), "false");
    assert.equal(await lena.page.evaluate(() => window.sockets.length), 0, "it does not knock again");
    await lena.page.getByRole("button", { name: "Gespeicherten Stand laden" }).click();
    await saved(lena);
    await paper(lena).getByText("steht fest").waitFor();
    await paper(lena).click();
    await lena.page.keyboard.press("Control+End");
    await lena.page.keyboard.type(" und geht weiter");
    await saved(lena);
  });

  for (const [dress, options] of DRESSES) {
    it(`are free of barriers with everything in them: ${dress}`, async () => {
      lena = await writer("lena", options);
      await paper(lena).click();
      await lena.page.keyboard.type("# Angebot");
      await lena.page.keyboard.press("Enter");
      await lena.page.keyboard.type("[ ] Muster schicken");
      await lena.page.keyboard.press("Enter");
      await lena.page.keyboard.press("Enter");
      await lena.page.getByRole("button", { name: "Tabelle einfügen" }).click();
      await lena.page.keyboard.type("Menge");
      await saved(lena);
      await look(lena, `notes-all-${dress}`);
    });
  }
});

/** Pastes as the clipboard would. */
async function paste(person, text) {
  await paper(person).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** A sync message with an update that no rich-text editor writes. */
function strangeUpdate() {
  const doc = new Y.Doc();
  doc.getMap("elsewhere").set("key", "value");
  const update = Y.encodeStateAsUpdate(doc);
  assert.ok(update.length < 128, "its length takes one byte");
  return [0, 2, update.length, ...update];
}

/** Makes the page's own sockets reachable, from the next load on. */
async function rememberSockets(context) {
  await context.addInitScript(() => {
    window.sockets = [];
    const Native = window.WebSocket;
    window.WebSocket = class extends Native {
      constructor(...given) {
        super(...given);
        window.sockets.push(this);
      }
    };
  });
}
