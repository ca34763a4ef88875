// Measures the figures that Kontor promises, each on a data folder of its own, and says which are reached.
//
// Usage: node figures.mjs [screen] [durable] [idle] [hot] [start]; without names all of them. KONTOR_BIN names the
// program. Exit code 1 if a figure is missed. The load runs on the same machine as the server.

import { createWriteStream } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fanout, print } from "./peers/fanout.mjs";
import { fail, kontor, load, serveKontor, withFolder } from "./server.mjs";

const IMPORTED_CONTACTS = 50_000;

const FIGURES = {
  screen: {
    title: "edit to screen: 300 sessions, 100 contacts, 200 edits/s",
    async measure() {
      const { screen } = await underLoad("--sessions 300 --contacts 100 --rate 200 --mix edit --seconds 30 --warmup 5");
      return [row("p50", screen.p50, 6, "ms"), row("p99", screen.p99, 40, "ms")];
    },
  },
  durable: {
    title: "acknowledged durable edits over 200 sockets",
    async measure() {
      const report = await underLoad("--sessions 200 --contacts 200 --rate 3100 --mix edit --seconds 20 --warmup 5");
      return [
        { name: "achieved", value: report.rate.achieved, unit: "/s", limit: 3000, reached: report.rate.achieved >= 3000 },
        { name: "p50 of the ack", value: report.ack.p50, unit: "ms" },
        { name: "p99 of the ack", value: report.ack.p99, unit: "ms" },
      ];
    },
  },
  idle: {
    title: "memory of 2,500 idle sessions",
    async measure() {
      const { idle } = await underLoad("--shape idle --sessions 2500 --seconds 5");
      return [row("each", idle.rss_bytes_per_session / 1000, 8, "KB")];
    },
  },
  hot: {
    title: "one contact, 300 viewers, 40 edits/s, against a Node ws broadcast",
    async measure() {
      const result = await fanout();
      print(result);
      return [
        { name: "Kontor, CPU per delivery", value: result.ours, unit: "µs" },
        { name: "Node ws, CPU per delivery", value: result.theirs, unit: "µs" },
        row("ratio", result.ratio, 0.75, ""),
      ];
    },
  },
  start: {
    title: "start on a data folder of 50,000 contacts",
    measure: () => withFolder(measureStart),
  },
};

function row(name, value, limit, unit) {
  return { name, value, unit, limit, reached: value <= limit };
}

function underLoad(args) {
  return withFolder(async (folder) => {
    const server = await serveKontor(folder);
    const report = await load(server, args.split(" "));
    await server.stop();
    return report;
  });
}

async function measureStart(folder) {
  // The first start makes the demo accounts, one of which the imported contacts belong to.
  await (await serveKontor(folder)).stop();
  const file = join(folder, "contacts.csv");
  await writeContacts(file);
  const begun = performance.now();
  const { code, output } = await kontor(["import", file, "--as", "lena@kontor.example", "--data", join(folder, "data")]);
  const importSeconds = (performance.now() - begun) / 1000;
  if (code !== 0) fail(`kontor import ended with ${code}:\n${output}`);
  const server = await serveKontor(folder);
  await server.stop();
  return [
    row("import of 50,000", importSeconds, 60, "s"),
    row("start until ready", server.startedAfterMs / 1000, 2, "s"),
  ];
}

async function writeContacts(file) {
  const out = createWriteStream(file);
  out.write("Name;E-Mail;Telefon;Straße;PLZ;Ort;Land\n");
  for (let number = 1; number <= IMPORTED_CONTACTS; number += 1) {
    const phone = `+43 1 ${String(2_000_000 + number)}`;
    out.write(`Firma ${number} GmbH;office@firma${number}.example;${phone};Hauptstraße ${number};1010;Wien;AT\n`);
  }
  out.end();
  await finished(out);
}

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in FIGURES));
if (unknown) fail(`no figure is called ${unknown}; there are ${Object.keys(FIGURES).join(", ")}`);
const lines = [];
let missed = 0;
for (const name of names.length > 0 ? names : Object.keys(FIGURES)) {
  const { title, measure } = FIGURES[name];
  console.error(`measuring: ${title}`);
  lines.push("", title);
  for (const { name, value, unit, limit, reached } of await measure()) {
    const verdict = limit === undefined ? "" : `${reached ? "reached" : "MISSED"} (${limit} ${unit})`;
    missed += reached === false ? 1 : 0;
    lines.push(`  ${name.padEnd(28)}${value.toFixed(2).padStart(12)} ${unit.padEnd(4)} ${verdict}`);
  }
}
console.log(`${availableParallelism()} cores, load on the same machine`);
console.log(lines.join("\n"));
process.exit(missed > 0 ? 1 : 0);
