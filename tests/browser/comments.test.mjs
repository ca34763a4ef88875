/** Comments with three people in real Chromium: threads, mentions, reactions, settling, editing, pins, links, older ones. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";

import { newCompany } from "./support/names.mjs";
import { DRESSES, look, setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max");
let contact;

beforeEach(async () => {
  contact = await api.lena.createContact({ name: newCompany() });
});

async function reader(name, options) {
  const person = await arrive(name, options);
  await person.open(contact.id, "comments");
  return person;
}

const readers = (...names) => Promise.all(names.map((name) => reader(name)));
const entry = (person, text) => person.page.getByRole("article").filter({ hasText: text });

async function write(person, text) {
  await person.page.getByLabel(/^Kommentar schreiben/).fill(text);
  await person.page.keyboard.press("Control+Enter");
  await entry(person, text).waitFor();
}

/** Chooses from the menu of a comment. */
async function act(person, text, item) {
  await entry(person, text).hover();
  await entry(person, text).getByRole("button", { name: "Mehr zu diesem Kommentar" }).click();
  await person.page.getByRole("menuitem", { name: item }).click();
}

describe("three people at one contact", () => {
  it("read a thread as it grows, with every reply in its place", async () => {
    const [lena, max, anna] = await readers("lena", "max", "anna");
    await write(lena, "Wer fährt zur Messe?");
    for (const [person, text] of [[max, "Ich fahre."], [anna, "Ich auch."]]) {
      await entry(person, "Wer fährt").waitFor();
      await person.page.getByRole("button", { name: "Antworten" }).click();
      await person.page.getByLabel("Antworten …").fill(text);
      await person.page.keyboard.press("Control+Enter");
    }
    for (const person of [lena, max, anna]) {
      await entry(person, "Ich fahre.").waitFor();
      await entry(person, "Ich auch.").waitFor();
    }
    await lena.picture("comments-thread");
  });

  it("react, and see who did; a second press takes it back", async () => {
    const [lena, max] = await readers("lena", "max");
    await write(lena, "Auftrag ist da");
    await entry(max, "Auftrag ist da").hover();
    await entry(max, "Auftrag ist da").getByRole("button", { name: "Reagieren" }).click();
    await max.page.getByRole("button", { name: "Feiern" }).click();
    const chip = entry(lena, "Auftrag ist da").getByRole("button", { name: "Feiern 1: Max Huber" });
    await chip.click();
    const both = entry(max, "Auftrag ist da").getByRole("button", { name: "Feiern 2: Max Huber, Lena Hofer" });
    await both.waitFor();
    assert.equal(await both.getAttribute("aria-pressed"), "true");
    await both.click();
    await entry(lena, "Auftrag ist da").getByRole("button", { name: "Feiern 1: Lena Hofer" }).waitFor();
  });

  it("settle a thread, which folds for everyone, and open it again", async () => {
    const [lena, max] = await readers("lena", "max");
    await write(lena, "Angebot schicken");
    await entry(max, "Angebot schicken").waitFor();
    await max.page.getByRole("button", { name: "Erledigt" }).click();
    await lena.page.getByText("Erledigt von Max Huber · 1 Beitrag").waitFor();
    assert.equal(await entry(lena, "Angebot schicken").count(), 0);
    await lena.picture("comments-settled");
    await lena.page.getByText("Erledigt von Max Huber").click();
    await entry(lena, "Angebot schicken").waitFor();
    await lena.page.getByRole("button", { name: "Wieder öffnen" }).click();
    await entry(max, "Angebot schicken").waitFor();
  });

  it("edit their own, and the others can read what it said before", async () => {
    const [lena, max] = await readers("lena", "max");
    await write(lena, "Treffen am Montag");
    await act(lena, "Treffen am Montag", "Bearbeiten");
    // Typed into what has the focus: a key that fell beside it would be a command of the page.
    await lena.page.locator("textarea:focus").waitFor();
    await lena.page.keyboard.press("Control+a");
    await lena.page.keyboard.type("Treffen am Dienstag");
    await lena.page.keyboard.press("Control+Enter");
    await entry(max, "Treffen am Dienstag").getByRole("button", { name: "bearbeitet" }).click();
    await max.page.getByRole("dialog").getByText("Treffen am Montag").waitFor();
    await max.page.keyboard.press("Escape");
    await entry(max, "Treffen am Dienstag").hover();
    await entry(max, "Treffen am Dienstag").getByRole("button", { name: "Mehr zu diesem Kommentar" }).click();
    assert.equal(await max.page.getByRole("menuitem", { name: "Bearbeiten" }).count(), 0, "only its author edits it");
    await max.page.keyboard.press("Escape");
  });

  it("pin what matters, which stands above for everyone and leads to its place", async () => {
    const [lena, max] = await readers("lena", "max");
    await write(lena, "Nie vor neun anrufen");
    await act(lena, "Nie vor neun anrufen", "Anpinnen");
    const pins = max.page.getByRole("list", { name: "Angepinnte Kommentare" });
    await pins.getByText("Nie vor neun anrufen").click();
    await max.page.locator("[data-marked=true]").filter({ hasText: "Nie vor neun" }).waitFor();
    await max.picture("comments-pinned");
    await act(max, "Nie vor neun anrufen", "Nicht mehr anpinnen");
    await lena.page.getByRole("list", { name: "Angepinnte Kommentare" }).waitFor({ state: "detached" });
  });

  it("tell internal from customer by word and colour", async () => {
    const [lena, max] = await readers("lena", "max");
    await lena.page.getByText("Für Kunden sichtbar", { exact: true }).click();
    await write(lena, "Sehr geehrte Frau Maier");
    await entry(max, "Sehr geehrte").getByText("Für Kunden sichtbar").waitFor();
    await write(max, "Frau Maier ist schwierig");
    await entry(lena, "schwierig").getByText("Intern").waitFor();
    const edge = (text) =>
      entry(lena, text).locator("xpath=..").evaluate((thread) => getComputedStyle(thread).borderLeftColor);
    assert.notEqual(await edge("Sehr geehrte"), await edge("schwierig"));
  });
});

describe("comments", () => {
  it("offer behind @ those who may see the contact, and no others", async () => {
    await api.lena.change(contact.id, { access: "private" });
    await api.lena.assign(contact.id, { employee: api.max.employee.id, role: "deputy" });
    const lena = await reader("lena");
    await lena.page.getByLabel(/^Kommentar schreiben/).pressSequentially("@");
    await lena.page.getByRole("option").first().waitFor();
    assert.deepEqual(await lena.page.getByRole("option").allInnerTexts(), ["Max Huber"]);
    await lena.page.keyboard.press("Enter");
    await lena.page.keyboard.press("Control+Enter");
    await entry(lena, "@Max Huber").waitFor();
  });

  it("are found by their link, also among older ones that are not loaded", async () => {
    const first = await api.lena.comment(contact.id, { text: "Der allererste Kommentar" });
    for (let number = 1; number <= 230; number += 1) await api.lena.comment(contact.id, { text: `Kommentar ${number}` });
    const lena = await reader("lena");
    await entry(lena, "Kommentar 230").waitFor();
    assert.equal(await entry(lena, "Der allererste Kommentar").count(), 0);
    await lena.goto(`/contacts/${contact.id}?part=comments#comment-${first.id}`);
    const marked = lena.page.locator("[data-marked=true]").filter({ hasText: "Der allererste Kommentar" });
    await marked.waitFor();
    await lena.page.waitForFunction((id) => {
      const { top, bottom } = document.getElementById(`comment-${id}`).getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    }, first.id);
    assert.equal(await lena.page.getByRole("button", { name: "Ältere Kommentare laden" }).count(), 0);
  });

  it("that are older come in above, and what is being read stays in place", async () => {
    for (let number = 1; number <= 230; number += 1) await api.lena.comment(contact.id, { text: `Kommentar ${number}.` });
    const lena = await reader("lena");
    const more = lena.page.getByRole("button", { name: "Ältere Kommentare laden" });
    await more.scrollIntoViewIfNeeded();
    const reading = entry(lena, "Kommentar 31.");
    const before = await reading.boundingBox();
    await more.click();
    await more.waitFor({ state: "detached" });
    await entry(lena, "Kommentar 1.").waitFor({ state: "attached" });
    const moved = Math.abs((await reading.boundingBox()).y - before.y);
    assert.ok(moved < 60, `it moved by ${moved} px`);
  });

  it("are kept as a draft through other parts of the page and a reload", async () => {
    const lena = await reader("lena");
    await lena.page.getByLabel(/^Kommentar schreiben/).fill("noch nicht fertig");
    await lena.page.getByRole("tab", { name: "Verlauf" }).click();
    await lena.page.getByRole("tab", { name: /^Kommentare/ }).click();
    assert.equal(await lena.page.getByLabel(/^Kommentar schreiben/).inputValue(), "noch nicht fertig");
    await lena.page.reload();
    assert.equal(await lena.page.getByLabel(/^Kommentar schreiben/).inputValue(), "noch nicht fertig");
  });

  it("that cannot be pinned any more say why", async () => {
    const comments = [];
    for (let number = 1; number <= 6; number += 1) comments.push(await api.lena.comment(contact.id, { text: `Wichtig ${number}` }));
    const lena = await reader("lena");
    for (let number = 1; number <= 5; number += 1) {
      await act(lena, `Wichtig ${number}`, "Anpinnen");
      await lena.page.getByRole("list", { name: "Angepinnte Kommentare" }).getByText(`Wichtig ${number}`).waitFor();
    }
    await act(lena, "Wichtig 6", "Anpinnen");
    await entry(lena, "Wichtig 6").getByText("Fünf Kommentare sind schon angepinnt").waitFor();
    await entry(lena, "Wichtig 6").getByRole("button", { name: "Verwerfen" }).click();
    await lena.page.locator("[data-unsaved='0']").waitFor();
  });

  for (const [dress, options] of DRESSES) {
    it(`are free of barriers with everything in them: ${dress}`, async () => {
      const opening = await api.lena.comment(contact.id, { text: "Bitte bis Freitag ein Angebot für die Vitrinen schicken." });
      await api.max.comment(contact.id, { text: "Mache ich heute noch.", parent: opening.id });
      await api.max.comment(contact.id, { text: "Wir melden uns am Montag bei Ihnen.", visibility: "customer" });
      const settled = await api.lena.comment(contact.id, { text: "Adresse prüfen" });
      await api.max.changeComment(contact.id, settled.id, { kind: "resolve", on: true });
      await api.lena.changeComment(contact.id, opening.id, { kind: "pin", on: true });
      await api.lena.changeComment(contact.id, opening.id, { kind: "edit", text: "Bitte bis Donnerstag ein Angebot für die Vitrinen schicken." });
      for (const emoji of ["👍", "👀"]) await api.max.changeComment(contact.id, opening.id, { kind: "react", emoji, on: true });
      const lena = await reader("lena", options);
      await entry(lena, "Bitte bis Donnerstag").waitFor();
      await look(lena, `comments-all-${dress}`);
    });
  }
});
