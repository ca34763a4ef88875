/**
 * The server under test: the one that `KONTOR_URL` names, or one that is started from the program `KONTOR_BIN` with demo
 * data on a free port.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const STARTED_WITHIN_MS = 60_000;

/**
 * Starts `kontor serve` and waits until it says where it listens.
 * @param {{ database?: string, data?: string, listen?: string }} options
 */
export async function startServer({ database, data, listen = "127.0.0.1:0" } = {}) {
  const program = process.env.KONTOR_BIN;
  if (program === undefined) throw new Error("KONTOR_BIN names no program to start");
  const options = ["serve", "--demo", "--listen", listen];
  if (database !== undefined) options.push("--database", database);
  if (data !== undefined) options.push("--data", data);
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "pipe"] });
  const errors = [];
  child.stderr.on("data", (chunk) => errors.push(chunk));
  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  const url = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`the server did not start: ${why}\n${Buffer.concat(errors)}`));
    const deadline = setTimeout(() => fail("no answer in time"), STARTED_WITHIN_MS);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found === null) return;
      clearTimeout(deadline);
      resolve(found[1]);
    });
    void exited.then(({ code, signal }) => fail(`it ended with ${code ?? signal}`));
  });
  return {
    url,
    /** Ends it as an operator would, and waits. */
    async stop() {
      child.kill("SIGTERM");
      return exited;
    },
    /** Ends it as a power cut would, and waits. */
    async kill() {
      child.kill("SIGKILL");
      return exited;
    },
  };
}

/** The server of a whole test file: a running one, or an own one in memory. */
export async function serverUnderTest() {
  const url = process.env.KONTOR_URL;
  if (url !== undefined) return { url: url.replace(/\/$/, ""), stop: async () => {} };
  return startServer({ database: "mem://" });
}
