// Measures how soon a change of a team holds on open sockets: from an administrator's request to the last word that a
// contact is closed, where the member who leaves the team follows 1,000 of its contacts.
//
// Usage: node recheck.mjs [SUBSCRIPTIONS]; 1,000 by default. KONTOR_BIN names the program; this script runs on the same
// machine. Exit code 1 if the median misses 50 ms.

import { createRequire } from "node:module";

import { fail, serveKontor, withFolder } from "./server.mjs";

// A socket of the client's packages: Node has one of its own only since 22.
const { WebSocket } = createRequire(new URL("../ui/package.json", import.meta.url))("ws");

const SUBSCRIPTIONS = Number(process.argv[2] ?? 1_000);
const LIMIT_MS = 50;
/** As many as one socket may hold. */
const ON_ONE_SOCKET = 60;
const ROUNDS = 15;
const WARM_UP = 3;

await withFolder(async (folder) => {
  const server = await serveKontor(folder);
  try {
    report(await measure(server.url));
  } finally {
    await server.stop();
  }
});

async function measure(url) {
  const lena = await signedIn(url, "lena");
  const max = await signedIn(url, "max");
  const team = await lena("POST", "/api/teams", { name: "Messung" });
  const contacts = [];
  for (let number = 0; number < SUBSCRIPTIONS; number += 1) {
    const contact = { kind: "organisation", name: `Messung ${number}`, access: "team", teams: [team.id], account_manager: null };
    contacts.push((await lena("POST", "/api/contacts", contact)).id);
  }
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await lena("PATCH", `/api/employees/${max.id}`, { teams: [team.id] });
    const sockets = await openAll(url, max.token, contacts);
    const closed = sockets.map((socket) => socket.closed());
    const begun = performance.now();
    const answered = lena("PATCH", `/api/employees/${max.id}`, { teams: [] });
    await Promise.all(closed);
    const took = performance.now() - begun;
    await answered;
    for (const socket of sockets) socket.leave();
    if (round >= WARM_UP) times.push(took);
  }
  return times;
}

async function signedIn(url, name) {
  const answer = await fetch(`${url}/api/session`, asJson("POST", { email: `${name}@kontor.example`, password: "kontor-demo" }));
  if (!answer.ok) fail(`${name} cannot sign in: ${answer.status}`);
  const { token, employee } = await answer.json();
  const as = async (method, path, body) => {
    const response = await fetch(url + path, asJson(method, body, { authorization: `Bearer ${token}` }));
    if (!response.ok) fail(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return Object.assign(as, { token, id: employee.id });
}

function asJson(method, body, headers = {}) {
  return { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** As many sockets as the subscriptions need, each with a snapshot of all of its contacts. */
function openAll(url, token, contacts) {
  const parts = [];
  for (let first = 0; first < contacts.length; first += ON_ONE_SOCKET) parts.push(contacts.slice(first, first + ON_ONE_SOCKET));
  return Promise.all(parts.map((part) => opened(url, token, part)));
}

async function opened(url, token, contacts) {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/live?token=${token}`, "kontor.v1");
  const left = { snapshot: contacts.length, revoked: contacts.length };
  const done = { snapshot: resolvable(), revoked: resolvable() };
  socket.onmessage = ({ data }) => {
    // Only the type is read, so that this script costs as little as may be beside the server.
    const type = /^\{"type":"(\w+)"/.exec(data)?.[1];
    if (!(type in left)) return;
    left[type] -= 1;
    if (left[type] === 0) done[type].resolve();
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error("the socket does not open"));
  });
  for (const contact of contacts) socket.send(JSON.stringify({ type: "subscribe", topic: `contact:${contact}` }));
  await done.snapshot.promise;
  return { closed: () => done.revoked.promise, leave: () => socket.close() };
}

function resolvable() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}

function report(times) {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const isReached = at(0.5) <= LIMIT_MS;
  console.log(`a change of a team's members, ${SUBSCRIPTIONS} open subscriptions to close, ${times.length} rounds`);
  for (const [name, value] of Object.entries({ p50: at(0.5), max: sorted[sorted.length - 1] })) {
    console.log(`  ${name.padEnd(6)}${value.toFixed(1).padStart(8)} ms`);
  }
  console.log(`  p50 at most ${LIMIT_MS} ms: ${isReached ? "reached" : "MISSED"}`);
  process.exitCode = isReached ? 0 : 1;
}
