/** What the first screen costs on the wire: everything that `index.html` names and the texts, as the server sends it. */
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { it } from "node:test";

const DIST = new URL("../../ui/dist/", import.meta.url);
const LIMIT_KB = 250;

it("the first screen needs at most 250 KB of JavaScript, and nothing from elsewhere", async () => {
  const page = await readFile(new URL("index.html", DIST), "utf8");
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  assert.deepEqual(addresses.filter((address) => !address.startsWith("/")), []);
  const assets = await readdir(new URL("assets/", DIST));
  const texts = assets.filter((name) => /^de-.*\.js$/.test(name)).map((name) => `/assets/${name}`);
  assert.equal(texts.length, 1);
  const scripts = [...addresses.filter((address) => address.endsWith(".js")), ...texts];
  const sizes = await Promise.all(scripts.map(async (path) => (await stat(new URL(`.${path}.gz`, DIST))).size));
  const total_kb = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  assert.ok(scripts.length > 1 && total_kb <= LIMIT_KB, `${total_kb.toFixed(1)} KB`);
});
