import { describe, expect, it } from "vitest";

import { APART, liftOf, type Box } from "./toastPlace";

/** A message of 48 pixels at the right foot of a window of 900. */
const PLACE: Box = { left: 1132, right: 1428, top: 840, bottom: 888 };
const box = (top: number, bottom: number, left = 1100, right = 1400): Box => ({ left, right, top, bottom });

const meet = (one: Box, other: Box) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const lifted = (lift: number): Box => ({ ...PLACE, top: PLACE.top - lift, bottom: PLACE.bottom - lift });

describe("a message", () => {
  it("stands at the foot while nothing is there", () => {
    expect(liftOf(PLACE, [], 0)).toBe(0);
    expect(liftOf(PLACE, [box(780, 880, 300, 1100)], 0)).toBe(0);
    expect(liftOf(PLACE, [box(100, 200)], 0)).toBe(0);
  });

  it("is lifted over what it would cover, and no further", () => {
    expect(liftOf(PLACE, [box(800, 880)], 0)).toBe(PLACE.bottom - 800 + APART);
  });

  it("finds the lowest gap that it fits into", () => {
    const kept = [box(840, 890), box(780, 810), box(650, 700)];
    const lift = liftOf(PLACE, kept, 0);
    expect(lift).toBe(PLACE.bottom - 780 + APART);
    expect(kept.some((each) => meet(lifted(lift), each))).toBe(false);
  });

  it("stays where it is when the place below it becomes free", () => {
    expect(liftOf(PLACE, [], 96)).toBe(96);
    expect(liftOf(PLACE, [box(760, 800)], 96)).toBe(0);
  });

  it("passes over what has no size", () => {
    expect(liftOf(PLACE, [box(860, 860), box(850, 870, 1200, 1200)], 0)).toBe(0);
  });

  it("goes to the head of a window that has no room, and never out of it", () => {
    const full = Array.from({ length: 30 }, (_, row) => box(row * 30, row * 30 + 28));
    const lift = liftOf(PLACE, full, 0);
    expect(lifted(lift).top).toBe(APART);
    expect(liftOf({ ...PLACE, top: 4, bottom: 888 }, full, 0)).toBe(0);
  });
});
