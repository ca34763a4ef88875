/** Rules that assign contacts: written, looked at beforehand, activated, and seen on the contact with their reason. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max", "eva");

const part = (person, name) => person.page.getByRole("radiogroup", { name: "Was bearbeitet wird" }).getByText(name, { exact: true }).click();
const figure = (person, name) => person.page.getByTestId(`figure-${name}`).locator("dd");

async function choose(person, label, option) {
  await person.page.getByRole("combobox", { name: label, exact: true }).click();
  await person.page.getByRole("option", { name: option, exact: true }).click();
}

/** Puts a book in force over the interface. */
async function activate(book) {
  const { draft } = await api.lena.get("/api/rules");
  const { revision } = await api.lena.put("/api/rules/draft", { revision: draft.revision, book });
  return api.lena.post("/api/rules/activate", { revision });
}

function rule(name, employee, more = {}) {
  const distribution = { kind: "employee", employee };
  return { id: randomUUID(), name, conditions: [], role: "account_manager", distribution, mode: "new_only", active: true, starts: null, ...more };
}

const inRegion = (...codes) => [{ kind: "region", territories: [], regions: [{ country: "AT", codes }] }];

describe("assignment rules", () => {
  it("are for leads and administrators", async () => {
    const max = await arrive("max");
    await max.goto("/rules");
    await max.page.getByText("Zuweisungsregeln pflegen Führungskräfte und die Administration").waitFor();
    await look(max, "rules-no-access");
  });

  it("are written with a territory and a pool, looked at beforehand, and activated", async () => {
    const eva = await arrive("eva");
    await eva.goto("/rules");
    await eva.page.getByText("Noch keine Regel.", { exact: false }).waitFor();
    await look(eva, "rules-empty");

    await part(eva, "Gebiete");
    await eva.page.getByRole("button", { name: "Neues Gebiet" }).click();
    await eva.page.getByLabel("Name", { exact: true }).fill("Wien");
    await eva.page.getByRole("textbox", { name: "Postleitzahlen" }).fill("1230-1010");
    await eva.page.getByText("Schreiben Sie die kleinere Zahl zuerst", { exact: false }).waitFor();
    await eva.page.getByRole("textbox", { name: "Postleitzahlen" }).fill("A-1010 - A-1230, !1140");

    await part(eva, "Pools");
    await eva.page.getByRole("button", { name: "Neuer Pool" }).click();
    await eva.page.getByLabel("Name", { exact: true }).fill("Team Wien");
    await choose(eva, "Person hinzufügen", "Max Huber");
    await choose(eva, "Person hinzufügen", "Anna Gruber");
    await look(eva, "rules-pool");

    await part(eva, "Regeln");
    await eva.page.getByRole("button", { name: "Neue Regel" }).click();
    await eva.page.getByLabel("Name", { exact: true }).fill("Wien reihum");
    await eva.page.getByRole("button", { name: "Bedingung", exact: true }).click();
    await eva.page.getByRole("menuitem", { name: "Region" }).click();
    await eva.page.getByText("hat eine Bedingung ohne Angabe", { exact: false }).waitFor();
    await choose(eva, "Gebiete", "Wien");
    await eva.page.keyboard.press("Escape");
    await eva.page.getByText("Pool, reihum", { exact: true }).click();
    await figure(eva, "moves").waitFor();
    await eva.page.getByText("Freie Postleitzahlen").waitFor();

    await eva.page.getByRole("button", { name: "Neue Regel" }).click();
    await eva.page.getByRole("button", { name: "Neue Regel nach oben" }).click();
    await eva.page.getByText("Sie muss ganz unten stehen", { exact: false }).waitFor();
    await look(eva, "rules-problem");
    await eva.page.getByRole("button", { name: /Neue Regel.*alles/ }).press("Alt+ArrowDown");
    await eva.page.getByText("Sie muss ganz unten stehen", { exact: false }).waitFor({ state: "detached" });
    await eva.page.getByRole("button", { name: "Regel entfernen" }).click();

    await eva.page.getByRole("button", { name: "Entwurf speichern" }).click();
    await eva.page.getByText("Der Entwurf ist gespeichert").waitFor();
    await eva.page.getByRole("button", { name: "Aktivieren …" }).click();
    // By then the dialog has faded in.
    await eva.page.getByRole("checkbox", { name: /Auch auf bestehende/ }).check();
    await eva.page.getByText("Was wird aus bisherigen Account Managern?").waitFor();
    await look(eva, "rules-activate");
    await eva.page.getByRole("checkbox", { name: /Auch auf bestehende/ }).uncheck();
    await eva.page.getByRole("dialog").getByRole("button", { name: "Aktivieren", exact: true }).click();
    await eva.page.getByText("Version 1 ist aktiv").first().waitFor();
    // What was typed halfway is refused while it is.
    eva.excuse(/422/);

    const managers = new Set();
    for (const number of [1, 2]) {
      const made = await api.lena.createContact({ name: `Wiener ${number} GmbH`, postal_code: "1010" });
      managers.add(made.assignments[0].employee);
    }
    assert.equal(managers.size, 2, "Max and Anna take turns");
  });

  it("are not left with something unsaved unless one says so", async () => {
    const eva = await arrive("eva");
    await eva.goto("/rules");
    await part(eva, "Gebiete");
    await eva.page.getByRole("button", { name: "Neues Gebiet" }).click();
    await eva.page.getByRole("link", { name: "Posteingang" }).click();
    const question = eva.page.getByRole("dialog", { name: "Ohne zu speichern verlassen?" });
    await question.getByRole("button", { name: "Abbrechen" }).click();
    await question.waitFor({ state: "detached" });
    await eva.page.getByRole("button", { name: "Entwurf speichern" }).and(eva.page.locator(":enabled")).waitFor();
    await eva.page.getByRole("link", { name: "Posteingang" }).click();
    await question.getByRole("button", { name: "Verwerfen" }).click();
    await eva.page.waitForURL("**/inbox");
  });

  it("look right in light, in dark and on a phone", async () => {
    for (const [dress, options] of DRESSES) {
      const eva = await arrive("eva", options);
      await eva.goto("/rules");
      await eva.page.getByRole("button", { name: /Wien reihum/ }).first().click();
      await figure(eva, "contacts").waitFor();
      await look(eva, `rules-${dress}`);
    }
  });

  it("answer for a contact that is made up", async () => {
    const eva = await arrive("eva");
    await eva.goto("/rules");
    await eva.page.getByText("Beispiel", { exact: true }).click();
    await eva.page.getByText("Regel „Wien reihum“ weist", { exact: false }).waitFor();
    await eva.page.getByLabel("PLZ").fill("8010");
    await eva.page.getByText("Keine Regel passt.", { exact: false }).waitFor();
    await look(eva, "rules-sample");
  });
});

describe("a contact that a rule assigned", () => {
  it("says why in a sentence, with the details and a what-if one click away, and is pinned", async () => {
    const contact = await api.lena.createContact({ name: "Warum GmbH", postal_code: "1020" });
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.page.getByRole("button", { name: "Automatisch zugewiesen durch Regel „Wien reihum“, reihum" }).click();
    const dialog = lena.page.getByRole("dialog");
    await dialog.getByText("Pool „Team Wien“").waitFor();
    await dialog.getByText("AT 1020").waitFor();
    await dialog.getByLabel("Was wäre, wenn die PLZ anders wäre?").fill("8010");
    await dialog.getByText("Dann passt keine Regel.").waitFor();
    await dialog.getByLabel("Was wäre, wenn die PLZ anders wäre?").fill("80100");
    await dialog.getByText("„80100“ ist keine Postleitzahl dieses Landes.").waitFor();
    lena.excuse(/422/);
    await look(lena, "why-light");
    await lena.page.keyboard.press("Escape");

    await lena.page.getByRole("button", { name: /fixieren/ }).first().click();
    await lena.page.getByRole("button", { name: /Fixierung von .* lösen/ }).waitFor();
    assert.ok((await api.lena.contact(contact.id)).assignments[0].pinned);
  });

  it("shows what a rule suggests until somebody accepts it", async () => {
    const { items } = await api.lena.get("/api/employees");
    const sofie = items.find(({ name }) => name === "Sofie Wagner");
    await activate({ rules: [rule("Graz", sofie.id, { mode: "suggest", conditions: inRegion("80*") })], territories: [], pools: [] });
    const contact = await api.lena.createContact({ name: "Umzug GmbH", postal_code: "5020" });
    for (const [dress, options] of DRESSES) {
      const lena = await arrive("lena", options);
      if (dress === "light") await api.lena.change(contact.id, { postal_code: "8010" });
      await lena.goto(`/contacts/${contact.id}${dress === "phone" ? "?part=surroundings" : ""}`);
      await lena.page.getByText("Regel „Graz“ schlägt Sofie Wagner vor", { exact: false }).first().waitFor();
      await look(lena, `suggestion-${dress}`);
      if (dress !== "phone") continue;
      await lena.page.getByRole("button", { name: "Übernehmen" }).click();
      await lena.page.getByText("Regel „Graz“ schlägt Sofie Wagner vor", { exact: false }).waitFor({ state: "detached" });
    }
    const { assignments } = await api.lena.contact(contact.id);
    assert.ok(assignments.some((held) => held.employee === sofie.id && held.role === "account_manager" && held.rule.name === "Graz"));
  });
});
