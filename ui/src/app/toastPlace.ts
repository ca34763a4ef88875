/** Where short messages stand: at the foot, and lifted over whatever must stay in reach while they are there. Knows no DOM. */

/** What a message never lies over: an entry, a bar of actions, a dialog's buttons, and where somebody is typing. */
export const KEPT_CLEAR = [
  "[data-keep-clear]",
  ":is(form, [role=dialog]) :is(button, input, textarea, select)",
  "[role=menu]",
  ":is(input, textarea):focus",
].join(", ");

/** In pixels, between a message and what it is kept off, and the upper edge of the window. */
export const APART = 8;

export type Box = { left: number; right: number; top: number; bottom: number };

/**
 * How far the messages are lifted, in pixels.
 * @param place where they stand unlifted
 * @param kept what they must not lie over
 * @param lifted how far they are lifted now: while that is free they stay, as somebody may be about to click on one
 */
export function liftOf(place: Box, kept: readonly Box[], lifted: number): number {
  const inTheWay = kept.filter(({ left, right, top, bottom }) => right > left && bottom > top && right > place.left && left < place.right);
  const isFree = (lift: number) => !inTheWay.some(({ top, bottom }) => bottom > place.top - lift - APART && top < place.bottom - lift + APART);
  const highest = Math.max(0, Math.floor(place.top - APART));
  const over = inTheWay.map(({ top }) => Math.ceil(place.bottom - top + APART)).sort((left, right) => left - right);
  const free = [lifted, 0, ...over].find((lift) => lift >= 0 && lift <= highest && isFree(lift));
  // With no room anywhere, the head of the screen is what can be missed for a moment.
  return free ?? highest;
}
