/** Messages at the foot of the screen never lie over what somebody is about to press, at any usual size of the window. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { newCompany, newName } from "./support/names.mjs";
import { PHONE } from "./support/people.mjs";
import { setStage } from "./support/stage.mjs";

const { api, arrive } = setStage("lena", "max");

const WINDOWS = [
  ["1024 × 768", { viewport: { width: 1024, height: 768 } }],
  ["1280 × 720", { viewport: { width: 1280, height: 720 } }],
  ["1440 × 900", { viewport: { width: 1440, height: 900 } }],
  ["1920 × 1080", { viewport: { width: 1920, height: 1080 } }],
  ["a phone", PHONE],
];

/** Somebody who looks at a contact with a comment, and has just saved a field of it. */
async function atSaved(options) {
  const contact = await api.lena.createContact({ name: newCompany(), city: "Wien" });
  await api.max.comment(contact.id, { text: "Wann wird geliefert?" });
  // Without motion a message is in its place at once, and where it stands can be measured.
  const lena = await arrive("lena", { reducedMotion: "reduce", ...options });
  await lena.open(contact.id, options.isMobile ? "fields" : "comments");
  await lena.save("city", "Graz");
  await lena.page.getByText("Ort gespeichert").waitFor();
  return lena;
}

const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The bar at the foot of a phone is as much in the way. */
const FOOT = "nav[data-layout=bar] :is(a, button)";

/** What a message lies over, of the foot and all that fits the selector; a message stands there, and so does something of it. */
async function covered({ page }, selector) {
  await page.locator(selector).first().waitFor();
  await drawn(page);
  const seen = await page.evaluate((wanted) => {
    const boxes = (query) => [...document.querySelectorAll(query)].map((element) => ({ name: element.textContent || element.ariaLabel, box: element.getBoundingClientRect() }));
    const messages = boxes(".mantine-Notification-root");
    const others = boxes(wanted).filter(({ box }) => box.width > 0);
    const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    const inside = ({ top, bottom, left, right }) => top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= window.innerWidth;
    return {
      messages: messages.length,
      others: others.length,
      outside: messages.filter(({ box }) => !inside(box)).length,
      covered: others.filter(({ box }) => messages.some((message) => meet(message.box, box))).map(({ name }) => name),
    };
  }, `${FOOT}, ${selector}`);
  assert.ok(seen.messages > 0 && seen.others > 0, JSON.stringify(seen));
  assert.equal(seen.outside, 0, "the message is in the window");
  return seen.covered;
}

describe("a message", () => {
  for (const [size, options] of WINDOWS) {
    it(`covers nothing of the entry of a comment: ${size}`, async () => {
      const lena = await atSaved(options);
      await lena.page.getByRole("tab", { name: /^Kommentare/ }).click();
      await lena.page.getByRole("button", { name: "Senden" }).waitFor();
      assert.deepEqual(await covered(lena, "[data-composer=thread] :is(button, label, textarea)"), []);
      await lena.picture(`toast-${options.viewport.width}`);
    });

    it(`covers nothing of a reply: ${size}`, async () => {
      const lena = await atSaved(options);
      await lena.page.getByRole("tab", { name: /^Kommentare/ }).click();
      await lena.page.getByRole("button", { name: "Antworten" }).click();
      assert.deepEqual(await covered(lena, "[data-composer] :is(button, label, textarea)"), []);
    });

    it(`covers no button of a dialog: ${size}`, async () => {
      const lena = await atSaved(options);
      await lena.page.keyboard.press("n");
      await lena.page.getByRole("dialog").getByRole("button", { name: "Anlegen" }).waitFor();
      assert.deepEqual(await covered(lena, "[role=dialog] :is(button, input)"), []);
    });

    it(`covers nothing of the bar of what is picked: ${size}`, async () => {
      const name = newName();
      for (const number of [1, 2]) await api.lena.createContact({ name: `${name} ${number}`, industry: "Bau" });
      const lena = await arrive("lena", { reducedMotion: "reduce", ...options });
      await lena.goto(`/contacts?search=${encodeURIComponent(name)}`);
      await lena.page.getByText("2 Kontakte", { exact: true }).first().waitFor();
      await lena.page.keyboard.press("Escape");
      await lena.page.getByRole("grid").focus();
      await lena.page.keyboard.press("Control+a");
      const bar = lena.page.getByRole("region", { name: "Auswahl bearbeiten" });
      await bar.getByRole("button", { name: "Branche" }).click();
      await lena.page.getByRole("dialog").getByRole("combobox", { name: "Branche" }).fill("Metall");
      await lena.page.keyboard.press("Enter");
      await lena.page.getByRole("button", { name: "Bei 2 Kontakten ändern" }).click();
      await lena.page.getByText("2 Kontakte geändert.").waitFor();
      await lena.page.getByRole("dialog").waitFor({ state: "detached" });
      assert.deepEqual(await covered(lena, "[aria-label='Auswahl bearbeiten'] button"), []);
    });
  }

  it("stays where it was lifted to, so that it can be clicked", async () => {
    const lena = await atSaved(PHONE);
    const message = lena.page.locator(".mantine-Notification-root");
    await lena.page.getByRole("tab", { name: /^Kommentare/ }).click();
    await lena.page.getByRole("button", { name: "Senden" }).waitFor();
    await drawn(lena.page);
    const lifted = await message.boundingBox();
    await lena.page.getByRole("tab", { name: /^Umfeld/ }).click();
    await lena.page.getByRole("button", { name: "Senden" }).waitFor({ state: "detached" });
    await drawn(lena.page);
    assert.deepEqual(await message.boundingBox(), lifted);
    await message.getByRole("button", { name: /^Rückgängig/ }).click();
    await lena.page.getByText("Ort: Änderung zurückgenommen").waitFor();
  });
});
