/**
 * The stage of a test file: one server and one browser for all of its tests. Whoever comes on leaves when the test is
 * over, and no console may have complained until then.
 */
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";

import { signedIn } from "./api.mjs";
import { DARK, launchBrowser, Person, PHONE } from "./people.mjs";
import { serverUnderTest } from "./server.mjs";

/** How each screen is looked at. */
export const DRESSES = Object.entries({ light: {}, dark: DARK, phone: PHONE });

/**
 * Sets the stage for the tests of the file that calls it, once, at its top.
 * @param {string[]} scripted whose HTTP interface the tests use: `api.lena` and so on, from the first test on
 */
export function setStage(...scripted) {
  const api = {};
  const present = [];
  let server;
  let browser;

  before(async () => {
    server = await serverUnderTest();
    browser = await launchBrowser();
    for (const name of scripted) api[name] = await signedIn(server.url, name);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  afterEach(async () => {
    const leaving = present.splice(0);
    const complaints = leaving.flatMap((person) => person.complaints);
    await Promise.all(leaving.map((person) => person.leave()));
    assert.deepEqual(complaints, [], "the consoles stay silent");
  });

  const comesOn = (person) => {
    present.push(person);
    return person;
  };

  return {
    api,
    get url() {
      return server.url;
    },
    /** Somebody at a browser of their own, signed in. */
    arrive: async (name, options) => comesOn(await Person.signedIn(browser, server.url, name, options)),
    /** Somebody who stands before the sign-in. */
    stranger: async (options) => comesOn(await Person.arrive(browser, server.url, options)),
  };
}

/** Keeps a picture of the screen; nothing on it may bar anybody's way, and it is no wider than the window. */
export async function look(person, name) {
  // Before that there is nothing to look at.
  await person.page.locator("main").waitFor();
  await person.picture(name);
  assert.deepEqual(await person.barriers(), [], name);
  const { wide, window: width } = await person.page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: window.innerWidth }));
  assert.ok(wide <= width, `${name} is ${wide} px wide in a window of ${width}`);
}
