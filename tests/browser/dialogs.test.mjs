/** Where the focus is in a dialog: at what one came for, never at the cross that closes it. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";

import { newCompany } from "./support/names.mjs";
import { setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max");

let contact;
let lena;

beforeEach(async () => {
  contact = await api.lena.createContact({ name: newCompany(), city: "Wien", street: "Ring 1" });
  lena = await arrive("lena");
});

/** Lena saves the field after Max did, without having seen it. */
async function conflict(field, typed, theirs) {
  await lena.type(field, typed);
  await api.max.change(contact.id, { [field]: theirs });
  await lena.field(field).getByText("hat", { exact: false }).waitFor();
  await lena.page.keyboard.press("Enter");
  await lena.page.getByRole("dialog").waitFor();
}

const focused = (locator) => locator.and(lena.page.locator(":focus")).waitFor();

describe("the dialog of a conflict", () => {
  const dialog = () => lena.page.getByRole("dialog");
  const combine = () => dialog().getByRole("button", { name: "Zusammenführen" });

  it("begins at the first choice: Enter takes it, Esc puts the decision off", async () => {
    await lena.open(contact.id);
    await conflict("city", "Linz", "Graz");
    await focused(combine());
    await lena.page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    assert.equal((await api.lena.contact(contact.id)).city, "Graz", "nothing was decided");
    await lena.field("city").getByRole("button", { name: "Entscheiden" }).click();
    await focused(combine());
    await lena.page.keyboard.press("Enter");
    const text = dialog().getByRole("textbox", { name: "Zusammengeführter Wert" });
    await focused(text);
    await text.fill("Leoben");
    await lena.page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    await lena.field("city").getByText("Leoben").waitFor();
  });

  it("begins at the first choice of the next conflict too", async () => {
    await lena.open(contact.id);
    await conflict("city", "Linz", "Graz");
    await lena.page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    await conflict("street", "Ring 2", "Ring 3");
    await focused(combine());
    await lena.page.keyboard.press("Tab");
    await lena.page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    await lena.field("street").getByText("Ring 3").waitFor();
  });
});

describe("every dialog that asks for something", () => {
  const byName = () => `/contacts?search=${encodeURIComponent(contact.name)}`;

  const OPENED = [
    ["a new contact", () => "/contacts", ({ keyboard }) => keyboard.press("n"), (dialog) => dialog.getByRole("textbox", { name: "Name der Firma" })],
    ["an assignment", () => `/contacts/${contact.id}`, (page) => page.getByRole("button", { name: "Mitarbeiter zuweisen" }).click(), (dialog) => dialog.getByRole("combobox", { name: "Mitarbeiter" })],
    [
      "a deletion",
      () => `/contacts/${contact.id}`,
      async (page) => {
        await page.getByRole("button", { name: "Weitere Aktionen" }).click();
        await page.getByRole("menuitem", { name: "Kontakt löschen" }).click();
      },
      (dialog) => dialog.getByRole("button", { name: "Abbrechen" }),
    ],
    ["a view", byName, (page) => page.getByRole("button", { name: "Als Ansicht speichern" }).click(), (dialog) => dialog.getByRole("textbox", { name: "Name der Ansicht" })],
    ["tags of many", byName, (page) => pickAndOpen(page, "Schlagwörter"), (dialog) => dialog.getByRole("combobox", { name: "Schlagwörter" })],
    ["the access of many", byName, (page) => pickAndOpen(page, "Zugriff"), (dialog) => dialog.getByRole("listbox", { name: "Zugriff" }).or(dialog.getByRole("combobox", { name: "Zugriff" }))],
    ["a custom field", () => "/settings/fields", (page) => page.getByRole("button", { name: "Neues Feld" }).first().click(), (dialog) => dialog.getByRole("textbox", { name: "Bezeichnung" })],
  ];

  async function pickAndOpen(page, field) {
    await page.getByText("1 Kontakt", { exact: true }).first().waitFor();
    await page.getByRole("checkbox", { name: "Alle auswählen" }).click();
    await page.getByRole("region", { name: "Auswahl bearbeiten" }).getByRole("button", { name: field }).click();
  }

  for (const [what, at, open, first] of OPENED) {
    it(`begins at its first entry or its safe answer, and closes with Esc: ${what}`, async () => {
      await lena.goto(at());
      await lena.page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
      await open(lena.page);
      const dialog = lena.page.getByRole("dialog");
      await focused(first(dialog).first());
      // Choices that unfolded with the focus fold first.
      if ((await lena.page.locator("[role=combobox][aria-haspopup=listbox][aria-expanded=true]:focus").count()) > 0) await lena.page.keyboard.press("Escape");
      await lena.page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    });
  }
});
