/** Fields that an administrator defines, from their definition to a colleague's screen. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena");
let word;

beforeEach(() => {
  word = randomUUID().slice(0, 6);
});

async function settings(person) {
  await person.goto("/settings/fields");
  await person.page.getByRole("heading", { name: "Eigene Felder" }).waitFor();
}

const row = (person, label) => person.page.locator(`[data-custom-field="${label}"]`);
/** A field of this file's own; definitions are never deleted. */
const define = async (field) => {
  const defined = await api.lena.customField({ applies_to: "both", ...field });
  return { ...defined, name: `custom:${defined.id}` };
};

/** What a firm might define; a server that is looked at more than once has them already. */
async function usualFields() {
  const { items } = await api.lena.get("/api/custom-fields");
  const isThere = (label) => items.some((field) => field.label === label);
  for (const field of [
    { label: "Kundenklasse", kind: "choice", choices: ["A", "B", "C"] },
    { label: "Vertrag bis", kind: "date" },
    { label: "Umsatz im Vorjahr", kind: "number", applies_to: "organisation" },
    { label: "Anrede im Brief", kind: "text", applies_to: "person" },
  ]) {
    if (!isThere(field.label)) await define(field);
  }
}

// First, so that the pictures show these fields alone.
describe("the settings", () => {
  for (const [dress, options] of DRESSES) {
    it(`are free of barriers and no wider than the window: ${dress}`, async () => {
      await usualFields();
      const lena = await arrive("lena", options);
      await settings(lena);
      await row(lena, "Kundenklasse").waitFor();
      await look(lena, `settings-fields-${dress}`);
    });
  }
});

describe("an administrator", () => {
  it("defines a choice, renames it, puts it in order and puts it away", async () => {
    await define({ label: `Zuerst ${word}`, kind: "text" });
    const lena = await arrive("lena");
    await settings(lena);
    await lena.page.getByRole("button", { name: "Neues Feld" }).first().click();
    const dialog = lena.page.getByRole("dialog");
    await dialog.getByLabel("Bezeichnung").fill(`Klasse ${word}`);
    await dialog.getByRole("combobox", { name: "Art" }).click();
    await lena.page.getByRole("option", { name: "Auswahl" }).click();
    await dialog.getByLabel("Möglichkeiten").fill("A\nB\nA\n");
    await dialog.getByRole("button", { name: "Anlegen" }).click();
    await row(lena, `Klasse ${word}`).getByText("Auswahl · Firmen und Personen · A, B").waitFor();

    await row(lena, `Klasse ${word}`).getByRole("button", { name: /bearbeiten$/ }).click();
    await dialog.getByLabel("Bezeichnung").fill(`Kundenklasse ${word}`);
    await dialog.getByRole("button", { name: "Speichern" }).click();
    await row(lena, `Kundenklasse ${word}`).waitFor();

    await row(lena, `Kundenklasse ${word}`).getByRole("button", { name: /nach oben$/ }).click();
    await lena.page.waitForFunction(
      ([first, second]) => {
        const labels = [...document.querySelectorAll("[data-custom-field]")].map((each) => each.dataset.customField);
        return labels.indexOf(first) !== -1 && labels.indexOf(first) < labels.indexOf(second);
      },
      [`Kundenklasse ${word}`, `Zuerst ${word}`],
    );

    await row(lena, `Kundenklasse ${word}`).getByRole("button", { name: /archivieren$/ }).click();
    await row(lena, `Kundenklasse ${word}`).getByRole("button", { name: "Wieder verwenden" }).click();
    await row(lena, `Kundenklasse ${word}`).getByRole("button", { name: /archivieren$/ }).waitFor();
  });

  it("is told why a field cannot be defined", async () => {
    await define({ label: `Doppelt ${word}`, kind: "text" });
    const lena = await arrive("lena");
    await settings(lena);
    await lena.page.getByRole("button", { name: "Neues Feld" }).first().click();
    await lena.page.getByLabel("Bezeichnung").fill(`Doppelt ${word}`);
    await lena.page.getByRole("button", { name: "Anlegen" }).click();
    await lena.page.getByRole("dialog").getByText(`Ein anderes Feld heißt schon „Doppelt ${word}“`).waitFor();
    lena.excuse(/422/);
  });

  it("is the only one who may", async () => {
    const max = await arrive("max");
    await max.goto("/settings/fields");
    await max.page.getByRole("heading", { name: "Eigene Felder legt die Administration an" }).waitFor();
    await max.page.getByText("Lena Hofer").waitFor();
    assert.deepEqual(await max.barriers(), []);
  });
});

describe("on a contact", () => {
  it("a number, a date and a choice are filled in as one types them, and a colleague sees them", async () => {
    const [turnover, until, grade] = [
      await define({ label: `Umsatz ${word}`, kind: "number" }),
      await define({ label: `Vertrag bis ${word}`, kind: "date" }),
      await define({ label: `Klasse ${word}`, kind: "choice", choices: ["A", "B"] }),
    ];
    const contact = await api.lena.createContact({ name: `Felder ${word} GmbH` });
    const [lena, max] = [await arrive("lena"), await arrive("max")];
    for (const person of [lena, max]) await person.open(contact.id, "history");
    await lena.save(turnover.name, "1250,5");
    await max.field(turnover.name).getByText(/^1.250,5$/).waitFor();
    await lena.save(until.name, "31.12.2027");
    await max.field(until.name).getByText("31.12.2027").waitFor();
    await max.page.getByRole("combobox", { name: grade.label }).click();
    await max.page.getByRole("option", { name: "B", exact: true }).click();
    await lena.page.getByTestId("history").getByText(`hat ${grade.label} eingetragen`).waitFor();
    assert.equal(await lena.page.getByRole("combobox", { name: grade.label }).inputValue(), "B");
    assert.deepEqual((await api.lena.contact(contact.id)).custom, { [turnover.id]: "1250.5", [until.id]: "2027-12-31", [grade.id]: "B" });
    await lena.picture("custom-fields-light");
    await lena.save(turnover.name, "viel");
    await lena.field(turnover.name).getByText(/Nicht gespeichert/).waitFor();
    await lena.type(turnover.name, "7");
    await lena.page.keyboard.press("Escape");
  });

  it("a field that was put away shows what stands there and takes nothing new", async () => {
    const old = await define({ label: `Fax ${word}`, kind: "text" });
    const contact = await api.lena.createContact({ name: `Felder ${word} GmbH` });
    await api.lena.change(contact.id, { [old.name]: "+43 1 999" });
    await api.lena.changeCustomField(old.id, { archived: true });
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.field(old.name).getByText("+43 1 999").waitFor();
    assert.equal(await lena.field(old.name).getByRole("textbox").count(), 0);
    await lena.field(old.name).getByRole("button", { name: `Fax ${word} leeren` }).click();
    await lena.field(old.name).waitFor({ state: "detached" });
    assert.deepEqual((await api.lena.contact(contact.id)).custom, {});
  });
});
