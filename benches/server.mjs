// Starts the servers that are measured and runs `kontor load` against them. Knows no figure.
//
// The program is taken from KONTOR_BIN, by default target/release/kontor of this repository.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const KONTOR = process.env.KONTOR_BIN ?? fileURLToPath(new URL("../target/release/kontor", import.meta.url));
// With it, every error that the store meets and handles would record its stack, which no installed server does.
const { RUST_BACKTRACE: _, ...ENVIRONMENT } = process.env;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Ends with one clear line. */
export function fail(text) {
  console.error(text);
  process.exit(2);
}

/** A folder of its own for `work`, gone afterwards. */
export async function withFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), "kontor-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the program to its end; its output and how it ended. */
export function kontor(args) {
  if (!existsSync(KONTOR)) fail(`no program at ${KONTOR}: build it with cargo build --release, or set KONTOR_BIN`);
  return new Promise((resolve) => {
    const child = spawn(KONTOR, args, { env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code, output });
    });
  });
}

/** Serves demo data from the folder until `stop` is called. `startedAfterMs` counts to the first ready answer. */
export async function serveKontor(folder) {
  if (!existsSync(KONTOR)) fail(`no program at ${KONTOR}: build it with cargo build --release, or set KONTOR_BIN`);
  const port = await freePort();
  const begun = performance.now();
  const child = start(KONTOR, ["serve", "--demo", "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`]);
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) fail(`kontor serve ended:\n${child.said()}`);
    if (performance.now() - begun > START_LIMIT_MS) fail(`kontor serve is not ready after 60 s:\n${child.said()}`);
    await delay(5);
  }
  return { url, pid: child.pid, startedAfterMs: performance.now() - begun, stop: () => stop(child) };
}

/** Starts a Node server that prints `listening PORT`. */
export async function servePeer(script) {
  const child = start(process.execPath, [script]);
  const port = await new Promise((resolve) => {
    child.stdout.on("data", () => {
      const found = /listening (\d+)/.exec(child.said());
      if (found) resolve(found[1]);
    });
    child.on("close", () => fail(`the peer ended:\n${child.said()}`));
  });
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => stop(child) };
}

/** Runs `kontor load` and returns its report.json. A fault ends the program: figures of a faulty run say nothing. */
export function load(server, args) {
  return withFolder(async (folder) => {
    const places = ["--url", server.url, "--server-pid", String(server.pid), "--out", folder];
    const { code, output } = await kontor(["load", ...places, ...args]);
    if (code !== 0) fail(`kontor load ${args.join(" ")} ended with ${code}:\n${output}`);
    return JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
  });
}

function start(program, args) {
  const child = spawn(program, args, { env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output = (output + piece).slice(-4000)));
  child.said = () => output;
  return child;
}

async function stop(child) {
  child.removeAllListeners("close");
  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await closed;
  clearTimeout(late);
  running.delete(child);
}

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
