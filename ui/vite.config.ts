import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the page with hot reload in front of a running server. The Host header stays, as the server
// takes changes only from a page of its own host.
const server = process.env["KONTOR_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    outDir: "dist",
    // The binary embeds the folder; names carry a hash, so they may be cached for ever.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
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
