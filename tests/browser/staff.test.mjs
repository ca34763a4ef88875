/** Employees and teams: a directory for everybody, administered by administrators, the same on every open page at once. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive, stranger } = setStage("lena");

/** A name of this test's own, and the address that goes with it. */
function newColleague() {
  const word = randomUUID().slice(0, 6);
  return { name: `Nora Pichler ${word}`, user: `nora.${word}`, email: `nora.${word}@kontor.example` };
}

async function at(name, path, options = {}) {
  const person = await arrive(name, options);
  await person.goto(path);
  await person.page.getByRole("navigation", { name: "Mitarbeiter und Teams" }).waitFor();
  return person;
}

const row = (person, email) => person.page.locator(`[data-employee="${email}"]`);
const team = (person, name) => person.page.locator(`[data-team="${name}"]`);
const dialog = (person) => person.page.getByRole("dialog");
const button = (within, name) => within.getByRole("button", { name, exact: true });

/** Adds a colleague over the interface, for what the screen is to do with them. */
async function hired(fields = {}) {
  const colleague = newColleague();
  const { user, ...employee } = colleague;
  const made = await api.lena.post("/api/employees", { role: "member", teams: [], password: "kontor-demo", ...employee, ...fields });
  return { ...colleague, id: made.id };
}

// First, so that the pictures show the demo's people alone.
describe("employees and teams", () => {
  for (const [dress, options] of DRESSES) {
    it(`are free of barriers, no wider than the window, and photographed: ${dress}`, async () => {
      const lena = await at("lena", "/employees", options);
      await row(lena, "max@kontor.example").waitFor();
      await look(lena, `employees-${dress}`);
      await button(row(lena, "max@kontor.example"), "Max Huber bearbeiten").click();
      await dialog(lena).waitFor();
      await look(lena, `employee-edit-${dress}`);
      await lena.page.keyboard.press("Escape");
      await lena.goto("/teams");
      await team(lena, "Vertrieb Wien").waitFor();
      await look(lena, `teams-${dress}`);
    });
  }
});

describe("the directory", () => {
  it("shows colleagues to everybody, finds them by what they are, and lets only administrators change them", async () => {
    const max = await at("max", "/employees");
    await row(max, "eva@kontor.example").waitFor();
    assert.equal(await max.page.getByRole("button", { name: "Neuer Mitarbeiter" }).count(), 0);
    assert.equal(await button(row(max, "eva@kontor.example"), "Eva Berger bearbeiten").count(), 0);
    await max.page.getByRole("searchbox").fill("führungskraft graz");
    await row(max, "max@kontor.example").waitFor({ state: "detached" });
    await row(max, "eva@kontor.example").waitFor();
    await max.page.getByRole("searchbox").fill("niemand so");
    await max.page.getByText("Niemand gefunden").waitFor();
    await max.page.getByRole("button", { name: "Alle zeigen" }).click();
    await row(max, "max@kontor.example").waitFor();
    await max.page.getByRole("link", { name: "Teams" }).click();
    await team(max, "Vertrieb Wien").getByText("leitet das Team").waitFor();
    assert.equal(await max.page.getByRole("button", { name: "Neues Team" }).count(), 0);
  });

  it("follows on every open page what an administrator changes", async () => {
    const colleague = newColleague();
    const max = await at("max", "/employees");
    const lena = await at("lena", "/employees");
    await lena.page.getByRole("button", { name: "Neuer Mitarbeiter" }).click();
    await dialog(lena).getByLabel("Name").fill(colleague.name);
    await dialog(lena).getByLabel("E-Mail").fill("max@kontor.example");
    await dialog(lena).getByRole("textbox", { name: "Passwort" }).fill("kontor-demo");
    await button(dialog(lena), "Anlegen").click();
    await dialog(lena).getByText("Mit dieser E-Mail-Adresse meldet sich schon jemand an.").waitFor();
    lena.excuse(/422/);
    await dialog(lena).getByLabel("E-Mail").fill(colleague.email);
    await button(dialog(lena), "Anlegen").click();
    await row(lena, colleague.email).waitFor();
    await row(max, colleague.email).getByText(colleague.name).waitFor();

    await button(row(lena, colleague.email), `${colleague.name} bearbeiten`).click();
    await dialog(lena).getByLabel("Name").fill(`${colleague.name} Huber`);
    await button(dialog(lena), "Speichern").click();
    await row(max, colleague.email).getByText(`${colleague.name} Huber`).waitFor();
    await stranger().then(async (nora) => {
      await nora.enter(colleague.user);
      await nora.page.getByRole("searchbox").waitFor();
    });
  });

  it("gives a new password and shuts somebody out, whose page ends at once", async () => {
    const colleague = await hired();
    const nora = await arrive(colleague.user);
    const lena = await at("lena", "/employees");
    await button(row(lena, colleague.email), `Weitere Aktionen für ${colleague.name}`).click();
    await lena.page.getByRole("menuitem", { name: "Neues Passwort setzen" }).click();
    await button(dialog(lena), "Vorschlagen").click();
    const password = await dialog(lena).getByRole("textbox", { name: "Passwort" }).inputValue();
    assert.match(password, /^[a-zA-Z2-9]{16}$/);
    await button(dialog(lena), "Neues Passwort setzen").click();
    await nora.page.getByRole("button", { name: "Anmelden" }).waitFor();
    nora.excuse(/401/);
    await nora.enter(colleague.user, password);
    await nora.page.getByRole("searchbox").waitFor();

    await button(row(lena, colleague.email), `Weitere Aktionen für ${colleague.name}`).click();
    await lena.page.getByRole("menuitem", { name: "Deaktivieren" }).click();
    await button(dialog(lena), "Deaktivieren").click();
    await nora.page.getByRole("button", { name: "Anmelden" }).waitFor();
    nora.excuse(/401/);
    await button(row(lena, colleague.email), "Wieder aktivieren").click();
    await button(row(lena, colleague.email), "Wieder aktivieren").waitFor({ state: "detached" });
    await nora.enter(colleague.user, password);
    await nora.page.getByRole("searchbox").waitFor();
    nora.excuse(/401/);
  });
});

describe("somebody on whom something hangs", () => {
  it("is not shut out, and the refusal leads to preparing their leaving", async () => {
    const lena = await at("lena", "/employees");
    await button(row(lena, "max@kontor.example"), "Weitere Aktionen für Max Huber").click();
    await lena.page.getByRole("menuitem", { name: "Deaktivieren" }).click();
    await button(dialog(lena), "Deaktivieren").click();
    await dialog(lena).getByText("Noch hängen Kontakte, Rollen").waitFor();
    lena.excuse(/409/);
    await dialog(lena).getByRole("link", { name: "Austritt vorbereiten …" }).click();
    await lena.page.waitForURL("**/employees/*/leave");
  });
});

describe("a team", () => {
  it("is made, gets members who see its contacts at once, is renamed, archived and brought back", async () => {
    const name = `Service ${randomUUID().slice(0, 6)}`;
    const colleague = await hired();
    const lena = await at("lena", "/teams");
    await lena.page.getByRole("button", { name: "Neues Team" }).first().click();
    await dialog(lena).getByLabel("Name des Teams").fill("vertrieb WIEN");
    await button(dialog(lena), "Anlegen").click();
    await dialog(lena).getByText("Das Team Vertrieb Wien heißt schon so.").waitFor();
    lena.excuse(/422/);
    await dialog(lena).getByLabel("Name des Teams").fill(name);
    await button(dialog(lena), "Anlegen").click();
    await team(lena, name).getByText("Noch niemand in diesem Team.").waitFor();

    const { teams } = await api.lena.get("/api/employees");
    const { id } = teams.find((known) => known.name === name);
    const contact = await api.lena.createContact({ name: `Kunde von ${name}`, access: "team", teams: [id] });
    const nora = await arrive(colleague.user);
    await nora.goto(`/contacts?search=${encodeURIComponent(name)}`);
    await nora.page.getByText("Nichts gefunden").waitFor();
    await button(team(lena, name), `Mitglieder von ${name}`).click();
    await dialog(lena).getByLabel(colleague.name).click();
    await nora.page.getByRole("row").filter({ hasText: `Kunde von ${name}` }).waitFor();
    await button(dialog(lena), "Fertig").click();
    await team(lena, name).getByText(colleague.name).waitFor();
    assert.equal(await button(team(lena, name), `${name} archivieren`).count(), 0, "somebody belongs to it");

    await button(team(lena, name), `Mitglieder von ${name}`).click();
    await dialog(lena).getByLabel(colleague.name).click();
    await nora.page.getByRole("row").filter({ hasText: `Kunde von ${name}` }).waitFor({ state: "detached" });
    await button(dialog(lena), "Fertig").click();
    await button(team(lena, name), `${name} archivieren`).click();
    await lena.page.getByText("Zum Team gehören noch Kontakte, nämlich 1.").waitFor();
    lena.excuse(/409/);
    await api.lena.remove(contact.id);
    await button(team(lena, name), `${name} umbenennen`).click();
    await dialog(lena).getByLabel("Name des Teams").fill(`${name} Ost`);
    await button(dialog(lena), "Speichern").click();
    await button(team(lena, `${name} Ost`), `${name} Ost archivieren`).click();
    await team(lena, `${name} Ost`).waitFor({ state: "detached" });
    await lena.page.getByRole("listitem").filter({ hasText: `${name} Ost` }).getByRole("button", { name: "Wieder verwenden" }).click();
    await team(lena, `${name} Ost`).waitFor();
  });
});
