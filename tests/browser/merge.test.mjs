/** Two contacts that are the same, made one and taken apart: from the menu, from the list, and on a colleague's screen. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max");
let word;

beforeEach(() => {
  word = randomUUID().slice(0, 6);
});

/** Two firms with something of everything; the second is the one that goes. */
async function twins(more = {}) {
  const email = `office@${word}.example`;
  const kept = await api.lena.createContact({ name: `Zwilling ${word} GmbH`, emails: [email], city: "Wien", tags: ["Kunde"] });
  const gone = await api.max.createContact({ name: `Zwilling alt ${word}`, emails: [email], city: "Graz", street: "Ring 1", tags: ["Messe"], ...more });
  await api.max.comment(gone.id, { text: `Wann liefern wir? ${word}` });
  const works_for = [{ organisation: gone.id, primary: true }];
  const person = await api.max.createContact({ name: `Huber ${word}`, kind: "person", works_for });
  return { kept, gone, person };
}

const field = (person, name) => person.page.locator(`fieldset[data-field="${name}"]`);
const submit = (person) => person.page.getByRole("button", { name: "Zusammenführen", exact: true });

async function openMerge(person, { kept, gone }) {
  await person.goto(`/merge?one=${kept.id}&other=${gone.id}`);
  await field(person, "city").waitFor();
}

describe("merging", () => {
  it("offers the likely duplicate, lets one pick, and shows the survivor with everything", async () => {
    const { kept, gone } = await twins();
    const lena = await arrive("lena");
    await lena.open(kept.id);
    await lena.page.getByRole("button", { name: "Weitere Aktionen" }).click();
    await lena.page.getByRole("menuitem", { name: "Mit Dublette zusammenführen …" }).click();
    await lena.page.getByText("gleiche E-Mail").waitFor();
    await look(lena, "merge-pick-light");
    await lena.page.getByRole("button", { name: new RegExp(`Zwilling alt ${word}`) }).click();

    await field(lena, "city").getByRole("radio", { name: /Graz/ }).check();
    assert.ok(await field(lena, "tags").getByRole("radio", { name: "Beide" }).isChecked());
    assert.ok(await field(lena, "street").getByRole("radio", { name: /Ring 1/ }).isChecked());
    await lena.page.getByText("1 Ansprechpartner").waitFor();
    await submit(lena).click();

    await lena.page.getByRole("heading", { name: `Zwilling ${word} GmbH` }).waitFor();
    await lena.field("city").getByText("Graz").waitFor();
    await lena.page.getByText(`Wann liefern wir? ${word}`).waitFor();
    await lena.page.getByText(`Huber ${word}`).first().waitFor();
    assert.deepEqual((await api.lena.contact(kept.id)).tags, ["Kunde", "Messe"]);

    await lena.goto("/contacts");
    await lena.page.getByRole("searchbox").fill(word);
    await lena.page.getByText(`Zwilling ${word} GmbH`).waitFor();
    assert.equal(await lena.page.getByText(`Zwilling alt ${word}`).count(), 0);
    await lena.goto(`/contacts/${gone.id}`);
    await lena.page.getByText("Dieser Kontakt wurde mit einem anderen zusammengeführt").waitFor();
    await lena.page.getByRole("heading", { name: `Zwilling ${word} GmbH` }).waitFor();
    lena.excuse(/410/);
  });

  it("moves a colleague's open page over, and goes back from the history with what stays", async () => {
    const { kept, gone } = await twins();
    const [lena, max] = [await arrive("lena"), await arrive("max")];
    await max.open(gone.id);
    await openMerge(lena, { kept, gone });
    await submit(lena).click();
    await max.page.getByText("Dieser Kontakt wurde mit einem anderen zusammengeführt").waitFor();
    await max.page.getByRole("heading", { name: `Zwilling ${word} GmbH` }).waitFor();
    await max.save("street", "Ring 2");
    await max.field("street").getByText("Ring 2").waitFor();

    await lena.open(kept.id, "history");
    const history = lena.page.getByTestId("history");
    await history.getByRole("link", { name: `Zwilling alt ${word}` }).waitFor();
    await history.getByRole("button", { name: "Zurücknehmen" }).click();
    await lena.page.getByRole("dialog").getByRole("button", { name: "Zurücknehmen" }).click();
    await lena.page.getByText(/Seither geändert und deshalb geblieben: Straße/).waitFor();
    const back = await api.lena.contact(gone.id);
    assert.deepEqual([back.city, back.tags], ["Graz", ["Messe"]]);
    assert.equal((await api.lena.contact(kept.id)).street, "Ring 2");
    assert.equal(await history.getByRole("button", { name: "Zurücknehmen" }).count(), 0);
  });

  it("starts from two rows of the list, and the message takes it back", async () => {
    const { kept, gone } = await twins();
    const lena = await arrive("lena");
    await lena.page.getByRole("searchbox").fill(`zwilling ${word}`);
    for (const name of [`Zwilling ${word} GmbH`, `Zwilling alt ${word}`]) {
      await lena.page.getByRole("row", { name: new RegExp(name) }).getByRole("checkbox").click();
    }
    await lena.page.getByRole("link", { name: "Zusammenführen" }).click();
    await field(lena, "name").waitFor();
    await lena.page.getByRole("radio", { name: new RegExp(`^Zwilling alt ${word}`) }).first().check();
    await submit(lena).click();
    await lena.page.getByRole("heading", { name: `Zwilling alt ${word}` }).waitFor();
    await lena.page.getByRole("button", { name: /Rückgängig/ }).click();
    await lena.page.getByText(`Zwilling ${word} GmbH steht wieder für sich.`).waitFor();
    assert.equal((await api.lena.contact(kept.id)).name, `Zwilling ${word} GmbH`);
    assert.equal((await api.lena.contact(gone.id)).city, "Graz");
  });

  it("says who gains and who loses sight, and waits for consent", async () => {
    const { kept, gone } = await twins({ access: "private" });
    await api.max.assign(gone.id, { employee: api.lena.employee.id, role: "service" });
    const lena = await arrive("lena");
    await openMerge(lena, { kept, gone });
    await lena.page.getByText(/^Nicht mehr sehen: /).waitFor();
    await field(lena, "access").getByRole("radio", { name: /Firma|Alle|Unternehmen/ }).check();
    await lena.page.getByText(/^Sehen dann auch, was ihnen bisher verborgen war: /).waitFor();
    assert.ok(await submit(lena).isDisabled());
    await lena.page.getByRole("checkbox", { name: "Einverstanden" }).check();
    await submit(lena).click();
    await lena.page.getByRole("heading", { name: `Zwilling ${word} GmbH` }).waitFor();
  });

  it("shows what a colleague changed meanwhile, and merges nothing by old values", async () => {
    const { kept, gone } = await twins();
    const lena = await arrive("lena");
    await openMerge(lena, { kept, gone });
    await api.max.change(gone.id, { city: "Linz" });
    await submit(lena).click();
    await lena.page.getByText(/Jemand hat Ort inzwischen geändert/).waitFor();
    await field(lena, "city").getByText("Linz").waitFor();
    assert.equal((await api.lena.contact(gone.id)).city, "Linz");
    await submit(lena).click();
    await lena.page.getByRole("button", { name: "Weitere Aktionen" }).waitFor();
    lena.excuse(/409/);
  });
});

describe("the screen", () => {
  for (const [dress, options] of DRESSES) {
    it(`is free of barriers and no wider than the window: ${dress}`, async () => {
      const pair = await twins({ access: "private" });
      await api.max.assign(pair.gone.id, { employee: api.lena.employee.id, role: "service" });
      const lena = await arrive("lena", options);
      await openMerge(lena, pair);
      await look(lena, `merge-${dress}`);
    });
  }
});
