/** The import wizard in real Chromium: mapping, dry run, errors by line, the run seen live by a colleague, and undo. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena");

async function at(name, path, options = {}) {
  const person = await arrive(name, options);
  await person.goto(path);
  await person.page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
  return person;
}

const word = () => `w${randomUUID().slice(0, 8)}`;
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text, "utf8") });

/** Three good rows, one whose e-mail cannot be, one without a name; a column that nobody knows. */
function table(own) {
  return [
    "Firma;E-Mail;PLZ;Ort;Lieblingsfarbe",
    `${own} Alpha GmbH;office@${own}-alpha.example;1010;Wien;blau`,
    `${own} Beta GmbH;office@${own}-beta.example;8010;Graz;rot`,
    `${own} Gamma GmbH;das ist keine Adresse;4020;Linz;grün`,
    `${own} Delta GmbH;office@${own}-delta.example;5020;Salzburg;gelb`,
    `;office@${own}-ohne.example;6020;Innsbruck;lila`,
  ].join("\r\n");
}

async function choose(person, upload) {
  await person.page.locator("input[type=file]").setInputFiles(upload);
  await person.page.waitForURL(/import\?id=/);
}

const found = async (own) => (await api.lena.get(`/api/contacts?search=${own}`)).total;

describe("an import", () => {
  it("is mapped, checked without changing anything, run before everybody's eyes, and undone", async () => {
    const own = word();
    const [lena, max] = await Promise.all([at("lena", "/import"), at("max", `/contacts?search=${own}`)]);
    await max.page.getByText("Nichts gefunden").waitFor();

    await choose(lena, file("kunden.csv", table(own)));
    await lena.page.getByRole("heading", { name: "Welche Spalte ist was?" }).waitFor();
    assert.equal(await lena.page.getByLabel("Wird zu: Ort").inputValue(), "city");
    assert.equal(await lena.page.getByLabel("Wird zu: Lieblingsfarbe").inputValue(), "");
    await lena.page.getByText(`${own} Alpha GmbH`).waitFor();
    await lena.page.getByLabel("Wird zu: Lieblingsfarbe").selectOption("industry");
    await lena.picture("import-mapping-light");
    await lena.page.getByRole("button", { name: "Prüfen" }).click();

    await lena.page.getByRole("heading", { name: "Das würde geschehen" }).waitFor();
    const errors = lena.page.getByRole("table");
    await errors.getByRole("row", { name: /^4 .*keine E-Mail-Adresse/ }).waitFor();
    await errors.getByRole("row", { name: /^6 / }).waitFor();
    assert.equal(await found(own), 0, "nothing is stored by the check");
    await lena.picture("import-checked-light");

    await lena.page.getByRole("button", { name: "3 Zeilen übernehmen" }).click();
    await lena.page.getByRole("heading", { name: "Übernommen" }).waitFor();
    assert.equal(await found(own), 3);
    await max.page.getByRole("link", { name: `${own} Beta GmbH` }).waitFor();
    await lena.picture("import-done-light");

    await lena.page.getByRole("button", { name: "Import rückgängig machen" }).click();
    await lena.page.getByRole("dialog").getByRole("button", { name: "Import rückgängig machen" }).click();
    await lena.page.getByRole("heading", { name: "Rückgängig gemacht" }).waitFor();
    assert.equal(await found(own), 0);
    await max.page.getByText("Nichts gefunden").waitFor();
  });

  it("fills custom fields: one found by its label, one mapped by hand", async () => {
    const own = word();
    const size = await api.lena.customField({ label: `Fläche ${own}`, kind: "number" });
    const level = await api.lena.customField({ label: `Stufe ${own}`, kind: "choice", choices: ["Gold", "Silber"] });
    const lena = await at("lena", "/import");
    const rows = [`Firma;FLÄCHE ${own};Klasse`, `${own} Alpha GmbH;1.234,5;Gold`, `${own} Beta GmbH;viel;Blech`];
    await choose(lena, file("felder.csv", rows.join("\r\n")));
    assert.equal(await lena.page.getByLabel(`Wird zu: FLÄCHE ${own}`).inputValue(), `custom:${size.id}`);
    await lena.page.getByLabel("Wird zu: Klasse").selectOption({ label: level.label });
    await lena.page.getByRole("button", { name: "Prüfen" }).click();
    await lena.page.getByRole("row", { name: /^3 .*Das ist keine Zahl/ }).waitFor();
    await lena.page.getByRole("row", { name: /^3 .*Möglich sind: Gold, Silber/ }).waitFor();
    await lena.picture("import-custom-light");
    await lena.page.getByRole("button", { name: "1 Zeile übernehmen" }).click();
    await lena.page.getByRole("heading", { name: "Übernommen" }).waitFor();
    const { items } = await api.lena.get(`/api/contacts?search=${own}`);
    assert.deepEqual(items.map(({ custom }) => custom), [{ [size.id]: "1234.5", [level.id]: "Gold" }]);
  });

  it("leaves alone what somebody edited since when it is undone", async () => {
    const own = word();
    const lena = await at("lena", "/import");
    await choose(lena, file("kunden.csv", table(own)));
    await lena.page.getByRole("button", { name: "Prüfen" }).click();
    await lena.page.getByRole("button", { name: "3 Zeilen übernehmen" }).click();
    await lena.page.getByRole("heading", { name: "Übernommen" }).waitFor();
    const { items } = await api.lena.get(`/api/contacts?search=${own}`);
    await api.lena.change(items[0].id, { city: "Wels" });
    await lena.page.getByRole("button", { name: "Import rückgängig machen" }).click();
    await lena.page.getByRole("dialog").getByRole("button", { name: "Import rückgängig machen" }).click();
    await lena.page.getByRole("heading", { name: "Rückgängig gemacht" }).waitFor();
    assert.equal(await found(own), 1);
  });

  it("can go back from the check to the mapping, and stands among the earlier ones", async () => {
    const own = word();
    const lena = await at("lena", "/import");
    await choose(lena, file(`${own}.csv`, table(own)));
    await lena.page.getByRole("button", { name: "Prüfen" }).click();
    await lena.page.getByRole("button", { name: "Zuordnung ändern" }).click();
    await lena.page.getByLabel("Wird zu: Ort").selectOption("");
    await lena.page.getByRole("button", { name: "Prüfen" }).click();
    await lena.page.getByRole("heading", { name: "Das würde geschehen" }).waitFor();
    await lena.goto("/import");
    await lena.page.getByRole("link", { name: new RegExp(`${own}.csv`) }).click();
    await lena.page.getByRole("heading", { name: "Das würde geschehen" }).waitFor();
  });

  it("refuses a mapping without a name before the server does", async () => {
    const lena = await at("lena", "/import");
    await choose(lena, file("namen.csv", table(word())));
    await lena.page.getByLabel("Wird zu: Firma").selectOption("");
    await lena.page.getByText("Keine Spalte ist der Name").waitFor();
    assert.ok(await lena.page.getByRole("button", { name: "Prüfen" }).isDisabled());
  });

  it("says why a file was not taken", async () => {
    const lena = await at("lena", "/import");
    await lena.page.locator("input[type=file]").setInputFiles(file("leer.csv", ""));
    await lena.page.getByText("leer.csv ist leer").waitFor();
  });

  it("of somebody else does not exist", async () => {
    const lena = await at("lena", `/import?id=${randomUUID()}`);
    await lena.page.getByText("Diesen Import gibt es nicht").waitFor();
    lena.excuse(/404/);
  });
});

describe("the wizard's looks", () => {
  for (const [dress, options] of DRESSES) {
    it(`are free of barriers, no wider than the window, and photographed: ${dress}`, async () => {
      const lena = await at("lena", "/import", options);
      await look(lena, `import-${dress}`);
      await choose(lena, file("kunden.csv", table("Muster")));
      await lena.page.getByRole("button", { name: "Prüfen" }).waitFor();
      await look(lena, `import-mapping-${dress}`);
      await lena.page.getByRole("button", { name: "Prüfen" }).click();
      await lena.page.getByRole("heading", { name: "Das würde geschehen" }).waitFor();
      await look(lena, `import-checked-${dress}`);
    });
  }
});
