/** Substitutions: set on the screen, seen in the frame by both, worked with, and ended while the contact is open. */
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("max", "jonas");

const pick = async (page, label, name) => {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name }).click();
};

const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Vienna" }).format(new Date());

describe("a substitution", () => {
  it("is set, lets the substitute work on the contact, and closes it when the absent person is back", async () => {
    const name = `Vertretungsfall ${randomUUID().slice(0, 8)}`;
    const { id: contact } = await api.max.createContact({ name, access: "private" });
    const max = await arrive("max");
    const jonas = await arrive("jonas");
    await max.goto("/substitutions");
    await max.page.getByRole("button", { name: "Neue Vertretung" }).first().click();
    await pick(max.page, "Wer vertritt?", "Jonas Steiner");
    await max.page.getByLabel("Letzter Tag").fill(today());
    await max.page.getByText("Jonas Steiner sieht und bearbeitet, was Max Huber sehen darf.").waitFor();
    await max.page.getByRole("button", { name: "Eintragen" }).click();
    await max.page.getByText("Jonas Steiner vertritt Max Huber").waitFor();
    await max.page.getByText("Sie werden vertreten: Jonas Steiner sieht Ihre Kontakte.").waitFor();

    await jonas.page.getByText("Sie vertreten Max Huber.").waitFor();
    await jonas.goto(`/contacts/${contact}`);
    await jonas.page.getByRole("heading", { name }).waitFor();
    await jonas.save("city", "Graz");
    await jonas.goto(`/contacts/${contact}?part=history`);
    await jonas.page.getByText("in Vertretung von Max Huber").first().waitFor();

    await max.page.getByRole("button", { name: "Ich bin zurück" }).click();
    await max.page.getByRole("dialog").getByRole("button", { name: "Ich bin zurück" }).click();
    await jonas.page.getByRole("heading", { name: "Sie sehen diesen Kontakt nicht mehr" }).waitFor();
    await jonas.page.getByText("Sie vertreten Max Huber.").waitFor({ state: "detached" });
    await max.page.getByRole("button", { name: "Was ist geschehen?" }).click();
    await max.page.getByRole("dialog").getByRole("link", { name }).waitFor();
    await jonas.goto("/inbox");
    await jonas.page.getByText("Die Vertretung von Max Huber ist zu Ende").waitFor();
  });

  it("is refused where it makes a cycle, with the reason and what to do", async () => {
    const set = await api.max.post("/api/substitutions", { substitute: api.jonas.employee.id, from: today(), until: today() });
    const person = await arrive("jonas");
    await person.goto("/substitutions");
    await person.page.getByRole("button", { name: "Neue Vertretung" }).first().click();
    await pick(person.page, "Wer vertritt?", "Max Huber");
    await person.page.getByLabel("Letzter Tag").fill(today());
    await person.page.getByText(/vertritt die abwesende Person selbst, wen Sie gewählt haben/).first().waitFor();
    person.excuse(/422/);
    await api.max.delete(`/api/substitutions/${set.id}`);
  });
});

describe("the looks of substitutions", () => {
  for (const [dress, options] of DRESSES) {
    it(`has no barriers in ${dress}`, async () => {
      const person = await arrive("max", options);
      await person.goto("/substitutions");
      await person.page.getByRole("heading", { name: "Vertretungen" }).waitFor();
      await person.page.getByText("Vorbei").waitFor();
      await look(person, `substitutions-${dress}`);
      await person.page.getByRole("button", { name: "Neue Vertretung" }).first().click();
      await person.page.getByRole("dialog").waitFor();
      await look(person, `substitution-new-${dress}`);
    });
  }
});
