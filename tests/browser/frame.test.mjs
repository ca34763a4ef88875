/**
 * The frame around every screen: palette, keys, inbox, connection, several tabs, the installed page. Real people
 * in real Chromium against a real server, like `client.test.mjs`.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";

import { standBetween } from "./support/line.mjs";
import { newCompany } from "./support/names.mjs";
import { DRESSES, setStage } from "./support/stage.mjs";

const stage = setStage("lena", "max", "anna", "jonas", "sofie");
const { api, arrive, stranger } = stage;

async function ownContact(fields = {}) {
  return api.lena.createContact({ name: newCompany(), city: "Wien", postal_code: "1010", ...fields });
}

async function mention(person, text, contact) {
  await api.max.comment(contact.id, { text: `@[Somebody](${person.employee.id}) ${text}` });
}

async function openPalette({ page }) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Suchen oder Befehl eingeben" }).waitFor();
}

const options = (person) => person.page.getByRole("dialog").getByRole("option");

describe("the palette", () => {
  it("opens while somebody types, finds a contact as it is typed, and opens it", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await lena.page.getByRole("searchbox").first().focus();
    await openPalette(lena);
    await lena.page.keyboard.type(contact.name.slice(0, 12));
    await options(lena).filter({ hasText: contact.name }).waitFor();
    await lena.picture("palette-light");
    await lena.page.keyboard.press("Enter");
    await lena.page.waitForURL(`**/contacts/${contact.id}**`);
  });

  it("takes Enter right after the last letter for what is found by it", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    await openPalette(lena);
    await lena.page.keyboard.type(contact.name);
    await lena.page.keyboard.press("Enter");
    await lena.page.waitForURL(`**/contacts/${contact.id}**`);
  });

  it("is a combobox: the focus stays in the text, the arrows move the choice, round the ends", async () => {
    const lena = await arrive("lena");
    await openPalette(lena);
    const input = lena.page.getByRole("combobox", { name: "Suchen oder Befehl eingeben" });
    const chosen = () => lena.page.locator("[role=option][aria-selected=true]");
    const first = await chosen().textContent();
    await lena.page.keyboard.press("ArrowUp");
    const last = await chosen().textContent();
    assert.notEqual(last, first);
    assert.equal(await options(lena).last().textContent(), last);
    await lena.page.keyboard.press("ArrowDown");
    assert.equal(await chosen().textContent(), first);
    assert.equal(await input.getAttribute("aria-activedescendant"), await chosen().getAttribute("id"));
    assert.ok(await input.evaluate((element) => element === document.activeElement));
    await lena.page.keyboard.press("Escape");
    await lena.page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("offers the contacts that one was at last, and not those that are gone", async () => {
    const [kept, gone] = await Promise.all([ownContact(), ownContact()]);
    const lena = await arrive("lena");
    await lena.open(gone.id);
    await lena.open(kept.id);
    await api.lena.remove(gone.id);
    await lena.goto("/inbox");
    await lena.page.getByRole("heading", { name: "Posteingang" }).waitFor();
    await openPalette(lena);
    await options(lena).filter({ hasText: kept.name }).waitFor();
    assert.equal(await options(lena).filter({ hasText: gone.name }).count(), 0);
    lena.excuse(/404/);
  });

  it("creates a contact of the name that was typed", async () => {
    const lena = await arrive("lena");
    const name = `Neu ${randomUUID().slice(0, 8)}`;
    await openPalette(lena);
    await lena.page.keyboard.type(name);
    await options(lena).filter({ hasText: "Neuer Kontakt" }).click();
    const field = lena.page.getByRole("dialog").getByRole("textbox").first();
    assert.equal(await field.inputValue(), name);
    await lena.page.getByRole("button", { name: "Anlegen" }).click();
    await lena.page.getByRole("heading", { name }).waitFor();
  });

  it("runs commands: another language, another scheme", async () => {
    const lena = await arrive("lena");
    await openPalette(lena);
    await lena.page.keyboard.type("english");
    await lena.page.keyboard.press("Enter");
    await lena.page.getByRole("heading", { name: "Contacts" }).waitFor();
    await lena.page.keyboard.press("Control+k");
    await lena.page.getByRole("combobox", { name: "Search or type a command" }).waitFor();
    await lena.page.keyboard.type("dark");
    await lena.page.keyboard.press("Enter");
    await lena.page.locator("html[data-mantine-color-scheme=dark]").waitFor();
    assert.equal(await lena.page.evaluate(() => document.documentElement.lang), "en");
  });
});

describe("the keys", () => {
  it("`/` and `?` are not swallowed by the empty search box, and are letters in one with text", async () => {
    const lena = await arrive("lena");
    const search = lena.page.getByRole("searchbox").first();
    await search.focus();
    await lena.page.keyboard.press("/");
    assert.equal(await search.inputValue(), "");
    await lena.page.keyboard.press("?");
    await lena.page.getByRole("dialog", { name: "Tastatur" }).waitFor();
    await lena.page.keyboard.press("Escape");
    await lena.page.getByRole("dialog").waitFor({ state: "detached" });
    await search.fill("wer");
    await lena.page.keyboard.press("?");
    assert.equal(await search.inputValue(), "wer?");
  });

  it("lead everywhere: contacts, inbox, profile, a new contact", async () => {
    const lena = await arrive("lena");
    const press = async (...keys) => {
      for (const key of keys) await lena.page.keyboard.press(key);
    };
    await lena.page.evaluate(() => document.activeElement?.blur());
    await press("g", "i");
    await lena.page.getByRole("heading", { name: "Posteingang" }).waitFor();
    await press("g", "p");
    await lena.page.getByRole("heading", { name: "Profil" }).waitFor();
    await lena.page.waitForFunction(() => document.title.endsWith("Profil · Kontor"));
    await press("g", "c");
    await lena.page.getByRole("grid").waitFor();
    await lena.page.evaluate(() => document.activeElement?.blur());
    await press("n");
    await lena.page.getByRole("dialog", { name: "Neuer Kontakt" }).waitFor();
  });

  it("fold the sidebar, and it stays so", async () => {
    const lena = await arrive("lena");
    await lena.page.evaluate(() => document.activeElement?.blur());
    await lena.page.locator("nav[data-layout=wide]").waitFor();
    await lena.page.keyboard.press("[");
    await lena.page.locator("nav[data-layout=rail]").waitFor();
    await lena.page.reload();
    await lena.page.locator("nav[data-layout=rail]").waitFor();
  });
});

describe("the inbox", () => {
  it("gets news live, by contact, with the reason, and is read by keys", async () => {
    const [one, two] = await Promise.all([ownContact(), ownContact()]);
    const person = await arrive("anna");
    await person.goto("/inbox");
    await person.page.getByRole("heading", { name: "Posteingang" }).waitFor();
    await mention(api.anna, "zuerst", one);
    await mention(api.anna, "dann", two);
    await mention(api.anna, "zuletzt", one);
    const group = (contact) => person.page.getByRole("region", { name: contact.name });
    await group(one).getByText("zuletzt").waitFor();
    await group(two).getByText("dann").waitFor();
    assert.equal(await group(one).getByRole("listitem").count(), 2);
    assert.ok((await group(one).textContent()).includes("weil Ihr Name im Kommentar steht"));
    await person.picture("inbox-light");

    await person.page.keyboard.press("j");
    assert.equal(await person.page.evaluate(() => document.activeElement?.textContent.includes("zuletzt")), true);
    await person.page.keyboard.press("e");
    await group(one).locator("[data-read=true]", { hasText: "zuletzt" }).waitFor();
    // On to the next one, which opens and is read with it.
    await person.page.keyboard.press("Enter");
    await person.page.waitForURL(`**/contacts/${one.id}**`);
    await person.goto("/inbox");
    await group(one).locator("[data-read=true]", { hasText: "zuerst" }).waitFor();
    await group(two).locator("[data-read=false]").waitFor();
    await person.page.keyboard.press("Shift+E");
    await group(two).locator("[data-read=true]").waitFor();
    await person.page.getByRole("link", { name: "Posteingang", exact: true }).waitFor();
  });

  it("under ‘unread’ keeps what was read until one looks elsewhere", async () => {
    const contact = await ownContact();
    await mention(api.jonas, "bitte ansehen", contact);
    const person = await arrive("jonas");
    await person.goto("/inbox");
    const entry = person.page.getByRole("region", { name: contact.name }).getByRole("listitem");
    await entry.waitFor();
    await person.page.keyboard.press("f");
    await entry.getByRole("button", { name: "Als gelesen markieren" }).click();
    await entry.and(person.page.locator("[data-read=true]")).waitFor();
    await person.page.keyboard.press("f");
    await person.page.keyboard.press("f");
    await entry.waitFor({ state: "detached" });
  });
});

describe("several tabs", () => {
  it("share what was read, and announce what is new in one of them", async () => {
    const contact = await ownContact();
    const person = await arrive("sofie");
    const other = await person.context.newPage();
    await Promise.all([person.goto("/inbox"), other.goto(`${person.url}/inbox`)]);
    for (const page of [person.page, other]) {
      await page.locator("[data-status=online]").waitFor();
      assert.equal(await page.evaluate(() => document.visibilityState), "visible", "each could announce it");
    }
    await mention(api.sofie, "nur einmal", contact);
    for (const page of [person.page, other]) await page.getByRole("region", { name: contact.name }).waitFor();
    const messages = [person.page, other].map((page) => page.locator(".mantine-Notification-root", { hasText: contact.name }));
    await Promise.race(messages.map((message) => message.waitFor()));
    // Both know of it by now; a second message would stand there with the next picture that is drawn.
    await Promise.all([person.page, other].map((page) => page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))));
    const shown = await Promise.all(messages.map((message) => message.count()));
    assert.equal(shown[0] + shown[1], 1, JSON.stringify(shown));
    await person.page.getByRole("region", { name: contact.name }).getByRole("button", { name: "Als gelesen markieren" }).first().click();
    await other.getByRole("region", { name: contact.name }).locator("[data-read=true]").waitFor();
  });

  it("are signed out together, and in together", async () => {
    const person = await arrive("eva");
    const other = await person.context.newPage();
    await other.goto(person.url);
    await other.getByRole("grid").waitFor();
    await person.page.getByRole("button", { name: /Eigenes Konto/ }).click();
    await person.page.getByRole("menuitem", { name: "Abmelden" }).click();
    for (const page of [person.page, other]) await page.getByRole("button", { name: "Anmelden" }).waitFor();
    await person.enter("eva");
    for (const page of [person.page, other]) await page.getByRole("grid").waitFor();
    person.excuse(/401/);
  });
});

describe("the connection", () => {
  /** Lena on a contact of the test's own, with a line that the test can disturb. */
  async function atContact() {
    const contact = await ownContact();
    const lena = await arrive("lena");
    const line = await standBetween(lena);
    await lena.open(contact.id);
    return { lena, line, contact };
  }

  it("lost is seen, with what waits; back, it goes out once", async () => {
    const { lena, line, contact } = await atContact();
    await line.goesDown();
    await lena.page.locator("[data-status=offline]").waitFor();
    await lena.save("city", "Graz");
    await lena.page.locator("[data-unsaved='1']").waitFor();
    await lena.page.getByText("1 Änderung wartet in diesem Tab").waitFor();
    await lena.picture("offline");
    line.refuses = false;
    await lena.page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await lena.page.locator("[data-status=online][data-unsaved='0']").waitFor();
    const { version, city } = await api.lena.contact(contact.id);
    assert.deepEqual({ version, city }, { version: contact.version + 1, city: "Graz" });
  });

  it("stays green while a conflict waits, which has a mark of its own", async () => {
    const { lena, line, contact } = await atContact();
    await line.goesDown();
    await lena.page.locator("[data-status=reconnecting], [data-status=offline]").waitFor();
    await lena.save("city", "Graz");
    await api.max.change(contact.id, { city: "Linz" });
    line.refuses = false;
    await lena.page.getByRole("dialog").waitFor({ timeout: 40_000 });
    await lena.page.locator("[data-status=online][data-tone=good][data-decisions='1']").waitFor();
  });

  it("to a new version asks to reload, and reloads once everything is saved", async () => {
    const { lena, line, contact } = await atContact();
    line.version = "999.0.0";
    await line.cut();
    await lena.page.getByText("Kontor wurde aktualisiert.").waitFor();
    // It is typed, not saved yet, when the page is to be reloaded.
    await lena.type("city", "Salzburg");
    await lena.page.evaluate(() => (window.isTheOldPage = true));
    const questions = [];
    lena.page.on("dialog", (dialog) => {
      questions.push(dialog.type());
      void dialog.dismiss();
    });
    line.keeps = true;
    await lena.page.getByRole("button", { name: "Neu laden" }).click();
    await lena.page.getByText("Die Seite lädt neu, sobald alles gespeichert ist.").waitFor();
    await lena.page.locator("[data-unsaved='1']").waitFor();
    line.release();
    await lena.page.waitForFunction(() => window.isTheOldPage === undefined);
    assert.deepEqual(questions, [], "nothing unsaved was about to be left");
    await lena.field("city").getByText("Salzburg").waitFor();
    assert.equal((await api.lena.contact(contact.id)).city, "Salzburg");
  });
});

describe("the installed page", () => {
  it("has a manifest and icons of the sizes that it names", async () => {
    const page = await (await fetch(stage.url)).text();
    const address = /rel="manifest" href="([^"]+)"/.exec(page)?.[1];
    const answer = await fetch(stage.url + address);
    assert.match(answer.headers.get("content-type"), /^application\/manifest\+json/);
    const { icons, start_url, display } = await answer.json();
    assert.deepEqual({ start_url, display }, { start_url: "/", display: "standalone" });
    assert.ok(icons.some(({ purpose }) => purpose === "maskable"));
    for (const { src, sizes, type } of icons) {
      const icon = await fetch(stage.url + src);
      assert.equal(icon.headers.get("content-type").split(";")[0], type, src);
      const bytes = Buffer.from(await icon.arrayBuffer());
      // The width stands in the header of a PNG.
      if (type === "image/png") assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    }
  });
});

describe("the looks", () => {
  it("do not depend on which screen's styles were loaded last", async () => {
    const contact = await ownContact();
    const lena = await arrive("lena");
    const looks = () =>
      lena.page.getByRole("navigation", { name: "Hauptnavigation" }).getByRole("button", { name: "Suchen" }).evaluate((button) => {
        const { backgroundColor, fontSize, paddingLeft, color } = getComputedStyle(button);
        return { backgroundColor, fontSize, paddingLeft, color };
      });
    const atFirst = await looks();
    assert.notEqual(atFirst.backgroundColor, "rgba(0, 0, 0, 0)");
    for (const path of [`/contacts/${contact.id}`, "/inbox", `/contacts/${contact.id}?part=notes`]) {
      await lena.goto(path);
      await lena.page.getByRole("main").getByRole("heading").first().waitFor();
      assert.deepEqual(await looks(), atFirst, path);
    }
  });
});

describe("nothing bars the way", () => {
  for (const [dress, settings] of DRESSES) {
    it(`to anybody: ${dress}`, async () => {
      const found = [];
      // Half-transparent on its way in, a text has too little contrast for the moment.
      const person = await arrive("lena", { reducedMotion: "reduce", ...settings });
      const check = async (what) => {
        await person.picture(`${what}-${dress}`);
        found.push(...(await person.barriers()).map((barrier) => `${what}: ${barrier}`));
      };
      await person.goto("/inbox");
      await person.page.getByRole("heading", { name: "Posteingang" }).waitFor();
      await check("inbox");
      await openPalette(person);
      await options(person).first().waitFor();
      await check("palette");
      await person.page.keyboard.press("Escape");
      await person.page.getByRole("dialog").waitFor({ state: "detached" });
      await person.page.keyboard.press("?");
      await person.page.getByRole("dialog", { name: "Tastatur" }).waitFor();
      await check("help");
      await person.page.keyboard.press("Escape");
      await person.page.getByRole("dialog").waitFor({ state: "detached" });
      await person.page.getByRole("button", { name: /Eigenes Konto/ }).click();
      await person.page.getByRole("menuitem", { name: "Abmelden" }).waitFor();
      await check("account");
      await person.goto("/profile");
      await person.page.getByRole("heading", { name: "Profil" }).waitFor();
      await check("profile");
      await person.goto("/nirgends");
      await person.page.getByRole("heading", { name: "Diese Seite gibt es nicht" }).waitFor();
      await check("missing");
      const outside = await stranger(settings);
      await outside.page.getByRole("button", { name: "Anmelden" }).waitFor();
      found.push(...(await outside.barriers()).map((barrier) => `sign-in: ${barrier}`));
      assert.deepEqual(found, []);
    });
  }
});
