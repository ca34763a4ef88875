/** Many contacts assigned, handed over and taken back, and somebody who leaves; with what colleagues see of it meanwhile. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max", "anna");
let word;

beforeEach(() => {
  word = `Vorgang${randomUUID().slice(0, 6)}`;
});

async function several(owner, count, more = {}) {
  const made = [];
  for (let number = 1; number <= count; number += 1) made.push(await api[owner].createContact({ name: `${word} ${number}`, ...more }));
  return made;
}

const managerOf = async (person, contact) =>
  (await api[person].contact(contact.id)).assignments.find(({ role, ended }) => role === "account_manager" && ended === null)?.employee;

/** Opens the list with these contacts alone and picks them all. */
async function pick(person, count) {
  await person.goto(`/contacts?search=${word}`);
  await person.page.getByRole("row").filter({ hasText: `${word} 1` }).waitFor();
  await person.page.getByRole("row").filter({ hasText: `${word} 1` }).hover();
  await person.page.keyboard.press("Control+a");
  await person.page.getByText(`${count} ausgewählt`).waitFor();
}

/** Picks in a field that takes one. */
async function choose(person, label, option) {
  await person.page.getByRole("combobox", { name: label, exact: true }).or(person.page.getByRole("textbox", { name: label, exact: true })).first().click();
  await person.page.getByRole("option", { name: option, exact: true }).click();
}

/** Picks in a field that takes several: the choice stays open, and is closed. */
async function chooseOneOfSeveral(person, label, option) {
  await choose(person, label, option);
  await person.page.keyboard.press("Escape");
  await person.page.getByRole("option").first().waitFor({ state: "hidden" });
}

const dialog = (person) => person.page.getByRole("dialog");

/** A colleague with three private contacts, who is about to leave. */
async function leaver() {
  const name = `Austritt ${word}`;
  const email = `${word.toLowerCase()}@kontor.example`;
  const employee = await api.lena.hire({ name, email, password: "kontor-demo-lang", role: "member" });
  for (const contact of await several("lena", 3)) {
    await api.lena.assign(contact.id, { employee: employee.id, role: "account_manager" });
  }
  return { ...employee, name };
}

describe("many contacts", () => {
  it("are assigned from the list, told once, and taken back from the message", async () => {
    const [first] = await several("anna", 3);
    const [anna, max] = [await arrive("anna"), await arrive("max")];
    await max.goto("/inbox");
    await pick(anna, 3);
    await look(anna, "bulk-bar-light");
    await anna.page.getByRole("button", { name: "Zuweisen …" }).click();
    await choose(anna, "Mitarbeiter", api.max.employee.name);
    await dialog(anna).getByText("3 Kontakte werden zugewiesen.").waitFor();
    await look(anna, "assign-many-light");
    await dialog(anna).getByRole("button", { name: "3 Kontakte zuweisen" }).click();
    await anna.page.getByText("3 Kontakte zugewiesen", { exact: true }).waitFor();
    assert.equal(await managerOf("anna", first), api.max.employee.id);
    const told = max.page.getByRole("link", { name: /hat Ihnen 3 Kontakte zugewiesen/ });
    await told.waitFor();
    assert.equal(await told.count(), 1, "one summary");
    await anna.page.getByRole("button", { name: /Rückgängig/ }).click();
    await anna.page.getByText("Bei 3 Kontakten zurückgenommen.").waitFor();
    assert.equal(await managerOf("anna", first), api.anna.employee.id);
    await told.click();
    await max.page.getByText("zurückgenommen", { exact: true }).waitFor();
    await max.page.getByRole("link", { name: new RegExp(`${word} 1`) }).waitFor();
    await look(max, "act-light");
  });

  it("are offered, accepted, and gone for the giver at that moment", async () => {
    const [first] = await several("anna", 2, { access: "private" });
    const [anna, max] = [await arrive("anna"), await arrive("max")];
    await pick(anna, 2);
    await anna.page.getByRole("button", { name: "Übergeben …" }).click();
    await chooseOneOfSeveral(anna, "An", api.max.employee.name);
    await dialog(anna).getByRole("textbox", { name: "Notiz" }).fill("Karenz ab Jänner");
    await dialog(anna).getByText("2 Kontakte gehen über").waitFor();
    await look(anna, "handover-light");
    await dialog(anna).getByRole("button", { name: "Übergabe anbieten" }).click();
    await anna.page.getByText("1 Übergabe angeboten").waitFor();
    await anna.open(first.id);

    await max.goto("/inbox");
    await max.page.getByRole("link", { name: /bietet Ihnen 2 Kontakte an/ }).first().click();
    await max.page.getByText("Karenz ab Jänner").waitFor();
    await look(max, "handover-offered-light");
    await max.page.getByRole("button", { name: "Annehmen" }).click();
    await max.page.getByText("erledigt", { exact: true }).waitFor();
    await max.page.getByRole("link", { name: new RegExp(`${word} 1`) }).waitFor();
    await anna.page.getByRole("heading", { name: /nicht mehr|keinen Zugriff|kein Zugriff/i }).first().waitFor();
    assert.equal(await managerOf("max", first), api.max.employee.id);

    await anna.goto("/handovers");
    await anna.page.getByRole("link", { name: /Anna Gruber an Max Huber/ }).first().click();
    await anna.page.getByRole("button", { name: "Rückgängig machen" }).click();
    await anna.page.getByText("zurückgenommen", { exact: true }).waitFor();
    assert.equal(await managerOf("anna", first), api.anna.employee.id);
  });

  it("tell whoever may know it that the person is absent", async () => {
    const employee = await leaver();
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Vienna" }).format(new Date());
    await api.lena.post("/api/substitutions", { absent: employee.id, substitute: api.max.employee.id, from: today, until: today });
    const lena = await arrive("lena");
    await pick(lena, 3);
    await lena.page.getByRole("button", { name: "Zuweisen …" }).click();
    await choose(lena, "Mitarbeiter", employee.name);
    await dialog(lena).getByText(`${employee.name} ist abwesend; Max Huber vertritt.`).waitFor();
    await look(lena, "assign-absent-light");
  });

  it("are declined from the page that the inbox leads to, and nothing moves", async () => {
    const [first] = await several("anna", 1);
    const [offered] = (await api.anna.post("/api/handovers", { receivers: [api.max.employee.id], contacts: [first.id] })).items;
    const max = await arrive("max");
    await max.goto(`/acts/${offered.id}`);
    await max.page.getByRole("button", { name: "Ablehnen" }).click();
    await max.page.getByText("abgelehnt", { exact: true }).waitFor();
    assert.equal(await managerOf("anna", first), api.anna.employee.id);
  });
});

describe("somebody who leaves", () => {
  it("hands over what hangs on them, and cannot sign in any more", async () => {
    const employee = await leaver();
    const lena = await arrive("lena");
    await lena.goto(`/employees/${employee.id}/leave`);
    await lena.page.getByText("Noch für 3 Kontakte zuständig:").waitFor();
    const deactivate = lena.page.getByRole("button", { name: "Deaktivieren" });
    assert.ok(await deactivate.isDisabled());
    await look(lena, "leave-light");
    await chooseOneOfSeveral(lena, "An", api.max.employee.name);
    await lena.page.getByText("3 Kontakte gehen über").waitFor();
    await lena.page.getByRole("button", { name: "Jetzt übergeben" }).click();
    await lena.page.getByText("Für keinen Kontakt mehr zuständig.").waitFor();
    await deactivate.click();
    await dialog(lena).getByRole("button", { name: "Deaktivieren" }).click();
    await lena.page.getByRole("heading", { name: `${employee.name} ist deaktiviert` }).waitFor();
    const credentials = { email: `${word.toLowerCase()}@kontor.example`, password: "kontor-demo-lang" };
    await assert.rejects(api.lena.post("/api/session", credentials), /401/);
  });
});

describe("the looks of acts", () => {
  for (const [dress, options] of DRESSES) {
    it(`are free of barriers, no wider than the window, and photographed: ${dress}`, async () => {
      const made = await several("anna", 3);
      const [offered] = (await api.anna.post("/api/handovers", { receivers: [api.max.employee.id], contacts: made.map(({ id }) => id), note: "Bitte übernehmen." })).items;
      const employee = await leaver();
      const max = await arrive("max", options);
      await max.goto(`/acts/${offered.id}`);
      await max.page.getByText("Bitte übernehmen.").waitFor();
      await max.page.getByRole("link", { name: new RegExp(`${word} 1`) }).first().waitFor();
      await look(max, `act-offered-${dress}`);
      await max.goto("/handovers");
      await max.page.getByRole("link", { name: /Anna Gruber an Max Huber/ }).first().waitFor();
      await look(max, `handovers-${dress}`);
      const lena = await arrive("lena", options);
      await lena.goto(`/employees/${employee.id}/leave`);
      await lena.page.getByText("Noch für 3 Kontakte zuständig:").waitFor();
      await look(lena, `leave-${dress}`);
      await lena.open(made[0].id);
      await lena.page.getByRole("button", { name: "Weitere Aktionen" }).click();
      await lena.page.getByRole("menuitem", { name: "Übergeben …" }).click();
      await chooseOneOfSeveral(lena, "An", api.max.employee.name);
      await dialog(lena).getByText("1 Kontakt geht über").waitFor();
      await look(lena, `handover-one-${dress}`);
    });
  }
});
