// 10,000 contacts that arrive over 50 connections into a pool with weights 1, 2 and 3: every one has one account manager,
// and the shares are exact to one.
//
// node benches/turns.mjs [CONTACTS]

import { randomUUID } from "node:crypto";

import { fail, serveKontor, withFolder } from "./server.mjs";

const CONTACTS = Number(process.argv[2] ?? 10_000);
const CONNECTIONS = 50;
const MEMBERS = ["max", "anna", "jonas"];

await withFolder(async (folder) => {
  const server = await serveKontor(folder);
  const { token } = await call("POST", "/api/session", { email: "lena@kontor.example", password: "kontor-demo" });

  async function call(method, path, body, bearer) {
    const headers = { "content-type": "application/json", ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) };
    const response = await fetch(server.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!response.ok) fail(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  const as = (method, path, body) => call(method, path, body, token);

  const { items } = await as("GET", "/api/employees");
  const employees = MEMBERS.map((name) => items.find(({ email }) => email.startsWith(`${name}@`)).id);
  const pool = { id: randomUUID(), name: "Wien", members: employees.map((employee, place) => ({ employee, weight: place + 1 })) };
  const distribution = { kind: "pool", pool: pool.id };
  const rule = { id: randomUUID(), name: "Reihum", role: "account_manager", distribution };
  const { revision } = await as("PUT", "/api/rules/draft", { revision: 0, book: { rules: [rule], pools: [pool] } });
  await as("POST", "/api/rules/activate", { revision });

  const given = new Map();
  let next = 0;
  let wrong = 0;
  const begun = performance.now();
  const connection = async () => {
    while (next < CONTACTS) {
      next += 1;
      const { assignments } = await as("POST", "/api/contacts", { name: `Turnus ${next}` });
      const managers = assignments.filter(({ role, ended }) => role === "account_manager" && ended === null);
      if (managers.length !== 1) wrong += 1;
      for (const { employee } of managers) given.set(employee, (given.get(employee) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const seconds = (performance.now() - begun) / 1000;
  const shares = employees.map((employee) => given.get(employee) ?? 0);
  const due = [1, 2, 3].map((weight) => (CONTACTS * weight) / 6);
  console.log(`${CONTACTS} contacts over ${CONNECTIONS} connections in ${seconds.toFixed(1)} s: ${shares.join(" : ")}`);
  await server.stop();
  if (wrong > 0) fail(`${wrong} contacts have no account manager, or several`);
  if (shares.some((share, place) => Math.abs(share - due[place]) > 1)) fail(`due are ${due.join(" : ")}`);
});
