/** The contrast of what people read (WCAG 2.2, 1.4.3): 4.5 to 1 in light and in dark, and white letters on each person's colour. */
import { describe, expect, it } from "vitest";

import { PEOPLE_COLOURS } from "./peopleColours";
import css from "./tokens.css?raw";

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf("\n}", start));
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const GROUNDS = ["ground", "surface", "raised", "overlay", "hover", "selected"];
const READ_EVERYWHERE = ["text", "text-dim", "accent"];
const STATES = ["good", "warn", "bad", "info", "customer", "internal"];

describe.each([
  ["light", tokensOf(":root")],
  ["dark", tokensOf('[data-mantine-color-scheme="dark"]')],
])("%s", (_, tokens) => {
  const colour = (name: string) => {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`no colour --${name}`);
    return value;
  };

  it.each(READ_EVERYWHERE.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))("%s is readable on %s", (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(STATES.flatMap((state) => [`${state}-ground`, "surface", "raised", "ground"].map((ground) => [state, ground] as const)))(
    "%s is readable on %s",
    (state, ground) => {
      expect(contrast(colour(state), colour(ground))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it("letters on the accent are readable", () => {
    expect(contrast(colour("on-accent"), colour("accent-solid"))).toBeGreaterThanOrEqual(4.5);
  });
});

describe("people", () => {
  it.each(PEOPLE_COLOURS.map((colour) => [colour]))("white letters are readable on %s", (colour) => {
    expect(contrast("#ffffff", colour)).toBeGreaterThanOrEqual(4.5);
  });

  it("have colours of their own", () => {
    expect(new Set(PEOPLE_COLOURS).size).toBe(PEOPLE_COLOURS.length);
  });
});
