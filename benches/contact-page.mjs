// Measures a contact's page in the browser while ten people edit the contact: frames drawn each second, and the longest
// stretch without one.
//
// Usage: node contact-page.mjs [SECONDS]; 10 by default. KONTOR_BIN names the program, or KONTOR_URL a running server.
// Chromium runs on the same machine as the server and the ten. Exit code 1 if fewer than 50 frames a second are drawn.

import { createRequire } from "node:module";
import { randomUUID } from "node:crypto";

import { signedIn } from "../tests/browser/support/api.mjs";
import { launchBrowser, Person } from "../tests/browser/support/people.mjs";
import { serverUnderTest } from "../tests/browser/support/server.mjs";

const require = createRequire(new URL("../ui/package.json", import.meta.url));
const WebSocket = require("ws");

const SECONDS = Number(process.argv[2] ?? 10);
const LIMIT_FRAMES = 50;
const EDITORS = 10;
/** Each of the ten goes to a field, saves it and leaves it this often: brisk work. */
const EDIT_EVERY_MS = 500;
const PEOPLE = ["max", "anna", "jonas", "sofie", "eva"];
/** Everyone has a field of their own, so that no edit meets a conflict. */
const FIELDS = ["name", "street", "city", "industry", "source", "website", "customer_number", "emails", "phones", "tags"];

const server = await serverUnderTest();
const browser = await launchBrowser();
let exitCode = 0;
try {
  const lena = await signedIn(server.url, "lena");
  const contact = await lena.createContact({ name: "Vielbesucht GmbH" });
  for (let number = 1; number <= 100; number += 1) await lena.comment(contact.id, { text: `Kommentar ${number} zum laufenden Auftrag.` });
  const reader = await Person.signedIn(browser, server.url, "lena");
  await reader.open(contact.id, "comments");
  const quiet = await frames(reader.page, 3);
  const editors = await Promise.all(FIELDS.slice(0, EDITORS).map((field, number) => editor(server.url, contact.id, field, PEOPLE[number % PEOPLE.length])));
  await reader.page.getByTestId("here").getByRole("img").nth(PEOPLE.length - 1).waitFor();
  const timers = editors.map((each) => setInterval(each.edit, EDIT_EVERY_MS));
  const busy = await frames(reader.page, SECONDS);
  for (const timer of timers) clearInterval(timer);
  const edits = editors.reduce((sum, each) => sum + each.saved(), 0);
  for (const each of editors) each.leave();
  console.log(`quiet: ${quiet.perSecond.toFixed(1)} frames/s, longest gap ${quiet.longest_ms.toFixed(0)} ms`);
  console.log(`${EDITORS} editing (${(edits / SECONDS).toFixed(0)} edits/s): ${busy.perSecond.toFixed(1)} frames/s, longest gap ${busy.longest_ms.toFixed(0)} ms, scripts ${busy.script_ms.toFixed(0)} ms of each second`);
  if (edits === 0) throw new Error("nothing was edited");
  exitCode = busy.perSecond >= LIMIT_FRAMES ? 0 : 1;
} finally {
  await browser.close();
  await server.stop();
}
process.exit(exitCode);

/** Counts what the page draws. */
async function frames(page, seconds) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const scripts = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ScriptDuration").value;
  const before = await scripts();
  const drawn = await page.evaluate(
    (wanted_ms) =>
      new Promise((resolve) => {
        const start = performance.now();
        let count = 0;
        let last = start;
        let longest_ms = 0;
        const frame = (now) => {
          count += 1;
          longest_ms = Math.max(longest_ms, now - last);
          last = now;
          if (now - start < wanted_ms) requestAnimationFrame(frame);
          else resolve({ perSecond: (count * 1000) / (now - start), longest_ms });
        };
        requestAnimationFrame(frame);
      }),
    seconds * 1000,
  );
  const script_ms = ((await scripts()) - before) * 1000 / seconds;
  await session.detach();
  return { ...drawn, script_ms };
}

/** One of the ten: a live socket that says where it is and saves its field. */
async function editor(url, contact, field, name) {
  const { token } = await signedIn(url, name);
  const socket = new WebSocket(`${url.replace("http", "ws")}/live?token=${token}`, "kontor.v1");
  const send = (frame) => socket.send(JSON.stringify(frame));
  let seq = 0;
  let saved = 0;
  let turn = 0;
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (text) => {
      const frame = JSON.parse(text);
      if (frame.type === "welcome") send({ type: "subscribe", topic: `contact:${contact}` });
      if (typeof frame.seq === "number" && frame.type !== "conflict") seq = Math.max(seq, frame.seq);
      if (frame.type === "ack") saved += 1;
      if (frame.type === "snapshot") resolve();
    });
  });
  send({ type: "presence", contact });
  return {
    saved: () => saved,
    leave: () => socket.close(),
    edit() {
      turn += 1;
      send({ type: "presence", contact, ...(turn % 2 === 0 ? {} : { field }) });
      send({ type: "edit", id: randomUUID(), contact, field, value: valueOf(field, turn), base: seq });
    },
  };
}

function valueOf(field, turn) {
  if (field === "emails") return [`office${turn}@vielbesucht.example`];
  if (field === "phones") return [`+43 1 ${2_000_000 + turn}`];
  if (field === "tags") return [`Tag ${turn}`];
  return field === "website" ? `https://vielbesucht.example/${turn}` : `Wert ${turn}`;
}
