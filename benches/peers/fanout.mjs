// One contact, many viewers: what does the server spend on one delivery, and what does a plain Node `ws` broadcast of the
// same frames spend in the same run? Both servers run; short phases alternate, so that whatever else happens on the
// machine happens to both.
//
// Usage: node fanout.mjs [--sessions 300] [--rate 40] [--seconds 5] [--rounds 3]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { load, serveKontor, servePeer, withFolder } from "../server.mjs";

const BROADCAST = fileURLToPath(new URL("broadcast.mjs", import.meta.url));

/** Microseconds of CPU per delivery of both, and their ratio. */
export async function fanout({ sessions = 300, rate = 40, seconds = 5, rounds = 3 } = {}) {
  const shape = ["--shape", "hot", "--mix", "edit", "--warmup", "1"];
  const size = ["--sessions", String(sessions), "--rate", String(rate), "--seconds", String(seconds)];
  return withFolder(async (folder) => {
    const kontor = await serveKontor(folder);
    const peer = await servePeer(BROADCAST);
    const phases = [];
    for (let round = 0; round < rounds; round += 1) {
      const seed = ["--seed", String(round + 1)];
      phases.push(phase("Kontor", await load(kontor, [...shape, ...size, ...seed])));
      phases.push(phase("Node ws", await load(peer, [...shape, ...size, ...seed, "--peer"])));
    }
    await Promise.all([kontor.stop(), peer.stop()]);
    const ours = median(phases.filter((phase) => phase.server === "Kontor").map((phase) => phase.cpuMicros));
    const theirs = median(phases.filter((phase) => phase.server === "Node ws").map((phase) => phase.cpuMicros));
    return { phases, ours, theirs, ratio: ours / theirs };
  });
}

function phase(server, report) {
  const usage = report.server;
  return {
    server,
    cpuMicros: usage.cpu_micros_per_delivery,
    delivered: report.rate.delivered,
    bytes: usage.event_bytes,
    p50: report.screen.p50,
    p99: report.screen.p99,
  };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function print({ phases, ours, theirs, ratio }) {
  console.log("server    µs CPU/delivery   delivered/s   bytes   p50 ms   p99 ms");
  for (const { server, cpuMicros, delivered, bytes, p50, p99 } of phases) {
    const columns = [cpuMicros.toFixed(2).padStart(15), delivered.toFixed(0).padStart(13), bytes.toFixed(0).padStart(7)];
    console.log(server.padEnd(10), ...columns, p50.toFixed(2).padStart(8), p99.toFixed(2).padStart(8));
  }
  console.log(`median: Kontor ${ours.toFixed(2)} µs, Node ws ${theirs.toFixed(2)} µs, ratio ${ratio.toFixed(2)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const number = { type: "string" };
  const { values } = parseArgs({ options: { sessions: number, rate: number, seconds: number, rounds: number } });
  print(await fanout(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))));
}
