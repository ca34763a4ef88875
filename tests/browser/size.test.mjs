/** What the first screen costs on the wire: everything that `index.html` names, compressed as a browser receives it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { gzipSync } from "node:zlib";

const DIST = new URL("../../ui/dist/", import.meta.url);
const LIMIT_KB = 250;

it("the first screen needs at most 250 KB of JavaScript, and nothing from elsewhere", async () => {
  const page = await readFile(new URL("index.html", DIST), "utf8");
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  assert.deepEqual(addresses.filter((address) => !address.startsWith("/")), []);
  const scripts = addresses.filter((address) => address.endsWith(".js"));
  const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await readFile(new URL(`.${path}`, DIST))).length));
  const total_kb = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  assert.ok(scripts.length > 0 && total_kb <= LIMIT_KB, `${total_kb.toFixed(1)} KB`);
});
