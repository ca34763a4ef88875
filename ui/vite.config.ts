import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the page with hot reload in front of a running server. The Host header stays, as the server
// takes changes only from a page of its own host.
const server = process.env["KONTOR_URL"] ?? "http://127.0.0.1:8080";

const OUT = fileURLToPath(new URL("./dist", import.meta.url));
const COMPRESSIBLE = /\.(js|css|html|svg|webmanifest)$/;

/** Compresses each file once, as well as it can be done, beside the file: the server sends what the browser takes. */
function compressed(folder: string): Plugin {
  const kinds = [
    { ending: "br", compress: promisify(brotliCompress) },
    { ending: "gz", compress: (data: Buffer) => promisify(gzip)(data, { level: constants.Z_BEST_COMPRESSION }) },
  ];
  return {
    name: "compressed",
    apply: "build",
    async closeBundle() {
      const paths = (await readdir(folder, { recursive: true })).filter((path) => COMPRESSIBLE.test(path));
      for (const path of paths) {
        const data = await readFile(join(folder, path));
        for (const { ending, compress } of kinds) await writeFile(join(folder, `${path}.${ending}`), await compress(data));
      }
    },
  };
}

type Importers = (id: string) => { isEntry: boolean; importers: readonly string[] } | null;

const known = new Map<string, boolean>();

/** Whether the entry needs the module, other than by what is loaded on demand. */
function isOnFirstScreen(id: string, importersOf: Importers): boolean {
  // Its index names every component; which of them the first screen uses only the bundler knows.
  if (id.includes("/@mantine/")) return false;
  const before = known.get(id);
  if (before !== undefined) return before;
  known.set(id, false);
  const info = importersOf(id);
  const found = info !== null && (info.isEntry || info.importers.some((importer) => isOnFirstScreen(importer, importersOf)));
  known.set(id, found);
  return found;
}

export default defineConfig({
  plugins: [react(), compressed(OUT)],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    outDir: OUT,
    // The binary embeds the folder; names carry a hash, so they may be cached for ever.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    // What the first screen needs in one file: many small ones take a tenth more.
    rolldownOptions: { output: { codeSplitting: { groups: [{ debugName: "page", name: (id, graph) => (isOnFirstScreen(id, (of) => graph.getModuleInfo(of)) ? "page" : null) }] } } },
  },
  server: {
    proxy: {
      "/api": { target: server },
      "/live": { target: server, ws: true },
      "/yjs": { target: server, ws: true },
    },
  },
  // The tokens are read by a test; without `css` they would be empty there.
  test: { environment: "node", include: ["src/**/*.test.ts"], css: true },
});
