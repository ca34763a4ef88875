/**
 * The contact list in real Chromium: a table that jumps anywhere, live rows, filters, views, changes to many. Each test
 * works with contacts of its own, named by a word that no other has.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { newName } from "./support/names.mjs";
import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max");

/** Somebody at the list that the address describes. */
async function at(name, address = "", options = {}) {
  const person = await arrive(name, options);
  await person.goto(`/contacts${address}`);
  await person.page.getByRole("searchbox").waitFor();
  return person;
}

/** Contacts with a word of their own, named so that they sort by their number. */
async function several(count, fields = () => ({})) {
  const word = newName();
  const number = (index) => String(index).padStart(3, "0");
  const contacts = [];
  for (let index = 0; index < count; index += 1) {
    contacts.push(await api.lena.createContact({ name: `${word} ${number(index)}`, ...fields(index) }));
  }
  return { word, contacts };
}

const searching = (word) => `?search=${encodeURIComponent(word)}`;
const filtering = (filter) => `?filter=${encodeURIComponent(JSON.stringify(filter))}`;
const row = (person, name) => person.page.getByRole("row").filter({ hasText: name });
const names = (person) => person.page.locator("[data-contact] a").allTextContents();
const count = (person, text) => person.page.getByText(text, { exact: true }).first().waitFor();
const page = (query) => api.lena.get(`/api/contacts?${new URLSearchParams(query)}`);

/** Waits until what is asked for is so. */
async function until(person, check, what) {
  const deadline = Date.now() + 10_000;
  while (!(await check())) {
    assert.ok(Date.now() < deadline, what);
    await person.page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

// First, so that the pictures show the demo data alone.
describe("the list's looks", () => {
  for (const [dress, options] of DRESSES) {
    it(`are free of barriers, no wider than the window, and photographed: ${dress}`, async () => {
      const lena = await at("lena", filtering({ country: ["AT"] }), options);
      await lena.page.getByRole("row").nth(3).waitFor();
      await look(lena, `list-filtered-${dress}`);
      await lena.page.getByRole("button", { name: "Filter", exact: true }).click();
      await lena.page.getByRole("combobox").waitFor();
      await look(lena, `list-filter-${dress}`);
      await lena.page.keyboard.press("Escape");
      if (dress !== "phone") {
        await lena.page.getByRole("button", { name: "Spalten" }).click();
        await lena.page.getByRole("checkbox", { name: "Branche" }).waitFor();
        await look(lena, `list-columns-${dress}`);
        await lena.page.keyboard.press("Escape");
      }
      const box = lena.page.getByRole("row").nth(2).getByRole("checkbox");
      await box.click({ force: true });
      assert.ok(await box.isChecked());
      await lena.page.getByRole("region", { name: "Auswahl bearbeiten" }).getByRole("button", { name: "Schlagwörter" }).click();
      await lena.page.getByRole("dialog").getByRole("combobox", { name: "Schlagwörter" }).waitFor();
      await look(lena, `list-bulk-${dress}`);
    });
  }
});

describe("the table", () => {
  it("jumps to any row by its scrollbar, and keeps its place for coming back", async () => {
    const lena = await at("lena");
    const { total } = await page({ limit: 1 });
    const middle = Math.floor(total / 2);
    const grid = lena.page.getByRole("grid");
    await grid.evaluate((element, top) => (element.scrollTop = top), middle * 36);
    const { items } = await page({ offset: middle + 2, limit: 1 });
    const target = lena.page.locator(`[data-contact="${items[0].id}"]`);
    await target.waitFor();
    assert.equal(await target.getAttribute("aria-rowindex"), String(middle + 4));
    const before = await grid.evaluate((element) => element.scrollTop);
    await target.getByRole("link").click();
    await lena.page.getByRole("button", { name: "Weitere Aktionen" }).waitFor();
    await lena.page.goBack();
    await target.waitFor();
    assert.equal(await grid.evaluate((element) => element.scrollTop), before);
  });

  it("counts all of them, wherever it is scrolled", async () => {
    const lena = await at("lena");
    const { total } = await page({ limit: 1 });
    await until(lena, async () => (await lena.page.getByRole("grid").getAttribute("aria-rowcount")) === String(total + 1), "the count is exact");
  });

  it("sorts by its headings, in the address and back", async () => {
    const { word } = await several(3, (index) => ({ city: ["Wien", "Graz", "Linz"][index], postal_code: ["1010", "8010", "4020"][index] }));
    const lena = await at("lena", searching(word));
    await count(lena, "3 Kontakte");
    await lena.page.getByRole("button", { name: "Ort", exact: true }).click();
    await until(lena, async () => (await names(lena)).join() === `${word} 001,${word} 002,${word} 000`, "by city");
    assert.equal(await lena.page.getByRole("columnheader", { name: "Ort" }).getAttribute("aria-sort"), "ascending");
    await lena.page.getByRole("button", { name: "Ort", exact: true }).click();
    await until(lena, async () => (await names(lena)).join() === `${word} 000,${word} 002,${word} 001`, "the other way round");
    assert.match(lena.page.url(), /sort=-city/);
    await lena.page.goBack();
    await until(lena, async () => (await names(lena))[0] === `${word} 001`, "Back shows the order before");
  });

  it("is worked by keys: j, k, x, Shift, Enter", async () => {
    const { word, contacts } = await several(5);
    const lena = await at("lena", searching(word));
    await count(lena, "5 Kontakte");
    for (const key of ["j", "x", "j", "j", "Shift+X"]) await lena.page.keyboard.press(key);
    await count(lena, "3 ausgewählt");
    await lena.page.keyboard.press("Shift+ArrowDown");
    await count(lena, "4 ausgewählt");
    await lena.page.keyboard.press("k");
    await lena.page.keyboard.press("Enter");
    await lena.page.waitForURL(`**/contacts/${contacts[3].id}`);
  });

  it("shows the columns that somebody chose, in their order, also after a reload", async () => {
    const lena = await at("lena");
    await lena.page.getByRole("button", { name: "Spalten" }).click();
    await lena.page.getByRole("checkbox", { name: "Branche" }).check();
    const focused = () => lena.page.evaluate(() => document.activeElement?.closest("label")?.textContent);
    assert.equal(await focused(), "Branche", "the keyboard stays with the column");
    await lena.page.getByRole("checkbox", { name: "Schlagwörter" }).uncheck();
    await lena.page.getByRole("button", { name: "Branche nach vorne" }).click();
    await lena.page.keyboard.press("Escape");
    const headings = async () => (await lena.page.getByRole("columnheader").allTextContents()).slice(1).join();
    const wanted = "Name,Ort,Account Manager,Telefon,Branche,E-Mail";
    assert.equal(await headings(), wanted);
    await lena.page.reload();
    await until(lena, async () => (await headings()) === wanted, "kept");
  });
});

describe("a filter", () => {
  it("is chosen by typing, stands in the address, and narrows the count", async () => {
    const { word } = await several(3, (index) => ({ tags: index === 0 ? ["Nur hier"] : [] }));
    const lena = await at("lena", searching(word));
    await count(lena, "3 Kontakte");
    await lena.page.getByRole("grid").focus();
    await lena.page.keyboard.press("f");
    await lena.page.getByRole("combobox", { name: "Filtern nach …" }).fill("schlagw");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("option", { name: /Nur hier/ }).waitFor();
    await lena.page.getByRole("combobox", { name: "Schlagwort" }).fill("nur");
    await lena.page.keyboard.press("Enter");
    await count(lena, "1 Kontakt");
    await lena.page.keyboard.press("Escape");
    await lena.page.reload();
    await count(lena, "1 Kontakt");
    await lena.page.getByRole("button", { name: "Schlagwort entfernen" }).click();
    await count(lena, "3 Kontakte");
    await lena.page.goBack();
    await count(lena, "1 Kontakt");
  });

  it("asks custom fields by their kind, and sorts by them", async () => {
    const { word } = await several(0);
    const define = (label, kind, more = {}) => api.lena.customField({ label: `${label} ${word}`, kind, applies_to: "both", ...more });
    const [size, since, level, note] = [
      await define("Fläche", "number"),
      await define("Seit", "date"),
      await define("Stufe", "choice", { choices: ["Gold", "Silber"] }),
      await define("Merkmal", "text"),
    ];
    for (const [number, values] of [["9", "2026-02-01", "Gold", "Süd"], ["10,5", "2025-01-01", "Silber", "Nord"], ["100", "2026-03-15", "Gold", "Nordwest"]].entries()) {
      const custom = Object.fromEntries([size, since, level, note].map(({ id }, place) => [`custom:${id}`, values[place]]));
      await api.lena.createContact({ name: `${word} ${number}`, ...custom });
    }
    const lena = await at("lena", searching(word));
    await count(lena, "3 Kontakte");
    const pick = async (label) => {
      await lena.page.getByRole("button", { name: "Filter", exact: true }).click();
      await lena.page.getByRole("combobox", { name: "Filtern nach …" }).fill(label);
      await lena.page.keyboard.press("Enter");
    };
    const chip = (label) => lena.page.getByRole("group", { name: "Aktive Filter" }).getByText(label);

    await pick(size.label);
    await lena.page.getByLabel("Von").fill("9,5");
    await lena.page.getByLabel("Bis").fill("viel");
    await lena.page.getByText("Schreiben Sie Zahlen").waitFor();
    await lena.page.getByLabel("Bis").fill("1.000");
    await lena.page.getByLabel("Bis").fill("1000");
    await lena.page.keyboard.press("Enter");
    await count(lena, "2 Kontakte");
    await chip(/^9,5 bis 1.000$/).waitFor();
    await lena.page.reload();
    await count(lena, "2 Kontakte");
    await lena.page.getByRole("button", { name: `${size.label} entfernen` }).click();
    await count(lena, "3 Kontakte");

    await pick(since.label);
    await lena.page.getByLabel("Von").fill("2026-03-01");
    await lena.page.keyboard.press("Enter");
    await count(lena, "1 Kontakt");
    await chip("ab 01.03.2026").waitFor();
    await lena.page.getByRole("button", { name: `${since.label} entfernen` }).click();

    await pick(level.label);
    await lena.page.getByRole("option", { name: "Gold" }).click();
    await count(lena, "2 Kontakte");
    await lena.picture("list-custom-filter-light");
    await lena.page.keyboard.press("Escape");
    await pick(note.label);
    await lena.page.getByLabel("Enthält").fill("NORD");
    await lena.page.keyboard.press("Enter");
    await count(lena, "1 Kontakt");
    await chip("enthält „NORD“").waitFor();
    await lena.page.getByRole("button", { name: `${note.label} entfernen` }).click();
    await lena.page.getByRole("button", { name: `${level.label} entfernen` }).click();
    await count(lena, "3 Kontakte");

    await lena.page.getByRole("button", { name: "Spalten" }).click();
    await lena.page.getByRole("checkbox", { name: size.label }).check();
    await lena.page.getByRole("button", { name: "Spalten" }).click();
    await lena.page.getByRole("button", { name: size.label, exact: true }).click();
    await until(lena, async () => (await names(lena)).join() === `${word} 0,${word} 1,${word} 2`, "by size");
    await lena.page.getByRole("button", { name: size.label, exact: true }).click();
    await until(lena, async () => (await names(lena)).join() === `${word} 2,${word} 1,${word} 0`, "the other way round");
    assert.deepEqual(await lena.barriers(), []);
  });

  it("of a field that does not exist any more says so and can be taken away", async () => {
    const { word } = await several(1);
    const gone = { custom: { [randomUUID()]: { type: "filled" } } };
    const lena = await at("lena", `${searching(word)}&${filtering(gone).slice(1)}`);
    await lena.page.getByText("Der Filter fragt nach einem Feld, das es nicht mehr gibt.").waitFor();
    await lena.page.getByRole("button", { name: "Gelöschtes Feld entfernen" }).click();
    await count(lena, "1 Kontakt");
    lena.excuse(/422/);
  });

  it("says what to do when nothing is left, and lets go of all filters", async () => {
    const lena = await at("lena", filtering({ city: ["Nirgendwo"] }));
    await lena.page.getByText("Nichts gefunden").waitFor();
    await lena.page.getByRole("button", { name: "Alle Kontakte zeigen" }).click();
    await lena.page.getByRole("row").nth(3).waitFor();
  });
});

describe("rows that colleagues change", () => {
  it("change in place with a glow", async () => {
    const { word, contacts } = await several(3);
    const lena = await at("lena", searching(word));
    await count(lena, "3 Kontakte");
    await followed(lena);
    await api.max.change(contacts[1].id, { city: "Leoben" });
    await row(lena, `${word} 001`).getByText("Leoben").waitFor();
    await row(lena, `${word} 001`).locator("[data-glow=row]").waitFor({ state: "attached" });
    assert.deepEqual(await names(lena), [`${word} 000`, `${word} 001`, `${word} 002`]);
  });

  it("that are new are counted and come when they are asked for", async () => {
    const { word } = await several(2);
    const lena = await at("lena", searching(word));
    await count(lena, "2 Kontakte");
    await followed(lena);
    await api.max.createContact({ name: `${word} 000a` });
    const pill = lena.page.getByRole("button", { name: "1 neuer – anzeigen" });
    await pill.waitFor();
    assert.deepEqual(await names(lena), [`${word} 000`, `${word} 001`]);
    await pill.click();
    await until(lena, async () => (await names(lena)).join() === `${word} 000,${word} 000a,${word} 001`, "the newcomer in its place");
    await count(lena, "3 Kontakte");
  });

  it("that leave go, and what is read stays where it is", async () => {
    const tag = `t${randomUUID().slice(0, 8)}`;
    const { word, contacts } = await several(60, () => ({ tags: [tag] }));
    const lena = await at("lena", filtering({ tags: [tag] }));
    await count(lena, "60 Kontakte");
    await followed(lena);
    const grid = lena.page.getByRole("grid");
    await grid.evaluate((element) => (element.scrollTop = 20 * 36));
    const read = row(lena, `${word} 030`);
    await read.waitFor();
    const before = (await read.boundingBox()).y;
    await api.max.change(contacts[3].id, { tags: [] });
    await api.max.change(contacts[59].id, { tags: [] });
    await count(lena, "58 Kontakte");
    assert.equal((await read.boundingBox()).y, before);
    assert.equal(await grid.evaluate((element) => element.scrollTop), 19 * 36);
  });
});

/** The list is live: a change to one of its rows would be told. */
async function followed(person) {
  await person.page.locator("[role=grid][data-live]").waitFor();
}

describe("a change to many", () => {
  it("is made to what is picked, told in a sentence, and taken back", async () => {
    const { word, contacts } = await several(4, (index) => ({ tags: index === 3 ? ["Messe"] : [] }));
    const lena = await at("lena", searching(word));
    await count(lena, "4 Kontakte");
    await lena.page.getByRole("checkbox", { name: "Alle auswählen" }).click();
    await count(lena, "4 ausgewählt");
    await lena.picture("list-selection");
    await lena.page.getByRole("region", { name: "Auswahl bearbeiten" }).getByRole("button", { name: "Schlagwörter" }).click();
    await lena.page.getByRole("dialog").getByRole("combobox", { name: "Schlagwörter" }).fill("Messe");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("button", { name: "Bei 4 Kontakten ändern" }).click();
    await lena.page.getByText("3 Kontakte geändert, 1 war schon so.").waitFor();
    assert.deepEqual((await api.lena.contact(contacts[0].id)).tags, ["Messe"]);
    await row(lena, `${word} 000`).getByText("Messe").waitFor();
    await lena.page.getByRole("button", { name: "Rückgängig" }).click();
    await lena.page.getByText("Bei 3 Kontakten zurückgenommen.").waitFor();
    const tags = await Promise.all(contacts.map(async ({ id }) => (await api.lena.contact(id)).tags));
    assert.deepEqual(tags, [[], [], [], ["Messe"]]);
  });

  it("that is taken back leaves alone what a colleague changed since, and says so", async () => {
    const { word, contacts } = await several(2, () => ({ industry: "Bau" }));
    const lena = await at("lena", searching(word));
    await count(lena, "2 Kontakte");
    await lena.page.getByRole("checkbox", { name: "Alle auswählen" }).click();
    await lena.page.getByRole("region", { name: "Auswahl bearbeiten" }).getByRole("button", { name: "Branche" }).click();
    await lena.page.getByRole("dialog").getByRole("combobox", { name: "Branche" }).fill("Metall");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("button", { name: "Bei 2 Kontakten ändern" }).click();
    await lena.page.getByText("2 Kontakte geändert.").waitFor();
    await api.max.change(contacts[1].id, { industry: "Holz" });
    await lena.page.getByRole("button", { name: "Rückgängig" }).click();
    const dialog = lena.page.getByRole("dialog", { name: "Nicht alles wurde geändert" });
    await dialog.getByText("Bei 1 Kontakt zurückgenommen.").waitFor();
    await dialog.getByText("Max Huber hat Branche inzwischen geändert").waitFor();
    await dialog.getByRole("link", { name: `${word} 001` }).waitFor();
    await lena.picture("list-bulk-report");
    const industries = await Promise.all(contacts.map(async ({ id }) => (await api.lena.contact(id)).industry));
    assert.deepEqual(industries, ["Bau", "Holz"]);
  });

  it("names the contacts that refused it, and why", async () => {
    const { word } = await several(2, (index) => ({ postal_code: index === 0 ? "1010" : undefined }));
    const lena = await at("lena", searching(word));
    await count(lena, "2 Kontakte");
    await lena.page.getByRole("checkbox", { name: "Alle auswählen" }).click();
    await lena.page.getByRole("button", { name: "Anderes Feld …" }).click();
    await lena.page.getByRole("dialog").getByRole("combobox", { name: "Land" }).fill("Nirgendwo");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("button", { name: "Bei 2 Kontakten ändern" }).click();
    const dialog = lena.page.getByRole("dialog", { name: "Nicht alles wurde geändert" });
    await dialog.getByText("2 abgelehnt").waitFor();
    await dialog.getByText("Dieses Land ist nicht bekannt").first().waitFor();
  });
});

describe("a view", () => {
  it("is saved with filter, order and columns, renamed, and deleted", async () => {
    const { word } = await several(2, (index) => ({ tags: [`nur${index}`] }));
    const lena = await at("lena", `${searching(word)}&sort=-name`);
    await count(lena, "2 Kontakte");
    await lena.page.getByRole("button", { name: "Als Ansicht speichern" }).click();
    await lena.page.getByLabel("Name der Ansicht").fill(`Ansicht ${word}`);
    await lena.page.getByRole("button", { name: "Ansicht speichern", exact: true }).click();
    await lena.page.waitForURL(/view=/);
    const views = lena.page.getByRole("navigation", { name: "Ansichten" });
    await views.getByRole("link", { name: "Alle" }).click();
    await lena.page.waitForURL(/contacts$/);
    await views.getByRole("link", { name: `Ansicht ${word}` }).click();
    await until(lena, async () => (await names(lena)).join() === `${word} 001,${word} 000`, "what was saved");
    await lena.page.getByRole("button", { name: "Name", exact: true }).click();
    await until(lena, async () => (await names(lena))[0] === `${word} 000`, "changed for now");
    await lena.page.getByRole("button", { name: "Änderungen speichern" }).click();
    await lena.page.getByLabel("Name der Ansicht").fill(`Neu ${word}`);
    await lena.page.getByRole("dialog").getByRole("button", { name: "Speichern", exact: true }).click();
    await views.getByRole("link", { name: `Neu ${word}` }).waitFor();
    await lena.page.getByRole("button", { name: `Ansicht Neu ${word} bearbeiten` }).click();
    await lena.page.getByRole("dialog").getByRole("button", { name: "Löschen" }).click();
    await views.getByRole("link", { name: `Neu ${word}` }).waitFor({ state: "detached" });
  });

  it("of a team is seen by its members", async () => {
    const { teams, items } = await api.lena.employees();
    const sharing = teams.find(({ id }) => ["lena", "max"].every((name) => items.find(({ email }) => email.startsWith(name)).teams.includes(id)));
    const other = sharing === undefined ? items.find(({ id, teams: own }) => id !== api.lena.employee.id && own.some((team) => mine(items).includes(team))) : null;
    const colleague = other === null ? "max" : other.email.split("@")[0];
    const team = sharing ?? teams.find(({ id }) => mine(items).includes(id) && other.teams.includes(id));
    const word = `w${randomUUID().slice(0, 8)}`;
    await api.lena.post("/api/views", { name: word, team: team.id, search: word, filter: {}, sort: "name", columns: ["name", "city"] });
    const max = await at(colleague);
    await max.page.getByRole("link", { name: new RegExp(word) }).click();
    await max.page.getByText("Nichts gefunden").waitFor();
    assert.equal(await max.page.getByRole("searchbox").inputValue(), word);
  });
});

const mine = (items) => items.find(({ id }) => id === api.lena.employee.id).teams;

describe("an export", () => {
  it("saves what the list shows", async () => {
    const { word } = await several(3);
    const lena = await at("lena", searching(word));
    await count(lena, "3 Kontakte");
    await lena.page.getByRole("button", { name: "Mehr" }).click();
    const [download] = await Promise.all([
      lena.page.waitForEvent("download"),
      lena.page.getByRole("button", { name: /Tabelle \(CSV\)/ }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString("utf8").trim().split(/\r?\n/);
    assert.equal(lines.length, 4);
  });

  it("saves the rows that were picked, and no others", async () => {
    const { word } = await several(3);
    const lena = await at("lena", searching(word));
    await count(lena, "3 Kontakte");
    for (const key of ["j", "x", "j", "x"]) await lena.page.keyboard.press(key);
    await count(lena, "2 ausgewählt");
    await lena.page.getByRole("button", { name: "Exportieren" }).click();
    const [download] = await Promise.all([
      lena.page.waitForEvent("download"),
      lena.page.getByRole("menuitem", { name: /Visitenkarten/ }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.vcf$/);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const cards = [...Buffer.concat(chunks).toString("utf8").matchAll(/^FN:(.*)$/gm)].map(([, name]) => name.trim());
    assert.deepEqual(cards, [`${word} 001`, `${word} 002`]);
  });
});

describe("the lists that everybody has", () => {
  const tab = (person, name) => person.page.getByRole("navigation", { name: "Ansichten" }).getByRole("link", { name, exact: true });

  it("hold one's own contacts in any role, those of one's teams, and those of nobody, and follow live", async () => {
    const word = newName();
    const { id: mine } = await api.lena.createContact({ name: `${word} Meiner`, account_manager: null });
    await api.lena.assign(mine, { employee: api.max.employee.id, role: "service" });
    const { id: orphan } = await api.lena.createContact({ name: `${word} Niemands`, account_manager: null });
    const max = await at("max");
    await tab(max, "Meine").click();
    await max.page.getByRole("searchbox").fill(word);
    await row(max, `${word} Meiner`).waitFor();
    await row(max, `${word} Niemands`).waitFor({ state: "detached" });

    await max.page.keyboard.press("Control+k");
    await max.page.getByRole("combobox").fill("ohne zust");
    await max.page.getByRole("option", { name: "Kontakte ohne Zuständige" }).click();
    await max.page.getByRole("searchbox").fill(word);
    await row(max, `${word} Niemands`).waitFor();
    await count(max, "1 Kontakt");
    await max.page.locator("[role=grid][data-live]").waitFor();
    await api.lena.assign(orphan, { employee: api.max.employee.id, role: "deputy" });
    await row(max, `${word} Niemands`).waitFor({ state: "detached" });

    await tab(max, "Mein Team").click();
    await max.page.getByRole("searchbox").fill(word);
    await count(max, "2 Kontakte");
    assert.equal(await tab(max, "Mein Team").getAttribute("aria-current"), null, "a search narrows it");
  });
});
