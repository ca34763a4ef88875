/**
 * The browser client with real people in real Chromium, against a real server. Run with `node --test tests/browser/`;
 * `KONTOR_URL` or `KONTOR_BIN` says against what, `KONTOR_SCREENS` where pictures go.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, it } from "node:test";

import { newCompany } from "./support/names.mjs";
import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive, stranger } = setStage("lena");

/** A contact of the test's own, with a name that no other has. */
async function ownContact(fields = {}) {
  return api.lena.createContact({ name: newCompany(), city: "Wien", postal_code: "1010", ...fields });
}

describe("signing in", () => {
  it("with a wrong password says so, and the right one opens the contacts", async () => {
    const max = await stranger();
    await max.enter("max", "falsch");
    await max.page.getByText("E-Mail oder Passwort stimmt nicht").waitFor();
    max.excuse(/401/);
    await max.picture("sign-in-refused");
    await max.enter("max");
    await max.page.getByRole("grid").waitFor();
  });

  it("offers the accounts of a demo server", async () => {
    const anyone = await stranger();
    await anyone.page.getByRole("button", { name: "anna" }).click();
    await anyone.page.getByRole("grid").waitFor();
  });

  it("ends with signing out, also for a socket that is open", async () => {
    const max = await arrive("max");
    await max.page.getByRole("button", { name: /Eigenes Konto/ }).click();
    await max.page.getByRole("menuitem", { name: "Abmelden" }).click();
    await max.page.getByRole("heading", { name: "Kontor" }).waitFor();
    assert.equal(await max.page.getByText("Ihre Sitzung ist abgelaufen").count(), 0);
  });
});

describe("the list", () => {
  it("finds while typing, with ä = ae, and opens by keyboard", async () => {
    const word = randomUUID().slice(0, 8);
    const contact = await api.lena.createContact({ name: `Müllner ${word}`, city: "Mödling" });
    const lena = await arrive("lena");
    await lena.page.getByRole("searchbox").fill(`muellner ${word}`);
    await lena.page.getByText("1 Kontakt", { exact: true }).waitFor();
    await lena.page.keyboard.press("Enter");
    await lena.page.waitForURL(`**/contacts/${contact.id}`);
    await lena.page.getByRole("heading", { name: `Müllner ${word}` }).waitFor();
  });

  it("says what to do when nothing is found", async () => {
    const lena = await arrive("lena");
    await lena.page.getByRole("searchbox").fill("xyzzyqwertz");
    await lena.page.getByText("Nichts gefunden").waitFor();
  });

  it("creates a contact", async () => {
    const lena = await arrive("lena");
    await lena.page.getByRole("button", { name: "Neuer Kontakt" }).first().click();
    const name = `Neu ${randomUUID().slice(0, 8)}`;
    await lena.page.getByLabel("Name der Firma").fill(name);
    await lena.page.getByRole("button", { name: "Anlegen" }).click();
    await lena.page.getByRole("heading", { name }).waitFor();
  });

  it("is reached and left by keys", async () => {
    const lena = await arrive("lena");
    await lena.page.getByRole("grid").focus();
    await lena.page.keyboard.press("?");
    await lena.page.getByRole("dialog", { name: "Tastatur" }).waitFor();
    await lena.page.keyboard.press("Escape");
    await lena.page.getByRole("dialog").waitFor({ state: "detached" });
    await lena.page.keyboard.press("g");
    await lena.page.keyboard.press("i");
    await lena.page.getByRole("heading", { name: "Posteingang" }).waitFor();
    await lena.page.keyboard.press("g");
    await lena.page.keyboard.press("c");
    await lena.page.getByRole("grid").waitFor();
    await lena.page.getByRole("grid").focus();
    await lena.page.keyboard.press("/");
    assert.equal(await lena.page.evaluate(() => document.activeElement?.getAttribute("role")), "searchbox");
  });
});

describe("two people on one contact", () => {
  let contact;
  let lena;
  let max;

  beforeEach(async () => {
    contact = await ownContact();
    [lena, max] = await Promise.all([arrive("lena"), arrive("max")]);
    await Promise.all([lena.open(contact.id), max.open(contact.id)]);
  });

  it("see each other, and the field that the other is in", async () => {
    await lena.page.getByTestId("here").getByRole("img").waitFor();
    await max.field("street").getByRole("button").first().click();
    await lena.page.getByTestId("in-street").waitFor();
    await max.page.keyboard.press("Escape");
    await lena.page.getByTestId("in-street").waitFor({ state: "detached" });
    await max.leave();
    await lena.page.getByTestId("here").getByRole("img").waitFor({ state: "detached" });
  });

  it("see each other's edits as they are saved, with the author's glow and the old value in the history", async () => {
    await max.save("city", "Graz");
    await lena.field("city").getByText("Graz").waitFor();
    await lena.field("city").locator("[data-glow=colleague]").waitFor({ state: "attached" });
    await max.field("city").locator("[data-glow=own]").waitFor({ state: "attached" });
    const entry = lena.page.getByTestId("timeline").getByRole("listitem").first();
    await entry.getByText("hat Ort geändert").waitFor();
    await entry.getByText("Wien").waitFor();
    assert.equal((await api.lena.contact(contact.id)).city, "Graz");
  });

  it("edit different fields without a conflict", async () => {
    await Promise.all([lena.type("city", "Linz"), max.type("street", "Hauptplatz 1")]);
    await Promise.all([lena.page.keyboard.press("Enter"), max.page.keyboard.press("Enter")]);
    await lena.field("street").getByText("Hauptplatz 1").waitFor();
    await max.field("city").getByText("Linz").waitFor();
  });

  it("who save the same field are asked, with mine, theirs and the original", async () => {
    await lena.type("city", "Klosterneuburg");
    await max.save("city", "Graz");
    await lena.field("city").getByText("hat Ort geändert").waitFor();
    await lena.page.keyboard.press("Enter");
    const dialog = lena.page.getByRole("dialog");
    for (const value of ["Klosterneuburg", "Graz", "Wien"]) await dialog.getByText(value, { exact: true }).waitFor();
    await lena.picture("conflict");
    await dialog.getByRole("button", { name: "Meinen Wert speichern" }).click();
    await max.field("city").getByText("Klosterneuburg").waitFor();
    assert.equal((await api.lena.contact(contact.id)).city, "Klosterneuburg");
  });

  it("may keep the colleague's value", async () => {
    await lena.type("city", "Klosterneuburg");
    await max.save("city", "Graz");
    await lena.field("city").getByText("hat Ort geändert").waitFor();
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("button", { name: /^Wert von .* behalten$/ }).click();
    await lena.page.getByRole("dialog").waitFor({ state: "detached" });
    await lena.field("city").getByText("Graz").waitFor();
    assert.equal((await api.lena.contact(contact.id)).city, "Graz");
  });

  it("read each other's comments and replies at once, internal and for the customer", async () => {
    await max.page.getByLabel(/^Kommentar schreiben/).fill("Angebot ist draußen");
    await max.page.keyboard.press("Control+Enter");
    const comment = lena.page.getByRole("article").filter({ hasText: "Angebot ist draußen" });
    await comment.getByText("Intern").waitFor();
    await lena.page.getByRole("button", { name: "Antworten" }).click();
    await lena.page.getByLabel("Antworten …").fill("Danke!");
    await lena.page.keyboard.press("Control+Enter");
    await max.page.getByRole("article").filter({ hasText: "Danke!" }).waitFor();
    await max.page.getByText("Für Kunden sichtbar", { exact: true }).first().click();
    await max.page.getByLabel(/^Kommentar schreiben/).fill("Sehr geehrte Kundin");
    await max.page.getByRole("button", { name: "Senden" }).click();
    const visible = lena.page.getByRole("article").filter({ hasText: "Sehr geehrte Kundin" });
    await visible.getByText("Für Kunden sichtbar").waitFor();
  });

  it("mention each other with the keyboard, which reaches the inbox live", async () => {
    await lena.page.getByRole("link", { name: /Posteingang/ }).click();
    await lena.page.getByRole("heading", { name: "Posteingang" }).waitFor();
    const input = max.page.getByLabel(/^Kommentar schreiben/);
    await input.pressSequentially("Bitte anrufen @len");
    await max.page.getByRole("option").first().waitFor();
    await max.page.keyboard.press("Enter");
    await input.pressSequentially("heute");
    await max.page.keyboard.press("Control+Enter");
    const entry = lena.page.getByRole("region", { name: contact.name }).getByRole("link").filter({ hasText: "hat Sie erwähnt" });
    await entry.waitFor();
    await entry.click();
    await lena.page.getByRole("article").filter({ hasText: "Bitte anrufen" }).waitFor();
  });

  it("write notes together and see what is saved", async () => {
    await Promise.all([lena.open(contact.id, "notes"), max.open(contact.id, "notes")]);
    for (const person of [lena, max]) await person.page.locator("[data-notes-state=saved]").waitFor();
    const paper = lena.page.getByRole("textbox", { name: "Gemeinsame Notizen" });
    await paper.click();
    await lena.page.keyboard.type("# Gespräch vom Montag");
    await lena.page.keyboard.press("Enter");
    await lena.page.keyboard.type("Angebot bis Freitag");
    await max.page.getByRole("heading", { name: "Gespräch vom Montag" }).waitFor();
    await max.page.locator(".collaboration-carets__label").first().waitFor();
    await max.page.getByText("Angebot bis Freitag").click();
    // His editor has taken the click when she sees his caret.
    await lena.page.locator(".collaboration-carets__label").first().waitFor();
    await max.page.keyboard.press("End");
    await max.page.keyboard.type(", spätestens Montag");
    await lena.page.getByText("Angebot bis Freitag, spätestens Montag").waitFor();
    for (const person of [lena, max]) await person.page.locator("[data-notes-state=saved]").waitFor();
    await lena.page.reload();
    await lena.page.getByText("Angebot bis Freitag, spätestens Montag").waitFor();
  });

  it("lose the page at once with the access", async () => {
    await max.page.getByLabel(/^Kommentar schreiben/).waitFor();
    await lena.page.getByRole("combobox", { name: "Zugriff" }).click();
    await lena.page.getByRole("option", { name: /^Privat/ }).click();
    // Who loses it is named first.
    await lena.page.getByRole("dialog").getByRole("button", { name: "Ändern" }).click();
    await max.page.getByRole("heading", { name: "Sie sehen diesen Kontakt nicht mehr" }).waitFor();
    await max.picture("access-lost");
    assert.equal(await max.page.getByText(contact.name).count(), 0);
    await max.page.getByRole("link", { name: "Zu den Kontakten" }).click();
    await max.page.getByRole("searchbox").fill(contact.name);
    await max.page.getByText("Nichts gefunden").waitFor();
  });
});

describe("a contact", () => {
  it("keeps what was typed when the server refuses it, and says why", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.save("emails", "kein-mail");
    await lena.field("emails").getByText("Das ist keine E-Mail-Adresse").waitFor();
    await lena.field("emails").getByText("kein-mail").waitFor();
    await lena.picture("refused");
    await lena.save("emails", "office@example.at");
    await lena.field("emails").getByText("office@example.at").waitFor();
    await lena.field("emails").getByText("Das ist keine E-Mail-Adresse").waitFor({ state: "detached" });
  });

  it("gives up what was refused, by the key and by the button beside the reason", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.open(contact.id);
    for (const giveUp of [() => lena.page.keyboard.press("Escape"), () => lena.field("emails").getByRole("button", { name: "Verwerfen" }).click()]) {
      await lena.save("emails", "kein-mail");
      await lena.field("emails").getByText("Das ist keine E-Mail-Adresse").waitFor();
      await giveUp();
      await lena.field("emails").getByText("kein-mail").waitFor({ state: "detached" });
    }
  });

  it("gives up what was typed with Escape", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.type("city", "Nirgendwo");
    await lena.page.keyboard.press("Escape");
    await lena.field("city").getByText("Wien").waitFor();
    assert.equal((await api.lena.contact(contact.id)).version, contact.version);
  });

  it("is shown as the server writes it, not as it was typed", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.save("phones", "01 234567");
    await lena.field("phones").getByText("+43 1 234567").waitFor();
  });

  it("gets and loses responsible people", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.page.getByRole("button", { name: "Mitarbeiter zuweisen" }).click();
    await lena.page.getByRole("combobox", { name: "Mitarbeiter" }).fill("Anna");
    await lena.page.getByRole("option", { name: /Anna/ }).click();
    await lena.page.getByRole("button", { name: "Zuweisen", exact: true }).click();
    const end = lena.page.getByRole("button", { name: /^Zuständigkeit von Anna .* beenden$/ });
    await end.click();
    await end.waitFor({ state: "detached" });
    await lena.page.getByTestId("timeline").getByText(/hat die Zuständigkeit von Anna/).waitFor();
  });

  it("that does not exist says so", async () => {
    const max = await arrive("max");
    for (const id of [randomUUID(), "huber"]) {
      await max.goto(`/contacts/${id}`);
      await max.page.getByRole("heading", { name: "Diesen Kontakt gibt es nicht" }).waitFor();
    }
  });

  it("speaks English, too", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.open(contact.id);
    await lena.page.getByRole("button", { name: /Eigenes Konto/ }).click();
    await lena.page.getByText("English", { exact: true }).click();
    await lena.page.getByRole("heading", { name: "Responsible" }).waitFor();
    assert.equal(await lena.page.evaluate(() => document.documentElement.lang), "en");
  });
});

describe("every screen in every dress", () => {
  for (const [dress, options] of DRESSES) {
    it(`is free of barriers, no wider than the window, and photographed: ${dress}`, async () => {
      const contact = await ownContact({ name: "Sonnleitner Holzbau GmbH", emails: ["office@example.at"], phones: ["+43 1 2345678"], tags: ["Premium", "Messe"] });
      await api.lena.comment(contact.id, { text: "Bitte bis Freitag ein Angebot schicken." });
      await api.lena.comment(contact.id, { text: "Wir melden uns am Montag.", visibility: "customer" });
      const outside = await stranger(options);
      await outside.page.getByRole("heading", { name: "Kontor" }).waitFor();
      await look(outside, `sign-in-${dress}`);
      const person = await arrive("sofie", options);
      await person.page.getByRole("row").nth(2).waitFor();
      await look(person, `contacts-${dress}`);
      await person.goto(`/contacts/${contact.id}`);
      await person.field("name").getByText(contact.name).waitFor();
      await look(person, `contact-${dress}`);
      for (const part of ["comments", "notes"]) {
        await person.open(contact.id, part);
        await (part === "notes"
          ? person.page.locator("[data-notes-state=saved]").waitFor()
          : person.page.getByText("Bitte bis Freitag").first().waitFor());
        await look(person, `${part}-${dress}`);
      }
      await person.goto("/inbox");
      await person.page.getByRole("heading", { name: "Posteingang" }).waitFor();
      await look(person, `inbox-${dress}`);
    });
  }
});
