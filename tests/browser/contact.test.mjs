/** The page of a contact with several people in real Chromium: carets, glow, taking back, history, the past, no way in. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { newCompany } from "./support/names.mjs";
import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max", "anna", "eva");

const newContact = (fields = {}) =>
  api.lena.createContact({ name: newCompany(), city: "Wien", postal_code: "1010", ...fields });

async function visitor(name, contact, { part, ...options } = {}) {
  const person = await arrive(name, options);
  await person.open(contact.id, part);
  return person;
}

describe("colleagues on one contact", () => {
  it("are seen with the field that they are in, in the header and as a name at the field", async () => {
    const contact = await newContact({ street: "Ring 1" });
    const [lena, max, anna] = [await visitor("lena", contact), await visitor("max", contact), await visitor("anna", contact)];
    await max.field("street").getByRole("button").first().click();
    await anna.field("city").getByRole("button").first().click();
    await lena.page.getByTestId("in-street").getByText("Max", { exact: true }).waitFor();
    await lena.page.getByTestId("in-city").getByText("Anna", { exact: true }).waitFor();
    await lena.page.getByTestId("here").getByText("Straße").waitFor();
    const colours = await lena.page.evaluate(() =>
      ["in-street", "in-city"].map((id) => getComputedStyle(document.querySelector(`[data-testid=${id}]`)).backgroundColor),
    );
    assert.notEqual(colours[0], colours[1], "each in their colour");
    await lena.picture("contact-carets");
    await max.page.keyboard.press("Escape");
    await lena.page.getByTestId("in-street").waitFor({ state: "detached" });
  });

  it("are read while it shows where they are", async () => {
    // One of the demo contacts, that people talk about already.
    const { items } = await api.lena.get("/api/contacts?search=aigner%20medien&limit=1");
    const [contact] = items;
    const [max, anna] = [await visitor("max", contact), await visitor("anna", contact)];
    await anna.field("street").getByRole("button").first().click();
    await max.page.getByTestId("in-street").getByText("Anna", { exact: true }).waitFor();
    const { id } = await api.anna.comment(contact.id, { text: "Der Termin am Montag um neun steht fest." });
    await max.page.locator(`[data-comment="${id}"]`).waitFor();
    await max.picture("contact-two-people");
  });

  it("do not move the page when they come, edit and go", async () => {
    const contact = await newContact({ street: "Ring 1" });
    const [lena, max] = [await visitor("lena", contact), await visitor("max", contact)];
    const place = async () => JSON.stringify(await lena.field("city").boundingBox());
    const before = await place();
    await max.field("street").getByRole("button").first().click();
    await lena.page.getByTestId("in-street").waitFor();
    assert.equal(await place(), before);
    await max.field("street").getByRole("textbox").fill("Ring 2");
    await max.page.keyboard.press("Enter");
    await lena.field("street").locator("[data-glow=colleague]").waitFor({ state: "attached" });
    await lena.field("street").getByText("Ring 2").waitFor();
    assert.equal(await place(), before);
  });

  it("who want no motion get none", async () => {
    const contact = await newContact();
    const lena = await visitor("lena", contact, { reducedMotion: "reduce" });
    const max = await visitor("max", contact);
    await max.save("city", "Graz");
    const glow = lena.field("city").locator("[data-glow=colleague]");
    await glow.waitFor({ state: "attached" });
    assert.equal(await glow.evaluate((element) => getComputedStyle(element).animationDuration), "0.001s");
  });
});

describe("looking after a contact", () => {
  it("is planned from a day on, with what becomes of the account manager until then", async () => {
    const contact = await newContact();
    const [lena, max] = [await visitor("lena", contact), await visitor("max", contact)];
    await lena.page.getByRole("button", { name: "Mitarbeiter zuweisen" }).click();
    const dialog = lena.page.getByRole("dialog", { name: "Mitarbeiter zuweisen" });
    await dialog.getByRole("combobox", { name: "Mitarbeiter" }).click();
    await lena.page.getByRole("option", { name: /^Anna/ }).click();
    await dialog.getByRole("combobox", { name: "Rolle" }).click();
    await lena.page.getByRole("option", { name: "Account Manager" }).click();
    await dialog.getByText(/^Was wird aus Lena/).waitFor();
    await dialog.getByLabel("Ist nicht mehr zuständig").check();
    await dialog.getByLabel("Ab").fill("2038-03-01");
    await dialog.getByLabel("Bis").fill("2038-02-01");
    await dialog.getByRole("button", { name: "Zuweisen" }).click();
    await dialog.getByText("Der letzte Tag liegt vor dem ersten.").waitFor();
    await look(lena, "contact-assign");
    lena.excuse(/422/);
    await dialog.getByLabel("Bis").fill("2038-12-31");
    await dialog.getByRole("button", { name: "Zuweisen" }).click();
    await max.page.getByText("ab 01.03.2038, bis 31.12.2038").waitFor();
    await max.page.getByTestId("timeline").getByText(/hat Anna .+ ab 01\.03\.2038 vorgesehen/).waitFor();
    const assignments = (await api.lena.get(`/api/contacts/${contact.id}/assignments`)).items;
    assert.deepEqual(
      assignments.map(({ role, started, former }) => [role, started, former]),
      [["account_manager", true, "sales_rep"], ["account_manager", false, "leaves"]],
    );
  });
});

describe("taking back", () => {
  it("brings the own last change back, by key and by the message", async () => {
    const contact = await newContact();
    const [lena, max] = [await visitor("lena", contact), await visitor("max", contact)];
    await lena.save("city", "Graz");
    await lena.page.getByText("Ort gespeichert").waitFor();
    await lena.page.keyboard.press("Control+z");
    await max.field("city").getByText("Wien").waitFor();
    await lena.save("street", "Ring 5");
    await lena.page.getByText("Straße gespeichert").waitFor();
    await lena.page.getByRole("button", { name: /^Rückgängig/ }).click();
    await max.field("street").getByText("—").waitFor();
    await lena.page.keyboard.press("Control+z");
    await lena.page.getByText("keine eigene Änderung zurückzunehmen").waitFor();
    assert.equal((await api.lena.contact(contact.id)).city, "Wien");
  });

  it("asks when a colleague was there since", async () => {
    const contact = await newContact();
    const [lena, max] = [await visitor("lena", contact), await visitor("max", contact)];
    await lena.save("city", "Graz");
    await max.field("city").getByText("Graz").waitFor();
    await max.save("city", "Linz");
    await lena.field("city").getByText("Linz").waitFor();
    await lena.page.getByRole("heading", { level: 1 }).click();
    await lena.page.keyboard.press("Control+z");
    const dialog = lena.page.getByRole("dialog");
    for (const value of ["Wien", "Linz", "Graz"]) await dialog.getByText(value, { exact: true }).waitFor();
    await dialog.getByRole("button", { name: /Wert von Max Huber behalten/ }).click();
    assert.equal((await api.lena.contact(contact.id)).city, "Linz");
  });

  it("inside of a text is the text's own", async () => {
    const contact = await newContact();
    const lena = await visitor("lena", contact);
    await lena.save("city", "Graz");
    await lena.page.getByText("Ort gespeichert").waitFor();
    await lena.type("street", "Ring");
    await lena.page.keyboard.press("Control+z");
    await lena.page.keyboard.press("Escape");
    assert.equal((await api.lena.contact(contact.id)).city, "Graz");
  });
});

describe("the history", () => {
  it("reads by day and person, narrows to a field and brings an old value back", async () => {
    const contact = await newContact();
    await api.max.change(contact.id, { city: "Graz" });
    await api.max.change(contact.id, { postal_code: "8010" });
    await api.lena.change(contact.id, { city: "Linz" });
    const lena = await visitor("lena", contact, { part: "history" });
    const history = lena.page.getByTestId("history");
    await history.getByRole("heading", { name: "heute" }).waitFor();
    assert.deepEqual(await history.getByRole("heading", { level: 3 }).allInnerTexts(), ["Lena Hofer", "Max Huber", "Lena Hofer"]);
    await lena.picture("history-light");
    assert.deepEqual(await lena.barriers(), []);
    await lena.page.getByRole("combobox", { name: "Nach Feld filtern" }).click();
    await lena.page.getByRole("option", { name: "PLZ" }).click();
    await history.getByText("hat Ort geändert").first().waitFor({ state: "detached" });
    assert.equal(await history.getByRole("listitem").count(), 1);
    await history.getByRole("listitem").hover();
    await history.getByRole("button", { name: "Alten Wert wiederherstellen: PLZ" }).click();
    await lena.field("postal_code").getByText("1010").waitFor();
    assert.equal((await api.lena.contact(contact.id)).postal_code, "1010");
  });

  it("shows the contact as it was, marks what is different today, and takes no typing", async () => {
    const contact = await newContact({ street: "Ring 1" });
    const then = new Date().toISOString();
    await api.max.change(contact.id, { city: "Graz", postal_code: "8010" });
    const lena = await visitor("lena", contact, { part: "history" });
    await lena.goto(`/contacts/${contact.id}?part=history&at=${then}`);
    await lena.page.getByText("2 Felder sind heute anders.").waitFor();
    const city = lena.page.locator("[data-then=city][data-differs=true]");
    await city.getByText("Wien").waitFor();
    await city.getByText("Graz").waitFor();
    assert.equal(await lena.page.locator("[data-then=street][data-differs=false]").count(), 1);
    assert.equal(await lena.page.locator("[data-then]").getByRole("textbox").count(), 0);
    await lena.picture("as-it-was-light");
    assert.deepEqual(await lena.barriers(), []);
    await city.getByRole("button", { name: "Alten Wert wiederherstellen: Ort" }).click();
    await lena.page.getByText("1 Feld ist heute anders.").waitFor();
    await lena.page.getByRole("link", { name: "Zum heutigen Stand" }).click();
    await lena.field("city").getByText("Wien").waitFor();
  });

  it("says when the contact was not there yet", async () => {
    const contact = await newContact();
    const lena = await visitor("lena", contact);
    await lena.goto(`/contacts/${contact.id}?at=2001-01-01T00:00:00Z`);
    await lena.page.getByRole("heading", { name: "Diesen Kontakt gab es damals noch nicht" }).waitFor();
    lena.excuse(/404/);
  });
});

describe("the page", () => {
  it("of a contact that does not exist says so to a lead, and her console stays silent", async () => {
    const eva = await arrive("eva");
    await eva.goto(`/contacts/${randomUUID()}`);
    await eva.page.getByRole("heading", { name: "Diesen Kontakt gibt es nicht" }).waitFor();
  });

  it("shows a lead the name of a restricted contact, and whom to ask", async () => {
    const contact = await newContact({ access: "restricted" });
    const eva = await arrive("eva");
    await eva.goto(`/contacts/${contact.id}`);
    await eva.page.getByRole("heading", { name: contact.name }).waitFor();
    await eva.page.getByText("Sie sehen nur den Namen").waitFor();
    await eva.page.getByText("lena@kontor.example").waitFor();
    assert.equal(await eva.page.getByText("Wien").count(), 0);
    await eva.picture("name-only-light");
    assert.deepEqual(await eva.barriers(), []);
  });

  it("leads from an organisation to its persons and back", async () => {
    const contact = await newContact();
    const person = await api.lena.createContact({
      kind: "person",
      name: `Ida ${randomUUID().slice(0, 8)}`,
      works_for: [{ organisation: contact.id, position: "Einkauf", primary: true }],
    });
    const lena = await visitor("lena", contact);
    await lena.page.getByRole("link", { name: person.name }).click();
    await lena.page.getByRole("heading", { name: person.name }).waitFor();
    await lena.page.getByRole("link", { name: contact.name }).click();
    await lena.page.getByRole("heading", { name: contact.name }).waitFor();
  });

  it("is led by keys", async () => {
    const contact = await newContact();
    const lena = await visitor("lena", contact);
    await lena.page.getByRole("heading", { level: 1 }).click();
    await lena.page.keyboard.press("e");
    await lena.field("name").getByRole("textbox").waitFor();
    await lena.page.keyboard.press("Escape");
    await lena.page.keyboard.press("4");
    await lena.page.getByTestId("history").waitFor();
    await lena.page.keyboard.press("c");
    await lena.page.waitForFunction(() => document.activeElement?.closest("[data-composer=thread]") !== null);
    await lena.page.getByRole("heading", { level: 1 }).click();
    await lena.page.keyboard.press("u");
    await lena.page.getByRole("grid").waitFor();
  });

  it("offers the tags in use, and keeps what was typed on leaving", async () => {
    const word = `Messe ${randomUUID().slice(0, 8)}`;
    await newContact({ tags: [word] });
    const contact = await newContact();
    const lena = await visitor("lena", contact);
    await lena.field("tags").getByRole("button").first().click();
    await lena.page.keyboard.type(word.slice(0, 10));
    await lena.page.getByRole("option", { name: word }).click();
    await lena.page.keyboard.type("Neu hier");
    await lena.page.getByRole("heading", { level: 1 }).click();
    await lena.field("tags").getByText("Neu hier").waitFor();
    await lena.page.getByText("Schlagwörter gespeichert").waitFor();
    assert.deepEqual((await api.lena.contact(contact.id)).tags, [word, "Neu hier"]);
  });

  it("keeps a tag whole that contains a comma while another is added", async () => {
    const contact = await newContact({ tags: ["Wien, Umgebung"] });
    const lena = await visitor("lena", contact);
    await lena.field("tags").getByRole("button").first().click();
    await lena.page.keyboard.type("Neu hier");
    await lena.page.getByRole("heading", { level: 1 }).click();
    await lena.page.getByText("Schlagwörter gespeichert").waitFor();
    assert.deepEqual((await api.lena.contact(contact.id)).tags, ["Wien, Umgebung", "Neu hier"]);
  });

  for (const [dress, options] of DRESSES) {
    it(`is free of barriers and no wider than the window: ${dress}`, async () => {
      const contact = await newContact({ name: "Glaserei Moser GmbH", emails: ["office@example.at"], phones: ["+43 1 2345678"], tags: ["Premium", "Messe"], street: "Ring 1" });
      await api.max.change(contact.id, { city: "Graz" });
      for (const part of ["fields", "history", "surroundings"]) {
        const lena = await visitor("lena", contact, { part, ...options });
        await lena.page.getByText("Graz").first().waitFor();
        await look(lena, `contact-${part}-${dress}`);
      }
    });
  }
});
