/**
 * Draws the icons of the installed page from `public/favicon.svg`: run `node scripts/icons.mjs` after changing it.
 * A maskable icon fills its square, as the system cuts the shape; its sign stays within the middle 80 %.
 */
import { readFile, writeFile } from "node:fs/promises";

import { chromium } from "playwright-core";

const PUBLIC = new URL("../public/", import.meta.url);
const ICONS = [
  { name: "icon-192.png", size: 192, fills: false },
  { name: "icon-512.png", size: 512, fills: false },
  { name: "maskable-512.png", size: 512, fills: true },
  // iOS rounds the corners itself and shows no transparency.
  { name: "apple-touch-icon.png", size: 180, fills: true },
];

const svg = await readFile(new URL("favicon.svg", PUBLIC), "utf8");
const ground = /fill="(#[0-9a-f]{6})"/.exec(svg)?.[1];
if (ground === undefined) throw new Error("favicon.svg has no ground");

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const { name, size, fills } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const drawn = fills ? svg.replace(/rx="\d+"/, 'rx="0"') : svg;
  const scale = fills ? 0.86 : 1;
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${fills ? ground : "transparent"}">` +
      `<div style="width:${size * scale}px;height:${size * scale}px">${drawn}</div></body>`,
  );
  await writeFile(new URL(`icons/${name}`, PUBLIC), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
