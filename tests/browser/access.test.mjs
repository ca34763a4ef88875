/** Who sees a contact: explained, shown before a level changes, opened with a reason, and written to the log. */
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("max", "lena");

const contactOf = async (fields) => {
  const name = `Sichtbar ${randomUUID().slice(0, 8)}`;
  const { id } = await api.max.createContact({ name, ...fields });
  return { name, id };
};

describe("who sees a contact", () => {
  it("is explained, and a change of level says first who gains and who loses", async () => {
    const { id } = await contactOf({ access: "private" });
    const max = await arrive("max");
    await max.open(id);
    await max.page.getByRole("button", { name: "Alle zeigen" }).click();
    await max.page.getByText("1 Person sieht diesen Kontakt.").waitFor();
    await max.page.getByText("zugewiesen: Account Manager").waitFor();
    await max.page.keyboard.press("Escape");
    await max.page.getByRole("combobox", { name: "Zugriff" }).click();
    await max.page.getByRole("option", { name: /^Firma/ }).click();
    const dialog = max.page.getByRole("dialog");
    await dialog.getByText(/Dazu kommen \d+ Personen:/).waitFor();
    await dialog.getByText(/Jonas Steiner/).waitFor();
    await look(max, "access-preview-light");
    await dialog.getByRole("button", { name: "Ändern" }).click();
    await max.page.getByText("Alle Mitarbeiter.").first().waitFor();
  });

  it("is opened by an administrator with a reason, and stands in the log", async () => {
    const { id, name } = await contactOf({ access: "private" });
    const lena = await arrive("lena");
    await lena.goto(`/contacts/${id}`);
    lena.excuse(/404/);
    await lena.page.getByLabel("Begründung").fill("Kundin ruft an");
    await look(lena, "access-override-light");
    await lena.page.getByRole("button", { name: "Mit Begründung öffnen" }).click();
    await lena.page.getByRole("heading", { name }).waitFor();
    lena.excuse(/404/);
    await lena.goto("/settings/log");
    await lena.page.getByText("mit Begründung öffnet").or(lena.page.getByText("mit Begründung geöffnet")).first().waitFor();
    await lena.page.getByRole("link", { name }).first().waitFor();
  });
});

describe("the looks of the log", () => {
  for (const [dress, options] of DRESSES) {
    it(`has no barriers in ${dress}`, async () => {
      const person = await arrive("lena", options);
      await person.goto("/settings/log");
      await person.page.getByRole("heading", { name: "Protokoll" }).waitFor();
      await person.page.getByRole("listitem").first().waitFor();
      await look(person, `log-${dress}`);
    });
  }
});
